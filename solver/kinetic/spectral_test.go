package kinetic

import (
	"math"
	"testing"
)

// TestMeanClock: value and derivative on both sides of the change from series to formula, and where eps underflows.
func TestMeanClock(t *testing.T) {
	const eps = 0.1
	for _, r := range []float64{0, 1e-6, 0.0299, 0.0301, 0.5, 3, 40} {
		at := r * eps * eps
		j := meanClock(at, eps)
		want := 1.0
		if r > 0 {
			want = -math.Expm1(-r) / r
		}
		h := 1e-5 * eps * eps * (1 + r)
		slope := (meanClock(at+h, eps).V - meanClock(at, eps).V) / h
		if math.Abs(j.V-want) > 1e-12 || math.Abs(j.Dt-slope) > 1e-4*math.Abs(slope)+1e-4 {
			t.Errorf("r = %g: %g, expected %g; slope %g, expected %g", r, j.V, want, j.Dt, slope)
		}
	}
	if meanClock(1, 1e-200).V != 0 || meanClock(0, 1e-200).V != 1 {
		t.Error("underflow")
	}
}
