package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/train"
)

// maxSeeds bounds --seeds.
const maxSeeds = 1000

func compareCommand(args []string, std streams) error {
	fs := newFlags("compare")
	var c train.Config
	configFlags(fs, &c, "operator", "seed")
	operators := fs.String("operators", "hrgrad,config,ls", "`list` of operators; one may have flags of its own, as in ls:rate=3e-3 or hrgrad:tasks-by=eps:optimizer=adam")
	seeds := fs.Int("seeds", 3, "`number` of seeds")
	first := fs.Uint64("seed", 1, "first `seed`, the others follow it")
	limit := fs.Duration("time-limit", 0, "end each run after this `time` (default: no limit)")
	workers := fs.Int("workers", 1, "`number` of threads that share a step; results do not depend on it")
	out := fs.String("out", "", "JSON `file` with every run and the summaries")
	table := fs.String("csv", "", "CSV `file` with one line per run, Knudsen number and field")
	mode := fs.String("progress", "auto", "auto (bar on a terminal, JSON lines otherwise), json or none")
	grid := fs.String("tune-rates", "", "`list` of learning rates: first find the best for each operator that has none of its own")
	tuneFirst := fs.Uint64("tune-seed", 1001, "first `seed` of that search, none of which may be a seed of the race")
	tuneSeeds := fs.Int("tune-seeds", 2, "`number` of seeds of that search")
	kernels := kernelsFlag(fs)
	if err := parse(fs, args); err != nil {
		return err
	}
	set := given(fs)
	switch {
	case *seeds < 1 || *seeds > maxSeeds:
		return badInput("seeds: %d given, allowed is 1 to %d", *seeds, maxSeeds)
	case *first > math.MaxUint64-maxSeeds:
		return badInput("seed: %d given, allowed is up to %d", *first, uint64(math.MaxUint64-maxSeeds))
	case *tuneSeeds < 1 || *tuneSeeds > maxSeeds:
		return badInput("tune-seeds: %d given, allowed is 1 to %d", *tuneSeeds, maxSeeds)
	case *tuneFirst > math.MaxUint64-maxSeeds:
		return badInput("tune-seed: %d given, allowed is up to %d", *tuneFirst, uint64(math.MaxUint64-maxSeeds))
	case *first < *tuneFirst+uint64(*tuneSeeds) && *tuneFirst < *first+uint64(*seeds):
		return badInput("tune-seed: seeds %d to %d overlap those of the race, %d to %d", *tuneFirst, *tuneFirst+uint64(*tuneSeeds)-1, *first, *first+uint64(*seeds)-1)
	case !set["tune-rates"] && (set["tune-seed"] || set["tune-seeds"]):
		return badInput("tune-rates: missing, the seeds of a search were given without its rates")
	case set["time-limit"] && *limit <= 0:
		return badInput("time-limit: %v given, allowed is above 0, for example 60s", *limit)
	case *workers < 1 || *workers > maxWorkers:
		return badInput("workers: %d given, allowed is 1 to %d", *workers, maxWorkers)
	case samePath(*out, *table):
		return badInput("csv: %s is the JSON file too, choose another file", *table)
	}
	if err := checkGiven(set, c); err != nil {
		return err
	}
	var rates []float64
	if set["tune-rates"] {
		var err error
		if rates, err = parseRates(*grid); err != nil {
			return err
		}
	}
	rep, err := newReporter(std.out, *mode)
	if err != nil {
		return err
	}
	if err := useKernels(*kernels); err != nil {
		return err
	}
	entrants, err := parseEntrants(*operators, c)
	if err != nil {
		return err
	}
	problem := entrants[0].Config.Problem
	if !slices.Contains(reference.Problems(), problem) {
		return badInput("problem: %s has no reference to compare with", problem)
	}
	for _, p := range []struct{ flag, path string }{{"out", *out}, {"csv", *table}} {
		if set[p.flag] && p.path == "" {
			return badInput("%s: a file is missing", p.flag)
		}
		if p.path != "" {
			if err := checkWritable(p.flag, p.path); err != nil {
				return err
			}
		}
	}
	r := &race{entrants: entrants, workers: *workers, team: newCrew(), limit: *limit, stop: listen(), report: rep}
	defer r.stop.close()
	defer r.team.close()
	r.seeds = consecutive(*first, *seeds)
	return r.conclude(problem, rates, consecutive(*tuneFirst, *tuneSeeds), *out, *table)
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

// conclude tunes, runs the race, writes its files and prints its tables.
func (r *race) conclude(problem string, rates []float64, tuneSeeds []uint64, out, table string) error {
	lines := !r.report.text
	refs := newReferences(problem, r.stop, r.report)
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
	if rates != nil {
		if trials, err = r.tune(rates, tuneSeeds, refs, each("trial")); err != nil {
			r.report.endBar()
			return err
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
		return err
	}
	p, err := kinetic.ByName(problem)
	if err != nil {
		return err
	}
	info, epsMin := p.Info(), r.entrants[0].Config.EpsMin
	res := &raceResult{Program: "hrgrad", Engine: engine(), Platform: platform(), Kernels: kernel.Active(), Workers: r.workers, Problem: problem,
		T: info.TEnd, Norm: "relative L2", Seeds: r.seeds, Tuning: trials, Entrants: r.entrants, Runs: runs}
	for _, f := range info.Fields {
		res.Fields = append(res.Fields, f.Name)
	}
	var rows []errorRow
	for _, eps := range knudsenNumbers(epsMin) {
		rows = append(rows, errorRow{train.EpsError{Eps: eps}, slices.Contains(reference.Decades(epsMin), eps)})
	}
	res.Summaries = summarise(r.entrants, len(r.seeds), runs, rows, res.Fields)
	if err := res.save(out, table, rows); err != nil {
		return err
	}
	if !lines {
		return res.print(r.report.w)
	}
	for _, s := range res.Summaries {
		r.report.line(summaryLine{"summary", s})
	}
	return r.report.err
}

func (r *raceResult) save(out, table string, rows []errorRow) error {
	if out != "" {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(r); err != nil {
			return err
		}
		if err := writeWhole(out, b.Bytes()); err != nil {
			return fmt.Errorf("out: %w", err)
		}
	}
	if table != "" {
		var b bytes.Buffer
		if err := r.csv(&b, rows); err != nil {
			return err
		}
		if err := writeWhole(table, b.Bytes()); err != nil {
			return fmt.Errorf("csv: %w", err)
		}
	}
	return nil
}
