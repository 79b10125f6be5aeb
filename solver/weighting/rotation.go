package weighting

import "math"

// rotation holds the state of HRGrad's stages 2 and 3 for the n active tasks:
// each unit gradient turned by the angle a_i towards the anchor,
//
//	r_i(a) = cos(a) gb_i + sin(a) U(d* - (gb_i.d*) gb_i)
//	       = alpha_i gb_i + beta_i d*,
//	alpha_i = cos a - sin a cot theta_i,  beta_i = sin a / sin theta_i,
//
// theta_i the angle between gb_i and d*. Only the cosines K and the products
// c_i = gb_i . d* are needed, so every quantity costs O(n^2).
type rotation struct {
	n     int
	k     []float64 // n x n cosines, not owned
	delta []float64 // coefficients of d* in the unit gradients, not owned
	c     []float64 // gb_i . d*
	sinT  []float64 // sin theta_i, 0 where gb_i is parallel to d*
	theta []float64
	a     []float64
	upper []float64 // box: 0 <= a_i <= upper_i
	alpha []float64
	beta  []float64
	da    []float64
}

// parallel: below this sine a unit gradient counts as parallel to the anchor,
// with angle 0. It is the resolution of an angle obtained from a cosine.
// Opposite to the anchor there is no plane to turn in, and the task keeps angle 0
// as well.
const parallel = 1e-7

func (r *rotation) resize(n int) {
	r.n = n
	for _, p := range []*[]float64{&r.c, &r.sinT, &r.theta, &r.a, &r.upper, &r.alpha, &r.beta, &r.da} {
		*p = grow(*p, n)
	}
}

// towards sets the anchor and the largest angles. Where conflict is false, the
// box of the task is the single point 0.
func (r *rotation) towards(k, delta []float64, conflict func(a int) bool) {
	n := r.n
	r.k, r.delta = k, delta
	for i := 0; i < n; i++ {
		s := 0.0
		for j, d := range delta {
			s += float64(k[i*n+j] * d)
		}
		c := max(-1, min(1, s))
		sn := math.Sqrt(float64((1 - c) * (1 + c)))
		if sn < parallel {
			sn, c = 0, math.Copysign(1, c)
		}
		r.c[i], r.sinT[i] = c, sn
		r.theta[i] = angleOf(sn, c)
		r.upper[i] = 0
		if sn > 0 && conflict(i) {
			r.upper[i] = min(r.theta[i], math.Pi/2)
		}
	}
}

// without makes every rotation the identity.
func (r *rotation) without(k []float64) {
	r.k, r.delta = k, nil
	for i := 0; i < r.n; i++ {
		r.c[i], r.sinT[i], r.theta[i], r.upper[i], r.a[i] = 0, 0, 0, 0, 0
	}
}

// bend fills alpha and beta for the angles scale * a_i.
func (r *rotation) bend(scale float64) {
	for i := 0; i < r.n; i++ {
		a := float64(scale * r.a[i])
		if a == 0 || r.sinT[i] == 0 {
			r.alpha[i], r.beta[i] = 1, 0
			continue
		}
		s, c := sincos(a)
		r.beta[i] = s / r.sinT[i]
		r.alpha[i] = c - float64(r.c[i]*r.beta[i])
	}
}

// angleSearch holds the constants of the iteration for the angles.
type angleSearch struct {
	lambda      float64 // weight of the proximity term
	rate        float64
	least, most int     // number of steps
	scale       float64 // deviation of the loss changes at which half the range of steps is used
}

// defaultSearch has the constants of arXiv 2604.24745.
var defaultSearch = angleSearch{lambda: 1, rate: 0.2, least: 1, most: 10, scale: 1}

// steps is floor(least + (most-least) s/(s+scale)).
func (o angleSearch) steps(s float64) int {
	lo, hi := float64(o.least), float64(o.most)
	return int(math.Floor(lo + float64((hi-lo)*(s/(s+o.scale)))))
}

// optimise does steps projected-gradient steps on
//
//	1/(n(n-1)) sum_{i<j} (1 - r_i.r_j) + lambda/(4n) sum_i |r_i - gb_i|^2
//
// over the box (the second term is lambda/(2n) sum_i (1 - cos a_i)), starting
// from the present angles clipped to the box. All angles move together, so the
// order of the tasks does not matter.
func (r *rotation) optimise(steps int, o angleSearch) {
	n := r.n
	for i, u := range r.upper {
		r.a[i] = max(0, min(u, r.a[i]))
	}
	if n < 2 {
		return
	}
	pair := 1 / float64(n*(n-1))
	prox := o.lambda / float64(2*n)
	for ; steps > 0; steps-- {
		r.bend(1)
		// S = sum_j r_j = sum_j alpha_j gb_j + B d*.
		b, ds := 0.0, 0.0
		for j := 0; j < n; j++ {
			b += r.beta[j]
			ds += float64(r.alpha[j] * r.c[j])
		}
		ds += b // d* . S
		for i := 0; i < n; i++ {
			if r.upper[i] == 0 {
				continue
			}
			gs := float64(b * r.c[i]) // gb_i . S
			for j := 0; j < n; j++ {
				gs += float64(r.alpha[j] * r.k[i*n+j])
			}
			s, c := sincos(r.a[i])
			// dr_i/da = (-sin a - cos a cot theta) gb_i + (cos a / sin theta) d*,
			// orthogonal to r_i itself.
			q := c / r.sinT[i]
			slope := float64((-s-float64(q*r.c[i]))*gs) + float64(q*ds)
			r.da[i] = float64(prox*s) - float64(pair*slope)
		}
		for i, u := range r.upper {
			if u > 0 {
				r.a[i] = max(0, min(u, r.a[i]-float64(o.rate*r.da[i])))
			}
		}
	}
}

// gram writes the n x n matrix of products r_i . r_j for the present alpha and
// beta.
func (r *rotation) gram(out []float64) {
	n := r.n
	for i := 0; i < n; i++ {
		ai, bi := r.alpha[i], r.beta[i]
		for j := 0; j < i; j++ {
			aj, bj := r.alpha[j], r.beta[j]
			v := float64(float64(ai*aj)*r.k[i*n+j]) + float64(float64(ai*bj)*r.c[i])
			v += float64(float64(bi*aj)*r.c[j]) + float64(bi*bj)
			out[i*n+j], out[j*n+i] = v, v
		}
		out[i*n+i] = 1
	}
}
