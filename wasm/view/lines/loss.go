package lines

import (
	"math"
	"strconv"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// loss draws the loss of every task on a log axis against the step, with names at the ends of the
// curves.
type loss struct {
	st     *data.State
	smooth []float64 // reused for running means
}

// NewLoss makes the panel of the losses.
func NewLoss(st *data.State, _ int) panel.Panel { return &loss{st: st} }

func (p *loss) Paint(d *panel.Draw) {
	c := d.Canvas
	h := &p.st.Losses
	note := ""
	if n := len(h.Steps); n > 0 {
		note = "step " + strconv.Itoa(int(h.Steps[n-1]))
		if n >= 200 && d.W >= 340 {
			note += ", thick: running mean"
		}
	}
	d.Title("Loss of each task", note)
	m := len(h.Losses)
	labels := 0.0
	for k := 0; k < m; k++ {
		labels = math.Max(labels, plot.TextWidth(p.st.TaskName(k), panel.Small))
	}
	labels = math.Min(labels, 0.3*d.W)
	area := plot.Rect{X: 50, Y: 40, W: d.W - 50 - 20 - labels - 4, H: d.H - 40 - 40}
	f := plot.Frame2D{Area: area, XName: "step"}
	lo, hi, ok := plot.Bounds(true, h.Losses...)
	if !ok {
		f.Area.W = d.W - 50 - 16
		f.DrawAxes(c, d.Theme, false)
		d.Hint(f.Area, "One curve per task, on a log axis")
		d.Frame = f
		return
	}
	if hi < 10*lo {
		lo, hi = lo/2, hi*2
	}
	lo, hi = math.Max(lo/1.3, 1e-300), hi*1.3
	last := h.Steps[len(h.Steps)-1]
	first := h.Steps[0]
	if first > 0.2*last && last > first {
		f.X.Lo = first
	}
	f.X = plot.Axis{Lo: f.X.Lo, Hi: math.Max(last, f.X.Lo+1), From: area.X, To: area.Right()}
	f.Y = plot.Axis{Lo: lo, Hi: hi, From: area.Bottom(), To: area.Y, Log: true}
	f.XTicks, f.XExponent = plot.LinearTicks(f.X.Lo, f.X.Hi, panel.Ticks(area.W, 62))
	f.YTicks = plot.LogTicks(lo, hi, panel.Ticks(area.H, 28))
	f.DrawGrid(c, d.Theme)
	c.SetClip(area)
	for k := 0; k < m; k++ {
		d.Points = plot.Curve(d.Points[:0], h.Steps, h.Losses[k], f.X, f.Y, math.Min(c.Scale, 1))
		c.Polyline(d.Points, 1, plot.Alpha(d.Theme.SeriesColor(k), 0.35), nil)
	}
	for k := 0; k < m; k++ {
		p.smooth = runningMean(p.smooth[:0], h.Losses[k])
		d.Points = plot.Curve(d.Points[:0], h.Steps, p.smooth, f.X, f.Y, c.Scale)
		c.Polyline(d.Points, 1.8, d.Theme.SeriesColor(k), nil)
	}
	c.SetClip(plot.Rect{})
	f.DrawAxes(c, d.Theme, false)
	var ends []panel.EndLabel
	for k, v := range h.Losses {
		ends = append(ends, panel.EndLabel{Text: p.st.TaskName(k), Y: f.Y.At(v[len(v)-1]), Color: d.Theme.SeriesColor(k)})
	}
	d.EndLabels(area, labels, ends)
	d.Frame = f
}

func (p *loss) Locate(h *panel.Hit, g *plot.Frame2D, lx, ly float64) {
	if !g.X.Valid() || !g.Y.Valid() {
		return
	}
	i := panel.Nearest(p.st.Losses.Steps, g.X, lx)
	if i < 0 {
		return
	}
	task, dist := -1, math.Inf(1)
	for k, v := range p.st.Losses.Losses {
		if d := math.Abs(g.Y.At(v[i]) - ly); d < dist {
			task, dist = k, d
		}
	}
	if task < 0 {
		return
	}
	v := p.st.Losses.Losses[task][i]
	h.On, h.X, h.Y = true, g.X.At(p.st.Losses.Steps[i]), g.Y.At(v)
	h.At[panel.Step], h.Pick.Value = p.st.Losses.Steps[i], v
	h.Lines = []string{p.st.TaskName(task), "step " + strconv.Itoa(int(p.st.Losses.Steps[i])) + "   loss " + plot.Number(v, 3)}
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
