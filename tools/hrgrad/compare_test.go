package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/train"
)

func smallRace(more ...string) []string {
	return append([]string{"compare", "--problem", "transport-mode", "--width", "8", "--depth", "1", "--points", "8", "--tasks", "3", "--steps", "30",
		"--eps-min", "1e-2", "--operators", "hrgrad,ls,ls:rate=2e-2", "--seeds", "2"}, more...)
}

func readRace(t *testing.T, path string) raceResult {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var r raceResult
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		t.Fatal(err)
	}
	return r
}

// A race runs what train runs, and its summaries are what its runs say.
func TestCompare(t *testing.T) {
	dir := t.TempDir()
	out, table, single := filepath.Join(dir, "race.json"), filepath.Join(dir, "race.csv"), filepath.Join(dir, "run.json")
	text := done(t, smallRace("--seed", "5", "--out", out, "--csv", table, "--progress", "json")...)
	r := readRace(t, out)
	if len(r.Runs) != 6 || len(r.Summaries) != 3 || len(r.Seeds) != 2 || r.Seeds[0] != 5 || r.Seeds[1] != 6 {
		t.Fatalf("%d runs, %d summaries, seeds %v", len(r.Runs), len(r.Summaries), r.Seeds)
	}
	done(t, "train", "--problem", "transport-mode", "--width", "8", "--depth", "1", "--points", "8", "--tasks", "3", "--steps", "30",
		"--eps-min", "1e-2", "--operator", "ls", "--rate", "2e-2", "--seed", "6", "--out", single)
	one := readRecord(t, single)
	last := r.Runs[5]
	if last.Runner != "ls:rate=2e-2" || last.Seed != 6 || last.LossHash != one.LossHash {
		t.Errorf("last run %s seed %d losses %s, train gives %s", last.Runner, last.Seed, last.LossHash, one.LossHash)
	}
	for k, row := range one.Errors.Rows {
		for f, v := range row.Fields {
			if last.error(k, f) != v {
				t.Errorf("%s at eps %v: %v in the race, %v alone", f, row.Eps, last.error(k, f), v)
			}
		}
	}
	total := 0.0
	for i, s := range r.Summaries {
		total += float64(s.MeanRank.Min+s.MeanRank.Max) / 2
		if s.Runner != r.Runners[i].Name || s.Failures != 0 || len(s.Rows) != 5 {
			t.Errorf("summary %+v", s)
		}
		for k, row := range s.Rows {
			a, b := r.Runs[i].error(k, "flux"), r.Runs[3+i].error(k, "flux")
			if got := row.Fields["flux"]; float64(got.Median) != (a+b)/2 || float64(got.Min) != min(a, b) || float64(got.Max) != max(a, b) {
				t.Errorf("%s at eps %v: %+v of %v and %v", s.Runner, row.Eps, got, a, b)
			}
		}
	}
	if math.Abs(total-6) > 1e-12 { // the ranks of three runners sum to 1 + 2 + 3
		t.Errorf("mean ranks sum to %v", total)
	}
	file, err := os.Open(table)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != 1+6*5*2 {
		t.Errorf("%d lines of CSV", len(lines))
	}
	if v, err := strconv.ParseFloat(lines[1][6], 64); err != nil || v != r.Runs[0].error(0, "rho") {
		t.Errorf("first line %v", lines[1])
	}
	types := map[string]int{}
	for _, l := range strings.Split(strings.TrimSpace(text), "\n") {
		var v struct{ Type string }
		if err := json.Unmarshal([]byte(l), &v); err != nil {
			t.Fatalf("%q: %v", l, err)
		}
		types[v.Type]++
	}
	if types["run"] != 6 || types["summary"] != 3 {
		t.Errorf("lines %v", types)
	}
}

// Tuning picks the rate with the smallest score and leaves alone a runner that has one.
func TestTune(t *testing.T) {
	out := filepath.Join(t.TempDir(), "race.json")
	done(t, smallRace("--seeds", "1", "--tune-rates", "1e-6,1e-2", "--tune-seeds", "1", "--out", out)...)
	r := readRace(t, out)
	if len(r.Tuning) != 4 || r.Tuning[0].Seeds[0] != 1001 {
		t.Fatalf("%+v", r.Tuning)
	}
	for i, want := range []float64{1e-2, 1e-2, 2e-2} { // 30 steps at 1e-6 leave the network as it began
		if got := r.Runners[i].Config.Rate; got != want {
			t.Errorf("%s: rate %v, want %v", r.Runners[i].Name, got, want)
		}
	}
	for i := 0; i < 4; i += 2 {
		if a, b := r.Tuning[i], r.Tuning[i+1]; !(b.Score < a.Score) || a.Chosen || !b.Chosen {
			t.Errorf("%+v, %+v", a, b)
		}
	}
}

// A run that diverges ranks last and leaves the race going.
func TestCompareWithFailure(t *testing.T) {
	old := trainable
	t.Cleanup(func() { trainable = old })
	trainable = func(s *train.Session) train.Trainable {
		if s.Config().Operator != "hrgrad" {
			return s
		}
		return failing{s, 0, fmt.Errorf("%w: loss is NaN", train.ErrDiverged)}
	}
	out := filepath.Join(t.TempDir(), "race.json")
	done(t, smallRace("--out", out)...)
	r := readRace(t, out)
	s := r.Summaries[0]
	if s.Runner != "hrgrad" || s.Failures != 2 || s.MeanRank.Median != 3 || !math.IsInf(float64(s.Fields["rho"].Worst.Median), 1) {
		t.Errorf("%+v", s)
	}
	if !strings.Contains(r.Runs[0].Failure, "diverged") || r.Runs[0].Errors != nil {
		t.Errorf("%+v", r.Runs[0])
	}
	var text strings.Builder
	if err := r.print(&text); err != nil || !strings.Contains(text.String(), "failed") || strings.Contains(text.String(), "Inf") {
		t.Errorf("%v\n%s", err, text.String())
	}
}

func TestBadRace(t *testing.T) {
	dir := t.TempDir()
	kept := filepath.Join(dir, "kept")
	if err := os.WriteFile(kept, []byte("precious"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args    []string
		mention string
	}{
		{[]string{"--operators", ""}, "operators"},
		{[]string{"--operators", "hrgrad,,ls"}, "operators"},
		{[]string{"--operators", "nope"}, "operator"},
		{[]string{"--operators", "ls,ls"}, "twice"},
		{[]string{"--operators", "ls:rate"}, "FLAG=VALUE"},
		{[]string{"--operators", "ls:seed=3"}, "FLAG=VALUE"},
		{[]string{"--operators", "ls:rate=fast"}, "rate"},
		{[]string{"--operators", "ls:rate=0"}, "rate"},
		{[]string{"--operators", "ls:head=nope"}, "head"},
		{[]string{"--problem", "nope"}, "problem"},
		{[]string{"--seeds", "0"}, "seeds"},
		{[]string{"--seeds", "1001"}, "seeds"},
		{[]string{"--steps", "0"}, "steps"},
		{[]string{"--operator", "ls"}, "operator"},
		{[]string{"--tune-rates", "0"}, "tune-rates"},
		{[]string{"--tune-rates", "1e-3,x"}, "tune-rates"},
		{[]string{"--tune-rates", "1e-3,0.001"}, "twice"},
		{[]string{"--tune-rates", "1e-3", "--tune-seed", "2"}, "overlap"},
		{[]string{"--tune-rates", "1e-3", "--tune-seeds", "0"}, "tune-seeds"},
		{[]string{"--tune-seeds", "3"}, "tune-rates"},
		{[]string{"--seconds", "1"}, "steps"},
		{[]string{"--out", filepath.Join(dir, "no", "where")}, "out"},
		{[]string{"--out", kept, "--csv", kept}, "csv"},
		{[]string{"--out", kept, "--csv", dir}, "csv"},
	} {
		refused(t, call("", smallRace(c.args...)...), c.mention)
		if data, _ := os.ReadFile(kept); string(data) != "precious" || len(contents(t, dir)) != 1 {
			t.Errorf("files changed")
		}
		if t.Failed() {
			t.Fatalf("command line %q", c.args)
		}
	}
}

func TestRanksAndSpread(t *testing.T) {
	for i, r := range ranks([]float64{3, 1, 3, math.Inf(1), 2}) {
		if want := []float64{3.5, 1, 3.5, 5, 2}[i]; r != want {
			t.Errorf("rank %d is %v, want %v", i, r, want)
		}
	}
	if s := spreadOf([]float64{4, 1, 3}); s != (spread{3, 2, 3.5, 1, 4}) {
		t.Errorf("%+v", s)
	}
	if s := spreadOf([]float64{4, 1}); s != (spread{2.5, 1.75, 3.25, 1, 4}) {
		t.Errorf("%+v", s)
	}
	if g := train.GeometricMean([]float64{1e-2, 1e-4}); math.Abs(g-1e-3) > 1e-15 {
		t.Errorf("geometric mean %v", g)
	}
	if b, err := json.Marshal(spread{number(math.Inf(1)), 0, 1, 0, number(math.NaN())}); err != nil || string(b) != `{"median":null,"low":0,"high":1,"min":0,"max":null}` {
		t.Errorf("%s, %v", b, err)
	}
}

// A race at equal time lays the course of every optimiser over the steps that fit.
func TestCompareInTime(t *testing.T) {
	out := filepath.Join(t.TempDir(), "race.json")
	args := []string{"compare", "--problem", "transport-mode", "--points", "4", "--tasks", "2", "--eps-min", "1e-2", "--operators", "hrgrad", "--optimizer", "adam,solve", "--seeds", "1", "--seconds", "0.5"}
	done(t, append(args, "--out", out)...)
	r := readRace(t, out)
	adam, solve := r.Runs[0], r.Runs[1]
	if adam.Steps < 2 || adam.Steps > r.Runners[0].Config.Steps || r.Runners[1].Config.Head != "spectral" || solve.Errors == nil {
		t.Errorf("%d of %d steps, solve %+v", adam.Steps, r.Runners[0].Config.Steps, r.Runners[1].Config)
	}
	for _, c := range [][2]string{{"--seconds", "0"}, {"--seconds", "NaN"}, {"--workers", "2"}, {"--time-limit", "3s"}, {"--tune-rates", "1e-3"}, {"--journal", "j.jsonl"}} {
		refused(t, call("", append(args, c[:]...)...), strings.TrimPrefix(c[0], "--"))
	}
}
