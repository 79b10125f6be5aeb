package main

import (
	"errors"
	"flag"
	"fmt"
	"time"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/train"
)

// trainFlags are the flags of train beside the configuration.
type trainFlags struct {
	limit, every            time.Duration
	workers, stopAt         int
	checkpoint, resume, out string
	progress, kernels       *string
	profile                 bool
}

func (f *trainFlags) register(fs *flag.FlagSet) {
	fs.DurationVar(&f.limit, "time-limit", 0, "end training after this `time`, for example 60s (default: no limit)")
	fs.IntVar(&f.workers, "workers", 1, "`number` of threads that share a step; results do not depend on it")
	fs.StringVar(&f.checkpoint, "checkpoint", "", "`file` that keeps the state: written whole or not at all, at intervals, at the end and on SIGINT or SIGTERM")
	fs.DurationVar(&f.every, "checkpoint-every", 30*time.Second, "`time` between two checkpoints")
	fs.StringVar(&f.resume, "resume", "", "continue the run of this checkpoint `file`; flags must not contradict its configuration")
	fs.IntVar(&f.stopAt, "stop-at", 0, "pause after this `step` of the plan (default: --steps)")
	fs.StringVar(&f.out, "out", "", "JSON `file` with configuration, history, gradient statistics and error table")
	f.progress = fs.String("progress", "auto", "auto (bar on a terminal, JSON lines otherwise), json, none, or tables (no progress, results as text)")
	f.kernels = kernelsFlag(fs)
	fs.BoolVar(&f.profile, "profile", false, "measure the parts of a step")
}

// maxWorkers bounds --workers.
const maxWorkers = 256

// check refuses values outside their ranges and paths that cannot be written.
func (f *trainFlags) check(set map[string]bool) error {
	switch {
	case set["time-limit"] && f.limit <= 0:
		return badInput("time-limit: %v given, allowed is above 0, for example 60s", f.limit)
	case f.every <= 0:
		return badInput("checkpoint-every: %v given, allowed is above 0, for example 30s", f.every)
	case f.workers < 1 || f.workers > maxWorkers:
		return badInput("workers: %d given, allowed is 1 to %d", f.workers, maxWorkers)
	case set["stop-at"] && f.stopAt < 1:
		return badInput("stop-at: %d given, allowed is 1 to the number of steps", f.stopAt)
	}
	for _, p := range []struct{ flag, path string }{{"checkpoint", f.checkpoint}, {"out", f.out}, {"resume", f.resume}} {
		if set[p.flag] && p.path == "" {
			return badInput("%s: a file is missing", p.flag)
		}
	}
	if f.out != "" && (samePath(f.out, f.checkpoint) || samePath(f.out, f.resume)) {
		return badInput("out: %s is the checkpoint too, choose another file", f.out)
	}
	return nil
}

// checkPaths refuses outputs that cannot be written.
func (f *trainFlags) checkPaths() error {
	for _, p := range []struct{ flag, path string }{{"checkpoint", f.checkpoint}, {"out", f.out}} {
		if p.path != "" {
			if err := checkWritable(p.flag, p.path); err != nil {
				return err
			}
		}
	}
	return nil
}

func trainCommand(args []string, std streams) error {
	fs := newFlags("train")
	var c train.Config
	var f trainFlags
	configFlags(fs, &c)
	f.register(fs)
	problems := problemSource{notes: std.err}
	problems.register(fs)
	if err := parse(fs, args); err != nil {
		return err
	}
	set := given(fs)
	if err := f.check(set); err != nil {
		return err
	}
	var err error
	if c.Problem, err = problems.find(c.Problem); err != nil {
		return err
	}
	if err := checkGiven(set, c); err != nil {
		return err
	}
	rep, err := newReporter(std.out, *f.progress)
	if err != nil {
		return err
	}
	if err := useKernels(*f.kernels); err != nil {
		return err
	}
	s, err := openSession(set, c, f.resume)
	if err != nil {
		return err
	}
	target := s.Config().Steps
	if set["stop-at"] {
		if f.stopAt > target {
			return badInput("stop-at: %d given, allowed is 1 to the %d planned steps", f.stopAt, target)
		}
		if f.stopAt < s.Steps() {
			return badInput("stop-at: %d given, but the run has taken %d steps already", f.stopAt, s.Steps())
		}
		target = f.stopAt
	}
	if err := f.checkPaths(); err != nil {
		return err
	}
	team := newCrew()
	defer team.close()
	rec := newRecord(s, team.attach(s, f.workers))
	if f.profile {
		rec.Profile = &train.Profile{}
		s.SetProfile(rec.Profile, time.Now)
	}
	stop := listen()
	defer stop.close()
	rep.start(rec)
	budget := train.Budget{Steps: target, Time: f.limit}
	t := &trainer{session: s, budget: budget, stop: stop, report: rep, rec: rec, file: f.checkpoint, every: f.every}
	if err := t.run(); err != nil {
		return err
	}
	return conclude(t, f.out)
}

// openSession starts or resumes the run.
func openSession(set map[string]bool, c train.Config, resume string) (*train.Session, error) {
	if resume == "" {
		s, err := train.New(c)
		return s, asInput(err)
	}
	s, err := loadCheckpoint("resume", resume)
	if err != nil {
		return nil, err
	}
	if err := checkSame(set, c, s.Config()); err != nil {
		return nil, err
	}
	if set["steps"] {
		if err := s.Extend(c.Steps); err != nil {
			return nil, asInput(err)
		}
	}
	return s, nil
}

func newRecord(s *train.Session, workers int) *record {
	return &record{Program: "hrgrad", Engine: engine(), Platform: platform(), Kernels: kernel.Active(), Workers: workers, Config: s.Config(),
		Parameters: s.Parameters(), TaskNames: s.TaskNames(), ResumedFrom: s.Steps()}
}

// conclude measures the network, writes RUN.json and prints the results.
func conclude(t *trainer, out string) error {
	table, err := tabulate(t.session, newReferences(t.session.Config().Problem, t.stop, t.report))
	if err != nil {
		t.report.endBar()
		where := "nothing was written"
		if t.file != "" {
			where = fmt.Sprintf("%s holds the state after step %d", t.file, t.kept)
		}
		if errors.Is(err, errInterrupted) {
			return fmt.Errorf("%w while computing the error table; %s", err, where)
		}
		return fmt.Errorf("error table: %w; %s", err, where)
	}
	t.rec.Errors = table
	if out != "" {
		data, err := t.rec.encode()
		if err != nil {
			return err
		}
		if err := writeWhole(out, data); err != nil {
			return fmt.Errorf("out: %w", err)
		}
	}
	return t.report.finish(t.rec)
}
