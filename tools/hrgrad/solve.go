package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
)

// defaultFeatures is the default of solve --features.
const defaultFeatures = 256

// solvedRecord tells of a solve.
type solvedRecord struct {
	train.Solved
	Seconds float64 `json:"seconds"`
	Message string  `json:"message,omitempty"` // why the layer was not kept
}

// solveLayer solves for the last layer of a session.
func solveLayer(s *train.Session, features int, stop *interrupt, rep *reporter) (*solvedRecord, error) {
	start := time.Now()
	info, err := s.Solve(features, func(done float64) error {
		rep.solving(done)
		return stop.asked()
	})
	rep.endBar()
	if err != nil {
		return nil, solveError(err)
	}
	return &solvedRecord{*info, time.Since(start).Seconds(), info.Refusal()}, nil
}

// solveError marks what the problem or the number of features does not allow as bad input.
func solveError(err error) error {
	if errors.Is(err, train.ErrLinear) {
		return asInput(fmt.Errorf("solve: %w", err))
	}
	return err
}

// solveCommand solves for the last layer of a checkpoint.
func solveCommand(args []string, std streams) error {
	fs := newFlags("solve")
	file := fs.String("checkpoint", "", "checkpoint `file` of a run on a linear problem (required); it is replaced unless --out names another one")
	features := fs.Int("features", defaultFeatures, fmt.Sprintf("`number` of random features that are appended to the last hidden layer, 1 to %d", train.MaxFeatures))
	out := fs.String("out", "", "`file` for the checkpoint with the solved layer (default: --checkpoint)")
	force := fs.Bool("force", false, "let --out replace a file that is there")
	progress := fs.String("progress", "auto", "auto (text on a terminal, JSON lines otherwise), json, none, or tables (no progress, results as text)")
	kernels := kernelsFlag(fs)
	if err := parse(fs, args); err != nil {
		return err
	}
	rep, err := newReporter(std.out, *progress)
	if err != nil {
		return err
	}
	if err := useKernels(*kernels); err != nil {
		return err
	}
	s, past, err := loadRun("checkpoint", *file)
	if err != nil {
		return err
	}
	target, name := *file, "checkpoint"
	if *out != "" && !samePath(*out, *file) {
		target, name = *out, "out"
		if exists(target) && !*force {
			return badInput("out: %s is there; --force replaces it", target)
		}
	}
	if err := s.CanSolve(*features); err != nil {
		return solveError(err)
	}
	release, err := claim(name, target)
	if err != nil {
		return err
	}
	defer release()
	stop := listen()
	defer stop.close()
	stop.out = rep
	refs := newReferences(s.Config().Reference(), stop, rep)
	before, err := tabulate(s, refs)
	if err != nil {
		return err
	}
	solved, err := solveLayer(s, *features, stop, rep)
	if err != nil {
		return err
	}
	if solved.Kept {
		data, err := s.Checkpoint()
		if err == nil && past != nil {
			data, err = train.WithPast(data, past)
		}
		if err == nil {
			err = writeWhole(target, data)
		}
		if err != nil {
			return err
		}
	}
	after, err := tabulate(s, refs)
	if err != nil {
		return err
	}
	return rep.solved(solved, before, after)
}
