package weighting

import (
	"math"
	"math/bits"
)

// rays enumerates the extreme rays of the harmonized cone
// {l : l >= 0, K l >= 0} by the Double Description method (Motzkin et al. 1953;
// Fukuda and Prodon 1996): start from the orthant, whose extreme rays are the
// unit vectors, and cut with one row of K after the other. Each ray carries the
// set of constraints it satisfies with equality as bits: bit i for l_i >= 0, bit
// m+i for (K l)_i >= 0. Storage is reused between calls.
type rays struct {
	m     int
	count int
	ray   []float64 // count x m, each ray scaled to largest entry 1
	tight []uint32

	nextRay   []float64
	nextTight []uint32
	value     []float64
	plus      []int
	minus     []int
	cuts      [12]cutMemo
	known     bool // all cuts of this enumeration so far went as in the last one
}

// cutMemo remembers the combinatorial part of a cut. Which rays are neighbours depends only on the signs that their constraint
// values had in this and the earlier cuts: while these stay the same from step to step, as they mostly do, the search for neighbours
// is not repeated.
type cutMemo struct {
	sign  []int8
	pairs []neighbours
}

// neighbours are the two rays of an edge that a cut crosses.
type neighbours struct{ p, q int }

// rayZero: a constraint value of a ray with entries in [0, 1] counts as zero up
// to this size.
const rayZero = 1e-11

// enumerate computes the rays for the m x m cosine matrix k, m <= 12. The cone
// always has rays when some l in it is non-zero; count is 0 otherwise.
func (r *rays) enumerate(k []float64, m int) {
	r.known = r.m == m
	r.m, r.count = m, m
	r.ray = grow(r.ray, m*m)
	r.tight = grow(r.tight, m)
	clear(r.ray)
	for i := 0; i < m; i++ {
		r.ray[i*m+i] = 1
		r.tight[i] = (1<<m - 1) &^ (1 << i)
	}
	for i := 0; i < m && r.count > 0; i++ {
		r.cut(k[i*m:i*m+m], 1<<(m+i), &r.cuts[i])
	}
}

// cut intersects the cone with row . l >= 0.
func (r *rays) cut(row []float64, bit uint32, memo *cutMemo) {
	m := r.m
	r.value = grow(r.value, r.count)
	r.known = r.known && len(memo.sign) == r.count
	memo.sign = grow(memo.sign, r.count)
	r.plus, r.minus = r.plus[:0], r.minus[:0]
	for j := 0; j < r.count; j++ {
		v := 0.0
		for i, x := range r.ray[j*m : j*m+m] {
			v += float64(x * row[i])
		}
		sign := int8(0)
		switch {
		case v > rayZero:
			r.plus = append(r.plus, j)
			sign = 1
		case v < -rayZero:
			r.minus = append(r.minus, j)
			sign = -1
		default:
			v = 0
			r.tight[j] |= bit
		}
		r.value[j] = v
		if memo.sign[j] != sign {
			memo.sign[j], r.known = sign, false
		}
	}
	if len(r.minus) == 0 {
		return
	}
	r.nextRay, r.nextTight = r.nextRay[:0], r.nextTight[:0]
	for j := 0; j < r.count; j++ {
		if r.value[j] >= 0 {
			r.nextRay = append(r.nextRay, r.ray[j*m:j*m+m]...)
			r.nextTight = append(r.nextTight, r.tight[j])
		}
	}
	if !r.known {
		memo.pairs = memo.pairs[:0]
		for _, p := range r.plus {
			for _, q := range r.minus {
				common := r.tight[p] & r.tight[q]
				if bits.OnesCount32(common) >= m-2 && r.adjacent(p, q, common) {
					memo.pairs = append(memo.pairs, neighbours{p, q})
				}
			}
		}
	}
	for _, e := range memo.pairs {
		r.combine(e.p, e.q)
		r.nextTight = append(r.nextTight, r.tight[e.p]&r.tight[e.q]|bit)
	}
	r.ray, r.nextRay = r.nextRay, r.ray
	r.tight, r.nextTight = r.nextTight, r.tight
	r.count = len(r.tight)
}

// adjacent reports whether rays p and q span a two-dimensional face: no third
// ray satisfies all their common constraints. When one of them is tight in
// exactly m-1 constraints, these are independent, so m-2 common ones already
// have the rank that makes them adjacent and no search is needed.
func (r *rays) adjacent(p, q int, common uint32) bool {
	if bits.OnesCount32(r.tight[p]) == r.m-1 || bits.OnesCount32(r.tight[q]) == r.m-1 {
		return true
	}
	for j := 0; j < r.count; j++ {
		if r.tight[j]&common == common && j != p && j != q {
			return false
		}
	}
	return true
}

// combine appends the point of the segment between p and q on the cutting plane.
func (r *rays) combine(p, q int) {
	m := r.m
	vp, vq := r.value[p], -r.value[q]
	rp, rq := r.ray[p*m:p*m+m], r.ray[q*m:q*m+m]
	at := len(r.nextRay)
	big := 0.0
	for i := range rp {
		x := float64(vq*rp[i]) + float64(vp*rq[i])
		big = max(big, x)
		r.nextRay = append(r.nextRay, x)
	}
	for i := range r.nextRay[at:] {
		r.nextRay[at+i] /= big
	}
}

// anchor adds up the unit vectors U(Gb pi_j) over all rays and writes the
// coefficients of d* = U(sum) into out. It reports false when the cone has no
// direction of non-zero length.
func (r *rays) anchor(k, out []float64) bool {
	m := r.m
	clear(out)
	for j := 0; j < r.count; j++ {
		ray := r.ray[j*m : j*m+m]
		l2, l1 := quadratic(k, ray), 0.0
		for _, x := range ray {
			l1 += x
		}
		// Rounding in l2 is of the order of 1e-16 l1^2: a shorter vector has no
		// direction.
		if l2 <= 1e-14*float64(l1*l1) {
			continue
		}
		s := 1 / math.Sqrt(l2)
		for i, x := range ray {
			out[i] += float64(s * x)
		}
	}
	return normalise(k, out)
}

// quadratic returns x^T K x.
func quadratic(k, x []float64) float64 {
	n := len(x)
	s := 0.0
	for i, xi := range x {
		row := k[i*n : i*n+n]
		t := 0.0
		for j, xj := range x {
			t += float64(row[j] * xj)
		}
		s += float64(xi * t)
	}
	return s
}

// normalise scales x to x^T K x = 1 and reports false, leaving x alone, when the
// vector sum_i x_i gb_i cannot be told from zero.
func normalise(k, x []float64) bool {
	l1 := 0.0
	for _, v := range x {
		l1 += math.Abs(v)
	}
	l2 := quadratic(k, x)
	if !(l2 > 1e-14*float64(l1*l1)) {
		return false
	}
	s := 1 / math.Sqrt(l2)
	for i := range x {
		x[i] = float64(x[i] * s)
	}
	return true
}
