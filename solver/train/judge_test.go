package train

import (
	"math"
	"strings"
	"testing"
)

// TestJudgement: points that are not fitted tell a solution from one that is worse, which the network does not take.
func TestJudgement(t *testing.T) {
	s, err := New(Config{Problem: "transport-smooth", Optimizer: "solve", Width: 20, Steps: 2, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	for step := range 2 {
		r, err := s.Step()
		if err != nil {
			t.Fatal(err)
		}
		j := r.Judgement
		if j == nil || !j.Kept || j.Refusal() != "" || len(j.Names) < 6 {
			t.Fatalf("step %d: %+v", step+1, j)
		}
		if step == 0 && !(j.Ratio < 1e-2) {
			t.Errorf("the first solution leaves %g of the losses of none", j.Ratio)
		}
	}
	n := s.linear
	present := n.v.o.head.Narrow(n.present())
	worse := append([]float64(nil), present...)
	for i := range worse {
		worse[i] *= 1.1
	}
	j := n.judge(worse)
	if j.Kept || !(j.Ratio > judgeRatio) || !strings.Contains(j.Refusal(), "not kept") {
		t.Errorf("%+v", j)
	}
	for i, w := range worse {
		if math.Float64bits(w) != math.Float64bits(present[i]) {
			t.Fatal("the worse output layer is taken")
		}
	}
}
