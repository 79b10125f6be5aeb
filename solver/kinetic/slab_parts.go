package kinetic

import (
	"github.com/hrgrad/hrgrad/solver/autodiff"
)

// The parts that the micro-macro and the even-odd form of the slab equation share.

func ones(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = 1
	}
	return v
}

// weighted sets the weights of the terms.
func (s *slab) weighted(terms []Term) []Term {
	for i := range terms {
		terms[i].Weight = 1
		if w, ok := s.weights[terms[i].Name]; ok {
			terms[i].Weight = w
		}
	}
	return terms
}

// at returns the residual weights of a term at the points.
func (s *slab) at(p *Points, term string) func(int) float64 {
	if s.point == nil {
		return nil
	}
	return func(i int) float64 {
		t, x, eps := p.At(i)
		return s.point(term, t, x, eps)
	}
}

// inputs builds the trunk features, n×features.
func (s *slab) inputs(g autodiff.Graph, p *Points, jets bool) autodiff.Node {
	return features{s.features, s.wave, s.feature}.inputs(g, p, jets)
}

// pairs applies a network with the velocity as its last input to every (point, node) pair, (n·nv)×outputs.
func (s *slab) pairs(g autodiff.Graph, p *Points, jets bool, net *autodiff.Network, code autodiff.Node) autodiff.Node {
	return features{s.features, s.wave, s.feature}.pairs(g, p, jets, s.q.v, net, code)
}

// ansatz builds rho0 and the factors a and b of the networks, n×1 each, and with micro g0 at the nodes, n×nv, where there is one.
func (s *slab) ansatz(g autodiff.Graph, p *Points, jets, micro bool) (rho0, a, b, g0 autodiff.Node) {
	cols, nv := []int{1, 1, 1}, s.q.n()
	var start func(t, x, eps float64, out []autodiff.Jet)
	if micro = micro && s.g0 != nil; micro {
		cols, start = append(cols, nv), s.g0()
	}
	fill := func(from, to int, out [][]autodiff.Jet) {
		for i := range to - from {
			t, x, eps := p.At(from + i)
			out[0][i], out[1][i] = s.rho(t, x, eps)
			out[2][i] = s.micro(t, x, eps)
			if micro {
				start(t, x, eps, out[3][i*nv:(i+1)*nv])
			}
		}
	}
	if micro && s.known != nil {
		fill = s.known(p)
	}
	leaves := g.Knowns(p.Space, cols, jets, fill)
	if micro {
		g0 = leaves[3]
	}
	return leaves[0], leaves[1], leaves[2], g0
}

// wall builds the boundary residual of f at the nodes v: f - inflow where particles enter, 0 elsewhere.
func (s *slab) wall(g autodiff.Graph, p *Points, f autodiff.Node, v []float64) autodiff.Node {
	leaf := func(fill func(f float64, incoming bool) float64) autodiff.Node {
		return g.Known(p.Space, len(v), false, func(i int, out []autodiff.Jet) {
			t, x, eps := p.At(i)
			for j, vj := range v {
				out[j] = autodiff.Constant(fill(s.inflow(t, x, vj, eps)))
			}
		})
	}
	in := leaf(func(f float64, _ bool) float64 { return f })
	mask := leaf(func(_ float64, incoming bool) float64 {
		if incoming {
			return 1
		}
		return 0
	})
	return g.Mul(g.Sub(f, in), mask)
}

// fields builds rho and the flux from the density and a micro part with the given flux column, the split part included.
func (s *slab) fields(g autodiff.Graph, p *Points, rho, micro autodiff.Node, flux []float64) autodiff.Node {
	m := make([]float64, 2*len(flux))
	for j, f := range flux {
		m[2*j+1] = f
	}
	out := g.Add(g.MulConst(g.Value(rho), []float64{1, 0}, 2), g.MulConst(g.Value(micro), m, 2))
	if s.split != nil {
		out = g.Add(out, g.Known(p.Space, 2, false, func(i int, o []autodiff.Jet) { o[0].V, o[1].V = s.split(p.At(i)) }))
	}
	return out
}

// unsplit adds the split part to f at the nodes v.
func (s *slab) unsplit(g autodiff.Graph, p *Points, f autodiff.Node, v []float64) autodiff.Node {
	if s.splitF == nil {
		return f
	}
	return g.Add(f, g.Known(p.Space, len(v), false, func(i int, out []autodiff.Jet) {
		t, x, eps := p.At(i)
		for j, vj := range v {
			out[j] = autodiff.Constant(s.splitF(t, x, eps, vj))
		}
	}))
}
