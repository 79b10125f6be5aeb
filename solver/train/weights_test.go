package train

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// TestWeights: the weights of a run give a session with the same fields, which says how many steps it had taken; they are no
// checkpoint, a checkpoint is no file of weights, and damage is found.
func TestWeights(t *testing.T) {
	for _, precision := range []string{"float32", "float64"} {
		s, err := New(Config{Problem: "transport-mode", Width: 8, Depth: 2, Points: 8, Precision: precision, Seed: 3})
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if _, err := s.Step(); err != nil {
				t.Fatal(err)
			}
		}
		data, err := s.Weights()
		if err != nil {
			t.Fatal(err)
		}
		checkpoint, err := s.Checkpoint()
		if err != nil {
			t.Fatal(err)
		}
		if len(data) >= len(checkpoint)/2 {
			t.Errorf("%d bytes of weights, %d of the checkpoint", len(data), len(checkpoint))
		}
		n, err := Network(data)
		if err != nil {
			t.Fatal(err)
		}
		if n.Steps() != 3 || n.Config().Seed != 3 {
			t.Errorf("%d steps, seed %d", n.Steps(), n.Config().Seed)
		}
		x := []float64{0.1, 2, 5}
		want, err := s.Evaluate(0.02, 0.4, x)
		if err != nil {
			t.Fatal(err)
		}
		got, err := n.Evaluate(0.02, 0.4, x)
		if err != nil {
			t.Fatal(err)
		}
		for f := range want {
			for i := range want[f] {
				if got[f][i] != want[f][i] {
					t.Errorf("field %d at x = %g: %g, want %g", f, x[i], got[f][i], want[f][i])
				}
			}
		}
		if _, err := Resume(data); !errors.Is(err, ErrWeights) {
			t.Errorf("resumed from weights: %v", err)
		}
		if _, err := Network(checkpoint); err == nil || !strings.Contains(err.Error(), "hrgrad-weights") {
			t.Errorf("weights from a checkpoint: %v", err)
		}
		damaged := bytes.Clone(data)
		damaged[len(damaged)-5] ^= 1
		for _, bad := range [][]byte{damaged, data[:len(data)-4], nil} {
			if _, err := Network(bad); err == nil {
				t.Errorf("%d damaged bytes are taken", len(bad))
			}
		}
	}
}
