package weighting

func init() {
	Register(Spec{
		Name: "upgrad", Title: "UPGrad", Order: 37,
		Paper:          "P. Quinton, V. Rey, Jacobian Descent for Multi-Objective Optimization, arXiv 2406.16232",
		Summary:        "Mean of the task gradients, each projected on the dual cone of all of them.",
		NonConflicting: true, LinearUnderScaling: true, PermutationEquivariant: true,
	}, func(o Options) Weighting { return &upgrad{base: newBase("upgrad", o)} })
}

// upgrad projects every gradient on the cone of directions that conflict with no
// task and takes the mean (equation 5 of the paper). By Proposition 1 of the paper
// the projection of g_i is sum_j v_j g_j with v minimising v^T G v subject to
// v >= e_i. On unit gradients, v = e_i + l with l >= 0, this is a non-negative
// least-squares problem in K, solved by the active-set method of Lawson and Hanson
// (Solving Least Squares Problems, 1974, chapter 23). TorchJD adds 1e-4 to the
// diagonal of the normalised Gram matrix first; no regularisation is added here.
type upgrad struct {
	base
	nn  nonNegative
	rhs []float64
	l   []float64
}

// Weights implements Weighting.
func (w *upgrad) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	n := w.n
	if n == 0 {
		w.rep.Path = PathEmpty
		return w.finish(), nil
	}
	w.rhs, w.l = grow(w.rhs, n), grow(w.l, n)
	for i := 0; i < n; i++ {
		conflict := false
		for j := 0; j < n; j++ {
			w.rhs[j] = -w.k[i*n+j]
			conflict = conflict || w.rhs[j] > 0
		}
		share := w.norm[i] / float64(n)
		w.coef[i] += share
		if !conflict {
			continue // g_i lies in the cone
		}
		w.nn.solve(w.k, n, w.rhs, w.l)
		for j, x := range w.l {
			w.coef[j] += float64(share * x)
		}
	}
	w.rep.Path = PathSolved
	return w.finishCancelled(), nil
}

// nonNegative solves min 1/2 x^T K x - b.x over x >= 0 for positive
// semi-definite K with unit diagonal.
type nonNegative struct {
	set  []int
	in   []bool
	sub  []float64
	chol []float64
	y    []float64
}

func (q *nonNegative) solve(k []float64, n int, b, x []float64) {
	clear(x)
	q.set = q.set[:0]
	q.in = grow(q.in, n)
	clear(q.in)
	for step := 0; step < 10*n+20; step++ {
		best, slope := -1, 1e-13
		for i := 0; i < n; i++ {
			if q.in[i] {
				continue
			}
			s := b[i]
			for _, j := range q.set {
				s -= float64(k[i*n+j] * x[j])
			}
			if s > slope {
				best, slope = i, s
			}
		}
		if best < 0 {
			return
		}
		q.set = append(q.set, best)
		q.in[best] = true
		for q.free(k, n, b) {
			// Move towards the free minimum up to the first bound, whose variable
			// leaves the set.
			theta, leaves := 1.0, -1
			for a, j := range q.set {
				if q.y[a] > 0 {
					continue
				}
				step := 0.0
				if d := x[j] - q.y[a]; d > 0 {
					step = x[j] / d
				}
				if leaves < 0 || step < theta {
					theta, leaves = step, a
				}
			}
			keep := q.set[:0]
			for a, j := range q.set {
				v := x[j] + float64(theta*(q.y[a]-x[j]))
				if a == leaves || q.y[a] <= 0 && v <= 1e-15 {
					x[j] = 0
					q.in[j] = false
					continue
				}
				x[j] = v
				keep = append(keep, j)
			}
			q.set = keep
		}
		for a, j := range q.set {
			x[j] = q.y[a]
		}
		if !q.in[best] {
			return // the new variable left at once: rounding decides, stop
		}
	}
}

// free minimises over the set without bounds and reports whether some variable
// is not positive.
func (q *nonNegative) free(k []float64, n int, b []float64) bool {
	s := len(q.set)
	q.sub, q.chol, q.y = grow(q.sub, s*s), grow(q.chol, s*s), grow(q.y, s)
	for a, i := range q.set {
		for c, j := range q.set {
			q.sub[a*s+c] = k[i*n+j]
		}
		q.y[a] = b[i]
	}
	choleskyRidge(q.chol, q.sub, s)
	choleskySolve(q.chol, s, q.y, q.y)
	for _, y := range q.y {
		if y <= 0 {
			return true
		}
	}
	return false
}
