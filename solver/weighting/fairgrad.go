package weighting

import "math"

func init() {
	Register(Spec{
		Name: "fairgrad", Title: "FairGrad", Order: 39,
		Paper:          "H. Ban, K. Ji, Fair Resource Allocation in Multi-Task Learning, ICML 2024, arXiv 2402.15638",
		Summary:        "Fair shares of the descent: G w = w^(-1/2) with w > 0 (alpha = 2).",
		NonConflicting: true, PermutationEquivariant: true,
	}, func(o Options) Weighting { return &fairGrad{base: newBase("fairgrad", o)} })
}

// fairGrad solves G w = w^(-1/alpha), w > 0, for alpha = 2 (equation 6 of the paper, the
// power taken element by element); alpha = 1 is Nash-MTL. In the unknowns
// b_i = w_i |g_i| with lengths relative to the longest it reads
// K b = a b^(-1/2), a_i = |g_i|^(-1/2), the optimality condition of the strictly convex
// 1/2 b^T K b - 2 sum_i a_i sqrt(b_i), which Newton steps with backtracking
// solve; the authors hand the equation to a general solver. Since
// g_i . update = w_i^(-1/2), the update agrees with every task. Where w grows beyond
// bound, next to a Pareto-stationary point, the update is zero.
type fairGrad struct {
	base
	h, chol          []float64
	a, b, d, r, next []float64
}

const fairBound = 1e9

// Weights implements Weighting.
func (w *fairGrad) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	n := w.n
	if n == 0 {
		w.rep.Path = PathEmpty
		return w.finish(), nil
	}
	w.h, w.chol = grow(w.h, n*n), grow(w.chol, n*n)
	for _, p := range []*[]float64{&w.a, &w.b, &w.d, &w.r, &w.next} {
		*p = grow(*p, n)
	}
	long := 0.0
	for _, x := range w.norm {
		long = max(long, x)
	}
	for i, x := range w.norm {
		w.a[i] = math.Sqrt(long / x)
		w.b[i] = w.a[i]
	}
	w.rep.Path = PathStationary
	for step := 0; step < 200+20*n; step++ {
		w.rep.InnerSteps = step + 1
		decrement := w.newton()
		if decrement < 1e-10 {
			w.rep.Path = PathSolved
			break
		}
		big := 0.0
		for size, now := 1.0, w.value(w.b); ; size /= 2 {
			for i := range w.b {
				w.next[i] = max(w.b[i]+float64(size*w.d[i]), 1e-3*w.b[i])
			}
			if decrement < 1e-3 || size < 1e-9 || w.value(w.next) < now {
				break // near the solution rounding hides the descent, and full steps converge
			}
		}
		for i, x := range w.next {
			w.b[i] = x
			big = max(big, x/max(1, w.a[i]))
		}
		if big > fairBound {
			break
		}
	}
	if w.rep.Path == PathSolved {
		copy(w.coef, w.b)
	}
	return w.finishCoef(), nil
}

// value is the function that is minimised.
func (w *fairGrad) value(b []float64) float64 {
	s := quadratic(w.k, b) / 2
	for i, x := range b {
		s -= float64(2 * w.a[i] * math.Sqrt(x))
	}
	return s
}

// newton writes the Newton step into d and returns the Newton decrement relative to the size of the function. In
// the unknowns d_i/b_i the Hessian is diag(b) K diag(b) + diag(a sqrt(b))/2.
func (w *fairGrad) newton() float64 {
	n := w.n
	size := 0.0
	for i := 0; i < n; i++ {
		s := 0.0
		for j := 0; j < n; j++ {
			s += float64(w.k[i*n+j] * w.b[j])
			w.h[i*n+j] = float64(float64(w.k[i*n+j]*w.b[i]) * w.b[j])
		}
		t := float64(w.a[i] * math.Sqrt(w.b[i]))
		w.h[i*n+i] += t / 2
		w.r[i] = t - float64(w.b[i]*s)
		size += t
	}
	choleskyRidge(w.chol, w.h, n)
	choleskySolve(w.chol, n, w.r, w.d)
	s := 0.0
	for i, d := range w.d {
		s += float64(d * w.r[i])
		w.d[i] = float64(d * w.b[i])
	}
	return math.Sqrt(max(0, s) / size)
}
