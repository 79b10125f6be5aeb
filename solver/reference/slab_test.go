package reference

import (
	"fmt"
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/special"
	"gonum.org/v1/gonum/integrate/quad"
)

func gauss(n int, a, b float64) (x, w []float64) {
	x, w = make([]float64, n), make([]float64, n)
	quad.Legendre{}.FixedLocations(x, w, a, b)
	return x, w
}

func TestExpintegral(t *testing.T) {
	for n := 2; n <= 3; n++ {
		for _, x := range []float64{0, 1e-9, 1e-3, 0.1, 0.5, 1 - 1e-12, 1, 1 + 1e-12, 2, 10, 100} {
			// E_n(x) = int_0^1 exp(-x/u) u^(n-2) du, with u = s^2 clustered at 0.
			want := integrate(0, 1, func(s float64) float64 {
				return 2 * s * math.Exp(-x/(s*s)) * math.Pow(s*s, float64(n-2))
			})
			near(t, fmt.Sprintf("E_%d(%g)", n, x), special.ExpIntegral(n, x), want, 5e-7) // quadrature error
		}
	}
	near(t, "E_2(1)", special.ExpIntegral(2, 1), 0.148495506775922, 1e-15)
	near(t, "E_3(1)", special.ExpIntegral(3, 1), 0.109691967197760, 1e-15)
	near(t, "E_2(1e5)", special.ExpIntegral(2, 1e5), 0, 0)
	// n E_{n+1} = exp(-x) - x E_n.
	for _, x := range []float64{0.01, 0.7, 0.999, 1.001, 5, 40} {
		near(t, "recurrence", 2*special.ExpIntegral(3, x), math.Exp(-x)-x*special.ExpIntegral(2, x), 1e-15)
	}
}

// manufactured prepares a slab on [0, 1.3] for the solution r = rho,
// j = -v rho_x, rho = 1 + exp(-t/3) cos(x)/2, on a smoothly graded grid.
func manufactured(eps float64, cells int) *slab {
	x := make([]float64, cells+1)
	for i := range x {
		u := float64(i) / float64(cells)
		x[i] = 1.3 * u * (0.2 + 0.8*u)
	}
	s := newSlab(eps, x, 8)
	mid := s.midpoints()
	amplitude := func(t float64) float64 { return 0.5 * math.Exp(-t/3) }
	s.inflow = func(t float64, v, left, right []float64) {
		a := amplitude(t)
		for k := range v {
			left[k] = 1 + a // rho_x = 0 at x = 0
			right[k] = 1 + a*math.Cos(1.3) - eps*v[k]*a*math.Sin(1.3)
		}
	}
	s.source = func(t float64, even, odd [][]float64) {
		a := amplitude(t)
		for k, v := range s.v {
			for i := range x {
				even[k][i] = a * (v*v - 1./3) * math.Cos(x[i])
			}
			for i := range mid {
				odd[k][i] = -a * v / 3 * math.Sin(mid[i])
			}
		}
	}
	for k, v := range s.v {
		for i := range x {
			s.r[k][i] = 1 + amplitude(0)*math.Cos(x[i])
		}
		for i := range mid {
			s.j[k][i] = v * amplitude(0) * math.Sin(mid[i])
		}
	}
	return s
}

func run(t testing.TB, s *slab, end float64, steps int) (rho, flux []float64) {
	t.Helper()
	for n := 0; n < steps; n++ {
		if err := s.advance(end / float64(steps)); err != nil {
			t.Fatal(err)
		}
	}
	rho, flux = make([]float64, len(s.x)), make([]float64, len(s.h)+2)
	s.density(rho)
	s.flux(flux)
	return rho, flux
}

// Space and time refined together: second order at every eps, so that no
// grid has to resolve the mean free path.
func TestSlabOrder(t *testing.T) {
	for _, eps := range []float64{1, 1e-1, 1e-2, 1e-4, 1e-6} {
		var before [2]float64
		for l, cells := range []int{12, 24, 48} {
			s := manufactured(eps, cells)
			rho, flux := run(t, s, 1, cells/3)
			a := 0.5 * math.Exp(-1./3)
			exact, exactFlux := make([]float64, len(rho)), make([]float64, len(flux)-2)
			for i, x := range s.x {
				exact[i] = 1 + a*math.Cos(x)
			}
			for i, x := range s.midpoints() {
				exactFlux[i] = a * math.Sin(x) / 3
			}
			e := [2]float64{RelL2(rho, exact), RelL2(flux[1:len(flux)-1], exactFlux)}
			t.Logf("eps %g, %d cells: rho %.2e, flux %.2e", eps, cells, e[0], e[1])
			if l > 0 {
				for f := range e {
					if order := math.Log2(before[f] / e[f]); order < 1.7 && e[f] > 1e-8 {
						t.Errorf("eps %g, %d cells: %s order %.2f", eps, cells, transportFields[f], order)
					}
				}
			}
			if l == 2 && (e[0] > 1e-3 || e[1] > 1e-3) {
				t.Errorf("eps %g: errors %v", eps, e)
			}
			before = e
		}
	}
}

// Time steps alone, on a fixed grid against the same scheme at tiny steps.
func TestSlabOrderInTime(t *testing.T) {
	for _, eps := range uniform {
		exact, exactFlux := run(t, manufactured(eps, 16), 1, 512)
		var before [2]float64
		for l, steps := range []int{2, 4, 8, 16} {
			rho, flux := run(t, manufactured(eps, 16), 1, steps)
			e := [2]float64{RelL2(rho, exact), RelL2(flux[1:17], exactFlux[1:17])}
			t.Logf("eps %g, %d steps: rho %.2e, flux %.2e", eps, steps, e[0], e[1])
			for f := range e {
				if order := math.Log2(before[f] / e[f]); l > 1 && order < 1.7 && e[f] > 1e-9 {
					t.Errorf("eps %g, %d steps: %s order %.2f", eps, steps, transportFields[f], order)
				}
			}
			before = e
		}
	}
}

// A constant state in equilibrium with the inflow stays, at any step size.
func TestSlabKeepsEquilibrium(t *testing.T) {
	for _, eps := range uniform {
		for _, dt := range []float64{1e-9, 1e-3, 10} {
			s := newSlab(eps, inflowGrid(eps, 40), 6)
			s.inflow = func(_ float64, _, left, right []float64) {
				for k := range left {
					left[k], right[k] = 2, 2
				}
			}
			for k := range s.r {
				for i := range s.r[k] {
					s.r[k][i] = 2
				}
			}
			rho, flux := run(t, s, dt, 1)
			for i := range rho {
				near(t, fmt.Sprintf("eps %g, dt %g: rho", eps, dt), rho[i], 2, 1e-12)
			}
			for i := range flux {
				near(t, fmt.Sprintf("eps %g, dt %g: flux", eps, dt), flux[i], 0, 1e-8)
			}
		}
	}
}
