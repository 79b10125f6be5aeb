package weighting

import "math"

func init() {
	Register(Spec{
		Name: "cagrad", Title: "CAGrad", Order: 31,
		Paper:                  "B. Liu et al., Conflict-Averse Gradient Descent for Multi-task Learning, NeurIPS 2021, arXiv 2110.14048",
		Summary:                "Best worst-case descent within a ball of radius c |g_0| around the mean gradient g_0.",
		PermutationEquivariant: true,
	}, func(o Options) Weighting { return &cagrad{base: newBase("cagrad", o), radius: 0.5} })
}

// cagrad is Algorithm 1 of the paper: with g_0 the mean gradient, w minimises
//
//	F(w) = g_w . g_0 + c |g_0| |g_w|,  g_w = sum_i w_i g_i,  w >= 0, sum w = 1,
//
// and the update is g_0 + c |g_0| g_w / |g_w|, c the radius (0.5, LibMTL's
// default). No rescaling follows, as in the paper and TorchJD; LibMTL divides by
// 1 + c^2. For c < 1 the update may conflict with a task.
//
// When g_w = 0 at the minimum the formula has no direction, but the update it stands
// for, argmax over |d - g_0| <= c|g_0| of min_i g_i . d, still exists: its least product is
// then F = 0, and the point nearest to g_0 with no negative product, the projection of g_0
// on the dual cone, is one. (TorchJD returns zero there, which stops every task.) It is
// used whenever it lies in the ball and has a larger least product than the formula's.
//
// Where the others call a general solver: since |g_w| is the minimum over t > 0 of
// (t + |g_w|^2/t)/2, the minimiser for fixed t is the minimum-norm point of the
// hull of the vectors g_i + g_0 t/(c |g_0|), found exactly by the active-set
// method; the scalar condition |g_w| = t is then solved by bisection, as the function
// left after minimising over w is convex in t.
type cagrad struct {
	base
	radius     float64 // c, of the ball around the mean gradient
	near       minNorm
	nn         nonNegative
	g, p, b, x []float64
	ones       []float64
}

// Weights implements Weighting.
func (w *cagrad) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	n := w.n
	if n == 0 {
		w.rep.Path = PathEmpty
		return w.finish(), nil
	}
	w.g, w.p = grow(w.g, n*n), grow(w.p, n*n)
	w.b, w.x, w.ones = grow(w.b, n), grow(w.x, n), grow(w.ones, n)
	long := 0.0
	for _, x := range w.norm {
		long = max(long, x)
	}
	a0 := 0.0 // |g_0|^2, all lengths relative to the longest
	for i := 0; i < n; i++ {
		w.ones[i], w.b[i] = 1, 0
		for j := 0; j < n; j++ {
			w.g[i*n+j] = w.k[i*n+j] * float64((w.norm[i]/long)*(w.norm[j]/long))
			w.b[i] += w.g[i*n+j] / float64(n) // g_i . g_0
		}
		a0 += w.b[i] / float64(n)
	}
	w.rep.Path = PathStationary
	// A mean gradient below rounding leaves a ball of no radius around zero.
	if a0 > 1e-18 {
		if length := w.search(a0); length > 1e-9 {
			w.rep.Path = PathSolved
			r := w.radius * math.Sqrt(a0) / length
			for i := range w.coef {
				w.coef[i] = (1/float64(n) + float64(r*w.x[i])) * w.norm[i]
			}
		}
		w.nearest(a0, long)
	}
	return w.finishCoef(), nil
}

// nearest replaces an update with a negative product, or none, by the projection of g_0
// on the dual cone where that is better.
func (w *cagrad) nearest(a0, long float64) {
	n := w.n
	if w.rep.Path == PathSolved && w.leastProduct(w.coef) >= 0 {
		return
	}
	// g_0 = sum_j s_j gb_j with s_j = |g_j|/(n long); mu minimises |g_0 + sum_j mu_j gb_j|.
	rhs, mu, d := w.ones, w.p[:n], w.x
	for i := 0; i < n; i++ {
		rhs[i] = 0
		for j := 0; j < n; j++ {
			rhs[i] -= float64(w.k[i*n+j] * (w.norm[j] / long / float64(n)))
		}
	}
	w.nn.solve(w.k, n, rhs, mu)
	if radius := float64(w.radius*w.radius) * a0; quadratic(w.k, mu) > radius*(1+1e-9) {
		return
	}
	for j, x := range mu {
		d[j] = (w.norm[j]/float64(n) + float64(x*long))
	}
	if w.rep.Path != PathSolved || w.leastProduct(d) > w.leastProduct(w.coef) {
		copy(w.coef, d)
		w.rep.Path = PathSolved
	}
}

// leastProduct is min_i g_i . sum_j c_j gb_j.
func (w *cagrad) leastProduct(c []float64) float64 {
	project(w.k, c, w.tmp)
	least := math.Inf(1)
	for i, u := range w.tmp {
		least = min(least, float64(w.norm[i]*u))
	}
	return least
}

// search leaves the minimiser in x and returns |g_w|.
func (w *cagrad) search(a0 float64) float64 {
	// |g_w| <= 1 in units of the longest gradient, and at the solution t = |g_w|.
	lo, hi, length := 0.0, 1.0, 0.0
	for step := 0; step < 60 && hi-lo > 1e-14*hi; step++ {
		t := 0.5 * (lo + hi)
		length = w.at(t, a0)
		w.rep.InnerSteps = step + 1
		if length < t {
			hi = t
		} else {
			lo = t
		}
	}
	return length
}

// at minimises over w for fixed t and returns |g_w|.
func (w *cagrad) at(t, a0 float64) float64 {
	n := w.n
	s := min(t/float64(w.radius*math.Sqrt(a0)), 1e20)
	// Scaled by 1/(1+s)^2 the entries stay of order one.
	f := 1 / float64((1+s)*(1+s))
	for i := 0; i < n; i++ {
		for j := 0; j < n; j++ {
			w.p[i*n+j] = f * (w.g[i*n+j] + float64(s*(w.b[i]+w.b[j])) + float64(float64(s*s)*a0))
		}
	}
	w.near.solve(w.p, n, w.ones, w.x)
	return math.Sqrt(max(0, quadratic(w.g, w.x)))
}
