package scene

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// shown returns the values of field i under the current choice, or nil with the reason.
func (s *Scene) shown(i int) ([]float32, string) {
	if s.fields == nil || i >= len(s.fields.Fields) {
		return nil, s.emptyHint(i)
	}
	d := &s.fields.Fields[i]
	switch {
	case s.show == ShowNetwork:
		return d.Data, ""
	case d.Reference == nil:
		return nil, "The reference at this ε is not computed yet."
	case s.show == ShowReference:
		return d.Reference, ""
	}
	diff := make([]float32, len(d.Data))
	for k, v := range d.Data {
		diff[k] = v - d.Reference[k]
	}
	return diff, ""
}

// emptyHint says what to do, once, and what the other panels will show.
func (s *Scene) emptyHint(i int) string {
	if i == 0 {
		return "Press Run: one network learns every Knudsen number. " + titleOf(s.problem.Fields[0]) + " appears here and settles as it learns."
	}
	if i < len(s.problem.Fields) {
		return titleOf(s.problem.Fields[i]) + " over x and t"
	}
	return ""
}

// paintHeats recolours every heat map; once per snapshot.
func (s *Scene) paintHeats() {
	for _, p := range s.panels {
		if p.Kind == DistributionPanel {
			s.paintDistributionHeat(p)
		}
		if p.Kind != HeatPanel {
			continue
		}
		values, _ := s.shown(p.Field)
		if values == nil {
			if p.Heat != nil {
				p.Heat = nil
			}
			p.dirty, s.changed = true, true
			continue
		}
		old := p.norm
		p.norm = s.normFor(p, values)
		p.dirty = p.dirty || old != p.norm || p.normKey != s.heatNote()
		var bad bool
		p.Heat, bad = plot.PaintHeat(p.Heat, values, s.fields.NT, s.fields.NX, p.norm, s.theme.Bad)
		// Interpolation would smear a bad cell over its neighbours.
		p.Smooth = !bad
		p.HeatVersion = s.nextVersion()
		s.changed = true
	}
}

// normFor chooses map and range. Network and reference share one range, so that switching
// between them compares colours.
func (s *Scene) normFor(p *Panel, values []float32) plot.Norm {
	d := &s.fields.Fields[p.Field]
	n := plot.Norm{Map: plot.Viridis}
	ranges := [][]float32{d.Data, d.Reference}
	if s.show == ShowError {
		n.Map, n.Diverging = plot.PuOr, true
		ranges = [][]float32{values}
	} else if d.Sign == info.Signed {
		n.Map, n.Diverging = plot.RdBu, true
	}
	lo, hi, ok := plot.Range(ranges...)
	if !ok {
		lo, hi = 0, 1
	}
	if n.Diverging {
		lo, hi = math.Min(lo, 0), math.Max(hi, 0)
		if s.show == ShowError || (-lo > 0.5*hi && hi > -0.5*lo) {
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

func (s *Scene) heatNote() string {
	if s.fields == nil {
		return ""
	}
	what := s.show
	if what == ShowError {
		what = "network − reference"
	}
	return what + ",  ε = " + plot.Short(s.fields.Eps, 3)
}

func (s *Scene) paintHeatFrame(p *Panel, c *plot.Canvas) {
	info := s.problem.Fields[p.Field]
	area := s.fieldArea(p)
	p.normKey = s.heatNote()
	s.title(p, c, titleOf(info), p.normKey)
	_, reason := s.shown(p.Field)
	f := plot.Frame2D{Area: area, XName: "x", YName: "t"}
	f.X = plot.Axis{Lo: s.problem.XMin, Hi: s.problem.XMax, From: area.X, To: area.Right()}
	f.Y = plot.Axis{Lo: 0, Hi: s.problem.TEnd, From: area.Bottom(), To: area.Y}
	if s.fields != nil {
		f.X.Lo, f.X.Hi, f.Y.Hi = s.fields.XMin, s.fields.XMax, s.fields.TEnd
	}
	if f.X.Valid() && f.Y.Valid() {
		s.xTicks(&f)
		f.YTicks, f.YExponent = plot.LinearTicks(f.Y.Lo, f.Y.Hi, tickCount(area.H, 34))
	}
	if reason != "" {
		c.FillRect(area, plot.Alpha(s.theme.Grid, 0.5))
		f.DrawAxes(c, s.theme, true)
		s.hint(c, area, reason)
	} else {
		f.DrawAxes(c, s.theme, true)
		name := symbolOf(info)
		if s.show == ShowError {
			name = "Δ" + name
		}
		if u := unitOf(info); u != "" {
			name += " / " + u
		}
		width := 14.0
		if p.Rect.W < 340 {
			width = 11
		}
		plot.ColorBar(c, s.theme, plot.Rect{X: area.Right() + 14, Y: area.Y, W: width, H: area.H}, p.norm, tickCount(area.H, 34), name)
	}
	p.geometry = f
}
