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

// entrant is one configuration in a race, under the name it was asked for.
type entrant struct {
	Name   string       `json:"name"`
	Config train.Config `json:"config"` // without the seed

	ownRate bool // asked for with a rate, which is then not tuned
}

// raceRun is one run of an entrant.
type raceRun struct {
	Entrant  string            `json:"entrant"`
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

// race runs every entrant with every seed on one problem. Seeds are the outer loop, so that a change in the load of the machine meets all entrants.
type race struct {
	problem  string
	entrants []entrant
	seeds    []uint64
	journal  *journal // nil: none
	workers  int
	team     *crew
	limit    time.Duration // per run
	stop     *interrupt
	report   *reporter
}

// parseEntrants reads "hrgrad", "ls:rate=3e-3", "hrgrad:tasks-by=eps": operators, each with flags of its own behind colons.
func parseEntrants(names []string, base train.Config) ([]entrant, error) {
	var out []entrant
	for _, name := range names {
		parts := strings.Split(name, ":")
		if slices.ContainsFunc(out, func(e entrant) bool { return e.Name == name }) {
			return nil, badInput("operators: %s is listed twice", name)
		}
		fs := newFlags("operators")
		var own train.Config
		configFlags(fs, &own, "problem", "operator", "seed", "eps-min")
		c := base
		for _, p := range parts[1:] {
			key, value, ok := strings.Cut(p, "=")
			if !ok || fs.Lookup(key) == nil {
				return nil, badInput("operators: %q in %s, allowed after a colon is FLAG=VALUE of a flag of train other than problem, operator, seed, eps-min", p, name)
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
		out = append(out, entrant{name, s.Config(), set["rate"]})
	}
	return out, nil
}

// run returns the runs, seed by seed. It fails only when interrupted or without a reference; a run that diverges is part of the result.
func (r *race) run(refs *references, each func(*raceRun)) ([]*raceRun, error) {
	total := len(r.seeds) * len(r.entrants)
	var runs []*raceRun
	for _, seed := range r.seeds {
		for _, e := range r.entrants {
			r.report.label = fmt.Sprintf("%d/%d %s seed %d ", len(runs)+1, total, e.Name, seed)
			one, err := r.one(e, seed, refs)
			if errors.Is(err, errInterrupted) {
				kept := "no file was written"
				if r.journal != nil {
					kept = "the journal keeps them"
				}
				return nil, fmt.Errorf("%w after %d of %d runs; %s", errInterrupted, len(runs), total, kept)
			}
			if err != nil {
				return nil, err
			}
			runs = append(runs, one)
			each(one)
		}
	}
	return runs, nil
}

// one makes a run, or takes it from the journal.
func (r *race) one(e entrant, seed uint64, refs *references) (*raceRun, error) {
	c := e.Config
	c.Seed = seed
	if known := r.journal.find(c, r.limit); known != nil {
		known.Entrant = e.Name
		return known, nil
	}
	out, err := r.make(c, refs)
	if err != nil {
		return nil, err
	}
	out.Entrant = e.Name
	return out, r.journal.add(c, r.limit, out)
}

func (r *race) make(c train.Config, refs *references) (*raceRun, error) {
	s, err := train.New(c)
	if err != nil {
		return nil, err
	}
	rec := newRecord(s, r.team.attach(s, r.workers))
	t := &trainer{session: s, budget: train.Budget{Steps: s.Config().Steps, Time: r.limit}, stop: r.stop, report: r.report, rec: rec}
	start := time.Now()
	err = t.run()
	out := &raceRun{Seed: c.Seed, Steps: s.Steps(), Seconds: rec.Seconds, LossHash: rec.LossHash, Gradient: rec.Gradient}
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
		out.Failure, out.Seconds = oneLine(err.Error()), time.Since(start).Seconds()
	}
	return out, nil
}
