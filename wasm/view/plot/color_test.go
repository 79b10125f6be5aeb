package plot

import (
	"image/color"
	"math"
	"testing"
)

// TestViridisAgainstPublishedTable compares with entries of the published table of 256 colours
// that are not control points.
func TestViridisAgainstPublishedTable(t *testing.T) {
	for _, c := range []struct {
		index   int
		r, g, b int
	}{{0, 68, 1, 84}, {128, 33, 145, 140}, {255, 253, 231, 37}} {
		got := Viridis.Table[c.index]
		for _, d := range []int{int(got.R) - c.r, int(got.G) - c.g, int(got.B) - c.b} {
			if d < -4 || d > 4 {
				t.Errorf("viridis[%d] = %v; published (%d, %d, %d)", c.index, got, c.r, c.g, c.b)
				break
			}
		}
	}
}

// TestLuminanceOrdersTheMaps: a map whose luminance is monotone is readable in grey and with any
// colour vision; diverging maps are so on both sides of the middle.
func TestLuminanceOrdersTheMaps(t *testing.T) {
	const slack = 2e-3 // one step of one 8-bit channel
	for k := 1; k < 256; k++ {
		if Luminance(Viridis.Table[k]) < Luminance(Viridis.Table[k-1])-slack {
			t.Errorf("viridis: luminance falls at %d", k)
		}
	}
	for _, m := range []*Colormap{RdBu, BuRd, PuOr} {
		for k := 1; k < 256; k++ {
			d := Luminance(m.Table[k]) - Luminance(m.Table[k-1])
			if (k <= 127 && d < -slack) || (k > 128 && d > slack) {
				t.Errorf("%s: luminance turns at %d", m.Name, k)
			}
		}
		if mid := m.At(0.5); Luminance(mid) < 0.9 {
			t.Errorf("%s: middle colour %v is not light", m.Name, mid)
		}
	}
}

func TestNorm(t *testing.T) {
	bad := color.RGBA{1, 2, 3, 255}
	n := Norm{Lo: -0.3, Hi: 1, Diverging: true, Map: RdBu}
	if p := n.Position(0); p != 0.5 {
		t.Errorf("zero lies at %g", p)
	}
	if a, b := n.Position(0.2)-0.5, 0.5-n.Position(-0.2); math.Abs(a-b) > 1e-15 {
		t.Errorf("equal magnitudes at %g and %g from the middle", a, b)
	}
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if n.Color(v, bad) != bad {
			t.Errorf("%g is not drawn as bad", v)
		}
	}
	s := Norm{Lo: 2, Hi: 4, Map: Viridis}
	if s.Color(2, bad) != Viridis.Table[0] || s.Color(9, bad) != Viridis.Table[255] {
		t.Error("the ends of a sequential norm are not the ends of its map")
	}
}

func TestWidenAndSettle(t *testing.T) {
	lo, hi := Widen(0.5012, 1.4987)
	if lo > 0.5012 || hi < 1.4987 || hi-lo > 1.2 {
		t.Errorf("Widen: [%g, %g]", lo, hi)
	}
	for _, v := range []float64{0, 3, -1e-9, 1e12} {
		if lo, hi := Widen(v, v); !(lo < v && hi > v) {
			t.Errorf("Widen(%g, %g) = [%g, %g]", v, v, lo, hi)
		}
	}
	if a, b := Settle(0, 1, 0.03, 0.96); a != 0 || b != 1 {
		t.Errorf("a range that fits moved to [%g, %g]", a, b)
	}
	if a, b := Settle(0, 1, 0.1, 1.2); b < 1.2 || a > 0.1 {
		t.Errorf("a range that does not fit became [%g, %g]", a, b)
	}
	if a, b := Settle(0.3, 1.5, 0.5, 1.5); a < 0.49 || b != 1.5 {
		t.Errorf("a range a fifth too wide became [%g, %g]", a, b)
	}
	if _, b := Settle(0, 100, 0, 1); b > 2 {
		t.Errorf("a range far too wide stayed at %g", b)
	}
}

// TestThemeContrast holds the themes to WCAG 2 AA: 4.5 for text, 3 for graphics.
func TestThemeContrast(t *testing.T) {
	for _, name := range []string{"light", "dark"} {
		th, err := ThemeByName(name)
		if err != nil {
			t.Fatal(err)
		}
		for what, c := range map[string]struct {
			fg, bg color.RGBA
			min    float64
		}{
			"text": {th.Text, th.Card, 7}, "muted": {th.Muted, th.Card, 4.5}, "tooltip": {th.TipText, th.TipFill, 7},
			"conflict": {th.Conflict, th.Card, 4.5}, "network": {th.Network, th.Card, 3}, "reference": {th.Reference, th.Card, 3},
			"axis": {th.Axis, th.Card, 3}, "accent": {th.Accent, th.Card, 3},
		} {
			if r := Contrast(c.fg, c.bg); r < c.min {
				t.Errorf("%s: %s has contrast %.2f; at least %g is needed", name, what, r, c.min)
			}
		}
		for i := range th.Series {
			if r := Contrast(th.SeriesColor(i), th.Card); r < 2.9 {
				t.Errorf("%s: series %d has contrast %.2f", name, i, r)
			}
		}
	}
	if _, err := ThemeByName("sepia"); err == nil {
		t.Error("an unknown theme is accepted")
	}
}
