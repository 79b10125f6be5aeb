package scene

import "github.com/hrgrad/hrgrad/wasm/view/plot"

// button is a part of a panel that a click presses; its rectangle is relative to the panel.
type button struct {
	plot.Rect
	press func()
}

// touchPad widens buttons for fingers, in CSS pixels.
const touchPad = 3

// button returns the button at content coordinates or nil.
func (p *Panel) button(x, y float64) *button {
	x, y = x-p.Rect.X, y-p.Rect.Y
	for i := range p.buttons {
		b := &p.buttons[i]
		if x >= b.X && x <= b.Right() && y >= b.Y-touchPad && y <= b.Bottom()+touchPad {
			return b
		}
	}
	return nil
}

// buttonAt returns the button at viewport coordinates or nil.
func (s *Scene) buttonAt(x, y float64) *button {
	for _, p := range s.Panels() {
		if b := p.button(x, y+s.scroll); b != nil {
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
	b.press()
	return true
}

// choice is one segment of a row of buttons.
type choice struct {
	text  string
	on    bool
	press func()
}

const buttonHeight = 22

// choices draws joined buttons that end at right and returns where they begin.
func (s *Scene) choices(p *Panel, c *plot.Canvas, right, y float64, list []choice) float64 {
	for i := len(list) - 1; i >= 0; i-- {
		o := list[i]
		w := plot.TextWidth(o.text, smallFont) + 18
		right -= w
		r := plot.Rect{X: right, Y: y, W: w, H: buttonHeight}
		fill, ink := s.theme.Card, s.theme.Muted
		if o.on {
			fill, ink = s.theme.TipFill, s.theme.TipText
		}
		c.RoundRect(r, 4, fill, s.theme.Axis)
		c.Text(r.X+w/2, y+15, o.text, smallFont, ink, plot.Center)
		p.buttons = append(p.buttons, button{r, o.press})
	}
	return right
}
