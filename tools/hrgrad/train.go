package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/train"
)

// trainFlags are the flags of train beside the configuration.
type trainFlags struct {
	limit, every            time.Duration
	workers, stopAt, solve  int
	checkpoint, resume, out string
	progress, kernels       *string
	profile, force          bool
}

func (f *trainFlags) register(fs *flag.FlagSet) {
	fs.DurationVar(&f.limit, "time-limit", 0, "end training after this `time`, for example 60s (default: no limit)")
	fs.IntVar(&f.workers, "workers", 1, "`number` of threads that share a step; results do not depend on it")
	fs.StringVar(&f.checkpoint, "checkpoint", "", "`file` that keeps the state: written whole or not at all, at intervals, at the end and on SIGINT, SIGTERM, SIGHUP or a closed pipe; one that holds another run is replaced only with --force")
	fs.DurationVar(&f.every, "checkpoint-every", 30*time.Second, "`time` between two checkpoints")
	fs.StringVar(&f.resume, "resume", "", "continue the run of this checkpoint `file`; flags must not contradict its configuration")
	fs.BoolVar(&f.force, "force", false, "let --checkpoint replace a file that holds another run")
	fs.IntVar(&f.stopAt, "stop-at", 0, "pause after this `step` of the plan (default: --steps)")
	fs.StringVar(&f.out, "out", "", "JSON `file` with configuration, history, gradient statistics and error table")
	fs.IntVar(&f.solve, "solve", 0, fmt.Sprintf("at the end of a run append this `number` of random features to the last hidden layer, 1 to %d, and solve for the output layer; linear problems only (default: do not)", train.MaxFeatures))
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
	case set["solve"] && (f.solve < 1 || f.solve > train.MaxFeatures):
		return badInput("solve: %d given, allowed is 1 to %d random features", f.solve, train.MaxFeatures)
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

// results returns the files that the command replaces.
func (f *trainFlags) results() []resultFile {
	return []resultFile{{"checkpoint", f.checkpoint}, {"out", f.out}}
}

// claim claims the files that the command replaces, until release is called.
func (f *trainFlags) claim() (release func(), err error) {
	var held []func()
	release = func() {
		for _, r := range held {
			r()
		}
	}
	for _, p := range f.results() {
		if p.path == "" {
			continue
		}
		r, err := claim(p.flag, p.path)
		if err != nil {
			release()
			return nil, err
		}
		held = append(held, r)
	}
	return release, nil
}

// checkReplaced refuses a checkpoint file that holds something else than an earlier state of the run.
func (f *trainFlags) checkReplaced(s *train.Session) error {
	if f.out != "" {
		if _, err := readCheckpoint(f.out); err == nil {
			return badInput("out: %s holds a checkpoint, choose another file", f.out)
		}
	}
	if f.checkpoint == "" || f.force || samePath(f.checkpoint, f.resume) {
		return nil
	}
	info, err := os.Stat(f.checkpoint)
	if err != nil || info.Size() == 0 {
		return nil
	}
	data, err := readCheckpoint(f.checkpoint)
	if err != nil {
		return badInput("checkpoint: %s is there and is not a checkpoint; --force replaces it", f.checkpoint)
	}
	other, err := train.Resume(data)
	if err != nil {
		return badInput("checkpoint: %s is there and cannot be read (%v); --force replaces it", f.checkpoint, err)
	}
	a, b := other.Config(), s.Config()
	a.Steps = b.Steps
	if f.resume != "" && a.Equal(b) && other.Steps() <= s.Steps() {
		return nil
	}
	return badInput("checkpoint: %s holds another run (%s, %s, seed %d, %d steps); --resume continues it, --force replaces it", f.checkpoint, other.Problem().Name, a.Operator, a.Seed, other.Steps())
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
	if err := problems.spare(f.results()...); err != nil {
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
	release, err := f.claim()
	if err != nil {
		return err
	}
	defer release()
	s, past, err := openSession(set, c, f.resume)
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
	if err := f.checkReplaced(s); err != nil {
		return err
	}
	noteUnused(std.err, set, s.Config())
	for _, flag := range []string{"checkpoint-every", "force"} {
		if set[flag] && f.checkpoint == "" {
			fmt.Fprintf(std.err, "hrgrad: %s: given without --checkpoint, there is no file that it is for\n", flag)
		}
	}
	team := newTeam()
	defer team.close()
	if set["solve"] {
		if err := s.CanSolve(f.solve); err != nil {
			return solveError(err)
		}
	}
	rec := newRecord(s, team.attach(s, f.workers))
	if f.profile {
		rec.Profile = &train.Profile{}
		start := time.Now()
		s.SetProfile(rec.Profile, func() time.Duration { return time.Since(start) })
	}
	stop := listen()
	defer stop.close()
	rep.start(rec)
	budget := train.Budget{Steps: target, Time: f.limit}
	t := &trainer{session: s, budget: budget, stop: stop, report: rep, rec: rec, file: f.checkpoint, every: f.every, past: past}
	if err := t.run(); err != nil {
		return err
	}
	if set["solve"] {
		if err := t.solve(f.solve); err != nil {
			return err
		}
	}
	return conclude(t, f.out)
}

// openSession starts or resumes the run, with the past of the latter.
func openSession(set map[string]bool, c train.Config, resume string) (*train.Session, *train.Past, error) {
	if resume == "" {
		s, err := train.New(c)
		return s, nil, asInput(err)
	}
	s, past, err := loadRun("resume", resume)
	if err != nil {
		return nil, nil, err
	}
	if err := checkSame(set, c, s.Config()); err != nil {
		return nil, nil, err
	}
	if set["steps"] {
		if err := s.Extend(c.Steps); err != nil {
			return nil, nil, asInput(err)
		}
	}
	return s, past, nil
}

func newRecord(s *train.Session, workers int) *record {
	return &record{Program: "hrgrad", Engine: engine(), Platform: platform(), Kernels: kernel.Active(), Workers: workers, Config: s.Config(),
		Parameters: s.Parameters(), TaskNames: s.TaskNames(), ResumedFrom: s.Steps()}
}

// conclude measures the network, writes RUN.json and prints the results; it prints them even if something could not be written.
func conclude(t *trainer, out string) error {
	lost := t.lost
	if lost != nil {
		lost = fmt.Errorf("checkpoint: %w", lost)
	}
	refs := newReferences(t.session.Config().Reference(), t.stop, t.report)
	start := time.Now()
	tables, err := tabulateTimes(t.session, refs)
	if err == nil {
		t.rec.Corners, err = tabulateCorners(t.session, refs)
	}
	if err == nil {
		err = tables[len(tables)-1].Estimate(t.session.NewCorrector(), t.stop.asked)
	}
	if err != nil {
		t.report.endBar()
		where := "nothing was written"
		switch {
		case lost != nil:
			where = lost.Error()
		case t.file != "":
			where = fmt.Sprintf("%s holds the state after step %d", t.file, t.kept)
		}
		if errors.Is(err, errInterrupted) {
			return fmt.Errorf("%w while computing the error table; %s", err, where)
		}
		return fmt.Errorf("error table: %w; %s", err, where)
	}
	t.rec.OverTime, t.rec.Errors = tables, tables[len(tables)-1]
	t.rec.Measuring = time.Since(start).Seconds()
	failures := []error{lost}
	if out != "" {
		data, err := t.rec.encode()
		if err != nil {
			return errors.Join(lost, err)
		}
		if err := writeWhole(out, data); err != nil {
			failures = append(failures, fmt.Errorf("out: %w; the record: %s", err, rescue(out, data)))
		}
	}
	return errors.Join(append(failures, t.report.finish(t.rec))...)
}
