package race

import (
	"testing"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
	"github.com/hrgrad/hrgrad/wasm/view/viewtest"
)

// TestLooksDiffer: no two of four operators share colour or dash.
func TestLooksDiffer(t *testing.T) {
	r := viewtest.Race()
	r.Runners = append(r.Runners, r.Runners...)
	r.Runners[1].Failure = "the loss is NaN"
	if got := status(&r.Runners[1]); got != "30 of 100,  out" {
		t.Errorf("status %q", got)
	}
	th, err := plot.ThemeByName("light")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		for j := range i {
			a, b := runner(th, r, i), runner(th, r, j)
			if a.Color == b.Color || len(a.Dash) == len(b.Dash) && (len(a.Dash) == 0 || a.Dash[0] == b.Dash[0]) {
				t.Errorf("operators %d and %d look the same", i, j)
			}
		}
	}
}
