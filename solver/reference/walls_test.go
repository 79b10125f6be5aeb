package reference

import (
	"fmt"
	"math"
	"testing"
)

var wallProblems = map[string]*wallProblem{"gas-fourier": &gasFourier, "gas-couette": &gasCouette}

func steady(t *testing.T, p *wallProblem, eps float64, cells int, walls wallPair) (*wallGas, *wallState) {
	t.Helper()
	g := newWallGas(eps, cells, p.shear)
	s := g.rest()
	if err := g.solve(s, walls); err != nil {
		t.Fatal(err)
	}
	return g, s
}

// Far fewer collisions than eps allows: fluxes and fields are those of free flight, known in closed form.
func TestWallsFreeFlight(t *testing.T) {
	for name, p := range wallProblems {
		g, s := steady(t, p, 1e4, 40, p.walls(1))
		rho, u, temp, along, energy := p.walls(1).freeFlight()
		for _, c := range []struct {
			what      string
			got, want float64
		}{
			{"rho", s.rho[20], rho}, {"u", s.u[20], u}, {"T", s.temp[20], temp}, {"shear stress", g.eps * s.shear, along}, {"energy flux", g.eps * s.energy, energy},
		} {
			near(t, name+" "+c.what, c.got, c.want, 2e-4)
		}
	}
}

// Small speeds: the shear stress over that of free flight as tabulated for the linear BGK equation, delta = 1/(sqrt 2 eps).
func TestWallsLinearShear(t *testing.T) {
	for delta, want := range map[float64]float64{0.1: 0.925797, 1: 0.600729, 10: 0.147312} {
		walls := wallPair{u: [2]float64{-1e-3, 1e-3}, temp: [2]float64{1, 1}}
		g, s := steady(t, &gasCouette, 1/(math.Sqrt2*delta), 120, walls)
		_, _, _, along, _ := walls.freeFlight()
		near(t, fmt.Sprintf("shear stress at delta %g", delta), g.eps*s.shear/along, want, 2e-5)
	}
}

// Small eps: the fluxes of the laws of Newton and Fourier with slip and jump of first order (Cercignani; Loyalka: 1.0162 and 1.3027 mean free
// paths of sqrt 2 eps).
func TestWallsSlipAndJump(t *testing.T) {
	const slip, jump = 1.01619 * math.Sqrt2, 1.30272 * math.Sqrt2
	for _, eps := range []float64{1e-2, 1e-3, 1e-4} {
		_, s := steady(t, &gasCouette, eps, 120, wallPair{u: [2]float64{-1e-3, 1e-3}, temp: [2]float64{1, 1}})
		near(t, fmt.Sprintf("slip at eps %g", eps), (-2e-3/s.shear-1)/(2*eps), slip, 1e-2)
		_, s = steady(t, &gasFourier, eps, 120, wallPair{temp: [2]float64{1 - 1e-3, 1 + 1e-3}})
		near(t, fmt.Sprintf("jump at eps %g", eps), (-5e-3/s.energy-1)/(2*eps), jump, 1e-2)
	}
}

// The order in the width of cells is 2 for every eps.
func TestWallsOrder(t *testing.T) {
	for name, p := range wallProblems {
		for _, eps := range []float64{1, 0.1, 1e-2, 1e-4, 1e-6} {
			var flux [3]float64
			for k, cells := range []int{40, 80, 160} {
				_, s := steady(t, p, eps, cells, p.walls(1))
				flux[k] = s.energy + s.shear // one of them is zero
			}
			first, second := math.Abs(flux[1]-flux[0]), math.Abs(flux[2]-flux[1])
			if order := math.Log2(first / second); !(order > 1.7) || !(second < 1e-5*math.Abs(flux[2])) {
				t.Errorf("%s, eps %g: order %.2f, fluxes differ by %.1e", name, eps, order, second/math.Abs(flux[2]))
			}
		}
	}
}

// Between the Chebyshev nodes in time states are those that are solved for there.
func TestWallsBetweenTimes(t *testing.T) {
	for name, p := range wallProblems {
		for _, eps := range []float64{1, 1e-2, 1e-6} {
			h, err := p.solve(eps, Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, time := range []float64{0.05, 0.37, 0.95} {
				g, s := steady(t, p, eps, wallCells, p.walls(time))
				w := h.(*wallHistory).state(time)
				worst := 0.0
				for j := range g.x {
					worst = math.Max(worst, math.Abs(w.rho[j]-s.rho[j])+math.Abs(w.u[j]-s.u[j])+math.Abs(w.temp[j]-s.temp[j]))
				}
				worst = math.Max(worst, math.Abs(w.energy-s.energy)+math.Abs(w.shear-s.shear))
				if worst > 1e-5 {
					t.Errorf("%s eps %g t %g: states differ by %.1e", name, eps, time, worst)
				}
			}
		}
	}
}

// Moments of the distribution are the fields, and no gas passes through the walls.
func TestWallsDistribution(t *testing.T) {
	var v []float64
	const dv = 0.02
	for y := -8 + dv/2; y < 8; y += dv {
		v = append(v, y)
	}
	for name := range wallProblems {
		for _, eps := range []float64{1, 0.1, 1e-3} {
			s := solve(t, name, eps)
			x := []float64{-0.5, -0.2, 0.31, 0.5}
			f, err := s.(Distributed).Distribution(1, x, v)
			if err != nil {
				t.Fatal(err)
			}
			fields := at(t, s, 1, x...)
			for i := range x {
				var mass, flux, force float64
				for k, y := range v {
					mass, flux, force = mass+dv*f[i][k], flux+dv*y*f[i][k], force+dv*y*y*f[i][k]
				}
				what := fmt.Sprintf("%s eps %g x %g: ", name, eps, x[i])
				near(t, what+"density of f", mass, fields[0][i], 2e-3)
				near(t, what+"mass flux", flux, 0, 2e-4)
				near(t, what+"force", force, 1, 1e-3)
			}
		}
	}
}
