package main

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/train"
)

// twoRaces are two problems with hrgrad and ls by term and by eps, two seeds; the errors of ls by term are 1, those of the others as given.
func twoRaces(hrTerm, hrEps, lsEps float64) []*raceResult {
	var out []*raceResult
	for _, problem := range []string{"a", "b"} {
		r := &raceResult{Problem: problem, Fields: []string{"rho"}, Seeds: []uint64{1, 2}, rows: make([]train.ErrorRow, 2)}
		for _, e := range []struct{ name, operator, by string }{{"hrgrad:tasks-by=term", "hrgrad", "term"}, {"hrgrad:tasks-by=eps", "hrgrad", "eps"}, {"ls:tasks-by=term", "ls", "term"}, {"ls:tasks-by=eps", "ls", "eps"}} {
			r.Runners = append(r.Runners, runner{Name: e.name, Config: train.Config{Operator: e.operator, TasksBy: e.by, Rate: 0.1}})
		}
		for range r.Seeds {
			for i, worst := range []float64{hrTerm, hrEps, 1, lsEps} {
				run := &raceRun{Runner: r.Runners[i].Name, Errors: &train.ErrorTable{}}
				for _, e := range []float64{worst, worst / 4} {
					run.Errors.Rows = append(run.Errors.Rows, train.ErrorRow{Fields: map[string]float64{"rho": e}})
				}
				r.Runs = append(r.Runs, run)
			}
		}
		out = append(out, r)
	}
	return out
}

// Ratios are to ls by the first partition, ranks among equal settings, a failed run is infinitely bad.
func TestOverall(t *testing.T) {
	races := twoRaces(0.5, 3, 2)
	rows := overall(races)
	for i, want := range []struct {
		ratio, rank float64
		better      []string
	}{{0.5, 1, []string{"a", "b"}}, {3, 2, nil}, {1, 2, nil}, {2, 1, nil}} {
		r := rows[i]
		if math.Abs(float64(r.Worst.Median)-want.ratio) > 1e-12 || math.Abs(float64(r.Mean.Median)-want.ratio) > 1e-12 || r.MeanRank.Median != number(want.rank) || !slices.Equal(r.Better, want.better) {
			t.Errorf("%s %s: %+v %+v %+v", r.Operator, r.Settings, r, *r.Worst, *r.Mean)
		}
	}
	races[1].Runs[0].Errors, races[1].Runs[0].Failure = nil, "diverged"
	if r := overall(races)[0]; r.Failures != 1 || !math.IsInf(float64(r.Worst.Max), 1) || r.Worst.Min != 0.5 {
		t.Errorf("%+v %+v", r, *r.Worst)
	}
	var text strings.Builder
	if err := printOverall(&text, overall(races)); err != nil || !strings.Contains(text.String(), "failed") || !strings.Contains(text.String(), "1 of 2") {
		t.Errorf("%v\n%s", err, text.String())
	}
}

// Without ls there is nothing to divide by.
func TestOverallWithoutBaseline(t *testing.T) {
	races := twoRaces(1, 1, 1)
	for _, r := range races {
		for i := range r.Runners {
			r.Runners[i].Config.Operator = "hrgrad"
		}
	}
	var text strings.Builder
	rows := overall(races)
	if rows[0].Worst != nil || printOverall(&text, rows) != nil || !strings.Contains(text.String(), "-") {
		t.Errorf("%+v\n%s", rows[0], text.String())
	}
}

// Lists multiply; an operator's own setting stands.
func TestRunnerNames(t *testing.T) {
	by, initial, empty := "term,eps", "soft", ""
	f := compareFlags{operators: "hrgrad,ls:tasks-by=term-band", set: map[string]bool{"tasks-by": true, "initial": true}, lists: map[string]*string{}}
	for _, a := range axisFlags() {
		f.lists[a] = &empty
	}
	f.lists["tasks-by"], f.lists["initial"] = &by, &initial
	names, err := f.runnerNames()
	if want := []string{"hrgrad:tasks-by=term", "hrgrad:tasks-by=eps", "ls:tasks-by=term-band"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("%q, %v", names, err)
	}
	c, err := f.single(train.Config{Width: 9})
	if err != nil || c.Initial != "soft" || c.TasksBy != "" || c.Width != 9 {
		t.Errorf("%+v, %v", c, err)
	}
}
