package reference

import (
	"math"
	"math/cmplx"

	"github.com/hrgrad/hrgrad/solver/special"
)

// latticeSpace is half a step of streaming and collisions of transport2d-lattice for directions on the unit sphere, f even in the height mu:
//
//	f = sum_l sum_m F_lm P_l^m(mu) exp(i m theta),  |m| <= l <= L, l + m even, F_l,-m = conj F_lm where f is real,
//
// with the mean square of P_l^m equal to 1. In a frame whose pole is along the wave vector, psi the angle around it, f = sum U_lm P_l^m(w)
// c_m cos(m psi), c_0 = 1, else sqrt 2; with U_lm = (-i)^l u_lm every order m is a real tridiagonal system of its own,
//
//	du_l/ds = -kappa (a_(l+1) u_(l+1) - a_l u_(l-1)) - u_l + [l = m = 0] u_0,  a_l^2 = (l^2 - m^2)/(4 l^2 - 1).
//
// Beyond 40 collision times only the eigenmode 1/(root + i kappa w) of order 0 is left.
type latticeSpace struct {
	eps    float64
	top    int
	place  [][]int     // place[l][m]: of F_lm, m >= 0, in the state; -1: zero by the symmetry in mu
	turn   [][]float64 // turn[l]: (l+1)x(l+1) row-major, from 1, sqrt 2 cos, sqrt 2 sin (see columns) about the z axis to order m about the x axis
	flows  map[int]*latticeSpaceFlow
	states int
}

// latticeDegree is L where f is far from isotropic; elsewhere latticeFew, as on the circle. F_11 stands second in the state, as F_1 does on the circle.
const latticeDegree = 12

// latticeSlope turns sqrt(1 - mu^2) into P_1^1.
var latticeSlope = math.Sqrt(1.5)

func newLatticeSpace(eps float64, top int) *latticeSpace {
	s := &latticeSpace{eps: eps, top: top, flows: map[int]*latticeSpaceFlow{}}
	for l := range top + 1 {
		row := make([]int, l+1)
		for m := range row {
			row[m] = -1
			if (l+m)%2 == 0 {
				row[m] = s.states
				s.states++
			}
		}
		s.place = append(s.place, row)
	}
	s.turn = frames(top)
	return s
}

func (s *latticeSpace) count() int { return s.states }

// angular returns the order and the weight of a state in the mean of f over mu.
func (s *latticeSpace) angular(state int) (order int, weight float64) {
	for l, row := range s.place {
		for m, at := range row {
			if at != state {
				continue
			}
			mu, w := make([]float64, 2*s.top+2), make([]float64, 2*s.top+2)
			special.GaussLegendre(mu, w, 0, math.Pi/2)
			p := legendreTable(s.top)
			for i, a := range mu { // odd powers of sqrt(1 - mu^2) are smooth in the angle
				sin, cos := math.Sincos(a)
				associated(sin, p)
				weight += w[i] * cos * p[l][m]
			}
			if m > 0 {
				weight *= 2
			}
			return m, weight
		}
	}
	return 0, 0
}

// legendreTable makes room for P_l^m, m <= l <= top.
func legendreTable(top int) [][]float64 {
	p := make([][]float64, top+1)
	for l := range p {
		p[l] = make([]float64, l+1)
	}
	return p
}

// associated sets p[l][m] = P_l^m(mu).
func associated(mu float64, p [][]float64) {
	for l := range p {
		if l == 0 {
			p[0][0] = 1
			continue
		}
		p[l][l] = math.Sqrt((2*float64(l)+1)/(2*float64(l))*(1-mu*mu)) * p[l-1][l-1]
		for m := range l {
			p[l][m] = mu * p[l-1][m] / coupling(l, m)
			if l > m+1 {
				p[l][m] -= coupling(l-1, m) / coupling(l, m) * p[l-2][m]
			}
		}
	}
}

// coupling is a_l of order m: mu P_l = a_(l+1) P_(l+1) + a_l P_(l-1).
func coupling(l, m int) float64 { return math.Sqrt(float64(l*l-m*m) / float64(4*l*l-1)) }

// columns calls f with the orders m of degree l that are even in mu, and the columns of their cosine and their sine (-1 for m = 0).
func columns(l int, f func(m, cos, sin int)) {
	at := 0
	for m := l % 2; m <= l; m += 2 {
		if m == 0 {
			f(0, at, -1)
			at++
			continue
		}
		f(m, at, at+1)
		at += 2
	}
}

// frames computes the turns by a rule that is exact for products of degree 2 top.
func frames(top int) [][]float64 {
	out := make([][]float64, top+1)
	for l := range out {
		out[l] = make([]float64, (l+1)*(l+1))
	}
	n, around := top+2, 2*top+4
	mu, weight := make([]float64, n), make([]float64, n)
	special.GaussLegendre(mu, weight, -1, 1)
	about, along := legendreTable(top), legendreTable(top)
	for i, z := range mu {
		associated(z, about)
		s := math.Sqrt(1 - z*z)
		for j := range around {
			theta := 2 * math.Pi * (float64(j) + 0.5) / float64(around)
			sin, cos := math.Sincos(theta)
			associated(s*cos, along)
			psi := math.Atan2(z, s*sin)
			for l := range out {
				columns(l, func(m, c, d int) {
					value := [2]float64{about[l][m], 0}
					if m > 0 {
						sin, cos := math.Sincos(float64(m) * theta)
						value = [2]float64{math.Sqrt2 * cos * about[l][m], math.Sqrt2 * sin * about[l][m]}
					}
					for order := range l + 1 {
						v := along[l][order] * weight[i] / 2 / float64(around)
						if order > 0 {
							v *= math.Sqrt2 * math.Cos(float64(order)*psi)
						}
						out[l][order*(l+1)+c] += v * value[0]
						if d >= 0 {
							out[l][order*(l+1)+d] += v * value[1]
						}
					}
				})
			}
		}
	}
	return out
}

// latticeSpaceFlow is half a step for one |k|.
type latticeSpaceFlow struct {
	orders [][]float64 // of order m: (L+1-m)x(L+1-m) row-major; nil: the eigenmode alone
	mode   []float64   // u_l of the eigenmode
	scale  float64
}

func (s *latticeSpace) flow(k, step float64) *latticeSpaceFlow {
	f := &latticeSpaceFlow{}
	time, kappa := step/(s.eps*s.eps), s.eps*k
	if time > latticeLayer {
		e := sphere.eigenmode(s.eps, k)
		f.scale = e.weight * math.Exp(-e.rate*step)
		f.mode = make([]float64, s.top+1)
		if e.weight == 0 {
			return f
		}
		w, weight := make([]float64, 2*s.top+40), make([]float64, 2*s.top+40)
		special.GaussLegendre(w, weight, -1, 1)
		p := legendreTable(s.top)
		for i, v := range w {
			associated(v, p)
			c := complex(weight[i]/2, 0) / complex(e.root, kappa*v)
			for l := range f.mode {
				f.mode[l] += real(c * turns(1i, l) * complex(p[l][0], 0))
			}
		}
		return f
	}
	for m := range s.top + 1 {
		n := s.top + 1 - m
		a := make([]float64, n*n)
		for i := range n {
			l := m + i
			if l > 0 {
				a[i*n+i] = -time
			}
			if i > 0 {
				a[i*n+i-1] = kappa * time * coupling(l, m)
			}
			if i+1 < n {
				a[i*n+i+1] = -kappa * time * coupling(l+1, m)
			}
		}
		f.orders = append(f.orders, exponential(a, n))
	}
	return f
}

// turns returns z^n.
func turns(z complex128, n int) complex128 {
	out := complex(1, 0)
	for range n {
		out *= z
	}
	return out
}

// apply advances u[l][m].
func (f *latticeSpaceFlow) apply(u [][]complex128, scratch []complex128) {
	if f.orders == nil {
		var sum complex128
		for l, v := range f.mode { // <phi f>, bilinear: (-i)^2l = (-1)^l
			if l%2 == 1 {
				v = -v
			}
			sum += complex(v, 0) * u[l][0]
		}
		for l, v := range f.mode {
			clear(u[l])
			u[l][0] = complex(f.scale*v, 0) * sum
		}
		return
	}
	for m, a := range f.orders {
		n := len(u) - m
		for i := range n {
			var re, im float64
			for j, c := range a[i*n : i*n+n] {
				v := u[m+j][m]
				re += c * real(v)
				im += c * imag(v)
			}
			scratch[i] = complex(re, im)
		}
		for i := range n {
			u[m+i][m] = scratch[i]
		}
	}
}

// collide takes half a step for all wave vectors of a state in Fourier coefficients.
func (s *latticeSpace) collide(state *latticeState) {
	u, scratch, frame := make([][]complex128, s.top+1), make([]complex128, s.top+1), make([]complex128, s.top+1)
	for l := range u {
		u[l] = make([]complex128, l+1)
	}
	state.pairs(func(p wavePair) {
		flow := s.flows[p.square]
		if flow == nil {
			flow = s.flow(p.length(), state.step/2)
			s.flows[p.square] = flow
		}
		s.into(state, p, u, frame)
		flow.apply(u, scratch)
		s.back(state, p, u, frame)
	})
}

// into sets u_lm of a wave vector.
func (s *latticeSpace) into(state *latticeState, p wavePair, u [][]complex128, frame []complex128) {
	phase := complex(1, 0) // i^l
	for l := range u {
		columns(l, func(m, c, d int) {
			f := state.f[s.place[l][m]]
			if m == 0 {
				frame[c] = f[p.at]
				return
			}
			e := turns(p.turn, m)
			plus, minus := e*f[p.at], cmplx.Conj(e*f[p.mirror]) // of exp(i m theta) and exp(-i m theta) from the wave vector on
			frame[c], frame[d] = (plus+minus)/math.Sqrt2, 1i*(plus-minus)/math.Sqrt2
		})
		for order := range l + 1 {
			var re, im float64
			for c, r := range s.turn[l][order*(l+1):][:l+1] {
				re += r * real(frame[c])
				im += r * imag(frame[c])
			}
			u[l][order] = phase * complex(re, im)
		}
		phase *= 1i
	}
}

// back is the inverse of into.
func (s *latticeSpace) back(state *latticeState, p wavePair, u [][]complex128, frame []complex128) {
	phase := complex(1, 0) // (-i)^l
	for l := range u {
		for c := range l + 1 {
			var sum complex128
			for order := range l + 1 {
				sum += complex(s.turn[l][order*(l+1)+c], 0) * u[l][order]
			}
			frame[c] = phase * sum
		}
		columns(l, func(m, c, d int) {
			f := state.f[s.place[l][m]]
			if m == 0 {
				f[p.at], f[p.mirror] = frame[c], cmplx.Conj(frame[c])
				return
			}
			e := cmplx.Conj(turns(p.turn, m))
			plus, minus := (frame[c]-1i*frame[d])/math.Sqrt2, (frame[c]+1i*frame[d])/math.Sqrt2
			f[p.at], f[p.mirror] = e*plus, cmplx.Conj(minus)*e
		})
		phase *= -1i
	}
}
