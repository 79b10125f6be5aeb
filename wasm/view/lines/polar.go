package lines

import (
	"math"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// polar draws f over the direction of flight at one point of a plane: the distance from the middle is f. A circle is isotropy.
type polar struct {
	st     *data.State
	lo, hi float64 // settled range of the radius, lo 0
}

// NewPolar makes the panel of the distribution over directions.
func NewPolar(st *data.State, _ int) panel.Panel { return &polar{st: st} }

// column returns f at all angles of the chosen point.
func (p *polar) column(values []float32) []float64 {
	d, i := p.st.Distribution, p.st.CutColumn()
	out := make([]float64, d.NV)
	for j := range out {
		out[j] = float64(values[j*d.NX+i])
	}
	return out
}

// closed returns the curve of f around the middle.
func closed(dst []plot.Point, f []float64, d *data.Distribution, g *plot.Frame2D) []plot.Point {
	for j, r := range f {
		sin, cos := math.Sincos(d.VAt(j))
		dst = append(dst, plot.Point{X: g.X.At(r * cos), Y: g.Y.At(r * sin)})
	}
	return dst
}

func (p *polar) Paint(d *panel.Draw) {
	c, k := d.Canvas, p.st.Distribution
	side := math.Min(d.W-40, d.H-48-24)
	area := plot.Rect{X: math.Floor((d.W - side) / 2), Y: 52, W: side, H: side}
	f := plot.Frame2D{Area: area}
	head := "f over direction"
	if k == nil {
		d.Title(head, "")
		d.Hint(area, "Particles at the chosen point by their direction of flight: a circle where collisions have made them forget it")
		d.Frame = f
		return
	}
	head += " at (" + plot.Short(k.XAt(p.st.CutColumn()), 3) + ", " + plot.Short(k.Y, 3) + ")"
	d.Title(head, "")
	net := p.column(k.Data)
	curves := [][]float64{net}
	entries := []panel.Entry{panel.Look("network", 3, d.Theme.Network, nil)}
	if k.Reference != nil {
		curves = append(curves, p.column(k.Reference))
		entries = append(entries, panel.Look("reference", 1.4, d.Theme.Reference, panel.ReferenceDash))
	}
	mean := make([]float64, len(net))
	sum := 0.0
	for _, v := range net[1:] { // both ends are the same direction
		sum += v
	}
	for j := range mean {
		mean[j] = sum / float64(len(net)-1)
	}
	curves, entries = append(curves, mean), append(entries, panel.Look("isotropic", 1.2, d.Theme.Accent, equilibriumDash))
	lo, hi, ok := plot.Bounds(false, curves...)
	hi = math.Max(hi, -lo) // an untrained network has f < 0, which lies on the other side of the middle
	if !ok || !(hi > 0) {
		d.Hint(area, "No finite values at this point.")
		d.Frame = f
		return
	}
	p.lo, p.hi = plot.Settle(p.lo, p.hi, 0, 1.02*hi)
	f.X = plot.Axis{Lo: -p.hi, Hi: p.hi, From: area.X, To: area.Right()}
	f.Y = plot.Axis{Lo: -p.hi, Hi: p.hi, From: area.Bottom(), To: area.Y}
	p.rings(d, &f)
	for i, e := range entries {
		d.Points = closed(d.Points[:0], curves[i], k, &f)
		e.Curve(c, d.Points)
	}
	d.Legend(&f, head, entries)
	d.Frame = f
}

// rings draws circles of equal f with their values, and the axes.
func (p *polar) rings(d *panel.Draw, f *plot.Frame2D) {
	c, a := d.Canvas, f.Area
	ticks, _ := plot.LinearTicks(0, p.hi, 4)
	x, y := f.X.At(0), f.Y.At(0)
	c.HLine(a.X, a.Right(), y, 1, d.Theme.Grid)
	c.VLine(x, a.Y, a.Bottom(), 1, d.Theme.Grid)
	for _, t := range ticks {
		if t.Minor || !(t.Value > 0) {
			continue
		}
		d.Points = d.Points[:0]
		for i := range 97 {
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / 96)
			d.Points = append(d.Points, plot.Point{X: f.X.At(t.Value * cos), Y: f.Y.At(t.Value * sin)})
		}
		c.Polyline(d.Points, 1, d.Theme.Grid, nil)
		c.Text(x+3, f.Y.At(t.Value)+11, plot.Short(t.Value, 3), panel.Small, d.Theme.Muted, plot.Left)
	}
	c.Text(a.Right(), y-5, "x", panel.Small, d.Theme.Muted, plot.Right)
	c.Text(x-5, a.Y+10, "y", panel.Small, d.Theme.Muted, plot.Right)
}

func (p *polar) Locate(h *panel.Hit, g *plot.Frame2D, lx, ly float64) {
	d := p.st.Distribution
	if d == nil || !g.X.Valid() || !g.Y.Valid() {
		return
	}
	angle := math.Atan2(g.Y.Value(ly), g.X.Value(lx))
	if angle < 0 {
		angle += 2 * math.Pi
	}
	j := data.Sample(angle, d.VMin, d.VMax, d.NV)
	k := j*d.NX + p.st.CutColumn()
	r := float64(d.Data[k])
	sin, cos := math.Sincos(d.VAt(j))
	x, y := g.X.At(r*cos), g.Y.At(r*sin)
	if x-x != 0 || y-y != 0 || !g.Area.Contains(x, y) {
		return
	}
	h.On, h.X, h.Y = true, x, y
	h.Lines = []string{"direction " + plot.Number(d.VAt(j)*180/math.Pi, 3) + "°", "f network " + plot.Number(r, 4)}
	if d.Reference != nil {
		h.Lines = append(h.Lines, "f reference "+plot.Number(float64(d.Reference[k]), 4))
	}
}
