package scene

import (
	"math"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// Lengths of the layout in CSS pixels.
const (
	gap        = 8
	minColumn  = 300 // of a field beside others on wide windows
	phoneWidth = 560 // below: one column
)

// row is a row of panels with relative widths and the height it wants.
type row struct {
	panels  []*Panel
	weights []float64
	height  float64
}

// Resize sets the viewport in CSS pixels and the device pixel ratio.
func (s *Scene) Resize(w, h, scale float64) {
	w, h = math.Max(1, w), math.Max(1, h)
	if !(scale > 0) {
		scale = 1
	}
	if w == s.w && h == s.h && scale == s.scale {
		return
	}
	s.w, s.h, s.scale = w, h, scale
	s.layout()
}

// Size is the viewport in CSS pixels and the device pixel ratio.
func (s *Scene) Size() (w, h, scale float64) { return s.w, s.h, s.scale }

// ContentHeight is the height of all panels; more than the viewport's means that it scrolls.
func (s *Scene) ContentHeight() float64 { return s.contentH }

// PreferredHeight is the height at which a window of width w shows all panels in comfort.
func (s *Scene) PreferredHeight(w float64) float64 {
	h := float64(gap)
	for _, r := range s.rows(w) {
		h += r.height + gap
	}
	return h
}

// SetScroll moves the viewport down to y.
func (s *Scene) SetScroll(y float64) {
	y = math.Max(0, math.Min(y, s.contentH-s.h))
	if y != s.scroll {
		s.scroll = y
		s.changed = true
	}
}

// Scroll is the top of the viewport in content coordinates.
func (s *Scene) Scroll() float64 { return s.scroll }

// Focus is the name of the panel in full window, or empty.
func (s *Scene) Focus() string { return s.focus }

// SetFocus shows one panel in full window; an empty or unknown name shows all.
func (s *Scene) SetFocus(name string) {
	if s.panel(name) == nil {
		name = ""
	}
	if name != s.focus {
		if p := s.panel(name); p != nil && s.focus == "" {
			s.focusTop = p.Rect.Y - s.scroll
		}
		s.focus = name
		s.hover = hover{}
		s.layout()
	}
}

// layout places the panels. Rows share spare height in proportion; they never shrink below
// three quarters of what they want, beyond that the content scrolls.
func (s *Scene) layout() {
	if s.focus != "" {
		p := s.panel(s.focus)
		w, h, y := math.Max(1, s.w-2*gap), math.Max(1, s.h-2*gap), float64(gap)
		// A window far taller than wide is one that the page scrolls: keep the panel in sight,
		// where it was, and no taller than it is useful.
		if limit := math.Max(1.25*w, 420); h > 1.4*limit {
			y = math.Max(gap, math.Min(s.focusTop, h+gap-limit))
			h = limit
		}
		p.Rect = plot.Rect{X: gap, Y: y, W: w, H: h}
		s.contentH, s.scroll = s.h, 0
		s.dirtyAll()
		s.paintHeats()
		return
	}
	rows := s.rows(s.w)
	want := 0.0
	for _, r := range rows {
		want += r.height
	}
	room := s.h - gap*float64(len(rows)+1)
	stretch := room / want
	if stretch < 0.78 {
		stretch = 1
	}
	if s.w < phoneWidth {
		stretch = 1
	}
	y := float64(gap)
	for _, r := range rows {
		total := 0.0
		for _, v := range r.weights {
			total += v
		}
		width := s.w - gap*float64(len(r.panels)+1)
		x := float64(gap)
		h := math.Floor(r.height * stretch)
		for i, p := range r.panels {
			pw := math.Floor(width * r.weights[i] / total)
			p.Rect = plot.Rect{X: x, Y: y, W: math.Max(1, pw), H: math.Max(1, h)}
			x += pw + gap
		}
		y += h + gap
	}
	s.contentH = math.Max(y, 1)
	if s.contentH <= s.h+gap {
		s.contentH = s.h
	}
	s.SetScroll(s.scroll)
	s.dirtyAll()
	s.paintHeats()
}
