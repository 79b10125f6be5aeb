package train

import (
	"errors"
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/input"
)

// between is a file of transport on [0, 1].
func between(rest string) string {
	return `{"version":1,"name":"between","equation":"transport","x":[0,1],"tEnd":0.1,` + rest + `}`
}

// TestSolveReflecting: what goes on between two reflecting ends is half of a periodic problem of twice the length, and found as exactly.
func TestSolveReflecting(t *testing.T) {
	nativeOnly(t)
	data := `"equation":"transport","tEnd":0.1,"density":"1 + cos(pi*x)/2","micro":"v*sin(pi*x)","absorption":"0.5","source":"t"`
	c := Config{Optimizer: "solve", Width: 60, Steps: 2, EpsMin: 0.5, EpsMax: 0.5}
	c.Problem = `{"version":1,"name":"half","x":[0,1],"left":"reflecting","right":"reflecting",` + data + `}`
	half := trained(t, c, 2)
	c.Problem = `{"version":1,"name":"whole","x":[0,2],` + data + `}`
	whole := trained(t, c, 2)
	for _, at := range []float64{0.001, 0.03, 0.1} {
		x := []float64{0, 0.2, 0.77, 1}
		got, err := half.Evaluate(0.5, at, x)
		if err != nil {
			t.Fatal(err)
		}
		want, err := whole.Evaluate(0.5, at, x)
		if err != nil {
			t.Fatal(err)
		}
		for f := range want {
			for i := range x {
				if d := math.Abs(got[f][i] - want[f][i]); !(d < 1e-7) {
					t.Errorf("field %d at t = %g, x = %g: %g, on twice the length %g", f, at, x[i], got[f][i], want[f][i])
				}
			}
		}
	}
}

// TestSolveReflectingVaries: with a cross-section that couples the harmonics, at every Knudsen number; more features are better, and as many as
// 125 are iterated from the solution with few, in fewer iterations than these take.
func TestSolveReflectingVaries(t *testing.T) {
	nativeOnly(t)
	var last float64
	iterations := 0
	for _, width := range []int{60, 125} {
		s := trained(t, Config{Problem: between(`"scattering":"2 + cos(pi*x)","density":"1 + cos(pi*x)/2","left":"reflecting","right":"reflecting"`), Optimizer: "solve", Width: width, Steps: 2, Seed: 2}, 2)
		rho, flux := worstOf(t, s)
		if last > 0 && !(rho < 1e-4 && flux < 1e-3 && flux < last/1.5) {
			t.Errorf("%d features: rho %g, flux %g, with fewer %g", width, rho, flux, last)
		}
		if i := s.linear.v.system.Iterations; last > 0 && !(i < iterations) {
			t.Errorf("%d features: %d iterations, with fewer %d", width, i, iterations)
		}
		last, iterations = flux, s.linear.v.system.Iterations
	}
}

// TestSolveReflectingSlope: a cross-section with a slope at the ends, whose continuation has kinks there.
func TestSolveReflectingSlope(t *testing.T) {
	nativeOnly(t)
	s := trained(t, Config{Problem: between(`"scattering":"1 + x","density":"1 + cos(pi*x)/2","left":"reflecting","right":"reflecting"`), Optimizer: "solve", Width: 60, Steps: 2, Seed: 2}, 2)
	if rho, flux := worstOf(t, s); !(rho < 1e-3 && flux < 5e-3) {
		t.Errorf("rho %g, flux %g", rho, flux)
	}
}

// TestSolveEntered: an inflow into a medium that varies, from either end; more features are better.
func TestSolveEntered(t *testing.T) {
	nativeOnly(t)
	var last float64
	for _, c := range []struct {
		width int
		file  string
	}{
		{5, `"scattering":"1 + x","density":"0","left":{"inflow":"1"},"right":{"inflow":"0"}`},
		{20, `"scattering":"2 - x","density":"1","left":{"inflow":"1"},"right":{"inflow":"2"}`}, // from the other end, above a density of 1
	} {
		s := trained(t, Config{Problem: between(c.file), Optimizer: "solve", Width: c.width, Steps: 2, Seed: 2}, 2)
		rho, flux := worstOf(t, s)
		if last > 0 && !(rho < 2e-2 && flux < 3e-2 && flux < last/1.5) {
			t.Errorf("%d features: rho %g, flux %g, with fewer %g", c.width, rho, flux, last)
		}
		last = flux
	}
}

// TestSolveWallRefusals: what cannot be solved between walls is refused with the field that stands in the way.
func TestSolveWallRefusals(t *testing.T) {
	for file, field := range map[string]string{
		between(`"density":"0","source":"1","left":{"inflow":"1"},"right":{"inflow":"0"}`): "optimizer",
		between(`"density":"0","left":{"inflow":"1"},"right":"reflecting"`):                "optimizer",
		between(`"density":"1 + cos(60*pi*x)/2","left":"reflecting","right":"reflecting"`): "head",
		between(`"density":"1 + x","left":"reflecting","right":"reflecting"`):              "head", // a slope at an end
	} {
		_, err := New(Config{Problem: file, Optimizer: "solve"})
		var bad *input.Error
		if !errors.As(err, &bad) || bad.Field != field {
			t.Errorf("%s: %v", file, err)
		}
	}
}
