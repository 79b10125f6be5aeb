package data

import (
	"testing"
)

func TestHistory(t *testing.T) {
	var h History
	h.reset()
	for i := 1; i <= 3*MaxHistory; i++ {
		h.add(float64(i), []float64{float64(i), 1})
	}
	if n := len(h.Steps); n > MaxHistory || n < MaxHistory/4 {
		t.Errorf("%d points kept", n)
	}
	for i, v := range h.Steps {
		if h.Losses[0][i] != v || (i > 0 && v <= h.Steps[i-1]) {
			t.Fatalf("point %d: step %g, loss %g", i, v, h.Losses[0][i])
		}
	}
	h.add(10, []float64{7, 7}) // going back drops what came later
	for _, v := range h.Steps[:len(h.Steps)-1] {
		if v >= 10 {
			t.Fatalf("step %g kept after going back to 10", v)
		}
	}
	h.add(11, []float64{1})
	if len(h.Losses) != 1 || len(h.Steps) != 1 {
		t.Error("a change of the number of tasks keeps old curves")
	}
}
