package kinetic

import (
	"math"
	"sync"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// driftDiffusion is the limit of a semiconductor for eps -> 0,
//
//	rho_t + j_x = 0,  j = rho phi_x - rho_x/2,  beta phi_xx = rho - c,
//
// from its initial data: what fluid is to a gas, the known part of the formulation Diffusion. Fourier series in x, exact convolutions of the
// modes kept, and the classical Runge-Kutta method in t; between stored times cubic Hermite interpolation.
type driftDiffusion struct {
	left, wave, beta float64     // wave: 2 pi over the length
	dt               float64     // between stored times
	change, rate     [][]float64 // [time][2k-2, 2k-1]: real and imaginary part of mode k of rho less rho0, and of its derivative in t
}

// driftTimes is the number of stored intervals.
const driftTimes = 400

// newDriftDiffusion solves m's limit with the given number of modes.
func newDriftDiffusion(m *semiconductor, modes int) *driftDiffusion {
	d := &driftDiffusion{left: m.left, wave: 2 * math.Pi / m.length, beta: m.beta, dt: m.end / driftTimes}
	rho, field := d.coefficients(m, modes)
	now, rate := make([]float64, 2*modes), make([]float64, 2*modes)
	stage, slope := make([]float64, 2*modes), make([]float64, 2*modes)
	top := float64(d.wave * float64(modes))
	steps := math.Ceil(float64(d.dt*top*top) / 4) // the fastest mode decays at the rate top^2/2
	h := d.dt / steps
	f := driftRate{d: d, start: rho, field: field, rho: make([]float64, len(rho)), gradient: make([]float64, len(rho))}
	for n := range driftTimes + 1 {
		f.set(now, rate)
		d.change, d.rate = append(d.change, append([]float64(nil), now...)), append(d.rate, append([]float64(nil), rate...))
		if n == driftTimes {
			break
		}
		for range int(steps) {
			f.set(now, rate)
			copy(slope, rate)
			for _, s := range []struct{ ahead, weight float64 }{{0.5, 2}, {0.5, 2}, {1, 1}} {
				for i, v := range now {
					stage[i] = v + float64(s.ahead*h*slope[i])
				}
				f.set(stage, slope)
				for i, v := range slope {
					rate[i] += float64(s.weight * v)
				}
			}
			for i, v := range rate {
				now[i] += float64(h / 6 * v)
			}
		}
	}
	return d
}

// onceLimit returns a function that solves a semiconductor's limit when it is first called.
func onceLimit(modes int) func(m *semiconductor) *driftDiffusion {
	var once sync.Once
	var d *driftDiffusion
	return func(m *semiconductor) *driftDiffusion {
		once.Do(func() { d = newDriftDiffusion(m, modes) })
		return d
	}
}

// coefficients returns modes 0..n of the initial density and of the initial phi_x, as pairs of real and imaginary part.
func (d *driftDiffusion) coefficients(m *semiconductor, n int) (rho, field []float64) {
	points := 8 * n
	rho, field = make([]float64, 2*n+2), make([]float64, 2*n+2)
	for i := range points {
		at := float64(i) / float64(points)
		v, _, g := m.start(m.left + float64(m.length*at))
		for k := range n + 1 {
			sin, cos := kernel.Sincos64(2 * math.Pi * float64(k*i%points) / float64(points))
			rho[2*k] += float64(v.V*cos) / float64(points)
			rho[2*k+1] -= float64(v.V*sin) / float64(points)
			field[2*k] += float64(g.V*cos) / float64(points)
			field[2*k+1] -= float64(g.V*sin) / float64(points)
		}
	}
	return rho, field
}

// driftRate is the right-hand side of drift and diffusion for the modes.
type driftRate struct {
	d             *driftDiffusion
	start, field  []float64 // modes 0..n of rho0 and of phi_x at t = 0
	rho, gradient []float64
}

// set writes d/dt of the change of the modes 1..n.
func (f *driftRate) set(change, rate []float64) {
	n := len(change) / 2
	copy(f.rho, f.start)
	copy(f.gradient, f.field)
	for k := 1; k <= n; k++ {
		wave := f.d.wave * float64(k)
		re, im := change[2*k-2], change[2*k-1]
		f.rho[2*k] += re
		f.rho[2*k+1] += im
		f.gradient[2*k] += im / (f.d.beta * wave) // over i wave beta
		f.gradient[2*k+1] -= re / (f.d.beta * wave)
	}
	at := func(c []float64, k int) (re, im float64) { // c_-k is the conjugate of c_k
		if k < 0 {
			return c[-2*k], -c[1-2*k]
		}
		return c[2*k], c[2*k+1]
	}
	for k := 1; k <= n; k++ {
		var re, im float64 // of rho phi_x
		for j := k - n; j <= n; j++ {
			a, b := at(f.rho, j)
			c, e := at(f.gradient, k-j)
			re += float64(a*c) - float64(b*e)
			im += float64(a*e) + float64(b*c)
		}
		wave := f.d.wave * float64(k)
		re += float64(0.5 * wave * f.rho[2*k+1])
		im -= float64(0.5 * wave * f.rho[2*k])
		rate[2*k-2], rate[2*k-1] = float64(wave*im), -float64(wave*re)
	}
}

// at returns what has been added, at time tau, to the density, to its derivative in x and to phi_x.
func (d *driftDiffusion) at(tau autodiff.Jet, x float64) (rho, slope, gradient autodiff.Jet) {
	z := tau.V / d.dt
	i := min(max(int(math.Floor(z)), 0), driftTimes-1)
	s := min(max(z-float64(i), 0), 1)
	r := 1 - s
	// cubic Hermite weights of the values and the rates at both ends, and their derivatives in s
	v0, v1, w0, w1 := float64(r*r*(1+float64(2*s))), float64(s*s*(3-float64(2*s))), float64(d.dt*s*r*r), -float64(d.dt*s*s*r)
	p1 := float64(6 * s * r)
	q0, q1 := float64(d.dt*r*(1-float64(3*s))), -float64(d.dt*s*(2-float64(3*s)))
	sin1, cos1 := kernel.Sincos64(d.wave * (x - d.left))
	sin, cos := 0.0, 1.0
	a, b, ra, rb := d.change[i], d.change[i+1], d.rate[i], d.rate[i+1]
	pace := tau.Dt / d.dt
	for k := 1; 2*k <= len(a); k++ {
		sin, cos = float64(sin*cos1)+float64(cos*sin1), float64(cos*cos1)-float64(sin*sin1)
		wave := d.wave * float64(k)
		var c, e [2]float64 // the mode and its derivative in t, doubled for its conjugate
		for p := range c {
			j := 2*k - 2 + p
			c[p] = 2 * (float64(v0*a[j]) + float64(v1*b[j]) + float64(w0*ra[j]) + float64(w1*rb[j]))
			e[p] = 2 * pace * (float64(p1*(b[j]-a[j])) + float64(q0*ra[j]) + float64(q1*rb[j]))
		}
		value, along := float64(c[0]*cos)-float64(c[1]*sin), -float64(c[0]*sin)-float64(c[1]*cos)
		rise, turn := float64(e[0]*cos)-float64(e[1]*sin), -float64(e[0]*sin)-float64(e[1]*cos)
		rho.V += value
		rho.Dt += rise
		slope.V += float64(wave * along)
		slope.Dt += float64(wave * turn)
		slope.Dx -= float64(wave * wave * value)
		gradient.V -= along / (d.beta * wave)
		gradient.Dt -= turn / (d.beta * wave)
	}
	rho.Dx, gradient.Dx = slope.V, rho.V/d.beta
	return rho, slope, gradient
}
