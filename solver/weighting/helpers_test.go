package weighting

import (
	"math"
	"math/rand/v2"
	"testing"
)

func mustNew(t testing.TB, name string, o Options) Weighting {
	t.Helper()
	w, err := New(name, o)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func mustWeights(t testing.TB, w Weighting, gram, losses []float64) *Report {
	t.Helper()
	m := int(math.Round(math.Sqrt(float64(len(gram)))))
	r, err := w.Weights(Input{M: m, Gram: gram, Losses: losses})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

func gramOf(g [][]float64) []float64 {
	m := len(g)
	k := make([]float64, m*m)
	for i := range g {
		for j := range g {
			k[i*m+j] = dot(g[i], g[j])
		}
	}
	return k
}

func combine(g [][]float64, w []float64) []float64 {
	u := make([]float64, len(g[0]))
	for i := range g {
		for k := range u {
			u[k] += w[i] * g[i][k]
		}
	}
	return u
}

func gaussian(r *rand.Rand, m, p int) [][]float64 {
	g := make([][]float64, m)
	for i := range g {
		g[i] = make([]float64, p)
		for k := range g[i] {
			g[i][k] = r.NormFloat64()
		}
	}
	return g
}

// shared adds one common vector to all gradients, which makes agreement
// between them more or less likely.
func shared(r *rand.Rand, g [][]float64, size float64) [][]float64 {
	c := gaussian(r, 1, len(g[0]))[0]
	for i := range g {
		for k := range g[i] {
			g[i][k] += size * c[k]
		}
	}
	return g
}

func losses(r *rand.Rand, m int) []float64 {
	l := make([]float64, m)
	for i := range l {
		l[i] = math.Exp(r.NormFloat64())
	}
	return l
}
