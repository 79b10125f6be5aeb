package reference

import (
	"math"
	"math/cmplx"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// latticeState is the solution under way: F_l at the points, l = 0..L; those of negative l are their conjugates.
type latticeState struct {
	eps, step float64
	n         int
	f         [][]complex128
	hat       bool // f holds Fourier coefficients
	fft       *fft
	decay     []float64 // of a step of absorption, at the points
	gain      []float64 // of a step of emission
	half      map[int]*latticeFlow
	space     *latticeSpace // directions in space; nil: on the circle
}

func newLatticeState(eps float64, n int, step float64, modes int, d directions) *latticeState {
	s := &latticeState{eps: eps, step: step, n: n, fft: newFFT(n), half: map[int]*latticeFlow{}}
	if eps < latticeRare {
		modes = min(modes, latticeFew)
	}
	count := modes + 1
	if d == sphere {
		s.space = newLatticeSpace(eps, modes)
		count = s.space.count()
	}
	for range count {
		s.f = append(s.f, make([]complex128, n*n))
	}
	for j := range n {
		for i := range n {
			absorption, source := checkerboard(latticeDomain.XMax*float64(i)/float64(n), latticeDomain.YMax*float64(j)/float64(n))
			s.decay = append(s.decay, math.Exp(-absorption*step))
			s.gain = append(s.gain, -source*step*expm1Over(-absorption*step))
		}
	}
	return s
}

// checkerboard is the medium of info.Checkerboard.
func checkerboard(x, y float64) (absorption, source float64) {
	c := &info.Checkerboard
	square := func(at [2]int) float64 {
		out := 1.0
		for _, v := range [...]float64{x - float64(at[0]), y - float64(at[1])} {
			out *= 0.5 * (math.Tanh(v/c.Edge) - math.Tanh((v-1)/c.Edge))
		}
		return out
	}
	for _, at := range c.Absorbers {
		absorption += c.Absorption * square(at)
	}
	return absorption, square(c.Source)
}

// expm1Over returns -(e^x - 1)/x.
func expm1Over(x float64) float64 {
	if math.Abs(x) < 1e-12 {
		return -1
	}
	return -math.Expm1(x) / x
}

// advance takes one step.
func (s *latticeState) advance() {
	s.collide()
	s.transform(true)
	for l, f := range s.f {
		for i, d := range s.decay {
			f[i] *= complex(d, 0)
			if l == 0 {
				f[i] += complex(s.gain[i], 0)
			}
		}
	}
	s.collide()
}

// transform goes to the points (inverse) or to Fourier coefficients.
func (s *latticeState) transform(inverse bool) {
	if s.hat != inverse {
		return
	}
	for _, f := range s.f {
		s.fft.plane(f, inverse)
	}
	s.hat = !inverse
}

// wave returns the wave number of index i, in units of 2 pi over the side.
func wave(i, n int) int {
	if i > n/2 {
		return i - n
	}
	return i
}

// angular returns the order m of exp(i m theta) and the weight with which F_l stands in f, or in its mean over the height.
func (s *latticeState) angular() func(l int) (order int, weight float64) {
	if s.space != nil {
		return s.space.angular
	}
	return func(l int) (int, float64) {
		if l == 0 {
			return 0, 1
		}
		return l, 2
	}
}

// wavePair is a wave vector and its mirror image: their places among the Fourier coefficients, the squared length in units of 2 pi over the side,
// and exp(i phi), phi the angle of the vector.
type wavePair struct {
	at, mirror, square int
	turn               complex128
}

// length returns |k|.
func (p wavePair) length() float64 {
	return 2 * math.Pi / latticeDomain.XMax * math.Sqrt(float64(p.square))
}

// pairs calls do with all wave vectors, each together with its mirror image; those without one are left out of the state.
func (s *latticeState) pairs(do func(wavePair)) {
	n := s.n
	for j := range n {
		for i := range n {
			p := wavePair{at: j*n + i, mirror: (n-j)%n*n + (n-i)%n, turn: 1}
			if p.mirror < p.at {
				continue
			}
			kx, ky := wave(i, n), wave(j, n)
			if 2*kx == n || 2*ky == n {
				for _, f := range s.f {
					f[p.at], f[p.mirror] = 0, 0
				}
				continue
			}
			if p.square = kx*kx + ky*ky; p.square > 0 {
				p.turn = complex(float64(kx), float64(ky)) / complex(math.Hypot(float64(kx), float64(ky)), 0)
			}
			do(p)
		}
	}
}

// collide takes half a step of streaming and collisions.
func (s *latticeState) collide() {
	s.transform(false)
	if s.space != nil {
		s.space.collide(s)
		return
	}
	top := len(s.f) - 1
	even, odd := make([]complex128, top+1), make([]complex128, top+1)
	s.pairs(func(p wavePair) {
		flow := s.half[p.square]
		if flow == nil {
			flow = newLatticeFlow(s.eps, p.length(), s.step/2, top)
			s.half[p.square] = flow
		}
		turn := p.turn * 1i // u_l = (i exp(i phi))^l F_l
		power, sign := complex(1, 0), complex(1, 0)
		for l, f := range s.f {
			u, w := power*f[p.at], sign*cmplx.Conj(power*f[p.mirror]) // u_l and (-1)^l u_-l
			even[l], odd[l] = (u+w)/2, (u-w)/2
			power *= turn
			sign = -sign
		}
		flow.apply(even, odd)
		power, sign = 1, 1
		for l, f := range s.f {
			back := cmplx.Conj(power) // of modulus 1
			u, w := even[l]+odd[l], even[l]-odd[l]
			f[p.at] = back * u
			f[p.mirror] = sign * back * cmplx.Conj(w)
			power *= turn
			sign = -sign
		}
	})
}

// fields returns the coefficients of density and flux.
func (s *latticeState) fields() (out [3][]complex128) {
	s.transform(false)
	n := s.n
	for k := range out {
		out[k] = make([]complex128, n*n)
	}
	copy(out[0], s.f[0])
	scale := s.eps
	if s.space != nil {
		scale *= latticeSlope
	}
	for j := range n {
		for i := range n {
			at, mirror := j*n+i, (n-j)%n*n+(n-i)%n
			// <v_x f> = Re F_1, <v_y f> = -Im F_1 at the points
			a, b := s.f[1][at], cmplx.Conj(s.f[1][mirror])
			out[1][at], out[2][at] = (a+b)/complex(2*scale, 0), (a-b)*complex(0, 1/(2*scale))
		}
	}
	return out
}
