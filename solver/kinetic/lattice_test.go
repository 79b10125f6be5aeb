package kinetic

import (
	"math"
	"slices"
	"testing"
)

// The known parts of the formulation "early" are t G and -tau grad G as t -> 0, the slopes of G by central differences, and what the network
// adds begins with t^2.
func TestEmissionOfLattice(t *testing.T) {
	const at, h = 1e-5, 1e-5
	source := func(x, y float64) float64 { _, g := checkerboard(x, y); return g.V }
	for _, eps := range []float64{1, 0.1, 1e-3, 1e-6} {
		_, tau := clock(at, eps)
		for _, place := range [][2]float64{{3.02, 3.9}, {3.9, 3.1}, {4.1, 4.05}, {2.8, 3.3}} {
			x, y := place[0], place[1]
			k := emission(at, x, y, eps)
			g := source(x, y)
			if !near(k.rho.V, at*g, 1e-4*at) || !near(k.rho.Dt, g, 2e-4) || !near(k.a.V, at*at/(latticeEnd*0.5*latticeFade), 1e-3*at) {
				t.Errorf("eps %g at (%g, %g): rho %v for G = %g, factor %v", eps, x, y, k.rho, g, k.a)
			}
			slope := [2]float64{(source(x+h, y) - source(x-h, y)) / (2 * h), (source(x, y+h) - source(x, y-h)) / (2 * h)}
			for c, want := range slope {
				if math.Abs(want) < 1e-3 || !near(k.first[c].V, -tau.V*want, 1e-3*tau.V*math.Abs(want)) {
					t.Errorf("eps %g at (%g, %g): g along %d %g, want %g", eps, x, y, c, k.first[c].V, -tau.V*want)
				}
			}
		}
	}
}

// Half of the points of the formulation "early" are spread evenly over the decades of time and lie where particles are by then; the other
// formulation keeps its points.
func TestEarlyPointsOfLattice(t *testing.T) {
	p, err := ByName("transport2d-lattice")
	if err != nil {
		t.Fatal(err)
	}
	const n, eps = 400, 1
	count := func(p Problem) (early, near int) {
		times, x := make([]float64, n), make([]float64, 2*n)
		p.Sample(newRand(7), Interior, eps, times, x)
		for i, at := range times[:n/2] {
			if at < math.Sqrt(latticeFirst*latticeEnd) {
				early++
			}
			if r := 0.8 + at; math.Abs(x[2*i]-3.5) <= r && math.Abs(x[2*i+1]-3.5) <= r {
				near++
			}
		}
		return early, near
	}
	if early, near := count(Formed(p, Early)); early != n/4 || near != n/2 {
		t.Errorf("%d of %d points in the first half of the decades, %d where particles are", early, n/2, near)
	}
	if early, near := count(Formed(p, MicroMacro)); early > n/8 || near > n/4 {
		t.Errorf("micro-macro: %d early points of %d, %d where particles are", early, n/2, near)
	}
}

// The formulation "diffusion" of the pulse has a sixteenth of its times at the end and more Knudsen numbers above kneeKnudsen; its
// residuals count more the later they are, with mean 1.
func TestLatePointsOfPulse(t *testing.T) {
	p, err := ByName("transport2d-pulse")
	if err != nil {
		t.Fatal(err)
	}
	for formulation, want := range map[string]int{Diffusion: 10, MicroMacro: 0} {
		times, x, eps := make([]float64, 160), make([]float64, 320), make([]float64, 60)
		q := Formed(p, formulation)
		q.Sample(newRand(8), Interior, 0.1, times, x)
		ends := 0
		for _, at := range times {
			if at == pulseEnd {
				ends++
			}
		}
		DrawKnudsen(newRand(9), q, 1e-6, 1, eps)
		slices.Sort(eps)
		if ends != want || (eps[len(eps)/2] > 0.5*kneeKnudsen) != (want > 0) {
			t.Errorf("%s: %d of %d times at the end, median of the Knudsen numbers %g", formulation, ends, len(times), eps[len(eps)/2])
		}
	}
	var mean float64
	const n = 1000
	for i := range n {
		mean += pulseWeight(pulseEnd*(float64(i)+0.5)/n) / n
	}
	if !near(mean, 1, 1e-5) || pulseWeight(pulseEnd) < 5*pulseWeight(0) {
		t.Errorf("mean weight %g, %g at the start, %g at the end", mean, pulseWeight(0), pulseWeight(pulseEnd))
	}
	if f := p.Info().Formulations; f[0] != Diffusion {
		t.Errorf("formulations %v", f)
	}
}
