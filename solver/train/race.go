package train

import "time"

// Race trains several runs side by side. They take turns of a block of steps, so that all have taken the same number of steps at the end
// of a round and see the same state of the machine. The runs have taken no steps before.
type Race struct {
	Runners []*Runner
	Budget  Budget // of every runner

	clock func() time.Duration
	turn  int  // whose block it is
	begun bool // that block
}

// Runner is a run in a race: its loop and what is kept of it.
type Runner struct {
	Loop   *Loop
	Record *Record
	Errors *ErrorTable // of the last comparison
	// Curve holds the total loss and the worst errors at the comparisons, at multiples of the block.
	Curve   History
	Failure error // why it is out of the race; nil while it is in

	compared int // step of Errors
}

// NewRace returns a race of runs, whose error tables have a row for each eps at the end time.
func NewRace(runs []Trainable, b Budget, block int, eps []float64, clock func() time.Duration) *Race {
	r := &Race{Budget: b, clock: clock}
	for _, run := range runs {
		l := NewLoop(run, clock)
		info := run.Problem()
		r.Runners = append(r.Runners, &Runner{Loop: l, Record: NewRecord(l), Errors: NewErrorTable(info, info.TEnd, eps), Curve: History{Every: block}})
		l.Every(block, "turn", func(rep *Report) error {
			if rep.Step < b.Steps {
				l.Pause()
			}
			return nil
		})
	}
	return r
}

// Advance trains for about the length of a slice, 0 for any length, and returns true at the end of a round. An error takes the runner out
// of the race.
func (r *Race) Advance(slice time.Duration) (round bool) {
	for began := r.clock(); ; {
		e := r.Runners[r.turn]
		left := slice
		if slice > 0 {
			if left = began + slice - r.clock(); left <= 0 {
				return false
			}
		}
		if !r.begun && e.on(r.Budget) {
			e.Loop.Start(r.Budget)
			r.begun = true
		}
		if err := e.Loop.Advance(left); err != nil {
			e.Failure = err
		}
		if e.Loop.Running() {
			return false
		}
		r.turn, r.begun = (r.turn+1)%len(r.Runners), false
		if r.turn == 0 {
			return true
		}
	}
}

// on tells whether the runner can take another step.
func (e *Runner) on(b Budget) bool {
	return e.Failure == nil && e.Steps() < b.Steps && (b.Time == 0 || e.Loop.spent < b.Time)
}

// Steps returns the steps that the runner has taken.
func (e *Runner) Steps() int { return e.Loop.run.Steps() }

// Running tells whether a runner can take another step.
func (r *Race) Running(e *Runner) bool { return e.on(r.Budget) }

// Finished tells whether no runner can take another step.
func (r *Race) Finished() bool {
	for _, e := range r.Runners {
		if e.on(r.Budget) {
			return false
		}
	}
	return true
}

// Even tells whether a round is over: all runners in the race stand at the same step.
func (r *Race) Even() bool { return r.turn == 0 && !r.begun }

// Due tells whether the curves of the runners in the race want a point at the present step.
func (r *Race) Due() bool {
	for _, e := range r.Runners {
		if e.Failure == nil && e.Steps()%e.Curve.Every != 0 {
			return false
		}
	}
	return true
}

// Compare evaluates the errors of all runners in the race, at the same step only those that were not known before: want holds the
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
			e.Curve.Add(last, e.Loop.spent.Seconds(), !e.on(r.Budget), e.Errors.Worst()...)
		}
	}
}
