package kinetic

import (
	"math"
	"slices"

	"github.com/hrgrad/hrgrad/solver/special"
)

// velocities is a quadrature of the velocity average <.> = 1/2 int over [-1,1]: nodes ascending, weights summing to 1.
type velocities struct{ v, w []float64 }

// gauss returns n Gauss-Legendre nodes.
func gauss(n int) velocities {
	q := velocities{make([]float64, n), make([]float64, n)}
	special.GaussLegendre(q.v, q.w, -1, 1)
	return q.normal()
}

// doubleGauss returns n/2 Gauss-Legendre nodes on each half range, which suits data with a jump at v = 0.
func doubleGauss(n int) velocities {
	h := n / 2
	q := velocities{make([]float64, 2*h), make([]float64, 2*h)}
	for _, half := range []struct{ from, lo, hi int }{{0, -1, 0}, {h, 0, 1}} {
		v, w := q.v[half.from:half.from+h], q.w[half.from:half.from+h]
		special.GaussLegendre(v, w, float64(half.lo), float64(half.hi))
		velocities{v, w}.ascend()
	}
	return q.normal()
}

// ascend puts the nodes of one range into ascending order.
func (q velocities) ascend() {
	if q.v[0] > q.v[len(q.v)-1] {
		slices.Reverse(q.v)
		slices.Reverse(q.w)
	}
}

func (q velocities) normal() velocities {
	q.ascend()
	var sum float64
	for _, w := range q.w {
		sum += w
	}
	for j := range q.w {
		q.w[j] /= sum
	}
	return q
}

func (q velocities) n() int { return len(q.v) }

// flux is the column w_j v_j of <v .>.
func (q velocities) flux() []float64 {
	f := make([]float64, q.n())
	for j := range f {
		f[j] = q.w[j] * q.v[j]
	}
	return f
}

// project is the matrix of g -> g - <g>.
func (q velocities) project() []float64 {
	n := q.n()
	m := make([]float64, n*n)
	for i := range n {
		for j := range n {
			m[i*n+j] = -q.w[i]
		}
		m[i*n+i]++
	}
	return m
}

// stream is the matrix of g -> v g - <v g>.
func (q velocities) stream() []float64 {
	n := q.n()
	m := make([]float64, n*n)
	for i := range n {
		for j := range n {
			m[i*n+j] = -q.w[i] * q.v[i]
		}
		m[i*n+i] += q.v[i]
	}
	return m
}

// legendre is the l×n matrix of sqrt(2k+1) P_k(v_j), k = 1..l: orthonormal under <.>, without the mean.
func (q velocities) legendre(l int) []float64 {
	n := q.n()
	m := make([]float64, l*n)
	for j, v := range q.v {
		p0, p1 := 1.0, v
		for k := 1; k <= l; k++ {
			m[(k-1)*n+j] = math.Sqrt(float64(2*k+1)) * p1
			p0, p1 = p1, (float64(float64(2*k+1)*v*p1)-float64(float64(k)*p0))/float64(k+1)
		}
	}
	return m
}
