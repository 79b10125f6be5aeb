package reference

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
)

// Values at t = 0.1 that were computed independently: rho at x = 0, .125, .25, .375, the flux at .125, .25, phi_x at .25.
func TestSemiconductorCheckValues(t *testing.T) {
	for eps, want := range map[float64][7]float64{
		1:    {1.023269, 1.016160, .999600, .983840, -.048892, -.067510, -.75939},
		0.3:  {1.127898, 1.085755, .993811, .914236, -.125172, -.171489, -.60253},
		0.1:  {1.161240, 1.109502, .993893, .890495, -.040609, -.056791, -.54916},
		0.03: {1.164882, 1.112154, .993985, .887844, -.030391, -.042091, -.54320},
		0.01: {1.165256, 1.112432, .994000, .887566, -.029336, -.040547, -.54258},
		1e-6: {1.165304, 1.112467, .994003, .887530, -.029201, -.040348, -.54250},
	} {
		got := at(t, solve(t, "semiconductor-relax", eps), 0.1, 0, .125, .25, .375)
		for i, v := range append(got[0], got[1][1], got[1][2], got[2][2]) {
			near(t, fmt.Sprintf("eps %g, value %d", eps, i), v, want[i], 6e-6)
		}
	}
}

// The error falls with the third power of the step at every Knudsen number, in the layer and after it.
func TestSemiconductorOrder(t *testing.T) {
	x := linspace(0, 1, 40)
	for _, eps := range append(uniform, 0.1) {
		var grids []Solution
		for _, cells := range []int{24, 48, 192} {
			s, err := New("semiconductor-relax", eps, Options{Cells: cells})
			if err != nil {
				t.Fatal(err)
			}
			grids = append(grids, s)
		}
		for _, time := range []float64{0.04, 0.1} {
			coarse, middle, fine := at(t, grids[0], time, x...), at(t, grids[1], time, x...), at(t, grids[2], time, x...)
			for f, name := range semiconductorFields {
				a, b := RelL2(coarse[f], fine[f]), RelL2(middle[f], fine[f])
				if order := math.Log2(a / b); !(order > 2.3) && a > 1e-9 {
					t.Errorf("eps %g, t %g, %s: errors %.1e and %.1e, order %.1f", eps, time, name, a, b, order)
				}
				if b > 2e-3 {
					t.Errorf("eps %g, t %g, %s: error %.1e with 48 steps", eps, time, name, b)
				}
			}
		}
	}
}

// f = C exp(2 phi - v^2) is steady for every Knudsen number: a device that starts there stays.
func TestSemiconductorSteadyState(t *testing.T) {
	p := semiconductorRelax
	phi := func(x float64) (v, d2 float64) {
		k := 2 * math.Pi
		return 0.1*math.Cos(k*x) + 0.03*math.Sin(2*k*x), -k * k * (0.1*math.Cos(k*x) + 0.12*math.Sin(2*k*x))
	}
	p.initial = func(x float64) float64 { v, _ := phi(x); return math.Exp(2 * v) }
	p.doping = func(x float64) float64 { v, d2 := phi(x); return math.Exp(2*v) - p.beta*d2 }
	p.waves = 20
	for _, eps := range uniform {
		s, err := p.solve(eps, Options{Cells: 20})
		if err != nil {
			t.Fatal(err)
		}
		x := linspace(0, 1, 30)
		start, end := at(t, s, 0, x...), at(t, s, p.domain.TEnd, x...)
		if d := floats.Distance(start[0], end[0], math.Inf(1)); d > 1e-10 {
			t.Errorf("eps %g: the density moves by %.1e", eps, d)
		}
		if q := floats.Norm(end[1], math.Inf(1)); q > 1e-8 {
			t.Errorf("eps %g: a flux of %.1e", eps, q)
		}
	}
}

// The distribution has the density and the flux of the fields, phi_x solves Poisson's equation, and mass is kept.
func TestSemiconductorConsistency(t *testing.T) {
	p := &semiconductorRelax
	v := linspace(-4, 4, 80)
	for _, eps := range []float64{1, 0.1, 1e-3} {
		s := solve(t, "semiconductor-relax", eps)
		for _, time := range []float64{0.02, 0.1} {
			const n, h = 40, 1e-3
			x := linspace(0, 1, n)
			fields := at(t, s, time, x...)
			f, err := s.(Distributed).Distribution(time, x, v)
			if err != nil {
				t.Fatal(err)
			}
			mass := 0.0
			for i, xi := range x[1:n] {
				rho, flux := 0.0, 0.0
				for j, vj := range v {
					rho += 0.1 * f[i+1][j]
					flux += 0.1 * vj * f[i+1][j] / eps
				}
				what := fmt.Sprintf("eps %g, t %g, x %g: ", eps, time, xi)
				near(t, what+"rho of f", rho, fields[0][i+1], 1e-6)
				near(t, what+"flux of f", flux, fields[1][i+1], 1e-6/eps)
				e := at(t, s, time, xi-h, xi+h)[2]
				near(t, what+"Poisson", p.beta*(e[1]-e[0])/(2*h), fields[0][i+1]-p.doping(xi), 1e-5)
				mass += fields[0][i+1] / n
			}
			near(t, "mass", mass+fields[0][0]/n, 1, 1e-12)
		}
	}
}
