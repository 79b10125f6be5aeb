package reference

import (
	"math"
	"testing"
)

func TestSmoothCheckValues(t *testing.T) {
	eps := []float64{1, .3, .1, .03, .01, 1e-3, 1e-4, 1e-6}
	flux := []float64{.09582, .46958, .31808, .28402, .28123, .28088, .28088, .28088}
	rho := []float64{1.44584, 1.26917, 1.14059, 1.12866, 1.12767, 1.12755, 1.12755, 1.12755}
	for i, e := range eps {
		s, err := New("transport-smooth", e, Options{})
		if err != nil {
			t.Fatal(err)
		}
		out, err := s.At(0.1, []float64{0.2, 0, 0.5, 0.25})
		if err != nil {
			t.Fatal(err)
		}
		if d := math.Abs(out[0][0] - rho[i]); d > 1e-5 {
			t.Errorf("eps %g: rho(.2) = %.6f, want %.5f", e, out[0][0], rho[i])
		}
		if d := math.Abs(math.Abs(out[1][1]) - flux[i]); d > 1e-5 {
			t.Errorf("eps %g: flux amplitude %.6f, want %.5f", e, out[1][1], flux[i])
		}
		if q := (out[0][3] - 1) / (out[0][0] - 1); math.Abs(q-1.05146) > 1e-5 {
			t.Errorf("eps %g: ratio of rho-1 at .25 and .2: %.6f", e, q)
		}
	}
}
