package weighting

func init() {
	Register(Spec{
		Name: "harmonic", Title: "HARMONIC", Order: 3,
		Paper:          "Harmonized Cone for Feasible and Non-conflict Directions in Training Physics-Informed Neural Networks, ICLR 2026 (OpenReview PRYl1mO1go)",
		Summary:        "Sum of the extreme rays of the harmonized cone: a non-negative reweighting that conflicts with no task.",
		NonConflicting: true, LinearUnderScaling: true, PermutationEquivariant: true,
	}, func(o Options) Weighting {
		h := &harmonic{base: newBase("harmonic", o)}
		h.angle = true
		return h
	})
}

// harmonic moves along the anchor of HRGrad, d* = U(sum_j U(Gb pi_j)) with pi_j
// the extreme rays of the harmonized cone: all weights are non-negative
// ("feasible") and no task is in conflict with the update. The length is that of
// ConFIG, (sum_i g_i . d*); the text of the paper was not available, so its own
// normalisation may differ. Above maxRayTasks tasks the minimum-norm point
// stands in for the rays, as in HRGrad. Angles are reported as zero: nothing
// turns.
type harmonic struct {
	base
	cone cone
}

// Weights implements Weighting.
func (w *harmonic) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	r := &w.rep
	clear(r.MaxAngles)
	clear(r.Anchor)
	if w.n == 0 {
		r.Path = PathEmpty
		return w.finish(), nil
	}
	r.AnchorMethod = w.cone.anchor(w.k, w.n, r.Conflicts > 0, maxRayTasks, w.coef)
	if r.AnchorMethod == "" {
		clear(w.coef)
		r.Path = PathStationary
		return w.finishCoef(), nil
	}
	project(w.k, w.coef, w.tmp)
	length := 0.0
	for a, i := range w.idx {
		u := max(0, min(1, w.tmp[a])) // rounding apart, products with d* are >= 0
		r.Anchor[i] = w.coef[a]
		r.MaxAngles[i] = angleFromCosine(u)
		length += float64(w.norm[a] * u)
	}
	for a := range w.coef {
		w.coef[a] = float64(w.coef[a] * length)
	}
	r.Path = PathSolved
	return w.finishCoef(), nil
}
