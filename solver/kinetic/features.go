package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// features are the n trunk inputs of a problem at a point: with a wave number the first are the cosines and sines of wave x and 2 wave x, and at
// sets the others.
type features struct {
	n    int
	wave float64
	at   func(t, x, eps float64, out []autodiff.Jet)
}

// waveFeatures is the number of features that a wave number stands for.
const waveFeatures = 4

// inputs builds the features of every point, points×n.
func (f features) inputs(g autodiff.Graph, p *Points, jets bool) autodiff.Node {
	return g.Knowns(p.Space, []int{f.n}, jets, f.fill(p))[0]
}

// fill sets the features of points; the sines of a run are computed as vectors.
func (f features) fill(p *Points) fill {
	if f.wave == 0 {
		return autodiff.ByPoint(f.n, func(i int, out []autodiff.Jet) {
			t, x, eps := p.At(i)
			f.at(t, x, eps, out)
		})
	}
	var angles []float64 // of wave x, then of 2 wave x
	sines := sines{of: kernel.SincosVec}
	k := f.wave
	return func(from, to int, out [][]autodiff.Jet) {
		n := to - from
		for len(angles) < 2*n {
			angles = append(angles, 0)
		}
		for i, x := range p.X[from:to] {
			angles[i] = k * x
			angles[n+i] = 2 * angles[i]
		}
		sin, cos := sines.at(angles[:2*n])
		rows := out[0]
		for i := range n {
			row := rows[i*f.n : (i+1)*f.n]
			setWave(row, k, sin[i], cos[i])
			setWave(row[2:], 2*k, sin[n+i], cos[n+i])
			f.at(p.T[from+i], p.X[from+i], p.Eps[p.Cell[from+i]], row[waveFeatures:])
		}
	}
}

// setWave sets value and derivative of a cosine and a sine of kx; the other derivatives are zero and stay.
func setWave(out []autodiff.Jet, k, sin, cos float64) {
	c, s := &out[0], &out[1]
	c.V, c.Dx = cos, float64(-sin*k)
	s.V, s.Dx = sin, float64(cos*k)
}

// sines is sine and cosine of vectors in its own memory.
type sines struct {
	of       func(sin, cos, x []float64)
	sin, cos []float64
}

func (s *sines) at(x []float64) (sin, cos []float64) {
	if n := len(x); len(s.sin) < n {
		s.sin, s.cos = make([]float64, n), make([]float64, n)
	}
	sin, cos = s.sin[:len(x)], s.cos[:len(x)]
	s.of(sin, cos, x)
	return sin, cos
}

// mathSincos is math.Sincos of vectors.
func mathSincos(sin, cos, x []float64) {
	if !kernel.CephesSincosVec(sin, cos, x) {
		for i, v := range x {
			sin[i], cos[i] = math.Sincos(v)
		}
	}
}

// pairs applies a network with the velocity as its last input to every pair of a point and a velocity of v, (points·len(v))×outputs.
func (f features) pairs(g autodiff.Graph, p *Points, jets bool, v []float64, net *autodiff.Network, code autodiff.Node) autodiff.Node {
	nv := len(v)
	space := p.Space.Repeat(nv)
	cell := make([]int, space.N)
	for i := range cell {
		cell[i] = p.Cell[i/nv]
	}
	set := f.fill(p)
	point := make([]autodiff.Jet, f.n) // the features of a point are evaluated for its first pair
	one := [][]autodiff.Jet{point}
	in := g.Known(space, f.n+1, jets, func(i int, out []autodiff.Jet) {
		if i%nv == 0 {
			set(i/nv, i/nv+1, one)
		}
		copy(out, point)
		out[f.n] = autodiff.Constant(v[i%nv])
	})
	return net.Apply(g, in, code, cell)
}
