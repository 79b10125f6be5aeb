package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
)

// trainer runs a session to a step, a time limit or an interrupt and keeps its checkpoint.
type trainer struct {
	session *train.Session
	budget  train.Budget
	stop    *interrupt
	report  *reporter
	rec     *record
	clock   func() time.Duration // of training; nil: time as it passes

	file   string        // checkpoint; empty: none
	every  time.Duration // between two checkpoints
	before *unfinished   // what another process has done of the run; nil: nothing
	// store writes the checkpoint in another form; nil: as it is.
	store func(t *trainer, checkpoint []byte) error

	loop   *train.Loop
	record *train.Record
	first  int         // steps taken before this process
	kept   int         // step of the state in file, -1 before the first
	saving train.Pace  // of the checkpoint
	past   *train.Past // of the last sound state; before the run that of a resumed one, nil where it is not known
	lost   error       // why the last state could not be written, and where it is instead
}

// snapshotPause is the longest time between two states kept in memory for the case that training diverges.
const snapshotPause = 5 * time.Second

// trainable is what a loop trains. Tests replace it to make a run fail.
var trainable = func(s *train.Session) train.Trainable { return s }

// run trains. The checkpoint file always holds a sound state: after an error or an interrupt the last one.
func (t *trainer) run() error {
	start := time.Now()
	clock := t.clock
	if clock == nil {
		clock = func() time.Duration { return time.Since(start) }
	}
	l := train.NewLoop(trainable(t.session), clock)
	l.Cancel = t.stop.asked
	t.stop.out = t.report
	t.loop, t.record, t.first, t.kept = l, train.NewRecord(l), t.session.Steps(), -1
	if t.before != nil {
		if err := t.record.UnmarshalBinary(t.before.record); err != nil {
			return err
		}
	}
	if err := t.record.Continue(t.past, len(t.session.TaskNames())); err != nil {
		return err
	}
	l.Every(1, "progress", t.progress)
	defer t.rec.take(t)
	if err := l.Keep(nil); err != nil {
		return err
	}
	if t.file != "" {
		t.saving = train.Pace{Every: t.every}
		t.saving.Mark(clock(), 0)
		l.At(&train.Pace{Every: min(t.every, snapshotPause)}, "checkpoint", func(*train.Report) error {
			if err := t.snapshot(); err != nil || !t.saving.Due(clock()) {
				return err
			}
			t.saving.Mark(clock(), 0)
			if err := t.save(); err != nil {
				t.report.warn(fmt.Sprintf("checkpoint: %v; the run goes on and tries again in %v", err, t.every))
			}
			return nil
		})
		l.End("checkpoint", func(*train.Report) error {
			t.past = t.record.Past()
			t.lost = t.keep()
			return nil
		})
	}
	err := l.Run(t.budget)
	t.report.endBar()
	switch {
	case errors.Is(err, errInterrupted):
		return t.interrupted()
	case err != nil:
		return t.failed(err)
	}
	return nil
}

// solve solves for the last layer, after run, and keeps the checkpoint with it.
func (t *trainer) solve(features int) error {
	solved, err := solveLayer(t.session, features, t.stop, t.report)
	if err != nil {
		where := "nothing was written"
		if t.file != "" {
			where = fmt.Sprintf("%s holds the state after step %d, without a solved layer", t.file, t.kept)
		}
		return fmt.Errorf("%w while solving for the last layer; %s", err, where)
	}
	t.rec.Solved = solved
	if !solved.Kept {
		return nil
	}
	if err := t.loop.Snapshot(); err != nil {
		return err
	}
	t.rec.StateHash = train.StateHash(t.loop.Good().Data)
	if t.file != "" {
		t.kept = -1
		t.lost = errors.Join(t.lost, t.keep())
	}
	return nil
}

// snapshot keeps the present state and its past in memory, if it is sound.
func (t *trainer) snapshot() error {
	if err := t.loop.Snapshot(); err != nil {
		return err
	}
	t.past = t.record.Past()
	return nil
}

// progress reports a step.
func (t *trainer) progress(r *train.Report) error {
	spent := t.loop.Spent()
	perSecond := float64(r.Step-t.first) / max(spent.Seconds(), 1e-9)
	left := float64(t.budget.Steps-r.Step) / max(perSecond, 1e-9) // seconds
	if t.budget.Time > 0 {
		left = min(left, max(0, (t.budget.Time-spent).Seconds()))
	}
	t.report.step(r, t.budget.Steps, spent.Seconds(), perSecond, left, r.Step == t.budget.Steps)
	if j := r.Judgement; j != nil {
		t.rec.Judgement = j
		if !j.Kept {
			t.report.warn(fmt.Sprintf("step %d: %s", r.Step, j.Refusal()))
		}
	}
	return nil
}

// save writes the last sound state to the checkpoint file.
func (t *trainer) save() error {
	good := t.loop.Good()
	if t.kept == good.Step {
		return nil
	}
	store := t.store
	if store == nil {
		store = func(t *trainer, checkpoint []byte) error {
			data, err := t.whole(checkpoint)
			if err != nil {
				return err
			}
			return writeWhole(t.file, data)
		}
	}
	if err := store(t, good.Data); err != nil {
		return err
	}
	t.kept = good.Step
	return nil
}

// whole adds the past of the run to a checkpoint.
func (t *trainer) whole(checkpoint []byte) ([]byte, error) {
	if t.past == nil {
		return checkpoint, nil
	}
	return train.WithPast(checkpoint, t.past)
}

// keep is save for the last time: what cannot be written goes elsewhere, and the error says where.
func (t *trainer) keep() error {
	err := t.save()
	if err == nil || t.store != nil {
		return err
	}
	data, failed := t.whole(t.loop.Good().Data)
	if failed != nil {
		return errors.Join(err, failed)
	}
	return fmt.Errorf("%w; the state after step %d: %s", err, t.loop.Good().Step, rescue(t.file, data))
}

// interrupted saves and says so.
func (t *trainer) interrupted() error {
	at := fmt.Errorf("%w after step %d of %d", errInterrupted, t.session.Steps(), t.budget.Steps)
	if err := t.snapshot(); err != nil {
		return t.failed(err)
	}
	if t.file == "" {
		return fmt.Errorf("%w; nothing was written, --checkpoint FILE would have kept the run", at)
	}
	if t.unchanged() {
		return fmt.Errorf("%w; nothing was written", at)
	}
	if err := t.keep(); err != nil {
		return fmt.Errorf("%w; checkpoint: %w", at, err)
	}
	return fmt.Errorf("%w; continue with --resume %s", at, t.file)
}

// failed keeps the last sound state and says why the run ended.
func (t *trainer) failed(err error) error {
	if t.file == "" || t.unchanged() {
		return fmt.Errorf("%w; nothing was written", err)
	}
	if e := t.keep(); e != nil {
		return fmt.Errorf("%w; checkpoint: %v", err, e)
	}
	return fmt.Errorf("%w; %s holds the state after step %d", err, t.file, t.kept)
}

// unchanged reports that this process has nothing to keep beyond the state it began with; whatever the checkpoint file held before the run
// then stays.
func (t *trainer) unchanged() bool { return t.kept < 0 && t.loop.Good().Step == t.first }
