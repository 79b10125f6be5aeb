package weighting

import "math"

func init() {
	Register(Spec{
		Name: "config", Title: "ConFIG", Order: 2,
		Paper:              "Q. Liu, M. Chu, N. Thuerey, ConFIG: Towards Conflict-free Training of Physics Informed Neural Networks, arXiv 2408.11104",
		Summary:            "Equal cosine with every task gradient, length the sum of the projections.",
		LinearUnderScaling: true, PermutationEquivariant: true,
	}, func(o Options) Weighting { return &config{base: newBase("config", o)} })
}

// config is ConFIG: g_u = U(pinv(Gb^T) 1) with Gb = [gb_1..gb_m], update
// g = (sum_i g_i . g_u) g_u (arXiv 2408.11104, equations 2 and 3). In Gram
// space pinv(Gb^T) 1 = Gb K^+ 1. The pseudo-inverse drops eigenvalues of K below
// pinvCut (1e-6) of the largest; up to a condition number of K of
// 1/pinvCut the cosines are equal and positive, beyond it neither is promised: of dependent
// gradients some product may be negative, so the operator is not listed as
// non-conflicting.
// TorchJD and the authors' code compute the pseudo-inverse of the Jacobian
// with a cut at rounding level instead.
type config struct {
	base
	eq equalCosine
}

// Weights implements Weighting.
func (w *config) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	if w.n == 0 {
		w.rep.Path = PathEmpty
		return w.finish(), nil
	}
	w.rep.Path = PathStationary
	w.eq.resize(w.n)
	if w.eq.direction(w.k, w.k, w.n, pinvCut, nil, w.coef) {
		project(w.k, w.coef, w.tmp)
		length := 0.0
		for a := range w.coef {
			length += float64(w.norm[a] * w.tmp[a])
		}
		for a := range w.coef {
			w.coef[a] = float64(w.coef[a] * length)
		}
		w.rep.Path = PathConFIG
	}
	return w.finishCoef(), nil
}

// equalCosine finds the unit vector of equal cosine with given unit vectors.
type equalCosine struct {
	inv  pinv
	ones []float64
	y    []float64
}

func (e *equalCosine) resize(n int) {
	e.ones, e.y = grow(e.ones, n), grow(e.y, n)
	for i := range e.ones {
		e.ones[i] = 1
	}
}

// direction writes into q the coefficients in the unit gradients of
// g_u = U(R (R^T R)^+ 1), where s = R^T R is n x n and R are the unit gradients
// turned by rot (nil: not turned, s = k). It reports false when g_u is not
// defined.
func (e *equalCosine) direction(s, k []float64, n int, cut float64, rot *rotation, q []float64) bool {
	e.inv.solve(s, n, e.ones, e.y, cut)
	if rot == nil {
		copy(q, e.y)
		return normalise(k, q)
	}
	b := 0.0
	for i, y := range e.y {
		b += float64(rot.beta[i] * y)
	}
	for i, y := range e.y {
		q[i] = float64(rot.alpha[i] * y)
		if rot.delta != nil {
			q[i] += float64(b * rot.delta[i])
		}
	}
	return normalise(k, q)
}

// project writes u_i = gb_i . sum_j q_j gb_j and returns the least of them and
// a bound on its rounding error.
func project(k, q, u []float64) (least, rounding float64) {
	n := len(q)
	l1 := 0.0
	for _, x := range q {
		l1 += math.Abs(x)
	}
	least = math.Inf(1)
	for i := range u {
		row := k[i*n : i*n+n]
		s := 0.0
		for j, x := range q {
			s += float64(row[j] * x)
		}
		u[i] = s
		least = min(least, s)
	}
	return least, 1e-15 * l1
}
