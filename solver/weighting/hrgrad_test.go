package weighting

import (
	"math"
	"testing"
)

// The two-task example, worked by hand: g_1 = (1,0), g_2 = (-0.6,0.8). The cone
// is spanned by l = (0.6,1) and (1,0.6), that is by (0,0.8) and (0.64,0.48), so
// d* = U((0,1) + (0.8,0.6)) = (0.447214, 0.894427) = U(1,2).
func TestTwoTaskExample(t *testing.T) {
	g := [][]float64{{1, 0}, {-0.6, 0.8}}
	w := mustNew(t, "hrgrad", Options{})
	r := mustWeights(t, w, gramOf(g), nil)
	if r.Path != PathRotated || r.AnchorMethod != AnchorRays || r.Conflicts != 2 {
		t.Fatalf("path %s, anchor %s, %d conflicts", r.Path, r.AnchorMethod, r.Conflicts)
	}
	d := combine(g, r.Anchor)
	want := []float64{1 / math.Sqrt(5), 2 / math.Sqrt(5)}
	for i := range want {
		if math.Abs(d[i]-want[i]) > 1e-12 {
			t.Fatalf("anchor %v, want %v", d, want)
		}
	}
	// angle(g_1, d*) = atan 2, and by symmetry about the bisector the same for g_2.
	for i, a := range r.MaxAngles {
		if math.Abs(a-math.Atan(2)) > 1e-12 {
			t.Errorf("largest angle %d is %v, want atan 2 = %v", i, a, math.Atan(2))
		}
	}
	// Both gradients turn by the same a towards the bisector; the closed form of
	// the objective is (1 - cos(phi-2a))/2 + (1/4)(1 - cos a) * 2 with phi the
	// angle between them, so the first step from a = 0 is 0.2 sin(phi)/2 for each.
	phi := math.Acos(-0.6)
	for i, a := range r.Angles {
		if want := 0.2 * math.Sin(phi) / 2; math.Abs(a-want) > 1e-12 {
			t.Errorf("angle %d is %v, want %v", i, a, want)
		}
	}
	// By symmetry g_u = d*, and the update is its length times the sum of cosines
	// of the turned gradients, 2 cos(phi/2 - a).
	u := combine(g, r.Weights)
	length := 2 * math.Cos(phi/2-0.1*math.Sin(phi))
	for i := range u {
		if math.Abs(u[i]-length*want[i]) > 1e-12 {
			t.Fatalf("update %v, want %v along %v", u, length, want)
		}
	}
	if math.Abs(r.MinCosine-math.Cos(phi/2)) > 1e-12 {
		t.Errorf("least cosine %v, want %v", r.MinCosine, math.Cos(phi/2))
	}
	if want := 2*(2-1.2)/4 - 1; math.Abs(r.Alignment-want) > 1e-12 {
		t.Errorf("alignment %v, want %v", r.Alignment, want)
	}
}
