package main

import (
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/weighting"
)

// oneLineOf fails for an error of several lines.
func oneLineOf(t *testing.T, err error) {
	t.Helper()
	if err != nil && (strings.TrimSpace(err.Error()) == "" || strings.Contains(oneLine(err.Error()), "\n")) {
		t.Fatalf("error %q", err)
	}
}

// FuzzGram: whatever the input, weights refuses it or gets a matrix from which every operator makes weights without a panic.
func FuzzGram(f *testing.F) {
	for _, s := range []string{
		`{"gram":[[1,-0.6],[-0.6,1]],"losses":[1,1]}`, `{"gram":[[1e300,0],[0,1e-300]]}`, `{"gram":[[0,0],[0,0]],"losses":[0,-1]}`, `{"gram":[[1,1],[1,1]]}`,
		`{"gram":[[null]]}`, `{"gram":[[1]],"gram":[[1]]}`, `{"gram":[[0,1],[1,0]]}`, `{"gram":[[5e-324]]}`, `{"gram":[[1]],"losses":null}`, `[`, `{"gram":[[1]]}{}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		in, err := readGram(strings.NewReader(text))
		oneLineOf(t, err)
		if err != nil || in.M > 6 {
			return
		}
		for _, s := range weighting.Specs() {
			if s.Elementwise {
				continue
			}
			op, err := weighting.New(s.Name, weighting.Options{})
			if err != nil {
				t.Fatal(err)
			}
			_, err = op.Weights(in)
			oneLineOf(t, err)
		}
	})
}
