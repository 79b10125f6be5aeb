package reference

import (
	"math"
	"testing"
	"time"
)

func TestInflowCheckValues(t *testing.T) {
	for _, c := range []struct {
		eps  float64
		x    []float64
		rho  []float64
		flux float64
	}{
		{1, []float64{.1, .005, .025, .055}, []float64{0, .4829, .3743, .2184}, 0},
		{.3, []float64{.1, .2, .3, .4, .5}, []float64{.32429, .13577, .02133, 0, 0}, .53667},
		{.1, []float64{.1, .2, .3, .4, .5}, []float64{.51571, .29772, .15121, .06624, .02445}, .82976},
		{.01, []float64{.1, .2, .3, .4, .5}, []float64{.67831, .42252, .23429, .11486, .04950}, .94517},
		{.001, []float64{.1, .2, .3, .4, .5}, []float64{.69650, .43696, .24416, .12068, .05247}, .95461},
		{1e-5, []float64{.1, .2, .3, .4, .5}, []float64{.69852, .43857, .24527, .12133, .05280}, .95562},
		{1e-6, []float64{.1, .2, .3, .4, .5}, []float64{.69852, .43857, .24527, .12133, .05280}, .95562},
	} {
		start := time.Now()
		s, err := New("transport-inflow", c.eps, Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Log(c.eps, time.Since(start), len(s.(*inflow).t))
		out, err := s.At(0.1, c.x)
		if err != nil {
			t.Fatal(err)
		}
		t.Log(out)
		for i, want := range c.rho {
			if math.Abs(out[0][i]-want) > 1e-4 {
				t.Errorf("eps %g x %g: rho %.5f, want %.5f", c.eps, c.x[i], out[0][i], want)
			}
		}
		if math.Abs(out[1][0]-c.flux) > 1e-4 {
			t.Errorf("eps %g: flux %.5f, want %.5f", c.eps, out[1][0], c.flux)
		}
	}
}
