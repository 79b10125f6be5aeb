package maps

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// plane is the map over (x, y) of one field, or of the length of a vector with arrows, at the chosen time: network, reference or
// their difference. A line marks the cut, a point the place of the distribution.
type plane struct {
	st      *data.State
	measure info.Measure
	fixed   string // what it shows whatever is chosen; empty: what is chosen
	norm    plot.Norm
	key     string // what the frame shows beside the range of the colours
	values  []float32
	parts   [2][]float32 // components of the vector on display
	lines   []plot.Point // contours of the values, in samples; nil: to be found
	ticks   int          // of the colour bar that they were found for
}

// NewPlane makes the panel of measure i.
func NewPlane(st *data.State, i int) panel.Panel {
	return &plane{st: st, measure: st.Problem.Measures()[i]}
}

// NewPlaneReference makes the panel of the reference of measure i, beside that of the network.
func NewPlaneReference(st *data.State, i int) panel.Panel {
	return &plane{st: st, measure: st.Problem.Measures()[i], fixed: data.ShowReference}
}

// NewPlaneError makes the panel of the error of measure i, beside that of the network.
func NewPlaneError(st *data.State, i int) panel.Panel {
	return &plane{st: st, measure: st.Problem.Measures()[i], fixed: data.ShowError}
}

// of is the map of one component, with the same choice.
func (p *plane) of(i int) *field { return &field{st: p.st, index: i, fixed: p.fixed, norm: p.norm} }

func (p *plane) vector() bool { return len(p.measure.Fields) == 2 }

// component returns the values of a component under the current choice, or nil with the reason.
func (p *plane) component(i int) ([]float32, string) { return p.of(i).shown() }

// collect sets the values on display; false without any.
func (p *plane) collect() bool {
	p.values, p.parts = nil, [2][]float32{}
	for k, i := range p.measure.Fields {
		v, _ := p.component(i)
		if v == nil {
			return false
		}
		p.parts[k%2] = v
	}
	p.values = p.parts[0]
	if p.vector() {
		p.values = lengths(p.parts)
	}
	return true
}

// lengths returns the lengths of the vectors with the given components.
func lengths(parts [2][]float32) []float32 {
	out := make([]float32, len(parts[0]))
	for k, v := range parts[0] {
		out[k] = float32(math.Hypot(float64(v), float64(parts[1][k])))
	}
	return out
}

func (p *plane) Colour(t *plot.Theme) (h *plot.Heat, frame bool) {
	if !p.collect() {
		return nil, true
	}
	before, f := p.norm, p.st.Fields
	p.lines = nil
	first := p.measure.Fields[0]
	if p.vector() {
		ranges := [][]float32{p.values}
		if p.of(first).show() != data.ShowError {
			ranges = [][]float32{lengths([2][]float32{f.Data[first], f.Data[p.measure.Fields[1]]})}
			if f.Reference != nil {
				ranges = append(ranges, lengths([2][]float32{f.Reference[first], f.Reference[p.measure.Fields[1]]}))
			}
		}
		_, hi, ok := plot.Range(ranges...)
		if !ok {
			hi = 1
		}
		p.norm.Map = plot.Viridis
		p.norm.Lo, p.norm.Hi = plot.Settle(before.Lo, before.Hi, 0, hi)
	} else {
		p.norm = p.of(first).normFor(p.values)
	}
	return plot.NewHeat(p.values, f.Rows(), f.NX, p.norm, t.Bad), before != p.norm || p.key != p.note()
}

// Marker is the cut.
func (p *plane) Marker() (panel.Axis, float64) { return panel.Y, p.st.MarkerY }

// Point implements panel.Pointed: where the distribution is shown.
func (p *plane) Point() (x, y float64) { return p.st.Position(), p.st.MarkerY }

// Arrows implements panel.Vectors: about one every so many pixels, the longest of that length.
func (p *plane) Arrows(dst []plot.Point, g *plot.Frame2D) []plot.Point {
	const spacing = 24
	if !p.vector() || p.values == nil {
		return dst
	}
	_, top, ok := plot.Range(p.values)
	if !ok || !(top > 0) {
		return dst
	}
	f, a := p.st.Fields, g.Area
	nx, ny := max(2, int(a.W/spacing)), max(2, int(a.H/spacing))
	step := min(a.W/float64(nx), a.H/float64(ny))
	for j := range ny {
		for i := range nx {
			x, y := a.X+a.W*(float64(i)+0.5)/float64(nx), a.Y+a.H*(float64(j)+0.5)/float64(ny)
			k := data.Sample(g.Y.Value(y), g.Y.Lo, g.Y.Hi, f.Rows())*f.NX + data.Sample(g.X.Value(x), g.X.Lo, g.X.Hi, f.NX)
			dx, dy := float64(p.parts[0][k])/top*step/2, -float64(p.parts[1][k])/top*step/2
			if l := math.Hypot(dx, dy); !(l > 0.03*step) {
				continue
			}
			dst = append(dst, plot.Point{X: x - dx, Y: y - dy}, plot.Point{X: x + dx, Y: y + dy})
		}
	}
	return dst
}

// contourPieces bounds the pieces of the contours of a map that is all noise.
const contourPieces = 6000

// contoured: at the ticks of the colour bar. Arrows, and errors, whose signs change everywhere, are without lines.
func (p *plane) contoured() bool {
	return !p.vector() && p.values != nil && p.of(0).show() != data.ShowError
}

// Spacing implements panel.Contoured.
func (p *plane) Spacing(g *plot.Frame2D) float64 {
	marks, _ := plot.LinearTicks(p.norm.Lo, p.norm.Hi, panel.Ticks(g.Area.H, 34))
	if !p.contoured() || len(marks) < 2 {
		return 0
	}
	return marks[1].Value - marks[0].Value
}

// Contours implements panel.Contoured.
func (p *plane) Contours(dst []plot.Point, g *plot.Frame2D) []plot.Point {
	if !p.contoured() {
		return dst
	}
	f := p.st.Fields
	if ticks := panel.Ticks(g.Area.H, 34); p.lines == nil || ticks != p.ticks {
		marks, _ := plot.LinearTicks(p.norm.Lo, p.norm.Hi, ticks)
		var levels []float64
		for _, mark := range marks {
			levels = append(levels, mark.Value)
		}
		p.lines, p.ticks = plot.Contours([]plot.Point{}, p.values, f.Rows(), f.NX, levels, contourPieces), ticks
	}
	a := g.Area
	for _, q := range p.lines {
		dst = append(dst, plot.Point{X: a.X + a.W*q.X/float64(f.NX-1), Y: a.Bottom() - a.H*q.Y/float64(f.Rows()-1)})
	}
	return dst
}

func (p *plane) note() string {
	if p.st.Fields == nil {
		return ""
	}
	return p.of(0).note() + ",  t = " + plot.Short(p.st.Fields.T, 3)
}

func (p *plane) Paint(d *panel.Draw) {
	c, problem := d.Canvas, p.st.Problem
	area := d.Area(48, true)
	// One unit is as long in both directions.
	scale := math.Min(area.W/(problem.XMax-problem.XMin), area.H/(problem.YMax-problem.YMin))
	w, h := scale*(problem.XMax-problem.XMin), scale*(problem.YMax-problem.YMin)
	area = plot.Rect{X: math.Floor(area.X + (area.W-w)/2), Y: area.Y, W: math.Floor(w), H: math.Floor(h)}
	p.key = p.note()
	title, name := "Length of the "+p.measure.Name, "|"+p.measure.Name+"|"
	if !p.vector() {
		i := problem.Fields[p.measure.Fields[0]]
		title, name = data.TitleOf(i), data.SymbolOf(i)
	}
	d.Title(title, p.key)
	f := plot.Frame2D{Area: area, XName: "x", YName: "y"}
	f.X = plot.Axis{Lo: problem.XMin, Hi: problem.XMax, From: area.X, To: area.Right()}
	f.Y = plot.Axis{Lo: problem.YMin, Hi: problem.YMax, From: area.Bottom(), To: area.Y}
	if f.X.Valid() && f.Y.Valid() {
		panel.XTicks(&f)
		f.YTicks, f.YExponent = plot.LinearTicks(f.Y.Lo, f.Y.Hi, panel.Ticks(area.H, 34))
	}
	_, reason := p.component(p.measure.Fields[0])
	if reason != "" {
		c.FillRect(area, plot.Alpha(d.Theme.Grid, 0.5))
		f.DrawAxes(c, d.Theme, true)
		d.Hint(area, reason)
	} else {
		f.DrawAxes(c, d.Theme, true)
		switch {
		case p.of(0).show() == data.ShowError && p.vector():
			name = "|Δ" + p.measure.Name + "|"
		case p.of(0).show() == data.ShowError:
			name = "Δ" + name
		}
		d.ColorBar(area, p.norm, name)
	}
	d.Frame = f
}

func (p *plane) Locate(h *panel.Hit, g *plot.Frame2D, lx, ly float64) {
	f := p.st.Fields
	if f == nil || p.values == nil || !g.X.Valid() || !g.Y.Valid() {
		return
	}
	i, j := data.Sample(g.X.Value(lx), g.X.Lo, g.X.Hi, f.NX), data.Sample(g.Y.Value(ly), g.Y.Lo, g.Y.Hi, f.Rows())
	x := g.X.Lo + (g.X.Hi-g.X.Lo)*float64(i)/math.Max(1, float64(f.NX-1))
	y := g.Y.Lo + (g.Y.Hi-g.Y.Lo)*float64(j)/math.Max(1, float64(f.Rows()-1))
	k := j*f.NX + i
	h.On, h.X, h.Y = true, g.X.At(x), g.Y.At(y)
	h.At[panel.X], h.At[panel.Y] = x, y
	h.Pick.Eps, h.Pick.T, h.Pick.X, h.Pick.Y, h.Pick.Value = f.Eps, f.T, x, y, float64(p.values[k])
	h.Lines = []string{panel.Value("x", x) + "   " + panel.Value("y", y)}
	for _, c := range p.measure.Fields {
		name, net := data.SymbolOf(p.st.Problem.Fields[c]), float64(f.Data[c][k])
		line := name + " network " + plot.Number(net, 5)
		if f.Reference != nil {
			line += ", reference " + plot.Number(float64(f.Reference[c][k]), 5)
		}
		h.Lines = append(h.Lines, line)
	}
}
