package train

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/optim"
)

// LevenbergStep tells of one Levenberg-Marquardt iteration.
type LevenbergStep struct {
	optim.LevenbergReport
	// Fresh is the summed loss on points just drawn, before any step on them, and Trained the summed loss of the same
	// parameters on the points they were fitted to; both 0 in a step without new points. Fresh far above Trained means overfitting.
	Fresh, Trained float64
	// Factor is the number of residuals of a batch per parameter.
	Factor int
	// Worst is the loss on unseen points after the step over that before the first one, in the part of the range of eps where it is largest, Mean
	// the geometric mean over the parts.
	Worst, Mean float64
}

// The batch of Levenberg-Marquardt: a Gauss-Newton step can satisfy as many residuals as there are parameters exactly,
// whatever happens between the points, so that there must be more of them.
const (
	levenbergRows  = 4  // residuals per parameter at the start
	levenbergMost  = 16 // and at most
	levenbergKeep  = 2  // accepted steps on the same points
	levenbergRatio = 3  // Fresh over Trained beyond which the batch is doubled
)

// levenberg is the part of a session that takes Levenberg-Marquardt steps. It works in this process: a Remote is not asked.
type levenberg struct {
	s      *Session
	params []float64
	opt    *optim.Levenberg
	terms  []*residuals
	unseen *unseen // nil before the first step
	state  levenbergState
	step   LevenbergStep
}

// levenbergState is what a checkpoint holds of it.
type levenbergState struct {
	Factor  int       `json:"factor"`
	Grow    bool      `json:"grow"`    // the next points shall be twice as many
	Kept    int       `json:"kept"`    // steps accepted on the present points; -1: new points are due
	Trained float64   `json:"trained"` // summed loss after the last step
	Drawn   []byte    `json:"drawn"`   // generator before the present points were drawn; empty: none were
	Damping []float64 `json:"damping"`
	Before  []float64 `json:"before,omitempty"` // losses on unseen points before the first step; empty: none was taken
	Best    []byte    `json:"best,omitempty"`   // the parameters with the least loss on them, float64, little endian
	Mean    float64   `json:"mean,omitempty"`   // of those, see LevenbergStep
}

func newLevenberg(s *Session, params []float64, set optim.Settings) (*levenberg, error) {
	if len(params) > levenbergParameters {
		return nil, input.New("optimizer", s.cfg.Optimizer, "a network of up to %d parameters, not %d: lower width or depth", levenbergParameters, len(params))
	}
	opt, err := optim.NewLevenberg(set)
	if err != nil {
		return nil, err
	}
	return &levenberg{
		s: s, params: params, opt: opt, terms: newResiduals(s.model, s.layout, params), state: levenbergState{Factor: levenbergRows, Kept: -1},
	}, nil
}

// draw draws the points of the present factor, equally many for every term.
func (v *levenberg) draw() error {
	var err error
	if v.state.Drawn, err = v.s.src.MarshalBinary(); err != nil {
		return err
	}
	least := 0 // rows with one Knudsen number per stratum
	for _, t := range v.terms {
		least += len(t.task) * epsPoints * t.take
	}
	rows := v.state.Factor * len(v.params)
	for _, t := range v.terms {
		t.draw(v.s.rng, v.s.prob, v.s.cfg.EpsMin, v.s.cfg.EpsMax, (rows+least-1)/least)
	}
	return nil
}

// Linearize implements optim.LeastSquares.
func (v *levenberg) Linearize(take func(task int, r, j []float64)) error {
	for _, t := range v.terms {
		t.blocks(true, take)
	}
	return nil
}

// Losses implements optim.LeastSquares.
func (v *levenberg) Losses(losses []float64) error {
	clear(losses)
	for _, t := range v.terms {
		t.blocks(false, func(task int, r, _ []float64) { losses[task] += kernel.Dot(r, r) })
	}
	return nil
}

// iterate takes one iteration and fills the report but for the step number.
func (v *levenberg) iterate(r *Report) error {
	fresh := v.state.Kept < 0 || v.state.Kept >= levenbergKeep
	if fresh {
		if v.state.Grow {
			v.state.Factor, v.state.Grow = min(2*v.state.Factor, levenbergMost), false
		}
		if err := v.draw(); err != nil {
			return err
		}
		v.state.Kept = 0
	}
	v.watch()
	rep, info, err := v.opt.Step(v.params, v, r.Losses)
	var bad error
	if r.Total, bad = v.s.sum(r.Losses); bad != nil {
		return bad
	}
	if err != nil {
		return fmt.Errorf("step %d: %w", v.s.steps+1, err)
	}
	r.Gradient, r.Rate = rep, 0
	v.step = LevenbergStep{LevenbergReport: *info, Factor: v.state.Factor}
	v.step.Worst, v.step.Mean = v.unseen.judge(v.state.Before)
	if v.step.Worst <= 1 && v.step.Mean < v.state.Mean {
		v.state.Best, v.state.Mean = packed(v.params), v.step.Mean
	}
	if fresh && v.state.Trained > 0 {
		v.step.Fresh, v.step.Trained = r.Total, v.state.Trained
		v.state.Grow = v.step.Fresh > levenbergRatio*v.step.Trained
	}
	v.state.Trained = info.After
	if v.state.Kept++; !info.Accepted {
		v.state.Kept = -1
	}
	if v.s.steps+1 == v.s.cfg.Steps { // a polish ends in its best state
		unpack(v.params, v.state.Best)
		v.state.Kept, v.state.Trained = -1, 0
	}
	r.Levenberg = &v.step
	return nil
}

// watch measures the losses on unseen points before the first step.
func (v *levenberg) watch() {
	if v.unseen == nil {
		v.unseen = newUnseen(v.s, v.terms)
	}
	if len(v.state.Before) == 0 {
		v.state.Before = v.unseen.measure()
		v.state.Best, v.state.Mean = packed(v.params), 1
	}
}

func (v *levenberg) save() *levenbergState {
	st := v.state
	st.Damping = v.opt.State()
	return &st
}

// load restores what save returned. It leaves the session's generator where it was.
func (v *levenberg) load(st *levenbergState) error {
	if st == nil {
		return fmt.Errorf("state of Levenberg-Marquardt is missing")
	}
	if st.Factor < 1 || st.Factor > levenbergMost || st.Kept < -1 || st.Kept > levenbergKeep {
		return fmt.Errorf("state of Levenberg-Marquardt: factor %d, allowed is 1 to %d; %d steps kept, allowed is -1 to %d", st.Factor, levenbergMost, st.Kept, levenbergKeep)
	}
	if n, b := len(st.Before), len(st.Best); n+b != 0 && (n != v.s.layout.strata+2 || b != 8*len(v.params)) {
		return fmt.Errorf("state of Levenberg-Marquardt: %d losses before the first step and %d bytes of parameters, needs %d and %d", n, b, v.s.layout.strata+2, 8*len(v.params))
	}
	if err := v.opt.SetState(st.Damping); err != nil {
		return err
	}
	present, err := v.s.src.MarshalBinary()
	if err != nil {
		return err
	}
	v.state = *st
	if len(st.Drawn) == 0 {
		v.state.Kept = -1
		return nil
	}
	if err := v.s.src.UnmarshalBinary(st.Drawn); err != nil {
		return fmt.Errorf("random state of the points: %v", err)
	}
	if st.Kept >= 0 && st.Kept < levenbergKeep {
		if err := v.draw(); err != nil {
			return err
		}
	}
	return v.s.src.UnmarshalBinary(present)
}

// packed returns numbers as bytes, little endian.
func packed(v []float64) []byte {
	out := make([]byte, 0, 8*len(v))
	for _, x := range v {
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(x))
	}
	return out
}

// unpack sets v to what packed made bytes of.
func unpack(v []float64, bytes []byte) {
	for i := range v {
		v[i] = math.Float64frombits(binary.LittleEndian.Uint64(bytes[8*i:]))
	}
}
