package autodiff

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x5eed)) }

// cloud is a set of points (t, x) with units, and features that are smooth functions of t and x.
type cloud struct {
	space *Space
	t, x  []float64
}

func newCloud(rng *rand.Rand, counts, units []int) *cloud {
	c := &cloud{space: NewSpace(counts, units)}
	for range c.space.N {
		c.t, c.x = append(c.t, rng.Float64()), append(c.x, 2*rng.Float64()-1)
	}
	return c
}

const features = 3

// feature fills the features with their exact derivatives.
func (c *cloud) feature(i int, out []Jet) {
	t, x := Jet{V: c.t[i], Dt: 1}, Jet{V: c.x[i], Dx: 1}
	out[0] = t.Mul(x)
	out[1] = x.Scale(2).Sin()
	out[2] = t.Sub(x).Exp()
}

func (c *cloud) known(g Graph, jets bool) Node { return g.Known(c.space, features, jets, c.feature) }

// randomParams fills a parameter vector with deviates that leave no weight and no bias at zero.
func randomParams(rng *rand.Rand, p *Params) []float64 {
	out := make([]float64, p.Len)
	for i := range out {
		out[i] = 0.7 * rng.NormFloat64()
	}
	return out
}

func to32(v []float64) []float32 {
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(x)
	}
	return out
}

// unitOf returns the unit of point i.
func unitOf(s *Space, i int) int {
	for k, u := range s.Unit {
		if i < s.Seg[k+1] {
			return u
		}
	}
	return -1
}

func near(got, want, tol float64) bool { return math.Abs(got-want) <= tol*(1+math.Abs(want)) }

// loss puts every jet component of a node into the loss, each with its own weights, so that the gradient of every
// component is checked.
func loss(g Graph, x Node, jets bool) {
	s := g.Space(x)
	parts := []Node{g.Value(x)}
	if jets {
		parts = append(parts, g.Dt(x), g.Dx(x))
	}
	for l, p := range parts {
		w := g.Known(s, 1, false, func(i int, out []Jet) { out[0].V = 0.3 + 0.2*float64((i+l)%4) })
		c := make([]float64, g.Columns(x))
		for j := range c {
			c[j] = 1 + 0.5*float64(j+l)
		}
		if l == 0 {
			c = nil
		}
		g.SquareLoss(p, w, c)
	}
}

// checkGradient compares Grad of every unit with central differences of the Loss of every unit.
func checkGradient(t *testing.T, tape *Tape[float64]) {
	t.Helper()
	tape.Forward()
	tape.Backward()
	units := len(tape.Loss)
	got := make([][]float64, units)
	for u := range got {
		got[u] = append([]float64(nil), tape.Grad[u]...)
	}
	plus, minus := make([]float64, units), make([]float64, units)
	nonzero := make([]bool, units)
	const h = 1e-5
	for k := range tape.Params {
		old := tape.Params[k]
		tape.Params[k] = old + h
		tape.Forward()
		copy(plus, tape.Loss)
		tape.Params[k] = old - h
		tape.Forward()
		copy(minus, tape.Loss)
		tape.Params[k] = old
		for u := range got {
			fd := (plus[u] - minus[u]) / (2 * h)
			if !near(got[u][k], fd, 2e-7*(1+plus[u])) {
				t.Errorf("unit %d, parameter %d: gradient %.12g, central difference %.12g", u, k, got[u][k], fd)
				return
			}
			nonzero[u] = nonzero[u] || got[u][k] != 0
		}
	}
	for u, ok := range nonzero {
		if !ok {
			t.Errorf("gradient of unit %d is zero throughout: the check would be empty", u)
		}
	}
}

// layers is a parameter vector with a few layers to feed the operations.
type layers struct {
	p       Params
	a, b, c Layer
	e       Layer
}

func newLayers(width int) *layers {
	l := &layers{}
	l.a = l.p.Dense("a", features, width, true, 1)
	l.b = l.p.Dense("b", features, width, false, 1)
	l.c = l.p.Dense("c", features, 1, true, 1)
	l.e = l.p.Dense("e", features, width, true, 1)
	return l
}

var activations = map[string]kernel.Activation{
	"identity": kernel.Identity, "tanh": kernel.Tanh, "swish": kernel.Swish, "sine": kernel.Sine,
}
