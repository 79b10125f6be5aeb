package kinetic

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// wallSpectral is the spectral head of transport-inflow: its outputs multiply random or trained functions of t/eps^2 alone times Chebyshev
// polynomials of a mapped position,
//
//	R = sum_b r_b(t/eps^2) T_b(z),  G = sum_m sum_b r_mb(t/eps^2) T_b(z) p_m(v),  z = 2x/(x + l) - 1,
//
// 1/l = 2 eps/t + 1/sqrt t, l the length on which the solution varies: rational Chebyshev functions (Boyd, Chebyshev and Fourier Spectral
// Methods, ch. 17), dense at the wall and bounded beyond. The p_m are orthonormal polynomials on each half of the velocities, without mean, v first.
//
// In a half space f depends on t/eps^2, x/eps and v alone, and until t = 0.1 next to nothing reaches the far wall: the front is there at
// eps = 0.1, and diffusion has left 1e-4. So everything here has this similarity: the beam is split off at every Knudsen number (beam.go), no
// time but eps^2 is in the factors of R and G, z is a function of x/eps and t/eps^2, and so is what the trunk sees. One function of three variables is
// left for all Knudsen numbers. g = (f - rho)/eps has a factor 1/eps beside such a function, which slope gives it.
type wallSpectral struct {
	end, knudsen float64 // time that is 0.1 in the inputs, and the factor of the Knudsen number there
	ends         [2]float64
	modes        []float64 // modes×nodes
	count        int       // of the modes
	polynomials  int
	shares       []float64                    // of the features, of each trunk
	depth        func(x float64) autodiff.Jet // from the wall, in units of length that belong to end
	least        float64                      // Knudsen number below which the known parts leave next to nothing

	trunks [][]autodiff.Layer // of t/eps^2 alone, and of t and eps
	out    autodiff.Layer
}

const (
	wallFunctions = 14   // Chebyshev polynomials
	wallFeatures  = 24   // functions of the trunk
	wallHalfModes = 6    // polynomials on each half of the velocities
	wallBoundary  = 3    // weight of the loss at the walls
	wallLeast     = 3e-4 // Knudsen number below which the known parts leave next to nothing
)

// wallTrunks are the numbers of inputs of the trunks.
var wallTrunks = [2]int{4, 8}

// everyKnudsen is a beam that is split off at every Knudsen number whose layer is resolved.
const everyKnudsen = 1e-4

func newWallSpectral(q velocities, end float64) *wallSpectral {
	s := &wallSpectral{end: end, knudsen: 1, ends: [2]float64{0, 1}, polynomials: wallFunctions, shares: []float64{1}, least: wallLeast}
	s.depth = func(x float64) autodiff.Jet { return autodiff.Jet{V: x, Dx: 1} }
	s.modes, s.count = q.halfRange(wallHalfModes)
	return s
}

// Walled is implemented by problems whose spectral head has polynomials in x, so that each function of the trunk is as many features. It tells the
// number of functions that a solve takes by default; 0: the head has none.
type Walled interface{ TrunkFeatures() int }

// TrunkFeatures implements Walled.
func (inflow) TrunkFeatures() int { return wallFeatures }

// halfRange returns functions at the nodes, orthonormal and without mean: v, then what polynomials of degree below k on each half add.
func (q velocities) halfRange(k int) (modes []float64, count int) {
	n := q.n()
	basis := [][]float64{ones(n)}
	dot := func(a, b []float64) (s float64) {
		for j, w := range q.w {
			s += float64(w * a[j] * b[j])
		}
		return s
	}
	add := func(f []float64) {
		for range 2 {
			for _, b := range basis {
				kernel.Axpy(-dot(b, f), b, f)
			}
		}
		if size := math.Sqrt(dot(f, f)); size > 1e-8 {
			kernel.Scale(1/size, f)
			basis = append(basis, f)
		}
	}
	add(append([]float64(nil), q.v...))
	for degree := range k {
		for _, sign := range []float64{-1, 1} {
			f := make([]float64, n)
			for j, v := range q.v {
				if u := v * sign; u > 0 {
					f[j] = 1
					for range degree {
						f[j] *= float64(2*u) - 1
					}
				}
			}
			add(f)
		}
	}
	for _, b := range basis[1:] {
		modes = append(modes, b...)
	}
	return modes, len(basis) - 1
}

// layout adds the network to p.
func (s *wallSpectral) layout(p *autodiff.Params, o Options) {
	width := 0
	for k, share := range s.shares {
		in, features := wallTrunks[k], max(1, int(share*float64(o.Width)))
		var trunk []autodiff.Layer
		for i := range o.Depth {
			trunk = append(trunk, p.Dense(fmt.Sprintf("net.trunk%d.%d", k, i), in, features, true, 1))
			in = features
		}
		s.trunks = append(s.trunks, trunk)
		width += features
	}
	// The constant function is the bias of the layer.
	s.out = p.Dense("net.out", (width+1)*s.polynomials-1, 1+s.count, true, 0.5)
	s.out.Head, p.Layers[len(p.Layers)-1].Head = true, true
}

// scaled returns time and Knudsen number in the units of the inputs.
func (s *wallSpectral) scaled(t, eps float64) (autodiff.Jet, float64) {
	unit := slabEnd / s.end
	return autodiff.Jet{V: unit * t, Dt: unit}, eps * s.knudsen
}

// similarity sets the inputs of the first trunk: r/(1 + r), 1 - exp(-r), the same share of sqrt r, and log r from 1e-5 to 1e3, r = t/eps^2.
func similarity(t autodiff.Jet, eps float64, out []autodiff.Jet) {
	e2 := float64(eps * eps)
	age := t.Shift(float64(earlyTime * e2))
	root, share := age.Sqrt(), age.Div(age.Shift(1e3*e2))
	q, _ := clock(t.V, eps)
	q.Dt *= t.Dt
	out[0] = age.Div(age.Shift(e2)).Scale(2).Shift(-1)
	out[1] = q.Scale(2).Shift(-1)
	out[2] = root.Div(root.Shift(eps)).Scale(2).Shift(-1)
	out[3] = share.Chain(1+kernel.Log64(share.V)/9, 1/(9*share.V))
}

// scales sets those of the second trunk: time and Knudsen number on even and logarithmic scales, the share of a collision time and of the flight
// across that has passed, and the kinetic clock.
func scales(t autodiff.Jet, eps float64, out []autodiff.Jet) {
	age := t.Shift(earlyTime)
	root := age.Sqrt()
	decades := 0.5 / math.Ln10
	out[0] = age.Chain(1+float64(decades*kernel.Log64(age.V/slabEnd)), decades/age.V)
	out[1] = root.Scale(2 / math.Sqrt(slabEnd)).Shift(-1)
	out[2] = autodiff.Constant(float64(2*math.Sqrt(eps)) - 1)
	out[3] = autodiff.Constant(1 + float64(2.0/3/math.Ln10*kernel.Log64(eps+1e-3)))
	out[4] = root.Div(root.Shift(eps)).Scale(2).Shift(-1)
	out[5] = age.Div(age.Shift(float64(eps * eps))).Scale(2).Shift(-1)
	out[6] = age.Div(age.Shift(eps)).Scale(2).Shift(-1)
	q, _ := clock(t.V, eps)
	q.Dt *= t.Dt
	out[7] = q.Scale(2).Shift(-1)
}

// length is l: that of diffusion or of the front, whichever is shorter.
func (s *wallSpectral) length(t, eps float64) autodiff.Jet {
	at, k := s.scaled(t, eps)
	age := at.Shift(0.1 * earlyTime)
	one := autodiff.Constant(1)
	return one.Div(one.Div(age).Scale(2 * k).Add(one.Div(age.Sqrt())))
}

// functions sets T_b(z).
func (s *wallSpectral) functions(t, x, eps float64, out []autodiff.Jet) {
	depth := s.depth(x)
	z := depth.Div(depth.Add(s.length(t, eps))).Scale(2).Shift(-1)
	out[0], out[1] = autodiff.Constant(1), z
	for k := 2; k < len(out); k++ {
		out[k] = z.Mul(out[k-1]).Scale(2).Sub(out[k-2])
	}
}

// unknowns builds R, n×1, and G at the nodes, n×nv. Features are ordered so that the first ones are those of a network with fewer.
func (s *wallSpectral) unknowns(g autodiff.Graph, p *Points, jets bool, nodes int) (rho, micro autodiff.Node) {
	b, n := s.polynomials, s.out.In
	// The trunks' functions and 1 times the polynomials, but for 1 times 1.
	all := g.Known(p.Space, n, jets, func(_ int, out []autodiff.Jet) {
		clear(out)
		for k := range b - 1 {
			out[k].V = 1
		}
	})
	first := b - 1
	for k, trunk := range s.trunks {
		h := g.Known(p.Space, wallTrunks[k], jets, func(i int, out []autodiff.Jet) {
			t, _, eps := p.At(i)
			at, knudsen := s.scaled(t, eps)
			if k == 0 {
				similarity(at, knudsen, out)
			} else {
				scales(at, knudsen, out)
			}
		})
		for _, l := range trunk {
			h = g.Dense(h, l, kernel.Tanh)
		}
		width := g.Columns(h)
		spread := make([]float64, width*n)
		for i := range width {
			for k := range b {
				spread[i*n+first+i*b+k] = 1
			}
		}
		first += width * b
		all = g.Add(all, g.MulConst(h, spread, n))
	}
	polynomials := make([]autodiff.Jet, b)
	times := g.Known(p.Space, n, jets, func(i int, out []autodiff.Jet) {
		t, x, eps := p.At(i)
		s.functions(t, x, eps, polynomials)
		copy(out, polynomials[1:])
		for k := b - 1; k < n; k += b {
			copy(out[k:], polynomials)
		}
	})
	out := g.Dense(g.Mul(all, times), s.out, kernel.Identity)
	return g.Cols(out, 0, 1), g.MulConst(g.Cols(out, 1, 1+s.count), s.modes, nodes)
}

// rest is the factor of R and G: what the lift leaves, restSize without floor, after the clock of eps alone, behind the front.
func (s *wallSpectral) rest(t, x, eps float64) autodiff.Jet {
	e2 := float64(eps * eps)
	q, _ := clock(t, eps)
	return q.Mul(support(t, x, eps)).Mul(autodiff.Constant(e2).Div(autodiff.Jet{V: t + e2, Dt: 1}))
}

// slope is the size of G beside that of R: that of a slope of the density, one over the depth that diffusion or free flight have reached.
func (s *wallSpectral) slope(t, x, eps float64) autodiff.Jet {
	reach := autodiff.Jet{V: t + float64(eps*eps), Dt: 1}.Sqrt()
	return s.rest(t, x, eps).Div(reach)
}

// wallWeight makes residuals count by the error that they leave, relative to a solution of order one: a macro residual r lasting for t changes rho
// by t r, a micro residual the flux by min(t/eps, sqrt(t/sigma)) r relative to itself.
func wallWeight(term string, t, eps, sigma float64) float64 {
	switch term {
	case "macro":
		return t * t
	case "micro":
		w := t / (eps + math.Sqrt(sigma*t))
		return w * w
	}
	return 1
}

// Clusters draws points for a least-squares solution at Knudsen numbers from lo to hi: denser where it would oscillate.
type Clusters func(rng *rand.Rand, kind Kind, lo, hi float64, eps, t, x []float64)

// Clustered is implemented by models whose output layer is solved for with points of their own. Clusters returns nil where they are drawn as
// for other models.
type Clustered interface{ Clusters() Clusters }

// Clusters implements Clustered.
func (s *slab) Clusters() Clusters {
	if s.walls == nil {
		return nil
	}
	return s.walls.cluster
}

// cluster implements Clusters. The Knudsen numbers are mostly log-uniform where the known parts leave something, a third of the times by the
// arcsine law, the others by that law in log t, and depths by it in z, behind the front.
func (s *wallSpectral) cluster(rng *rand.Rand, kind Kind, lo, hi float64, eps, t, x []float64) {
	arcsine := func(lo, hi float64) float64 { return lo + float64((hi-lo)*0.5*(1-kernel.Cos64(math.Pi*rng.Float64()))) }
	logarithmic := func(lo, hi, share float64) float64 {
		a, b := kernel.Log64(lo), kernel.Log64(hi)
		return min(hi, max(lo, kernel.Exp64(a+float64((b-a)*share))))
	}
	near := s.ends[0]
	if s.depth(near).V != 0 {
		near = s.ends[1]
	}
	slope, across := s.depth(near).Dx, s.ends[1]-s.ends[0] // depth is not the position times it where the cross-section varies
	for i := range t {
		switch i % 4 {
		case 1:
			eps[i] = logarithmic(lo, hi, rng.Float64())
		case 2:
			root := arcsine(math.Sqrt(lo), math.Sqrt(hi))
			eps[i] = min(hi, max(lo, float64(root*root)))
		default:
			eps[i] = logarithmic(min(hi, max(lo, s.least)), hi, rng.Float64())
		}
		if i%3 == 0 {
			t[i] = arcsine(0, s.end)
		} else {
			t[i] = logarithmic(earlyTime/slabEnd*s.end, s.end, arcsine(0, 1))
		}
		far := min(across, t[i]/eps[i])
		switch kind {
		case AtWalls:
			x[i] = s.ends[i/4%2]
			continue
		case AtStart:
			t[i], far = 0, across
		}
		l := s.length(t[i], eps[i]).V / math.Abs(slope)
		y := arcsine(0, far/(far+l))
		y = min(far, l*y/(1-y))
		if slope > 0 {
			x[i] = min(s.ends[1], near+y)
		} else {
			x[i] = max(s.ends[0], near-y)
		}
	}
}
