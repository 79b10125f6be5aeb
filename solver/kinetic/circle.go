package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// circle is a quadrature of the velocity average <.> = 1/(2 pi) int dtheta over the unit circle: the trapezoidal rule with n equal
// angles, half a step from zero, which is exact for trigonometric polynomials up to degree n - 1.
type circle struct{ theta, x, y []float64 }

func newCircle(n int) circle {
	q := circle{make([]float64, n), make([]float64, n), make([]float64, n)}
	for j := range q.theta {
		q.theta[j] = 2 * math.Pi * (float64(j) + 0.5) / float64(n)
		q.y[j], q.x[j] = kernel.Sincos64(q.theta[j])
	}
	return q
}

func (q circle) n() int { return len(q.theta) }

// weights are the equal weights of the rule.
func (q circle) weights() []float64 {
	w := make([]float64, q.n())
	for j := range w {
		w[j] = 1 / float64(q.n())
	}
	return w
}

// matrix returns the n×n matrix of g -> c g - <c g>; with c = 1 it takes the mean off.
func (q circle) matrix(c []float64) []float64 {
	n := q.n()
	m := make([]float64, n*n)
	for i := range n {
		for j := range n {
			m[i*n+j] = -c[i] / float64(n)
		}
		m[i*n+i] += c[i]
	}
	return m
}

// mean returns the n×cols matrix whose column k is that of <c g>, and is zero elsewhere.
func (q circle) mean(c []float64, k, cols int) []float64 {
	m := make([]float64, q.n()*cols)
	for i, v := range c {
		m[i*cols+k] = v / float64(q.n())
	}
	return m
}

// modes is the 2l×n matrix of sqrt 2 cos(k theta), sqrt 2 sin(k theta), k = 1..l: orthonormal under <.>, without the mean.
func (q circle) modes(l int) []float64 {
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
