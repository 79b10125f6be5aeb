package train

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/reference"
)

// tick is the time a step of script takes.
const tick = 10 * time.Millisecond

// script is a run of known losses on a clock of its own; its one field is NaN from step nanFrom on, and step failAt fails.
type script struct {
	clock           time.Duration
	steps           int
	failAt, nanFrom int
}

func (s *script) Config() Config { return Config{EpsMin: 1e-2} }
func (s *script) Problem() kinetic.Info {
	return kinetic.Info{Fields: []info.Field{{Name: "rho"}}, Domain: info.Domain{XMax: 1, TEnd: 2}}
}
func (s *script) Steps() int                  { return s.steps }
func (s *script) Checkpoint() ([]byte, error) { return []byte(fmt.Sprint(s.steps)), nil }
func (s *script) Step() (*Report, error) {
	s.clock += tick
	if s.steps+1 == s.failAt {
		return nil, ErrDiverged
	}
	s.steps++
	return &Report{Step: s.steps, Losses: []float64{1 / float64(s.steps)}, Total: 1 / float64(s.steps)}, nil
}
func (s *script) EvaluateAt(eps float64, t, x []float64) ([][]float64, error) {
	out := make([]float64, len(x))
	for i := range out {
		if out[i] = eps + t[i] + x[i]; s.nanFrom > 0 && s.steps >= s.nanFrom {
			out[i] = math.NaN()
		}
	}
	return [][]float64{out}, nil
}

func scripted(s *script) *Loop { return NewLoop(s, func() time.Duration { return s.clock }) }

// noting returns a hook that writes its name and the step down.
func noting(log *[]string, name string) Hook {
	return func(r *Report) error {
		*log = append(*log, fmt.Sprint(name, r.Step))
		return nil
	}
}

// Hooks come in the order of their registration, at multiples of n, at their pace and at the end.
func TestHooksComeInOrder(t *testing.T) {
	s := &script{}
	l := scripted(s)
	var log []string
	l.End("end", noting(&log, "end"))
	l.Every(2, "even", noting(&log, "even"))
	l.At(&Pace{Every: 3 * tick}, "timed", noting(&log, "timed"))
	l.Every(3, "third", noting(&log, "third"))
	if err := l.Run(Budget{Steps: 6}); err != nil {
		t.Fatal(err)
	}
	if want := []string{"even2", "timed3", "third3", "even4", "even6", "timed6", "third6", "end6"}; !slices.Equal(log, want) {
		t.Errorf("%v, want %v", log, want)
	}
	if l.Running() || l.Last().Step != 6 {
		t.Errorf("running %v, last step %d", l.Running(), l.Last().Step)
	}
}

// The end comes once, in the slice of the last step, and for a run that had nothing left to do as well.
func TestEndComesOnce(t *testing.T) {
	s := &script{}
	l := scripted(s)
	ends := 0
	l.End("end", func(*Report) error { ends++; return nil })
	l.Start(Budget{Steps: 4})
	slices := 0
	for ; l.Running(); slices++ {
		if err := l.Advance(2 * tick); err != nil {
			t.Fatal(err)
		}
	}
	if s.steps != 4 || ends != 1 || slices != 2 {
		t.Errorf("%d steps in %d slices, %d ends", s.steps, slices, ends)
	}
	if err := l.Advance(tick); err != nil || ends != 1 {
		t.Errorf("after the end: %v, %d ends", err, ends)
	}
	if err := l.Run(Budget{Steps: 3}); err != nil || ends != 2 || s.steps != 4 {
		t.Errorf("a budget that is used up: %v, %d ends, %d steps", err, ends, s.steps)
	}
}

// The budget of time counts steps alone; a hook as slow as it likes does not shorten training. Its own share is bounded by its pace.
// A step that takes longer than a slice and is the last one ends the loop at once, not with the next call.
func TestSlowLastStepEndsTheLoop(t *testing.T) {
	s := &script{}
	l := scripted(s)
	s.clock = time.Hour
	l.Start(Budget{Steps: 1})
	if err := l.Advance(time.Nanosecond); err != nil {
		t.Fatal(err)
	}
	if s.steps != 1 || l.Running() {
		t.Errorf("after %d steps of 1 the loop still runs: %v", s.steps, l.Running())
	}
}

func TestHooksAreNotTraining(t *testing.T) {
	s := &script{}
	l := scripted(s)
	calls := 0
	l.At(&Pace{Share: 2}, "slow", func(*Report) error { s.clock += 5 * tick; calls++; return nil })
	if err := l.Run(Budget{Steps: 1000, Time: 20 * tick}); err != nil {
		t.Fatal(err)
	}
	if s.steps != 20 || l.Spent() != 20*tick || calls != 4 { // after steps 1, 6, 11 and 16
		t.Errorf("%d steps in %v, %d calls", s.steps, l.Spent(), calls)
	}
}

func TestErrorsEndTheLoop(t *testing.T) {
	full, stop := errors.New("disk full"), errors.New("stop")
	s := &script{}
	l := scripted(s)
	l.Every(3, "save", func(*Report) error { return full })
	err := l.Run(Budget{Steps: 9})
	var h *HookError
	if !errors.As(err, &h) || h.Name != "save" || !errors.Is(err, full) || err.Error() != "save: disk full" || s.steps != 3 || l.Running() {
		t.Errorf("hook: %v at step %d", err, s.steps)
	}
	l = scripted(s)
	l.Cancel = func() error {
		if s.steps == 5 {
			return stop
		}
		return nil
	}
	if err := l.Run(Budget{Steps: 9}); err != stop || s.steps != 5 || l.Running() {
		t.Errorf("cancel: %v at step %d", err, s.steps)
	}
	if err := l.Advance(0); err != nil || s.steps != 5 {
		t.Errorf("after an error: %v at step %d", err, s.steps)
	}
}

// After a divergence, noticed by a step or by the fields, the last sound state is there to go back to.
func TestRollback(t *testing.T) {
	for _, s := range []*script{{failAt: 8}, {nanFrom: 7}} {
		l := scripted(s)
		if err := l.Keep(&Pace{Every: 3 * tick}); err != nil {
			t.Fatal(err)
		}
		if err := l.Run(Budget{Steps: 20}); !errors.Is(err, ErrDiverged) {
			t.Fatalf("%+v: %v", s, err)
		}
		if g := l.Good(); g.Step != 6 || string(g.Data) != "6" {
			t.Errorf("%+v: snapshot %+v", s, g)
		}
		lost := errors.New("lost")
		if err := l.Rollback(func([]byte) (Trainable, error) { return nil, lost }); err != lost {
			t.Error(err)
		}
		if err := l.Rollback(func([]byte) (Trainable, error) { return &script{nanFrom: 1, steps: 6}, nil }); !errors.Is(err, ErrDiverged) {
			t.Errorf("a state that is not sound: %v", err)
		}
		back := &script{steps: 6, clock: s.clock}
		if err := l.Rollback(func(data []byte) (Trainable, error) { return back, nil }); err != nil || l.Last() != nil || l.Running() {
			t.Errorf("%v, last report %v", err, l.Last())
		}
		if err := l.Run(Budget{Steps: 9}); err != nil || back.steps != 9 || l.Good().Step != 9 {
			t.Errorf("%v, step %d, snapshot of step %d", err, back.steps, l.Good().Step)
		}
	}
	if err := scripted(&script{nanFrom: 1, steps: 1}).Keep(nil); !errors.Is(err, ErrDiverged) {
		t.Errorf("a loop over a run that is not sound: %v", err)
	}
}

// Neither hooks nor slices change a bit of a real run.
func TestLoopDoesNotChangeTheRun(t *testing.T) {
	plain := newSession(t, small())
	hash := NewLossHash()
	for range 12 {
		r, err := plain.Step()
		if err != nil {
			t.Fatal(err)
		}
		hash.Add(r.Losses)
	}
	s := newSession(t, small())
	start := time.Now()
	l := NewLoop(s, func() time.Duration { return time.Since(start) })
	rec := NewRecord(l)
	if err := l.Keep(&Pace{}); err != nil { // after every step
		t.Fatal(err)
	}
	l.Every(2, "errors", func(*Report) error {
		_, err := Errors(s, nil, []float64{1}, func(eps float64) (reference.Solution, error) { return exact{s}, nil })
		return err
	})
	l.Start(Budget{Steps: 12})
	for l.Running() {
		if err := l.Advance(time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	if rec.Hash.String() != hash.String() || rec.Gradient.Steps != 12 || len(rec.History.Steps) != 12 {
		t.Errorf("losses %s and %s, record %+v", rec.Hash, hash, rec.History)
	}
	if err := bitEqual(parameters(plain), parameters(s)); err != nil {
		t.Error(err)
	}
	if data := checkpoint(t, plain); string(data) != string(l.Good().Data) {
		t.Error("the snapshot at the end is not the checkpoint of the plain run")
	}
}

// exact is a reference that agrees with a run at eps = 1.
type exact struct{ run Trainable }

func (e exact) Fields() []string { return nil }
func (e exact) At(t float64, x []float64) ([][]float64, error) {
	return e.run.EvaluateAt(1, slices.Repeat([]float64{t}, len(x)), x)
}
