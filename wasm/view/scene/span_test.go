package scene

import (
	"testing"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
	"github.com/hrgrad/hrgrad/wasm/view/viewtest"
)

// TestTallWindow: a phone with pixel ratio 3, to which the page gives all the height of a gas
// problem, more than a device may draw at once. Whatever is scrolled into sight is drawn, in
// rasters that the device can hold.
func TestTallWindow(t *testing.T) {
	for _, limit := range []float64{2048, 4096, 8192, 16384} {
		s := withDistribution(t, viewtest.Beams(5, 97))
		const w, phone = 374.0, 844.0
		h := s.PreferredHeight(w)
		scale := Density(3, w, h, limit)
		s.Resize(w, h, scale)
		top, bottom := 0.0, h
		c := plot.NewCanvas(1, 1, 1)
		sheet := map[string]bool{}
		for seen := 0.0; seen <= h-phone; seen += 97 {
			top, bottom = Span(h, limit/scale, seen, seen+phone, top, bottom)
			s.SetDrawn(top, bottom)
			covered := top <= seen && seen+phone <= bottom
			if inside := seen <= top && bottom <= seen+phone; !covered && (limit/scale > phone || !inside) {
				t.Fatalf("limit %g: %g to %g drawn, %g to %g in sight", limit, top, bottom, seen, seen+phone)
			}
			s.Raster(c)
			if b := c.Image.Rect; float64(b.Dx()) > limit || float64(b.Dy()) > limit {
				t.Fatalf("limit %g: a raster of %v", limit, b)
			}
			for _, p := range s.Panels() {
				if s.Visible(p) {
					sheet[p.Name] = true
					if b := p.Frame.Image.Rect; float64(b.Dx()) > limit || float64(b.Dy()) > limit {
						t.Fatalf("limit %g: %s is %v", limit, p.Name, b)
					}
				}
			}
			// The pointer is where it is drawn.
			x, y := 180.0, seen+phone/2
			if name := s.PanelAt(x, y-top); name != "" {
				if r := s.panel(name).Rect; !r.Contains(x, y) {
					t.Fatalf("pointer at %g: %s at %+v", y, name, r)
				}
			}
		}
		if len(sheet) != len(s.Panels()) {
			t.Errorf("limit %g: %d of %d panels drawn", limit, len(sheet), len(s.Panels()))
		}
		s.SetFocus("field:rho")
		s.PaintVisible(nil)
		if b := s.panel("field:rho").Frame.Image.Rect; float64(b.Dx()) > limit || float64(b.Dy()) > limit {
			t.Errorf("limit %g: in full window %v", limit, b)
		}
	}
}

func TestSpan(t *testing.T) {
	for _, c := range []struct{ h, limit, seen0, seen1, top, bottom, want0, want1 float64 }{
		{700, 1365.3, 0, 700, 0, 700, 0, 700},           // all of it
		{3726, 1365.3, 0, 844, 0, 3726, 0, 1365},        // the beginning
		{3726, 1365.3, 400, 1244, 0, 1365, 0, 1365},     // still covered
		{3726, 1365.3, 600, 1444, 0, 1365, 339, 1704},   // moved: in the middle
		{3726, 1365.3, 2882, 3726, 0, 1365, 2361, 3726}, // the end
		{3726, 500, 1000, 1844, 0, 500, 1172, 1672},     // the device draws less than is in sight
	} {
		if a, b := Span(c.h, c.limit, c.seen0, c.seen1, c.top, c.bottom); a != c.want0 || b != c.want1 {
			t.Errorf("%+v: %g to %g", c, a, b)
		}
	}
}
