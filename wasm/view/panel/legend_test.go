package panel

import (
	"testing"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// TestNarrowLegend: every curve that is not minor keeps its entry at every width, as network and
// reference among the limits of a gas; minor ones go where they fit, or are left out.
func TestNarrowLegend(t *testing.T) {
	th, err := plot.ThemeByName("light")
	if err != nil {
		t.Fatal(err)
	}
	ink := func(width float64, entries ...Entry) (found []bool) {
		d := &Draw{Canvas: plot.NewCanvas(width, 120, 1), Theme: th, W: width, H: 120}
		d.Canvas.Clear(th.Card)
		d.Legend(&plot.Frame2D{Area: plot.Rect{X: 40, Y: 48, W: width - 52, H: 40}}, "Temperature at t = 0.1", entries)
		for _, e := range entries {
			seen := false
			for i := 0; i < len(d.Canvas.Image.Pix); i += 4 {
				q := d.Canvas.Image.Pix[i : i+3]
				seen = seen || (q[0] == e.Color.R && q[1] == e.Color.G && q[2] == e.Color.B)
			}
			found = append(found, seen)
		}
		return found
	}
	network, reference := Look("network", 3, th.SeriesColor(0), nil), Look("reference", 3, th.SeriesColor(3), nil)
	a, b := Look("Euler", 3, th.SeriesColor(1), nil).AsMinor(), Look("free flight", 3, th.SeriesColor(2), nil).AsMinor()
	for _, w := range []struct {
		width float64
		want  [4]bool
	}{{600, [4]bool{true, true, true, true}}, {248, [4]bool{true, true, true, true}}, {200, [4]bool{true, true, false, false}}, {120, [4]bool{true, true, false, false}}} {
		if got := ink(w.width, network, reference, a, b); [4]bool(got) != w.want {
			t.Errorf("width %g: %v; want %v", w.width, got, w.want)
		}
	}
}
