package scene

import "github.com/hrgrad/hrgrad/wasm/view/plot"

// Paint brings the raster of a panel up to date.
func (s *Scene) Paint(p *Panel) {
	if !p.dirty && p.Frame != nil {
		return
	}
	if p.Frame == nil {
		p.Frame = plot.NewCanvas(p.Rect.W, p.Rect.H, s.scale)
	} else {
		p.Frame.Resize(p.Rect.W, p.Rect.H, s.scale)
	}
	c := p.Frame
	c.Clear(s.theme.Background)
	c.RoundRect(plot.Rect{W: p.Rect.W, H: p.Rect.H}, 6, s.theme.Card, s.theme.Border)
	d := &p.draw
	d.Canvas, d.Theme, d.W, d.H, d.Focused = c, s.theme, p.Rect.W, p.Rect.H, s.focus != ""
	d.Frame, d.Buttons = plot.Frame2D{}, d.Buttons[:0]
	// A panel too small for margins stays an empty card.
	if p.Rect.W >= 120 && p.Rect.H >= 100 {
		p.body.Paint(d)
	}
	p.dirty, p.build = false, s.builds
	p.FrameVersion = s.nextVersion()
}

// Visible reports whether p lies in what is drawn, at least in part.
func (s *Scene) Visible(p *Panel) bool {
	y := p.Rect.Y - s.scroll
	return y < s.bot && y+p.Rect.H > s.top
}

// PaintVisible brings the panels in the viewport up to date; the others wait until they scroll into
// view. After the first one it goes on only while more returns true, nil meaning always: panels
// that are left show what they showed, and are the first of the next call, which TakeChanged asks
// for. What a new layout or theme requires is never left.
func (s *Scene) PaintVisible(more func() bool) {
	s.update()
	panels := s.Panels()
	n := len(panels)
	painted, first := false, -1
	for k := range n {
		i := (s.turn + k) % n
		p := panels[i]
		if !s.Visible(p) {
			continue
		}
		stale := p.dirty && p.Frame != nil && p.build == s.builds
		if stale && painted && more != nil && (first >= 0 || !more()) {
			if first < 0 {
				first = i
			}
			continue
		}
		painted = painted || p.dirty
		s.Paint(p)
	}
	s.turn = max(first, 0)
	if first >= 0 {
		s.changed = true
	}
	s.Refresh()
}
