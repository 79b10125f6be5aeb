package main

import (
	"encoding/json"
	"math"
	"testing"
)

func weightsOf(t *testing.T, operator, in string) weightsOutput {
	t.Helper()
	r := call(in, "weights", "--operator", operator)
	if r.code != 0 || r.err != "" {
		t.Fatalf("exit code %d, standard error %q", r.code, r.err)
	}
	var w weightsOutput
	if err := json.Unmarshal([]byte(r.out), &w); err != nil {
		t.Fatal(err)
	}
	return w
}

// The example of two tasks worked out by hand: g1 = (1, 0), g2 = (-0.6, 0.8), d* = (0.447214, 0.894427).
func TestWeightsWorkedExample(t *testing.T) {
	w := weightsOf(t, "hrgrad", `{"gram":[[1,-0.6],[-0.6,1]],"losses":[1,1]}`)
	if w.Info.Conflicts != 2 || len(w.Info.Anchor) != 2 || len(w.Weights) != 2 {
		t.Fatalf("%+v", w)
	}
	a := w.Info.Anchor
	if x, y := a[0]-0.6*a[1], 0.8*a[1]; math.Abs(x-0.447214) > 1e-6 || math.Abs(y-0.894427) > 1e-6 {
		t.Errorf("anchor (%v, %v)", x, y)
	}
	// The update agrees with both tasks.
	u := w.Weights
	if p, q := u[0]-0.6*u[1], -0.6*u[0]+u[1]; p <= 0 || q <= 0 {
		t.Errorf("products with the gradients %v, %v", p, q)
	}
}

func TestWeightsWithoutConflict(t *testing.T) {
	// Orthogonal gradients of lengths 1 and 2: equal cosine gives (1,1)/sqrt 2 times (1+2)/sqrt 2, so weights 1.5 and 0.75.
	for _, op := range []string{"hrgrad", "config"} {
		w := weightsOf(t, op, `{"gram":[[1,0],[0,4]]}`)
		if math.Abs(w.Weights[0]-1.5) > 1e-12 || math.Abs(w.Weights[1]-0.75) > 1e-12 {
			t.Errorf("%s: weights %v", op, w.Weights)
		}
	}
	if w := weightsOf(t, "ls", `{"gram":[[1,0],[0,4]],"losses":[3,4]}`); w.Weights[0] != w.Weights[1] {
		t.Errorf("ls: weights %v", w.Weights)
	}
}
