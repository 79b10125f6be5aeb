package weighting

import "math"

func init() {
	Register(Spec{
		Name: "imtl-g", Title: "IMTL-G", Order: 32,
		Paper:                  "L. Liu et al., Towards Impartial Multi-task Learning, ICLR 2021",
		Summary:                "Equal projections on all task gradients, weights summing to one.",
		PermutationEquivariant: true,
	}, func(o Options) Weighting { return &imtlG{base: newBase("imtl-g", o)} })
}

// imtlG is the gradient-balance part of IMTL: weights of sum one for which the
// update has the same projection on every unit gradient. In Gram space
// v_i = (K^+ 1)_i / |g_i|, w = v / sum v, which is the paper's closed form
// (implemented by LibMTL) when the gradients are independent. For dependent ones
// the paper has none; TorchJD takes G^+ instead of the scaled K^+ used here,
// which does not depend on the units of the losses. The weights may be negative,
// and with sum v < 0 the update turns away from every task: the operator does not
// claim to avoid conflict. Where sum v vanishes the update is zero.
type imtlG struct {
	base
	inv  pinv
	ones []float64
}

// Weights implements Weighting.
func (w *imtlG) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	if w.n == 0 {
		w.rep.Path = PathEmpty
		return w.finish(), nil
	}
	w.ones = grow(w.ones, w.n)
	short := w.norm[0]
	for i, x := range w.norm {
		w.ones[i] = 1
		short = min(short, x)
	}
	w.inv.solve(w.k, w.n, w.ones, w.coef, pinvCut)
	sum, size := 0.0, 0.0
	for i, x := range w.coef {
		v := float64(x * (short / w.norm[i]))
		sum += v
		size += math.Abs(v)
	}
	if math.Abs(sum) <= 1e-12*size {
		clear(w.coef)
		w.rep.Path = PathStationary
		return w.finishCoef(), nil
	}
	for i := range w.coef {
		w.coef[i] = w.coef[i] / sum * short
	}
	w.rep.Path = PathSolved
	return w.finishCoef(), nil
}
