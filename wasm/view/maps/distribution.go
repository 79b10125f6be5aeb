package maps

import (
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// distribution is the map of f(x, v) at the chosen time, of its equilibrium or their difference.
type distribution struct {
	st   *data.State
	norm plot.Norm
	key  string // what the frame shows beside the range of the colours
}

// NewDistribution makes the panel of the distribution.
func NewDistribution(st *data.State, _ int) panel.Panel { return &distribution{st: st} }

// equilibriumSymbol is M, the local Maxwellian, or for transport the density.
func (p *distribution) equilibriumSymbol() string {
	if p.st.Distribution != nil && p.st.Distribution.Directions() {
		return "ρ"
	}
	return "M"
}

func (p *distribution) quantitySymbol() string {
	name := "f"
	switch p.st.Quantity {
	case data.ShowEquilibrium:
		name = p.equilibriumSymbol()
	case data.ShowDifference:
		name = "f − " + p.equilibriumSymbol()
	}
	if p.st.Show != data.ShowError {
		return name
	}
	if p.st.Quantity == data.ShowDifference {
		name = "(" + name + ")"
	}
	return "Δ" + name
}

func (p *distribution) Colour(t *plot.Theme) (h *plot.Heat, frame bool) {
	values, _ := p.st.ShownDistribution()
	if values == nil {
		return nil, true
	}
	d := p.st.Distribution
	part := values[p.st.Row0*d.NX : (p.st.Row1+1)*d.NX]
	n := plot.Norm{Map: plot.Viridis}
	var lo, hi float64
	var ok bool
	if p.st.Show == data.ShowError || p.st.Quantity == data.ShowDifference {
		n.Map, n.Diverging = plot.PuOr, true
		if p.st.Show != data.ShowError {
			n.Map = plot.RdBu
		}
		lo, hi, ok = plot.Range(part)
		m := math.Max(-lo, hi)
		lo, hi = -m, m
	} else {
		// f and its equilibrium, network and reference share one range, so that switching between
		// them compares colours.
		lo, hi, ok = plot.Range(d.Data, d.Reference, d.Equilibrium(0))
	}
	if !ok {
		lo, hi = 0, 1
		if n.Diverging {
			lo = -1
		}
	}
	if p.norm.Map == n.Map {
		n.Lo, n.Hi = plot.Settle(p.norm.Lo, p.norm.Hi, lo, hi)
	} else {
		n.Lo, n.Hi = plot.Widen(lo, hi)
	}
	frame = p.norm != n || p.key != p.frameKey()
	p.norm = n
	return plot.NewHeat(part, p.st.Row1-p.st.Row0+1, d.NX, n, t.Bad), frame
}

func (p *distribution) Marker() (panel.Axis, float64) {
	if p.st.Distribution == nil {
		return panel.X, math.NaN()
	}
	return panel.X, p.st.Distribution.XAt(p.st.CutColumn())
}

func (p *distribution) frameKey() string {
	return fmt.Sprint(p.note(), p.quantitySymbol(), p.st.Row0, p.st.Row1, p.st.AllVelocities)
}

func (p *distribution) note() string {
	if p.st.Distribution == nil {
		return ""
	}
	what := p.st.Show
	if what == data.ShowError {
		what = "network − reference"
	}
	return what + ",  ε = " + plot.Short(p.st.Distribution.Eps, 3) + ",  t = " + plot.Short(p.st.Distribution.T, 3)
}

func (p *distribution) Paint(d *panel.Draw) {
	c, k := d.Canvas, p.st.Distribution
	p.key = p.frameKey()
	d.Title("Distribution f(x, v)", p.note())
	area := d.Area(62, true)
	f := plot.Frame2D{Area: area, XName: "x", YName: "v"}
	if k != nil {
		f.X = plot.Axis{Lo: k.XMin, Hi: k.XMax, From: area.X, To: area.Right()}
		f.Y = plot.Axis{Lo: k.VAt(p.st.Row0), Hi: k.VAt(p.st.Row1), From: area.Bottom(), To: area.Y}
		panel.XTicks(&f)
		f.YTicks, f.YExponent = plot.LinearTicks(f.Y.Lo, f.Y.Hi, panel.Ticks(area.H, 30))
	}
	f.DrawAxes(c, d.Theme, true)
	d.Frame = f
	_, reason := p.st.ShownDistribution()
	if reason != "" {
		c.FillRect(plot.Rect{X: area.X + 1, Y: area.Y + 1, W: area.W - 2, H: area.H - 2}, plot.Alpha(d.Theme.Grid, 0.5))
		d.Hint(area, reason)
	} else {
		d.ColorBar(area, p.norm, p.quantitySymbol())
	}
	if k == nil {
		return
	}
	end := area.Right()
	if !k.Directions() {
		end = d.Choices(end, 31, []panel.Choice{{Text: "all v", On: p.st.AllVelocities, Press: func() { p.st.SetAllVelocities(!p.st.AllVelocities) }}}) - 8
	}
	quantity := func(name, text string) panel.Choice {
		return panel.Choice{Text: text, On: p.st.Quantity == name, Press: func() { _ = p.st.SetQuantity(name) }}
	}
	m := p.equilibriumSymbol()
	d.Choices(end, 31, []panel.Choice{quantity(data.ShowF, "f"), quantity(data.ShowEquilibrium, m), quantity(data.ShowDifference, "f − "+m)})
}

func (p *distribution) Locate(h *panel.Hit, g *plot.Frame2D, lx, ly float64) {
	d := p.st.Distribution
	values, _ := p.st.ShownDistribution()
	if values == nil || !g.X.Valid() || !g.Y.Valid() {
		return
	}
	i := data.Sample(g.X.Value(lx), g.X.Lo, g.X.Hi, d.NX)
	j := p.st.Row0 + data.Sample(g.Y.Value(ly), g.Y.Lo, g.Y.Hi, p.st.Row1-p.st.Row0+1)
	x, v, k := d.XAt(i), d.VAt(j), j*d.NX+i
	h.On, h.X, h.Y = true, g.X.At(x), g.Y.At(v)
	h.At[panel.X], h.At[panel.V] = x, v
	h.Pick.Eps, h.Pick.T, h.Pick.X, h.Pick.V, h.Pick.Value = d.Eps, d.T, x, v, float64(values[k])
	h.Lines = panel.PhaseLines(d, i, j)
}
