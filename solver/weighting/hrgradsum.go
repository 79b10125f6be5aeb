package weighting

import "slices"

func init() {
	Register(Spec{
		Name: "hrgrad-sum", Title: "HRGrad, sum of rotations", Order: 4,
		Paper:          "a variant of arXiv 2604.24745 of this project; projection onto the dual cone as in UPGrad, arXiv 2406.16232",
		Summary:        "Turns each gradient by the least angle into the cone without conflict, keeps its length and sums: the plain sum where nothing conflicts.",
		NonConflicting: true, LinearUnderScaling: true, PermutationEquivariant: true,
	}, func(o Options) Weighting { return &hrgradSum{base: newBase("hrgrad-sum", o)} })
}

// rotations turns every unit gradient into the cone C of directions without
// conflict by the least angle: r_i = U(P_C gb_i). Unlike a projection it keeps the
// length of the gradient, and unlike the paper's rotation towards an anchor it
// leaves a gradient that lies in C where it is.
type rotations struct {
	cone dualCone
	p    []float64
}

// add adds c r_i of active task i to the coefficients of the update. The cosine
// of gb_i and r_i, |P_C gb_i|, goes into the report's Opening; with 0, no direction
// of C serves the task and nothing is added.
func (r *rotations) add(b *base, i int, c float64) {
	r.p = grow(r.p, b.n)
	length := r.cone.project(b.k, b.n, i, r.p)
	b.rep.Opening = min(b.rep.Opening, length)
	if length == 0 {
		return
	}
	c /= length
	for j, x := range r.p {
		b.coef[j] += float64(c * x)
	}
}

// hrgradSum is update = sum_i |g_i| r_i. For every task j
//
//	gb_j . update >= |g_j| |P_C gb_j|,
//
// since every gb_j . r_i is >= 0 and gb_j . r_j = |P_C gb_j|. The bound is zero only
// for a task whose opposite lies in the cone of the others; the other tasks move
// on then, at a product of zero with that one.
type hrgradSum struct {
	base
	turn rotations
}

// Weights implements Weighting.
func (w *hrgradSum) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	for a := range w.coef {
		w.turn.add(&w.base, a, w.norm[a])
	}
	w.rep.Path = rotationPath(&w.base)
	return w.finishCoef(), nil
}

// rotationPath is the path of a sum of rotations.
func rotationPath(b *base) string {
	switch {
	case b.n == 0:
		return PathEmpty
	case b.rep.Conflicts == 0:
		return PathNoConflict
	}
	if isNull(b.coef) {
		return PathStationary
	}
	return PathRotated
}

func isNull(c []float64) bool {
	return !slices.ContainsFunc(c, func(x float64) bool { return x != 0 })
}
