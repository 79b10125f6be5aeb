package panel

import "github.com/hrgrad/hrgrad/wasm/view/plot"

// Button is a part of a panel that a click presses.
type Button struct {
	plot.Rect
	Press func()
}

// touchPad widens buttons for fingers.
const touchPad = 3

// Covers reports whether (x, y) presses the button.
func (b *Button) Covers(x, y float64) bool {
	return x >= b.X && x <= b.Right() && y >= b.Y-touchPad && y <= b.Bottom()+touchPad
}

// Choice is one segment of a row of buttons.
type Choice struct {
	Text  string
	On    bool
	Press func()
}

const buttonHeight = 22

// Choices draws joined buttons that end at right and returns where they begin.
func (d *Draw) Choices(right, y float64, list []Choice) float64 {
	for i := len(list) - 1; i >= 0; i-- {
		o := list[i]
		w := plot.TextWidth(o.Text, Small) + 18
		right -= w
		r := plot.Rect{X: right, Y: y, W: w, H: buttonHeight}
		fill, ink := d.Theme.Card, d.Theme.Muted
		if o.On {
			fill, ink = d.Theme.TipFill, d.Theme.TipText
		}
		d.Canvas.RoundRect(r, 4, fill, d.Theme.Axis)
		d.Canvas.Text(r.X+w/2, y+15, o.Text, Small, ink, plot.Center)
		d.Buttons = append(d.Buttons, Button{r, o.Press})
	}
	return right
}
