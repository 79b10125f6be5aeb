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

// solve writes the n coefficients (non-negative, of sum 1) into x.
func (w *minNorm) solve(k []float64, n int, x []float64) {
	w.u = grow(w.u, n)
	clear(x)
	// Any vertex is a valid start; the shortest makes the last bits independent
	// of the order of tasks in the common cases.
	start := 0
	for i := 1; i < n; i++ {
		if k[i*n+i] < k[start*n+start] {
			start = i
		}
	}
	x[start] = 1
	w.set = append(w.set[:0], start)
	last := math.Inf(1)
	w.steps = 0
	for ; w.steps < 10*n+50; w.steps++ {
		value, best := 0.0, -1
		for i := 0; i < n; i++ {
			s := 0.0
			for _, j := range w.set {
				s += float64(k[i*n+j] * x[j])
			}
			w.u[i] = s
			value += float64(s * x[i])
			if best < 0 || s < w.u[best] {
				best = i
			}
		}
		// Rounding limits both tests: stop when no vertex is nearer or when the
		// last cycle gained nothing.
		if w.u[best] >= value-1e-13 || value >= last || x[best] > 0 {
			return
		}
		last = value
		w.set = append(w.set, best)
		if !w.descend(k, n, x) {
			return
		}
	}
}

// descend moves to the minimum over the affine hull of the set, dropping
// vertices that would become negative.
func (w *minNorm) descend(k []float64, n int, x []float64) bool {
	for {
		w.affine(k, n)
		theta, hit := 1.0, false
		for a, j := range w.set {
			if w.y[a] <= 1e-14 {
				hit = true
				if d := x[j] - w.y[a]; d > 0 {
					theta = min(theta, x[j]/d)
				} else {
					theta = 0
				}
			}
		}
		sum := 0.0
		keep := w.set[:0]
		for a, j := range w.set {
			v := float64((1-theta)*x[j]) + float64(theta*w.y[a])
			if hit && v <= 1e-14 {
				x[j] = 0
				continue
			}
			x[j] = v
			sum += v
			keep = append(keep, j)
		}
		w.set = keep
		if len(keep) == 0 || sum <= 0 {
			return false
		}
		for _, j := range keep {
			x[j] /= sum
		}
		if !hit {
			return true
		}
	}
}

// affine writes into w.y the barycentric coordinates of the point of least norm
// in the affine hull of the set, from (K_S + 1 1^T) y = 1 scaled to sum one. A
// ridge at rounding level takes over when the set is affinely dependent.
func (w *minNorm) affine(k []float64, n int) {
	s := len(w.set)
	w.sub, w.chol, w.y = grow(w.sub, s*s), grow(w.chol, s*s), grow(w.y, s)
	for a, i := range w.set {
		for c, j := range w.set {
			w.sub[a*s+c] = k[i*n+j] + 1
		}
		w.y[a] = 1
	}
	for ridge := 1e-14; !cholesky(w.chol, w.sub, s); ridge *= 10 {
		for a := 0; a < s; a++ {
			w.sub[a*s+a] += ridge
		}
	}
	choleskySolve(w.chol, s, w.y, w.y)
	sum := 0.0
	for _, v := range w.y {
		sum += v
	}
	for a := range w.y {
		w.y[a] /= sum
	}
}
