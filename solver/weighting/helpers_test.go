package weighting

import (
	"fmt"
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

// family is a way to draw m gradients of one length.
type family struct {
	name string
	// generic: no ties, rank deficiency or extreme conditioning, so that small
	// changes of rounding cannot change the path taken.
	generic bool
	draw    func(r *rand.Rand, m int) [][]float64
}

var families = []family{
	{"gaussian", true, func(r *rand.Rand, m int) [][]float64 { return gaussian(r, m, 3*m+2) }},
	{"agreeing", true, func(r *rand.Rand, m int) [][]float64 { return shared(r, gaussian(r, m, 3*m+2), 1) }},
	{"scaled", true, func(r *rand.Rand, m int) [][]float64 {
		g := shared(r, gaussian(r, m, 3*m+2), 0.3)
		for i := range g {
			rescale(g[i], math.Pow(10, -10+25*r.Float64()))
		}
		return g
	}},
	{"one zero", true, func(r *rand.Rand, m int) [][]float64 {
		g := gaussian(r, m, 3*m+2)
		clear(g[r.IntN(m)])
		return g
	}},
	{"duplicated", false, func(r *rand.Rand, m int) [][]float64 {
		g := gaussian(r, m, 3*m+2)
		for i := 1; i < m; i += 2 {
			copy(g[i], g[i-1])
			rescale(g[i], math.Pow(10, 4*r.Float64()-2))
		}
		return g
	}},
	{"rank 2", false, func(r *rand.Rand, m int) [][]float64 { return gaussian(r, m, 2) }},
	{"rank m-1", false, func(r *rand.Rand, m int) [][]float64 {
		g := gaussian(r, m, 3*m+2)
		if m > 2 {
			for k := range g[m-1] {
				g[m-1][k] = 0.5*g[0][k] - 0.25*g[1][k]
			}
		}
		return g
	}},
	{"opposite pair", false, func(r *rand.Rand, m int) [][]float64 {
		g := gaussian(r, m, 3*m+2)
		if m > 1 {
			copy(g[1], g[0])
			rescale(g[1], -2)
		}
		return g
	}},
	{"nearly dependent", false, func(r *rand.Rand, m int) [][]float64 {
		g := gaussian(r, m, 3*m+2)
		for i := 1; i < m; i++ {
			for k := range g[i] {
				g[i][k] = g[0][k] + math.Pow(10, -8*r.Float64())*g[i][k]
			}
			if r.IntN(3) == 0 {
				rescale(g[i], -1)
			}
		}
		return g
	}},
	{"orthogonal", false, func(r *rand.Rand, m int) [][]float64 {
		g := make([][]float64, m)
		for i := range g {
			g[i] = make([]float64, m)
			g[i][i] = math.Pow(10, -10+25*r.Float64())
		}
		return g
	}},
	{"all zero", false, func(r *rand.Rand, m int) [][]float64 {
		g := gaussian(r, m, 3)
		for i := range g {
			clear(g[i])
		}
		return g
	}},
}

func rescale(v []float64, c float64) {
	for i := range v {
		v[i] *= c
	}
}

// each runs f on seeded draws of every family and several m.
func each(t *testing.T, repeats int, f func(t *testing.T, fam family, r *rand.Rand, g [][]float64)) {
	for _, fam := range families {
		t.Run(fam.name, func(t *testing.T) {
			for _, m := range []int{1, 2, 3, 4, 6, 8, 11, 32} {
				for rep := range repeats {
					seed := uint64(1000*m + rep)
					r := rand.New(rand.NewPCG(seed, 7))
					g := fam.draw(r, m)
					t.Run(fmt.Sprintf("m=%d/%d", m, rep), func(t *testing.T) { f(t, fam, r, g) })
				}
			}
		})
	}
}

// cosine of two vectors, computed on vectors scaled to largest entry 1.
func cosine(a, b []float64) float64 {
	unit := func(v []float64) []float64 {
		big := 0.0
		for _, x := range v {
			big = math.Max(big, math.Abs(x))
		}
		u := append([]float64(nil), v...)
		if big > 0 {
			rescale(u, 1/big)
			rescale(u, 1/math.Sqrt(dot(u, u)))
		}
		return u
	}
	return dot(unit(a), unit(b))
}

func isZero(v []float64) bool {
	for _, x := range v {
		if x != 0 {
			return false
		}
	}
	return true
}
