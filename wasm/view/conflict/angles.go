// Package conflict draws the panels of the task gradients of the last step: their cosines, the angles to the update, and the
// harmonised cone.
package conflict

import (
	"math"
	"strconv"

	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// paintAngles draws, for more tasks than a picture of the cone can show, how far each gradient is
// rotated (filled) out of its angle with the anchor (outline).
func (p *cone) paintAngles(d *panel.Draw) {
	c, g := d.Canvas, p.st.Gradient
	d.Title("Rotation of each task", "")
	if g == nil {
		area := plot.Rect{X: 12, Y: 36, W: d.W - 24, H: d.H - 48}
		c.RoundRect(area, 4, plot.Alpha(d.Theme.Grid, 0.5), d.Theme.Card)
		d.Hint(area, "How far the operator turns each task gradient towards the anchor")
		return
	}
	names := 0.0
	for k := range g.M {
		names = math.Max(names, plot.TextWidth(p.st.TaskName(k), panel.Small))
	}
	names = math.Min(names, 0.3*d.W)
	const values = 84.0
	area := plot.Rect{X: 12 + names + 10, Y: 40, H: d.H - 40 - 40}
	area.W = d.W - area.X - values
	f := plot.Frame2D{Area: area, XName: "angle / °"}
	top := 10.0
	for _, list := range [][]float64{g.Angles, g.MaxAngles} {
		for _, a := range list {
			if deg := a * 180 / math.Pi; deg-deg == 0 {
				top = math.Max(top, math.Min(deg, 180))
			}
		}
	}
	f.X = plot.Axis{Lo: 0, Hi: math.Ceil(top/10) * 10, From: area.X, To: area.Right()}
	// Task 1 on top: the axis counts tasks downwards.
	f.Y = plot.Axis{Lo: 0, Hi: float64(g.M), From: area.Y, To: area.Bottom()}
	f.XTicks, _ = plot.LinearTicks(0, f.X.Hi, panel.Ticks(area.W, 44))
	f.DrawGrid(c, d.Theme)
	band := area.H / float64(g.M)
	bar := math.Min(16, 0.62*band)
	for k := range g.M {
		y := area.Y + (float64(k)+0.5)*band
		ink := d.Theme.Text
		if g.Conflict[k] {
			ink = d.Theme.Conflict
		}
		rect := func(a float64) plot.Rect {
			x := f.X.At(math.Max(0, math.Min(a*180/math.Pi, f.X.Hi)))
			return plot.Rect{X: area.X, Y: y - bar/2, W: x - area.X, H: bar}
		}
		text := ""
		col := d.Theme.SeriesColor(k)
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
			c.Text(area.X-8, y+4, plot.Fit(p.st.TaskName(k), panel.Small, names), panel.Small, ink, plot.Right)
			c.Text(area.Right()+8, y+4, plot.Fit(text, panel.Small, values-12), panel.Small, d.Theme.Muted, plot.Left)
		}
	}
	f.DrawAxes(c, d.Theme, false)
	d.Frame = f
}

func (p *cone) locateAngle(h *panel.Hit, f *plot.Frame2D, ly float64) {
	g := p.st.Gradient
	if !f.Y.Valid() {
		return
	}
	k := max(0, min(int(f.Y.Value(ly)), g.M-1))
	h.On, h.X, h.Y = true, f.Area.X+f.Area.W/2, f.Y.At(float64(k)+0.5)
	h.Lines = append([]string{strconv.Itoa(k+1) + "  " + p.st.TaskName(k)}, p.angleLines(k)...)
	if g.Conflict[k] {
		h.Lines = append(h.Lines, "in conflict with another task")
	}
}
