package weighting

import "math"

// minNorm finds the minimum-norm point sum_i x_i gb_i of the convex hull of
// vectors with Gram matrix K by Wolfe's active-set method (P. Wolfe, "Finding
// the nearest point in a polytope", Math. Programming 11, 1976). By its KKT
// conditions gb_i . x >= |x|^2 for every i, so the point lies in the harmonized
// cone and is a common descent direction unless it is zero.
type minNorm struct {
	set   []int     // active set ("corral")
	sub   []float64 // K on the set, plus ones
	chol  []float64
	y     []float64
	u     []float64
	steps int
}

// solve minimises x^T K x over x >= 0, a.x = 1, where the entries of a lie in
// (0, 1] and the largest is 1. With a = (1..1) these are the barycentric
// coordinates of the hull of the gb_i; with a_i = n_min/n_i they are, divided by
// n_i/n_min, those of the hull of vectors of length n_i, without the conditioning
// of their Gram matrix.
func (w *minNorm) solve(k []float64, n int, a, x []float64) {
	w.u = grow(w.u, n)
	clear(x)
	start := 0
	for i := 1; i < n; i++ {
		if k[i*n+i]/float64(a[i]*a[i]) < k[start*n+start]/float64(a[start]*a[start]) {
			start = i
		}
	}
	x[start] = 1 / a[start]
	w.set = append(w.set[:0], start)
	last := math.Inf(1)
	w.steps = 0
	for ; w.steps < 10*n+50; w.steps++ {
		value, best, slack := 0.0, -1, 0.0
		for i := 0; i < n; i++ {
			s := 0.0
			for _, j := range w.set {
				s += float64(k[i*n+j] * x[j])
			}
			w.u[i] = s
			value += float64(s * x[i])
		}
		for i := 0; i < n; i++ {
			if d := w.u[i] - float64(value*a[i]); best < 0 || d < slack {
				best, slack = i, d
			}
		}
		// Rounding limits both tests: stop when no vertex is nearer or when the
		// last cycle gained nothing.
		if slack >= -1e-13 || value >= last || x[best] > 0 {
			return
		}
		last = value
		w.set = append(w.set, best)
		if !w.descend(k, n, a, x) {
			return
		}
	}
}

// descend moves to the minimum over the affine hull of the set, dropping
// vertices that would become negative.
func (w *minNorm) descend(k []float64, n int, a, x []float64) bool {
	for {
		w.affine(k, n, a)
		// The first bound met on the way to the affine minimum leaves the set, so
		// every round but the last makes it smaller.
		theta, leaves := 1.0, -1
		for s, j := range w.set {
			if w.y[s] > 1e-14 {
				continue
			}
			step := 0.0
			if d := x[j] - w.y[s]; d > 0 {
				step = x[j] / d
			}
			if leaves < 0 || step < theta {
				theta, leaves = step, s
			}
		}
		sum := 0.0
		keep := w.set[:0]
		for s, j := range w.set {
			v := float64((1-theta)*x[j]) + float64(theta*w.y[s])
			if s == leaves || leaves >= 0 && v <= 1e-14 {
				x[j] = 0
				continue
			}
			x[j] = v
			sum += float64(v * a[j])
			keep = append(keep, j)
		}
		w.set = keep
		if len(keep) == 0 || sum <= 0 {
			return false
		}
		for _, j := range keep {
			x[j] /= sum
		}
		if leaves < 0 {
			return true
		}
	}
}

// affine writes into w.y the point of least norm on the plane a.y = 1 of the set,
// from (K_S + a a^T) y = a rescaled to the plane. A ridge at rounding level takes
// over when the set is affinely dependent.
func (w *minNorm) affine(k []float64, n int, a []float64) {
	s := len(w.set)
	w.sub, w.chol, w.y = grow(w.sub, s*s), grow(w.chol, s*s), grow(w.y, s)
	for p, i := range w.set {
		for q, j := range w.set {
			w.sub[p*s+q] = k[i*n+j] + float64(a[i]*a[j])
		}
		w.y[p] = a[i]
	}
	choleskyRidge(w.chol, w.sub, s)
	choleskySolve(w.chol, s, w.y, w.y)
	sum := 0.0
	for p, i := range w.set {
		sum += float64(w.y[p] * a[i])
	}
	for p := range w.y {
		w.y[p] /= sum
	}
}
