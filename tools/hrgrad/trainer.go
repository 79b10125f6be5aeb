package main

import (
	"fmt"
	"math"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
)

// trainer runs a session to a step, a time limit or an interrupt and keeps its checkpoint.
type trainer struct {
	session *train.Session
	target  int           // last step
	limit   time.Duration // of training; 0: none
	stop    *interrupt
	report  *reporter
	rec     *record

	file  string        // checkpoint; empty: none
	every time.Duration // between two checkpoints

	step   func() (*train.Report, error) // Session.Step; tests put failures here
	hash   *lossHash
	first  int    // steps taken before this process
	good   []byte // last state known to be sound, not yet in file
	goodAt int
	kept   int // step of the state in file, -1 before the first
	saved  time.Time
}

// snapshotPause is the longest time between two states kept in memory for the case that training diverges.
const snapshotPause = 5 * time.Second

// run trains. The checkpoint file always holds a sound state: after an error or an interrupt the last one.
func (t *trainer) run() error {
	s := t.session
	t.hash, t.kept = newLossHash(), -1
	t.first = s.Steps()
	start := time.Now()
	t.saved = start
	snapped := start
	t.rec.Stopped = stoppedSteps
	if t.target < s.Config().Steps {
		t.rec.Stopped = stoppedAt
	}
	if err := t.snapshot(); err != nil {
		return err
	}
	var last *train.Report
	for s.Steps() < t.target {
		if t.limit > 0 && time.Since(start) >= t.limit {
			t.rec.Stopped = stoppedTime
			break
		}
		if t.stop.wanted() {
			return t.interrupted()
		}
		rep, err := t.step()
		if err != nil {
			return t.failed(err)
		}
		last = rep
		now := time.Since(start)
		t.hash.add(rep.Losses)
		t.rec.Gradient.add(s.Config().Operator, rep.Gradient)
		t.rec.History.add(rep, now.Seconds(), rep.Step == t.target)
		perSecond := float64(rep.Step-t.first) / max(now.Seconds(), 1e-9)
		t.report.step(rep, t.target, now.Seconds(), perSecond, t.remaining(rep.Step, now, perSecond), rep.Step == t.target)
		if pause := min(t.every, snapshotPause); t.file != "" && time.Since(snapped) >= pause {
			if err := t.snapshot(); err != nil {
				return t.failed(err)
			}
			snapped = time.Now()
			if time.Since(t.saved) >= t.every {
				if err := t.save(); err != nil {
					return err
				}
			}
		}
	}
	t.report.endBar()
	if last != nil {
		t.rec.History.add(last, time.Since(start).Seconds(), true)
	}
	t.rec.Seconds = time.Since(start).Seconds()
	t.rec.Steps = s.Steps()
	t.rec.StepsPerSec = float64(s.Steps()-t.first) / max(t.rec.Seconds, 1e-9)
	t.rec.LossHash = t.hash.String()
	if err := t.snapshot(); err != nil {
		return t.failed(err)
	}
	t.rec.StateHash = stateHash(t.good)
	return t.save()
}

// remaining estimates the seconds to the end.
func (t *trainer) remaining(step int, now time.Duration, perSecond float64) float64 {
	left := float64(t.target-step) / max(perSecond, 1e-9)
	if t.limit > 0 {
		left = min(left, max(0, (t.limit-now).Seconds()))
	}
	return left
}

// snapshot keeps the state in memory, provided that it is sound.
func (t *trainer) snapshot() error {
	if err := sound(t.session); err != nil {
		return err
	}
	data, err := t.session.Checkpoint()
	if err != nil {
		return err
	}
	t.good, t.goodAt = data, t.session.Steps()
	return nil
}

// sound reports a network whose fields are not finite: losses show a damaged state only one step later.
func sound(s *train.Session) error {
	info := s.Problem()
	for _, eps := range []float64{1, s.Config().EpsMin} {
		values, err := s.Evaluate(eps, info.TEnd, midpoints(info, 8))
		if err != nil {
			return err
		}
		for k, column := range values {
			for _, v := range column {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					return fmt.Errorf("%w: %s is %v at eps = %g after step %d", train.ErrDiverged, info.Fields[k].Name, v, eps, s.Steps())
				}
			}
		}
	}
	return nil
}

// save writes the last sound state to the checkpoint file.
func (t *trainer) save() error {
	t.saved = time.Now()
	if t.file == "" || t.kept == t.goodAt {
		return nil
	}
	if err := writeWhole(t.file, t.good); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	t.kept = t.goodAt
	return nil
}

// interrupted saves and says so.
func (t *trainer) interrupted() error {
	t.report.endBar()
	at := fmt.Errorf("%w after step %d of %d", errInterrupted, t.session.Steps(), t.target)
	if err := t.snapshot(); err != nil {
		return t.failed(err)
	}
	if t.file == "" {
		return fmt.Errorf("%w; nothing was written, --checkpoint FILE would have kept the run", at)
	}
	if t.unchanged() {
		return fmt.Errorf("%w; nothing was written", at)
	}
	if err := t.save(); err != nil {
		return fmt.Errorf("%w; %w", at, err)
	}
	return fmt.Errorf("%w; continue with --resume %s", at, t.file)
}

// failed keeps the last sound state and says why the run ended.
func (t *trainer) failed(err error) error {
	t.report.endBar()
	if t.file == "" || t.unchanged() {
		return fmt.Errorf("%w; nothing was written", err)
	}
	if e := t.save(); e != nil {
		return fmt.Errorf("%w; %v", err, e)
	}
	return fmt.Errorf("%w; %s holds the state after step %d", err, t.file, t.kept)
}

// unchanged reports that this process has nothing to keep beyond the state it began with; whatever the checkpoint file held before the run
// then stays.
func (t *trainer) unchanged() bool { return t.kept < 0 && t.goodAt == t.first }
