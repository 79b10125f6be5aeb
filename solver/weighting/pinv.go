package weighting

import "math"

// pinvCut is the relative eigenvalue cut of every pseudo-inverse of a cosine matrix.
const pinvCut = 1e-6

// pinv solves y = S^+ b for small symmetric positive semi-definite S, dropping
// eigenvalues at or below cut times the largest.
type pinv struct {
	eig  eigen
	chol []float64
	inv  []float64
}

// solve writes S^+ b into y; S is n x n row-major and is kept. It reports the
// number of eigenvalues kept. b and y may be the same slice.
func (p *pinv) solve(s []float64, n int, b, y []float64, cut float64) int {
	if p.cholesky(s, n) && p.condition(s, n)*cut < 1 {
		choleskySolve(p.chol, n, b, y)
		return n
	}
	p.eig.decompose(s, n)
	big := 0.0
	for _, l := range p.eig.value {
		big = max(big, l)
	}
	p.inv = grow(p.inv, n)
	out := p.inv[:n]
	clear(out)
	rank := 0
	for k, l := range p.eig.value {
		if l <= cut*big {
			continue
		}
		rank++
		v := p.eig.vector[k*n : k*n+n]
		d := 0.0
		for i, x := range v {
			d += float64(x * b[i])
		}
		d /= l
		for i, x := range v {
			out[i] += float64(d * x)
		}
	}
	copy(y, out)
	return rank
}

// cholesky factors s = L L^T into p.chol and reports whether all pivots were
// clearly positive.
func (p *pinv) cholesky(s []float64, n int) bool {
	p.chol = grow(p.chol, n*n)
	return cholesky(p.chol, s, n)
}

// condition bounds the ratio of the largest to the smallest eigenvalue from
// above by |S| |S^-1| in the infinity norm, using the factor in p.chol. When
// the bound stays below 1/cut, no eigenvalue would be dropped, and the Cholesky
// solution is the pseudo-inverse.
func (p *pinv) condition(s []float64, n int) float64 {
	p.inv = grow(p.inv, 2*n)
	e, col := p.inv[:n], p.inv[n:2*n]
	var ns, ni float64
	for j := 0; j < n; j++ {
		clear(e)
		e[j] = 1
		choleskySolve(p.chol, n, e, col)
		var a, c float64
		for i := 0; i < n; i++ {
			a += math.Abs(s[j*n+i])
			c += math.Abs(col[i])
		}
		ns, ni = max(ns, a), max(ni, c)
	}
	return ns * ni
}

// cholesky writes the lower factor of s into l and reports whether every pivot
// exceeds 1e-14 of its diagonal entry.
func cholesky(l, s []float64, n int) bool {
	for j := 0; j < n; j++ {
		lj := l[j*n : j*n+n]
		for i := j; i < n; i++ {
			li := l[i*n : i*n+n]
			d := s[i*n+j]
			for k := 0; k < j; k++ {
				d -= float64(li[k] * lj[k])
			}
			if i == j {
				if !(d > 1e-14*s[j*n+j]) {
					return false
				}
				lj[j] = math.Sqrt(d)
			} else {
				li[j] = d / lj[j]
			}
		}
	}
	return true
}

// choleskySolve solves L L^T y = b; b and y may be the same slice.
func choleskySolve(l []float64, n int, b, y []float64) {
	for i := 0; i < n; i++ {
		d := b[i]
		for k := 0; k < i; k++ {
			d -= float64(l[i*n+k] * y[k])
		}
		y[i] = d / l[i*n+i]
	}
	for i := n - 1; i >= 0; i-- {
		d := y[i]
		for k := i + 1; k < n; k++ {
			d -= float64(l[k*n+i] * y[k])
		}
		y[i] = d / l[i*n+i]
	}
}

// choleskyRidge factors s, adding to its diagonal, where needed, a ridge growing
// from 1e-14 of the largest diagonal entry until it is positive definite. s is
// changed; its diagonal must not be zero throughout.
func choleskyRidge(l, s []float64, n int) {
	big := 0.0
	for i := 0; i < n; i++ {
		big = max(big, s[i*n+i])
	}
	ridge := 1e-14 * big
	for try := 0; !cholesky(l, s, n); try++ {
		if try == 20 {
			panic("weighting: matrix without positive diagonal")
		}
		for i := 0; i < n; i++ {
			s[i*n+i] += ridge
		}
		ridge *= 10
	}
}
