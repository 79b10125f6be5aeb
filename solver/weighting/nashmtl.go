package weighting

import "math"

func init() {
	Register(Spec{
		Name: "nash-mtl", Title: "Nash-MTL", Order: 33,
		Paper:          "A. Navon et al., Multi-Task Learning as a Bargaining Game, ICML 2022, arXiv 2202.01017",
		Summary:        "Nash bargaining solution: G w = 1/w with w > 0; the update has length sqrt(m).",
		NonConflicting: true, PermutationEquivariant: true,
	}, func(o Options) Weighting { return &nashMTL{base: newBase("nash-mtl", o)} })
}

// nashMTL solves G w = 1/w, w > 0 (Claim 3.1 of the paper; element-wise inverse).
// In the unknowns b_i = |g_i| w_i this reads K b = 1/b, the optimality condition
// of the strictly convex 1/2 b^T K b - sum_i log b_i, which damped Newton steps
// solve to rounding: the function is self-concordant, so the step 1/(1 + decrement)
// converges from anywhere. The authors' code, and with it LibMTL and TorchJD,
// stops a sequence of convex approximations after 20 solves, scales G by its
// Frobenius norm and clips the update to length 1; here the update is the paper's
// own, of length sqrt(m) whatever the gradients.
//
// Near a Pareto-stationary point w grows without bound; once some b_i exceeds
// nashBound the update is set to zero. The update agrees with every task, since
// g_i . update = 1/w_i.
type nashMTL struct {
	base
	h, chol []float64
	b, d, r []float64
}

const nashBound = 1e6

// Weights implements Weighting.
func (w *nashMTL) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	n := w.n
	if n == 0 {
		w.rep.Path = PathEmpty
		return w.finish(), nil
	}
	w.h, w.chol = grow(w.h, n*n), grow(w.chol, n*n)
	w.b, w.d, w.r = grow(w.b, n), grow(w.d, n), grow(w.r, n)
	for i := range w.b {
		w.b[i] = 1 / math.Sqrt(float64(n))
	}
	w.rep.Path = PathStationary
	// The values are bounded by nashBound, so at most about n log(nashBound)
	// damped steps are needed before the quadratic phase.
	for step := 0; step < 100+20*n; step++ {
		w.rep.InnerSteps = step + 1
		decrement := w.newton()
		damp := 1.0
		if decrement > 0.25 {
			damp = 1 / (1 + decrement)
		}
		big := 0.0
		for i := range w.b {
			// The full step of a small decrement keeps b positive, the damped one
			// always does; the floor only guards against rounding.
			w.b[i] = max(w.b[i]+float64(damp*w.d[i]), 1e-3*w.b[i])
			big = max(big, w.b[i])
		}
		if big > nashBound {
			break
		}
		if decrement < 1e-11 {
			w.rep.Path = PathSolved
			break
		}
	}
	if w.rep.Path == PathSolved {
		copy(w.coef, w.b)
	}
	return w.finishCoef(), nil
}

// newton computes the Newton step d of the barrier function and returns the
// Newton decrement. In the scaled unknowns d_i/b_i the Hessian is
// 1 + diag(b) K diag(b), which is well conditioned where b is moderate.
func (w *nashMTL) newton() float64 {
	n := w.n
	for i := 0; i < n; i++ {
		s := 0.0
		for j := 0; j < n; j++ {
			s += float64(w.k[i*n+j] * w.b[j])
			w.h[i*n+j] = float64(float64(w.k[i*n+j]*w.b[i]) * w.b[j])
		}
		w.h[i*n+i]++
		w.r[i] = 1 - float64(w.b[i]*s)
	}
	choleskyRidge(w.chol, w.h, n)
	choleskySolve(w.chol, n, w.r, w.d)
	s := 0.0
	for i, d := range w.d {
		s += float64(d * w.r[i])
		w.d[i] = float64(d * w.b[i])
	}
	return math.Sqrt(max(0, s))
}
