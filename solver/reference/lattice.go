package reference

import (
	"math"
	"math/cmplx"
	"sync"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// transport2d-lattice: the checkerboard of radiation transport (Brunner & Holloway 2005) in the diffusive scaling,
//
//	eps^2 f_t + eps v . grad f = <f> - f + eps^2 (G - sigma_a f),  f = 0 at t = 0,
//
// on the square [0, 7]^2, periodic: eleven unit squares that absorb with sigma_a = 10 around one that emits, G = 1, with edges that are
// smooth, (1 + tanh(d/0.15))/2 over the distance d.
//
// Strang's splitting keeps what is stiff together and exact. Half a step of streaming and collisions, whose coefficients are constant, is
// the exponential of a small matrix for every wave vector; then a step of absorption and emission at every point, exact; then the
// other half. Ending with collisions leaves g where collisions want it for every eps; what it lacks is of the order of eps^2 sigma_a, or of
// second order in the step where that resolves eps^2. TestLatticeOrder and TestLatticeAccuracy measure it: density within 5e-4, flux
// within 1e-2, worst near eps = 0.05. With the modes f = sum_l F_l exp(i l theta), |l| <= L, the wave vector k at the angle phi and F_l = (-i)^l exp(-i l phi) u_l,
//
//	du_l/ds = -(kappa/2) (u_{l+1} - u_{l-1}) - u_l + [l = 0] u_0,  s = t/eps^2, kappa = eps |k|,
//
// which is real, and the parts that are even and odd under u_l -> (-1)^l u_{-l} do not mix. Beyond 40 collision times only the eigenmode
// (1 + 2 sum_l (-i r)^l cos l theta), r = kappa/(1 + root), root = sqrt(1 - kappa^2), is left, with the weight 1/root: see transport2d-pulse.
func init() {
	registerPlane("transport2d-lattice", latticeDomain, newLattice)
}

var latticeDomain = Domain{Dimensions: 2, XMax: 7, YMax: 7, VMin: 0, VMax: 2 * math.Pi, TEnd: latticeEnd, Periodic: true}

const (
	latticeEnd   = 2.0
	latticeCells = 64 // points in each direction, a power of two
	latticeSteps = 160
	latticeModes = 24  // L where f is far from isotropic
	latticeFew   = 8   // where collisions are frequent
	latticeRare  = 0.1 // Knudsen number below which they are
	latticeKept  = 32  // steps from one state that is kept to the next
)

// lattice holds density and flux at the end of every step, as Fourier coefficients [step][field][ky·n + kx], and every latticeKept steps the state,
// from which the distribution at a time is computed again.
type lattice struct {
	n      int
	step   float64
	fields [][3][]complex128
	state  *latticeState
	kept   [][][]complex64 // Fourier coefficients of F at steps 0, latticeKept, ...

	mu   sync.Mutex
	t    float64        // for which f holds the Fourier coefficients of F
	late [][]complex128 // nil: none
}

func newLattice(d directions) solver {
	return func(eps float64, opt Options) (Solution, error) {
		n := latticeCells
		for opt.Cells > 0 && n > opt.Cells && n > 16 { // the next power of two
			n /= 2
		}
		for n < opt.Cells && n < 256 {
			n *= 2
		}
		modes := latticeModes
		if d == sphere {
			modes = latticeDegree
		}
		return newLatticeGrid(eps, n, latticeSteps, modes, d, opt)
	}
}

// newLatticeGrid solves with the given points, steps and modes.
func newLatticeGrid(eps float64, n, steps, modes int, d directions, opt Options) (*lattice, error) {
	s := newLatticeState(eps, n, latticeEnd/float64(steps), modes, d)
	out := &lattice{n: n, step: s.step, state: s, fields: [][3][]complex128{s.fields()}}
	out.keep(s)
	for k := range steps {
		if err := opt.report(float64(k) / float64(steps)); err != nil {
			return nil, err
		}
		s.advance()
		out.fields = append(out.fields, s.fields())
		if (k+1)%latticeKept == 0 {
			out.keep(s)
		}
	}
	return out, nil
}

// keep stores the state of a step.
func (m *lattice) keep(s *latticeState) {
	s.transform(false)
	kept := make([][]complex64, len(s.f))
	for l, f := range s.f {
		kept[l] = make([]complex64, len(f))
		for i, v := range f {
			kept[l][i] = complex64(v)
		}
	}
	m.kept = append(m.kept, kept)
}

// restore returns a state of its own at the last step up to the given one that was kept.
func (m *lattice) restore(step int) (s *latticeState, at int) {
	k := min(step/latticeKept, len(m.kept)-1)
	c := *m.state
	s = &c
	s.hat, s.f = true, make([][]complex128, len(c.f))
	for l, f := range m.kept[k] {
		s.f[l] = make([]complex128, len(f))
		for i, v := range f {
			s.f[l][i] = complex128(v)
		}
	}
	return s, k * latticeKept
}

// modes returns the Fourier coefficients of F at time t, between the steps as At interpolates.
func (m *lattice) modes(t float64) [][]complex128 {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.late != nil && m.t == t {
		return m.late
	}
	first, weights := cubic(t/m.step, len(m.fields))
	s, at := m.restore(first)
	out := make([][]complex128, len(s.f))
	for l := range out {
		out[l] = make([]complex128, len(s.f[l]))
	}
	for last := first + len(weights) - 1; ; at++ {
		s.transform(false)
		if at >= first {
			for l, f := range s.f {
				for i, v := range f {
					out[l][i] += complex(weights[at-first], 0) * v
				}
			}
		}
		if at == last {
			break
		}
		s.advance()
	}
	m.t, m.late = t, out
	return out
}

// Distribution implements Distributed; v are angles, over which f on the sphere is a mean. The state at t is computed again from one that was kept.
func (m *lattice) Distribution(t float64, x, v []float64) ([][]float64, error) {
	f := m.modes(t)
	out := allocate(len(x)/2, len(v))
	over := m.state.angular()
	sin, cos := make([]float64, m.n), make([]float64, m.n)
	unit := 2 * math.Pi / latticeDomain.XMax
	row := make([]complex128, m.n)
	for i := range out {
		for k := range sin {
			sin[k], cos[k] = math.Sincos(unit * x[2*i] * float64(wave(k, m.n)))
		}
		for l, c := range f {
			order, weight := over(l)
			if weight == 0 {
				continue
			}
			for k := range row {
				row[k] = complex(cos[k], sin[k])
			}
			var value complex128 // of F_l at the point
			for j := range m.n {
				e := cmplx.Exp(complex(0, unit*x[2*i+1]*float64(wave(j, m.n))))
				var sum complex128
				for k, r := range row {
					sum += r * c[j*m.n+k]
				}
				value += e * sum
			}
			value *= complex(weight/float64(m.n*m.n), 0)
			for a, theta := range v {
				out[i][a] += real(value * cmplx.Exp(complex(0, float64(order)*theta)))
			}
		}
	}
	return out, nil
}

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

// collide takes half a step of streaming and collisions.
func (s *latticeState) collide() {
	s.transform(false)
	if s.space != nil {
		s.space.collide(s)
		return
	}
	n, top := s.n, len(s.f)-1
	even, odd := make([]complex128, top+1), make([]complex128, top+1)
	for j := range n {
		for i := range n {
			at, mirror := j*n+i, (n-j)%n*n+(n-i)%n
			if mirror < at {
				continue // with its mirror image
			}
			kx, ky := wave(i, n), wave(j, n)
			if 2*kx == n || 2*ky == n { // no mirror image: left out
				for _, f := range s.f {
					f[at], f[mirror] = 0, 0
				}
				continue
			}
			flow := s.half[kx*kx+ky*ky]
			if flow == nil {
				k := 2 * math.Pi / latticeDomain.XMax * math.Sqrt(float64(kx*kx+ky*ky))
				flow = newLatticeFlow(s.eps, k, s.step/2, top)
				s.half[kx*kx+ky*ky] = flow
			}
			turn := complex(1, 0) // exp(i phi)
			if kx != 0 || ky != 0 {
				turn = complex(float64(kx), float64(ky)) / complex(math.Hypot(float64(kx), float64(ky)), 0)
			}
			turn *= 1i // u_l = (i exp(i phi))^l F_l
			power, sign := complex(1, 0), complex(1, 0)
			for l, f := range s.f {
				u, w := power*f[at], sign*cmplx.Conj(power*f[mirror]) // u_l and (-1)^l u_-l
				even[l], odd[l] = (u+w)/2, (u-w)/2
				power *= turn
				sign = -sign
			}
			flow.apply(even, odd)
			power, sign = 1, 1
			for l, f := range s.f {
				back := cmplx.Conj(power) // of modulus 1
				u, w := even[l]+odd[l], even[l]-odd[l]
				f[at] = back * u
				f[mirror] = sign * back * cmplx.Conj(w)
				power *= turn
				sign = -sign
			}
		}
	}
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

// latticeLayer is the number of collision times after which only the eigenmode is left.
const latticeLayer = 40.0

// latticeFlow is half a step for one |k|: matrices for the even and the odd part, or the eigenmode.
type latticeFlow struct {
	even, odd []float64 // (L+1)×(L+1) row-major, the odd one without row and column 0; nil: the eigenmode alone
	mode      []float64 // its components u_l
	scale     float64   // its decay over its norm
	scratch   []complex128
}

func newLatticeFlow(eps, k, step float64, top int) *latticeFlow {
	f := &latticeFlow{scratch: make([]complex128, top+1)}
	s, kappa := step/(eps*eps), eps*k
	if s > latticeLayer {
		if kappa < 1 {
			root := math.Sqrt(1 - kappa*kappa)
			r := kappa / (1 + root)
			f.scale = math.Exp(-k*k/(1+root)*step) / root
			for l := range top + 1 {
				f.mode = append(f.mode, math.Pow(r, float64(l)))
			}
		}
		return f
	}
	n := top + 1
	even, odd := make([]float64, n*n), make([]float64, n*n)
	for l := range n {
		for _, m := range []struct{ column, sign int }{{l + 1, -1}, {l - 1, 1}} {
			switch c := m.column; {
			case c < 0: // u_-1 is -u_1 in the even part; l = 0 has no odd part
				even[l*n+1] += -float64(m.sign) * kappa / 2 * s
			case c < n:
				even[l*n+c] += float64(m.sign) * kappa / 2 * s
				if l > 0 && c > 0 {
					odd[l*n+c] += float64(m.sign) * kappa / 2 * s
				}
			}
		}
		if l > 0 {
			even[l*n+l] -= s
			odd[l*n+l] -= s
		}
	}
	f.even, f.odd = exponential(even, n), exponential(odd, n)
	return f
}

// apply advances the even and the odd part.
func (f *latticeFlow) apply(even, odd []complex128) {
	if f.even == nil {
		clear(odd)
		var sum complex128
		for l, v := range f.mode { // <phi f> in the symmetric form of the operator: u_-l = (-1)^l u_l counts once more
			w := 2.0
			if l == 0 {
				w = 1
			}
			if l%2 == 1 {
				w = -w
			}
			sum += complex(w*v, 0) * even[l]
		}
		clear(even)
		for l, v := range f.mode {
			even[l] = complex(f.scale*v, 0) * sum
		}
		return
	}
	for _, part := range []struct {
		m []float64
		u []complex128
	}{{f.even, even}, {f.odd, odd}} {
		n := len(part.u)
		for l := range n {
			var re, im float64
			for c, m := range part.m[l*n : l*n+n] {
				re += m * real(part.u[c])
				im += m * imag(part.u[c])
			}
			f.scratch[l] = complex(re, im)
		}
		copy(part.u, f.scratch)
	}
}

// exponential returns e^a of an n×n matrix by scaling and squaring of its Taylor series.
func exponential(a []float64, n int) []float64 {
	norm := 0.0
	for l := range n {
		sum := 0.0
		for _, v := range a[l*n : l*n+n] {
			sum += math.Abs(v)
		}
		norm = math.Max(norm, sum)
	}
	squarings := 0
	for norm > 0.5 {
		norm /= 2
		squarings++
	}
	x := make([]float64, n*n)
	for i, v := range a {
		x[i] = math.Ldexp(v, -squarings)
	}
	out, term := make([]float64, n*n), make([]float64, n*n)
	for l := range n {
		out[l*n+l], term[l*n+l] = 1, 1
	}
	for order := 1; order <= 13; order++ {
		term = product(term, x, n, 1/float64(order))
		for i, v := range term {
			out[i] += v
		}
	}
	for range squarings {
		out = product(out, out, n, 1)
	}
	return out
}

// product returns c a b of n×n matrices.
func product(a, b []float64, n int, c float64) []float64 {
	out := make([]float64, n*n)
	for i := range n {
		row := out[i*n : i*n+n]
		for k := range n {
			if v := c * a[i*n+k]; v != 0 {
				for j, w := range b[k*n : k*n+n] {
					row[j] += v * w
				}
			}
		}
	}
	return out
}

func (m *lattice) Fields() []string { return append([]string(nil), planeFields...) }

// At interpolates the trigonometric polynomials in space, and in time between the steps by polynomials of third degree.
func (m *lattice) At(t float64, x []float64) ([][]float64, error) {
	n := m.n
	first, weights := cubic(t/m.step, len(m.fields))
	out := allocate(3, len(x)/2)
	rows := map[float64][]complex128{} // over kx at a given y
	unit := 2 * math.Pi / latticeDomain.XMax
	for f := range out {
		c := make([]complex128, n*n)
		for s, w := range weights {
			for i, v := range m.fields[first+s][f] {
				c[i] += complex(w, 0) * v
			}
		}
		clear(rows)
		scale := 1 / float64(n*n)
		for i := range out[f] {
			xi, yi := x[2*i], x[2*i+1]
			row := rows[yi]
			if row == nil {
				row = make([]complex128, n)
				for j := range n {
					e := cmplx.Exp(complex(0, unit*yi*float64(wave(j, n))))
					for k := range row {
						row[k] += e * c[j*n+k]
					}
				}
				rows[yi] = row
			}
			sum := 0.0
			for k, v := range row {
				sin, cos := math.Sincos(unit * xi * float64(wave(k, n)))
				sum += real(v)*cos - imag(v)*sin
			}
			out[f][i] = sum * scale
		}
	}
	return out, nil
}

// cubic returns the first of up to four neighbouring samples 0 .. n-1 and their weights in the interpolation at s.
func cubic(s float64, n int) (first int, weights []float64) {
	first = min(max(int(math.Floor(s))-1, 0), max(n-4, 0))
	for i := range min(4, n) {
		w := 1.0
		for j := range min(4, n) {
			if j != i {
				w *= (s - float64(first+j)) / float64(i-j)
			}
		}
		weights = append(weights, w)
	}
	return first, weights
}
