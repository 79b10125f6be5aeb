package main

import (
	"math"
	"testing"
)

func TestPairedP(t *testing.T) {
	for _, c := range []struct {
		d    []float64
		want float64
	}{
		{[]float64{1, 1, 1, 1, 1}, 2.0 / 32}, {[]float64{1, -1}, 1}, {[]float64{0, 0, 0}, 1}, {[]float64{1}, 1}, {nil, 1},
		{[]float64{3, 2, -1}, 0.5},                     // |s| >= 4 for 6, 4 and their opposites
		{[]float64{math.Inf(1), 1, 1, 1, 1}, 2.0 / 32}, // a failure counts as the largest difference
	} {
		if got := pairedP(c.d); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v: %v, want %v", c.d, got, c.want)
		}
	}
	many := make([]float64, 40)
	for i := range many {
		many[i] = 1 + 0.1*float64(i%3)
	}
	if p := pairedP(many); p > 1e-4 {
		t.Errorf("40 differences of one sign: %v", p)
	}
	for i := range many {
		many[i] *= float64(1 - 2*(i%2))
	}
	if p := pairedP(many); p < 0.5 {
		t.Errorf("differences of both signs: %v", p)
	}
}

// Demsar's example: 4 classifiers on 14 data sets, 1.25.
func TestCriticalDifference(t *testing.T) {
	if cd := criticalDifference(4, 14); math.Abs(cd-1.25) > 0.005 {
		t.Errorf("%v", cd)
	}
	if criticalDifference(1, 9) != 0 || criticalDifference(50, 9) != 0 {
		t.Error("defined where it is not")
	}
}
