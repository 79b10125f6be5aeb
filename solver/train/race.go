package train

import "time"

// Race trains several runs side by side. They take turns of a block of steps, so that all have taken the same number of steps at the end
// of a round and see the same state of the machine; in a timed race turns of some time, which the runner that has spent the least takes
// next. The runs have taken no steps before.
type Race struct {
	Runners []*Runner

	clock func() time.Duration
	slice time.Duration // of a turn in a timed race; 0: turns are blocks of steps
	until time.Duration // what the runner has spent when a timed turn ends
	turn  int           // whose turn it is
	begun bool          // that turn
}

// Runner is a run in a race: its loop and what is kept of it.
type Runner struct {
	Loop   *Loop
	Budget Budget
	Record *Record
	Errors *ErrorTable // of the last comparison
	// Curve holds the total loss and the worst errors at the comparisons, at multiples of the block.
	Curve   History
	Failure error // why it is out of the race; nil while it is in

	compared int // step of Errors
}

// NewRace returns a race of runs at equal steps, whose error tables have a row for each eps at the end time.
func NewRace(runs []Trainable, b Budget, block int, eps []float64, clock func() time.Duration) *Race {
	r := &Race{clock: clock}
	for _, run := range runs {
		e := r.enter(run, b, block, eps)
		e.Loop.Every(block, "turn", func(rep *Report) error {
			if rep.Step < b.Steps {
				e.Loop.Pause()
			}
			return nil
		})
	}
	return r
}

// NewTimedRace returns a race of runs with budgets of their own, in turns of about the length of a slice of what each spends.
func NewTimedRace(runs []Trainable, budgets []Budget, slice time.Duration, eps []float64, clock func() time.Duration) *Race {
	r := &Race{clock: clock, slice: slice, until: slice}
	for i, run := range runs {
		e := r.enter(run, budgets[i], 1, eps)
		e.Loop.Every(1, "turn", func(rep *Report) error {
			if e.Loop.spent >= r.until && e.on() {
				e.Loop.Pause()
			}
			return nil
		})
	}
	return r
}

func (r *Race) enter(run Trainable, b Budget, every int, eps []float64) *Runner {
	l, info := NewLoop(run, r.clock), run.Problem()
	e := &Runner{Loop: l, Budget: b, Record: NewRecord(l), Errors: NewErrorTable(info, info.TEnd, eps), Curve: History{Every: every}}
	r.Runners = append(r.Runners, e)
	return e
}

// Timed tells whether the race is at equal time.
func (r *Race) Timed() bool { return r.slice > 0 }

// Advance trains for about the length of a slice, 0 for any length, and returns true at the end of a round, which in a timed race is that of
// a turn. An error takes the runner out of the race.
func (r *Race) Advance(slice time.Duration) (round bool) {
	for began := r.clock(); ; {
		e := r.Runners[r.turn]
		left := slice
		if slice > 0 {
			if left = began + slice - r.clock(); left <= 0 {
				return false
			}
		}
		if !r.begun && e.on() {
			e.Loop.Start(e.Budget)
			r.begun, r.until = true, e.Loop.spent+r.slice
		}
		if err := e.Loop.Advance(left); err != nil {
			e.Failure = err
		}
		if r.Timed() && e.Loop.spent >= r.until && e.on() {
			e.Loop.Pause() // within a step that is worked on in pieces
		}
		if e.Loop.Running() {
			return false
		}
		if r.begun = false; r.next() {
			return true
		}
	}
}

// next passes the turn on and tells whether a round is over.
func (r *Race) next() bool {
	if !r.Timed() {
		r.turn = (r.turn + 1) % len(r.Runners)
		return r.turn == 0
	}
	last, n := r.turn, len(r.Runners)
	r.turn = (last + 1) % n
	for k := 2; k <= n; k++ {
		i := (last + k) % n
		if e, best := r.Runners[i], r.Runners[r.turn]; e.on() && (!best.on() || e.Loop.spent < best.Loop.spent) {
			r.turn = i
		}
	}
	return true
}

// on tells whether the runner can take another step.
func (e *Runner) on() bool {
	return e.Failure == nil && e.Steps() < e.Budget.Steps && (e.Budget.Time == 0 || e.Loop.spent < e.Budget.Time)
}

// Steps returns the steps that the runner has taken.
func (e *Runner) Steps() int { return e.Loop.run.Steps() }

// Running tells whether a runner can take another step.
func (r *Race) Running(e *Runner) bool { return e.on() }

// Finished tells whether no runner can take another step.
func (r *Race) Finished() bool {
	for _, e := range r.Runners {
		if e.on() {
			return false
		}
	}
	return true
}

// Even tells whether the runners can be compared: at the end of a round, when all in a race at equal steps stand at the same one.
func (r *Race) Even() bool { return !r.begun && (r.Timed() || r.turn == 0) }

// Due tells whether the curves of the runners in the race want a point at the present step.
func (r *Race) Due() bool {
	for _, e := range r.Runners {
		if e.Failure == nil && e.Steps()%e.Curve.Every != 0 {
			return false
		}
	}
	return true
}

// Compare evaluates the errors of all runners in the race, of one that has taken no step since only those that were not known before: want holds the
// reference of each row of the tables, nil where there is none yet. With record the worst errors are added to the curves.
func (r *Race) Compare(want [][][]float64, record bool) {
	for _, e := range r.Runners {
		if e.Failure != nil {
			continue
		}
		if e.compared != e.Steps() {
			e.Errors.Forget()
			e.compared = e.Steps()
		}
		for k := range want {
			if e.Failure == nil && want[k] != nil && !e.Errors.Known(k) {
				e.Failure = e.Errors.Compare(e.Loop.run, k, want[k])
			}
		}
		if last := e.Loop.last; record && e.Failure == nil && last != nil {
			e.Curve.Add(last, e.Loop.spent.Seconds(), !e.on(), e.Errors.Worst()...)
		}
	}
}
