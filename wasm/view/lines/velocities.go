package lines

import (
	"math"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

var equilibriumDash = []float64{7, 4}

// velocities draws f(v) at the x under the pointer or chosen last.
type velocities struct {
	st     *data.State
	lo, hi float64 // settled y range
}

// NewVelocities makes the panel of the distribution at one x.
func NewVelocities(st *data.State, _ int) panel.Panel { return &velocities{st: st} }

// column is the column of the cut: v with network, reference (or nil) and equilibrium.
func (p *velocities) column() (v, net, ref, eq []float64) {
	d := p.st.Distribution
	i := p.st.CutColumn()
	m := d.Equilibrium(0)
	for j := p.st.Row0; j <= p.st.Row1; j++ {
		v = append(v, d.VAt(j))
		net = append(net, float64(d.Data[j*d.NX+i]))
		eq = append(eq, float64(m[j*d.NX+i]))
		if d.Reference != nil {
			ref = append(ref, float64(d.Reference[j*d.NX+i]))
		}
	}
	return v, net, ref, eq
}

func (p *velocities) Paint(d *panel.Draw) {
	c := d.Canvas
	area := plot.Rect{X: 50, Y: 62, W: d.W - 50 - 20, H: d.H - 62 - 40}
	f := plot.Frame2D{Area: area, XName: "v", YName: "f"}
	k := p.st.Distribution
	if k == nil {
		d.Title("Distribution f(v) at one x", "")
		f.DrawAxes(c, d.Theme, false)
		d.Hint(area, "f(v) at the x under the pointer, beside its local equilibrium")
		d.Frame = f
		return
	}
	head := "f(v) at x = " + plot.Short(k.XAt(p.st.CutColumn()), 3)
	d.Title(head, "")
	v, net, ref, eq := p.column()
	lo, hi, ok := plot.Bounds(false, net, ref, eq)
	f.X = plot.Axis{Lo: k.VAt(p.st.Row0), Hi: k.VAt(p.st.Row1), From: area.X, To: area.Right()}
	f.XTicks, f.XExponent = plot.LinearTicks(f.X.Lo, f.X.Hi, panel.Ticks(area.W, 50))
	if !ok {
		f.DrawGrid(c, d.Theme)
		f.DrawAxes(c, d.Theme, false)
		d.Hint(area, "No finite values at this x.")
		d.Frame = f
		return
	}
	pad := 0.04 * (hi - lo)
	low := lo - pad
	if lo >= 0 && lo < 0.3*hi {
		low = 0 // a distribution stands on zero
	}
	p.lo, p.hi = plot.Settle(p.lo, p.hi, low, hi+pad)
	f.Y = plot.Axis{Lo: p.lo, Hi: p.hi, From: area.Bottom(), To: area.Y}
	f.YTicks, f.YExponent = plot.LinearTicks(p.lo, p.hi, panel.Ticks(area.H, 30))
	f.DrawGrid(c, d.Theme)
	if p.lo < 0 && p.hi > 0 {
		c.HLine(area.X, area.Right(), f.Y.At(0), 1, plot.Alpha(d.Theme.Axis, 0.6))
	}
	entries := []panel.Entry{panel.Look("network", 3, d.Theme.Network, nil), panel.Look(panel.EquilibriumName(k), 1.8, d.Theme.Accent, equilibriumDash)}
	curves := [][]float64{net, eq}
	if ref != nil {
		entries = append(entries, panel.Look("reference", 1.4, d.Theme.Reference, panel.ReferenceDash))
		curves = append(curves, ref)
	}
	c.SetClip(area)
	for i, e := range entries {
		d.Points = plot.Curve(d.Points[:0], v, curves[i], f.X, f.Y, c.Scale)
		e.Curve(c, d.Points)
	}
	c.SetClip(plot.Rect{})
	f.DrawAxes(c, d.Theme, false)
	d.Legend(&f, head, entries)
	d.Frame = f
}

func (p *velocities) Locate(h *panel.Hit, g *plot.Frame2D, lx, _ float64) {
	d := p.st.Distribution
	if d == nil || !g.X.Valid() || !g.Y.Valid() {
		return
	}
	i, j := p.st.CutColumn(), p.st.Row0+data.Sample(g.X.Value(lx), g.X.Lo, g.X.Hi, p.st.Row1-p.st.Row0+1)
	y := g.Y.At(float64(d.Data[j*d.NX+i]))
	if y-y != 0 {
		y = g.Area.Bottom()
	}
	h.On, h.X, h.Y = true, g.X.At(d.VAt(j)), math.Max(g.Area.Y, math.Min(y, g.Area.Bottom()))
	h.At[panel.V] = d.VAt(j)
	h.Lines = panel.PhaseLines(d, i, j)
}
