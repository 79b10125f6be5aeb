// Package maps draws the panels of colour maps: a field over x and t, the distribution over x and v.
package maps

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// field is the map of one field over (t, x): network, reference or their difference.
type field struct {
	st    *data.State
	index int
	fixed string // what it shows whatever is chosen; empty: what is chosen
	norm  plot.Norm
	key   string // what the frame shows beside the range of the colours
}

// NewField makes the panel of field i.
func NewField(st *data.State, i int) panel.Panel { return &field{st: st, index: i} }

// NewReference makes the panel of the reference of field i, beside that of the network.
func NewReference(st *data.State, i int) panel.Panel {
	return &field{st: st, index: i, fixed: data.ShowReference}
}

// NewError makes the panel of the error of field i, beside that of the network.
func NewError(st *data.State, i int) panel.Panel {
	return &field{st: st, index: i, fixed: data.ShowError}
}

// show is what the map shows.
func (p *field) show() string {
	if p.fixed != "" {
		return p.fixed
	}
	return p.st.Show
}

// shown returns the values of the field under the current choice, or nil with the reason.
func (p *field) shown() ([]float32, string) {
	f, i := p.st.Fields, p.index
	switch {
	case f == nil:
		return nil, p.emptyHint()
	case p.show() == data.ShowNetwork:
		return f.Data[i], ""
	case f.Reference == nil:
		return nil, "Computing the reference at ε = " + plot.Short(f.Eps, 3)
	case p.show() == data.ShowReference:
		return f.Reference[i], ""
	}
	diff := make([]float32, len(f.Data[i]))
	for k, v := range f.Data[i] {
		diff[k] = v - f.Reference[i][k]
	}
	return diff, ""
}

// emptyHint says what to do, once, and what the other panels will show.
func (p *field) emptyHint() string {
	i := p.index
	if i == 0 {
		return "Press Run: one network learns every Knudsen number. " + data.TitleOf(p.st.Problem.Fields[0]) + " appears here and settles as it learns."
	}
	return data.TitleOf(p.st.Problem.Fields[i]) + " over x and t"
}

func (p *field) Colour(t *plot.Theme) (h *plot.Heat, frame bool) {
	values, _ := p.shown()
	if values == nil {
		return nil, true
	}
	before := p.norm
	p.norm = p.normFor(values)
	return plot.NewHeat(values, p.st.Fields.Rows(), p.st.Fields.NX, p.norm, t.Bad), before != p.norm || p.key != p.note()
}

func (p *field) Marker() (panel.Axis, float64) { return panel.T, p.st.Marker }

// normFor chooses map and range. Network and reference share one range, so that switching
// between them compares colours.
func (p *field) normFor(values []float32) plot.Norm {
	n := plot.Norm{Map: plot.Viridis}
	ranges := [][]float32{p.st.Fields.Data[p.index]}
	if p.st.Fields.Reference != nil {
		ranges = append(ranges, p.st.Fields.Reference[p.index])
	}
	if p.show() == data.ShowError {
		n.Map, n.Diverging = plot.PuOr, true
		ranges = [][]float32{values}
	} else if p.st.Problem.Fields[p.index].Sign == info.Signed {
		n.Map, n.Diverging = plot.RdBu, true
	}
	lo, hi, ok := plot.Range(ranges...)
	if !ok {
		lo, hi = 0, 1
	}
	if n.Diverging {
		lo, hi = math.Min(lo, 0), math.Max(hi, 0)
		if p.show() == data.ShowError || (-lo > 0.5*hi && hi > -0.5*lo) {
			m := math.Max(-lo, hi)
			lo, hi = -m, m
		}
	}
	if p.norm.Map == n.Map {
		n.Lo, n.Hi = plot.Settle(p.norm.Lo, p.norm.Hi, lo, hi)
	} else {
		n.Lo, n.Hi = plot.Widen(lo, hi)
	}
	return n
}

func (p *field) note() string {
	if p.st.Fields == nil {
		return ""
	}
	what := p.show()
	if what == data.ShowError {
		what = "network − reference"
	}
	return what + ",  ε = " + plot.Short(p.st.Fields.Eps, 3)
}

func (p *field) Paint(d *panel.Draw) {
	c := d.Canvas
	info := p.st.Problem.Fields[p.index]
	area := d.Area(48, p.st.Fields != nil)
	p.key = p.note()
	d.Title(data.TitleOf(info), p.key)
	_, reason := p.shown()
	f := plot.Frame2D{Area: area, XName: "x", YName: "t"}
	f.X = plot.Axis{Lo: p.st.Problem.XMin, Hi: p.st.Problem.XMax, From: area.X, To: area.Right()}
	f.Y = plot.Axis{Lo: 0, Hi: p.st.Problem.TEnd, From: area.Bottom(), To: area.Y}
	if f.X.Valid() && f.Y.Valid() {
		panel.XTicks(&f)
		f.YTicks, f.YExponent = plot.LinearTicks(f.Y.Lo, f.Y.Hi, panel.Ticks(area.H, 34))
	}
	if reason != "" {
		c.FillRect(area, plot.Alpha(d.Theme.Grid, 0.5))
		f.DrawAxes(c, d.Theme, true)
		d.Hint(area, reason)
	} else {
		f.DrawAxes(c, d.Theme, true)
		name := data.SymbolOf(info)
		if p.show() == data.ShowError {
			name = "Δ" + name
		}
		if u := data.UnitOf(info); u != "" {
			name += " / " + u
		}
		d.ColorBar(area, p.norm, name)
	}
	d.Frame = f
}

func (p *field) Locate(h *panel.Hit, g *plot.Frame2D, lx, ly float64) {
	f := p.st.Fields
	values, _ := p.shown()
	if values == nil || !g.X.Valid() || !g.Y.Valid() {
		return
	}
	i := data.Sample(g.X.Value(lx), g.X.Lo, g.X.Hi, f.NX)
	j := data.Sample(g.Y.Value(ly), g.Y.Lo, g.Y.Hi, f.Rows())
	x := g.X.Lo + (g.X.Hi-g.X.Lo)*float64(i)/math.Max(1, float64(f.NX-1))
	t := g.Y.Lo + (g.Y.Hi-g.Y.Lo)*float64(j)/math.Max(1, float64(f.Rows()-1))
	k := j*f.NX + i
	net, name := float64(f.Data[p.index][k]), data.SymbolOf(p.st.Problem.Fields[p.index])
	h.On, h.X, h.Y = true, g.X.At(x), g.Y.At(t)
	h.At[panel.X], h.At[panel.T] = x, t
	h.Pick.Eps, h.Pick.T, h.Pick.X, h.Pick.Value = f.Eps, t, x, float64(values[k])
	h.Lines = []string{panel.Value("t", t) + "   " + panel.Value("x", x), name + " network " + plot.Number(net, 5)}
	if f.Reference != nil {
		ref := float64(f.Reference[p.index][k])
		h.Lines = append(h.Lines, name+" reference "+plot.Number(ref, 5), "difference "+plot.Number(net-ref, 2))
	}
}
