package plot

import (
	"math"
	"testing"
)

// TestContours: every piece lies on its level, between the samples around it; of a cone it is a circle of the right length.
func TestContours(t *testing.T) {
	const n = 41
	var cone []float32
	for j := range n {
		for i := range n {
			cone = append(cone, float32(math.Hypot(float64(i-n/2), float64(j-n/2))))
		}
	}
	length := 0.0
	pieces := Contours(nil, cone, n, n, []float64{15}, 1<<20)
	for i := 0; i < len(pieces); i += 2 {
		a, b := pieces[i], pieces[i+1]
		length += math.Hypot(b.X-a.X, b.Y-a.Y)
		if r := math.Hypot(a.X-n/2, a.Y-n/2); math.Abs(r-15) > 0.02 {
			t.Errorf("a piece begins at radius %g", r)
		}
	}
	if want := 2 * math.Pi * 15; math.Abs(length/want-1) > 0.01 {
		t.Errorf("a circle of length %g, want %g", length, want)
	}
	if got := Contours(nil, cone, n, n, []float64{15}, 10); len(got) != 20 {
		t.Errorf("%d points of at most 10 pieces", len(got))
	}
}

// TestContourSaddle: a saddle has two pieces that do not meet, on either side of the mean; a cell without a number has none.
func TestContourSaddle(t *testing.T) {
	for _, upper := range []float32{1, 3} { // a mean below the level, and above
		values := []float32{upper, 0, 0, upper}
		got := Contours(nil, values, 2, 2, []float64{0.9}, 100)
		if len(got) != 4 {
			t.Fatalf("%v", got)
		}
		// Below: the corners with high values are cut off, at the lower left and the upper right; above: the other two.
		var together [2]float64
		for k := range 2 {
			together[k] = math.Abs(got[2*k].X + got[2*k].Y - got[2*k+1].X - got[2*k+1].Y)
		}
		if cutsLow := together[0] > 1e-12 || together[1] > 1e-12; cutsLow != (upper == 3) {
			t.Errorf("upper %g: %v", upper, got)
		}
	}
	if got := Contours(nil, []float32{0, float32(math.NaN()), 2, 2}, 2, 2, []float64{1}, 100); len(got) != 0 {
		t.Errorf("pieces in a cell without a number: %v", got)
	}
}
