package scene

import (
	"math"

	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// Lengths of the layout in CSS pixels.
const (
	gap        = 8
	minColumn  = 300 // of a field beside others on wide windows
	phoneWidth = 560 // below: one column
)

// row is a row of panels and the height it wants.
type row struct {
	panels []*Panel
	height float64
}

// part is the share of a panel in the width of its row.
func part(p *Panel) float64 {
	if p.Kind.Part == 0 {
		return 1
	}
	return p.Kind.Part
}

// height is what p wants at width w as one of n in a row; n = 0: alone in the column of a phone.
func (s *Scene) height(p *Panel, w float64, n int) float64 {
	switch {
	case p.Kind.Fit != nil:
		return p.Kind.Fit(s.State, w, n)
	case n == 0:
		return p.Kind.Thin
	}
	return p.Kind.Wide
}

// rows arranges the panels for a window of width w: bands below each other, on a phone all panels
// in one column.
func (s *Scene) rows(w float64) (rows []row) {
	if w < phoneWidth {
		for _, lead := range []bool{true, false} {
			for _, p := range s.panels {
				if p.Kind.Lead == lead {
					rows = append(rows, row{[]*Panel{p}, s.height(p, w-2*gap, 0)})
				}
			}
		}
		return rows
	}
	for from := 0; from < len(s.panels); {
		to := from
		for to < len(s.panels) && s.panels[to].Kind.Band == s.panels[from].Kind.Band {
			to++
		}
		if band := s.panels[from:to]; band[0].Kind.Each {
			rows = append(rows, s.grid(band, w)...)
		} else {
			rows = append(rows, s.flow(band, w)...)
		}
		from = to
	}
	return rows
}

// across is one row of panels.
func (s *Scene) across(panels []*Panel, w float64) row {
	total := 0.0
	for _, p := range panels {
		total += part(p)
	}
	n := len(panels)
	r := row{panels: panels}
	for _, p := range panels {
		r.height = math.Max(r.height, s.height(p, (w-gap*float64(n+1))*part(p)/total, n))
	}
	return r
}

// grid arranges the panels of a band that has some for every field: those of one field below each
// other, fields in rows of equal length.
func (s *Scene) grid(band []*Panel, w float64) (rows []row) {
	each := 1 // panels per field
	for each < len(band) && band[each].field == band[0].field {
		each++
	}
	if rows, rest := s.abreast(band, each, w); rows != nil {
		return append(rows, s.grid(rest, w)...)
	}
	n := len(band) / each
	columns := max(1, min(n, int(w/minColumn)))
	if columns < n && columns > 1 {
		columns = max(1, min((n+1)/2, int(w/minColumn)))
	}
	for i := 0; i < n; i += columns {
		for k := range each {
			var panels []*Panel
			for c := i; c < min(i+columns, n); c++ {
				panels = append(panels, band[c*each+k])
			}
			rows = append(rows, s.across(panels, w))
		}
	}
	return rows
}

// abreast takes from a band, for every field, a row of the first panel and of those that stand beside it. It returns
// no rows where none does, and the rest of the band.
func (s *Scene) abreast(band []*Panel, each int, w float64) (rows []row, rest []*Panel) {
	for i := 0; i < len(band); i += each {
		n := 1
		for n < each && band[i+n].Kind.Beside {
			n++
		}
		if n == 1 {
			return nil, band
		}
		rows = append(rows, s.across(band[i:i+n], w))
		rest = append(rest, band[i+n:i+each]...)
	}
	return rows, rest
}

// flow arranges the panels of a band in one row if that is wide enough for all, otherwise in rows
// of at most half of them.
func (s *Scene) flow(band []*Panel, w float64) (rows []row) {
	room := func(panels []*Panel, width func(*panel.Kind) float64) bool {
		sum := float64(gap)
		for _, p := range panels {
			sum += width(p.Kind) + gap
		}
		return sum <= w
	}
	if room(band, func(k *panel.Kind) float64 { return k.Ease }) {
		return []row{s.across(band, w)}
	}
	most := (len(band) + 1) / 2
	for len(band) > 0 {
		n := 1
		for n < min(most, len(band)) && room(band[:n+1], func(k *panel.Kind) float64 { return k.Min }) {
			n++
		}
		rows = append(rows, s.across(band[:n], w))
		band = band[n:]
	}
	return rows
}

// Resize sets the window in CSS pixels and the device pixel ratio.
func (s *Scene) Resize(w, h, scale float64) {
	w, h = math.Max(1, w), math.Max(1, h)
	if !(scale > 0) {
		scale = 1
	}
	if w == s.w && h == s.h && scale == s.scale {
		return
	}
	s.update() // the old panels do not fit a new run
	s.w, s.h, s.scale = w, h, scale
	s.SetDrawn(0, h)
	s.layout()
}

// SetDrawn says which part of the window, from top to bottom, is drawn, where the window is larger
// than the device can draw at once. The origin of the viewport is the top of that part.
func (s *Scene) SetDrawn(top, bottom float64) {
	if top != s.top || bottom != s.bot {
		s.top, s.bot, s.changed = top, bottom, true
	}
}

// Drawn is the part of the window that is drawn.
func (s *Scene) Drawn() (top, bottom float64) { return s.top, s.bot }

// Size is the window in CSS pixels and the device pixel ratio.
func (s *Scene) Size() (w, h, scale float64) { return s.w, s.h, s.scale }

// ContentHeight is the height of all panels; more than the viewport's means that it scrolls.
func (s *Scene) ContentHeight() float64 {
	s.update()
	return s.contentH
}

// PreferredHeight is the height at which a window of width w shows all panels in comfort.
func (s *Scene) PreferredHeight(w float64) float64 {
	s.update()
	h := float64(gap)
	for _, r := range s.rows(w) {
		h += r.height + gap
	}
	return h
}

// SetScroll moves the window down to y.
func (s *Scene) SetScroll(y float64) {
	y = math.Max(0, math.Min(y, s.contentH-s.h))
	if y != s.scroll {
		s.scroll = y
		s.changed = true
	}
}

// Scroll is the top of what is drawn in content coordinates.
func (s *Scene) Scroll() float64 { return s.scroll + s.top }

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
		if limit := tallest(w); h > 1.4*limit {
			y = math.Max(gap, math.Min(s.focusTop, h+gap-limit))
			h = limit
		}
		p.Rect = plot.Rect{X: gap, Y: y, W: w, H: h}
		s.contentH, s.scroll = s.h, 0
		s.dirtyAll()
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
		for _, p := range r.panels {
			total += part(p)
		}
		width := s.w - gap*float64(len(r.panels)+1)
		x := float64(gap)
		h := math.Floor(r.height * stretch)
		for _, p := range r.panels {
			pw := math.Floor(width * part(p) / total)
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
}
