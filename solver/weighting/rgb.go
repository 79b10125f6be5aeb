package weighting

import "encoding/json"

func init() {
	Register(Spec{
		Name: "rgb", Title: "RGB", Order: 4,
		Paper:    "Rotation-Based Gradient Balancing for multi-task learning (RGB), OpenReview l0QAezg8HX",
		Summary:  "Turns every unit gradient towards their consensus by its own optimised angle and sums them.",
		Stateful: true, LinearUnderScaling: true, PermutationEquivariant: true,
	}, func(o Options) Weighting {
		w := &rgb{base: newBase("rgb", o)}
		w.angle = true
		return w
	})
}

// rgb turns each normalised gradient towards the consensus direction
// U(sum_i gb_i) by an angle in [0, angle(gb_i, consensus)], at most pi/2. The
// angles minimise the same objective as in HRGrad (misalignment plus
// proximity), and their number of steps follows the spread of the loss changes
// (losses optional). Every task may turn, in conflict or not. The update is the
// sum of the turned unit gradients times the mean length of the gradients.
//
// The abstract of the paper states the rotation of normalised gradients towards a
// consensus, angles optimised per task and the use of loss changes; its full text
// was not available, so the consensus, the number of steps and the length are
// ours. Nothing keeps the update from conflicting with a task.
type rgb struct {
	base
	rot    rotation
	delta  []float64
	angles []float64
	losses []float64
}

// Weights implements Weighting.
func (w *rgb) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	r := &w.rep
	steps := defaultSearch.steps(lossChangeDeviation(w.losses, in.Losses))
	if in.Losses != nil {
		w.losses = append(w.losses[:0], in.Losses...)
	}
	if len(w.angles) != in.M {
		w.angles = make([]float64, in.M)
	}
	clear(r.Angles)
	clear(r.MaxAngles)
	clear(r.Anchor)
	n := w.n
	if n == 0 {
		r.Path = PathEmpty
		clear(w.angles)
		return w.finish(), nil
	}
	w.rot.resize(n)
	w.delta = grow(w.delta, n)
	for i := range w.delta {
		w.delta[i] = 1
	}
	r.Path = PathSum
	if normalise(w.k, w.delta) {
		r.Path = PathRotated
		w.rot.towards(w.k, w.delta, func(int) bool { return true })
		for a, i := range w.idx {
			w.rot.a[a] = w.angles[i]
			r.MaxAngles[i], r.Anchor[i] = w.rot.theta[a], w.delta[a]
		}
		w.rot.optimise(steps, defaultSearch)
		r.InnerSteps = steps
	} else {
		w.rot.without(w.k)
	}
	w.rot.bend(1)
	mean, b := 0.0, 0.0
	for i := range w.norm {
		mean += w.norm[i] / float64(n)
		b += w.rot.beta[i]
	}
	clear(w.angles)
	for a, i := range w.idx {
		w.coef[a] = mean * (w.rot.alpha[a] + float64(b*w.delta[a]))
		r.Angles[i] = w.rot.a[a]
		w.angles[i] = w.rot.a[a]
	}
	return w.finishCoef(), nil
}

// State implements Weighting.
func (w *rgb) State() ([]byte, error) {
	return json.Marshal(hrgradState{header{w.name, w.tasks}, w.angles, w.losses})
}

// Restore implements Weighting.
func (w *rgb) Restore(state []byte) error {
	s, err := w.restoreAngles(state)
	if err != nil {
		return err
	}
	w.setTasks(s.Tasks)
	w.angles, w.losses = s.Angles, s.Losses
	return nil
}
