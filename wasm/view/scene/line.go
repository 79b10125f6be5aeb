package scene

import (
	"math"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// cut returns x, network and reference values of field i at the chosen time. Without a line in
// the message the row of the field next to that time is used.
func (s *Scene) cut(i int) (x, net, ref []float64) {
	f := s.fields
	if f == nil || i >= len(f.Fields) {
		return nil, nil, nil
	}
	name := f.Fields[i].Name
	if f.Line != nil && len(f.Line.X) > 0 {
		v := f.Line.Values[name]
		r := f.Line.Reference[name]
		if len(v) == len(f.Line.X) {
			if len(r) != len(v) {
				r = nil
			}
			return f.Line.X, v, r
		}
	}
	j := 0
	if f.NT > 1 {
		j = int(math.Round(f.T / f.TEnd * float64(f.NT-1)))
		j = max(0, min(j, f.NT-1))
	}
	for k := 0; k < f.NX; k++ {
		x = append(x, f.XMin+(f.XMax-f.XMin)*float64(k)/math.Max(1, float64(f.NX-1)))
		net = append(net, float64(f.Fields[i].Data[j*f.NX+k]))
		if r := f.Fields[i].Reference; r != nil {
			ref = append(ref, float64(r[j*f.NX+k]))
		}
	}
	return x, net, ref
}

var referenceDash = []float64{5, 4}

func (s *Scene) paintLine(p *Panel, c *plot.Canvas) {
	info := s.problem.Fields[p.Field]
	area := s.fieldArea(p)
	x, net, ref := s.cut(p.Field)
	head := titleOf(info) + " at the chosen t"
	if s.fields != nil {
		head = titleOf(info) + " at t = " + plot.Short(s.fields.T, 3)
	}
	s.title(p, c, head, "")
	f := plot.Frame2D{Area: area, XName: "x", YName: symbolOf(info)}
	f.X = plot.Axis{Lo: s.problem.XMin, Hi: s.problem.XMax, From: area.X, To: area.Right()}
	if s.fields != nil {
		f.X.Lo, f.X.Hi = s.fields.XMin, s.fields.XMax
	}
	if f.X.Valid() {
		s.xTicks(&f)
	}
	lo, hi, ok := plot.Bounds(false, net, ref)
	if !ok {
		f.DrawGrid(c, s.theme)
		f.DrawAxes(c, s.theme, false)
		text := "The network's curve with the reference over it"
		if net != nil {
			text = "No finite values at this t."
		}
		s.hint(c, area, text)
		p.geometry = f
		return
	}
	limits := s.limits(p.Field)
	// The limits show where they are of the size of the curve; they must not flatten it.
	span := hi - lo
	if a, b, some := plot.Bounds(false, limits.values...); some {
		lo, hi = math.Min(lo, math.Max(a, lo-0.7*span)), math.Max(hi, math.Min(b, hi+0.7*span))
	}
	pad := 0.04 * (hi - lo)
	p.lo, p.hi = plot.Settle(p.lo, p.hi, lo-pad, hi+pad)
	f.Y = plot.Axis{Lo: p.lo, Hi: p.hi, From: area.Bottom(), To: area.Y}
	f.YTicks, f.YExponent = plot.LinearTicks(p.lo, p.hi, tickCount(area.H, 30))
	f.DrawGrid(c, s.theme)
	if y := f.Y.At(0); p.lo < 0 && p.hi > 0 {
		c.HLine(area.X, area.Right(), y, 1, plot.Alpha(s.theme.Axis, 0.6))
	}
	c.SetClip(area)
	draw := func(e entry, y []float64) {
		p.points = plot.Curve(p.points[:0], x, y, f.X, f.Y, c.Scale)
		e.curve(c, p.points)
	}
	entries := []entry{look("network", 3, s.theme.Network, nil).asMinor()}
	for k, v := range limits.values {
		draw(limits.entries[k], v)
	}
	draw(entries[0], net)
	if ref != nil {
		entries = append(entries, look("reference", 1.4, s.theme.Reference, referenceDash).asMinor())
		draw(entries[1], ref)
	}
	c.SetClip(plot.Rect{})
	f.DrawAxes(c, s.theme, false)
	if e := relativeL2(net, ref); e == e {
		x := area.Right() + 12
		c.Text(x, area.Y+8, "rel. L2", smallFont, s.theme.Muted, plot.Left)
		c.Text(x, area.Y+23, plot.Number(e, 2), smallFont, s.theme.Text, plot.Left)
	}
	s.legend(p, c, &f, head, append(entries, limits.entries...))
	p.geometry = f
}

// limitCurves are the thin lines of one field.
type limitCurves struct {
	entries []entry
	values  [][]float64
}

// limits returns the limit curves of field i at the chosen time.
func (s *Scene) limits(i int) (l limitCurves) {
	f := s.fields
	if f == nil || f.Line == nil || i >= len(f.Fields) || len(f.Line.Values[f.Fields[i].Name]) != len(f.Line.X) {
		return l // no cut to go with
	}
	for k, m := range f.Line.Limits {
		v := m.Values[f.Fields[i].Name]
		if len(v) == 0 || len(v) != len(f.Line.X) {
			continue
		}
		name := m.Label
		if name == "" {
			name = m.Name
		}
		// The first two colours are those of network and marker.
		l.entries = append(l.entries, look(name, 1.1, s.theme.SeriesColor(k+2), nil))
		l.values = append(l.values, v)
	}
	return l
}

// relativeL2 is |net - ref| / |ref| over the samples; NaN without a reference.
func relativeL2(net, ref []float64) float64 {
	if len(ref) == 0 || len(net) != len(ref) {
		return math.NaN()
	}
	var d, r float64
	for i, v := range ref {
		d += (net[i] - v) * (net[i] - v)
		r += v * v
	}
	return math.Sqrt(d / r)
}
