package weighting

import (
	"encoding/json"
	"math"
)

func init() {
	Register(Spec{
		Name: "hrgrad", Title: "HRGrad", Order: 1,
		Paper:          "Z. Liang, Conflict-Aware Harmonized Rotational Gradient for Multiscale Kinetic Regimes, arXiv 2604.24745",
		Summary:        "Turns conflicting gradients towards an anchor in the harmonized cone, then takes equal cosine with all of them; guarded to agree with every task.",
		NonConflicting: true, LinearUnderScaling: true, PermutationEquivariant: true, Stateful: true,
	}, func(o Options) Weighting {
		h := &HRGrad{base: newBase("hrgrad", o), search: defaultSearch}
		h.angle = true
		return h
	})
}

// HRGrad is the harmonized rotational gradient. Per step:
//
//  1. Anchor d* = U(sum_j U(Gb pi_j)), pi_j the extreme rays of
//     {l >= 0, K l >= 0} by Double Description up to maxRayTasks tasks;
//     above, the minimum-norm point of the hull of the unit gradients, which lies
//     in the same cone. Without any conflict the cone is the whole orthant and
//     d* = U(sum_i gb_i) for every m.
//  2. A task in conflict (some K_ij < 0) turns by an angle a_i in
//     [0, angle(gb_i, d*)] towards d*, in the plane of both; its length stays.
//  3. The angles take floor(1 + (10-1) s/(s+1))
//     projected-gradient steps from the last angles used, s the standard
//     deviation over tasks of the relative loss change since the last call.
//     Without losses, and on the first call, s = 0.
//  4. g_u is the unit vector of equal cosine with the turned gradients, the
//     update (sum_i n_i r_i . g_u) g_u.
//  5. Guard: the angles are halved until gb_i . g_u > 0 for every i, at most
//     guardHalvings times, then set to 0, which is ConFIG. If that fails as
//     well, the minimum-norm point is used (MGDA on unit gradients), and if that
//     point is zero within rounding there is no common descent direction, and the
//     update is that of hrgrad-sum: no product is negative, and tasks that oppose
//     each other do not stop the rest (PathDualCone; PathStationary when it is zero).
//
// The promise of a positive product with every task gradient therefore holds
// wherever a common descent direction can be told from zero in float64: the
// minimum-norm point must be longer than about 1e-7, which a condition number of
// K up to 1e13/m guarantees. ConFIG alone promises it up to 1/pinvCut = 1e6.
//
// Tasks with zero gradient take no part. Losses are optional.
type HRGrad struct {
	base
	search angleSearch
	cone   cone
	turn   rotations
	rot    rotation
	eq     equalCosine
	s      []float64 // Gram of the turned gradients
	delta  []float64
	angles []float64 // last angles used, per task
	losses []float64 // losses of the last call, nil before
}

// guardHalvings bounds the search of the guard.
const guardHalvings = 8

// Weights implements Weighting.
func (h *HRGrad) Weights(in Input) (*Report, error) {
	if err := h.begin(in); err != nil {
		return nil, err
	}
	steps := h.search.steps(lossChangeDeviation(h.losses, in.Losses))
	h.remember(in.Losses)
	r := &h.rep
	clear(r.Angles)
	clear(r.MaxAngles)
	clear(r.Anchor)
	n := h.n
	if n == 0 {
		r.Path = PathEmpty
		clear(h.angles)
		return h.finish(), nil
	}
	h.rot.resize(n)
	h.eq.resize(n)
	h.s = grow(h.s, n*n)
	h.delta = grow(h.delta, n)
	r.AnchorMethod = h.cone.anchor(h.k, n, r.Conflicts > 0, maxRayTasks, h.delta)
	if r.AnchorMethod != "" {
		h.rot.towards(h.k, h.delta, func(a int) bool { return r.Conflict[h.idx[a]] })
		for a, i := range h.idx {
			h.rot.a[a] = h.angles[i]
			r.MaxAngles[i] = h.rot.theta[a]
			r.Anchor[i] = h.delta[a]
		}
		if r.Conflicts > 0 {
			h.rot.optimise(steps, h.search)
			r.InnerSteps = steps
		} else {
			clear(h.rot.a)
		}
	} else {
		h.rot.without(h.k)
	}
	h.aggregate()
	clear(h.angles)
	for a, i := range h.idx {
		r.Angles[i] = float64(r.GuardScale * h.rot.a[a])
		h.angles[i] = r.Angles[i]
	}
	return h.finishCoef(), nil
}

// aggregate does stages 4 and 5 and leaves the coefficients of the update in
// coef.
func (h *HRGrad) aggregate() {
	r := &h.rep
	scale := 1.0
	for try := 0; ; try++ {
		if h.attempt(scale) {
			r.GuardScale = scale
			switch {
			case r.Conflicts == 0:
				r.Path = PathNoConflict
			case scale == 1:
				r.Path = PathRotated
			case scale > 0:
				r.Path = PathGuarded
			default:
				r.Path = PathConFIG
			}
			return
		}
		if scale == 0 || r.Conflicts == 0 {
			break
		}
		scale /= 2
		if try == guardHalvings {
			scale = 0
		}
	}
	r.GuardScale = 0
	if h.cone.minNorm(h.k, h.n, h.coef) {
		if least, _ := project(h.k, h.coef, h.tmp); least > 0 {
			h.stretch(nil)
			r.Path = PathMinNorm
			return
		}
	}
	clear(h.coef)
	r.Path = PathStationary
	for a := range h.coef {
		h.turn.add(&h.base, a, h.norm[a])
	}
	if minCosine(h.k, h.n, h.coef, h.tmp) < -1e-8 { // rounding decides
		clear(h.coef)
	}
	if !isNull(h.coef) {
		r.Path = PathDualCone
	}
}

// attempt computes the update for the angles times scale and reports whether it
// has a positive product with every task gradient, beyond rounding.
func (h *HRGrad) attempt(scale float64) bool {
	h.rot.bend(scale)
	h.rot.gram(h.s)
	if !h.eq.direction(h.s, h.k, h.n, pinvCut, &h.rot, h.coef) {
		return false
	}
	least, rounding := project(h.k, h.coef, h.tmp)
	return least > rounding && h.stretch(&h.rot) > 0
}

// stretch multiplies the unit direction in coef, with its products gb_i . g_u in
// tmp, by sum_i n_i r_i . g_u, and returns that length. r_i = gb_i for rot nil.
func (h *HRGrad) stretch(rot *rotation) float64 {
	ds := 0.0 // d* . g_u
	if rot != nil {
		for i, d := range rot.delta {
			ds += float64(d * h.tmp[i])
		}
	}
	length := 0.0
	for i, u := range h.tmp {
		if rot != nil {
			u = float64(rot.alpha[i]*u) + float64(rot.beta[i]*ds)
		}
		length += float64(h.norm[i] * u)
	}
	for i := range h.coef {
		h.coef[i] = float64(h.coef[i] * length)
	}
	return length
}

// lossChangeDeviation is the (population) standard deviation over tasks of
// (L_i - last_i)/|last_i|, 0 when either is missing. A change is cut at 1e6, and
// from a loss of zero counts as none.
func lossChangeDeviation(last, now []float64) float64 {
	if len(last) == 0 || len(last) != len(now) {
		return 0
	}
	change := func(i int) float64 {
		if last[i] == 0 {
			return 0
		}
		return max(-1e6, min(1e6, now[i]/math.Abs(last[i])-last[i]/math.Abs(last[i])))
	}
	n := float64(len(now))
	mean := 0.0
	for i := range now {
		mean += change(i) / n
	}
	v := 0.0
	for i := range now {
		d := change(i) - mean
		v += float64(d*d) / n
	}
	return math.Sqrt(v)
}

// remember keeps the losses for the next call.
func (h *HRGrad) remember(losses []float64) {
	if len(h.angles) != h.tasks {
		h.angles = make([]float64, h.tasks)
	}
	if losses != nil {
		h.losses = append(h.losses[:0], losses...)
	}
}

type hrgradState struct {
	header
	Angles []float64 `json:"angles,omitempty"`
	Losses []float64 `json:"losses,omitempty"`
}

// State implements Weighting.
func (h *HRGrad) State() ([]byte, error) {
	return json.Marshal(hrgradState{header{h.name, h.tasks}, h.angles, h.losses})
}

// Restore implements Weighting.
func (h *HRGrad) Restore(state []byte) error {
	s, err := h.restoreAngles(state)
	if err != nil {
		return err
	}
	h.setTasks(s.Tasks)
	h.angles, h.losses = s.Angles, s.Losses
	return nil
}

// restoreAngles validates a state of angles and losses.
func (b *base) restoreAngles(state []byte) (hrgradState, error) {
	var s hrgradState
	if err := b.decode(state, &s); err != nil {
		return s, err
	}
	if err := b.checkHeader(s.header); err != nil {
		return s, err
	}
	if err := b.checkVector("angles", s.Angles, s.Tasks); err != nil {
		return s, err
	}
	return s, b.checkVector("losses", s.Losses, s.Tasks)
}
