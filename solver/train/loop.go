package train

import (
	"errors"
	"fmt"
	"time"

	"github.com/hrgrad/hrgrad/solver/kinetic"
)

// Trainable is what a loop, a soundness check and an error table need of a run; *Session implements it.
type Trainable interface {
	Config() Config
	Problem() kinetic.Info
	Steps() int
	Step() (*Report, error)
	EvaluateAt(eps float64, t, x []float64) ([][]float64, error)
	Checkpoint() ([]byte, error)
}

// Budget bounds a loop; whichever bound is reached first ends it.
type Budget struct {
	Steps int           // last step, counted like Trainable.Steps from the beginning of the run
	Time  time.Duration // of training by this loop, hooks not included; 0: no bound
}

// Hook is called between two steps with the report of the last one, nil before the first. An error ends the loop.
type Hook func(r *Report) error

// HookError is the error of a hook.
type HookError struct {
	Name string
	Err  error
}

func (e *HookError) Error() string { return e.Name + ": " + e.Err.Error() }
func (e *HookError) Unwrap() error { return e.Err }

// Loop takes the steps of a run within a budget, in one call (Run) or in slices of time (Start, then Advance), and calls hooks between
// the steps. Hooks run in the order in which they were added. They see the run but do not change it: the losses are those of a loop
// without hooks, and the time they take is not counted as training. A Loop is not safe for concurrent use.
type Loop struct {
	// Cancel is asked before every step; its error ends the loop as it is. Nil: never.
	Cancel func() error

	run     Trainable
	now     func() time.Duration
	hooks   []hook
	budget  Budget
	running bool
	spent   time.Duration
	last    *Report
	part    float64 // of the next step that is done
	good    Snapshot
}

// hook is a named Hook and when it is due: after every n-th step, at a pace, or, with neither, at the end.
type hook struct {
	name  string
	every int
	pace  *Pace
	call  Hook
}

// NewLoop returns a loop over a run. The clock tells the time since any fixed moment and never runs backwards.
func NewLoop(run Trainable, clock func() time.Duration) *Loop { return &Loop{run: run, now: clock} }

// Every adds a hook that is called after each step whose number is a multiple of n.
func (l *Loop) Every(n int, name string, h Hook) { l.hooks = append(l.hooks, hook{name, n, nil, h}) }

// At adds a hook that is called after a step when its pace says that it is due.
func (l *Loop) At(p *Pace, name string, h Hook) {
	p.Mark(l.now(), 0)
	l.hooks = append(l.hooks, hook{name, 0, p, h})
}

// End adds a hook that is called when the budget is used up, also by a run that had reached it before; not after an error or a pause.
func (l *Loop) End(name string, h Hook) { l.hooks = append(l.hooks, hook{name, 0, nil, h}) }

// Start sets a budget and lets Advance train. The time of earlier budgets counts.
func (l *Loop) Start(b Budget) { l.budget, l.running = b, true }

// Budget returns the budget of the last Start.
func (l *Loop) Budget() Budget { return l.budget }

// Pause keeps Advance from training until the next Start.
func (l *Loop) Pause() { l.running = false }

// Running tells whether Advance has something left to do.
func (l *Loop) Running() bool { return l.running }

// Spent returns the time of training so far.
func (l *Loop) Spent() time.Duration { return l.spent }

// Last returns the report of the last step, nil before the first and after a rollback. The next step overwrites it.
func (l *Loop) Last() *Report { return l.last }

// Run trains until the budget is used up.
func (l *Loop) Run(b Budget) error {
	l.Start(b)
	return l.Advance(0)
}

// Advance trains for about the length of a slice, 0 for any length, but not beyond the budget. An error pauses the loop: it is that of a
// step, that of Cancel, one that wraps ErrDiverged, of a hook as well, or another error of a hook as a *HookError.
func (l *Loop) Advance(slice time.Duration) (err error) {
	defer func() {
		if err != nil {
			l.running = false
		}
	}()
	began := l.now()
	for now := began; l.running; {
		if l.exhausted() { // looked at before the slice: the last step also says that it is the last
			l.running = false
			return l.call(func(h *hook) bool { return h.every == 0 && h.pace == nil })
		}
		if slice > 0 && now-began >= slice {
			break
		}
		if l.Cancel != nil {
			if err := l.Cancel(); err != nil {
				return err
			}
		}
		if ready, err := l.prepare(now, began, slice); err != nil || !ready {
			return err
		}
		r, err := l.run.Step()
		after := l.now()
		l.part = 0
		l.spent += after - now
		if err != nil {
			return err
		}
		l.last = r
		now = after
		if len(l.hooks) > 0 {
			if err := l.call(func(h *hook) bool { return h.every > 0 && r.Step%h.every == 0 || h.pace != nil && h.pace.Due(after) }); err != nil {
				return err
			}
			now = l.now()
		}
	}
	return nil
}

// prepare works on the next step of a run whose steps are long, for the rest of the slice, and tells whether the step can be taken.
func (l *Loop) prepare(now, began, slice time.Duration) (ready bool, err error) {
	p, ok := l.run.(interface {
		Prepare() (done float64, more bool, err error)
	})
	for more := ok; more; {
		if l.part, more, err = p.Prepare(); err != nil {
			return false, err
		}
		if !more {
			break
		}
		if l.Cancel != nil {
			if err := l.Cancel(); err != nil {
				return false, err
			}
		}
		if after := l.now(); slice > 0 && after-began >= slice {
			l.spent += after - now
			return false, nil
		}
	}
	return true, nil
}

// Part returns the share of the next step that is done, where steps are long; else 0.
func (l *Loop) Part() float64 { return l.part }

func (l *Loop) exhausted() bool {
	return l.run.Steps() >= l.budget.Steps || l.budget.Time > 0 && l.spent >= l.budget.Time
}

// call runs the hooks that are due, in order.
func (l *Loop) call(due func(*hook) bool) error {
	for i := range l.hooks {
		h := &l.hooks[i]
		if !due(h) {
			continue
		}
		start := l.now()
		if err := h.call(l.last); errors.Is(err, ErrDiverged) {
			return err
		} else if err != nil {
			return &HookError{h.name, err}
		}
		if h.pace != nil {
			h.pace.Mark(start, l.now()-start)
		}
	}
	return nil
}

// Pace spaces out something that happens again and again while a loop runs.
type Pace struct {
	Every time.Duration // not sooner than this after the last time began
	Share int           // nor than so many times what the last time took

	at, cost time.Duration
}

// Due tells whether the time has come.
func (p *Pace) Due(now time.Duration) bool {
	return now-p.at >= max(p.Every, time.Duration(p.Share)*p.cost)
}

// Mark notes when it began the last time and what it took.
func (p *Pace) Mark(now, cost time.Duration) { p.at, p.cost = now, cost }

// Snapshot is a checkpoint of a run that was found sound.
type Snapshot struct {
	Data []byte
	Step int
}

// Keep takes a snapshot now, at the pace given (nil: not in between) and at the end; Good returns the last one. It fails on a run that is
// not sound now.
func (l *Loop) Keep(p *Pace) error {
	take := func(*Report) error { return l.Snapshot() }
	if p != nil {
		l.At(p, "snapshot", take)
	}
	l.End("snapshot", take)
	return l.Snapshot()
}

// Snapshot makes the present state the last good one, if it is sound.
func (l *Loop) Snapshot() error {
	if err := Sound(l.run); err != nil {
		return err
	}
	data, err := l.run.Checkpoint()
	if err != nil {
		return err
	}
	l.good = Snapshot{data, l.run.Steps()}
	return nil
}

// Good returns the last sound snapshot; without Data where none was taken.
func (l *Loop) Good() Snapshot { return l.good }

// Rollback pauses the loop and replaces its run by what restore makes of the last sound snapshot, which must be sound again. After an
// error the run is the one before.
func (l *Loop) Rollback(restore func(snapshot []byte) (Trainable, error)) error {
	l.running, l.last = false, nil
	run, err := restore(l.good.Data)
	if err != nil {
		return err
	}
	failed := l.run
	l.run = run
	if err := l.Snapshot(); err != nil {
		l.run = failed
		return fmt.Errorf("the state of step %d: %w", l.good.Step, err)
	}
	return nil
}
