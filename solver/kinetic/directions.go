package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// directions is a quadrature of the velocity average <.> over the directions of flight, with the components of the velocity in the plane.
// newCircle and newSphere make them.
type directions struct {
	theta, x, y []float64
	w           []float64 // sum 1; nil: equal
	height      []float64 // component at right angles to the plane; nil: none
	across      int       // nodes at each angle, neighbours in the order of the nodes
}

// newCircle is the rule for <.> = 1/(2 pi) int dtheta over the unit circle: the trapezoidal rule with n equal
// angles, half a step from zero, which is exact for trigonometric polynomials up to degree n - 1.
func newCircle(n int) directions {
	q := directions{theta: make([]float64, n), x: make([]float64, n), y: make([]float64, n), across: 1}
	for j := range q.theta {
		q.theta[j] = 2 * math.Pi * (float64(j) + 0.5) / float64(n)
		q.y[j], q.x[j] = kernel.Sincos64(q.theta[j])
	}
	return q
}

func (q directions) n() int { return len(q.theta) }

// share is the part that a value at node j has of a mean.
func (q directions) share(j int, v float64) float64 {
	if q.w == nil {
		return v / float64(q.n())
	}
	return v * q.w[j]
}

// weights are the weights of the rule.
func (q directions) weights() []float64 {
	w := make([]float64, q.n())
	for j := range w {
		w[j] = q.share(j, 1)
	}
	return w
}

// matrix returns the n×n matrix of g -> c g - <c g>; with c = 1 it takes the mean off.
func (q directions) matrix(c []float64) []float64 {
	n := q.n()
	m := make([]float64, n*n)
	for i := range n {
		for j := range n {
			m[i*n+j] = -q.share(i, c[i])
		}
		m[i*n+i] += c[i]
	}
	return m
}

// mean returns the n×cols matrix whose column k is that of <c g>, and is zero elsewhere.
func (q directions) mean(c []float64, k, cols int) []float64 {
	m := make([]float64, q.n()*cols)
	for i, v := range c {
		m[i*cols+k] = q.share(i, v)
	}
	return m
}

// size is the number of modes up to degree l, without the mean.
func (q directions) size(l int) int {
	if q.height == nil {
		return 2 * l
	}
	return l * (l + 3) / 2
}

// modes is the size(l)×n matrix of functions that are orthonormal under <.>, without the mean: on the circle sqrt 2 cos(k theta), sqrt 2
// sin(k theta), k = 1..l, on the sphere harmonics.
func (q directions) modes(l int) []float64 {
	if q.height != nil {
		return q.harmonics(l)
	}
	n := q.n()
	m := make([]float64, 2*l*n)
	for j, theta := range q.theta {
		for k := 1; k <= l; k++ {
			s, c := kernel.Sincos64(float64(k) * theta)
			m[(2*k-2)*n+j], m[(2*k-1)*n+j] = math.Sqrt2*c, math.Sqrt2*s
		}
	}
	return m
}
