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
	ray   []float64 // m entries each, scaled to largest entry 1; those that a cut has removed stay
	tight []uint32  // of the same
	live  []int32   // which of them are rays of the cone so far

	next  []int32
	value []float64
	plus  []int32
	minus []int32
	cuts  [12]cutMemo

	lacking [24][]uint64 // by constraint: the rays of minus that are not tight in it, a bit for each
	known   bool         // all cuts of this enumeration so far went as in the last one
}

// cutMemo remembers the combinatorial part of a cut. Which rays are neighbours depends only on the signs that their constraint
// values had in this and the earlier cuts: while these stay the same from step to step, as they mostly do, the search for neighbours
// is not repeated.
type cutMemo struct {
	sign  []int8
	pairs []neighbours
}

// neighbours are the two rays of an edge that a cut crosses, by their numbers.
type neighbours struct{ p, q int32 }

// rayZero: a constraint value of a ray with entries in [0, 1] counts as zero up
// to this size.
const rayZero = 1e-11

// enumerate computes the rays for the m x m cosine matrix k, m <= 12. The cone
// always has rays when some l in it is non-zero; count is 0 otherwise.
func (r *rays) enumerate(k []float64, m int) {
	r.known = r.m == m
	r.m, r.count = m, m
	r.ray = grow(r.ray, m*m)
	r.tight, r.live = r.tight[:0], r.live[:0]
	clear(r.ray)
	for i := 0; i < m; i++ {
		r.ray[i*m+i] = 1
		r.tight = append(r.tight, (1<<m-1)&^(1<<i))
		r.live = append(r.live, int32(i))
	}
	for i := 0; i < m && r.count > 0; i++ {
		r.cut(k[i*m:i*m+m], 1<<(m+i), &r.cuts[i])
		r.count = len(r.live)
	}
}

// at is the jth ray, of count.
func (r *rays) at(j int) []float64 { return r.number(r.live[j]) }

// number is the ray of a number, one of the cone or not.
func (r *rays) number(id int32) []float64 {
	return r.ray[int(id)*r.m : int(id)*r.m+r.m : int(id)*r.m+r.m]
}

// cut intersects the cone with row . l >= 0.
func (r *rays) cut(row []float64, bit uint32, memo *cutMemo) {
	r.value = grow(r.value, len(r.tight))
	r.known = r.known && len(memo.sign) == r.count
	memo.sign = grow(memo.sign, r.count)
	r.plus, r.minus, r.next = r.plus[:0], r.minus[:0], r.next[:0]
	for j, id := range r.live {
		v := 0.0
		ray := r.number(id)
		for i, x := range row[:len(ray)] {
			v += float64(ray[i] * x)
		}
		sign := int8(0)
		switch {
		case v > rayZero:
			r.plus, r.next = append(r.plus, id), append(r.next, id)
			sign = 1
		case v < -rayZero:
			r.minus = append(r.minus, id)
			sign = -1
		default:
			v = 0
			r.tight[id] |= bit
			r.next = append(r.next, id)
		}
		r.value[id] = v
		if memo.sign[j] != sign {
			memo.sign[j], r.known = sign, false
		}
	}
	if len(r.minus) == 0 {
		return
	}
	if !r.known {
		memo.pairs = r.search(memo.pairs[:0])
	}
	first := len(r.tight)
	r.ray = lengthen(r.ray, (first+len(memo.pairs))*r.m)
	for i, e := range memo.pairs {
		id := int32(first + i)
		r.combine(e.p, e.q, r.number(id))
		r.tight = append(r.tight, r.tight[e.p]&r.tight[e.q]|bit)
		r.next = append(r.next, id)
	}
	r.live, r.next = r.next, r.live
}

// lengthen gives x the length n and keeps what it holds.
func lengthen(x []float64, n int) []float64 {
	if n > cap(x) {
		x = append(make([]float64, 0, 2*n), x...)
	}
	return x[:n]
}

// search appends the neighbours among a positive and a negative ray of this cut. Most rays are tight in exactly the m-1 constraints
// that determine them; such a ray has those as neighbours that lack one of its constraints at most (see adjacent), and these are found 64
// at a time: one and two are the sets of negative rays that lack one and two of its constraints so far.
func (r *rays) search(pairs []neighbours) []neighbours {
	words := (len(r.minus) + 63) / 64
	for bit := range r.lacking {
		r.lacking[bit] = grow(r.lacking[bit], words)
		clear(r.lacking[bit])
	}
	for j, q := range r.minus {
		for lacks := ^r.tight[q] & (1<<(2*r.m) - 1); lacks != 0; lacks &= lacks - 1 {
			r.lacking[bits.TrailingZeros32(lacks)][j/64] |= 1 << (j % 64)
		}
	}
	for _, p := range r.plus {
		tight := r.tight[p]
		if bits.OnesCount32(tight) != r.m-1 {
			for _, q := range r.minus {
				if common := tight & r.tight[q]; bits.OnesCount32(common) >= r.m-2 && r.adjacent(p, q, common) {
					pairs = append(pairs, neighbours{p, q})
				}
			}
			continue
		}
		for word := range words {
			var one, two uint64
			for t := tight; t != 0; t &= t - 1 {
				lacks := r.lacking[bits.TrailingZeros32(t)][word]
				two |= one & lacks
				one |= lacks
			}
			inside := ^uint64(0) >> (64 - min(64, len(r.minus)-64*word))
			for near := ^two & inside; near != 0; near &= near - 1 {
				pairs = append(pairs, neighbours{p, r.minus[64*word+bits.TrailingZeros64(near)]})
			}
		}
	}
	return pairs
}

// adjacent reports whether rays p and q span a two-dimensional face: no third
// ray satisfies all their common constraints. When one of them is tight in
// exactly m-1 constraints, these are independent, so m-2 common ones already
// have the rank that makes them adjacent and no search is needed.
func (r *rays) adjacent(p, q int32, common uint32) bool {
	if bits.OnesCount32(r.tight[p]) == r.m-1 || bits.OnesCount32(r.tight[q]) == r.m-1 {
		return true
	}
	for _, j := range r.live {
		if r.tight[j]&common == common && j != p && j != q {
			return false
		}
	}
	return true
}

// combine writes the point of the segment between p and q on the cutting plane.
func (r *rays) combine(p, q int32, out []float64) {
	vp, vq := r.value[p], -r.value[q]
	rp, rq := r.number(p)[:len(out)], r.number(q)[:len(out)]
	big := 0.0
	for i := range out {
		x := float64(vq*rp[i]) + float64(vp*rq[i])
		if x > big {
			big = x
		}
		out[i] = x
	}
	for i := range out {
		out[i] /= big
	}
}

// anchor adds up the unit vectors U(Gb pi_j) over all rays and writes the
// coefficients of d* = U(sum) into out. It reports false when the cone has no
// direction of non-zero length.
func (r *rays) anchor(k, out []float64) bool {
	clear(out)
	var support [12]int // where the ray is not zero: what is left out would add zeros
	for j := 0; j < r.count; j++ {
		ray, n := r.at(j), 0
		for free := ^r.tight[r.live[j]] & (1<<r.m - 1); free != 0; free &= free - 1 {
			support[n] = bits.TrailingZeros32(free)
			n++
		}
		l2, l1 := 0.0, 0.0
		for _, a := range support[:n] {
			row, t := k[a*r.m:a*r.m+r.m], 0.0
			for _, b := range support[:n] {
				t += float64(row[b] * ray[b])
			}
			l2 += float64(ray[a] * t)
			l1 += ray[a]
		}
		// Rounding in l2 is of the order of 1e-16 l1^2: a shorter vector has no
		// direction.
		if l2 <= 1e-14*float64(l1*l1) {
			continue
		}
		s := 1 / math.Sqrt(l2)
		for _, a := range support[:n] {
			out[a] += float64(s * ray[a])
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
