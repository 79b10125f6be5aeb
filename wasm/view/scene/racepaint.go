package scene

import (
	"math"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// raceAxes lays out a panel of the race and its log axis for the values; ok is false, with the
// hint drawn, when there are none.
func (s *Scene) raceAxes(p *Panel, c *plot.Canvas, f *plot.Frame2D, positive bool, hint string, values [][]float64) (lo, hi float64, ok bool) {
	lo, hi, ok = plot.Bounds(positive, values...)
	if !ok {
		f.DrawAxes(c, s.theme, false)
		s.hint(c, f.Area, hint)
		p.geometry = *f
	}
	return lo, hi, ok
}

func (s *Scene) raceFrame(p *Panel, name string) plot.Frame2D {
	return plot.Frame2D{Area: plot.Rect{X: 50, Y: 48, W: p.Rect.W - 50 - 18, H: p.Rect.H - 48 - 40}, XName: name}
}

func (s *Scene) raceEntries() (out []entry) {
	for k := range s.race.Entries {
		out = append(out, s.runnerEntry(k))
	}
	return out
}

// paintRaceWorst draws the worst relative error over eps against the step.
func (s *Scene) paintRaceWorst(p *Panel, c *plot.Canvas) {
	head := titleOf(s.raceFields[p.Field]) + ": worst error over ε"
	s.title(p, c, head, "")
	f := s.raceFrame(p, "step")
	curves := s.raceCurves(p)
	var values [][]float64
	end := 1.0
	for k, q := range curves {
		values = append(values, q.y)
		end = math.Max(end, float64(s.race.Entries[k].Steps))
		if n := len(q.x); n > 0 && !math.IsInf(q.x[n-1], 0) {
			end = math.Max(end, q.x[n-1])
		}
	}
	lo, hi, ok := s.raceAxes(p, c, &f, true, "One curve per operator, against the steps", values)
	if !ok {
		return
	}
	if hi < 10*lo {
		lo, hi = lo/2, hi*2
	}
	lo, hi = math.Max(lo/1.3, 1e-300), math.Min(hi*1.3, 1e300)
	f.X = plot.Axis{Lo: 0, Hi: end, From: f.Area.X, To: f.Area.Right()}
	f.Y = plot.Axis{Lo: lo, Hi: hi, From: f.Area.Bottom(), To: f.Area.Y, Log: true}
	f.XTicks, f.XExponent = plot.LinearTicks(0, end, tickCount(f.Area.W, 62))
	f.YTicks = plot.LogTicks(lo, hi, tickCount(f.Area.H, 28))
	s.raceDraw(p, c, &f, curves, head, nil)
}

// raceDraw draws grid, curves, axes and legend.
func (s *Scene) raceDraw(p *Panel, c *plot.Canvas, f *plot.Frame2D, curves []raceCurve, head string, over func()) {
	f.DrawGrid(c, s.theme)
	c.SetClip(f.Area)
	entries := s.raceEntries()
	for k, q := range curves {
		p.points = plot.Curve(p.points[:0], q.x, q.y, f.X, f.Y, c.Scale)
		entries[k].curve(c, p.points)
		if p.Kind == RaceDecadesPanel || len(q.x) == 1 {
			for _, pt := range p.points {
				c.Mark(pt.X, pt.Y, 3.5, k, entries[k].color)
			}
		}
	}
	if over != nil {
		over()
		entries = append(entries, look("reference", 1.4, s.theme.Reference, referenceDash).asMinor())
	}
	c.SetClip(plot.Rect{})
	f.DrawAxes(c, s.theme, false)
	s.legend(p, c, f, head, entries)
	p.geometry = *f
}

// paintRaceDecades draws the relative error of one field over eps.
func (s *Scene) paintRaceDecades(p *Panel, c *plot.Canvas) {
	head := titleOf(s.raceFields[p.Field]) + ": error over ε"
	s.title(p, c, head, "")
	f := s.raceFrame(p, "Knudsen number ε")
	curves := s.raceCurves(p)
	var values, eps [][]float64
	for _, q := range curves {
		values = append(values, q.y)
		if len(q.y) > 0 {
			eps = append(eps, q.x)
		}
	}
	lo, hi, ok := s.raceAxes(p, c, &f, true, "The error against the reference in every decade of ε", values)
	if !ok {
		return
	}
	elo, ehi, _ := plot.Bounds(true, eps...)
	lo, hi = math.Pow(10, math.Floor(math.Log10(lo)+1e-9)), math.Pow(10, math.Ceil(math.Log10(hi)-1e-9))
	if !(hi > lo) {
		hi = 10 * lo
	}
	f.X = plot.Axis{Lo: elo / 1.8, Hi: ehi * 1.8, From: f.Area.X, To: f.Area.Right(), Log: true}
	f.Y = plot.Axis{Lo: lo, Hi: hi, From: f.Area.Bottom(), To: f.Area.Y, Log: true}
	f.XTicks = plot.LogTicks(f.X.Lo, f.X.Hi, tickCount(f.Area.W, 36))
	f.YTicks = plot.LogTicks(lo, hi, tickCount(f.Area.H, 28))
	s.raceDraw(p, c, &f, curves, head, nil)
}

// paintRaceLine draws the cut of every operator over the reference.
func (s *Scene) paintRaceLine(p *Panel, c *plot.Canvas) {
	info := s.raceFields[p.Field]
	head := titleOf(info)
	if t := s.race.TimeOfLine; t == t {
		head += " at t = " + plot.Short(t, 3)
	} else {
		head += " at the chosen t"
	}
	if e := s.race.EpsOfLine; e == e && plot.TextWidth(head, titleFont) < p.Rect.W-120 {
		head += ", ε = " + plot.Short(e, 3)
	}
	s.title(p, c, head, "")
	f := s.raceFrame(p, "x")
	f.YName = symbolOf(info)
	curves := s.raceCurves(p)
	ref := s.race.Reference[info.Name]
	values, xs := [][]float64{ref}, [][]float64{}
	if len(ref) > 0 {
		xs = append(xs, s.race.X)
	}
	for _, q := range curves {
		values = append(values, q.y)
		if len(q.y) > 0 {
			xs = append(xs, q.x)
		}
	}
	lo, hi, ok := s.raceAxes(p, c, &f, false, "The curve of every operator over the reference", values)
	if !ok {
		return
	}
	pad := 0.04 * (hi - lo)
	p.lo, p.hi = plot.Settle(p.lo, p.hi, lo-pad, hi+pad)
	f.X = plot.Axis{From: f.Area.X, To: f.Area.Right()}
	f.X.Lo, f.X.Hi, _ = plot.Bounds(false, xs...)
	f.Y = plot.Axis{Lo: p.lo, Hi: p.hi, From: f.Area.Bottom(), To: f.Area.Y}
	if f.X.Valid() {
		s.xTicks(&f)
	}
	f.YTicks, f.YExponent = plot.LinearTicks(p.lo, p.hi, tickCount(f.Area.H, 30))
	var over func()
	if len(ref) > 0 {
		over = func() {
			p.points = plot.Curve(p.points[:0], s.race.X, ref, f.X, f.Y, c.Scale)
			c.Polyline(p.points, 1.4, s.theme.Reference, referenceDash)
		}
	}
	s.raceDraw(p, c, &f, curves, head, over)
}
