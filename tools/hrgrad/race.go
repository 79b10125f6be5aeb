package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
)

// runner is one configuration in a race, under the name it was asked for.
type runner struct {
	Name   string       `json:"name"`
	Config train.Config `json:"config"` // without the seed

	ownRate bool         // asked for with a rate, which is then not tuned
	budget  train.Budget // in a race at equal time
}

// raceRun is one run of a runner.
type raceRun struct {
	Runner   string            `json:"entrant"`
	Seed     uint64            `json:"seed"`
	Steps    int               `json:"steps"`
	Seconds  float64           `json:"seconds"` // of training
	Failure  string            `json:"failure,omitempty"`
	LossHash string            `json:"lossHash"`
	Gradient train.Statistics  `json:"gradient"`
	Errors   *train.ErrorTable `json:"errors"` // null after a failure
}

// error returns the error of a field at row k, +Inf after a failure.
func (r *raceRun) error(k int, field string) float64 {
	if r.Errors == nil {
		return math.Inf(1)
	}
	return r.Errors.Rows[k].Fields[field]
}

// race runs every runner with every seed on one problem. Seeds are the outer loop, so that a change in the load of the machine meets
// all runners.
type race struct {
	problem string
	runners []runner
	seeds   []uint64
	journal *journal // nil: none
	runFile string   // keeps the run under way; empty: none
	workers int
	team    *team
	limit   time.Duration // per run
	time    time.Duration // of every run, in a race at equal time; 0: equal steps
	stop    *interrupt
	report  *reporter

	mine    map[[2]int]bool // indices of runner and seed of the runs of this process; nil: all
	only    bool            // runs come from the journal alone, none is made
	missing map[[2]int]bool // runs that it does not hold
	untuned map[int]bool    // runners whose rate is not known, since it does not hold their trials
}

// owned tells whether a run is this process's.
func (r *race) owned(runner, seed int) bool { return r.mine == nil || r.mine[[2]int{runner, seed}] }

// parseRunners reads "hrgrad", "ls:rate=3e-3", "hrgrad:tasks-by=eps": operators, each with flags of its own behind colons.
func parseRunners(names []string, base train.Config) ([]runner, error) {
	var out []runner
	for _, name := range names {
		parts := strings.Split(name, ":")
		if slices.ContainsFunc(out, func(e runner) bool { return e.Name == name }) {
			return nil, badInput("operators: %s is listed twice", name)
		}
		fs := newFlags("operators")
		var own train.Config
		configFlags(fs, &own, "problem", "operator", "seed", "eps-min", "steps")
		c := base
		for _, p := range parts[1:] {
			key, value, ok := strings.Cut(p, "=")
			if !ok || fs.Lookup(key) == nil {
				return nil, badInput("operators: %q in %s, allowed after a colon is FLAG=VALUE of a flag of train other than problem, operator, seed, eps-min and steps: a race is at equal steps", p, name)
			}
			if err := fs.Set(key, value); err != nil {
				return nil, fmt.Errorf("operators: %s: %w", name, err)
			}
		}
		set := given(fs)
		if err := checkGiven(set, own); err != nil {
			return nil, err
		}
		copyGiven(set, &c, &own)
		c.Operator = parts[0]
		s, err := train.New(c)
		if err != nil {
			return nil, asInput(fmt.Errorf("%s: %w", name, err))
		}
		out = append(out, runner{Name: name, Config: s.Config(), ownRate: set["rate"]})
	}
	return out, nil
}

// run returns the runs, seed by seed; nil stands for those of other processes and for those that are missing. It fails only when
// interrupted, without a reference or with a wrong journal; a run that diverges is part of the result.
func (r *race) run(refs *references, each func(*raceRun)) ([]*raceRun, error) {
	total := len(r.seeds) * len(r.runners)
	if r.mine != nil {
		total = len(r.mine)
	}
	r.missing = map[[2]int]bool{}
	var runs []*raceRun
	done := 0
	for k, seed := range r.seeds {
		for i, e := range r.runners {
			if !r.owned(i, k) {
				runs = append(runs, nil)
				continue
			}
			r.report.label = fmt.Sprintf("%d/%d %s seed %d ", done+1, total, e.Name, seed)
			if r.untuned[i] {
				runs = append(runs, nil)
				r.missing[[2]int{i, k}] = true
				continue
			}
			one, err := r.one(e, seed, refs)
			if errors.Is(err, errInterrupted) {
				kept := "no file was written"
				if r.journal != nil {
					kept = "the journal keeps them"
				}
				return nil, fmt.Errorf("%w after %d of %d runs; %s", errInterrupted, done, total, kept)
			}
			if err != nil {
				return nil, err
			}
			runs = append(runs, one)
			if one == nil {
				r.missing[[2]int{i, k}] = true
				continue
			}
			done++
			each(one)
		}
	}
	return runs, nil
}

// one makes a run, or takes it from the journal; nil if it may not be made.
func (r *race) one(e runner, seed uint64, refs *references) (*raceRun, error) {
	c := e.Config
	c.Seed = seed
	known, err := r.journal.find(c, r.limit)
	if err != nil {
		return nil, err
	}
	if known != nil {
		known.Runner = e.Name
		return known, nil
	}
	if r.only {
		return nil, nil
	}
	out, err := r.make(c, e.budget, refs)
	if err != nil {
		return nil, err
	}
	out.Runner = e.Name
	if err := r.journal.add(c, r.limit, out); err != nil {
		return nil, err
	}
	return out, removeRun(r.runFile)
}

// runPause is the time between two states of the run under way.
const runPause = 30 * time.Second

// fit gives every runner of a race at equal time the steps that fit.
func (r *race) fit() error {
	for i := range r.runners {
		e := &r.runners[i]
		var err error
		if e.Config, e.budget, err = e.Config.InTime(r.time, func(c train.Config) (train.Trainable, error) { return train.New(c) }, processorTime); err != nil {
			return fmt.Errorf("%s: %w", e.Name, err)
		}
	}
	return nil
}

func (r *race) make(c train.Config, b train.Budget, refs *references) (*raceRun, error) {
	t := &trainer{stop: r.stop, report: r.report}
	if r.time > 0 {
		t.clock = processorTime
	}
	if err := r.prepare(t, c); err != nil {
		return nil, err
	}
	s, before := t.session, time.Duration(0)
	if t.before != nil {
		before = t.before.spent
	}
	rec := newRecord(s, r.team.attach(s, r.workers))
	t.rec, t.budget = rec, train.Budget{Steps: s.Config().Steps}
	if r.limit > 0 {
		t.budget.Time = max(1, r.limit-before)
	}
	if r.time > 0 {
		t.budget = b
	}
	start := time.Now()
	err := t.run()
	out := &raceRun{Seed: c.Seed, Steps: s.Steps(), Seconds: before.Seconds() + rec.Seconds, LossHash: rec.LossHash, Gradient: rec.Gradient}
	if err == nil {
		out.Errors, err = tabulate(s, refs)
		if err != nil && !errors.Is(err, train.ErrDiverged) {
			return nil, err
		}
	}
	if errors.Is(err, errInterrupted) {
		return nil, err
	}
	if err != nil {
		out.Failure, out.Seconds = oneLine(err.Error()), (before + time.Since(start)).Seconds()
	}
	return out, nil
}

// prepare starts the session of a run, or goes on with the one that an earlier process left, and keeps its state from then on.
func (r *race) prepare(t *trainer, c train.Config) (err error) {
	if r.runFile != "" {
		key := r.journal.line(c, r.limit, nil).key()
		if t.before, err = readRun(r.runFile, key); err != nil {
			return err
		}
		t.file, t.every = r.runFile, runPause
		t.store = func(t *trainer, checkpoint []byte) error {
			record, err := t.record.MarshalBinary()
			if err != nil {
				return err
			}
			spent := t.loop.Spent()
			if t.before != nil {
				spent += t.before.spent
			}
			return writeRun(r.runFile, key, t.session.Steps(), spent, record, checkpoint)
		}
	}
	if t.before != nil {
		t.session = t.before.session
		return nil
	}
	t.session, err = train.New(c)
	return err
}
