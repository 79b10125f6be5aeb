package train

import (
	"errors"
	"math"
	"strings"
	"testing"
)

// TestJudgement: points that are not fitted tell a solution from one that is worse, which the network does not take. Likewise for the steps of
// Newton's method.
func TestJudgement(t *testing.T) {
	for problem, falls := range map[string]float64{"transport-smooth": 1e-2, "bgk-smooth": 0.1, "semiconductor-relax": 0.1} {
		s, err := New(Config{Problem: problem, Optimizer: "solve", Width: 20, Steps: 2, Seed: 2})
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
				t.Fatalf("%s, step %d: %+v", problem, step+1, j)
			}
			if step == 0 && !(j.Ratio < falls) {
				t.Errorf("%s: the first solution leaves %g of the losses of none", problem, j.Ratio)
			}
		}
		n := s.linear
		present := n.v.o.head.Narrow(n.present())
		worse := append([]float64(nil), present...)
		for i := range worse {
			worse[i] *= 1.1
		}
		j := n.judge(worse)
		if j.Kept || !(j.Ratio > judgeRatio) || !strings.Contains(j.Refusal(), "not kept") || strings.Contains(j.Refusal(), "Newton") != n.v.nonlinear() {
			t.Errorf("%s: %+v: %s", problem, j, j.Refusal())
		}
		for i, w := range worse {
			if math.Float64bits(w) != math.Float64bits(present[i]) {
				t.Fatalf("%s: the worse output layer is taken", problem)
			}
		}
	}
}

// TestNothingToSolve: a constant density stays, and so the network that is zero has no loss.
func TestNothingToSolve(t *testing.T) {
	s, err := New(Config{Problem: `{"version":1,"name":"constant","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"1","density":"1"}`, Optimizer: "solve", Width: 20, Steps: 1})
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Step()
	if err != nil {
		t.Fatal(err)
	}
	if text := r.Judgement.Text(); !r.Judgement.Kept || !strings.Contains(text, "nothing to solve for") {
		t.Errorf("%s", text)
	}
}

// TestTinyKnudsenNumber: where rounding hides that a problem is linear the error tells of it.
func TestTinyKnudsenNumber(t *testing.T) {
	s, err := New(Config{Problem: "transport-mode", Optimizer: "solve", Width: 20, Steps: 1, EpsMin: 1e-11, EpsMax: 1e-11})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Step(); !errors.Is(err, ErrLinear) || !strings.Contains(err.Error(), "below 1e-09") {
		t.Errorf("%v", err)
	}
}
