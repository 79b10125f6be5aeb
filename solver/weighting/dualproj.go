package weighting

func init() {
	Register(Spec{
		Name: "dualproj", Title: "DualProj", Order: 38,
		Paper:          "D. Lopez-Paz, M. Ranzato, Gradient Episodic Memory for Continual Learning, NeurIPS 2017, arXiv 1706.08840; as an operator: TorchJD, arXiv 2406.16232",
		Summary:        "The mean gradient, projected on the cone of directions without conflict.",
		NonConflicting: true, PermutationEquivariant: true,
	}, func(o Options) Weighting { return &dualProj{base: newBase("dualproj", o)} })
}

// dualProj is P_C g_0 with g_0 the mean of the task gradients: of all updates without
// conflict the one nearest to g_0. (TorchJD adds a small multiple of the identity to
// the Gram matrix; none is added here.)
type dualProj struct {
	base
	nn  nonNegative
	rhs []float64
}

// Weights implements Weighting.
func (w *dualProj) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	n := w.n
	if n == 0 {
		w.rep.Path = PathEmpty
		return w.finish(), nil
	}
	long := 0.0
	for _, x := range w.norm {
		long = max(long, x)
	}
	w.rhs = grow(w.rhs, n)
	for i := range w.rhs {
		w.rhs[i] = 0
		for j, x := range w.norm {
			w.rhs[i] -= float64(w.k[i*n+j] * (x / long))
		}
	}
	w.nn.solve(w.k, n, w.rhs, w.coef)
	for i, x := range w.coef {
		w.coef[i] = (w.norm[i] + float64(x*long)) / float64(n)
	}
	w.rep.Path = PathSolved
	return w.finishCancelled(), nil
}
