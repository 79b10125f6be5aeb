// Package lines draws the panels of line plots: fields over x and v, losses, errors over the Knudsen number, conservation and entropy.
package lines

import (
	"math"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// field is the cut through one field at the chosen time: network, reference and limits over x.
type field struct {
	st     *data.State
	index  int
	lo, hi float64 // settled y range
}

// NewField makes the panel of field i.
func NewField(st *data.State, i int) panel.Panel { return &field{st: st, index: i} }

// cut returns x, network and reference values of the field at the chosen time.
func (p *field) cut() (x, net, ref []float64) {
	if p.st.Fields == nil {
		return nil, nil, nil
	}
	l := &p.st.Fields.Line
	if l.Reference != nil {
		ref = l.Reference[p.index]
	}
	return l.X, l.Values[p.index], ref
}

func (p *field) Paint(d *panel.Draw) {
	c := d.Canvas
	info := p.st.Problem.Fields[p.index]
	area := d.Area(48, p.st.Fields != nil)
	x, net, ref := p.cut()
	head := data.TitleOf(info) + " at the chosen t"
	if p.st.Fields != nil {
		head = data.TitleOf(info) + " at t = " + plot.Short(p.st.Fields.T, 3)
	}
	d.Title(head, "")
	f := plot.Frame2D{Area: area, XName: "x", YName: data.SymbolOf(info)}
	f.X = plot.Axis{Lo: p.st.Problem.XMin, Hi: p.st.Problem.XMax, From: area.X, To: area.Right()}
	if f.X.Valid() {
		panel.XTicks(&f)
	}
	points := p.st.Measured(info.Name)
	var measured []float64
	for _, m := range points {
		measured = append(measured, m.Value)
	}
	lo, hi, ok := plot.Bounds(false, net, ref, measured)
	if !ok {
		f.DrawGrid(c, d.Theme)
		f.DrawAxes(c, d.Theme, false)
		text := "The network's curve with the reference over it"
		if net != nil {
			text = "No finite values at this t."
		}
		d.Hint(area, text)
		d.Frame = f
		return
	}
	limits := p.limits()
	var bounds [][]float64
	for _, l := range limits {
		bounds = append(bounds, l.values)
	}
	// The limits show where they are of the size of the curve; they must not flatten it.
	span := hi - lo
	if a, b, some := plot.Bounds(false, bounds...); some {
		lo, hi = math.Min(lo, math.Max(a, lo-0.7*span)), math.Max(hi, math.Min(b, hi+0.7*span))
	}
	pad := 0.04 * (hi - lo)
	p.lo, p.hi = plot.Settle(p.lo, p.hi, lo-pad, hi+pad)
	f.Y = plot.Axis{Lo: p.lo, Hi: p.hi, From: area.Bottom(), To: area.Y}
	f.YTicks, f.YExponent = plot.LinearTicks(p.lo, p.hi, panel.Ticks(area.H, 30))
	f.DrawGrid(c, d.Theme)
	if y := f.Y.At(0); p.lo < 0 && p.hi > 0 {
		c.HLine(area.X, area.Right(), y, 1, plot.Alpha(d.Theme.Axis, 0.6))
	}
	c.SetClip(area)
	draw := func(e panel.Entry, y []float64) {
		d.Points = plot.Curve(d.Points[:0], x, y, f.X, f.Y, c.Scale)
		e.Curve(c, d.Points)
	}
	entries := []panel.Entry{panel.Look("network", 3, d.Theme.Network, nil)}
	var minor []panel.Entry
	for _, l := range limits {
		e := panel.Look(l.name, 1.1, d.Theme.SeriesColor(l.colour), nil).AsMinor()
		draw(e, l.values)
		minor = append(minor, e)
	}
	draw(entries[0], net)
	if ref != nil {
		entries = append(entries, panel.Look("reference", 1.4, d.Theme.Reference, panel.ReferenceDash))
		draw(entries[1], ref)
	}
	for _, m := range points {
		at := f.X.At(m.X)
		if m.Sigma > 0 {
			c.VLine(at, f.Y.At(m.Value+m.Sigma), f.Y.At(m.Value-m.Sigma), 1, d.Theme.Text)
		}
		c.Mark(at, f.Y.At(m.Value), 3.2, plot.Disc, d.Theme.Text)
	}
	c.SetClip(plot.Rect{})
	f.DrawAxes(c, d.Theme, false)
	x0 := area.Right() + 12
	if ref == nil {
		c.Text(x0, area.Y+8, "reference:", panel.Small, d.Theme.Muted, plot.Left)
		c.Text(x0, area.Y+23, "computing", panel.Small, d.Theme.Muted, plot.Left)
	}
	if e, relative := distance(net, ref); e == e {
		name := "rel. L2"
		if !relative {
			name = "abs. L2"
		}
		c.Text(x0, area.Y+8, name, panel.Small, d.Theme.Muted, plot.Left)
		c.Text(x0, area.Y+23, plot.Number(e, 2), panel.Small, d.Theme.Text, plot.Left)
	}
	d.Legend(&f, head, append(entries, minor...))
	d.Frame = f
}

// limit is a limiting solution of the field at the chosen time.
type limit struct {
	name   string
	colour int // its series
	values []float64
}

// limits returns those that are known.
func (p *field) limits() (out []limit) {
	if p.st.Fields == nil {
		return nil
	}
	for k, m := range p.st.Fields.Line.Limits {
		out = append(out, limit{m.Label, k + 2, m.Values[p.index]}) // the first two colours are those of network and marker
	}
	return out
}

// distance is |net - ref| / |ref| over the samples, or the root mean square of the difference where the reference is zero but for
// rounding; NaN without a reference.
func distance(net, ref []float64) (value float64, relative bool) {
	if len(ref) == 0 || len(net) != len(ref) {
		return math.NaN(), true
	}
	var d, r float64
	for i, v := range ref {
		d += (net[i] - v) * (net[i] - v)
		r += v * v
	}
	if r <= 1e-20*d {
		return math.Sqrt(d / float64(len(ref))), false
	}
	return math.Sqrt(d / r), true
}

func (p *field) Locate(h *panel.Hit, g *plot.Frame2D, lx, _ float64) {
	x, net, ref := p.cut()
	if !g.Y.Valid() || !g.X.Valid() {
		return
	}
	i := panel.Nearest(x, g.X, lx)
	if i < 0 {
		return
	}
	name := data.SymbolOf(p.st.Problem.Fields[p.index])
	y := g.Y.At(net[i])
	if y-y != 0 {
		y = g.Area.Bottom()
	}
	h.On, h.X, h.Y = true, g.X.At(x[i]), math.Max(g.Area.Y, math.Min(y, g.Area.Bottom()))
	h.At[panel.X] = x[i]
	h.Pick.Eps, h.Pick.T, h.Pick.X, h.Pick.Value = p.st.Fields.Eps, p.st.Fields.T, x[i], net[i]
	h.Lines = []string{panel.Value("x", x[i]), name + " network " + plot.Number(net[i], 5)}
	if ref != nil {
		h.Lines = append(h.Lines, name+" reference "+plot.Number(ref[i], 5), "difference "+plot.Number(net[i]-ref[i], 2))
	}
	for _, l := range p.limits() {
		h.Lines = append(h.Lines, name+" "+l.name+" "+plot.Number(l.values[i], 5))
	}
}
