//go:build !js

package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/hrgrad/hrgrad/solver/kinetic"
)

// starts is how often each problem is started.
const starts = 5

// startLines measures the time from the start of the command line to its report of the first step, for every problem at its defaults with one worker.
func startLines(wanted func(string) bool, emit func(result) error) error {
	dir, err := os.MkdirTemp("", "hrgrad-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "hrgrad")
	build := exec.Command("go", "build", "-o", program, "github.com/hrgrad/hrgrad/tools/hrgrad")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("go build: %w", err)
	}
	for _, info := range kinetic.Problems() {
		problem := info.Name
		name := "start/" + problem
		if !wanted(name) {
			continue
		}
		var times []float64
		for range starts {
			d, err := firstStep(program, problem)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			times = append(times, 1e3*d.Seconds())
		}
		median, spread := quartiles(times)
		if err := emit(result{Bench: name, Value: round(median), Unit: "ms", Engine: "native", Spread: math.Round(spread), Batches: starts, Note: "by the wall clock"}); err != nil {
			return err
		}
	}
	return nil
}

// firstStep starts a run and returns after how long it reported its first step.
func firstStep(program, problem string) (time.Duration, error) {
	command := exec.Command(program, "train", "--problem", problem, "--steps", "2", "--workers", "1", "--progress", "json")
	lines, err := command.StdoutPipe()
	if err != nil {
		return 0, err
	}
	begin := time.Now()
	if err := command.Start(); err != nil {
		return 0, err
	}
	defer func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	}()
	for s := bufio.NewScanner(lines); s.Scan(); {
		if strings.HasPrefix(s.Text(), `{"type":"progress"`) {
			return time.Since(begin), nil
		}
	}
	return 0, fmt.Errorf("it ended before the first step")
}
