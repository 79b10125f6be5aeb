package reference

import (
	"fmt"
	"math"
	"testing"
)

func TestSmoothCheckValues(t *testing.T) {
	eps := []float64{1, .3, .1, .03, .01, 1e-3, 1e-4, 1e-6}
	flux := []float64{.09582, .46958, .31808, .28402, .28123, .28088, .28088, .28088}
	rho := []float64{1.44584, 1.26917, 1.14059, 1.12866, 1.12767, 1.12755, 1.12755, 1.12755}
	for i, e := range eps {
		out := at(t, solve(t, "transport-smooth", e), 0.1, 0.2, 0, 0.25, 1)
		near(t, fmt.Sprintf("eps %g: rho(.2)", e), out[0][0], rho[i], 1e-5)
		near(t, fmt.Sprintf("eps %g: flux(0)", e), math.Abs(out[1][1]), flux[i], 1e-5)
		near(t, "rho-1 at .25 over rho-1 at .2", (out[0][2]-1)/(out[0][0]-1), 1.05146, 1e-5)
		near(t, "periodicity", out[1][3], out[1][1], 1e-14)
	}
}

func TestSmoothInitialState(t *testing.T) {
	for _, eps := range uniform {
		out := at(t, solve(t, "transport-smooth", eps), 0, 0.25, 0.6)
		near(t, "rho", out[0][0], 1.5, 1e-14)
		near(t, "flux", out[1][1], 0, 1e-14)
	}
}

// Doubling the number of Gauss nodes changes nothing.
func TestSmoothQuadratureConverged(t *testing.T) {
	for _, eps := range []float64{1, 0.25, 0.1, 0.05, 1e-3} {
		p, err := newSmoothRule(eps, smoothNodes, Options{})
		if err != nil {
			t.Fatal(err)
		}
		q, err := newSmoothRule(eps, 2*smoothNodes, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, time := range []float64{0.1 * eps * eps, 5 * eps * eps, 0.03, 0.1} {
			if time > 0.1 {
				continue
			}
			a, b := p.amplitudes(time)
			c, d := q.amplitudes(time)
			near(t, "<R>", a, c, 1e-13)
			near(t, "<v J>", b, d, 1e-13)
		}
	}
}

// The exponential and the closed form of the slowest eigenmode meet at the end
// of the initial layer, in the fields and in the distribution.
func TestSmoothLayerEnd(t *testing.T) {
	for _, eps := range []float64{0.04, 1e-2, 1e-4, 1e-6} {
		m := unchecked(solve(t, "transport-smooth", eps)).(*smooth)
		end := smoothLayer * eps * eps
		v := []float64{-1, -0.3, 0, 0.77, 1}
		r0, j0 := m.amplitudes(end * (1 - 1e-14))
		e0, o0 := m.profile(end*(1-1e-14), v)
		r1, j1 := m.amplitudes(end * (1 + 1e-14))
		e1, o1 := m.profile(end*(1+1e-14), v)
		near(t, "<R>", r0, r1, 1e-12)
		near(t, "<v J>", j0, j1, 1e-11)
		for i := range v {
			near(t, "R", e0[i], e1[i], 1e-11)
			near(t, "J", o0[i], o1[i], 1e-10)
		}
	}
}

// The limit is the heat equation with coefficient 1/3.
func TestSmoothDiffusionLimit(t *testing.T) {
	k := 2 * math.Pi
	for _, time := range []float64{1e-3, 0.02, 0.1} {
		out := at(t, solve(t, "transport-smooth", 1e-6), time, 0.25, 0)
		a := 0.5 * math.Exp(-k*k*time/3)
		near(t, "rho", out[0][0], 1+a, 1e-10)
		near(t, "flux", out[1][1], -k*a/3, 1e-10)
	}
}

// micromacro integrates transport-smooth by the scheme of Lemou and Mieussens
// (SIAM J. Sci. Comput. 31, 2008, eqs. 3.6-3.7): rho at x_i, g at x_{i+1/2}, upwind for
// the transport of g, implicit relaxation. Shares nothing with the package.
func micromacro(eps float64, cells int) (rho, flux []float64) {
	v, w := gauss(16, -1, 1)
	h := 1 / float64(cells)
	steps := int(math.Ceil(0.1 / (0.5 * (1.5*h*h + eps*h))))
	dt := 0.1 / float64(steps)
	rho, flux = make([]float64, cells), make([]float64, cells)
	for i := range rho {
		rho[i] = 1 + 0.5*math.Sin(2*math.Pi*float64(i)*h)
	}
	g, d := allocate(len(v), cells), allocate(len(v), cells)
	mean := make([]float64, cells)
	for n := 0; n < steps; n++ {
		clear(mean)
		for k := range v {
			for i := range mean {
				l, r := (i+cells-1)%cells, (i+1)%cells
				if v[k] > 0 {
					d[k][i] = v[k] * (g[k][i] - g[k][l]) / h
				} else {
					d[k][i] = v[k] * (g[k][r] - g[k][i]) / h
				}
				mean[i] += w[k] / 2 * d[k][i]
			}
		}
		clear(flux)
		q := eps * eps / dt
		for k := range v {
			for i := range mean {
				slope := (rho[(i+1)%cells] - rho[i]) / h
				g[k][i] = (q*g[k][i] - eps*(d[k][i]-mean[i]) - v[k]*slope) / (q + 1)
				flux[i] += w[k] / 2 * v[k] * g[k][i]
			}
		}
		for i := range rho {
			rho[i] -= dt / h * (flux[i] - flux[(i+cells-1)%cells])
		}
	}
	return rho, flux
}

// The micro-macro scheme converges to the exact solution: first order at large
// eps, and its extrapolation agrees.
func TestSmoothAgainstMicroMacro(t *testing.T) {
	for _, eps := range []float64{1, 0.1, 1e-2, 1e-6} {
		s := solve(t, "transport-smooth", eps)
		var err [2][]float64
		for l, cells := range []int{32, 64} {
			rho, flux := micromacro(eps, cells)
			h := 1 / float64(cells)
			// Signed errors where rho and flux have their extremes.
			i := cells / 4
			err[l] = []float64{rho[i] - at(t, s, 0.1, 0.25)[0][0], flux[0] - at(t, s, 0.1, h/2)[1][0]}
		}
		for f, name := range transportFields {
			coarse, fine := err[0][f], err[1][f]
			if math.Abs(fine) > 0.7*math.Abs(coarse) {
				t.Errorf("eps %g: error of %s %.2e after %.2e", eps, name, fine, coarse)
			}
			if order := math.Log2(coarse / fine); order < 1.5 { // first order
				near(t, fmt.Sprintf("eps %g: extrapolated error of %s", eps, name), 2*fine-coarse, 0, 3e-3)
			} else {
				near(t, fmt.Sprintf("eps %g: error of %s", eps, name), fine, 0, 3e-3)
			}
		}
	}
}
