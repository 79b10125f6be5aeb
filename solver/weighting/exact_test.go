package weighting

import (
	"math"

	"math/rand/v2"
	"strings"
	"testing"
)

// projectExactly projects v onto {d : g_j . d >= 0} by trying every set of active
// constraints: the nearest feasible among the projections of v onto the orthogonal
// complements of the sets.
func projectExactly(v []float64, g [][]float64) []float64 {
	var best []float64
	least := math.Inf(1)
	for set := range 1 << len(g) {
		var basis [][]float64
		for j := range g {
			if set>>j&1 == 0 {
				continue
			}
			b := append([]float64(nil), g[j]...)
			for range 2 {
				for _, q := range basis {
					c := dot(q, b)
					for k := range b {
						b[k] -= c * q[k]
					}
				}
			}
			if n := math.Sqrt(dot(b, b)); n > 1e-9*math.Sqrt(dot(g[j], g[j])) {
				rescale(b, 1/n)
				basis = append(basis, b)
			}
		}
		d := append([]float64(nil), v...)
		for _, q := range basis {
			c := dot(q, d)
			for k := range d {
				d[k] -= c * q[k]
			}
		}
		feasible, far := true, 0.0
		for j := range g {
			feasible = feasible && dot(g[j], d) >= -1e-9*math.Sqrt(dot(g[j], g[j])*dot(v, v))
		}
		for k := range d {
			far += (d[k] - v[k]) * (d[k] - v[k])
		}
		if feasible && far < least {
			least, best = far, d
		}
	}
	return best
}

// The operators that project on the dual cone against projections of vectors by
// enumeration, for all families of gradients up to six tasks.
func TestDualConeAgainstEnumeration(t *testing.T) {
	each(t, 3, func(t *testing.T, fam family, r *rand.Rand, g [][]float64) {
		m := len(g)
		if m > 6 || fam.name == "all zero" || fam.name == "one zero" || fam.name == "nearly dependent" {
			return
		}
		p := len(g[0])
		sum, up, rotated := make([]float64, p), make([]float64, p), make([]float64, p)
		size := 0.0
		for i := range g {
			n := math.Sqrt(dot(g[i], g[i]))
			size += n
			d := projectExactly(g[i], g)
			length := math.Sqrt(dot(d, d))
			for k := range d {
				sum[k] += g[i][k] / float64(m)
				up[k] += d[k] / float64(m)
				if length > noConeLength*n {
					rotated[k] += d[k] * n / length
				}
			}
		}
		for name, want := range map[string][]float64{"upgrad": up, "dualproj": projectExactly(sum, g), "hrgrad-sum": rotated} {
			got := combine(g, mustWeights(t, mustNew(t, name, Options{}), gramOf(g), nil).Weights)
			for k := range want {
				if math.Abs(got[k]-want[k]) > 1e-6*size {
					t.Fatalf("%s: component %d is %v, want %v", name, k, got[k], want[k])
				}
			}
		}
	})
}

// CAGrad's update solves max_d min_i g_i . d over the ball: its value equals that of
// the dual problem, minimised here by multiplicative weights.
func TestCAGradAgainstItsDual(t *testing.T) {
	check := func(t *testing.T, gram []float64) {
		t.Helper()
		m := int(math.Round(math.Sqrt(float64(len(gram)))))
		rep := mustWeights(t, mustNew(t, "cagrad", Options{}), gram, nil)
		product := func(i int, w []float64) (s float64) {
			for j, x := range w {
				s += gram[i*m+j] * x
			}
			return s
		}
		mean := make([]float64, m)
		for i := range mean {
			mean[i] = 1 / float64(m)
		}
		a0, size, primal, length := 0.0, 0.0, math.Inf(1), 0.0
		for i := range mean {
			a0 += product(i, mean) / float64(m)
			size = max(size, gram[i*m+i])
			primal = min(primal, product(i, rep.Weights))
			d := rep.Weights[i] - mean[i]
			for j := range mean {
				length += d * gram[i*m+j] * (rep.Weights[j] - mean[j])
			}
		}
		if length > 0.25*a0*(1+1e-6)+1e-15*size {
			t.Fatalf("update is %v from the mean gradient, allowed is %v", math.Sqrt(length), 0.5*math.Sqrt(a0))
		}
		w, dual := append([]float64(nil), mean...), math.Inf(1)
		for step := range 20000 {
			gw := 0.0
			for i := range w {
				gw += w[i] * product(i, w)
			}
			gw = math.Sqrt(max(0, gw))
			value, slope := 0.5*math.Sqrt(a0)*gw, make([]float64, m)
			for i := range w {
				value += w[i] * product(i, mean)
				slope[i] = product(i, mean) + 0.5*math.Sqrt(a0)*product(i, w)/max(gw, 1e-12*math.Sqrt(size))
			}
			dual = min(dual, value)
			sum := 0.0
			for i := range w {
				w[i] *= math.Exp(-slope[i] / size * 5 / math.Sqrt(float64(step+1)))
				sum += w[i]
			}
			rescale(w, 1/sum)
		}
		if primal < dual-2e-3*size || primal > dual+1e-9*size {
			t.Fatalf("least product %v, the dual bound is %v (path %s, weights %v)", primal, dual, rep.Path, rep.Weights)
		}
	}
	for seed := range uint64(25) {
		r := rand.New(rand.NewPCG(seed, 4))
		m := 2 + int(seed%4)
		check(t, gramOf(gaussian(r, m, 2+r.IntN(6))))
	}
	check(t, []float64{1, -0.9, 0.2, -0.9, 0.81, -0.18, 0.2, -0.18, 1.04}) // g_2 = -0.9 g_1
	check(t, []float64{1, -1, 0, -1, 1, 0, 0, 0, 1})
}

// An operator that claims to agree with every task does so for gradients of any
// rank, spread and scale, up to rounding.
func TestNonConflictingOfAnyRank(t *testing.T) {
	for _, sp := range Specs() {
		if sp.Elementwise || !sp.NonConflicting {
			continue
		}
		t.Run(sp.Name, func(t *testing.T) {
			each(t, 3, func(t *testing.T, fam family, r *rand.Rand, g [][]float64) {
				for _, scale := range []float64{1e-60, 1, 1e60} {
					for i := range g {
						rescale(g[i], scale)
					}
					rep := mustWeights(t, mustNew(t, sp.Name, Options{}), gramOf(g), losses(r, len(g)))
					if rep.MinCosine < -1e-6 {
						t.Fatalf("scale %g: least cosine %v, path %s", scale, rep.MinCosine, rep.Path)
					}
					for i := range g {
						rescale(g[i], 1/scale)
					}
				}
			})
		})
	}
}

// ConFIG does not claim it, and there are dependent gradients with which it does not.
func TestConFIGOfDependentGradients(t *testing.T) {
	worst := 0.0
	for seed := range uint64(200) {
		g := gaussian(rand.New(rand.NewPCG(seed, 8)), 4, 2)
		worst = min(worst, mustWeights(t, mustNew(t, "config", Options{}), gramOf(g), nil).MinCosine)
	}
	if worst > -0.1 {
		t.Errorf("least cosine %v", worst)
	}
}

// Two tasks that oppose each other exactly do not stop a third that has nothing to do
// with them. MGDA and the bargaining operators stop by definition: the point is
// Pareto-stationary.
func TestOppositePairLeavesTheThird(t *testing.T) {
	stops := map[string]bool{"mgda": true, "nash-mtl": true, "fairgrad": true}
	for _, sp := range Specs() {
		if sp.Elementwise {
			continue
		}
		for _, gram := range [][]float64{{1, -1, 0, -1, 1, 0, 0, 0, 1}, {1, -0.9, 0, -0.9, 0.81, 0, 0, 0, 1.04}} {
			rep := mustWeights(t, mustNew(t, sp.Name, Options{}), gram, []float64{1, 1, 1})
			u := rep.Weights[2] * gram[8]
			if stops[sp.Name] != (u == 0) && !(stops[sp.Name] && rep.Path == PathSolved) || u < 0 {
				t.Errorf("%s: product with the third task %v, path %s", sp.Name, u, rep.Path)
			}
		}
	}
}

// Aligned-MTL keeps a task whose gradient is ten orders of magnitude shorter, with all
// principal components as long as the shortest.
func TestAlignedMTLKeepsShortGradients(t *testing.T) {
	for _, short := range []float64{1e-2, 1e-4, 1e-7, 1e-14, 1e-20} {
		w := mustWeights(t, mustNew(t, "aligned-mtl", Options{}), []float64{1, 0, 0, short}, nil).Weights
		if want := math.Sqrt(short); math.Abs(w[0]/want-1) > 1e-9 || math.Abs(w[1]-1) > 1e-9 {
			t.Errorf("diag(1, %g): weights %v, want [%v 1]", short, w, want)
		}
	}
	// The closed form for two gradients of any angle: both components of the update in the principal axes are sqrt(s_min).
	g := [][]float64{{1, 0}, {3e-6, 4e-6}}
	u := combine(g, mustWeights(t, mustNew(t, "aligned-mtl", Options{}), gramOf(g), nil).Weights)
	if got, want := math.Sqrt(dot(u, u)), 4e-6*math.Sqrt2; math.Abs(got/want-1) > 1e-4 {
		t.Errorf("length %v, want %v", got, want)
	}
}

// A solved task, of loss and gradient zero, takes nothing from the others, and a negative
// loss is bad input.
func TestFAMOAtZeroLoss(t *testing.T) {
	w := mustNew(t, "famo", Options{})
	rep := mustWeights(t, w, []float64{1, 0, 0, 0, 4, 0, 0, 0, 0}, []float64{2, 2, 0})
	if math.Abs(rep.Weights[0]-0.5) > 1e-12 || math.Abs(rep.Weights[1]-0.5) > 1e-12 || rep.Weights[2] != 0 {
		t.Errorf("weights %v", rep.Weights)
	}
	before, _ := w.State()
	_, err := w.Weights(Input{M: 3, Gram: []float64{1, 0, 0, 0, 4, 0, 0, 0, 1}, Losses: []float64{1, -1, 1}})
	if err == nil || !strings.Contains(err.Error(), "losses[1]: -1 given") {
		t.Errorf("error %v", err)
	}
	if after, _ := w.State(); string(after) != string(before) {
		t.Error("a refused loss changed the state")
	}
}

// The bound of the variants: gb_j . update >= c_j |P_C gb_j|.
func TestRotationBound(t *testing.T) {
	each(t, 2, func(t *testing.T, fam family, r *rand.Rand, g [][]float64) {
		m, k := len(g), gramOf(g)
		rep := mustWeights(t, mustNew(t, "hrgrad-sum", Options{}), k, nil)
		var cone dualCone
		c, u := make([]float64, m), combine(g, rep.Weights)
		size := math.Sqrt(dot(u, u))
		for i := range g {
			if n := math.Sqrt(k[i*m+i]); n > 0 {
				var idx []int
				for j := range g {
					if !rep.Dropped[j] {
						idx = append(idx, j)
					}
				}
				kk, at := make([]float64, len(idx)*len(idx)), 0
				for a, x := range idx {
					if x == i {
						at = a
					}
					for b, y := range idx {
						kk[a*len(idx)+b] = rep.Cosine[x*m+y]
					}
				}
				length := cone.project(kk, len(idx), at, c[:len(idx)])
				if got := dot(g[i], u) / n; got < n*length-1e-6*size {
					t.Fatalf("task %d: product %v, bound %v", i, got, n*length)
				}
			}
		}
	})
}

// The trade is bounded, and taken only where the cone is nearly empty.
func TestTradeIsBounded(t *testing.T) {
	traded, negative := 0, 0
	each(t, 3, func(t *testing.T, fam family, r *rand.Rand, g [][]float64) {
		rep := mustWeights(t, mustNew(t, "hrgrad-trade", Options{}), gramOf(g), losses(r, len(g)))
		switch rep.Path {
		case PathTraded:
			traded++
			if rep.MinCosine < -tradeBound-1e-6 {
				t.Fatalf("least cosine %v", rep.MinCosine)
			}
			if rep.MinCosine < 0 {
				negative++
			}
		default:
			if rep.MinCosine < -1e-6 {
				t.Fatalf("least cosine %v on path %s", rep.MinCosine, rep.Path)
			}
		}
	})
	if traded == 0 || negative == 0 {
		t.Errorf("%d trades, %d below zero", traded, negative)
	}
}
