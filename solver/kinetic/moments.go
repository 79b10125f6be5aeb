package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// momentGas is a gas of one velocity dimension by the equations of the first four moments of BGK: density, velocity, temperature and
// Q = int (v-u)^3 f dv, twice the heat flux,
//
//	m_k,t + m_(k+1),x = 0, k = 0, 1, 2,  m_3,t + m_4,x = -Q/eps,  m_k = int v^k f dv,
//
// with int (v-u)^4 f dv = 3 p T + D (Grad, Comm. Pure Appl. Math. 2, 1949). D = 0 has a jump within strong shocks; the linear part of its first
// order in eps, D = -4 eps T Q_x, regularises them (Struchtrup & Torrilhon, Phys. Fluids 15, 2003, for three velocity dimensions). With the
// rest of it, -eps (6 Q T_x - 4 T Q (log rho)_x), a tube was farther off at eps = 0.03. Its heat flux tends to that of viscous
// as eps -> 0, starts from zero as that of f0 = M, and has a memory of eps: the front of a shock is nearer to that of BGK than with the
// heat flux of Fourier. The scheme is that of fluid; collisions are integrated exactly, a half step before and after every step.
type momentGas struct {
	eps      float64
	c        kernel.MomentGas
	w        kernel.GasRows // (log rho, u, log T, Q)
	sides    kernel.GasSides
	flux     [4][]float64
	now, end [4][]float64 // moments at the start of a step, and after its first stage
}

const (
	momentSpeed = 2.3344 // of the fastest wave of gas at rest in units of sqrt(T): sqrt(3 + sqrt(6))
	momentHeat  = 4.0    // the largest diffusivity in units of eps T
	momentMost  = 1.0    // |Q| is at most this times p sqrt(T), and |D| this times p T: as fluxMost
)

// newMomentGas solves the equations from (log rho, u, log T) at t = 0. It returns nil where they have no solution: temperatures below zero.
func newMomentGas(grid fluidGrid, eps float64, start func(x float64) [3]float64) *fluid {
	n := grid.cells
	f := &fluid{gamma: 3, ends: grid.ends, h: (grid.hi - grid.lo) / float64(n), dt: grid.end / float64(grid.times)}
	f.x0 = grid.lo + 0.5*f.h
	m := &momentGas{
		eps: eps, c: kernel.MomentGas{Speed: momentSpeed, Excess: -4 * eps / f.h, H: f.h, Most: momentMost},
		w: newRows(n, 4), sides: newSides(n, 4), flux: faceRows(n+1, 4), now: faceRows(n, 4), end: faceRows(n, 4),
	}
	first, stored := make([][3]float64, n), make([][3]float64, n)
	for i := range first {
		first[i] = start(f.x0 + float64(f.h*float64(i)))
	}
	startRows(&m.w, first)
	f.store(first, first)
	for range grid.times {
		speed, hot := 0.0, 0.0
		for i, temp := range m.w.Temp {
			speed, hot = max(speed, math.Abs(m.w.W[1][i])+float64(momentSpeed*math.Sqrt(temp))), max(hot, temp)
		}
		steps := max(math.Ceil(1.2*speed*f.dt/(0.45*f.h)), math.Ceil(1.2*momentHeat*eps*hot*f.dt/(0.4*f.h*f.h)))
		if !(steps < 1e5) {
			return nil
		}
		for range int(steps) {
			m.step(f.dt / steps)
		}
		for _, temp := range m.w.Temp { // a cell without a solution spreads
			if temp != temp {
				return nil
			}
		}
		cells(&m.w, stored)
		f.store(first, stored)
	}
	return f
}

// step goes on by dt, by Heun's method.
func (m *momentGas) step(dt float64) {
	decay := kernel.Exp64(-0.5 * dt / m.eps)
	kernel.Scale(decay, m.w.W[3])
	for _, second := range []bool{false, true} {
		m.sides.Set(&m.w, 4)
		kernel.MomentFaces(m.c, &m.w, &m.sides, &m.flux)
		kernel.MomentStep(m.c, second, dt, &m.w, &m.flux, &m.now, &m.end, ghosts)
		fillGhosts(&m.w)
	}
	kernel.Scale(decay, m.w.W[3])
}
