package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// At both ends of the range of squared lengths every operator gives finite numbers.
func TestGramRange(t *testing.T) {
	for _, s := range weighting.Specs() {
		if s.Elementwise {
			continue
		}
		for _, in := range []string{
			`{"gram":[[1e300,-9e299,0],[-9e299,1e300,0],[0,0,1e-300]],"losses":[1,2,3]}`,
			`{"gram":[[1e-300,-9e-301],[-9e-301,1e-300]],"losses":[1e-300,2]}`,
			`{"gram":[[1e300,-9e299],[-9e299,1e300]],"losses":[1e300,2]}`,
			`{"gram":[[1e300,0],[0,0]],"losses":[1,0]}`,
		} {
			if r := call(in, "weights", "--operator", s.Name); r.code != 0 {
				t.Errorf("%s: %s: exit code %d, %s", s.Name, in, r.code, r.err)
			}
		}
	}
}

// A field whose reference is zero has an absolute error, and every form of the table says so.
func TestNormOfAFieldThatIsZero(t *testing.T) {
	out := filepath.Join(t.TempDir(), "run.json")
	args := []string{"train", "--problem", "bgk-ballistic", "--width", "4", "--depth", "1", "--points", "4", "--tasks", "2", "--steps", "3", "--eps-min", "0.1", "--out", out}
	if lines := done(t, args...); strings.Count(lines, `"absolute":["q"]`) != 3+6 { // three Knudsen numbers at the end, six times
		t.Errorf("JSON lines: %s", lines)
	}
	rec := readRecord(t, out)
	if !slices.Equal(rec.Errors.Absolute, []string{"q"}) {
		t.Errorf("record: absolute fields %v", rec.Errors.Absolute)
	}
	text := done(t, append(args, "--progress", "tables")...)
	if !strings.Contains(text, "q*") || !strings.Contains(text, "* "+train.AbsoluteNorm) {
		t.Errorf("table: %s", text)
	}
	race := done(t, "compare", "--problem", "bgk-ballistic", "--operators", "ls", "--seeds", "1", "--width", "4", "--depth", "1", "--points", "4", "--tasks", "2", "--steps", "3", "--eps-min", "0.1", "--progress", "tables")
	if !strings.Contains(race, "q of bgk-ballistic: "+train.AbsoluteNorm) || !strings.Contains(race, "rho of bgk-ballistic: "+train.ErrorNorm) {
		t.Errorf("race: %s", race)
	}
}

// A run that needs too much memory is refused in one line before anything is written.
func TestMemoryIsRefused(t *testing.T) {
	defer func(old float64) { train.MemoryLimit = old }(train.MemoryLimit)
	dir := t.TempDir()
	huge := small("--head", "input", "--width", "512", "--depth", "16", "--points", "4096", "--tasks", "32", "--checkpoint", filepath.Join(dir, "a.ckpt"))
	refused(t, call("", huge...), "memory: a run that needs about ")
	t.Setenv(memoryVariable, "0.0001GB")
	refused(t, call("", small("--checkpoint", filepath.Join(dir, "a.ckpt"))...), "up to 0.0 GB")
	t.Setenv(memoryVariable, "much")
	refused(t, call("", small()...), memoryVariable)
	if n := len(contents(t, dir)); n != 0 {
		t.Errorf("%d files are left", n)
	}
}
