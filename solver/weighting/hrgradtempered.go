package weighting

import (
	"encoding/json"
	"fmt"
	"math"
)

func init() {
	Register(Spec{
		Name: "hrgrad-tempered", Title: "HRGrad, tempered", Order: 5,
		Paper:      "a variant of arXiv 2604.24745 of this project; projection onto the dual cone as in UPGrad, arXiv 2406.16232",
		Summary:    "As hrgrad-sum, with the voice of a task that is solved turned down: by the root of its loss over the largest it had.",
		UsesLosses: true, Stateful: true,
		NonConflicting: true, LinearUnderScaling: true, PermutationEquivariant: true,
	}, func(o Options) Weighting { return &hrgradTempered{base: newBase("hrgrad-tempered", o)} })
}

// hrgradTempered is update = sum_i c_i r_i with c_i = |g_i| t_i,
//
//	t_i = max(1e-3, sqrt(Lm_i / max past Lm_i)),
//
// Lm_i the running mean of the loss (decay 0.9). A gradient shrinks with the root
// of its loss, so a task that is solved has a gradient of little but noise; near
// the end t_i damps it once more. As with hrgrad-sum,
// gb_j . update >= c_j |P_C gb_j|.
type hrgradTempered struct {
	base
	turn rotations
	temperature
}

// temperature holds the running means of losses and their largest values.
type temperature struct{ mean, most []float64 }

const (
	temperDecay = 0.9
	temperFloor = 1e-3
)

// observe takes the losses of a call.
func (t *temperature) observe(losses []float64) {
	if len(t.mean) != len(losses) {
		t.mean = append([]float64(nil), losses...)
		t.most = append([]float64(nil), losses...)
		return
	}
	for i, l := range losses {
		t.mean[i] = float64(temperDecay*t.mean[i]) + float64((1-temperDecay)*l)
		t.most[i] = max(t.most[i], t.mean[i])
	}
}

// of returns t_i in [temperFloor, 1].
func (t *temperature) of(i int) float64 {
	if !(t.mean[i] > 0) || !(t.most[i] > 0) {
		return temperFloor
	}
	return max(temperFloor, math.Sqrt(t.mean[i]/t.most[i]))
}

// Weights implements Weighting.
func (w *hrgradTempered) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	w.observe(in.Losses)
	for a, i := range w.idx {
		w.turn.add(&w.base, a, float64(w.norm[a]*w.of(i)))
	}
	w.rep.Path = rotationPath(&w.base)
	return w.finishCoef(), nil
}

type temperedState struct {
	header
	Mean []float64 `json:"mean,omitempty"`
	Most []float64 `json:"most,omitempty"`
}

// State implements Weighting.
func (w *hrgradTempered) State() ([]byte, error) {
	return json.Marshal(temperedState{header{w.name, w.tasks}, w.mean, w.most})
}

// Restore implements Weighting.
func (w *hrgradTempered) Restore(state []byte) error {
	var s temperedState
	if err := w.decode(state, &s); err != nil {
		return err
	}
	if err := w.checkHeader(s.header); err != nil {
		return err
	}
	if err := w.checkVector("mean", s.Mean, s.Tasks); err != nil {
		return err
	}
	if err := w.checkVector("most", s.Most, s.Tasks); err != nil {
		return err
	}
	if (s.Mean == nil) != (s.Most == nil) {
		return fmt.Errorf("%s: state fields mean and most: one is missing", w.name)
	}
	w.setTasks(s.Tasks)
	w.mean, w.most = s.Mean, s.Most
	return nil
}
