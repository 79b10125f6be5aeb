package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/special"
)

// newSphere is the rule for <.> = 1/(4 pi) int dmu dtheta over the unit sphere, v = sqrt(1 - mu^2) (cos theta, sin theta) in the plane: flight in
// space between data that do not depend on the third coordinate, so that f is even in mu. A Gauss-Legendre rule in mu, of which the positive
// nodes stand for both signs, times the trapezoidal rule in theta: exact for squares of residuals of harmonics up to degree l.
func newSphere(l int) directions {
	half, around := l/2+1, 2*l+4
	mu, weight := make([]float64, 2*half), make([]float64, 2*half)
	special.GaussLegendre(mu, weight, -1, 1)
	circle := newCircle(around)
	q := directions{across: half}
	for j, theta := range circle.theta {
		for i := half; i < 2*half; i++ {
			s := math.Sqrt(1 - float64(mu[i]*mu[i]))
			q.theta, q.height, q.w = append(q.theta, theta), append(q.height, mu[i]), append(q.w, weight[i]/float64(around))
			q.x, q.y = append(q.x, s*circle.x[j]), append(q.y, s*circle.y[j])
		}
	}
	return q
}

// harmonics is the matrix of the real spherical harmonics of degree k = 1..l that are even in mu: for each degree, orders m = k, k-2, ...,
// P_k^m(mu) sqrt 2 cos(m theta) and sqrt 2 sin(m theta), or P_k^0(mu), with the mean square of P_k^m over mu equal to 1.
func (q directions) harmonics(l int) []float64 {
	n := q.n()
	out := make([]float64, q.size(l)*n)
	p := make([][]float64, l+1) // p[k][m]
	for k := range p {
		p[k] = make([]float64, k+1)
	}
	for j, mu := range q.height {
		legendre(mu, p)
		row := 0
		for k := 1; k <= l; k++ {
			for m := k; m >= 0; m -= 2 {
				if m == 0 {
					out[row*n+j] = p[k][0]
					row++
					continue
				}
				sin, cos := kernel.Sincos64(float64(m) * q.theta[j])
				out[row*n+j], out[(row+1)*n+j] = math.Sqrt2*cos*p[k][m], math.Sqrt2*sin*p[k][m]
				row += 2
			}
		}
	}
	return out
}

// legendre sets p[k][m] = P_k^m(mu), m <= k, with the mean square over mu in [-1, 1] equal to 1.
func legendre(mu float64, p [][]float64) {
	s := math.Sqrt(1 - float64(mu*mu))
	for k := range p {
		switch k {
		case 0:
			p[0][0] = 1
			continue
		default:
			p[k][k] = math.Sqrt(float64(2*k+1)/float64(2*k)) * s * p[k-1][k-1]
		}
		for m := range k {
			before := 0.0
			if k >= m+2 {
				before = math.Sqrt(float64((k-1)*(k-1)-m*m)/float64(4*(k-1)*(k-1)-1)) * p[k-2][m]
			}
			p[k][m] = math.Sqrt(float64(4*k*k-1)/float64(k*k-m*m)) * (float64(mu*p[k-1][m]) - before)
		}
	}
}
