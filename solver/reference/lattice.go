package reference

import (
	"math"
	"math/cmplx"
	"sync"
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
