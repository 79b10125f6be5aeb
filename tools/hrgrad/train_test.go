package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
)

// A run that was stopped and resumed ends in the same state, to the last bit, as one that was not.
func TestResumeEqualsUninterrupted(t *testing.T) {
	for _, extra := range [][]string{
		nil,
		{"--operator", "config", "--momentum", "raw", "--precision", "float64"},
		{"--tasks-by", "eps", "--initial", "soft", "--schedule", "exponential"},
	} {
		dir := t.TempDir()
		a, b := filepath.Join(dir, "a.ckpt"), filepath.Join(dir, "b.ckpt")
		one, two := filepath.Join(dir, "one.json"), filepath.Join(dir, "two.json")
		done(t, small(append(extra, "--checkpoint", a, "--out", one)...)...)
		done(t, small(append(extra, "--checkpoint", b, "--stop-at", "17")...)...)
		done(t, "train", "--resume", b, "--checkpoint", b, "--workers", "2", "--out", two)
		whole, parts := readRecord(t, one), readRecord(t, two)
		if whole.Steps != 40 || parts.Steps != 40 || parts.ResumedFrom != 17 {
			t.Fatalf("steps %d and %d, resumed from %d", whole.Steps, parts.Steps, parts.ResumedFrom)
		}
		if whole.StateHash != parts.StateHash {
			t.Errorf("%v: state %s without and %s with a stop", extra, whole.StateHash, parts.StateHash)
		}
		for i, s := range parts.History.Steps {
			if w := whole.History.Steps[s-1]; w != s {
				t.Fatalf("history step %d, want %d", w, s)
			}
			for k, v := range parts.History.Losses[i] {
				if w := whole.History.Losses[s-1][k]; w != v {
					t.Fatalf("%v: loss %d of step %d is %v with a stop and %v without", extra, k, s, v, w)
				}
			}
		}
		if x := stateOf(t, a); x != stateOf(t, b) || x != whole.StateHash {
			t.Errorf("%v: checkpoints differ", extra)
		}
	}
}

// A schedule that does not look ahead lets a finished run go on as if it had been planned longer.
func TestResumeWithMoreSteps(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a.ckpt"), filepath.Join(dir, "b.ckpt")
	done(t, small("--schedule", "constant", "--checkpoint", a)...)
	done(t, small("--schedule", "constant", "--steps", "11", "--checkpoint", b)...)
	done(t, "train", "--resume", b, "--checkpoint", b, "--steps", "40")
	if stateOf(t, a) != stateOf(t, b) {
		t.Error("checkpoints differ")
	}
}

func TestSameRunSameHash(t *testing.T) {
	dir := t.TempDir()
	hash := func(name string, more ...string) string {
		file := filepath.Join(dir, name)
		done(t, small(append(more, "--out", file)...)...)
		return readRecord(t, file).LossHash
	}
	first := hash("a")
	if again := hash("b", "-workers=3"); again != first {
		t.Errorf("loss hash %s and %s for the same run", first, again)
	}
	if other := hash("c", "--seed", "8"); other == first {
		t.Errorf("loss hash %s for two seeds", first)
	}
}

func TestRunRecord(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "run.json")
	if err := os.WriteFile(file, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	out := done(t, small("--out", file, "--eps-min", "1e-3", "--profile", "--tasks-by", "term-band")...)
	r := readRecord(t, file)
	if r.Config.EpsMin != 1e-3 || r.Config.Problem != "transport-mode" || r.Config.Seed != 7 || r.Config.Rate <= 0 {
		t.Errorf("config %+v", r.Config)
	}
	if r.Steps != 40 || r.Stopped != stoppedSteps || r.Seconds <= 0 || r.Gradient.Steps != 40 || r.Profile.Steps != 40 {
		t.Errorf("steps %d, stopped by %s, %v s, gradient %+v, profile %+v", r.Steps, r.Stopped, r.Seconds, r.Gradient, r.Profile)
	}
	if n := len(r.History.Steps); n != 40 || len(r.History.Losses[n-1]) != len(r.TaskNames) || len(r.TaskNames) != 6 {
		t.Errorf("history of %d steps, tasks %v", n, r.TaskNames)
	}
	paths := 0
	for _, n := range r.Gradient.Paths {
		paths += n
	}
	if paths != 40 {
		t.Errorf("paths %v", r.Gradient.Paths)
	}
	want := []float64{1, .3, .1, .03, .01, .003, .001}
	if len(r.Errors.Rows) != len(want) || r.Errors.T != 1 {
		t.Fatalf("error table %+v", r.Errors)
	}
	for i, row := range r.Errors.Rows {
		if row.Eps != want[i] || row.Decade != (i%2 == 0) {
			t.Errorf("row %d: %+v, want eps %v", i, row, want[i])
		}
		for _, f := range []string{"rho", "flux"} {
			if v := row.Fields[f]; !(v > 0 && v < 10) {
				t.Errorf("eps %v: error of %s is %v", row.Eps, f, v)
			}
		}
	}
	data, _ := os.ReadFile(file)
	if i, j := strings.Index(string(data), `"history"`), strings.Index(string(data), `"errors"`); i < 0 || j < i {
		t.Error("the error table is not last")
	}
	// Standard output is not a terminal here: one JSON object per line, from start to done.
	types := map[string]int{}
	for _, l := range strings.Split(strings.TrimSpace(out), "\n") {
		var v struct{ Type string }
		if err := json.Unmarshal([]byte(l), &v); err != nil {
			t.Fatalf("%q: %v", l, err)
		}
		types[v.Type]++
	}
	if types["start"] != 1 || types["progress"] < 2 || types["error"] != len(want) || types["worst"] != 6 || types["done"] != 1 || len(types) != 5 {
		t.Errorf("lines %v", types)
	}
}

// The table in RUN.json is what eval and reference give.
func TestErrorTableAgreesWithColumns(t *testing.T) {
	dir := t.TempDir()
	ckpt, out := filepath.Join(dir, "a.ckpt"), filepath.Join(dir, "run.json")
	done(t, small("--force", "--checkpoint", ckpt, "--out", out)...)
	net := readColumns(t, done(t, "eval", "--checkpoint", ckpt, "--eps", "0.03", "--nx", "400"))
	ref := readColumns(t, done(t, "reference", "--problem", "transport-mode", "--eps", "0.03", "--nx", "400"))
	for _, row := range readRecord(t, out).Errors.Rows {
		if row.Eps != 0.03 {
			continue
		}
		for _, f := range []string{"rho", "flux"} {
			var num, den float64
			for i := range net[f] {
				num += (net[f][i] - ref[f][i]) * (net[f][i] - ref[f][i])
				den += ref[f][i] * ref[f][i]
			}
			if got := math.Sqrt(num / den); math.Abs(got-row.Fields[f]) > 1e-12*got {
				t.Errorf("%s: %v in the table, %v from the columns", f, row.Fields[f], got)
			}
		}
		return
	}
	t.Error("no row for eps = 0.03")
}

func TestTimeLimit(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.json")
	start := time.Now()
	done(t, small("--steps", "10000000", "--time-limit", "300ms", "--out", file)...)
	r := readRecord(t, file)
	if r.Stopped != stoppedTime || r.Steps < 1 || r.Seconds < 0.3 {
		t.Errorf("stopped by %s after %d steps and %v s", r.Stopped, r.Steps, r.Seconds)
	}
	if d := time.Since(start); d > time.Minute {
		t.Errorf("took %v", d)
	}
	if n := len(r.History.Steps); n > 401 || r.History.Steps[n-1] != r.Steps {
		t.Errorf("history has %d steps and ends at %d of %d", n, r.History.Steps[n-1], r.Steps)
	}
}

// failAt makes the runs of a test fail after a number of steps.
func failAt(t *testing.T, step int, err error) {
	old := trainable
	t.Cleanup(func() { trainable = old })
	trainable = func(s *train.Session) train.Trainable { return failing{s, step, err} }
}

// failing is a session that fails after a step.
type failing struct {
	*train.Session
	after int
	err   error
}

func (f failing) Step() (*train.Report, error) {
	if f.Steps() == f.after {
		return nil, f.err
	}
	return f.Session.Step()
}

// Divergence: exit code 1, one line, the last sound state kept, RUN.json untouched.
func TestDivergence(t *testing.T) {
	dir := t.TempDir()
	ckpt, out := filepath.Join(dir, "a.ckpt"), filepath.Join(dir, "run.json")
	if err := os.WriteFile(out, []byte("precious"), 0o666); err != nil {
		t.Fatal(err)
	}
	failAt(t, 23, fmt.Errorf("%w: loss is NaN", train.ErrDiverged))
	r := call("", small("--force", "--checkpoint", ckpt, "--out", out, "--checkpoint-every", "1ns")...)
	if r.code != 1 || strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, "diverged") || !strings.Contains(r.err, "step 23") {
		t.Errorf("exit code %d, standard error %q", r.code, r.err)
	}
	if data, _ := os.ReadFile(out); string(data) != "precious" {
		t.Errorf("RUN.json is now %q", data)
	}
	s, err := loadCheckpoint("checkpoint", ckpt)
	if err != nil || s.Steps() != 23 {
		t.Errorf("checkpoint: %v", err)
	}
	if n := len(contents(t, dir)); n != 2 {
		t.Errorf("%d files, want 2", n)
	}
}

// A run that fails before it has anything to keep leaves what the checkpoint file held.
func TestDivergenceBeforeFirstInterval(t *testing.T) {
	ckpt := makeCheckpoint(t, t.TempDir())
	before, _ := os.ReadFile(ckpt)
	failAt(t, 3, train.ErrDiverged)
	r := call("", small("--checkpoint", ckpt, "--force")...)
	if r.code != 1 || !strings.Contains(r.err, "nothing was written") {
		t.Errorf("exit code %d, standard error %q", r.code, r.err)
	}
	if after, _ := os.ReadFile(ckpt); string(after) != string(before) {
		t.Error("the checkpoint changed")
	}
}

// brokenPipe fails every write.
type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("no room") }

// An output that cannot be written is a failure, exit code 1, not a success.
func TestLostOutput(t *testing.T) {
	ckpt := makeCheckpoint(t, t.TempDir())
	for _, args := range [][]string{
		small("--steps", "3"),
		{"eval", "--checkpoint", ckpt, "--eps", "1"},
		{"eval", "--checkpoint", ckpt, "--eps", "1", "--format", "json"},
		{"problems"},
		smallRace("--steps", "3", "--seeds", "1"),
	} {
		var stderr strings.Builder
		if code := run(args, strings.NewReader(""), brokenPipe{}, &stderr); code != 1 || !strings.Contains(stderr.String(), "no room") {
			t.Errorf("%v: exit code %d, standard error %q", args, code, stderr.String())
		}
	}
}
