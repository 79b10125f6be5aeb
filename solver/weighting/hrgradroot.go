package weighting

import (
	"math"
	"slices"
)

func init() {
	Register(Spec{
		Name: "hrgrad-root", Title: "HRGrad, roots of lengths", Order: 6,
		Paper:          "a variant of arXiv 2604.24745 of this project; projection onto the dual cone as in UPGrad, arXiv 2406.16232",
		Summary:        "As hrgrad-sum, with the roots of the lengths: between the sum, where the longest gradient decides, and equal votes.",
		NonConflicting: true, PermutationEquivariant: true,
	}, func(o Options) Weighting { return &hrgradRoot{base: newBase("hrgrad-root", o)} })
}

// hrgradRoot is update = sum_i c_i r_i with c_i = sqrt(|g_i| max_j |g_j|). A weight of a
// loss acts with its root: one that is wrong by a factor of 1000 changes a vote by
// 32, and a solved task with a gradient of noise still has a small one. As with
// hrgrad-sum, gb_j . update >= c_j |P_C gb_j|.
type hrgradRoot struct {
	base
	turn rotations
}

// Weights implements Weighting.
func (w *hrgradRoot) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	for a, x := range w.norm {
		w.turn.add(&w.base, a, math.Sqrt(x)*math.Sqrt(slices.Max(w.norm)))
	}
	w.rep.Path = rotationPath(&w.base)
	return w.finishCoef(), nil
}
