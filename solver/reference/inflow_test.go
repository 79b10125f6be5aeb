package reference

import (
	"fmt"
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/special"
)

func TestInflowCheckValues(t *testing.T) {
	tenths := []float64{.1, .2, .3, .4, .5}
	for _, c := range []struct {
		eps    float64
		x, rho []float64
		flux   float64 // at x = .1
	}{
		{1, []float64{.1, .005, .025, .055}, []float64{0, .4829, .3743, .2184}, 0},
		{.3, tenths, []float64{.32429, .13577, .02133, 0, 0}, .53667},
		{.1, tenths, []float64{.51571, .29772, .15121, .06624, .02445}, .82976},
		{.01, tenths, []float64{.67831, .42252, .23429, .11486, .04950}, .94517},
		{.001, tenths, []float64{.69650, .43696, .24416, .12068, .05247}, .95461},
		{1e-5, tenths, []float64{.69852, .43857, .24527, .12133, .05280}, .95562},
		{1e-6, tenths, []float64{.69852, .43857, .24527, .12133, .05280}, .95562},
	} {
		out := at(t, solve(t, "transport-inflow", c.eps), 0.1, c.x...)
		for i, want := range c.rho {
			near(t, fmt.Sprintf("eps %g: rho(%g)", c.eps, c.x[i]), out[0][i], want, 1e-4)
		}
		near(t, fmt.Sprintf("eps %g: flux(.1)", c.eps), out[1][0], c.flux, 1e-4)
	}
}

// The limit is the heat equation with rho = 1 and 0 at the ends.
func TestInflowDiffusionLimit(t *testing.T) {
	s := solve(t, "transport-inflow", 1e-6)
	x := linspace(0, 1, 50)
	for _, time := range []float64{1e-3, 0.01, 0.05, 0.1} {
		rho, flux := make([]float64, len(x)), make([]float64, len(x))
		for i, xi := range x {
			rho[i], flux[i] = 1-xi, 1./3
			for n := 1.0; n*n*time < 15; n++ {
				k := n * math.Pi
				e := math.Exp(-k * k * time / 3)
				rho[i] -= 2 / k * math.Sin(k*xi) * e
				flux[i] += 2. / 3 * math.Cos(k*xi) * e
			}
		}
		out := at(t, s, time, x...)
		for f, exact := range [][]float64{rho, flux} {
			if e := RelL2(out[f], exact); e > 5e-4 {
				t.Errorf("t %g: %s differs from the limit by %.1e", time, transportFields[f], e)
			}
		}
	}
}

// Free flight: before the first collisions matter, rho and flux are those of
// the uncollided beam.
func TestInflowFreeFlight(t *testing.T) {
	s := solve(t, "transport-inflow", 1)
	time := 1e-4
	x := linspace(0, time, 20)
	out := at(t, s, time, x...)
	rho, flux := make([]float64, len(x)), make([]float64, len(x))
	for i, xi := range x {
		a := xi / time
		rho[i], flux[i] = (1-a)/2, (1-a*a)/4
	}
	for f, exact := range [][]float64{rho, flux} {
		if e := RelL2(out[f], exact); e > 5e-4 { // collisions: order t
			t.Errorf("%s differs from free flight by %.1e", transportFields[f], e)
		}
	}
}

// Defaults against a finer resolution in x, v and t.
func TestInflowConverged(t *testing.T) {
	x := linspace(0, 1, 100)
	for _, eps := range []float64{1, 0.3, 0.1, 1e-2, 1e-4} {
		c := inflowDefault(eps)
		p, err := solveInflow(eps, c, Options{})
		if err != nil {
			t.Fatal(err)
		}
		c = inflowConfig{cells: 3 * c.cells / 2, ordinates: c.ordinates + 8, steps: 3 * c.steps / 2}
		q, err := solveInflow(eps, c, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, time := range []float64{0.01, 0.03, 0.1} {
			a, b := at(t, p, time, x...), at(t, q, time, x...)
			t.Logf("eps %g, t %g: rho %.1e flux %.1e", eps, time, RelL2(a[0], b[0]), RelL2(a[1], b[1]))
			for f := range a {
				if e := RelL2(a[f], b[f]); e > 4e-4 {
					t.Errorf("eps %g, t %g: %s changes by %.1e", eps, time, transportFields[f], e)
				}
			}
		}
	}
}

// At t = 0 and at both ends of the interval.
func TestInflowEnds(t *testing.T) {
	for _, eps := range uniform {
		s := solve(t, "transport-inflow", eps)
		out := at(t, s, 0, 0, 0.5, 1)
		for f := range out {
			for i := range out[f] {
				near(t, "initial state", out[f][i], 0, 0)
			}
		}
		for _, time := range []float64{1e-15, 1e-9, 1e-4, 0.1} {
			out := at(t, s, time, 0, 1)
			if r := out[0][0]; !(r > 0.45 && r < 1+1e-6) {
				t.Errorf("eps %g: rho(%g, 0) = %g", eps, time, r)
			}
			if q := out[1][0]; !(q > 0 && q <= 0.26/eps) {
				t.Errorf("eps %g: flux(%g, 0) = %g", eps, time, q)
			}
			near(t, "rho at the far end", out[0][1], 0, 2e-3)
		}
	}
}

// The closed form of the split against its definition by quadrature.
func TestInflowSplit(t *testing.T) {
	p := &inflow{eps: 0.2, x: []float64{0.05}}
	v, w := gauss(200, 0, 1)
	for _, time := range []float64{0.004, 0.02, 0.09} {
		var rho, flux float64
		a := math.Min(1, p.eps*0.05/time)
		for k := range v {
			u := a * v[k]
			rho -= 0.5 * a * w[k] * math.Exp(-0.05/(p.eps*u))
			flux -= 0.5 * a * w[k] * u / p.eps * math.Exp(-0.05/(p.eps*u))
		}
		r, q := p.beam(time).moments(0.05)
		near(t, "<f_s>", r, rho, 1e-10)
		near(t, "<v f_s>/eps", q, flux, 1e-10)
		source := make([]float64, 1)
		p.firstCollision(time, []float64{special.ExpIntegral(2, 0.05/p.eps)}, source)
		near(t, "source", source[0], r/(p.eps*p.eps), 1e-12)
	}
}

// Nothing is lost inside the slab: over one step the change of mass
// is the mean of the fluxes at the ends, to rounding error, at every step size.
func TestSlabConservesMass(t *testing.T) {
	for _, eps := range uniform {
		for _, dt := range []float64{1e-6, 1e-2} {
			s := newSlab(eps, inflowGrid(eps, 40), 6)
			s.inflow = func(_ float64, _, left, right []float64) {
				for k := range left {
					left[k], right[k] = 1, 0.25
				}
			}
			rho, flux := make([]float64, len(s.x)), make([]float64, len(s.h)+2)
			mass := func() (sum float64) {
				s.density(rho)
				for i, v := range s.vol {
					sum += v * rho[i]
				}
				return sum
			}
			before := mass()
			if err := s.advance(dt); err != nil {
				t.Fatal(err)
			}
			after := mass()
			// The ends of both stages, weighted as in the method.
			s.flux(flux)
			second := flux[0] - flux[len(flux)-1]
			s.r, s.j, s.scratch.r1, s.scratch.j1 = s.scratch.r1, s.scratch.j1, s.r, s.j
			s.flux(flux)
			first := flux[0] - flux[len(flux)-1]
			entered := dt * ((1-sdirkGamma)*first + sdirkGamma*second)
			near(t, fmt.Sprintf("eps %g, dt %g: mass", eps, dt), after-before, entered, 1e-10*math.Abs(entered)+1e-15/eps*dt)
		}
	}
}

func BenchmarkInflowNew(b *testing.B) {
	for _, eps := range uniform {
		b.Run(fmt.Sprint(eps), func(b *testing.B) {
			for range b.N {
				solve(b, "transport-inflow", eps)
			}
		})
	}
}

func BenchmarkInflowHeatMap(b *testing.B) {
	s := solve(b, "transport-inflow", 1e-2)
	x := linspace(0, 1, 127)
	for range b.N {
		for n := range 64 {
			at(b, s, 0.1*float64(n)/63, x...)
		}
	}
}

func BenchmarkInflowDistribution(b *testing.B) {
	s := unchecked(solve(b, "transport-inflow", 1e-2)).(*inflow)
	x, v := linspace(0, 1, 63), linspace(-1, 1, 63)
	for range b.N {
		if _, err := s.Distribution(0.1, x, v); err != nil {
			b.Fatal(err)
		}
	}
}
