package reference

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/floats"
)

// bgkSolver integrates the BGK equation in one space and one velocity
// dimension,
//
//	f_t + v f_x = (M - f)/eps,
//	M = rho (2 pi T)^(-1/2) exp(-(v-u)^2/(2T)) with the moments of f,
//
// by WENO5 finite differences in x and the IMEX Runge-Kutta method ARS(2,2,2)
// in time (Ascher, Ruuth, Spiteri, Appl. Numer. Math. 25, 1997; for BGK:
// Pieraccini, Puppo, J. Sci. Comput. 32, 2007). Relaxation conserves rho, rho u
// and rho u^2 + rho T, so these moments of M are known before the implicit
// stage and no iteration is needed. The step is bound by h/max|v| alone; for
// eps -> 0 the scheme becomes a kinetic scheme for the Euler equations.
//
// Velocities are equidistant: the trapezoidal rule converges exponentially
// for smooth decaying f. Every discrete Maxwellian is corrected to have the
// discrete moments of f to rounding error, so mass, momentum and energy are
// conserved to rounding error too.
type bgkSolver struct {
	eps, h   float64
	periodic bool
	n        int // inner cells
	v        []float64
	dv       float64
	t        float64

	f          [][]float64 // f[k][i], with ghost cells
	f1         [][]float64
	l0, l1     [][]float64 // -v f_x at both stages
	m, rel     [][]float64 // M and M - f of the last stage
	rho, u, tt []float64   // moments of the last stage
	s0, s1, s2 []float64
	// from and to bound the cells that have changed, see spread.
	from, to int
	// Scratch of project: T^(-1/2), ratios of neighbours and their ratio.
	scale, up, down, curve []float64
	// q is the mean over the last step of the heat flux 1/2 int (v-u)^3 (f-M) dv.
	// The weighted sum of the stages is second order accurate at every eps,
	// while f - M at the end of a step is only first order for eps << dt.
	q []float64
}

// moments is a macroscopic state (density, velocity, temperature).
type moments struct{ rho, u, t float64 }

// maxwellian returns rho (2 pi T)^(-1/2) exp(-(v-u)^2/(2T)).
func (m moments) maxwellian(v float64) float64 {
	c := v - m.u
	return m.rho / math.Sqrt(2*math.Pi*m.t) * math.Exp(-c*c/(2*m.t))
}

// bgkRule is the set of velocities: equidistant around 0.
type bgkRule struct {
	spacing float64
	nodes   int
}

// bgkPlain is for temperatures from 0.75 to 1.5 and slow flow: max|v| = 7.4, where M < 1e-8 for T = 1.5.
var bgkPlain = bgkRule{0.4, 38}

const (
	bgkCourant = 0.8 // the step is at most this times h/max|v|
)

// newBGK prepares n cells of size h, the first centred at x0, with f = M of
// the given initial state. Outside of a domain that is not periodic f keeps
// its initial value.
func newBGK(rule bgkRule, eps, x0, h float64, n int, periodic bool, initial func(x float64) moments) *bgkSolver {
	s := &bgkSolver{eps: eps, h: h, n: n, periodic: periodic, dv: rule.spacing, v: make([]float64, rule.nodes)}
	for k := range s.v {
		s.v[k] = rule.spacing * (float64(k) - 0.5*float64(rule.nodes-1))
	}
	wide := n + 2*wenoGhosts
	s.f, s.f1 = allocate(rule.nodes, wide), allocate(rule.nodes, wide)
	s.l0, s.l1, s.m, s.rel = allocate(rule.nodes, n), allocate(rule.nodes, n), allocate(rule.nodes, n), allocate(rule.nodes, n)
	for _, p := range []*[]float64{&s.rho, &s.u, &s.tt, &s.s0, &s.s1, &s.s2, &s.q, &s.scale, &s.up, &s.down, &s.curve} {
		*p = make([]float64, n)
	}
	for i := 0; i < wide; i++ {
		m := initial(x0 + h*float64(i-wenoGhosts))
		for k, v := range s.v {
			s.f[k][i] = m.maxwellian(v)
			s.f1[k][i] = s.f[k][i]
		}
	}
	s.to = n
	s.measure(s.f)
	s.project()
	for k := range s.v { // what relaxation keeps to rounding
		f, m := s.f[k], s.m[k]
		for i := range wenoGhosts {
			f[i] *= m[0] / f[wenoGhosts]
			f[n+wenoGhosts+i] *= m[n-1] / f[n+wenoGhosts-1]
		}
		copy(s.inner(f), m)
		copy(s.f1[k], f)
	}
	s.measure(s.f)
	s.spread(s.f)
	return s
}

// inner is the part of a row without ghost cells that has changed, or may in the next step.
func (s *bgkSolver) inner(row []float64) []float64 { return row[wenoGhosts+s.from : wenoGhosts+s.to] }

// part is the same of a row that has no ghost cells.
func (s *bgkSolver) part(row []float64) []float64 { return row[s.from:s.to] }

// quiet is the deviation from the state at an end, relative to the largest f there, below which a cell counts as unchanged.
const quiet = 1e-11

// stepReach is the number of cells that a step goes by: a stage takes three to either side.
const stepReach = 2 * wenoGhosts

// spread moves from and to to where a step from f may change something: beyond, a gas that is not periodic is in the constant state of
// its end, and is so after the step too.
func (s *bgkSolver) spread(f [][]float64) {
	if s.periodic {
		return
	}
	changed := func(i, edge int) bool {
		most, off := 0.0, 0.0
		for _, row := range f {
			most = math.Max(most, row[edge])
			off = math.Max(off, math.Abs(row[wenoGhosts+i]-row[edge]))
		}
		return !(off <= quiet*most)
	}
	from, to := s.from, s.to
	for from < to && !changed(from, 0) {
		from++
	}
	for to > from && !changed(to-1, s.n+2*wenoGhosts-1) {
		to--
	}
	s.from, s.to = max(0, from-stepReach), min(s.n, to+stepReach)
}

// measure sets rho, u and tt to the moments of f.
func (s *bgkSolver) measure(f [][]float64) {
	rho, u, tt := s.part(s.rho), s.part(s.u), s.part(s.tt)
	clear(rho)
	clear(u)
	clear(tt)
	for k, v := range s.v {
		for i, y := range s.inner(f[k]) {
			rho[i] += y
			u[i] += v * y
			tt[i] += v * v * y
		}
	}
	for i := range rho {
		u[i] /= rho[i]
		tt[i] = tt[i]/rho[i] - u[i]*u[i]
		rho[i] *= s.dv
	}
}

// project sets m to the discrete Maxwellian with the moments rho, u, tt: the
// Maxwellian times 1 + d0 + d1 c + (d2 - d0)(c^2 - 1)/2, c = (v-u)/sqrt(T),
// with d the defects of its discrete moments, which are of the order of the
// truncated tail; the defect left is quadratic in d.
func (s *bgkSolver) project() {
	rho, us, tt := s.part(s.rho), s.part(s.u), s.part(s.tt)
	s0, s1, s2 := s.part(s.s0), s.part(s.s1), s.part(s.s2)
	scales, up, down, curve := s.part(s.scale), s.part(s.up), s.part(s.down), s.part(s.curve)
	clear(s0)
	clear(s1)
	clear(s2)
	// On equidistant velocities the ratio of neighbours is geometric: three
	// exponentials per cell instead of one per velocity.
	mid := len(s.v) / 2
	first := s.part(s.m[mid])
	for i, u := range us {
		scale := 1 / math.Sqrt(tt[i])
		c, d := (s.v[mid]-u)*scale, s.dv*scale
		scales[i] = scale
		first[i] = rho[i] * scale / math.Sqrt(2*math.Pi) * math.Exp(-0.5*c*c)
		up[i] = math.Exp(-d * (c + 0.5*d))
		down[i] = math.Exp(d * (c - 0.5*d))
		curve[i] = math.Exp(-d * d)
	}
	for k := mid; k+1 < len(s.v); k++ {
		geometric(s.part(s.m[k+1]), s.part(s.m[k]), up, curve)
	}
	for k := mid; k > 0; k-- {
		geometric(s.part(s.m[k-1]), s.part(s.m[k]), down, curve)
	}
	for k, v := range s.v {
		for i, y := range s.part(s.m[k]) {
			c := (v - us[i]) * scales[i]
			s0[i] += y
			s1[i] += y * c
			s2[i] += y * c * c
		}
	}
	for i := range rho {
		q := s.dv / rho[i]
		d0, d1, d2 := 1-q*s0[i], -q*s1[i], 1-q*s2[i]
		s0[i], s1[i], s2[i] = 1+d0-0.5*(d2-d0), d1, 0.5*(d2-d0)
	}
	for k, v := range s.v {
		m := s.part(s.m[k])
		for i := range m {
			c := (v - us[i]) * scales[i]
			m[i] *= s0[i] + c*(s1[i]+c*s2[i])
		}
	}
}

// geometric sets dst = src ratio and multiplies ratio by curve.
func geometric(dst, src, ratio, curve []float64) {
	for i, y := range src {
		dst[i] = y * ratio[i]
		ratio[i] *= curve[i]
	}
}

// transport sets l = -v f_x.
func (s *bgkSolver) transport(l, f [][]float64) {
	for k, v := range s.v {
		if s.periodic {
			row := f[k]
			copy(row[:wenoGhosts], row[s.n:s.n+wenoGhosts])
			copy(row[s.n+wenoGhosts:], row[wenoGhosts:2*wenoGhosts])
		}
		weno5(s.part(l[k]), f[k][s.from:s.to+2*wenoGhosts], v, s.h)
	}
}

// advance makes one step of size dt.
func (s *bgkSolver) advance(dt float64) error {
	gamma := sdirkGamma
	delta := 1 - 1/(2*gamma)
	lambda := gamma * dt / s.eps
	keep := 1 / (1 + lambda)

	s.transport(s.l0, s.f)
	for k := range s.v {
		f, f1 := s.inner(s.f[k]), s.inner(s.f1[k])
		for i, l := range s.part(s.l0[k]) {
			f1[i] = f[i] + gamma*dt*l
		}
	}
	s.measure(s.f1)
	s.project()
	for k := range s.v {
		f1, rel := s.inner(s.f1[k]), s.part(s.rel[k])
		for i, m := range s.part(s.m[k]) {
			d := (m - f1[i]) * keep // M1 - f1
			rel[i] = d
			f1[i] = m - d
		}
	}

	clear(s.q)
	s.addThird(s.q, -(1 - gamma), s.rel)

	s.transport(s.l1, s.f1)
	b0, b1, b2 := delta*dt, (1-delta)*dt, (1-gamma)/gamma*lambda
	for k := range s.v {
		f := s.inner(s.f[k])
		l0, l1, rel := s.part(s.l0[k]), s.part(s.l1[k]), s.part(s.rel[k])
		for i := range f {
			f[i] += b0*l0[i] + b1*l1[i] + b2*rel[i]
		}
	}
	s.measure(s.f)
	for i, t := range s.part(s.tt) {
		if !(t > 0 && s.rho[s.from+i] > 0) {
			return errors.New("reference: density or temperature is not positive; use more cells")
		}
	}
	s.project()
	for k := range s.v {
		f, rel := s.inner(s.f[k]), s.part(s.rel[k])
		for i, m := range s.part(s.m[k]) {
			d := (m - f[i]) * keep
			rel[i] = d
			f[i] = m - d
		}
	}
	s.addThird(s.q, -gamma, s.rel)
	s.spread(s.f)
	s.t += dt
	return nil
}

// addThird adds factor times the third moment of g over 2 to q. For g without
// mass, momentum and energy it does not matter in which frame it is taken.
func (s *bgkSolver) addThird(q []float64, factor float64, g [][]float64) {
	for k, v := range s.v {
		floats.AddScaled(s.part(q), 0.5*factor*s.dv*v*v*v, s.part(g[k]))
	}
}

func (s *bgkSolver) fastest() float64 { return s.v[len(s.v)-1] }

func (s *bgkSolver) state() [3][]float64 { return [3][]float64{s.rho, s.u, s.tt} }

func (s *bgkSolver) small() [][]float64 { return [][]float64{s.q} }
