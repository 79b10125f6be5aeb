package weighting

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// Values published for the same Jacobian in the documentation and tests of
// TorchJD (four decimals). factor converts where the scaling chosen here differs,
// as each operator's comment states: Aligned-MTL sums where TorchJD averages, and
// Nash-MTL has length sqrt(m) where TorchJD clips to 1.
func TestPublishedValues(t *testing.T) {
	g := [][]float64{{-4, 1, 1}, {6, 1, 1}}
	for _, c := range []struct {
		name   string
		factor float64
		want   []float64
	}{
		{"ls", 1, []float64{2, 2, 2}},
		{"config", 1, []float64{0.1588, 2.0706, 2.0706}},
		{"mgda", 1, []float64{0, 1, 1}},
		{"cagrad", 1, []float64{0.1835, 1.2041, 1.2041}},
		{"imtl-g", 1, []float64{0.0767, 1, 1}},
		{"nash-mtl", 1 / math.Sqrt2, []float64{0.0542, 0.7061, 0.7061}},
		{"pcgrad", 1, []float64{0.5848, 3.8012, 3.8012}},
		{"aligned-mtl", 0.5, []float64{0.2133, 0.9673, 0.9673}},
		{"upgrad", 1, []float64{0.2929, 1.9004, 1.9004}},
	} {
		u := combine(g, mustWeights(t, mustNew(t, c.name, Options{}), gramOf(g), nil).Weights)
		for k := range u {
			tol := 1.01e-4
			if c.name == "upgrad" {
				tol = 6e-4 // TorchJD adds 1e-4 to the diagonal of the Gram matrix
			}
			if math.Abs(c.factor*u[k]-c.want[k]) > tol {
				t.Errorf("%s: %v times %v, published %v", c.name, u, c.factor, c.want)
				break
			}
		}
	}
}

// Two tasks solved by hand: g_1 = (2,0), g_2 = (-1,1), G = (4 -2; -2 2),
// K_12 = -1/sqrt 2.
func TestTwoTasksByHand(t *testing.T) {
	g := [][]float64{{2, 0}, {-1, 1}}
	n1, n2, k := 2.0, math.Sqrt2, -1/math.Sqrt2
	s := math.Sqrt(3-math.Sqrt(5)) * math.Sqrt(10) / 20 // G^(-1/2) = sqrt(10) (G + 2)^-1
	half := (n1 + n2) / 2
	for _, c := range []struct {
		name string
		want []float64
	}{
		{"ls", []float64{1, 1}},
		// The bisector, of length (n1 + n2) cos(phi/2).
		{"config", []float64{half / n1, half / n2}},
		{"harmonic", []float64{half / n1, half / n2}},
		// Foot of the perpendicular from 0 on the segment: (g2 - g1).g2/|g2 - g1|^2.
		{"mgda", []float64{0.4, 0.6}},
		{"imtl-g", []float64{math.Sqrt2 - 1, 2 - math.Sqrt2}},
		{"nash-mtl", []float64{1 / (n1 * math.Sqrt(1+k)), 1 / (n2 * math.Sqrt(1+k))}},
		// g_1 loses -1 g_2, g_2 loses -1/2 g_1.
		{"pcgrad", []float64{1.5, 2}},
		{"upgrad", []float64{0.75, 1}},
		{"aligned-mtl", []float64{6 * s, 8 * s}},
	} {
		rep := mustWeights(t, mustNew(t, c.name, Options{}), gramOf(g), nil)
		for i := range g {
			if math.Abs(rep.Weights[i]-c.want[i]) > 1e-12 {
				t.Errorf("%s: weights %v, want %v", c.name, rep.Weights, c.want)
				break
			}
		}
	}
}

// hard draws gradients in strong conflict, of unequal lengths.
func hard(seed uint64) [][]float64 {
	r := rand.New(rand.NewPCG(seed, 12))
	m := 2 + int(seed%5)
	g := gaussian(r, m, m+1)
	for i := range g {
		rescale(g[i], math.Exp(1.5*r.NormFloat64()))
	}
	return g
}

func weightsOf(t *testing.T, name string, g [][]float64) *Report {
	t.Helper()
	return mustWeights(t, mustNew(t, name, Options{}), gramOf(g), nil)
}

// MGDA: the point lies in the hull and no vertex is nearer along its direction.
func TestMGDAIsNearest(t *testing.T) {
	for seed := range uint64(100) {
		g := hard(seed)
		rep := weightsOf(t, "mgda", g)
		u, sum := combine(g, rep.Weights), 0.0
		uu := dot(u, u)
		for i := range g {
			sum += rep.Weights[i]
			if rep.Weights[i] < 0 || dot(g[i], u) < uu*(1-1e-9)-1e-12 {
				t.Fatalf("seed %d: weight %v, product %v < %v", seed, rep.Weights[i], dot(g[i], u), uu)
			}
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Fatalf("weights sum to %v", sum)
		}
	}
}

// CAGrad: the update d lies in the ball |d - g_0| <= c |g_0|, and its worst
// product min_i g_i.d equals the dual value F(w): no d can do better (the paper's
// equation 3 and its dual).
func TestCAGradDuality(t *testing.T) {
	for seed := range uint64(100) {
		g := hard(seed)
		m := float64(len(g))
		for _, c := range []float64{0.1, 0.5, 0.9, 2} {
			op := mustNew(t, "cagrad", Options{})
			op.(*cagrad).radius = c
			rep := mustWeights(t, op, gramOf(g), nil)
			d := combine(g, rep.Weights)
			ones := make([]float64, len(g))
			for i := range ones {
				ones[i] = 1 / m
			}
			g0 := combine(g, ones)
			n0 := math.Sqrt(dot(g0, g0))
			// w from the weights 1/m + c |g_0|/|g_w| w, by its sum one.
			sum := 0.0
			w := make([]float64, len(g))
			for i := range w {
				w[i] = rep.Weights[i] - 1/m
				sum += w[i]
			}
			rescale(w, 1/sum)
			gw := combine(g, w)
			dual := dot(gw, g0) + c*n0*math.Sqrt(dot(gw, gw))
			least, dist := math.Inf(1), 0.0
			for i := range g {
				least = math.Min(least, dot(g[i], d))
			}
			for k := range d {
				dist += (d[k] - g0[k]) * (d[k] - g0[k])
			}
			if math.Abs(math.Sqrt(dist)-c*n0) > 1e-8*n0 {
				t.Fatalf("seed %d c %v: distance %v, radius %v", seed, c, math.Sqrt(dist), c*n0)
			}
			if math.Abs(least-dual) > 1e-6*n0*n0*(1+c) {
				t.Fatalf("seed %d c %v: primal %v, dual %v", seed, c, least, dual)
			}
		}
	}
}

// Nash-MTL: G w = 1/w with positive w.
func TestNashBargaining(t *testing.T) {
	for seed := range uint64(100) {
		g := hard(seed)
		rep := weightsOf(t, "nash-mtl", g)
		if rep.Path != PathSolved {
			t.Fatalf("seed %d: path %s after %d steps", seed, rep.Path, rep.InnerSteps)
		}
		u := combine(g, rep.Weights)
		for i := range g {
			if rep.Weights[i] <= 0 || math.Abs(dot(g[i], u)*rep.Weights[i]-1) > 1e-8 {
				t.Fatalf("seed %d: w_i g_i.u = %v", seed, dot(g[i], u)*rep.Weights[i])
			}
		}
		if math.Abs(dot(u, u)-float64(len(g))) > 1e-8 {
			t.Fatalf("|u|^2 = %v for %d tasks", dot(u, u), len(g))
		}
	}
}

// IMTL-G against the closed form of the paper, alpha = g_1 U^T (D U^T)^-1.
func TestIMTLGClosedForm(t *testing.T) {
	for seed := range uint64(60) {
		g := hard(seed)
		gb := unitVectors(g)
		m, p := len(g), len(g[0])
		u, d := mat.NewDense(m-1, p, nil), mat.NewDense(m-1, p, nil)
		for i := 1; i < m; i++ {
			for k := range p {
				u.Set(i-1, k, gb[0][k]-gb[i][k])
				d.Set(i-1, k, g[0][k]-g[i][k])
			}
		}
		var du mat.Dense
		du.Mul(d, u.T())
		var rhs mat.VecDense
		rhs.MulVec(u, mat.NewVecDense(p, g[0]))
		var x mat.VecDense
		if err := x.SolveVec(du.T(), &rhs); err != nil {
			continue // ill-conditioned by gonum's measure
		}
		want := make([]float64, m)
		want[0] = 1
		size := 1.0
		for i := 1; i < m; i++ {
			want[i] = x.AtVec(i - 1)
			want[0] -= want[i]
			size = math.Max(size, math.Abs(want[i]))
		}
		rep := weightsOf(t, "imtl-g", g)
		for i := range want {
			if math.Abs(rep.Weights[i]-want[i]) > 1e-7*size*size {
				t.Fatalf("seed %d: weights %v, want %v", seed, rep.Weights, want)
			}
		}
	}
}

// Aligned-MTL: with the singular value decomposition J^T = U S V^T of the
// gradients, the update is s_min U V^T 1.
func TestAlignedComponents(t *testing.T) {
	for seed := range uint64(60) {
		g := hard(seed)
		m, p := len(g), len(g[0])
		j := mat.NewDense(p, m, nil)
		for i := range g {
			for k := range p {
				j.Set(k, i, g[i][k])
			}
		}
		var svd mat.SVD
		svd.Factorize(j, mat.SVDThin)
		s := svd.Values(nil)
		if s[m-1] < 2e-3*s[0] {
			continue // eigenvalue ratio near or beyond the cut
		}
		var u, v mat.Dense
		svd.UTo(&u)
		svd.VTo(&v)
		ones := mat.NewVecDense(m, nil)
		for i := range m {
			ones.SetVec(i, s[m-1])
		}
		var x, want mat.VecDense
		x.MulVec(v.T(), ones)
		want.MulVec(&u, &x)
		got := combine(g, weightsOf(t, "aligned-mtl", g).Weights)
		for k := range got {
			if math.Abs(got[k]-want.AtVec(k)) > 1e-7*s[0] {
				t.Fatalf("seed %d: update %v, want %v", seed, got, want.RawVector().Data)
			}
		}
	}
}

// UPGrad against projections found by trying every active set.
func TestUPGradProjections(t *testing.T) {
	moved := 0
	for seed := range uint64(80) {
		g := hard(seed)
		m, p := len(g), len(g[0])
		want := make([]float64, p)
		for i := range g {
			pr := dualConeProjection(t, g, g[i])
			for k := range want {
				want[k] += pr[k] / float64(m)
				if math.Abs(pr[k]-g[i][k]) > 1e-9 {
					moved++
				}
			}
		}
		got := combine(g, weightsOf(t, "upgrad", g).Weights)
		scale := math.Sqrt(dot(want, want)) + 1e-3
		for k := range got {
			if math.Abs(got[k]-want[k]) > 1e-7*scale {
				t.Fatalf("seed %d: update %v, want %v", seed, got, want)
			}
		}
	}
	if moved == 0 {
		t.Fatal("no gradient had to be projected")
	}
}

// dualConeProjection projects x on {y : g_i.y >= 0}: for every set of tight
// constraints project on its subspace, and keep the nearest feasible result.
func dualConeProjection(t *testing.T, g [][]float64, x []float64) []float64 {
	t.Helper()
	gb := unitVectors(g)
	var best []float64
	bestDist := math.Inf(1)
	for set := 0; set < 1<<len(g); set++ {
		// Gram-Schmidt on the tight normals.
		var q [][]float64
		for i := range gb {
			if set>>i&1 == 0 {
				continue
			}
			v := append([]float64(nil), gb[i]...)
			for range 2 {
				for _, b := range q {
					c := dot(b, v)
					for k := range v {
						v[k] -= c * b[k]
					}
				}
			}
			rescale(v, 1/math.Sqrt(dot(v, v)))
			q = append(q, v)
		}
		y := append([]float64(nil), x...)
		for _, b := range q {
			c := dot(b, y)
			for k := range y {
				y[k] -= c * b[k]
			}
		}
		dist, ok := 0.0, true
		for i := range gb {
			ok = ok && dot(gb[i], y) > -1e-9*math.Sqrt(dot(x, x))
		}
		for k := range y {
			dist += (y[k] - x[k]) * (y[k] - x[k])
		}
		if ok && dist < bestDist {
			best, bestDist = y, dist
		}
	}
	if best == nil {
		t.Fatal("no feasible projection")
	}
	return best
}

// PCGrad against Algorithm 1 carried out on the vectors themselves.
func TestPCGradOnVectors(t *testing.T) {
	for seed := range uint64(60) {
		g := hard(seed)
		w := mustNew(t, "pcgrad", Options{Seed: seed})
		random := newGenerator(seed)
		for range 2 {
			want := make([]float64, len(g[0]))
			for i := range g {
				order := make([]int, len(g))
				for j := range order {
					order[j] = j
				}
				random.shuffle(order)
				x := append([]float64(nil), g[i]...)
				for _, j := range order {
					if c := dot(x, g[j]) / dot(g[j], g[j]); j != i && c < 0 {
						for k := range x {
							x[k] -= c * g[j][k]
						}
					}
				}
				for k := range x {
					want[k] += x[k]
				}
			}
			got := combine(g, mustWeights(t, w, gramOf(g), nil).Weights)
			for k := range got {
				if math.Abs(got[k]-want[k]) > 1e-9*(1+math.Sqrt(dot(want, want))) {
					t.Fatalf("seed %d: update %v, want %v", seed, got, want)
				}
			}
		}
	}
}

// RGB on two tasks: both turn towards the bisector, as in HRGrad's example, and
// the update is mean length times r_1 + r_2.
func TestRGBTwoTasks(t *testing.T) {
	g := [][]float64{{1, 0}, {-1.8, 2.4}}
	rep := weightsOf(t, "rgb", g)
	phi := math.Acos(-0.6)
	a := 0.1 * math.Sin(phi)
	for i := range g {
		if math.Abs(rep.Angles[i]-a) > 1e-12 {
			t.Fatalf("angles %v, want %v", rep.Angles, a)
		}
	}
	u := combine(g, rep.Weights)
	length := 2 * 2 * math.Cos(phi/2-a)
	for k, d := range []float64{1 / math.Sqrt(5), 2 / math.Sqrt(5)} {
		if math.Abs(u[k]-length*d) > 1e-12 {
			t.Fatalf("update %v, want length %v", u, length)
		}
	}
}

// RGB from the vectors: rebuild r_i from the report and add them up.
func TestRGBSumsTurnedGradients(t *testing.T) {
	for seed := range uint64(60) {
		g := hard(seed)
		rep := weightsOf(t, "rgb", g)
		rot, _ := turned(unitVectors(g), rep)
		mean := 0.0
		for i := range g {
			mean += math.Sqrt(dot(g[i], g[i])) / float64(len(g))
		}
		u := combine(g, rep.Weights)
		for k := range u {
			s := 0.0
			for i := range rot {
				s += rot[i][k]
			}
			if math.Abs(u[k]-mean*s) > 1e-9*mean {
				t.Fatalf("seed %d: component %v, want %v", seed, u[k], mean*s)
			}
		}
	}
}

// HARMONIC: non-negative weights, no conflict.
func TestHarmonicFeasible(t *testing.T) {
	for seed := range uint64(200) {
		g := hard(seed)
		rep := weightsOf(t, "harmonic", g)
		for i, w := range rep.Weights {
			if w < 0 || rep.MinCosine < -1e-9 {
				t.Fatalf("seed %d: weight %d is %v, least cosine %v", seed, i, w, rep.MinCosine)
			}
		}
	}
}
