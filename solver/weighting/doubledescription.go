package weighting

import (
	"math"
	"math/bits"
	"slices"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// rays enumerates the extreme rays of the harmonized cone
// {l : l >= 0, K l >= 0} by the Double Description method (Motzkin et al. 1953;
// Fukuda and Prodon 1996): start from the orthant, whose extreme rays are the
// unit vectors, and cut with one row of K after the other. Each ray carries the
// set of constraints it satisfies with equality as bits: bit i for l_i >= 0, bit
// m+i for (K l)_i >= 0. Storage is reused between calls.
//
// Signs of constraint values look random to a processor that predicts branches, so that a cut counts instead of branching; rays
// have a fixed length, with zeros beyond m, which change no sum.
type rays struct {
	m     int
	count int
	ray   []ray    // scaled to largest entry 1; those that a cut has removed stay
	tight []uint32 // of the same
	live  []int32  // which of them are rays of the cone so far
	past  uint32   // the constraints of the orthant and of the cuts so far

	next  []int32
	value []float64
	plus  []int32
	minus []int32
	cuts  [maxRayTasks]cutMemo

	rows, times []float64 // the rays of the cone one after the other, and K times each

	lacking []lacking // for every 64 rays of minus
	known   bool      // all cuts of this enumeration so far went as in the last one
}

type ray [maxRayTasks]float64

// lacking has, by constraint, the rays that are not tight in it, a bit for each of 64.
type lacking [32]uint64

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

// enumerate computes the rays for the m x m cosine matrix k, m <= maxRayTasks. The cone
// always has rays when some l in it is non-zero; count is 0 otherwise.
func (r *rays) enumerate(k []float64, m int) {
	r.known = r.m == m
	r.m, r.count = m, m
	r.ray, r.tight, r.live = r.ray[:0], r.tight[:0], r.live[:0]
	r.past = 1<<m - 1
	for i := 0; i < m; i++ {
		var unit ray
		unit[i] = 1
		r.ray = append(r.ray, unit)
		r.tight = append(r.tight, r.past&^(1<<i))
		r.live = append(r.live, int32(i))
	}
	for i := 0; i < m && r.count > 0; i++ {
		r.cut(k[i*m:i*m+m], 1<<(m+i), &r.cuts[i])
		r.count = len(r.live)
	}
}

// one is 1 for true.
func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// cut intersects the cone with row . l >= 0.
func (r *rays) cut(row []float64, bit uint32, memo *cutMemo) {
	n, total := len(r.live), len(r.tight)
	r.value = grow(r.value, total)
	r.known = r.known && len(memo.sign) == n
	memo.sign = grow(memo.sign, n)
	r.plus, r.minus, r.next = grow(r.plus, n), grow(r.minus, n), grow(r.next, n)
	plus, minus, next, signs := r.plus[:n], r.minus[:n], r.next[:n], memo.sign[:n]
	var c ray
	copy(c[:], row)
	var plusses, minusses, kept int
	changed := int8(0)
	for j, id := range r.live {
		l := &r.ray[id]
		v := float64(l[0] * c[0])
		v += float64(l[1] * c[1])
		v += float64(l[2] * c[2])
		v += float64(l[3] * c[3])
		v += float64(l[4] * c[4])
		v += float64(l[5] * c[5])
		v += float64(l[6] * c[6])
		v += float64(l[7] * c[7])
		r.value[id] = v
		above, below := one(v > rayZero), one(v < -rayZero)
		plus[plusses], minus[minusses], next[kept] = id, id, id
		plusses += above
		minusses += below
		kept += 1 - below
		r.tight[id] |= bit & (uint32(above|below) - 1)
		sign := int8(above - below)
		changed |= sign ^ signs[j]
		signs[j] = sign
	}
	r.plus, r.minus, r.next = plus[:plusses], minus[:minusses], next[:kept]
	r.known = r.known && changed == 0
	if minusses > 0 {
		if !r.known {
			memo.pairs = r.search(memo.pairs[:0])
		}
		more := len(memo.pairs)
		r.ray, r.tight = slices.Grow(r.ray, more)[:total+more], slices.Grow(r.tight, more)[:total+more]
		r.next = slices.Grow(r.next, more)
		for i, e := range memo.pairs {
			between(&r.ray[e.p], &r.ray[e.q], r.value[e.p], -r.value[e.q], &r.ray[total+i])
			r.tight[total+i] = r.tight[e.p]&r.tight[e.q] | bit
			r.next = append(r.next, int32(total+i))
		}
		r.live, r.next = r.next, r.live
	}
	r.past |= bit
}

// search appends the neighbours among a positive and a negative ray of this cut. Most rays are tight in exactly the m-1 constraints
// that determine them; such a ray has those as neighbours that lack one of its constraints at most (see adjacent), and these are found 64
// at a time: once and twice are the sets of negative rays that lack one and two of its constraints so far.
func (r *rays) search(pairs []neighbours) []neighbours {
	words := (len(r.minus) + 63) / 64
	r.lacking = grow(r.lacking, words)
	clear(r.lacking)
	for j, q := range r.minus {
		word, own := &r.lacking[j/64], uint64(1)<<(j%64)
		for lacks := ^r.tight[q] & r.past; lacks != 0; lacks &= lacks - 1 {
			word[bits.TrailingZeros32(lacks)%32] |= own
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
			of := &r.lacking[word]
			var once, twice uint64
			for t := tight; t != 0; t &= t - 1 {
				lacks := of[bits.TrailingZeros32(t)%32]
				twice |= once & lacks
				once |= lacks
			}
			group := r.minus[64*word:]
			inside := ^uint64(0) >> (64 - min(64, len(group)))
			for near := ^twice & inside; near != 0; near &= near - 1 {
				pairs = append(pairs, neighbours{p, group[bits.TrailingZeros64(near)]})
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

// between sets out to the point of the segment between p and q on a plane from which they have the distances vp and vq, on either side.
func between(p, q *ray, vp, vq float64, out *ray) {
	most := uint64(0) // entries are not negative: their order is that of their bits
	for i := range out {
		out[i] = float64(vq*p[i]) + float64(vp*q[i])
		most = max(most, math.Float64bits(out[i]))
	}
	big := math.Float64frombits(most)
	for i := range out {
		out[i] /= big
	}
}

// anchor adds up the unit vectors U(Gb pi_j) over all rays and writes the
// coefficients of d* = U(sum) into out. It reports false when the cone has no
// direction of non-zero length.
func (r *rays) anchor(k, out []float64) bool {
	const n = maxRayTasks
	var square [n * n]float64 // k with zeros beyond m
	for a := range r.m {
		copy(square[a*n:], k[a*r.m:a*r.m+r.m])
	}
	// K l of all rays in one product: rows of the symmetric K are its columns.
	r.rows, r.times = grow(r.rows, n*r.count), grow(r.times, n*r.count)
	for j, id := range r.live[:r.count] {
		copy(r.rows[j*n:j*n+n], r.ray[id][:])
	}
	kernel.GemmNN(r.count, n, n, r.rows, square[:], r.times, false)
	var sum ray
	for j := range r.count {
		l, t := (*ray)(r.rows[j*n:]), (*ray)(r.times[j*n:])
		l2, l1 := 0.0, 0.0
		for a, x := range l {
			l2 += float64(x * t[a])
			l1 += x
		}
		// Rounding in l2 is of the order of 1e-16 l1^2: a shorter vector has no
		// direction.
		if l2 <= 1e-14*float64(l1*l1) {
			continue
		}
		s := 1 / math.Sqrt(l2)
		for a, x := range l {
			sum[a] += float64(s * x)
		}
	}
	copy(out, sum[:r.m])
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
