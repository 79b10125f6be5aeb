package reference

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/interp"
)

// Values agree with gonum's to rounding: inside, at the nodes and outside.
func TestAkimaAgainstGonum(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	values := map[string]func(i int, x float64) float64{
		"random":    func(int, float64) float64 { return random.NormFloat64() },
		"smooth":    func(_ int, x float64) float64 { return math.Sin(3 * x) },
		"step":      func(_ int, x float64) float64 { return math.Round(math.Min(x, 1)) },
		"corner":    func(_ int, x float64) float64 { return math.Abs(x - 0.5) },
		"constant":  func(int, float64) float64 { return -2.5 },
		"line":      func(i int, _ float64) float64 { return float64(i) },
		"sawtooth":  func(i int, _ float64) float64 { return float64(i % 2) },
		"magnitude": func(i int, _ float64) float64 { return math.Pow(10, float64(i%9)-4) },
	}
	var own akima // one value throughout: fit must leave nothing behind
	for name, value := range values {
		for _, n := range []int{40, 2, 3, 4, 5, 17} {
			x, y := make([]float64, n), make([]float64, n)
			at := random.Float64() - 0.5
			for i := range x {
				x[i], y[i] = at, value(i, at)
				at += 0.02 + 0.2*random.Float64()
			}
			var theirs interp.AkimaSpline
			if err := theirs.Fit(x, y); err != nil {
				t.Fatal(err)
			}
			own.fit(x, y)
			scale := 0.0
			for _, v := range y {
				scale = math.Max(scale, math.Abs(v))
			}
			check := func(z float64) {
				near(t, fmt.Sprintf("%s, %d nodes, at %g", name, n, z), own.at(z), theirs.Predict(z), 1e-14*scale)
			}
			for i, z := range x {
				check(z)
				check(math.Nextafter(z, math.Inf(-1)))
				check(math.Nextafter(z, math.Inf(1)))
				if got := own.at(z); got != y[i] && math.Abs(got-y[i]) > 1e-14*scale {
					t.Errorf("%s: %g at node %d, want %g", name, got, i, y[i])
				}
			}
			for range 200 {
				check(x[0] + (x[n-1]-x[0])*(1.2*random.Float64()-0.1))
			}
		}
	}
}

// A parabola on equal cells is reproduced, the ends included (Akima, section 2.3).
func TestAkimaReproducesParabola(t *testing.T) {
	var x, y []float64
	for i := range 7 {
		x = append(x, 0.5*float64(i))
		y = append(y, 1+x[i]*(2-x[i]))
	}
	var s akima
	s.fit(x, y)
	for z := 0.0; z <= 3; z += 0.0625 {
		near(t, fmt.Sprintf("at %g", z), s.at(z), 1+z*(2-z), 1e-14)
	}
}

func TestAkimaDoesNotAllocate(t *testing.T) {
	x, y := []float64{0, 1, 2, 3, 4}, []float64{0, 0, 1, 1, 3}
	var s akima
	s.fit(x, y)
	if n := testing.AllocsPerRun(20, func() {
		s.fit(x[:4], y[:4])
		s.fit(x, y)
		s.at(2.5)
	}); n != 0 {
		t.Errorf("%g allocations", n)
	}
}

func TestAkimaMisuse(t *testing.T) {
	for name, c := range map[string][2][]float64{
		"one node":  {{1}, {1}},
		"lengths":   {{1, 2, 3}, {1, 2}},
		"equal":     {{1, 1, 2}, {1, 2, 3}},
		"backwards": {{1, 3, 2}, {1, 2, 3}},
		"NaN":       {{1, math.NaN(), 2}, {1, 2, 3}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			var s akima
			s.fit(c[0], c[1])
		}()
	}
}
