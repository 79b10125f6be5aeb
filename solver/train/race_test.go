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
