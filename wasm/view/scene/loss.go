package scene

import (
	"math"
	"strconv"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// taskName is the given name of task k or its number.
func (s *Scene) taskName(k int) string {
	if k < len(s.tasks) && s.tasks[k] != "" {
		return s.tasks[k]
	}
	return "task " + strconv.Itoa(k+1)
}

// paintLoss draws the loss of every task on a log axis against the step, with names at the ends
// of the curves.
func (s *Scene) paintLoss(p *Panel, c *plot.Canvas) {
	h := &s.history
	note := ""
	if n := len(h.steps); n > 0 {
		note = "step " + strconv.Itoa(int(h.steps[n-1]))
		if n >= 200 && p.Rect.W >= 340 {
			note += ", thick: running mean"
		}
	}
	s.title(p, c, "Loss of each task", note)
	m := len(h.losses)
	labels := 0.0
	for k := 0; k < m; k++ {
		labels = math.Max(labels, plot.TextWidth(s.taskName(k), smallFont))
	}
	labels = math.Min(labels, 0.3*p.Rect.W)
	area := plot.Rect{X: 50, Y: 40, W: p.Rect.W - 50 - 20 - labels - 4, H: p.Rect.H - 40 - 40}
	f := plot.Frame2D{Area: area, XName: "step"}
	lo, hi, ok := plot.Bounds(true, h.losses...)
	if !ok {
		f.Area.W = p.Rect.W - 50 - 16
		f.DrawAxes(c, s.theme, false)
		s.hint(c, f.Area, "One curve per task, on a log axis")
		p.geometry = f
		return
	}
	if hi < 10*lo {
		lo, hi = lo/2, hi*2
	}
	lo, hi = math.Max(lo/1.3, 1e-300), hi*1.3
	last := h.steps[len(h.steps)-1]
	first := h.steps[0]
	if first > 0.2*last && last > first {
		f.X.Lo = first
	}
	f.X = plot.Axis{Lo: f.X.Lo, Hi: math.Max(last, f.X.Lo+1), From: area.X, To: area.Right()}
	f.Y = plot.Axis{Lo: lo, Hi: hi, From: area.Bottom(), To: area.Y, Log: true}
	f.XTicks, f.XExponent = plot.LinearTicks(f.X.Lo, f.X.Hi, tickCount(area.W, 62))
	f.YTicks = plot.LogTicks(lo, hi, tickCount(area.H, 28))
	f.DrawGrid(c, s.theme)
	c.SetClip(area)
	for k := 0; k < m; k++ {
		p.points = plot.Curve(p.points[:0], h.steps, h.losses[k], f.X, f.Y, math.Min(c.Scale, 1))
		c.Polyline(p.points, 1, plot.Alpha(s.theme.SeriesColor(k), 0.35), nil)
	}
	for k := 0; k < m; k++ {
		s.smooth = runningMean(s.smooth[:0], h.losses[k])
		p.points = plot.Curve(p.points[:0], h.steps, s.smooth, f.X, f.Y, c.Scale)
		c.Polyline(p.points, 1.8, s.theme.SeriesColor(k), nil)
	}
	c.SetClip(plot.Rect{})
	f.DrawAxes(c, s.theme, false)
	var ends []endLabel
	for k, v := range h.losses {
		ends = append(ends, endLabel{s.taskName(k), f.Y.At(v[len(v)-1]), s.theme.SeriesColor(k), nil})
	}
	s.endLabels(c, area, labels, ends)
	p.geometry = f
}

// runningMean appends the centred geometric mean of v over a window of a fiftieth of its length
// to dst. Values that a log axis cannot show are left out of it.
func runningMean(dst, v []float64) []float64 {
	half := len(v) / 100
	sum, n := 0.0, 0.0
	add := func(i int, sign float64) {
		if l := math.Log(v[i]); l-l == 0 {
			sum += sign * l
			n += sign
		}
	}
	for i := 0; i < min(half, len(v)); i++ {
		add(i, 1)
	}
	for i := range v {
		if i+half < len(v) {
			add(i+half, 1)
		}
		if i-half-1 >= 0 {
			add(i-half-1, -1)
		}
		if n > 0 {
			dst = append(dst, math.Exp(sum/n))
		} else {
			dst = append(dst, math.NaN())
		}
	}
	return dst
}
