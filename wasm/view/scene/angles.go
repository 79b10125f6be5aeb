package scene

import (
	"math"
	"strconv"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// paintAngles draws, for more tasks than a picture of the cone can show, how far each gradient is
// rotated (filled) out of its angle with the anchor (outline).
func (s *Scene) paintAngles(p *Panel, c *plot.Canvas) {
	g := s.gradient
	s.title(p, c, "Rotation of each task", "")
	if g == nil {
		area := plot.Rect{X: 12, Y: 36, W: p.Rect.W - 24, H: p.Rect.H - 48}
		c.RoundRect(area, 4, plot.Alpha(s.theme.Grid, 0.5), s.theme.Card)
		s.hint(c, area, "How far the operator turns each task gradient towards the anchor")
		return
	}
	names := 0.0
	for k := range g.M {
		names = math.Max(names, plot.TextWidth(s.taskName(k), smallFont))
	}
	names = math.Min(names, 0.3*p.Rect.W)
	const values = 84.0
	area := plot.Rect{X: 12 + names + 10, Y: 40, H: p.Rect.H - 40 - 40}
	area.W = p.Rect.W - area.X - values
	f := plot.Frame2D{Area: area, XName: "angle / °"}
	top := 10.0
	for _, list := range [][]float64{g.Angles, g.MaxAngles} {
		for _, a := range list {
			if d := a * 180 / math.Pi; d-d == 0 {
				top = math.Max(top, math.Min(d, 180))
			}
		}
	}
	f.X = plot.Axis{Lo: 0, Hi: math.Ceil(top/10) * 10, From: area.X, To: area.Right()}
	// Task 1 on top: the axis counts tasks downwards.
	f.Y = plot.Axis{Lo: 0, Hi: float64(g.M), From: area.Y, To: area.Bottom()}
	f.XTicks, _ = plot.LinearTicks(0, f.X.Hi, tickCount(area.W, 44))
	f.DrawGrid(c, s.theme)
	band := area.H / float64(g.M)
	bar := math.Min(16, 0.62*band)
	for k := range g.M {
		y := area.Y + (float64(k)+0.5)*band
		ink := s.theme.Text
		if g.Conflict[k] {
			ink = s.theme.Conflict
		}
		rect := func(a float64) plot.Rect {
			x := f.X.At(math.Max(0, math.Min(a*180/math.Pi, f.X.Hi)))
			return plot.Rect{X: area.X, Y: y - bar/2, W: x - area.X, H: bar}
		}
		text := ""
		col := s.theme.SeriesColor(k)
		if k < len(g.MaxAngles) && g.MaxAngles[k]-g.MaxAngles[k] == 0 {
			r := rect(g.MaxAngles[k])
			c.FillRect(r, plot.Alpha(col, 0.18))
			c.Frame(r, 1, plot.Alpha(col, 0.7))
			text = " of " + degrees(g.MaxAngles[k])
		}
		if k < len(g.Angles) && g.Angles[k]-g.Angles[k] == 0 {
			c.FillRect(rect(g.Angles[k]), col)
			text = degrees(g.Angles[k]) + text
		}
		if band >= 11 {
			c.Text(area.X-8, y+4, plot.Fit(s.taskName(k), smallFont, names), smallFont, ink, plot.Right)
			c.Text(area.Right()+8, y+4, plot.Fit(text, smallFont, values-12), smallFont, s.theme.Muted, plot.Left)
		}
	}
	f.DrawAxes(c, s.theme, false)
	p.geometry = f
}

func (s *Scene) locateAngle(h *hover, ly float64) {
	g, f := s.gradient, &h.panel.geometry
	if !f.Y.Valid() {
		return
	}
	k := max(0, min(int(f.Y.Value(ly)), g.M-1))
	h.on, h.x, h.y = true, f.Area.X+f.Area.W/2, f.Y.At(float64(k)+0.5)
	h.lines = append([]string{strconv.Itoa(k+1) + "  " + s.taskName(k)}, s.angleLines(k)...)
	if g.Conflict[k] {
		h.lines = append(h.lines, "in conflict with another task")
	}
}
