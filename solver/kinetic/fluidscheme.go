package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// scheme advances a fluid in time. Each field is a row of its own, so that every stage of a step is a few calls of vector kernels, with
// ghost cells at both ends that hold what the first and the last cell do. The start of a run waits for it: a tube takes a few million
// cells and steps.
type scheme struct {
	f *fluid
	n int // cells

	now, ahead kernel.GasRows // at the start of a step, and after its first stage
	sides      kernel.GasSides
	flux       [4][]float64
}

// ghosts is the number of cells before the first and after the last one.
const ghosts = 2

// newRows returns rows of n cells and ghosts with a number of fields.
func newRows(n, fields int) (r kernel.GasRows) {
	for k := range fields {
		r.W[k] = make([]float64, n+2*ghosts)
	}
	r.Rho, r.Temp = make([]float64, n+2*ghosts), make([]float64, n+2*ghosts)
	return r
}

// faceRows returns rows of n numbers.
func faceRows(n, fields int) (r [4][]float64) {
	for k := range fields {
		r[k] = make([]float64, n)
	}
	return r
}

// newSides returns those of n cells.
func newSides(n, fields int) kernel.GasSides {
	s := kernel.GasSides{Slope: faceRows(n+2, fields)}
	for k := range s.Left {
		s.Left[k], s.Right[k] = make([]float64, n+1), make([]float64, n+1)
	}
	return s
}

// fillGhosts sets the ghosts of all rows.
func fillGhosts(r *kernel.GasRows) {
	for _, w := range [...][]float64{r.W[0], r.W[1], r.W[2], r.W[3], r.Rho, r.Temp} {
		n := len(w)
		for i := range min(n, ghosts) {
			w[i], w[n-1-i] = w[ghosts], w[n-1-ghosts]
		}
	}
}

// startRows sets rows to (log rho, u, log T), with density and temperature.
func startRows(r *kernel.GasRows, start [][3]float64) {
	for i, w := range start {
		for k := range w {
			r.W[k][ghosts+i] = w[k]
		}
	}
	fillGhosts(r)
	kernel.ExpVec(r.Rho, r.W[0])
	kernel.ExpVec(r.Temp, r.W[2])
}

// newScheme starts from (log rho, u, log T).
func newScheme(f *fluid, start [][3]float64) *scheme {
	n := len(start)
	s := &scheme{f: f, n: n, now: newRows(n, 3), ahead: newRows(n, 3), sides: newSides(n, 3), flux: faceRows(n+1, 3)}
	startRows(&s.now, start)
	return s
}

// cells copies the states of rows without ghosts.
func cells(r *kernel.GasRows, out [][3]float64) {
	for i := range out {
		out[i] = [3]float64{r.W[0][ghosts+i], r.W[1][ghosts+i], r.W[2][ghosts+i]}
	}
}

// advance goes on from time t by an interval, in as many steps of Heun's method as waves and diffusion ask for.
func (s *scheme) advance(t, interval float64) {
	f := s.f
	speed, hot := 0.0, 0.0
	for i := ghosts; i < ghosts+s.n; i++ {
		temp := s.now.Temp[i]
		speed = max(speed, math.Abs(s.now.W[1][i])+math.Sqrt(f.gamma*temp))
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
		kernel.EulerStep(f.gamma, dt, f.h, &s.now, &s.ahead, nil, &s.flux, ghosts)
		fillGhosts(&s.ahead)
		s.fluxes(&s.ahead, started)
		kernel.EulerStep(f.gamma, dt, f.h, &s.ahead, &s.now, &s.now, &s.flux, ghosts)
		fillGhosts(&s.now)
	}
}

// fluxes sets those at the faces, with a share of stress and heat flux.
func (s *scheme) fluxes(r *kernel.GasRows, started float64) {
	f := s.f
	s.sides.Set(r, 3)
	kernel.EulerFaces(f.gamma, r, &s.sides, &s.flux)
	if c := f.more; c.eps > 0 {
		kernel.ViscousFaces(kernel.Viscosity{Eps: c.eps, Stress: c.stress, Heat: c.heat, H: f.h, Share: started, Most: fluxMost}, r, &s.flux)
	}
}
