package kinetic

import (
	"math"
	"runtime"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// The scheme, row by row, gives the bits of the same scheme cell by cell: losses of tubes and of files depend on them.
func TestSchemeIsThatOfCells(t *testing.T) {
	for _, c := range []struct {
		gamma float64
		tube  tube
		more  transport
	}{
		{3, bgkTube, transport{}}, {3, bgkTube, transport{eps: 3e-3, heat: 1.5}},
		{5.0 / 3, sodTube, transport{}}, {5.0 / 3, sodTube, transport{eps: 1e-2, stress: 8.0 / 9, heat: 2.5}},
	} {
		grid := fluidGrid{lo: -0.5, hi: 0.5, end: 0.1, cells: 203, times: 12}
		f := newFluid(c.gamma, grid, c.more, c.tube.logarithms)
		s := cellScheme{f, append([][3]float64(nil), f.state[0]...)}
		for n := 1; n <= grid.times; n++ {
			s.advance(f.dt * float64(n-1))
			for i, got := range f.state[n] {
				for k := range got {
					if runtime.GOARCH != "arm64" && got[k] != s.w[i][k] || math.Abs(got[k]-s.w[i][k]) > 1e-12 { // there the compiler fuses
						t.Fatalf("gamma %g, eps %g: field %d of cell %d at stored time %d is %v, cell by cell %v", c.gamma, c.more.eps, k, i, n, got[k], s.w[i][k])
					}
				}
			}
		}
	}
}

// cellScheme is the scheme of fluid in its plainest form.
type cellScheme struct {
	f *fluid
	w [][3]float64
}

func (s *cellScheme) advance(t float64) {
	f, w := s.f, s.w
	speed, hot := 0.0, 0.0
	for _, c := range w {
		speed, hot = max(speed, math.Abs(c[1])+math.Sqrt(f.gamma*kernel.Exp64(c[2]))), max(hot, kernel.Exp64(c[2]))
	}
	steps := math.Ceil(1.2 * speed * f.dt / (0.45 * f.h))
	if f.more.eps > 0 {
		steps = max(steps, math.Ceil(1.2*f.more.diffusivity(f.gamma, hot)*f.dt/(0.4*f.h*f.h)))
	}
	dt := f.dt / steps
	for j := range int(steps) {
		started := 1.0
		if f.more.eps > 0 {
			started = f.more.started(t + dt*(float64(j)+0.5))
		}
		n := len(w)
		next, rates := make([][3]float64, n), s.rates(w, started)
		for i := range w {
			next[i] = s.primitive(s.moved(w[i], rates[i], dt))
		}
		rates = s.rates(next, started)
		for i := range w {
			a, b := toConserved(f.gamma, physical(w[i])), s.moved(next[i], rates[i], dt)
			for k := range a {
				a[k] = 0.5 * (a[k] + b[k])
			}
			w[i] = s.primitive(a)
		}
	}
}

// moved returns the conserved quantities of a state after dt.
func (s *cellScheme) moved(w, rate [3]float64, dt float64) [3]float64 {
	c := toConserved(s.f.gamma, physical(w))
	for k := range c {
		c[k] += float64(dt * rate[k])
	}
	return c
}

func (s *cellScheme) primitive(c [3]float64) [3]float64 {
	u := c[1] / c[0]
	return [3]float64{kernel.Log64(c[0]), u, kernel.Log64((s.f.gamma - 1) * (c[2]/c[0] - float64(0.5*u*u)))}
}

// rates are the time derivatives of the conserved quantities.
func (s *cellScheme) rates(w [][3]float64, started float64) [][3]float64 {
	n, f := len(w), s.f
	at := func(i int) [3]float64 { return w[clampIndex(i, n)] }
	faces := make([][3]float64, n+1)
	for i := range faces {
		var left, right [3]float64
		for k := range left {
			a, b, c, d := at(i - 2)[k], at(i - 1)[k], at(i)[k], at(i + 1)[k]
			left[k] = b + float64(0.5*vanLeer(b-a, c-b))
			right[k] = c - float64(0.5*vanLeer(c-b, d-c))
		}
		l, r := physical(left), physical(right)
		cl, cr := math.Sqrt(f.gamma*l[2]), math.Sqrt(f.gamma*r[2])
		slow, fast := min(0, l[1]-cl, r[1]-cr), max(0, l[1]+cl, r[1]+cr)
		a, b := toConserved(f.gamma, l), toConserved(f.gamma, r)
		fa, fb := eulerFlux(f.gamma, a), eulerFlux(f.gamma, b)
		for k := range a {
			faces[i][k] = (float64(fast*fa[k]) - float64(slow*fb[k]) + float64(slow*fast*(b[k]-a[k]))) / (fast - slow)
		}
		if f.more.eps > 0 {
			momentum, energy := f.more.flux(physical(at(i-1)), physical(at(i)), f.h, started)
			faces[i][1] += momentum
			faces[i][2] += energy
		}
	}
	rates := make([][3]float64, n)
	for i := range rates {
		for k := range rates[i] {
			rates[i][k] = (faces[i][k] - faces[i+1][k]) / f.h
		}
	}
	return rates
}

// physical turns (log rho, u, log T) into (rho, u, T).
func physical(w [3]float64) [3]float64 {
	return [3]float64{kernel.Exp64(w[0]), w[1], kernel.Exp64(w[2])}
}

// toConserved turns (rho, u, T) into density, momentum and energy.
func toConserved(gamma float64, s [3]float64) [3]float64 {
	rho, u := s[0], s[1]
	return [3]float64{rho, rho * u, rho * (float64(s[2]/(gamma-1)) + float64(0.5*u*u))}
}

// vanLeer is the harmonic mean of two slopes of one sign, else 0.
func vanLeer(a, b float64) float64 {
	if a*b <= 0 {
		return 0
	}
	return 2 * a * b / (a + b)
}

// eulerFlux is that of density, momentum and energy.
func eulerFlux(gamma float64, c [3]float64) [3]float64 {
	u := c[1] / c[0]
	pressure := (gamma - 1) * (c[2] - float64(0.5*c[1]*u))
	return [3]float64{c[1], float64(c[1]*u) + pressure, u * (c[2] + pressure)}
}

// flux is what stress and heat add to that of the Euler equations at a face between two states (rho, u, T).
func (c transport) flux(left, right [3]float64, h, started float64) (momentum, energy float64) {
	tl, tr := left[2], right[2]
	p := 0.5 * (left[0]*tl + float64(right[0]*tr))
	limited := func(q, most float64) float64 { return started * q / (1 + math.Abs(q)/most) }
	k := c.eps * p / h
	momentum = -limited(c.stress*k*(right[1]-left[1]), fluxMost*p)
	heat := limited(c.heat*k*(tr-tl), fluxMost*p*math.Sqrt(0.5*(tl+tr)))
	return momentum, float64(0.5*(left[1]+right[1])*momentum) - heat
}
