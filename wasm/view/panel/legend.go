package panel

import (
	"image/color"
	"math"
	"sort"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// Entry is a line of a legend: a name and the look of the curve.
type Entry struct {
	Text  string
	Width float64
	Color color.RGBA
	Dash  []float64
	minor bool // may be left out of a narrow legend
}

// Dashes distinguish curves beside their colours; ReferenceDash is that of every reference.
var (
	Dashes        = [][]float64{nil, {8, 4}, {2, 3.5}, {9, 3, 2, 3}}
	ReferenceDash = []float64{5, 4}
)

// Look returns the entry of a curve.
func Look(text string, width float64, c color.RGBA, dash []float64) Entry {
	return Entry{Text: text, Width: width, Color: c, Dash: dash}
}

// AsMinor lets a narrow legend leave the entry out.
func (e Entry) AsMinor() Entry {
	e.minor = true
	return e
}

// Curve draws a curve with the look of the entry.
func (e Entry) Curve(c *plot.Canvas, points []plot.Point) {
	c.Polyline(points, e.Width, e.Color, e.Dash)
}

func (e Entry) width(swatch float64) float64 { return swatch + 6 + plot.TextWidth(e.Text, Small) }

// legendWidth is the width of entries with swatches and spaces of the given sizes.
func legendWidth(entries []Entry, swatch, space float64) float64 {
	w := -space
	for _, e := range entries {
		w += e.width(swatch) + space
	}
	return w
}

// Legend draws the entries, those that must not be missed first in the list: at the right of the
// title head, or in the line between title and plot area. What this line cannot hold goes to the
// right of the title, and minor entries without room there are left out. A name is shortened when
// even the others do not fit.
func (d *Draw) Legend(f *plot.Frame2D, head string, entries []Entry) {
	area := f.Area
	draw := func(list []Entry, x, y, swatch, space, limit float64) {
		for _, e := range list {
			d.Canvas.Polyline([]plot.Point{{X: x, Y: y - 4}, {X: x + swatch, Y: y - 4}}, e.Width, e.Color, e.Dash)
			x += swatch + 6
			text := plot.Fit(e.Text, Small, math.Max(0, limit-x))
			d.Canvas.Text(x, y, text, Small, d.Theme.Muted, plot.Left)
			x += plot.TextWidth(text, Small) + space
		}
	}
	wide := legendWidth(entries, 20, 12)
	left := math.Max(area.X+4, f.YNameRight()+10)
	switch {
	case !d.Focused && d.W >= 24+14+plot.TextWidth(head, Heading)+wide:
		draw(entries, d.W-12-wide, 21, 20, 12, d.W)
		return
	case d.Focused && wide <= area.Right()-left:
		draw(entries, area.Right()-wide, area.Y-8, 20, 12, d.W)
		return
	}
	first, above := d.splitLegend(entries, d.W-12-left, head)
	draw(first, left, area.Y-8, 14, 9, d.W-8)
	if len(above) > 0 {
		draw(above, d.W-12-legendWidth(above, 14, 9), 21, 14, 9, d.W)
	}
}

// splitLegend tells which entries stand in a line of width room between title and plot area, and
// which at the right of the title.
func (d *Draw) splitLegend(entries []Entry, room float64, head string) (first, above []Entry) {
	for _, e := range entries {
		if !e.minor || len(above) == 0 && legendWidth(append(first[:len(first):len(first)], e), 14, 9) <= room {
			first = append(first, e)
			continue
		}
		more := append(above[:len(above):len(above)], e)
		if !d.Focused && plot.TextWidth(head, Heading)+legendWidth(more, 14, 9)+38 <= d.W {
			above = more
		}
	}
	return first, above
}

// EndLabel names a curve at its last value y.
type EndLabel struct {
	Text  string
	Y     float64
	Color color.RGBA
	Dash  []float64
}

const endLine = 13.0 // height of an end label

// EndLabels draws the labels at the right of the plot area, pushed apart where they would overlap.
func (d *Draw) EndLabels(area plot.Rect, width float64, ls []EndLabel) {
	if float64(len(ls))*endLine > area.H+endLine {
		return
	}
	for i := range ls {
		if ls[i].Y-ls[i].Y != 0 {
			ls[i].Y = area.Y
		}
	}
	sort.SliceStable(ls, func(i, j int) bool { return ls[i].Y < ls[j].Y })
	for i := range ls {
		if i > 0 && ls[i].Y < ls[i-1].Y+endLine {
			ls[i].Y = ls[i-1].Y + endLine
		}
	}
	limit := area.Bottom()
	for i := len(ls) - 1; i >= 0; i-- {
		ls[i].Y = math.Min(ls[i].Y, limit)
		limit = ls[i].Y - endLine
	}
	for _, l := range ls {
		x := area.Right() + 6
		d.Canvas.Polyline([]plot.Point{{X: x + 1, Y: l.Y}, {X: x + 8, Y: l.Y}}, 3, l.Color, l.Dash)
		d.Canvas.Text(x+12, l.Y+4, plot.Fit(l.Text, Small, width), Small, d.Theme.Text, plot.Left)
	}
}
