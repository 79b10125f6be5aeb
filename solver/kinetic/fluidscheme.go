package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// scheme advances a fluid in time. Each field is a row of its own, so that all exponentials of a row are one call of a vector kernel, with
// ghost cells at both ends that hold what the first and the last cell do. The start of a run waits for it: a tube takes a few million
// cells and steps.
type scheme struct {
	f *fluid
	n int // cells

	now, ahead fluidRows // at the start of a step, and after its first stage
	slope      [3][]float64
	left       [3][]float64 // states at the left and the right side of faces: (rho, u, T) in the end
	right      [3][]float64
	flux       [3][]float64
}

// ghosts is the number of cells before the first and after the last one.
const ghosts = 2

// fluidRows are states: (log rho, u, log T) and, of the same cells, rho and T.
type fluidRows struct {
	w         [3][]float64
	rho, temp []float64
}

func newFluidRows(n int) (r fluidRows) {
	for k := range r.w {
		r.w[k] = make([]float64, n)
	}
	r.rho, r.temp = make([]float64, n), make([]float64, n)
	return r
}

// fill sets the ghosts, and rho and T everywhere.
func (r *fluidRows) fill() {
	for _, w := range r.w {
		n := len(w)
		for i := range ghosts {
			w[i], w[n-1-i] = w[ghosts], w[n-1-ghosts]
		}
	}
	kernel.ExpVec(r.rho, r.w[0])
	kernel.ExpVec(r.temp, r.w[2])
}

// newScheme starts from (log rho, u, log T).
func newScheme(f *fluid, start [][3]float64) *scheme {
	n := len(start)
	s := &scheme{f: f, n: n, now: newFluidRows(n + 2*ghosts), ahead: newFluidRows(n + 2*ghosts)}
	for k := range s.slope {
		s.slope[k] = make([]float64, n+2)
		s.left[k], s.right[k], s.flux[k] = make([]float64, n+1), make([]float64, n+1), make([]float64, n+1)
	}
	for i, w := range start {
		for k := range w {
			s.now.w[k][ghosts+i] = w[k]
		}
	}
	s.now.fill()
	return s
}

// states copies those of the cells.
func (s *scheme) states(out [][3]float64) {
	for i := range out {
		out[i] = [3]float64{s.now.w[0][ghosts+i], s.now.w[1][ghosts+i], s.now.w[2][ghosts+i]}
	}
}

// advance goes on from time t by an interval, in as many steps of Heun's method as waves and diffusion ask for.
func (s *scheme) advance(t, interval float64) {
	f := s.f
	speed, hot := 0.0, 0.0
	for i := ghosts; i < ghosts+s.n; i++ {
		temp := s.now.temp[i]
		speed = max(speed, math.Abs(s.now.w[1][i])+math.Sqrt(f.gamma*temp))
		hot = max(hot, temp)
	}
	steps := math.Ceil(1.2 * speed * interval / (0.45 * f.h)) // waves may grow by a fifth until the end of it
	if f.more.eps > 0 {
		steps = max(steps, math.Ceil(1.2*f.more.diffusivity(f.gamma, hot)*interval/(0.4*f.h*f.h)))
	}
	dt := interval / steps
	for j := range int(steps) {
		started := 1.0
		if f.more.eps > 0 {
			started = f.more.started(t + dt*(float64(j)+0.5))
		}
		s.fluxes(&s.now, started)
		s.step(&s.ahead, dt, false)
		s.ahead.fill()
		s.fluxes(&s.ahead, started)
		s.step(&s.now, dt, true)
		s.now.fill()
	}
}

// fluxes sets those at the faces, with a share of stress and heat flux.
func (s *scheme) fluxes(r *fluidRows, started float64) {
	for k, w := range r.w {
		slope, left, right := s.slope[k], s.left[k], s.right[k]
		w := w[:len(slope)+2]
		for i := range slope { // of cell i-1
			slope[i] = float64(0.5 * vanLeer(w[i+1]-w[i], w[i+2]-w[i+1]))
		}
		for i := range left {
			left[i], right[i] = w[i+1]+slope[i], w[i+2]-slope[i+1]
		}
	}
	for _, side := range [][3][]float64{s.left, s.right} {
		kernel.ExpVec(side[0], side[0])
		kernel.ExpVec(side[2], side[2])
	}
	f := s.f
	for i := range s.n + 1 {
		flux := f.flux([3]float64{s.left[0][i], s.left[1][i], s.left[2][i]}, [3]float64{s.right[0][i], s.right[1][i], s.right[2][i]})
		s.flux[0][i], s.flux[1][i], s.flux[2][i] = flux[0], flux[1], flux[2]
	}
	if f.more.eps > 0 {
		u, rho, temp := r.w[1][1:], r.rho[1:], r.temp[1:]
		for i := range s.n + 1 {
			momentum, energy := f.more.flux([3]float64{rho[i], u[i], temp[i]}, [3]float64{rho[i+1], u[i+1], temp[i+1]}, f.h, started)
			s.flux[1][i] += momentum
			s.flux[2][i] += energy
		}
	}
}

// flux is that of Harten, Lax and van Leer between two states (rho, u, T).
func (f *fluid) flux(left, right [3]float64) [3]float64 {
	cl, cr := math.Sqrt(f.gamma*left[2]), math.Sqrt(f.gamma*right[2])
	slow, fast := 0.0, 0.0 // comparisons cost less than min and max, which have their own rules for zeros
	if s := left[1] - cl; s < slow {
		slow = s
	}
	if s := right[1] - cr; s < slow {
		slow = s
	}
	if s := left[1] + cl; s > fast {
		fast = s
	}
	if s := right[1] + cr; s > fast {
		fast = s
	}
	a, b := toConserved(f.gamma, left), toConserved(f.gamma, right)
	fa, fb := eulerFlux(f.gamma, a), eulerFlux(f.gamma, b)
	both, width := float64(slow*fast), fast-slow
	return [3]float64{
		(float64(fast*fa[0]) - float64(slow*fb[0]) + float64(both*(b[0]-a[0]))) / width,
		(float64(fast*fa[1]) - float64(slow*fb[1]) + float64(both*(b[1]-a[1]))) / width,
		(float64(fast*fa[2]) - float64(slow*fb[2]) + float64(both*(b[2]-a[2]))) / width,
	}
}

// step sets r to the states of now after dt with the fluxes, to the mean of that and the start of the step for the second stage, whose start is in r.
func (s *scheme) step(r *fluidRows, dt float64, second bool) {
	gamma, h := s.f.gamma, s.f.h
	from := &s.now
	if second {
		from = &s.ahead
	}
	for i := range s.n {
		at := ghosts + i
		c := toConserved(gamma, [3]float64{from.rho[at], from.w[1][at], from.temp[at]})
		for k := range c {
			c[k] += float64(dt * ((s.flux[k][i] - s.flux[k][i+1]) / h))
		}
		if second {
			a := toConserved(gamma, [3]float64{s.now.rho[at], s.now.w[1][at], s.now.temp[at]})
			for k := range c {
				c[k] = 0.5 * (a[k] + c[k])
			}
		}
		u := c[1] / c[0]
		r.w[0][at], r.w[1][at], r.w[2][at] = kernel.Log64(c[0]), u, kernel.Log64((gamma-1)*(c[2]/c[0]-float64(0.5*u*u)))
	}
}
