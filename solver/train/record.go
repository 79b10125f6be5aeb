package train

import "time"

// Record is what is kept of a run while a loop trains it.
type Record struct {
	History  History
	Gradient Statistics
	Hash     *LossHash
	Losses   []float64 // of the last step

	loop   *Loop
	before time.Duration // of training by earlier loops
}

// NewRecord returns the record of all steps that a loop takes from now on.
func NewRecord(l *Loop) *Record {
	r := &Record{Gradient: Statistics{Paths: map[string]int{}}, Hash: NewLossHash(), loop: l}
	l.Every(1, "record", func(rep *Report) error {
		r.Hash.Add(rep.Losses)
		r.Gradient.Add(l.run.Config().Operator, rep.Gradient)
		r.Losses = append(r.Losses[:0], rep.Losses...)
		r.History.Add(rep, (r.before + l.spent).Seconds(), rep.Step == l.budget.Steps)
		return nil
	})
	l.End("record", func(rep *Report) error {
		if rep != nil {
			r.History.Add(rep, (r.before + l.spent).Seconds(), true)
		}
		return nil
	})
	return r
}
