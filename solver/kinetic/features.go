package kinetic

import "github.com/hrgrad/hrgrad/solver/autodiff"

// features are the n trunk inputs of a problem at a point.
type features struct {
	n  int
	at func(t, x, eps float64, out []autodiff.Jet)
}

// inputs builds the features of every point, points×n.
func (f features) inputs(g autodiff.Graph, p *Points, jets bool) autodiff.Node {
	return g.Known(p.Space, f.n, jets, func(i int, out []autodiff.Jet) {
		t, x, eps := p.At(i)
		f.at(t, x, eps, out)
	})
}

// pairs applies a network with the velocity as its last input to every pair of a point and a velocity of v, (points·len(v))×outputs.
func (f features) pairs(g autodiff.Graph, p *Points, jets bool, v []float64, net *autodiff.Network, code autodiff.Node) autodiff.Node {
	nv := len(v)
	space := p.Space.Repeat(nv)
	cell := make([]int, space.N)
	for i := range cell {
		cell[i] = p.Cell[i/nv]
	}
	point := make([]autodiff.Jet, f.n) // the features of a point are evaluated for its first pair
	in := g.Known(space, f.n+1, jets, func(i int, out []autodiff.Jet) {
		if i%nv == 0 {
			t, x, eps := p.At(i / nv)
			f.at(t, x, eps, point)
		}
		copy(out, point)
		out[f.n] = autodiff.Constant(v[i%nv])
	})
	return net.Apply(g, in, code, cell)
}
