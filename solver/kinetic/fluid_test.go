package kinetic

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/reference"
)

// The fluid is the Euler limit of the reference, from the data exactly, and its derivatives are those of differences.
func TestFluidIsTheEulerLimit(t *testing.T) {
	f := sodTube.limit()
	ref, err := reference.New("esbgk-riemann", 1e-6, reference.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var x []float64
	for i := range 200 {
		x = append(x, -0.4975+0.005*float64(i))
	}
	for _, time := range []float64{0.03, 0.1} {
		want, err := ref.At(time, x)
		if err != nil {
			t.Fatal(err)
		}
		got := make([][]float64, 3)
		for _, xi := range x {
			_, s := f.at(time, xi)
			got[0], got[1], got[2] = append(got[0], math.Exp(s[0].V)), append(got[1], s[1].V), append(got[2], math.Exp(s[2].V))
		}
		for k, most := range []float64{2e-3, 8e-3, 3e-3} {
			if r := reference.RelL2(got[k], want[k]); r > most {
				t.Errorf("t %g, field %d: %.1e off the reference", time, k, r)
			}
		}
	}
	for _, xi := range []float64{-0.5, -0.21, 0, 0.113, 0.5} {
		change, _ := f.at(0, xi)
		for k, c := range change {
			if c.V != 0 || c.Dx != 0 {
				t.Errorf("x %g, field %d: a change of %g at the start", xi, k, c.V)
			}
		}
		const h = 1e-6
		for _, time := range []float64{0.0203, 0.07} {
			_, s := f.at(time, xi)
			_, later := f.at(time+h, xi)
			_, earlier := f.at(time-h, xi)
			_, right := f.at(time, xi+h)
			_, left := f.at(time, xi-h)
			for k := range s {
				if dt := (later[k].V - earlier[k].V) / (2 * h); !near(s[k].Dt, dt, 1e-4) {
					t.Errorf("t %g, x %g, field %d: time derivative %g, difference %g", time, xi, k, s[k].Dt, dt)
				}
				if dx := (right[k].V - left[k].V) / (2 * h); math.Abs(xi) < 0.5 && !near(s[k].Dx, dx, 1e-4) {
					t.Errorf("t %g, x %g, field %d: space derivative %g, difference %g", time, xi, k, s[k].Dx, dx)
				}
			}
		}
	}
}
