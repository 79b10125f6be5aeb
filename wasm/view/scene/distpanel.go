package scene

import (
	"math"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// equilibriumSymbol is M, the local Maxwellian, or for transport the density.
func (s *Scene) equilibriumSymbol() string {
	if s.distribution != nil && s.distribution.directions() {
		return "ρ"
	}
	return "M"
}

func (s *Scene) quantitySymbol() string {
	name := "f"
	switch s.quantity {
	case ShowEquilibrium:
		name = s.equilibriumSymbol()
	case ShowDifference:
		name = "f − " + s.equilibriumSymbol()
	}
	if s.show != ShowError {
		return name
	}
	if s.quantity == ShowDifference {
		name = "(" + name + ")"
	}
	return "Δ" + name
}

// paintDistributionHeat recolours the heat map of the distribution.
func (s *Scene) paintDistributionHeat(p *Panel) {
	values, _ := s.shownDistribution()
	if values == nil {
		p.Heat = nil
		p.dirty, s.changed = true, true
		return
	}
	d := s.distribution
	part := values[s.rows0*d.NX : (s.rows1+1)*d.NX]
	n := plot.Norm{Map: plot.Viridis}
	var lo, hi float64
	var ok bool
	if s.show == ShowError || s.quantity == ShowDifference {
		n.Map, n.Diverging = plot.PuOr, true
		if s.show != ShowError {
			n.Map = plot.RdBu
		}
		lo, hi, ok = plot.Range(part)
		m := math.Max(-lo, hi)
		lo, hi = -m, m
	} else {
		// f and its equilibrium, network and reference share one range, so that switching between
		// them compares colours.
		lo, hi, ok = plot.Range(d.Data, d.Reference, d.equilibrium(0))
	}
	if !ok {
		lo, hi = 0, 1
		if n.Diverging {
			lo = -1
		}
	}
	old := p.norm
	if old.Map == n.Map {
		n.Lo, n.Hi = plot.Settle(old.Lo, old.Hi, lo, hi)
	} else {
		n.Lo, n.Hi = plot.Widen(lo, hi)
	}
	p.norm = n
	p.dirty = p.dirty || old != n || p.normKey != s.distributionNote()
	var bad bool
	p.Heat, bad = plot.PaintHeat(p.Heat, part, s.rows1-s.rows0+1, d.NX, n, s.theme.Bad)
	p.Smooth = !bad
	p.HeatVersion = s.nextVersion()
	s.changed = true
}

func (s *Scene) distributionNote() string {
	if s.distribution == nil {
		return ""
	}
	what := s.show
	if what == ShowError {
		what = "network − reference"
	}
	return what + ",  ε = " + plot.Short(s.distribution.Eps, 3) + ",  t = " + plot.Short(s.distribution.T, 3)
}

func (s *Scene) paintDistribution(p *Panel, c *plot.Canvas) {
	d := s.distribution
	p.normKey = s.distributionNote()
	s.title(p, c, "Distribution f(x, v)", p.normKey)
	left, right := 50.0, 84.0
	if p.Rect.W < 340 {
		left, right = 44, 66
	}
	area := plot.Rect{X: left, Y: 62, W: p.Rect.W - left - right, H: p.Rect.H - 62 - 40}
	f := plot.Frame2D{Area: area, XName: "x", YName: "v"}
	if d != nil {
		f.X = plot.Axis{Lo: d.XMin, Hi: d.XMax, From: area.X, To: area.Right()}
		f.Y = plot.Axis{Lo: d.v(s.rows0), Hi: d.v(s.rows1), From: area.Bottom(), To: area.Y}
		s.xTicks(&f)
		f.YTicks, f.YExponent = plot.LinearTicks(f.Y.Lo, f.Y.Hi, tickCount(area.H, 30))
	}
	f.DrawAxes(c, s.theme, true)
	p.geometry = f
	_, reason := s.shownDistribution()
	if reason != "" {
		c.FillRect(plot.Rect{X: area.X + 1, Y: area.Y + 1, W: area.W - 2, H: area.H - 2}, plot.Alpha(s.theme.Grid, 0.5))
		s.hint(c, area, reason)
	} else {
		width := 14.0
		if p.Rect.W < 340 {
			width = 11
		}
		plot.ColorBar(c, s.theme, plot.Rect{X: area.Right() + 14, Y: area.Y, W: width, H: area.H}, p.norm, tickCount(area.H, 34), s.quantitySymbol())
	}
	if d == nil {
		return
	}
	end := area.Right()
	if !d.directions() {
		end = s.choices(p, c, end, 31, []choice{{"all v", s.allVelocities, func() { s.SetAllVelocities(!s.allVelocities) }}}) - 8
	}
	quantity := func(name, text string) choice {
		return choice{text, s.quantity == name, func() { _ = s.SetQuantity(name) }}
	}
	m := s.equilibriumSymbol()
	s.choices(p, c, end, 31, []choice{quantity(ShowF, "f"), quantity(ShowEquilibrium, m), quantity(ShowDifference, "f − "+m)})
}

func (s *Scene) locateDistribution(h *hover, lx, ly float64) {
	d, g := s.distribution, &h.panel.geometry
	values, _ := s.shownDistribution()
	if values == nil || !g.X.Valid() || !g.Y.Valid() {
		return
	}
	i := sample(g.X.Value(lx), g.X, d.NX)
	j := s.rows0 + sample(g.Y.Value(ly), g.Y, s.rows1-s.rows0+1)
	x, v, k := d.x(i), d.v(j), j*d.NX+i
	h.on, h.x, h.y = true, g.X.At(x), g.Y.At(v)
	h.data[xAxis], h.data[vAxis] = x, v
	h.pick.Eps, h.pick.T, h.pick.X, h.pick.V, h.pick.Value = d.Eps, d.T, x, v, float64(values[k])
	h.lines = s.distributionLines(i, j)
}

// distributionLines are the values at column i and row j.
func (s *Scene) distributionLines(i, j int) []string {
	d := s.distribution
	k := j*d.NX + i
	value := func(name string, v float32) string { return name + " " + plot.Number(float64(v), 4) }
	lines := []string{number("x", d.x(i)) + "   " + number("v", d.v(j)), value("f network", d.Data[k])}
	if d.Reference != nil {
		lines = append(lines, value("f reference", d.Reference[k]))
	}
	name := "local Maxwellian"
	if d.directions() {
		name = "density ρ"
	}
	return append(lines, value(name, d.equilibrium(0)[k]))
}

var equilibriumDash = []float64{7, 4}

// velocities is the column of the cut: v with network, reference (or nil) and equilibrium.
func (s *Scene) velocities() (v, net, ref, eq []float64) {
	d := s.distribution
	i := s.cutColumn()
	m := d.equilibrium(0)
	for j := s.rows0; j <= s.rows1; j++ {
		v = append(v, d.v(j))
		net = append(net, float64(d.Data[j*d.NX+i]))
		eq = append(eq, float64(m[j*d.NX+i]))
		if d.Reference != nil {
			ref = append(ref, float64(d.Reference[j*d.NX+i]))
		}
	}
	return v, net, ref, eq
}

// paintVelocities draws f(v) at the x under the pointer or chosen last.
func (s *Scene) paintVelocities(p *Panel, c *plot.Canvas) {
	area := plot.Rect{X: 50, Y: 62, W: p.Rect.W - 50 - 20, H: p.Rect.H - 62 - 40}
	f := plot.Frame2D{Area: area, XName: "v", YName: "f"}
	d := s.distribution
	if d == nil {
		s.title(p, c, "Distribution f(v) at one x", "")
		f.DrawAxes(c, s.theme, false)
		s.hint(c, area, "f(v) at the x under the pointer, beside its local equilibrium")
		p.geometry = f
		return
	}
	head := "f(v) at x = " + plot.Short(d.x(s.cutColumn()), 3)
	s.title(p, c, head, "")
	v, net, ref, eq := s.velocities()
	lo, hi, ok := plot.Bounds(false, net, ref, eq)
	f.X = plot.Axis{Lo: d.v(s.rows0), Hi: d.v(s.rows1), From: area.X, To: area.Right()}
	f.XTicks, f.XExponent = plot.LinearTicks(f.X.Lo, f.X.Hi, tickCount(area.W, 50))
	if !ok {
		f.DrawGrid(c, s.theme)
		f.DrawAxes(c, s.theme, false)
		s.hint(c, area, "No finite values at this x.")
		p.geometry = f
		return
	}
	pad := 0.04 * (hi - lo)
	low := lo - pad
	if lo >= 0 && lo < 0.3*hi {
		low = 0 // a distribution stands on zero
	}
	p.lo, p.hi = plot.Settle(p.lo, p.hi, low, hi+pad)
	f.Y = plot.Axis{Lo: p.lo, Hi: p.hi, From: area.Bottom(), To: area.Y}
	f.YTicks, f.YExponent = plot.LinearTicks(p.lo, p.hi, tickCount(area.H, 30))
	f.DrawGrid(c, s.theme)
	if p.lo < 0 && p.hi > 0 {
		c.HLine(area.X, area.Right(), f.Y.At(0), 1, plot.Alpha(s.theme.Axis, 0.6))
	}
	name := "local Maxwellian"
	if d.directions() {
		name = "density ρ"
	}
	entries := []entry{look("network", 3, s.theme.Network, nil).asMinor(), look(name, 1.8, s.theme.Accent, equilibriumDash)}
	curves := [][]float64{net, eq}
	if ref != nil {
		entries = append(entries, look("reference", 1.4, s.theme.Reference, referenceDash).asMinor())
		curves = append(curves, ref)
	}
	c.SetClip(area)
	for k, e := range entries {
		p.points = plot.Curve(p.points[:0], v, curves[k], f.X, f.Y, c.Scale)
		e.curve(c, p.points)
	}
	c.SetClip(plot.Rect{})
	f.DrawAxes(c, s.theme, false)
	s.legend(p, c, &f, head, entries)
	p.geometry = f
}

func (s *Scene) locateVelocities(h *hover, lx, _ float64) {
	d, g := s.distribution, &h.panel.geometry
	if d == nil || !g.X.Valid() || !g.Y.Valid() {
		return
	}
	i, j := s.cutColumn(), s.rows0+sample(g.X.Value(lx), g.X, s.rows1-s.rows0+1)
	y := g.Y.At(float64(d.Data[j*d.NX+i]))
	if y-y != 0 {
		y = g.Area.Bottom()
	}
	h.on, h.x, h.y = true, g.X.At(d.v(j)), math.Max(g.Area.Y, math.Min(y, g.Area.Bottom()))
	h.data[vAxis] = d.v(j)
	h.lines = s.distributionLines(i, j)
}
