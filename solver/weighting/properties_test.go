package weighting

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Every operator answers every input with finite numbers, and gives weight 0 to
// a task without gradient.
func TestFinite(t *testing.T) {
	for _, sp := range Specs() {
		if sp.Elementwise {
			continue
		}
		t.Run(sp.Name, func(t *testing.T) {
			each(t, 2, func(t *testing.T, fam family, r *rand.Rand, g [][]float64) {
				w := mustNew(t, sp.Name, Options{Seed: 3})
				for range 3 {
					rep := mustWeights(t, w, gramOf(g), losses(r, len(g)))
					for name, v := range map[string][]float64{"weights": rep.Weights, "cosine": rep.Cosine, "angles": rep.Angles,
						"maxAngles": rep.MaxAngles, "anchor": rep.Anchor, "scalars": {rep.MinCosine, rep.Alignment, rep.GuardScale}} {
						for i, x := range v {
							if math.IsNaN(x) || math.IsInf(x, 0) {
								t.Fatalf("%s[%d] = %v, path %s", name, i, x, rep.Path)
							}
						}
					}
					for i := range g {
						if isZero(g[i]) != rep.Dropped[i] || rep.Dropped[i] && rep.Weights[i] != 0 {
							t.Fatalf("task %d: zero %v, dropped %v, weight %v", i, isZero(g[i]), rep.Dropped[i], rep.Weights[i])
						}
					}
					if rep.Path == "" {
						t.Fatal("no path reported")
					}
				}
			})
		})
	}
}

// What is reported agrees with what the vectors say.
func TestReport(t *testing.T) {
	each(t, 2, func(t *testing.T, fam family, r *rand.Rand, g [][]float64) {
		m := len(g)
		w := mustNew(t, "hrgrad", Options{})
		rep := mustWeights(t, w, gramOf(g), nil)
		u := combine(g, rep.Weights)
		least, sum, active, conflicts := math.Inf(1), 0.0, 0.0, 0
		for i := range g {
			if isZero(g[i]) {
				continue
			}
			active++
			conflict := false
			for j := range g {
				if isZero(g[j]) {
					continue
				}
				c := cosine(g[i], g[j])
				sum += c
				if math.Abs(c-rep.Cosine[i*m+j]) > 1e-12 {
					t.Fatalf("cosine %d %d is %v, want %v", i, j, rep.Cosine[i*m+j], c)
				}
				conflict = conflict || rep.Cosine[i*m+j] < 0
			}
			if conflict != rep.Conflict[i] {
				t.Fatalf("conflict of task %d is %v, want %v", i, rep.Conflict[i], conflict)
			}
			if conflict {
				conflicts++
			}
			least = math.Min(least, cosine(g[i], u))
		}
		if conflicts != rep.Conflicts {
			t.Fatalf("%d conflicts, want %d", rep.Conflicts, conflicts)
		}
		if active > 0 && math.Abs(2*sum/(active*active)-1-rep.Alignment) > 1e-11 {
			t.Fatalf("alignment %v, want %v", rep.Alignment, 2*sum/(active*active)-1)
		}
		if fam.generic && active > 0 && math.Abs(least-rep.MinCosine) > 1e-8 {
			t.Fatalf("least cosine %v, want %v", rep.MinCosine, least)
		}
	})
}

// Permuting the tasks permutes the update.
func TestPermutationEquivariant(t *testing.T) {
	for _, sp := range Specs() {
		if sp.Elementwise || !sp.PermutationEquivariant {
			continue
		}
		t.Run(sp.Name, func(t *testing.T) {
			each(t, 3, func(t *testing.T, fam family, r *rand.Rand, g [][]float64) {
				if !fam.generic {
					return
				}
				m := len(g)
				l := losses(r, m)
				perm := r.Perm(m)
				pg, pl := make([][]float64, m), make([]float64, m)
				for i, p := range perm {
					pg[i], pl[i] = g[p], l[p]
				}
				a, b := mustNew(t, sp.Name, Options{}), mustNew(t, sp.Name, Options{})
				for range 3 {
					x := mustWeights(t, a, gramOf(g), l)
					y := mustWeights(t, b, gramOf(pg), pl)
					big := 0.0
					for i := range g {
						big = math.Max(big, math.Abs(x.Weights[i])*math.Sqrt(dot(g[i], g[i])))
					}
					for i, p := range perm {
						n := math.Sqrt(dot(g[p], g[p]))
						if d := math.Abs(x.Weights[p]-y.Weights[i]) * n; d > 1e-7*big {
							t.Fatalf("task %d: weight %v, permuted %v (%s, %s)", p, x.Weights[p], y.Weights[i], x.Path, y.Path)
						}
					}
				}
			})
		})
	}
}

// The same for linearly dependent gradients, where the weights need not be
// unique but the update is.
func TestPermutationEquivariantDependent(t *testing.T) {
	for _, name := range []string{"hrgrad", "config", "harmonic", "rgb", "mgda", "upgrad", "nash-mtl"} {
		t.Run(name, func(t *testing.T) {
			each(t, 3, func(t *testing.T, fam family, r *rand.Rand, g [][]float64) {
				switch fam.name {
				case "duplicated", "rank m-1", "opposite pair", "orthogonal", "rank 2":
				default:
					return
				}
				m := len(g)
				perm := r.Perm(m)
				pg := make([][]float64, m)
				for i, p := range perm {
					pg[i] = g[p]
				}
				a, b := mustNew(t, name, Options{}), mustNew(t, name, Options{})
				for range 3 {
					x, y := mustWeights(t, a, gramOf(g), nil), mustWeights(t, b, gramOf(pg), nil)
					u, v := combine(g, x.Weights), combine(pg, y.Weights)
					big := 0.0
					for i := range g {
						big = math.Max(big, math.Abs(x.Weights[i])*math.Sqrt(dot(g[i], g[i])))
					}
					for k := range u {
						if math.Abs(u[k]-v[k]) > 1e-6*big {
							t.Fatalf("update %v, permuted %v (%s, %s)", u[k], v[k], x.Path, y.Path)
						}
					}
				}
			})
		})
	}
}

// A task without gradient might as well not be there.
func TestZeroGradientDropsOut(t *testing.T) {
	for _, sp := range Specs() {
		if sp.Elementwise || sp.UsesLosses || sp.Random {
			continue
		}
		if sp.Name == "moco" || sp.Name == "cr-mogm" { // they start from equal weights of all tasks
			continue
		}
		t.Run(sp.Name, func(t *testing.T) {
			for seed := range uint64(20) {
				r := rand.New(rand.NewPCG(seed, 1))
				g := gaussian(r, 5, 9)
				with := append(append([][]float64{}, g[:2]...), make([]float64, 9))
				with = append(with, g[2:]...)
				a, b := mustNew(t, sp.Name, Options{}), mustNew(t, sp.Name, Options{})
				x, y := mustWeights(t, a, gramOf(g), nil), mustWeights(t, b, gramOf(with), nil)
				for i := range g {
					j := i
					if i >= 2 {
						j++
					}
					if x.Weights[i] != y.Weights[j] {
						t.Fatalf("task %d: weight %v alone, %v beside a zero gradient", i, x.Weights[i], y.Weights[j])
					}
				}
				if !y.Dropped[2] || y.Weights[2] != 0 || x.Alignment != y.Alignment {
					t.Fatalf("dropped %v weight %v alignment %v, %v", y.Dropped[2], y.Weights[2], x.Alignment, y.Alignment)
				}
			}
		})
	}
}

// Operators that claim it agree with every task gradient on well conditioned
// inputs, and one that does not claim it is caught in a conflict somewhere, so
// that the test cannot pass emptily.
func TestNonConflicting(t *testing.T) {
	for _, sp := range Specs() {
		if sp.Elementwise {
			continue
		}
		t.Run(sp.Name, func(t *testing.T) {
			worst := math.Inf(1)
			each(t, 4, func(t *testing.T, fam family, r *rand.Rand, g [][]float64) {
				if !fam.generic {
					return
				}
				w := mustNew(t, sp.Name, Options{})
				rep := mustWeights(t, w, gramOf(g), losses(r, len(g)))
				u := combine(g, rep.Weights)
				for i := range g {
					if isZero(g[i]) || isZero(u) {
						continue
					}
					c := cosine(g[i], u)
					worst = math.Min(worst, c)
					if sp.NonConflicting && c < -1e-9 {
						t.Fatalf("task %d: cosine with the update %v, path %s", i, c, rep.Path)
					}
				}
			})
			if sp.NonConflicting {
				return
			}
			// Ill-conditioned gradients of unequal length bring out the conflict.
			for seed := range uint64(400) {
				r := rand.New(rand.NewPCG(seed, 6))
				g := gaussian(r, 2+int(seed%5), 2+int(seed%5))
				for i := range g {
					rescale(g[i], math.Exp(2*r.NormFloat64()))
				}
				w := mustNew(t, sp.Name, Options{})
				worst = math.Min(worst, mustWeights(t, w, gramOf(g), losses(r, len(g))).MinCosine)
			}
			if worst > -1e-3 {
				t.Errorf("never in conflict (least cosine %v): the operator should claim it", worst)
			}
		})
	}
}

// LinearUnderScaling: U(c) = A(diag(c) G) is linear in c > 0.
func TestLinearUnderScaling(t *testing.T) {
	for _, sp := range Specs() {
		if sp.Elementwise || sp.Random {
			continue
		}
		t.Run(sp.Name, func(t *testing.T) {
			worst := 0.0
			for seed := range uint64(30) {
				r := rand.New(rand.NewPCG(seed, 5))
				m := 2 + int(seed%6)
				g, l := gaussian(r, m, m), losses(r, m) // few dimensions: some cones are nearly empty
				at := func(c []float64) []float64 {
					s := make([][]float64, m)
					for i := range s {
						s[i] = append([]float64(nil), g[i]...)
						rescale(s[i], c[i])
					}
					return combine(s, mustWeights(t, mustNew(t, sp.Name, Options{}), gramOf(s), l).Weights)
				}
				a, b := losses(r, m), losses(r, m)
				c := make([]float64, m)
				for i := range c {
					c[i] = 2*a[i] + 3*b[i]
				}
				ua, ub, uc := at(a), at(b), at(c)
				scale := math.Sqrt(dot(uc, uc))
				for k := range uc {
					worst = math.Max(worst, math.Abs(uc[k]-2*ua[k]-3*ub[k])/scale)
				}
			}
			if sp.LinearUnderScaling && worst > 1e-8 {
				t.Errorf("not linear under scaling: deviation %v", worst)
			}
			if !sp.LinearUnderScaling && worst < 1e-8 {
				t.Errorf("linear under scaling (deviation %v): the operator should claim it", worst)
			}
		})
	}
}
