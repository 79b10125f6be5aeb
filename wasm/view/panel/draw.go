package panel

import (
	"math"
	"strings"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// Fonts.
var (
	Heading = plot.Font{Size: plot.TitleSize, Medium: true}
	Small   = plot.Font{Size: plot.TickSize}
	Body    = plot.Font{Size: 12}
	Medium  = plot.Font{Size: 12, Medium: true}
)

// Draw is what a panel draws on. Points is memory for curves, reused from painting to painting.
type Draw struct {
	Canvas  *plot.Canvas
	Theme   *plot.Theme
	W, H    float64
	Focused bool // in full window
	Points  []plot.Point

	Frame   plot.Frame2D // set by the panel
	Buttons []Button     // by Choices
}

// Title draws the heading and, right-aligned where it fits, a note.
func (d *Draw) Title(text, note string) {
	room := d.W - 24
	if d.Focused {
		if note != "" {
			note += "     "
		}
		note += "double click or Esc: all plots"
	}
	text = plot.Fit(text, Heading, room)
	d.Canvas.Text(12, 21, text, Heading, d.Theme.Text, plot.Left)
	if note != "" && plot.TextWidth(text, Heading)+plot.TextWidth(note, Small)+14 <= room {
		d.Canvas.Text(d.W-12, 21, note, Small, d.Theme.Muted, plot.Right)
	}
}

// Hint draws wrapped text into the middle of area.
func (d *Draw) Hint(area plot.Rect, text string) {
	lines := Wrap(text, Body, math.Max(60, area.W-24))
	y := area.Y + area.H/2 - float64(len(lines)-1)*9 + 4
	for _, l := range lines {
		d.Canvas.Text(area.X+area.W/2, y, l, Body, d.Theme.Muted, plot.Center)
		y += 18
	}
}

// Wrap breaks text into lines of width w.
func Wrap(text string, f plot.Font, w float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		next := word
		if line != "" {
			next = line + " " + word
		}
		if line != "" && plot.TextWidth(next, f) > w {
			lines = append(lines, line)
			next = word
		}
		line = next
	}
	return append(lines, line)
}

// Ticks is the number of ticks that fit a length, given the room for one.
func Ticks(length, each float64) int {
	return max(2, min(10, int(length/each)))
}

// Area is the plot area of a panel with room for a colour bar at its right, shared by maps and the
// curves below them, so that their x axes lie above each other.
func (d *Draw) Area(top float64, bar bool) plot.Rect {
	left, right := 50.0, 84.0
	if d.W < 340 {
		left, right = 44, 66
	}
	if !bar {
		right = 20
	}
	return plot.Rect{X: left, Y: top, W: d.W - left - right, H: d.H - top - 40}
}

// ColorBar draws the colour bar of a map at the right of its plot area.
func (d *Draw) ColorBar(area plot.Rect, n plot.Norm, name string) {
	width := 14.0
	if d.W < 340 {
		width = 11
	}
	plot.ColorBar(d.Canvas, d.Theme, plot.Rect{X: area.Right() + 14, Y: area.Y, W: width, H: area.H}, n, Ticks(area.H, 34), name)
}

// XTicks gives the x axis ticks, at multiples of π where these fit.
func XTicks(f *plot.Frame2D) {
	n := Ticks(f.Area.W, 56)
	if t, ok := plot.PiTicks(f.X.Lo, f.X.Hi, n); ok {
		f.XTicks = t
		return
	}
	f.XTicks, f.XExponent = plot.LinearTicks(f.X.Lo, f.X.Hi, n)
}

// Decades widens a range to whole powers of ten.
func Decades(lo, hi float64) (float64, float64) {
	lo, hi = math.Pow(10, math.Floor(math.Log10(lo)+1e-9)), math.Pow(10, math.Ceil(math.Log10(hi)-1e-9))
	if !(hi > lo) {
		hi = 10 * lo
	}
	return lo, hi
}

// Value is the text name = v of a tooltip.
func Value(name string, v float64) string { return name + " = " + plot.Number(v, 4) }

// Nearest is the index of the finite element of v whose position is nearest to pos, or -1.
func Nearest(v []float64, a plot.Axis, pos float64) int {
	best, dist := -1, math.Inf(1)
	for i, x := range v {
		if d := math.Abs(a.At(x) - pos); d < dist {
			best, dist = i, d
		}
	}
	return best
}
