package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// planeSpectral is the spectral head of transport in the plane: Fourier modes in (x, y), cosines of the angle to the wave vector. The medium is
// isotropic and so are the data, up to amplitudes A_s that depend on the length of the wave vector alone. So all wave vectors n of a length k_s,
// a shell, have the same coefficients r_sl(t, eps), and with the angle theta_n of n
//
//	R = sum_s A_s r_s0 sum_n cos(n.x),
//	N = sum_s A_s sum_l size_l(eps) r_sl sum_n cos(n.x - l pi/2) sqrt 2 cos(l (theta - theta_n)).
//
// The phases make the equations of the coefficients real:
//
//	macro  (c_0)_t + k c_1/sqrt 2 = 0
//	micro  eps^2 (c_1)_t + c_1 + eps k c_2/2 - k c_0/sqrt 2 = 0
//	       eps^2 (c_l)_t + c_l + eps k (c_(l+1) - c_(l-1))/2 = 0.
type planeSpectral struct {
	trunk  spectral // of its inputs
	start  [2]float64
	wave   float64 // 2 pi over the side of the square
	shells []shell
	modes  int // in the angle
	// known sets the coefficients c_0, ..., c_(L+2) of the known parts for a wave number, relative to the amplitude.
	known func(k, t, eps float64, c []autodiff.Jet)
	// knee: the known parts are the diffusion limit, and R and the first mode of N fall with s^2, s = eps/(eps + knee); 0: they do not.
	knee float64

	net *autodiff.Network
}

// shell holds wave vectors of one length, one of each pair n, -n, in units of the wave number of the square.
type shell struct {
	k, amplitude float64
	vectors      [][2]int
	cos, sin     []float64 // of l theta_n, l = 0..L, vector after vector
}

// planePower is the highest power of eps that is taken off the coefficients.
const planePower = 2

// size is what is taken off the coefficients of mode l.
func (s *planeSpectral) size(l int, eps float64) float64 {
	power := min(max(l-1, 0), planePower)
	if s.knee > 0 {
		eps /= eps + s.knee
		if l < 2 {
			power = 2
		}
	}
	v := 1.0
	for range power {
		v *= eps
	}
	return v
}

// newPlaneSpectral returns the head of a square of the given side with its corner at start, with the wave vectors up to a squared length whose
// amplitude, that of 2 cos(n.x), is not zero.
func newPlaneSpectral(end float64, start [2]float64, side float64, modes, most int, amplitude func(i, j int) float64) *planeSpectral {
	s := &planeSpectral{start: start, wave: 2 * math.Pi / side, modes: modes}
	s.trunk = spectral{end: end, clocks: 1}
	for square := 1; square <= most; square++ {
		c := shell{k: s.wave * math.Sqrt(float64(square))}
		for i := 0; i*i <= square; i++ {
			j := int(math.Round(math.Sqrt(float64(square - i*i))))
			if i*i+j*j != square {
				continue
			}
			for _, n := range [][2]int{{i, j}, {-i, j}} {
				if n[0] < 0 && j == 0 || i == 0 && len(c.vectors) > 0 && c.vectors[len(c.vectors)-1] == n {
					continue // the other one of its pair, or the same
				}
				if a := amplitude(n[0], n[1]); a != 0 {
					c.amplitude = a
					c.add(n, modes)
				}
			}
		}
		if len(c.vectors) > 0 {
			s.shells = append(s.shells, c)
		}
	}
	return s
}

// add adds a wave vector.
func (c *shell) add(n [2]int, modes int) {
	c.vectors = append(c.vectors, n)
	i, j := n[0], n[1]
	r := math.Sqrt(float64(i*i + j*j))
	re, im := 1.0, 0.0
	for range modes + 1 {
		c.cos, c.sin = append(c.cos, re), append(c.sin, im)
		x, y := float64(i)/r, float64(j)/r
		re, im = float64(re*x)-float64(im*y), float64(re*y)+float64(im*x)
	}
}

// layout adds the network to p.
func (s *planeSpectral) layout(p *autodiff.Params, o Options) {
	s.net = autodiff.NewNetwork(p, autodiff.NetworkSpec{
		Name: "net", Features: s.trunk.trunk(), Width: o.Width, Depth: o.Depth, Outputs: (1 + s.modes) * len(s.shells), Act: kernel.Tanh, Gain: 0.5,
	})
}

// functions sets, for mode l and shell s at l·S+s, the sums over the wave vectors that multiply sqrt 2 cos(l theta), and sqrt 2 sin(l theta).
func (s *planeSpectral) functions(x, y, eps float64, jets bool, cos, sin []autodiff.Jet) {
	clear(cos)
	clear(sin)
	size := make([]float64, s.modes+1)
	for l := range size {
		size[l] = s.size(l, eps)
	}
	at := [2]float64{s.wave * (x - s.start[0]), s.wave * (y - s.start[1])}
	for i := range s.shells {
		c := &s.shells[i]
		for n, v := range c.vectors {
			px, py := float64(v[0]), float64(v[1])
			sn, cs := kernel.Sincos64(float64(px*at[0]) + float64(py*at[1]))
			for l := range s.modes + 1 {
				value, slope := cs, -sn // cos(phase - l pi/2) and its derivative
				switch l % 4 {
				case 1:
					value, slope = sn, cs
				case 2:
					value, slope = -cs, sn
				case 3:
					value, slope = -sn, -cs
				}
				a := 2 * c.amplitude * size[l]
				u, w := float64(a*c.cos[n*(s.modes+1)+l]), float64(a*c.sin[n*(s.modes+1)+l])
				k := l*len(s.shells) + i
				cos[k].V += float64(u * value)
				sin[k].V += float64(w * value)
				if jets {
					slope *= s.wave
					cos[k].Dx += float64(u * slope * px)
					cos[k].Dy += float64(u * slope * py)
					sin[k].Dx += float64(w * slope * px)
					sin[k].Dy += float64(w * slope * py)
				}
			}
		}
	}
}

// unknowns builds R, n×1, and the coefficients of sqrt 2 cos(l theta) and sqrt 2 sin(l theta) of N, n×2L.
func (s *planeSpectral) unknowns(g autodiff.Graph, p *Points, jets bool) (rho, micro autodiff.Node) {
	in := g.Known(p.Space, s.trunk.trunk(), jets, func(i int, out []autodiff.Jet) {
		t, _, _, eps := p.Place(i)
		s.trunk.inputs(t, eps, []float64{1}, out)
	})
	shells := len(s.shells)
	n := (1 + s.modes) * shells
	functions := g.Known(p.Space, 2*n, jets, func(i int, out []autodiff.Jet) {
		_, x, y, eps := p.Place(i)
		s.functions(x, y, eps, jets, out[:n], out[n:])
	})
	cols := 1 + 2*s.modes
	cos, sin := make([]float64, n*cols), make([]float64, n*cols)
	for i := range n {
		if l := i / shells; l == 0 {
			cos[i*cols] = 1
		} else {
			cos[i*cols+2*l-1], sin[i*cols+2*l] = 1, 1
		}
	}
	out := s.net.Apply(g, in, 0, nil)
	sum := g.Add(g.MulConst(g.Mul(out, g.Cols(functions, 0, n)), cos, cols), g.MulConst(g.Mul(out, g.Cols(functions, n, 2*n)), sin, cols))
	return g.Cols(sum, 0, 1), g.Cols(sum, 1, cols)
}

// Separate implements Separable.
func (m *plane) Separate() (*Separation, error) {
	s := m.spectral
	if s == nil || m.opt.Head != Spectral {
		return nil, nil
	}
	if m.opt.Initial != Hard {
		return nil, input.New("initial", m.opt.Initial, "%s where the last layer of head %s is solved for", Hard, Spectral)
	}
	out := &Separation{Block: len(s.shells), Slow: 1, Fast: 1}
	for range 1 + s.modes {
		for i := range s.shells {
			out.Class = append(out.Class, i)
		}
	}
	out.Terms = []SeparatedTerm{m.separateMacro(), m.separateMicro()}
	return out, nil
}

// weight makes the square of a coefficient the mean square over the square and the angle.
func (c *shell) weight() float64 { return c.amplitude * math.Sqrt(2*float64(len(c.vectors))) }

// matrix returns the matrix of modes from..to: to is given the mode and the wave number and adds to its row, whose column of mode l is at
// row(l); columns of the first mode stand first.
func (s *planeSpectral) matrix(from, to, first, columns int, entry func(l int, k float64, row func(l int) *float64)) ConstantMatrix {
	n := len(s.shells)
	out := ConstantMatrix{From: from * n, To: (to + 1) * n}
	out.K = make([]float64, (out.To-out.From)*columns)
	for l := from; l <= to; l++ {
		for i := range s.shells {
			row := out.K[((l-from)*n+i)*columns:][:columns]
			entry(l, s.shells[i].k, func(l int) *float64 { return &row[(l-first)*n+i] })
			kernel.Scale(s.shells[i].weight(), row)
		}
	}
	return out
}

func (m *plane) separateMacro() SeparatedTerm {
	s := m.spectral
	n := len(s.shells)
	t := SeparatedTerm{Name: "macro", Columns: n}
	t.Matrices = []ConstantMatrix{
		s.matrix(0, 0, 0, n, func(_ int, _ float64, row func(int) *float64) { *row(0) = 1 }),
		s.matrix(1, 1, 0, n, func(_ int, k float64, row func(int) *float64) { *row(0) = k / math.Sqrt2 }),
	}
	t.Factors = func(time, eps float64, value, rate []float64) {
		a := m.ansatz(time, s.start[0], s.start[1], eps)
		size := s.size(0, eps)
		value[0], rate[0] = float64(size*a.a.Dt), float64(size*a.a.V)
		value[1], rate[1] = float64(s.size(1, eps)*a.b.V), 0
	}
	c := make([]autodiff.Jet, s.modes+3)
	t.Known = func(time, eps float64, _, r0 []float64) {
		for i := range s.shells {
			k := s.shells[i].k
			s.known(k, time, eps, c)
			r0[i] = s.shells[i].weight() * (c[0].Dt + float64(k/math.Sqrt2*c[1].V))
		}
	}
	return t
}

func (m *plane) separateMicro() SeparatedTerm {
	s := m.spectral
	n, modes := len(s.shells), s.modes
	columns := n * (modes + 1) // of modes 1..L+1
	t := SeparatedTerm{Name: "micro", Columns: columns}
	t.Matrices = []ConstantMatrix{s.matrix(0, 0, 1, columns, func(_ int, k float64, row func(int) *float64) { *row(1) = -k / math.Sqrt2 })}
	for c := range planePower + 1 {
		from, to := c+1, c+1
		if c == planePower {
			to = modes
		}
		t.Matrices = append(t.Matrices,
			s.matrix(from, to, 1, columns, func(l int, k float64, row func(int) *float64) { // streaming
				*row(l + 1) = -k / 2
				if l > 1 {
					*row(l - 1) = k / 2
				}
			}),
			s.matrix(from, to, 1, columns, func(l int, _ float64, row func(int) *float64) { *row(l) = 1 })) // change in time and scattering
	}
	t.Factors = func(time, eps float64, value, rate []float64) {
		a := m.ansatz(time, s.start[0], s.start[1], eps)
		value[0], rate[0] = float64(s.size(0, eps)*a.a.V), 0
		e2 := eps * eps
		for c := range planePower + 1 {
			size := s.size(c+1, eps)
			value[1+2*c], rate[1+2*c] = float64(size*eps*a.b.V), 0
			value[2+2*c], rate[2+2*c] = float64(size*(float64(e2*a.b.Dt)+a.b.V)), float64(size*e2*a.b.V)
		}
	}
	c := make([]autodiff.Jet, modes+3)
	t.Known = func(time, eps float64, _, r0 []float64) {
		for i := range s.shells {
			k, weight := s.shells[i].k, s.shells[i].weight()
			s.known(k, time, eps, c)
			for l := 1; l <= modes+1; l++ {
				r := float64(eps*eps*c[l].Dt) + c[l].V + float64(eps*k/2*c[l+1].V)
				if l == 1 {
					r -= float64(k / math.Sqrt2 * c[0].V)
				} else {
					r -= float64(eps * k / 2 * c[l-1].V)
				}
				r0[(l-1)*n+i] = float64(weight * r)
			}
		}
	}
	return t
}

// planeNodes is the number of angles: with the spectral head so many that squares of its residuals are integrated exactly.
func planeNodes(head string, n int) int {
	if head == Spectral {
		return max(n, 2*(max(planeModes, pulseModes)+1)+2)
	}
	return n
}
