package weighting

import (
	"fmt"
	"math"
)

// miniAdam is Adam (Kingma and Ba, arXiv 1412.6980) for the few parameters an
// operator trains itself, with beta 0.9 and 0.999, epsilon 1e-8 and exactly the
// order of operations of the paper.
type miniAdam struct {
	M  []float64 `json:"m,omitempty"`
	V  []float64 `json:"v,omitempty"`
	B1 float64   `json:"b1"` // beta1^t
	B2 float64   `json:"b2"` // beta2^t
}

// step updates x against the gradient g. Entries of g are cut at 1e100 so that
// their squares stay finite.
func (a *miniAdam) step(x, g []float64, rate float64) {
	const beta1, beta2 = 0.9, 0.999
	if len(a.M) != len(x) {
		*a = miniAdam{M: make([]float64, len(x)), V: make([]float64, len(x)), B1: 1, B2: 1}
	}
	a.B1 *= beta1
	a.B2 *= beta2
	for i := range x {
		d := max(-1e100, min(1e100, g[i]))
		a.M[i] = float64(beta1*a.M[i]) + float64((1-beta1)*d)
		a.V[i] = float64(beta2*a.V[i]) + float64((1-beta2)*float64(d*d))
		x[i] -= rate * (a.M[i] / (1 - a.B1)) / (math.Sqrt(a.V[i]/(1-a.B2)) + 1e-8)
	}
}

// check validates a restored state for m parameters.
func (a *miniAdam) check(b *base, m int) error {
	if err := b.checkVector("adam.m", a.M, m); err != nil {
		return err
	}
	if err := b.checkVector("adam.v", a.V, m); err != nil {
		return err
	}
	if len(a.M) != len(a.V) {
		return fmt.Errorf("%s: state fields adam.m and adam.v differ in length", b.name)
	}
	for i, v := range a.V {
		if v < 0 || v > 1e200 || math.Abs(a.M[i]) > 1e100 {
			return fmt.Errorf("%s: state field adam entry %d is out of range", b.name, i)
		}
	}
	if len(a.M) > 0 && !(a.B1 >= 0 && a.B1 < 1 && a.B2 >= 0 && a.B2 < 1) {
		return fmt.Errorf("%s: state fields adam.b1, adam.b2 are %v, %v; allowed: in [0, 1)", b.name, a.B1, a.B2)
	}
	return nil
}

// learned is the state of an operator that trains one parameter per task.
type learned struct {
	header
	Parameters []float64 `json:"parameters,omitempty"`
	Losses     []float64 `json:"losses,omitempty"`
	Adam       miniAdam  `json:"adam"`
}

// restoreLearned validates a state of that form. bound limits the size of the
// parameters.
func (b *base) restoreLearned(state []byte, bound float64) (learned, error) {
	var s learned
	if err := b.decode(state, &s); err != nil {
		return s, err
	}
	if err := b.checkHeader(s.header); err != nil {
		return s, err
	}
	for _, f := range []struct {
		name string
		v    []float64
	}{{"parameters", s.Parameters}, {"losses", s.Losses}} {
		if err := b.checkVector(f.name, f.v, s.Tasks); err != nil {
			return s, err
		}
	}
	for i, x := range s.Parameters {
		if math.Abs(x) > bound {
			return s, fmt.Errorf("%s: state field parameters[%d] is %v; allowed: at most %v in size", b.name, i, x, bound)
		}
	}
	return s, s.Adam.check(b, s.Tasks)
}
