package maps

import (
	"math"
	"strconv"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// overTime is the map of the errors of one field, or of a vector, over the Knudsen number and time, both on logarithmic axes: a cell per
// number of the error table and time, bounded half way to its neighbours.
type overTime struct {
	st      *data.State
	index   int
	measure info.Measure
	norm    plot.Norm
	key     string // what the frame shows beside the range of the colours
}

// NewOverTime makes the panel of the errors of measure i.
func NewOverTime(st *data.State, i int) panel.Panel {
	return &overTime{st: st, index: i, measure: st.Problem.Measures()[i]}
}

// known returns the errors, or nil with the reason.
func (p *overTime) known() ([]float64, string) {
	e := p.st.OverTime
	if e == nil {
		return nil, "Errors over time appear with the first network: press Run"
	}
	if _, _, ok := plot.Bounds(false, e.Values[p.index]); !ok {
		return nil, "Waiting for the references. Each fills a column here; press Run, and the errors fall"
	}
	return e.Values[p.index], ""
}

// axes are those of the map: from half a cell below the least value to half a cell above the largest.
func (p *overTime) axes(area plot.Rect) (x, y plot.Axis) {
	e := p.st.OverTime
	x = span(e.Eps)
	y = span(e.T)
	x.From, x.To, y.From, y.To = area.X, area.Right(), area.Bottom(), area.Y
	return x, y
}

// span is a logarithmic axis around values, with half a cell at either end.
func span(values []float64) plot.Axis {
	lo, hi, ok := plot.Bounds(true, values)
	n := float64(max(1, len(values)-1))
	half := math.Pow(hi/lo, 0.5/n)
	if !ok || half == 1 {
		return plot.Axis{Lo: lo / 2, Hi: hi * 2, Log: true}
	}
	return plot.Axis{Lo: lo / half, Hi: hi * half, Log: true}
}

// Samples of the picture, between which nothing is interpolated.
const overTimeWide, overTimeHigh = 127, 97

func (p *overTime) Colour(t *plot.Theme) (h *plot.Heat, frame bool) {
	values, _ := p.known()
	if values == nil {
		return nil, true
	}
	before, e := p.norm, p.st.OverTime
	lo, hi, ok := plot.Bounds(true, e.Values[p.index])
	if !ok { // all of them are zero
		lo, hi = 1e-16, 1e-15
	}
	p.norm = plot.Norm{Map: plot.Viridis, Log: true}
	p.norm.Lo, p.norm.Hi = panel.Decades(lo, hi)
	x, y := p.axes(plot.Rect{X: 0, Y: 0, W: overTimeWide - 1, H: overTimeHigh - 1})
	samples := make([]float32, 0, overTimeWide*overTimeHigh)
	columns := make([]int, overTimeWide)
	for i := range columns {
		columns[i] = panel.Nearest(e.Eps, x, float64(i))
	}
	for j := overTimeHigh - 1; j >= 0; j-- {
		row := panel.Nearest(e.T, y, float64(j))
		for _, column := range columns {
			samples = append(samples, float32(values[row*len(e.Eps)+column]))
		}
	}
	h = plot.NewHeat(samples, overTimeHigh, overTimeWide, p.norm, t.Grid)
	h.Smooth = false
	return h, before != p.norm || p.key != p.note()
}

// Marker is the Knudsen number that is looked at.
func (p *overTime) Marker() (panel.Axis, float64) {
	if p.st.Fields == nil {
		return panel.None, math.NaN()
	}
	return panel.Eps, p.st.Fields.Eps
}

func (p *overTime) note() string {
	if p.st.OverTime == nil {
		return ""
	}
	return "step " + strconv.Itoa(p.st.OverTime.Step)
}

// norms names what the errors are: relative, or of a field whose reference is zero a root mean square.
func (p *overTime) norms() string {
	for _, name := range p.st.OverTime.Absolute {
		if name == p.measure.Name {
			return "rel. L2 or rms"
		}
	}
	return "relative L2"
}

func (p *overTime) Paint(d *panel.Draw) {
	c := d.Canvas
	p.key = p.note()
	title := "Error of the " + p.measure.Label
	if len(p.measure.Fields) > 1 {
		title = "Error of the " + p.measure.Name
	}
	d.Title(title+" over time", p.key)
	area := d.Area(48, true)
	f := plot.Frame2D{Area: area, XName: "Knudsen number ε", YName: "t"}
	_, reason := p.known()
	if p.st.OverTime != nil {
		f.X, f.Y = p.axes(area)
		f.XTicks = plot.LogTicks(f.X.Lo, f.X.Hi, panel.Ticks(area.W, 36))
		f.YTicks = plot.LogTicks(f.Y.Lo, f.Y.Hi, panel.Ticks(area.H, 28))
	}
	if reason != "" {
		c.FillRect(area, plot.Alpha(d.Theme.Grid, 0.5))
		f.DrawAxes(c, d.Theme, true)
		d.Hint(area, reason)
	} else {
		f.DrawAxes(c, d.Theme, true)
		d.ColorBar(area, p.norm, p.norms())
	}
	d.Frame = f
}

func (p *overTime) Locate(h *panel.Hit, g *plot.Frame2D, lx, ly float64) {
	values, _ := p.known()
	if values == nil || !g.X.Valid() || !g.Y.Valid() {
		return
	}
	e := p.st.OverTime
	i, j := panel.Nearest(e.Eps, g.X, lx), panel.Nearest(e.T, g.Y, ly)
	if i < 0 || j < 0 {
		return
	}
	v := values[j*len(e.Eps)+i]
	h.On, h.X, h.Y = true, g.X.At(e.Eps[i]), g.Y.At(e.T[j])
	h.At[panel.Eps], h.At[panel.T] = e.Eps[i], e.T[j]
	h.Pick.Eps, h.Pick.T, h.Pick.Value = e.Eps[i], e.T[j], v
	h.Lines = []string{panel.Value("ε", e.Eps[i]) + "   " + panel.Value("t", e.T[j])}
	if v-v != 0 {
		h.Lines = append(h.Lines, "the reference is being computed")
		return
	}
	h.Lines = append(h.Lines, p.measure.Name+" error "+plot.Short(v, 3), "worst over t "+plot.Short(e.Worst[p.index][i], 3))
}
