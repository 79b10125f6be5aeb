package autodiff

import (
	"fmt"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// NetworkSpec describes a trunk with an explicit eps encoder (P2INN, arXiv 2408.09446): the encoding of log10 eps is added
// into the first trunk layer through weights of its own, which is the same as concatenating it to the features.
type NetworkSpec struct {
	Name     string
	Features int // trunk inputs
	Codes    int // inputs of the eps encoder; 0: there is none
	Encoder  int // width of the encoder's two layers
	Width    int
	Depth    int // hidden layers of the trunk, at least 1
	Outputs  int
	Act      kernel.Activation
	Gain     float64 // of the output layer's initial weights
}

// Network is the layout of one network inside the parameter vector.
type Network struct {
	spec    NetworkSpec
	encoder []Layer
	join    Layer
	trunk   []Layer
	out     Layer
}

// NewNetwork adds the layers of a network to p.
func NewNetwork(p *Params, s NetworkSpec) *Network {
	n := &Network{spec: s}
	if s.Codes > 0 {
		n.encoder = []Layer{
			p.Dense(s.Name+".encoder.0", s.Codes, s.Encoder, true, 1),
			p.Dense(s.Name+".encoder.1", s.Encoder, s.Encoder, true, 1),
		}
		n.join = p.Dense(s.Name+".join", s.Encoder, s.Width, false, 1)
	}
	in := s.Features
	for i := range s.Depth {
		n.trunk = append(n.trunk, p.Dense(fmt.Sprintf("%s.trunk.%d", s.Name, i), in, s.Width, true, 1))
		in = s.Width
	}
	n.out = p.Dense(s.Name+".out", in, s.Outputs, true, s.Gain)
	n.out.Head, p.Layers[len(p.Layers)-1].Head = true, true
	return n
}

// Apply builds the network: features n×Features with or without jets, codes c×Codes one row per cell of equal eps, and the
// cell of every point; both are ignored without an encoder. The result is n×Outputs.
func (n *Network) Apply(g Graph, features, codes Node, cell []int) Node {
	var x Node
	if n.spec.Codes > 0 {
		h := codes
		for _, l := range n.encoder {
			h = g.Dense(h, l, kernel.Tanh)
		}
		h = g.Dense(h, n.join, kernel.Identity)
		x = g.Join(features, n.trunk[0], h, cell, n.spec.Act)
	} else {
		x = g.Dense(features, n.trunk[0], n.spec.Act)
	}
	for _, l := range n.trunk[1:] {
		x = g.Dense(x, l, n.spec.Act)
	}
	return g.Dense(x, n.out, kernel.Identity)
}
