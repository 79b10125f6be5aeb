package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// spectral is the head whose outputs are coefficients of Fourier modes in x times Legendre modes in v, so that the trunk sees time,
// Knudsen number and parameters only:
//
//	R = sum_b r_0b(t, eps) e_b(x),   G = sum_l sum_b eps^min(l-1,p) r_lb(t, eps) e_b(x) sqrt(2l+1) P_l(v),
//
// e_b = 1, cos kx, sin kx, ... Between reflecting ends, where f(x, v) = f(-x, -v) goes on to twice the length, these are cos kx where l is even and
// sin kx where it is odd. The powers of eps are those of the Legendre coefficients of a distribution near the diffusion limit, up to
// the highest one p.
type spectral struct {
	start, wave float64                            // left end, 2 pi over the length or, between reflecting ends, twice the length
	mirrored    bool                               // the ends reflect
	end         float64                            // time
	harmonics   int                                // of the Fourier series
	modes       int                                // Legendre modes
	power       int                                // the highest one of eps
	clocks      int                                // kinetic clocks
	diffusion   []float64                          // rates of diffusion that the data excite
	decays      []float64                          // likewise, as exponentials that transport keeps within its own rate 1/eps^2
	rates       func(set []float64, out []float64) // of the clocks, at parameters
	parameters  int
	limit       *diffusionLimit // a known part; nil: it is none

	net *autodiff.Network
}

// plainSpectral is the head of a problem whose cross-section is one, with data of one Fourier mode.
func plainSpectral(wave, end float64) *spectral {
	return &spectral{wave: wave, end: end, harmonics: 1, modes: spectralModes, power: 2, clocks: 1, rates: func(_, out []float64) { out[0] = 1 }}
}

// spectralModes is the number of Legendre modes.
const spectralModes = 9

// trunk is the number of trunk inputs beside the parameters.
func (s *spectral) trunk() int {
	n := 2 + 2*s.clocks + len(s.diffusion) + len(s.decays)
	if s.limit != nil {
		n++
	}
	return n
}

// layout adds the network to p.
func (s *spectral) layout(p *autodiff.Params, o Options) {
	s.net = autodiff.NewNetwork(p, autodiff.NetworkSpec{
		Name: "net", Features: s.trunk() + s.parameters, Width: o.Width, Depth: o.Depth, Outputs: (1 + s.modes) * s.basis(), Act: kernel.Tanh, Gain: 0.5,
	})
}

// basis is the number of Fourier functions.
func (s *spectral) basis() int {
	if s.mirrored {
		return 1 + s.harmonics
	}
	return 1 + 2*s.harmonics
}

// inputs sets the trunk inputs: time, the root of eps, and the kinetic clocks Q and their means phi = Q eps^2/t, which resolve the initial
// layer.
func (s *spectral) inputs(t, eps float64, rates []float64, out []autodiff.Jet) {
	out[0] = autodiff.Jet{V: 2*t/s.end - 1, Dt: 2 / s.end}
	out[1] = autodiff.Constant(2*math.Sqrt(eps) - 1)
	for k, rate := range rates {
		root := eps / math.Sqrt(rate)
		q, _ := clock(t, root)
		out[2+2*k] = meanClock(t, root).Scale(2).Shift(-1)
		out[3+2*k] = q.Scale(2).Shift(-1)
	}
	for k, rate := range s.diffusion {
		if s.limit != nil {
			rate *= bounded(eps, rate, s.limit.mean)
		}
		out[2+2*s.clocks+k] = meanClock(t, 1/math.Sqrt(rate)).Scale(2).Shift(-1)
	}
	if s.limit != nil {
		out[s.trunk()-1] = autodiff.Constant(2*(1+transition)*eps/(eps+transition) - 1)
	}
	for k, rate := range s.decays {
		_, tau := clock(t, eps)
		out[2+2*s.clocks+len(s.diffusion)+k] = tau.Scale(-rate / (1 + float64(eps*eps*rate))).Exp().Scale(2).Shift(-1)
	}
}

// meanClock returns phi = (1 - exp(-r))/r, r = t/eps^2.
func meanClock(t, eps float64) autodiff.Jet {
	e2 := eps * eps
	if e2 == 0 {
		if t > 0 {
			return autodiff.Jet{}
		}
		return autodiff.Constant(1)
	}
	r := t / e2
	if r < 0.03 {
		v := 1 - float64(r/2*(1-float64(r/3*(1-float64(r/4*(1-float64(r/5*(1-r/6))))))))
		d := -0.5 * (1 - float64(r*2/3*(1-float64(r*3/8*(1-float64(r*4/15*(1-r*5/24)))))))
		return autodiff.Jet{V: v, Dt: d / e2}
	}
	e := kernel.Exp64(-r)
	v := (1 - e) / r
	return autodiff.Jet{V: v, Dt: (e - v) / r / e2}
}

// grid returns equidistant points: the residual of a constant cross-section has as many harmonics as the unknowns, its square twice as many.
func (s *spectral) grid() []float64 {
	n := 4*s.harmonics + 4
	if s.mirrored { // half of that circle, the points between its ends
		x := make([]float64, n/2)
		for i := range x {
			x[i] = s.start + float64((float64(i)+0.5)/float64(n)*(2*math.Pi/s.wave))
		}
		return x
	}
	x := make([]float64, n)
	for i := range x {
		x[i] = s.start + float64(float64(i)/float64(n)*(2*math.Pi/s.wave))
	}
	return x
}

// functions sets the Fourier functions of Legendre mode l at x.
func (s *spectral) functions(x float64, l int, out []autodiff.Jet) {
	z := autodiff.Jet{V: s.wave * (x - s.start), Dx: s.wave}
	switch {
	case !s.mirrored:
		out[0] = autodiff.Constant(1)
		for k := 1; k <= s.harmonics; k++ {
			out[2*k], out[2*k-1] = z.Scale(float64(k)).Sincos()
		}
	case l%2 == 0:
		for k := range out[:s.basis()] {
			out[k] = z.Scale(float64(k)).Cos()
		}
	default:
		for k := range out[:s.basis()] { // the first one is 0
			out[k] = z.Scale(float64(k)).Sin()
		}
	}
}

// unknowns builds R, n×1, and G at the nodes of q, n×nv.
func (s *spectral) unknowns(g autodiff.Graph, p *Points, jets bool, q velocities, parameters func(set []float64, out []autodiff.Jet)) (rho, micro autodiff.Node) {
	rates := make([]float64, s.clocks)
	in := g.Known(p.Space, s.trunk()+s.parameters, jets, func(i int, out []autodiff.Jet) {
		t, _, eps := p.At(i)
		set := p.Parameters(p.Cell[i])
		s.rates(set, rates)
		s.inputs(t, eps, rates, out)
		if s.parameters > 0 {
			parameters(set, out[s.trunk():])
		}
	})
	b := s.basis()
	n := (1 + s.modes) * b
	functions := g.Known(p.Space, n, jets, func(i int, out []autodiff.Jet) {
		_, x, eps := p.At(i)
		s.functions(x, 0, out)
		s.functions(x, 1, out[b:])
		size := 1.0
		for l := 2; l <= s.modes; l++ {
			if l-1 <= s.power {
				size *= eps
			}
			for j := range b {
				out[l*b+j] = out[l%2*b+j].Scale(size)
			}
		}
		if s.limit != nil {
			for j := range b {
				out[b+j] = out[b+j].Scale(s.limit.left(eps))
			}
		}
	})
	sum := make([]float64, n*(1+s.modes))
	for l := range 1 + s.modes {
		for j := range b {
			sum[(l*b+j)*(1+s.modes)+l] = 1
		}
	}
	out := g.MulConst(g.Mul(s.net.Apply(g, in, 0, nil), functions), sum, 1+s.modes)
	return g.Cols(out, 0, 1), g.MulConst(g.Cols(out, 1, 1+s.modes), q.legendre(s.modes), q.n())
}
