package train

import "testing"

// Points stay at equal distances, the bound holds, and the last step can be forced in.
func TestHistoryThins(t *testing.T) {
	h := History{Max: 10}
	kept := 0
	for step := 1; step <= 100; step++ {
		if h.Add(&Report{Step: step, Losses: []float64{float64(step)}}, 0, false, float64(-step)) {
			kept++
		}
		if len(h.Steps) > 10 {
			t.Fatalf("%d points", len(h.Steps))
		}
	}
	if h.Every != 16 || len(h.Steps) != 6 || kept != 10+5+5+5+1 {
		t.Fatalf("every %d, steps %v, %d kept at first", h.Every, h.Steps, kept)
	}
	h.Add(&Report{Step: 101, Losses: []float64{101}}, 0, true, -101)
	h.Add(&Report{Step: 101, Losses: []float64{101}}, 0, true, -101)
	for i, step := range h.Steps {
		if last := i == 6; step != 16*(i+1) != last || last && step != 101 || h.Losses[i][0] != float64(step) || h.Worst[i][0] != -float64(step) || len(h.Rate) != 7 {
			t.Errorf("steps %v, losses %v, worst %v", h.Steps, h.Losses, h.Worst)
		}
	}
	h.Cut(40)
	if len(h.Steps) != 2 || len(h.Losses) != 2 || len(h.MinCosine) != 2 || h.Steps[1] != 32 {
		t.Errorf("after the cut: %v", h.Steps)
	}
}

// Points at uneven distances thin out to one per interval.
func TestUnevenHistoryKeepsOnePointPerInterval(t *testing.T) {
	h := History{Every: 20, Max: 8}
	for step := 60; step <= 9*120; step += 120 { // odd multiples of 20 alone
		h.Add(&Report{Step: step}, 0, false)
	}
	if n := len(h.Steps); n < 3 || n > 8 || h.Steps[0] > 180 {
		t.Errorf("every %d, steps %v", h.Every, h.Steps)
	}
}
