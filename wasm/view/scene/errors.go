package scene

import (
	"math"
	"strconv"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// paintErrors draws the relative L2 error of every field over eps, log-log.
func (s *Scene) paintErrors(p *Panel, c *plot.Canvas) {
	area := plot.Rect{X: 50, Y: 58, W: p.Rect.W - 50 - 18, H: p.Rect.H - 58 - 40}
	f := plot.Frame2D{Area: area, XName: "Knudsen number ε"}
	e := s.errors
	note := ""
	if e != nil {
		note = "t = " + plot.Short(e.T, 3) + ", step " + strconv.Itoa(e.Step)
	}
	s.title(p, c, "Relative L2 error", note)
	var lo, hi float64
	ok := false
	if e != nil {
		lo, hi, ok = plot.Bounds(true, e.Values...)
	}
	if !ok {
		area.Y, area.H = 40, p.Rect.H-80
		f.Area = area
		f.DrawAxes(c, s.theme, false)
		s.hint(c, area, "The error against the reference in every decade of ε")
		p.geometry = f
		return
	}
	elo, ehi, _ := plot.Bounds(true, e.Eps)
	f.X = plot.Axis{Lo: elo / 1.8, Hi: ehi * 1.8, From: area.X, To: area.Right(), Log: true}
	ylo, yhi := math.Pow(10, math.Floor(math.Log10(lo)+1e-9)), math.Pow(10, math.Ceil(math.Log10(hi)-1e-9))
	if yhi <= ylo {
		yhi = 10 * ylo
	}
	f.Y = plot.Axis{Lo: ylo, Hi: yhi, From: area.Bottom(), To: area.Y, Log: true}
	f.XTicks = plot.LogTicks(f.X.Lo, f.X.Hi, tickCount(area.W, 36))
	f.YTicks = plot.LogTicks(ylo, yhi, tickCount(area.H, 28))
	f.DrawGrid(c, s.theme)
	x := 12.0
	for k, row := range e.Values {
		col := s.theme.SeriesColor(k)
		p.points = plot.Curve(p.points[:0], e.Eps, row, f.X, f.Y, c.Scale)
		c.Polyline(p.points, 1.5, plot.Alpha(col, 0.75), nil)
		for _, q := range p.points {
			c.Mark(q.X, q.Y, 4, k, col)
		}
		name := s.symbol(e.Fields[k])
		c.Mark(x+6, 39, 4, k, col)
		c.Text(x+15, 43, name, smallFont, s.theme.Text, plot.Left)
		x += 15 + plot.TextWidth(name, smallFont) + 14
	}
	f.DrawAxes(c, s.theme, false)
	p.geometry = f
}
