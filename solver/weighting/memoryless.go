package weighting

// Units is one call as an operator without memory sees it: the n tasks whose
// gradient is not zero, with gradients of length one.
type Units struct {
	Cosine []float64 // n x n, row-major: K_ij = g_i.g_j / (|g_i| |g_j|)
	Norm   []float64 // n lengths |g_i|
	Losses []float64 // n task losses; nil where none were given
}

// Memoryless returns an operator that is a function of the present gradients.
// solve writes into c, which is zero at first, the coefficients of the update in
// the unit gradients, update = sum_i c_i g_i/|g_i|, and returns the path it took,
// one of the Path constants or a word of its own. It must keep none of its
// arguments. With no gradient that is not zero it is not called. name is that of
// the operator's Spec, whose UsesLosses is respected.
func Memoryless(name string, opt Options, solve func(u Units, c []float64) (path string)) Weighting {
	return &memoryless{base: newBase(name, opt), solve: solve}
}

type memoryless struct {
	base
	solve  func(u Units, c []float64) string
	losses []float64
}

// Weights implements Weighting.
func (w *memoryless) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	if w.n == 0 {
		w.rep.Path = PathEmpty
		return w.finish(), nil
	}
	u := Units{Cosine: w.k, Norm: w.norm}
	if in.Losses != nil {
		w.losses = w.losses[:0]
		for _, i := range w.idx {
			w.losses = append(w.losses, in.Losses[i])
		}
		u.Losses = w.losses
	}
	w.rep.Path = w.solve(u, w.coef)
	return w.finishCoef(), nil
}
