package autodiff

import (
	"math"
	"math/rand/v2"
)

// Layer is one dense layer inside the flat parameter vector: weights In×Out row-major at W, bias of Out at B (-1: none).
type Layer struct {
	Name    string
	In, Out int
	W, B    int
	Head    bool // the output layer of a network
	gain    float64
}

// Params is the layout of the flat parameter vector.
type Params struct {
	Layers []Layer
	Len    int
}

// Dense adds a layer; gain scales its Glorot initial weights, gain 0 starts the layer at zero.
func (p *Params) Dense(name string, in, out int, bias bool, gain float64) Layer {
	l := Layer{Name: name, In: in, Out: out, W: p.Len, B: -1, gain: gain}
	p.Len += in * out
	if bias {
		l.B = p.Len
		p.Len += out
	}
	p.Layers = append(p.Layers, l)
	return l
}

// Init returns initial parameters: Glorot uniform weights (Glorot & Bengio 2010, eq. 16), zero biases. Uniform and not
// normal deviates, because they need no logarithm and so have the same bits on every engine.
func (p *Params) Init(rng *rand.Rand) []float64 {
	out := make([]float64, p.Len)
	for _, l := range p.Layers {
		r := l.gain * math.Sqrt(6/float64(l.In+l.Out))
		w := out[l.W : l.W+l.In*l.Out]
		for i := range w {
			u := 2*rng.Float64() - 1
			w[i] = u * r
		}
	}
	return out
}
