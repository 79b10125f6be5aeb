package main

import (
	"maps"
	"time"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/train"
)

func compareCommand(args []string, std streams) error {
	fs := newFlags("compare")
	var c train.Config
	var f compareFlags
	configFlags(fs, &c, append(axisFlags(), "operator", "seed", "problem")...)
	f.register(fs)
	if err := parse(fs, args); err != nil {
		return err
	}
	set := given(fs)
	if err := f.check(set); err != nil {
		return err
	}
	own := maps.Clone(set) // flags that went into c
	for _, a := range append(axisFlags(), "problem") {
		delete(own, a)
	}
	if err := checkGiven(own, c); err != nil {
		return err
	}
	problems, err := f.problemList()
	if err != nil {
		return err
	}
	if err := f.source.spare(append(f.results(), resultFile{"journal", f.journal})...); err != nil {
		return err
	}
	names, err := f.runnerNames()
	if err != nil {
		return err
	}
	rep, err := newReporter(std.out, f.progress)
	if err != nil {
		return err
	}
	if err := useKernels(*f.kernels); err != nil {
		return err
	}
	if c, err = f.single(c); err != nil {
		return err
	}
	s := &sweep{flags: f}
	base := race{seeds: consecutive(f.first, f.seeds), workers: f.workers, limit: f.limit, time: time.Duration(f.seconds * float64(time.Second)), report: rep}
	for _, problem := range problems {
		c.Problem = problem
		r := base
		if r.runners, err = parseRunners(names, c); err != nil {
			return err
		}
		r.problem = r.runners[0].Config.Problem
		if _, err := reference.Find(r.problem); err != nil {
			return badInput("problem: %s has no reference to compare with", r.problem)
		}
		s.races = append(s.races, &r)
	}
	var entered []train.Config
	for _, e := range s.races[0].runners { // those of all problems
		entered = append(entered, e.Config)
	}
	noteUnused(std.err, set, entered...)
	noteSame(std.err, s.races[0].runners)
	if err := s.checkBaseline(); err != nil {
		return err
	}
	if f.emit != "" {
		return f.writeScripts(raceFlags(fs, args, notOfRace), std)
	}
	for _, p := range f.results() {
		if err := checkWritable(p.flag, p.path); err != nil {
			return err
		}
	}
	if err := s.openJournal(); err != nil {
		return err
	}
	defer s.journal.close()
	stop, team := listen(), newTeam()
	defer stop.close()
	defer team.close()
	for _, r := range s.races {
		r.stop, r.team = stop, team
	}
	return s.conclude(rep)
}

func consecutive(first uint64, n int) []uint64 {
	out := make([]uint64, n)
	for k := range out {
		out[k] = first + uint64(k)
	}
	return out
}

// runLine, tuningLine and summaryLine are the JSON lines of a race.
type runLine struct {
	Type string `json:"type"` // run, or trial while tuning
	*raceRun
}

type tuningLine struct {
	Type string `json:"type"` // tuning
	tuning
}

type summaryLine struct {
	Type string `json:"type"` // summary
	raceSummary
}

// hold tunes the rates of a race, runs it and sums it up. There is no result of a share, nor of a race with runs that are missing.
func (r *race) hold(f compareFlags) (*raceResult, error) {
	lines := !r.report.text
	refs := newReferences(r.runners[0].Config.Reference(), r.stop, r.report)
	each := func(kind string) func(*raceRun) {
		return func(one *raceRun) {
			r.report.endBar()
			if lines {
				r.report.line(runLine{kind, one})
			}
		}
	}
	var trials []tuning
	var err error
	if r.time > 0 {
		if err := r.fit(); err != nil {
			return nil, err
		}
	}
	if f.tuneRates != nil {
		if trials, err = r.tune(f.tuneRates, consecutive(f.tuneFirst, f.tuneSeeds), refs, each("trial")); err != nil {
			r.report.endBar()
			return nil, err
		}
		for _, t := range trials {
			if lines {
				r.report.line(tuningLine{"tuning", t})
			}
		}
	}
	runs, err := r.run(refs, each("run"))
	if err != nil {
		r.report.endBar()
		return nil, err
	}
	if f.part != nil || len(r.missing) > 0 {
		return nil, nil
	}
	p, err := kinetic.ByName(r.problem)
	if err != nil {
		return nil, err
	}
	info, config := p.Info(), r.runners[0].Config
	res := &raceResult{Program: "hrgrad", Engine: engine(), Platform: platform(), Kernels: kernel.Active(), Workers: r.workers, Problem: r.problem,
		T: info.TEnd, Norm: train.ErrorNorm, Seeds: r.seeds, Tuning: trials, Runners: r.runners, Runs: runs}
	for _, m := range info.Measures() {
		res.Fields = append(res.Fields, m.Name)
	}
	for _, run := range runs {
		if run != nil && run.Errors != nil {
			res.Absolute = run.Errors.Absolute
			break
		}
	}
	res.rows = train.NewErrorTable(info, info.TEnd, config.KnudsenNumbers()).Rows
	res.Summaries = summarise(r.runners, len(r.seeds), runs, res.rows, res.Fields)
	return res, nil
}
