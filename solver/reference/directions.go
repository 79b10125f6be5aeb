package reference

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/special"
)

// directions are the velocities of transport in a plane: unit vectors of the plane, or of space, of which the components in the plane count.
// A wave sees the component along its wave vector: the cosine of an even angle, or of the sphere a number that is even in [-1, 1].
type directions int

const (
	circle directions = iota
	sphere
)

// solver solves a problem at one Knudsen number.
type solver = func(eps float64, opt Options) (Solution, error)

// registerPlane registers a problem of transport in a plane with both kinds of directions.
func registerPlane(name string, d Domain, solve func(directions) solver) {
	for _, of := range []directions{circle, sphere} {
		if of == sphere {
			name = info.OnSphere(name)
		}
		register(Problem{Name: name, Domain: d, Fields: planeFields, Solve: solve(of), Limits: diffusion(solve(of))})
	}
}

// along returns n nodes of the component along a wave vector, the cosines of the middles of equal parts of the half circle, with weights of
// sum 1: equal ones, or those of Fejer's first rule on [-1, 1], exact for polynomials of degree n - 1.
func (d directions) along(n int) (v, w []float64) {
	v, w = make([]float64, n), make([]float64, n)
	for i := range v {
		angle := math.Pi * (float64(i) + 0.5) / float64(n)
		v[i], w[i] = math.Cos(angle), 1/float64(n)
		if d == sphere {
			sum := 1.0
			for l := 1; 2*l < n; l++ {
				sum -= 2 * math.Cos(2*float64(l)*angle) / float64(4*l*l-1)
			}
			w[i] *= sum
		}
	}
	return v, w
}

// eigenmode is what is left of a wave after many collision times: weight exp(-rate t)/(root + i kappa v), v the velocity along the wave
// vector, kappa = eps k, with the density weight exp(-rate t). The weight is the residue of the Laplace transform for isotropic data.
type eigenmode struct{ root, rate, weight float64 } // all zero: there is none

// eigenmode solves <1/(root + i kappa v)> = 1: root^2 + kappa^2 = 1 on the circle, root = kappa cot kappa on the sphere (see transport-mode).
func (d directions) eigenmode(eps, k float64) eigenmode {
	kappa := eps * k
	switch {
	case k == 0:
		return eigenmode{root: 1, weight: 1}
	case d == circle && kappa < 1:
		root := math.Sqrt(1 - kappa*kappa)
		return eigenmode{root, k * k / (1 + root), 1 / root}
	case d == sphere && kappa < math.Pi/2:
		rate := modeRate(kappa)
		root := 1 - kappa*kappa*rate
		return eigenmode{root, k * k * rate, root*root + kappa*kappa}
	}
	return eigenmode{}
}

// mean returns what two functions of the velocity along a direction are at an angle in the plane whose cosine to it is c: on the circle their
// values at c, on the sphere their means 1/2 int dmu at sqrt(1 - mu^2) c.
func (d directions) mean(c float64, of func(v float64) (a, b float64)) (a, b float64) {
	if d == circle {
		return of(c)
	}
	for i, x := range heights.x {
		p, q := of(c * math.Sqrt(1-x*x))
		a += heights.w[i] * p
		b += heights.w[i] * q
	}
	return a, b
}

// heights is a rule for the mean over mu of functions of sqrt(1 - mu^2): Gauss-Legendre in the angle, whose sine mu is.
var heights = func() (h struct{ x, w []float64 }) {
	const n = 16 // on half of the angles
	h.x, h.w = make([]float64, n), make([]float64, n)
	special.GaussLegendre(h.x, h.w, 0, math.Pi/2)
	for i, a := range h.x {
		sin, cos := math.Sincos(a)
		h.x[i] = sin
		h.w[i] *= cos
	}
	return h
}()
