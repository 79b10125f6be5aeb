package weighting

import (
	"math"
	"slices"
)

// eigen is a symmetric eigensolver by the cyclic Jacobi method (Golub and Van
// Loan, Matrix Computations, section 8.5). gonum's EigenSym is not used because
// its inner loops are assembly on amd64 and Go on wasm, with different orders of
// summation: the last bits of the weights would then depend on the platform.
// The matrices are m x m with m the number of tasks, where Jacobi is fast and,
// for small eigenvalues, at least as accurate.
type eigen struct {
	n      int
	a      []float64 // work, n x n
	vector []float64 // row k is the unit eigenvector of value[k]
	value  []float64 // in no particular order
}

// decompose computes all eigenpairs of the symmetric n x n matrix s, row-major.
func (e *eigen) decompose(s []float64, n int) {
	e.n = n
	e.a = append(e.a[:0], s[:n*n]...)
	e.vector = grow(e.vector, n*n)
	e.value = grow(e.value, n)
	clear(e.vector)
	for i := 0; i < n; i++ {
		e.vector[i*n+i] = 1
	}
	a := e.a
	total := 0.0
	for _, x := range a {
		total += float64(x * x)
	}
	// Sixty sweeps are far beyond what quadratic convergence needs; the bound
	// only guarantees the end.
	for sweep := 0; sweep < 60; sweep++ {
		off := 0.0
		for p := 0; p < n; p++ {
			for q := p + 1; q < n; q++ {
				off += float64(a[p*n+q] * a[p*n+q])
			}
		}
		if off <= 1e-34*total {
			break
		}
		for p := 0; p < n; p++ {
			for q := p + 1; q < n; q++ {
				e.rotate(p, q)
			}
		}
	}
	for i := 0; i < n; i++ {
		e.value[i] = a[i*n+i]
	}
}

// graded computes the eigenpairs of D K D, D = diag(norm)/long, for lengths of any
// spread with high relative accuracy: one-sided Jacobi rotations make the columns
// of A = sqrt(L) Q^T D orthogonal, K = Q L Q^T (Demmel and Veselic, SIAM J. Matrix
// Anal. Appl. 13, 1992). Eigenvalues of K at rounding level count as zero.
func (e *eigen) graded(k, norm []float64, long float64, n int) {
	e.decompose(k, n)
	big := slices.Max(e.value)
	col := make([]float64, n*n) // row j is column j of A
	for p, l := range e.value {
		if l <= rankCut*big {
			continue
		}
		root := math.Sqrt(l)
		for j := 0; j < n; j++ {
			col[j*n+p] = float64(float64(root*e.vector[p*n+j]) * (norm[j] / long))
		}
	}
	clear(e.vector) // row j is column j of the product of the rotations
	for i := 0; i < n; i++ {
		e.vector[i*n+i] = 1
	}
	for sweep, turned := 0, true; turned && sweep < 60; sweep++ {
		turned = false
		for p := 0; p < n; p++ {
			for q := p + 1; q < n; q++ {
				x, y := col[p*n:p*n+n], col[q*n:q*n+n]
				var xx, yy, xy float64
				for i := range x {
					xx += float64(x[i] * x[i])
					yy += float64(y[i] * y[i])
					xy += float64(x[i] * y[i])
				}
				if math.Abs(xy) <= 1e-15*math.Sqrt(xx)*math.Sqrt(yy) {
					continue
				}
				turned = true
				tau := (yy - xx) / (2 * xy)
				t := 1 / (math.Abs(tau) + math.Sqrt(1+float64(tau*tau)))
				if math.Abs(tau) > 1e150 {
					t = 1 / (2 * math.Abs(tau))
				}
				if tau < 0 {
					t = -t
				}
				c := 1 / math.Sqrt(1+float64(t*t))
				s := float64(t * c)
				turn(x, y, c, s)
				turn(e.vector[p*n:p*n+n], e.vector[q*n:q*n+n], c, s)
			}
		}
	}
	for j := 0; j < n; j++ {
		e.value[j] = 0
		for _, x := range col[j*n : j*n+n] {
			e.value[j] += float64(x * x)
		}
	}
}

// turn replaces (x, y) by (c x - s y, s x + c y).
func turn(x, y []float64, c, s float64) {
	for i, a := range x {
		b := y[i]
		x[i] = float64(c*a) - float64(s*b)
		y[i] = float64(s*a) + float64(c*b)
	}
}

// rotate annihilates a[p][q].
func (e *eigen) rotate(p, q int) {
	n, a := e.n, e.a
	apq := a[p*n+q]
	if apq == 0 {
		return
	}
	app, aqq := a[p*n+p], a[q*n+q]
	if math.Abs(apq) < 1e-18*math.Sqrt(math.Abs(app))*math.Sqrt(math.Abs(aqq)) {
		a[p*n+q], a[q*n+p] = 0, 0
		return
	}
	tau := (aqq - app) / (2 * apq)
	var t float64
	if math.Abs(tau) > 1e150 {
		t = 1 / (2 * tau)
	} else {
		t = 1 / (math.Abs(tau) + math.Sqrt(1+float64(tau*tau)))
		if tau < 0 {
			t = -t
		}
	}
	c := 1 / math.Sqrt(1+float64(t*t))
	s := float64(t * c)
	rp, rq := a[p*n:p*n+n], a[q*n:q*n+n]
	for k := range rp {
		x, y := rp[k], rq[k]
		rp[k] = float64(c*x) - float64(s*y)
		rq[k] = float64(s*x) + float64(c*y)
	}
	// The matrix stays symmetric: columns p and q are the new rows, and only the
	// 2 x 2 block needs its second rotation.
	rp[p], rq[q] = app-float64(t*apq), aqq+float64(t*apq)
	rp[q], rq[p] = 0, 0
	for k := 0; k < n; k++ {
		a[k*n+p], a[k*n+q] = rp[k], rq[k]
	}
	vp, vq := e.vector[p*n:p*n+n], e.vector[q*n:q*n+n]
	for k := range vp {
		x, y := vp[k], vq[k]
		vp[k] = float64(c*x) - float64(s*y)
		vq[k] = float64(s*x) + float64(c*y)
	}
}

// grow returns a slice of length n, reusing s where it is long enough. The
// contents are unspecified.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}
