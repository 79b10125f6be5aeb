package weighting

func init() {
	Register(Spec{
		Name: "mgda", Title: "MGDA", Order: 30,
		Paper:          "J.-A. Desideri, Multiple-gradient descent algorithm (MGDA) for multiobjective optimization, C. R. Math. 350, 2012; O. Sener, V. Koltun, Multi-Task Learning as Multi-Objective Optimization, arXiv 1810.04650",
		Summary:        "Minimum-norm point of the convex hull of the task gradients.",
		NonConflicting: true, PermutationEquivariant: true,
	}, func(o Options) Weighting { return &mgda{base: newBase("mgda", o)} })
}

// mgda minimises |sum_i w_i g_i|^2 over w >= 0, sum w = 1, on the raw gradients
// (gradient normalisation "none" of LibMTL). LibMTL and TorchJD iterate by
// projected gradients and Frank-Wolfe to a tolerance; here the active-set method
// gives the solution itself. A task with zero gradient would make the update
// zero for ever; it drops out instead, as in every operator here.
type mgda struct {
	base
	near minNorm
	a    []float64
}

// Weights implements Weighting.
func (w *mgda) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	if w.n == 0 {
		w.rep.Path = PathEmpty
		return w.finish(), nil
	}
	short := w.norm[0]
	for _, x := range w.norm {
		short = min(short, x)
	}
	w.a = grow(w.a, w.n)
	for i, x := range w.norm {
		w.a[i] = short / x
	}
	w.near.solve(w.k, w.n, w.a, w.coef)
	for i := range w.coef {
		w.coef[i] = float64(w.coef[i] * short)
	}
	w.rep.Path, w.rep.InnerSteps = PathSolved, w.near.steps
	return w.finishCancelled(), nil
}
