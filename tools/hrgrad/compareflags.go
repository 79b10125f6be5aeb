package main

import (
	"flag"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/tools/cluster"
)

// maxSeeds bounds --seeds.
const maxSeeds = 1000

// maxSeconds bounds --seconds.
const maxSeconds = 86_400

// axisFlags are the flags of the settings of which compare takes a list: every operator then enters once with each combination.
func axisFlags() (flags []string) {
	for _, s := range train.Settings() {
		if s.List {
			flags = append(flags, s.Flag)
		}
	}
	return flags
}

// compareFlags are the flags of compare beside the configuration.
type compareFlags struct {
	problems, operators  string
	source               problemSource
	lists                map[string]*string // per axis
	seeds, tuneSeeds     int
	first, tuneFirst     uint64
	limit                time.Duration
	seconds              float64
	workers              int
	out, table           string
	progress             string
	kernels              *string
	grid, journal, share string
	noTimes              bool
	runs, plot           string
	emit, emitDir        string
	emitParts            int

	set       map[string]bool // flags on the command line
	tuneRates []float64
	part      *part // share of this process; nil: all
	force     bool
}

func (f *compareFlags) register(fs *flag.FlagSet) {
	fs.StringVar(&f.problems, "problem", "", "`list` of problems or problem files (default "+train.DefaultProblem+")")
	f.source.register(fs)
	fs.StringVar(&f.operators, "operators", "hrgrad,config,ls", "`list` of operators; one may have flags of its own, as in ls:rate=3e-3 or hrgrad:tasks-by=eps:optimizer=adam")
	f.lists = map[string]*string{}
	for _, a := range axisFlags() {
		f.lists[a] = fs.String(a, "", "as in train, or a `list`: every operator enters with each")
	}
	fs.IntVar(&f.seeds, "seeds", 3, "`number` of seeds")
	fs.Uint64Var(&f.first, "seed", 1, "first `seed`, the others follow it")
	fs.DurationVar(&f.limit, "time-limit", 0, "end each run after this `time` (default: no limit)")
	fs.Float64Var(&f.seconds, "seconds", 0, "race at equal time instead of equal steps: `seconds` of one processor for each run; steps along gradients are timed beforehand, so that the course of the learning rate fits; a solve takes the time that it needs")
	fs.IntVar(&f.workers, "workers", 1, "`number` of threads that share a step; results do not depend on it")
	fs.StringVar(&f.out, "out", "", "JSON `file` with every run and the summaries")
	fs.StringVar(&f.table, "csv", "", "CSV `file` with one line per run, Knudsen number and field")
	fs.StringVar(&f.progress, "progress", "auto", "auto (bar on a terminal, JSON lines otherwise), json, none, or tables (no progress, results as text)")
	fs.StringVar(&f.grid, "tune-rates", "", "`list` of learning rates: first find the best for each operator that has none of its own")
	fs.Uint64Var(&f.tuneFirst, "tune-seed", 1001, "first `seed` of that search, none of which may be a seed of the race")
	fs.IntVar(&f.tuneSeeds, "tune-seeds", 2, "`number` of seeds of that search")
	fs.StringVar(&f.journal, "journal", "", "`file` that keeps every finished run at once: the same command goes on where it ended; with a star, as in part-*.jsonl, one file per share: with --part this process writes its own, without it the command merges all and makes no run")
	fs.StringVar(&f.share, "part", "", "with --journal: run only share `K/N` of the race, so that N processes share it, or auto: as the environment of a Slurm array or an indexed Kubernetes job says")
	fs.BoolVar(&f.force, "force", false, "use journals of other versions of the program too; let --emit overwrite files")
	fs.StringVar(&f.runs, "runs", "", "`file` with one row per run, its name ends in "+strings.Join(runFormats(), " or "))
	fs.StringVar(&f.plot, "plot", "", "`file` with box plots of the errors relative to those of ls, its name ends in "+strings.Join(plotFormats(), ", "))
	fs.StringVar(&f.emit, "emit", "", "write the scripts that run this race on a cluster, and run nothing: `name` "+strings.Join(cluster.Engines(), " or "))
	fs.StringVar(&f.emitDir, "emit-dir", ".", "`folder` for them")
	fs.IntVar(&f.emitParts, "emit-parts", 8, "`number` of shares for them")
	fs.BoolVar(&f.noTimes, "no-times", false, "leave out of tables what differs from one machine to another: the seconds")
	f.kernels = kernelsFlag(fs)
}

// check refuses values outside their ranges.
func (f *compareFlags) check(set map[string]bool) error {
	f.set = set
	switch {
	case f.seeds < 1 || f.seeds > maxSeeds:
		return badInput("seeds: %d given, allowed is 1 to %d", f.seeds, maxSeeds)
	case f.first > math.MaxUint64-maxSeeds:
		return badInput("seed: %d given, allowed is up to %d", f.first, uint64(math.MaxUint64-maxSeeds))
	case f.tuneSeeds < 1 || f.tuneSeeds > maxSeeds:
		return badInput("tune-seeds: %d given, allowed is 1 to %d", f.tuneSeeds, maxSeeds)
	case f.tuneFirst > math.MaxUint64-maxSeeds:
		return badInput("tune-seed: %d given, allowed is up to %d", f.tuneFirst, uint64(math.MaxUint64-maxSeeds))
	case f.first < f.tuneFirst+uint64(f.tuneSeeds) && f.tuneFirst < f.first+uint64(f.seeds):
		return badInput("tune-seed: seeds %d to %d overlap those of the race, %d to %d", f.tuneFirst, f.tuneFirst+uint64(f.tuneSeeds)-1, f.first, f.first+uint64(f.seeds)-1)
	case !set["tune-rates"] && (set["tune-seed"] || set["tune-seeds"]):
		return badInput("tune-rates: missing, the seeds of a search were given without its rates")
	case set["time-limit"] && f.limit <= 0:
		return badInput("time-limit: %v given, allowed is above 0, for example 60s", f.limit)
	case set["seconds"] && !(f.seconds > 0 && f.seconds <= maxSeconds):
		return badInput("seconds: %v given, allowed is above 0 up to %d", f.seconds, maxSeconds)
	case f.workers < 1 || f.workers > maxWorkers:
		return badInput("workers: %d given, allowed is 1 to %d", f.workers, maxWorkers)
	case set["journal"] && f.journal == "":
		return badInput("journal: a file is missing")
	}
	if set["seconds"] {
		for _, other := range []string{"steps", "time-limit", "tune-rates", "journal", "emit"} {
			if set[other] {
				return badInput("seconds: given with --%s; a race at equal time has the steps that fit on this machine", other)
			}
		}
		if f.workers != 1 {
			return badInput("workers: %d given, allowed with --seconds is 1: a race at equal time is that of one processor", f.workers)
		}
	}
	if err := f.checkFiles(); err != nil {
		return err
	}
	if err := f.checkEmit(); err != nil {
		return err
	}
	if set["tune-rates"] {
		var err error
		if f.tuneRates, err = parseRates(f.grid); err != nil {
			return err
		}
	}
	return f.checkPart(set["part"])
}

// resultFile is a file that is written at the end.
type resultFile struct{ flag, path string }

// results returns the files of results that were asked for.
func (f *compareFlags) results() []resultFile {
	var out []resultFile
	for _, r := range []resultFile{{"out", f.out}, {"csv", f.table}, {"runs", f.runs}, {"plot", f.plot}} {
		if f.set[r.flag] {
			out = append(out, r)
		}
	}
	return out
}

// checkFiles refuses files of results that have no name, whose format is not known, or that are one file.
func (f *compareFlags) checkFiles() error {
	known := []resultFile{{"journal", f.journal}}
	for _, r := range f.results() {
		if r.path == "" {
			return badInput("%s: a file is missing", r.flag)
		}
		for _, k := range known {
			if samePath(k.path, r.path) {
				return badInput("%s: %s is the file of --%s too, choose another file", r.flag, r.path, k.flag)
			}
		}
		known = append(known, r)
	}
	if err := checkRunFile(f.runs); err != nil {
		return err
	}
	return checkPlotFile(f.plot)
}

// checkPart reads the share of this process.
func (f *compareFlags) checkPart(given bool) error {
	if err := checkStar(f.journal); err != nil {
		return err
	}
	if !given {
		return nil
	}
	p, err := parsePart(f.share)
	switch {
	case err != nil:
		return err
	case f.journal == "":
		return badInput("part: the journal is missing in which the parts meet")
	case len(f.results()) > 0:
		return badInput("part: %s given with a file of results; run the same command without --part when the parts are done", f.share)
	case f.share == "auto" && !starred(f.journal):
		return badInput("journal: %s given with --part auto, each share needs a file of its own, as in part-*.jsonl", f.journal)
	}
	f.part = p
	return nil
}

// words splits a list, whose words must differ.
func words(flagName, list string) ([]string, error) {
	var out []string
	for _, w := range strings.Split(list, ",") {
		w = strings.TrimSpace(w)
		if w == "" {
			return nil, badInput("%s: an empty name in %q", flagName, list)
		}
		if slices.Contains(out, w) {
			return nil, badInput("%s: %s is listed twice", flagName, w)
		}
		out = append(out, w)
	}
	return out, nil
}

func (f *compareFlags) problemList() ([]string, error) {
	if !f.set["problem"] {
		return []string{""}, nil
	}
	names, err := words("problem", f.problems)
	for i := range names {
		if err == nil {
			names[i], err = f.source.find(names[i])
		}
	}
	return names, err
}

// runnerNames gives every operator each combination of the settings that were given as lists. An operator that brings a setting of
// its own keeps it; a single value is no part of the names.
func (f *compareFlags) runnerNames() ([]string, error) {
	names, err := words("operators", f.operators)
	if err != nil {
		return nil, err
	}
	for _, a := range axisFlags() {
		values, err := f.values(a)
		if err != nil {
			return nil, err
		}
		if len(values) < 2 {
			continue
		}
		var next []string
		for _, n := range names {
			if strings.Contains(n, ":"+a+"=") {
				next = append(next, n)
				continue
			}
			for _, v := range values {
				next = append(next, n+":"+a+"="+v)
			}
		}
		if names = next; len(names) > maxRunners {
			return nil, badInput("%s: more than %d runners", a, maxRunners)
		}
	}
	return names, nil
}

// maxRunners bounds what lists multiply up to.
const maxRunners = 10_000

// values returns what was given for an axis.
func (f *compareFlags) values(axis string) ([]string, error) {
	if !f.set[axis] {
		return nil, nil
	}
	return words(axis, *f.lists[axis])
}

// single sets the settings that were given one value.
func (f *compareFlags) single(c train.Config) (train.Config, error) {
	fs := newFlags("compare")
	var own train.Config
	configFlags(fs, &own)
	for _, a := range axisFlags() {
		values, err := f.values(a)
		if err != nil || len(values) != 1 {
			continue
		}
		if err := fs.Set(a, values[0]); err != nil {
			return c, err
		}
	}
	set := given(fs)
	copyGiven(set, &c, &own)
	return c, checkGiven(set, own)
}

// settingsOf returns what follows the operator in the name of a runner.
func settingsOf(name string) string {
	_, settings, _ := strings.Cut(name, ":")
	return settings
}
