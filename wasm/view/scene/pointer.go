package scene

import (
	"math"

	"github.com/hrgrad/hrgrad/wasm/view/panel"
)

// hover is where the pointer is: a panel and what it has there, in content coordinates.
type hover struct {
	panel *Panel
	panel.Hit
	vx, vy float64 // of the pointer in the viewport
}

// Hover moves the pointer to viewport coordinates.
func (s *Scene) Hover(x, y float64) {
	h := s.locate(x, y)
	if h.panel != s.hover.panel || h.On != s.hover.On || h.X != s.hover.X || h.Y != s.hover.Y {
		s.changed = true
	}
	h.vx, h.vy = x, y
	s.setHover(h)
}

// setHover moves the pointer; the cut through the distribution follows it.
func (s *Scene) setHover(h hover) {
	s.hover = h
	x := noPointer
	if h.On {
		x = h.At[panel.X]
	}
	s.SetPointer(x)
	s.update()
}

// PointerPosition is the last position of the pointer in viewport coordinates; ok is false when
// it is over no panel.
func (s *Scene) PointerPosition() (x, y float64, ok bool) {
	return s.hover.vx, s.hover.vy, s.hover.panel != nil
}

// Refresh finds the values under a resting pointer again after panels have been repainted.
func (s *Scene) Refresh() {
	if s.hover.panel != nil {
		h := s.locate(s.hover.vx, s.hover.vy)
		h.vx, h.vy = s.hover.vx, s.hover.vy
		s.setHover(h)
	}
}

// Leave says that the pointer has left the window.
func (s *Scene) Leave() {
	if s.hover.panel != nil {
		s.setHover(hover{})
		s.changed = true
	}
}

// PanelAt is the name of the panel at viewport coordinates, or empty.
func (s *Scene) PanelAt(x, y float64) string {
	for _, p := range s.Panels() {
		if p.Rect.Contains(x, y+s.Scroll()) {
			return p.Name
		}
	}
	return ""
}

// PickAt is the choice that a click at viewport coordinates makes; ok is false when there is
// nothing to choose. A choice of t moves the marker at once.
func (s *Scene) PickAt(x, y float64) (p panel.Pick, ok bool) {
	h := s.locate(x, y)
	if !h.On {
		return panel.Pick{}, false
	}
	if !h.panel.Kind.Pick {
		return panel.Pick{}, false
	}
	if m, ok := h.panel.body.(panel.Map); ok {
		if axis, _ := m.Marker(); axis == panel.T {
			s.SetMarker(h.Pick.T)
		}
		s.SetMarkerY(h.Pick.Y)
	}
	if h.Pick.X == h.Pick.X {
		s.SetCut(h.Pick.X)
	}
	s.update()
	return h.Pick, true
}

// CanPick reports whether a click under the pointer would choose something or press a button.
func (s *Scene) CanPick() bool {
	h := &s.hover
	return h.panel != nil && (h.On && h.panel.Kind.Pick || h.panel.button(h.vx, h.vy+s.Scroll()) != nil)
}

// Step moves the crosshair of a panel by shares of its plot area, to the right and up, and to the middle from anywhere else. It
// returns what the panel has there, as in the tooltip.
func (s *Scene) Step(name string, dx, dy float64) []string {
	p := s.panel(name)
	if p == nil || p.draw.Frame.Area.Empty() {
		return nil
	}
	a := p.draw.Frame.Area
	x, y := a.X+a.W/2, a.Y+a.H/2
	if h := &s.hover; h.panel == p {
		x, y = h.vx-p.Rect.X+dx*a.W, h.vy+s.Scroll()-p.Rect.Y-dy*a.H
	}
	x = math.Max(a.X+0.5, math.Min(x, a.Right()-0.5))
	y = math.Max(a.Y+0.5, math.Min(y, a.Bottom()-0.5))
	s.Hover(p.Rect.X+x, p.Rect.Y+y-s.Scroll())
	return s.hover.Lines
}

func (s *Scene) locate(vx, vy float64) hover {
	y := vy + s.Scroll()
	nan := math.NaN()
	for _, p := range s.Panels() {
		if !p.Rect.Contains(vx, y) {
			continue
		}
		h := hover{panel: p, Hit: panel.Hit{Pick: panel.Pick{Panel: p.Name, Eps: nan, T: nan, X: nan, Y: nan, V: nan, Value: nan}}}
		for k := range h.At {
			h.At[k] = nan
		}
		a := p.draw.Frame.Area
		lx, ly := vx-p.Rect.X, y-p.Rect.Y
		if a.Empty() || !a.Contains(lx, ly) {
			return h
		}
		p.body.Locate(&h.Hit, &p.draw.Frame, lx, ly)
		h.X += p.Rect.X
		h.Y += p.Rect.Y
		return h
	}
	return hover{}
}
