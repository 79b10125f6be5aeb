package scene

import "github.com/hrgrad/hrgrad/wasm/view/panel"

// button returns the button at content coordinates or nil.
func (p *Panel) button(x, y float64) *panel.Button {
	for i := range p.draw.Buttons {
		if b := &p.draw.Buttons[i]; b.Covers(x-p.Rect.X, y-p.Rect.Y) {
			return b
		}
	}
	return nil
}

// buttonAt returns the button at viewport coordinates or nil.
func (s *Scene) buttonAt(x, y float64) *panel.Button {
	for _, p := range s.Panels() {
		if b := p.button(x, y+s.Scroll()); b != nil {
			return b
		}
	}
	return nil
}

// OnButton reports whether a button is at viewport coordinates.
func (s *Scene) OnButton(x, y float64) bool { return s.buttonAt(x, y) != nil }

// Press presses the button at viewport coordinates and reports whether there is one.
func (s *Scene) Press(x, y float64) bool {
	b := s.buttonAt(x, y)
	if b == nil {
		return false
	}
	b.Press()
	s.update()
	return true
}
