package train

import (
	"math"
	"strings"
	"testing"
	"time"
)

// Runners take turns of a block; one that fails leaves the others going; errors are compared at even steps and kept in the curves.
func TestRaceTakesTurns(t *testing.T) {
	var clock time.Duration
	var order []string
	runs := []*script{{}, {failAt: 15}, {}}
	var runners []Trainable
	for _, s := range runs {
		runners = append(runners, s)
	}
	r := NewRace(runners, Budget{Steps: 25}, 10, []float64{1, 0.1}, func() time.Duration {
		clock = 0
		for _, s := range runs {
			clock += s.clock
		}
		return clock
	})
	for i, e := range r.Runners {
		e.Loop.Every(1, "order", func(*Report) error { order = append(order, string(rune('a'+i))); return nil })
	}
	want, err := shifted{1, 1}.At(2, errorPoints(runs[0].Problem()))
	if err != nil {
		t.Fatal(err)
	}
	references := [][][]float64{want, nil}
	for !r.Finished() {
		if r.Advance(3*tick) && (r.Due() || r.Finished()) {
			if !r.Even() {
				t.Error("a round is over, but the runners are not even")
			}
			r.Compare(references, true)
		}
	}
	if got, want := strings.Join(order, ""), strings.Repeat("a", 10)+strings.Repeat("b", 10)+strings.Repeat("c", 10)+strings.Repeat("a", 10)+"bbbb"+strings.Repeat("c", 10)+"aaaaaccccc"; got != want {
		t.Errorf("turns\n%s, want\n%s", got, want)
	}
	for i, e := range r.Runners {
		if (e.Failure != nil) != (i == 1) || i != 1 && (e.Steps() != 25 || e.Loop.Spent() != 25*tick) || r.Running(e) {
			t.Errorf("runner %d: %v at step %d after %v", i, e.Failure, e.Steps(), e.Loop.Spent())
		}
	}
	e := r.Runners[2]
	if n := len(e.Curve.Steps); n != 3 || e.Curve.Steps[2] != 25 || math.Abs(e.Curve.Worst[1][0]-1) > 1e-12 || e.Errors.Known(1) || !e.Errors.Known(0) {
		t.Errorf("curve %+v, errors %+v", e.Curve, e.Errors)
	}
	if n := len(r.Runners[1].Curve.Steps); n != 1 || len(e.Record.History.Steps) != 25 {
		t.Errorf("%d points of the one that failed, %d of the record", n, len(e.Record.History.Steps))
	}
	references[1] = want
	r.Compare(references, false)
	if !e.Errors.Known(1) || len(e.Curve.Steps) != 3 {
		t.Error("a reference that came late was not used")
	}
}

// In a timed race the runner that has spent the least is next, and every runner ends with its own budget.
func TestTimedRace(t *testing.T) {
	var clock time.Duration
	var order []string
	runs := []*script{{}, {}, {failAt: 5}}
	var runners []Trainable
	for _, s := range runs {
		runners = append(runners, s)
	}
	r := NewTimedRace(runners, []Budget{{100, 10 * tick}, {3, 10 * tick}, {100, 10 * tick}}, 2*tick, []float64{1}, func() time.Duration {
		clock = 0
		for _, s := range runs {
			clock += s.clock
		}
		return clock
	})
	for i, e := range r.Runners {
		e.Loop.Every(1, "order", func(*Report) error { order = append(order, string(rune('a'+i))); return nil })
	}
	want, err := shifted{1, 1}.At(2, errorPoints(runs[0].Problem()))
	if err != nil {
		t.Fatal(err)
	}
	for !r.Finished() {
		if r.Advance(0) && r.Due() {
			if !r.Even() {
				t.Error("a turn is over, but the runners cannot be compared")
			}
			r.Compare([][][]float64{want}, true)
		}
	}
	if got, want := strings.Join(order, ""), "aabbccaabccaaaaaa"; got != want {
		t.Errorf("turns %s, want %s", got, want)
	}
	a, b, c := r.Runners[0], r.Runners[1], r.Runners[2]
	if a.Steps() != 10 || b.Steps() != 3 || c.Failure == nil || !r.Timed() {
		t.Errorf("steps %d, %d, failure %v", a.Steps(), b.Steps(), c.Failure)
	}
	if n := len(b.Curve.Steps); n != 2 || b.Curve.Steps[1] != 3 || math.Abs(b.Curve.Seconds[1]-(3*tick).Seconds()) > 1e-9 {
		t.Errorf("curve of the one that ended early: %+v", b.Curve)
	}
}

// An optimiser brings its own defaults and leaves the other settings; the steps of a course are those that fit.
func TestInTime(t *testing.T) {
	base, err := Config{Problem: "transport-smooth", Width: 12, Tasks: 3, Seed: 5}.Normalize()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]Config{
		"adam":    {Width: 12, Depth: base.Depth, Head: base.Head, Precision: "float32"},
		"solve":   {Width: 240, Depth: 1, Head: "spectral", Precision: "float64"},
		"lm":      {Width: 16, Depth: base.Depth, Head: base.Head, Precision: "float64"},
		"soap+lm": {Width: 16, Depth: base.Depth, Head: base.Head, Precision: "float64"},
	} {
		c, err := base.WithOptimizer(name)
		if err != nil || c.Width != want.Width || c.Depth != want.Depth || c.Head != want.Head || c.Precision != want.Precision || c.Seed != 5 || c.Tasks != 3 {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
		back, err := c.WithOptimizer(base.Optimizer)
		if err != nil || back.Precision != base.Precision || back.Head != base.Head || back.Steps != base.Steps || back.Polish != 0 {
			t.Errorf("%s and back: %+v, %v", name, back, err)
		}
		run := &script{}
		timed, b, err := c.InTime(1000*tick, func(Config) (Trainable, error) { return run, nil }, func() time.Duration { return run.clock })
		if err != nil {
			t.Fatal(err)
		}
		steps, limit, polish := 1000, 1250*tick, 0
		switch name {
		case "solve":
			steps, limit = c.Steps, 0
		case "lm":
			steps, limit = timedPolish, 1000*tick
		case "soap+lm":
			steps, limit, polish = 500+timedPolish, 1000*tick, timedPolish
		}
		if timed.Steps != steps || timed.Polish != polish || b.Steps != steps || b.Time != limit {
			t.Errorf("%s: %d steps, %d of them a polish, budget %+v", name, timed.Steps, timed.Polish, b)
		}
	}
	bgk, err := Config{Problem: "bgk-riemann"}.Normalize()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bgk.WithOptimizer("solve"); err == nil || !strings.Contains(err.Error(), "the ends are open") {
		t.Errorf("a gas with open ends is solved: %v", err)
	}
}
