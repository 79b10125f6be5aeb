package kinetic

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/reference"
)

// The viscous gas is the solution up to what is left to the network, also between the Knudsen numbers at which it is solved; it starts from
// the data exactly, and its derivatives are those of differences.
func TestThickeningIsTheTube(t *testing.T) {
	var x []float64
	for i := range 200 {
		x = append(x, -0.4975+0.005*float64(i))
	}
	for _, c := range []struct {
		eps  float64
		most [3]float64 // of rho, u, T
	}{{6e-4, [3]float64{3e-4, 3e-3, 1e-3}}, {2e-3, [3]float64{1e-3, 1e-2, 3e-3}}} {
		ref, err := reference.New("bgk-riemann", c.eps, reference.Options{Cells: 400})
		if err != nil {
			t.Fatal(err)
		}
		want, err := ref.At(0.1, x)
		if err != nil {
			t.Fatal(err)
		}
		got := make([][]float64, 3)
		for _, xi := range x {
			s := bgkTube.thick.known(0.1, xi, c.eps, bgkTube.between(bgkTube.risen(xi)))
			got[0], got[1], got[2] = append(got[0], math.Exp(s[0].V)), append(got[1], s[1].V), append(got[2], math.Exp(s[2].V))
		}
		for k, most := range c.most {
			r := reference.RelL2(got[k], want[k])
			t.Logf("eps %g, field %d: %.1e off the reference", c.eps, k, r)
			if r > most {
				t.Errorf("eps %g, field %d: %.1e off the reference, at most %g expected", c.eps, k, r, most)
			}
		}
	}
	early, err := reference.New("bgk-riemann", 1e-2, reference.Options{Cells: 400})
	if err != nil {
		t.Fatal(err)
	}
	const soon = 3e-4 // half of a stored interval
	want, err := early.At(soon, x)
	if err != nil {
		t.Fatal(err)
	}
	var u []float64
	for _, xi := range x {
		u = append(u, bgkTube.thick.known(soon, xi, 1e-2, bgkTube.between(bgkTube.risen(xi)))[1].V/bgkTube.thick.share(1e-2))
	}
	if r := reference.RelL2(u, want[1]); !(r < 3e-2) {
		t.Errorf("t %g: u %.1e off the reference", soon, r)
	}
	known := func(time, x, eps float64) [3]autodiff.Jet {
		return bgkTube.thick.known(time, x, eps, bgkTube.between(bgkTube.risen(x)))
	}
	for _, eps := range []float64{1e-5, 4e-3, 0.2, 1} {
		for _, xi := range []float64{-0.5, -0.21, 0, 0.113, 0.5} {
			start := bgkTube.between(bgkTube.risen(xi))
			for k, s := range known(0, xi, eps) {
				if s.V != start[k].V || s.Dx != start[k].Dx {
					t.Errorf("eps %g, x %g, field %d: %v at the start, the data are %v", eps, xi, k, s, start[k])
				}
			}
			const h, time = 1e-6, 0.0703
			now, later, earlier := known(time, xi, eps), known(time+h, xi, eps), known(time-h, xi, eps)
			right, left := known(time, xi+h, eps), known(time, xi-h, eps)
			for k := range now {
				if dt := (later[k].V - earlier[k].V) / (2 * h); !near(now[k].Dt, dt, 1e-4) {
					t.Errorf("eps %g, x %g, field %d: time derivative %g, difference %g", eps, xi, k, now[k].Dt, dt)
				}
				if dx := (right[k].V - left[k].V) / (2 * h); math.Abs(xi) < 0.5 && !near(now[k].Dx, dx, 1e-4) {
					t.Errorf("eps %g, x %g, field %d: space derivative %g, difference %g", eps, xi, k, now[k].Dx, dx)
				}
			}
		}
	}
}

// The formulation "viscous" draws more Knudsen numbers where the network has something to learn.
func TestTubesLean(t *testing.T) {
	above := func(name, formulation string) (share float64) {
		p, err := ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		rng, eps := newRand(3), make([]float64, 6)
		const draws = 50
		for range draws {
			DrawKnudsen(rng, Formed(p, formulation), 1e-6, 1, eps)
			for _, e := range eps {
				if !(e >= 1e-6 && e <= 1) {
					t.Fatalf("%s: Knudsen number %g", name, e)
				}
				if e > kneeKnudsen {
					share += 1.0 / float64(draws*len(eps))
				}
			}
		}
		return share
	}
	for _, name := range []string{"bgk-riemann", "esbgk-riemann", "esbgk-riemann-pr1"} {
		if s := above(name, Viscous); math.Abs(s-0.5) > 0.02 {
			t.Errorf("%s: %.2f of the Knudsen numbers are above %g, want a half", name, s, kneeKnudsen)
		}
		if s := above(name, Fluid); math.Abs(s-1.0/3) > 0.02 {
			t.Errorf("%s, fluid: %.2f of the Knudsen numbers are above %g, want a third", name, s, kneeKnudsen)
		}
	}
}
