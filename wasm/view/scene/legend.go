package scene

import (
	"image/color"
	"math"
	"sort"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// entry is a line of a legend: a name and the look of the curve.
type entry struct {
	text  string
	width float64
	color color.RGBA
	dash  []float64
	minor bool // may be left out of a narrow legend
}

func look(text string, width float64, c color.RGBA, dash []float64) entry {
	return entry{text: text, width: width, color: c, dash: dash}
}

func (e entry) asMinor() entry {
	e.minor = true
	return e
}

func (e entry) curve(c *plot.Canvas, points []plot.Point) {
	c.Polyline(points, e.width, e.color, e.dash)
}

// legend draws the entries where they fit: at the right of the title, in the line between title
// and plot area, or there in a smaller form and without minor entries. head is the title.
func (s *Scene) legend(p *Panel, c *plot.Canvas, f *plot.Frame2D, head string, entries []entry) {
	area := f.Area
	width := func(swatch, space float64) float64 {
		w := -space
		for _, e := range entries {
			w += swatch + 6 + plot.TextWidth(e.text, smallFont) + space
		}
		return w
	}
	draw := func(x, y, swatch, space float64) {
		for _, e := range entries {
			c.Polyline([]plot.Point{{X: x, Y: y - 4}, {X: x + swatch, Y: y - 4}}, e.width, e.color, e.dash)
			x += swatch + 6
			c.Text(x, y, e.text, smallFont, s.theme.Muted, plot.Left)
			x += plot.TextWidth(e.text, smallFont) + space
		}
	}
	wide := width(20, 12)
	left := math.Max(area.X+4, f.YNameRight()+10)
	switch {
	case s.focus == "" && p.Rect.W >= 24+14+plot.TextWidth(head, titleFont)+wide:
		draw(p.Rect.W-12-wide, 21, 20, 12)
		return
	case s.focus != "" && wide <= area.Right()-left:
		draw(area.Right()-wide, area.Y-8, 20, 12)
		return
	}
	room := math.Max(p.Rect.W-12, area.Right()) - left
	for i := 0; i < len(entries) && width(14, 9) > room; {
		if !entries[i].minor {
			i++
			continue
		}
		entries = append(entries[:i:i], entries[i+1:]...)
	}
	if width(14, 9) <= room {
		draw(left, area.Y-8, 14, 9)
	}
}

// endLabel names a curve at its last value y.
type endLabel struct {
	text  string
	y     float64
	color color.RGBA
	dash  []float64
}

const endLine = 13.0 // height of an end label

// endLabels draws the labels at the right of the plot area, pushed apart where they would overlap.
func (s *Scene) endLabels(c *plot.Canvas, area plot.Rect, width float64, ls []endLabel) {
	if float64(len(ls))*endLine > area.H+endLine {
		return
	}
	for i := range ls {
		if ls[i].y-ls[i].y != 0 {
			ls[i].y = area.Y
		}
	}
	sort.SliceStable(ls, func(i, j int) bool { return ls[i].y < ls[j].y })
	for i := range ls {
		if i > 0 && ls[i].y < ls[i-1].y+endLine {
			ls[i].y = ls[i-1].y + endLine
		}
	}
	limit := area.Bottom()
	for i := len(ls) - 1; i >= 0; i-- {
		ls[i].y = math.Min(ls[i].y, limit)
		limit = ls[i].y - endLine
	}
	for _, l := range ls {
		x := area.Right() + 6
		c.Polyline([]plot.Point{{X: x + 1, Y: l.y}, {X: x + 8, Y: l.y}}, 3, l.color, l.dash)
		c.Text(x+12, l.y+4, plot.Fit(l.text, smallFont, width), smallFont, s.theme.Text, plot.Left)
	}
}
