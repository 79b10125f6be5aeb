// Package solve finds the output layer of a network by linear least squares, for problems that are linear in it at every Knudsen number.
//
// A residual of such a problem, at a point and a column, is an affine function of the outputs and their derivatives there. Nothing
// but a [kinetic.Model] is needed: its graph is built with the output layer cut off, the answers to unit outputs tell which constant
// matrices the equation applies to them ([term]), and the normal matrix follows from sums over feature rows alone ([System]). So every linear
// problem is solved, its walls, sources and ansatz included, and one that is not linear is recognised and refused.
//
// Invariants: sums are float64 and run in a fixed order, so that the result has the same bits on every engine; memory depends on the numbers of
// features and outputs, not on that of the points.
package solve

import (
	"fmt"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// Head is the output layer that is solved: weights F×O, row-major. The rows belong to the features of a point: what enters the
// network's own output layer, then further ones, last the constant 1.
type Head struct {
	Layer autodiff.Layer // the network's own
	Extra autodiff.Layer // Layer.In×M: further features tanh(A h + b) of what enters it; M = 0: none
}

// HeadOf returns the output layer of the only network in a parameter vector.
func HeadOf(p *autodiff.Params) (Head, error) {
	var h Head
	n := 0
	for _, l := range p.Layers {
		if l.Head {
			h.Layer = l
			n++
		}
	}
	if n != 1 {
		return h, fmt.Errorf("the unknowns come from %d networks, with a head of one network they come from one", n)
	}
	return h, nil
}

// Widen lays out M further features behind the parameters that there are.
func (h *Head) Widen(p *autodiff.Params, m int) {
	h.Extra = p.Dense("wide", h.Layer.In, m, true, 1)
}

// Features returns F, Outputs O.
func (h Head) Features() int { return h.Layer.In + h.Extra.Out + 1 }

// Outputs returns the number of outputs.
func (h Head) Outputs() int { return h.Layer.Out }

// Narrow returns the weights F×O of the network's own layer, further features with weight 0.
func (h Head) Narrow(params []float64) []float64 {
	l := h.Layer
	w := make([]float64, h.Features()*l.Out)
	copy(w, params[l.W:l.W+l.In*l.Out])
	if l.B >= 0 {
		copy(w[len(w)-l.Out:], params[l.B:l.B+l.Out])
	}
	return w
}

// Graph returns a graph in which the output layer is that of the weights F×O, which lie behind the parameters of params at weights.
func (h Head) Graph(g autodiff.Graph, weights int) autodiff.Graph { return &widened{g, h, weights} }

type widened struct {
	autodiff.Graph
	head    Head
	weights int
}

// Dense implements autodiff.Graph.
func (g *widened) Dense(x autodiff.Node, l autodiff.Layer, act kernel.Activation) autodiff.Node {
	if l.W != g.head.Layer.W {
		return g.Graph.Dense(x, l, act)
	}
	own, extra := g.head.Layer, g.head.Extra
	own.W, own.B = g.weights, g.weights+(own.In+extra.Out)*own.Out
	y := g.Graph.Dense(x, own, kernel.Identity)
	if extra.Out > 0 {
		wide := autodiff.Layer{Name: "wide.out", In: extra.Out, Out: own.Out, W: g.weights + own.In*own.Out, B: -1}
		y = g.Graph.Add(y, g.Graph.Dense(g.Graph.Dense(x, extra, kernel.Tanh), wide, kernel.Identity))
	}
	return y
}

// opened is a graph that notes what enters the output layer, and the further features.
type opened struct {
	autodiff.Graph
	head          Head
	hidden, extra autodiff.Node
}

// Dense implements autodiff.Graph.
func (g *opened) Dense(x autodiff.Node, l autodiff.Layer, act kernel.Activation) autodiff.Node {
	if l.W == g.head.Layer.W {
		g.hidden = x
		if g.head.Extra.Out > 0 {
			g.extra = g.Graph.Dense(x, g.head.Extra, kernel.Tanh)
		}
	}
	return g.Graph.Dense(x, l, act)
}

// cut is a graph without network: its outputs are the values y, and known values are computed once per batch.
type cut struct {
	autodiff.Graph
	head  Head
	jets  bool
	y     []autodiff.Jet // outputs of every point, the same everywhere
	fresh *bool          // known values are due
}

// Dense implements autodiff.Graph.
func (g *cut) Dense(x autodiff.Node, l autodiff.Layer, _ kernel.Activation) autodiff.Node {
	s := g.Space(x)
	if l.W != g.head.Layer.W {
		return g.Graph.Known(s, l.Out, g.jets, func(int, []autodiff.Jet) {})
	}
	return g.Graph.Known(s, l.Out, g.jets, func(_ int, out []autodiff.Jet) { copy(out, g.y) })
}

// Join implements autodiff.Graph.
func (g *cut) Join(x autodiff.Node, l autodiff.Layer, _ autodiff.Node, _ []int, act kernel.Activation) autodiff.Node {
	return g.Dense(x, l, act)
}

// Known implements autodiff.Graph.
func (g *cut) Known(s *autodiff.Space, cols int, jets bool, row func(i int, out []autodiff.Jet)) autodiff.Node {
	return g.Knowns(s, []int{cols}, jets, autodiff.ByPoint(cols, row))[0]
}

// Knowns implements autodiff.Graph.
func (g *cut) Knowns(s *autodiff.Space, cols []int, jets bool, fill func(from, to int, out [][]autodiff.Jet)) []autodiff.Node {
	kept, own := make([][]autodiff.Jet, len(cols)), make([][]autodiff.Jet, len(cols))
	for k, c := range cols {
		kept[k] = make([]autodiff.Jet, s.N*c)
	}
	return g.Graph.Knowns(s, cols, jets, func(from, to int, out [][]autodiff.Jet) {
		for k, c := range cols {
			own[k] = kept[k][from*c : to*c]
		}
		if *g.fresh {
			fill(from, to, own)
		}
		for k, from := range own {
			copy(out[k], from)
		}
	})
}
