package train

import "time"

// Record is what is kept of a run while a loop trains it.
type Record struct {
	History  History
	Gradient Statistics
	Hash     *LossHash
	Losses   []float64 // of the last step
	// Regular keeps in the history only multiples of its distance, not steps that are the last of a budget: for a loop that is started
	// and paused again and again.
	Regular bool

	loop   *Loop
	before time.Duration // of training by earlier loops
	last   *Report       // of the last step before the loop; nil: not known
}

// NewRecord returns the record of all steps that a loop takes from now on.
func NewRecord(l *Loop) *Record {
	r := &Record{Gradient: Statistics{Paths: map[string]int{}}, Hash: NewLossHash(), loop: l}
	l.Every(1, "record", func(rep *Report) error {
		r.Hash.Add(rep.Losses)
		r.Gradient.Add(l.run.Config().Operator, rep.Gradient)
		r.Losses = append(r.Losses[:0], rep.Losses...)
		r.History.Add(rep, r.Elapsed().Seconds(), !r.Regular && rep.Step == l.budget.Steps)
		return nil
	})
	l.End("record", func(rep *Report) error {
		if rep != nil && !r.Regular {
			r.History.Add(rep, r.Elapsed().Seconds(), true)
		}
		return nil
	})
	return r
}
