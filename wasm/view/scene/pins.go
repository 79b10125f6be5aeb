package scene

import (
	"image/color"
	"math"

	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// digits are the numbers of pins as rows of three cells, the highest bit on the left.
var digits = [...][5]uint8{
	{0b010, 0b110, 0b010, 0b010, 0b111},
	{0b110, 0b001, 0b010, 0b100, 0b111},
	{0b110, 0b001, 0b010, 0b001, 0b110},
	{0b101, 0b101, 0b111, 0b001, 0b001},
}

// pinsOf draws the places that are pinned on a map over x and t, or over x and y: a dot with its number beside it, inside the map.
func (s *Scene) pinsOf(p *Panel, dst []Bar) []Bar {
	const cell, labelW, labelH = 2, 10, 14 // of a digit; of the box that holds it, without its edge
	g := &p.draw.Frame
	vertical := panel.T
	if s.Problem.Plane() {
		vertical = panel.Y
	}
	if _, ok := p.body.(panel.Map); !ok || p.Heat == nil || p.Kind.X != panel.X || p.Kind.Y != vertical || !g.X.Valid() || !g.Y.Valid() {
		return dst
	}
	white, black := color.RGBA{255, 255, 255, 255}, color.RGBA{20, 24, 28, 255}
	a := g.Area
	for k, pin := range s.Pins[:min(len(s.Pins), len(digits))] {
		x, y := g.X.At(math.Max(g.X.Lo, math.Min(pin.X, g.X.Hi))), g.Y.At(math.Max(g.Y.Lo, math.Min(pin.Y, g.Y.Hi)))
		dst = s.add(dst, p, plot.Rect{X: x - 4, Y: y - 4, W: 8, H: 8}, white)
		dst = s.add(dst, p, plot.Rect{X: x - 2.5, Y: y - 2.5, W: 5, H: 5}, black)
		// The number stands to the right and above, or where there is room.
		left, top := math.Round(x)+6, math.Round(y)-labelH-5
		if left+labelW+1 > a.Right() {
			left = math.Round(x) - labelW - 6
		}
		if top-1 < a.Y {
			top = math.Round(y) + 6
		}
		dst = s.add(dst, p, plot.Rect{X: left - 1, Y: top - 1, W: labelW + 2, H: labelH + 2}, white)
		dst = s.add(dst, p, plot.Rect{X: left, Y: top, W: labelW, H: labelH}, black)
		for row, bits := range digits[k] {
			for column := range 3 {
				if bits&(0b100>>column) != 0 {
					dst = s.add(dst, p, plot.Rect{X: left + 2 + cell*float64(column), Y: top + 2 + cell*float64(row), W: cell, H: cell}, white)
				}
			}
		}
	}
	return dst
}
