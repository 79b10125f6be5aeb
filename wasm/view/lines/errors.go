package lines

import (
	"math"
	"strconv"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// errors draws the relative L2 error of every field over eps, log-log.
type errors struct{ st *data.State }

// estimatedDash are the dashes of estimated errors.
var estimatedDash = []float64{2, 3}

// NewErrors makes the panel of the errors.
func NewErrors(st *data.State, _ int) panel.Panel { return &errors{st} }

func (p *errors) Paint(d *panel.Draw) {
	c := d.Canvas
	area := plot.Rect{X: 50, Y: 58, W: d.W - 50 - 18, H: d.H - 58 - 40}
	f := plot.Frame2D{Area: area, XName: "Knudsen number ε"}
	e := p.st.Errors
	note := ""
	if e != nil {
		note = "t = " + plot.Short(e.T, 3) + ", step " + strconv.Itoa(e.Step)
	}
	d.Title("Relative L2 error", note)
	var lo, hi float64
	ok := false
	if e != nil {
		lo, hi, ok = plot.Bounds(true, append(append([][]float64{}, e.Values...), e.Estimated...)...)
	}
	if !ok {
		area.Y, area.H = 40, d.H-80
		f.Area = area
		f.DrawAxes(c, d.Theme, false)
		d.Hint(area, "The error against the reference in every decade of ε")
		d.Frame = f
		return
	}
	elo, ehi, _ := plot.Bounds(true, e.Eps)
	f.X = plot.Axis{Lo: elo / 1.8, Hi: ehi * 1.8, From: area.X, To: area.Right(), Log: true}
	ylo, yhi := panel.Decades(lo, hi)
	f.Y = plot.Axis{Lo: ylo, Hi: yhi, From: area.Bottom(), To: area.Y, Log: true}
	f.XTicks = plot.LogTicks(f.X.Lo, f.X.Hi, panel.Ticks(area.W, 36))
	f.YTicks = plot.LogTicks(ylo, yhi, panel.Ticks(area.H, 28))
	f.DrawGrid(c, d.Theme)
	x := 12.0
	for k, row := range e.Values {
		col := d.Theme.SeriesColor(k)
		d.Points = plot.Curve(d.Points[:0], e.Eps, row, f.X, f.Y, c.Scale)
		c.Polyline(d.Points, 1.5, plot.Alpha(col, 0.75), nil)
		for _, q := range d.Points {
			c.Mark(q.X, q.Y, 4, k, col)
		}
		if len(e.Estimated) > 0 {
			d.Points = plot.Curve(d.Points[:0], e.Eps, e.Estimated[k], f.X, f.Y, c.Scale)
			c.Polyline(d.Points, 1, col, estimatedDash)
		}
		name := p.st.Symbol(e.Fields[k])
		c.Mark(x+6, 39, 4, k, col)
		c.Text(x+15, 43, name, panel.Small, d.Theme.Text, plot.Left)
		x += 15 + plot.TextWidth(name, panel.Small) + 14
	}
	f.DrawAxes(c, d.Theme, false)
	d.Frame = f
}

func (p *errors) Locate(h *panel.Hit, g *plot.Frame2D, lx, ly float64) {
	e := p.st.Errors
	if e == nil || !g.X.Valid() || !g.Y.Valid() {
		return
	}
	i := panel.Nearest(e.Eps, g.X, lx)
	if i < 0 {
		return
	}
	best := math.Inf(1)
	h.Lines = []string{panel.Value("ε", e.Eps[i])}
	for k, row := range e.Values {
		line := p.st.Symbol(e.Fields[k]) + " error " + plot.Short(row[i], 3)
		if len(e.Estimated) > 0 {
			line += ", estimated " + plot.Short(e.Estimated[k][i], 3)
		}
		h.Lines = append(h.Lines, line)
		if y := g.Y.At(row[i]); math.Abs(y-ly) < best {
			best = math.Abs(y - ly)
			h.Y, h.Pick.Value = y, row[i]
		}
	}
	h.On, h.X = !math.IsInf(best, 1), g.X.At(e.Eps[i])
	h.At[panel.Eps], h.Pick.Eps, h.Pick.T = e.Eps[i], e.Eps[i], e.T
}
