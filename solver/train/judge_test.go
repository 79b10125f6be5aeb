package train

import (
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
		if j := n.judge(make([]float64, n.v.o.head.Features()*n.v.o.head.Outputs())); j.Kept || j.None {
			t.Errorf("%s: no solution in place of one: %+v", problem, j)
		}
		present := n.v.o.head.Narrow(n.present())
		worse := append([]float64(nil), present...)
		for i := range worse {
			worse[i] *= 1.1
		}
		j := n.judge(worse)
		if j.Kept || !(j.Ratio > judgeRatio) || !strings.Contains(j.Refusal(), "not kept") || !strings.Contains(j.Refusal(), " in place of ") || strings.Contains(j.Refusal(), "Newton") != n.v.nonlinear() {
			t.Errorf("%s: %+v: %s", problem, j, j.Refusal())
		}
		for i, w := range worse {
			if math.Float64bits(w) != math.Float64bits(present[i]) {
				t.Fatalf("%s: the worse output layer is taken", problem)
			}
		}
	}
}

// TestNoSolution: where no solution was kept at all the refusal says that the network is none.
func TestNoSolution(t *testing.T) {
	s, err := New(Config{Problem: "transport-smooth", Optimizer: "solve", Width: 20, Steps: 1, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	n := s.linear
	if err := n.begin(); err != nil {
		t.Fatal(err)
	}
	far := make([]float64, n.v.o.head.Features()*n.v.o.head.Outputs())
	for i := range far {
		far[i] = 1e3
	}
	if j := n.judge(far); j.Kept || !j.None || !strings.Contains(j.Refusal(), "the network is no solution") {
		t.Errorf("%+v: %s", j, j.Refusal())
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

// TestTinyKnudsenNumber: at the least Knudsen number that there may be rounding does not hide that a problem is linear.
func TestTinyKnudsenNumber(t *testing.T) {
	for problem, head := range map[string]string{"transport-mode": "modal", "transport-inflow": "spectral"} {
		s, err := New(Config{Problem: problem, Head: head, Width: 20, EpsMin: 1e-12, EpsMax: 1e-11})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.CanSolve(8); err != nil {
			t.Errorf("%s: %v", problem, err)
		}
	}
}

// TestPreview: whatever the seed, the first of many steps is a preview that points which it was not fitted to keep, and that shows the solution.
func TestPreview(t *testing.T) {
	nativeOnly(t)
	for _, problem := range []string{"transport-mode", "transport-smooth", "transport2d-mode"} {
		for seed := range uint64(6) {
			s, err := New(Config{Problem: problem, Optimizer: "solve", Seed: seed + 1})
			if err != nil {
				t.Fatal(err)
			}
			r, err := s.Step()
			if err != nil {
				t.Fatal(err)
			}
			if rho, flux := worstOf(t, s); !r.Judgement.Kept || !(rho < 2e-3 && flux < 2e-2) {
				t.Errorf("%s, seed %d: rho %g, flux %g: %s", problem, seed+1, rho, flux, r.Judgement.Text())
			}
		}
	}
}

// TestIdle: a Fourier mode that no data excite stays zero to the last bit, and takes no time.
func TestIdle(t *testing.T) {
	s := trained(t, Config{Problem: "transport-smooth", Optimizer: "solve", Width: 20, Steps: 1, Seed: 2}, 1)
	n := s.linear
	idle, busy := 0, 0
	for i, w := range n.v.o.head.Narrow(n.present()) {
		switch {
		case i%3 == 0 && w != 0: // outputs of the constant
			t.Fatalf("weight %d is %g", i, w)
		case w == 0:
			idle++
		default:
			busy++
		}
	}
	if idle != 2*busy {
		t.Errorf("%d weights are zero, %d are not", idle, busy)
	}
}
