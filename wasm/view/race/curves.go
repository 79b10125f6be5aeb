package race

import (
	"math"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// axes gives the range of the values; ok is false, with the axes and the hint drawn, when there are none.
func axes(d *panel.Draw, f *plot.Frame2D, positive bool, hint string, values [][]float64) (lo, hi float64, ok bool) {
	lo, hi, ok = plot.Bounds(positive, values...)
	if !ok {
		f.DrawAxes(d.Canvas, d.Theme, false)
		d.Hint(f.Area, hint)
		d.Frame = *f
	}
	return lo, hi, ok
}

func frame(d *panel.Draw, name string) plot.Frame2D {
	return plot.Frame2D{Area: plot.Rect{X: 50, Y: 48, W: d.W - 50 - 18, H: d.H - 48 - 40}, XName: name}
}

// Paint draws the curves, or says what will be there.
func (p *curves) Paint(d *panel.Draw) {
	switch p.what {
	case worst:
		p.paintWorst(d)
	case decades:
		p.paintDecades(d)
	default:
		p.paintLine(d)
	}
}

// paintWorst draws the worst relative error over eps against the step, or the time of a processor.
func (p *curves) paintWorst(d *panel.Draw) {
	head := data.TitleOf(p.st.RaceFields[p.index]) + ": worst error over ε"
	d.Title(head, "")
	name, against := "step", "the steps"
	if p.timed() {
		name, against = "seconds of a processor", "the time"
	}
	f := frame(d, name)
	all := p.each()
	var values [][]float64
	end := math.Max(1, p.st.Race.Seconds)
	for k, q := range all {
		values = append(values, q.y)
		if !p.timed() {
			end = math.Max(end, float64(p.st.Race.Runners[k].Steps))
		}
		if n := len(q.x); n > 0 && !math.IsInf(q.x[n-1], 0) {
			end = math.Max(end, q.x[n-1])
		}
	}
	lo, hi, ok := axes(d, &f, true, "One curve per entry, against "+against, values)
	if !ok {
		return
	}
	if hi < 10*lo {
		lo, hi = lo/2, hi*2
	}
	lo, hi = math.Max(lo/1.3, 1e-300), math.Min(hi*1.3, 1e300)
	f.X = plot.Axis{Lo: 0, Hi: end, From: f.Area.X, To: f.Area.Right()}
	f.Y = plot.Axis{Lo: lo, Hi: hi, From: f.Area.Bottom(), To: f.Area.Y, Log: true}
	f.XTicks, f.XExponent = plot.LinearTicks(0, end, panel.Ticks(f.Area.W, 62))
	f.YTicks = plot.LogTicks(lo, hi, panel.Ticks(f.Area.H, 28))
	p.draw(d, &f, all, head, nil)
}

// apart is the distance, in CSS pixels, at which a curve is drawn below one that it would hide.
const apart = 3

// coincident counts the curves before number k that it lies on, to less than a pixel.
func coincident(all []curve, k int, y plot.Axis) (n int) {
	for _, q := range all[:k] {
		same := len(q.y) > 0 && len(q.y) == len(all[k].y)
		for i := range q.y {
			if !same {
				break
			}
			a, b := y.At(q.y[i]), y.At(all[k].y[i])
			same = math.Abs(a-b) < 0.8 || a != a && b != b
		}
		if same {
			n++
		}
	}
	return n
}

// draw draws grid, curves, axes and legend.
func (p *curves) draw(d *panel.Draw, f *plot.Frame2D, all []curve, head string, over func()) {
	c := d.Canvas
	f.DrawGrid(c, d.Theme)
	c.SetClip(f.Area)
	var entries []panel.Entry
	for k := range p.st.Race.Runners {
		entries = append(entries, runner(d.Theme, p.st.Race, k))
	}
	for k, q := range all {
		d.Points = plot.Curve(d.Points[:0], q.x, q.y, f.X, f.Y, c.Scale)
		if p.what != line {
			down := apart * float64(coincident(all, k, f.Y))
			for i := range d.Points {
				d.Points[i].Y += down
			}
		}
		entries[k].Curve(c, d.Points)
		if p.what == decades || len(q.x) == 1 {
			for _, pt := range d.Points {
				c.Mark(pt.X, pt.Y, 3.5, k, entries[k].Color)
			}
		}
	}
	if over != nil {
		over()
		entries = append(entries, panel.Look("reference", 1.4, d.Theme.Reference, panel.ReferenceDash).AsMinor())
	}
	c.SetClip(plot.Rect{})
	f.DrawAxes(c, d.Theme, false)
	d.Legend(f, head, entries)
	d.Frame = *f
}

// paintDecades draws the relative error of one field over eps.
func (p *curves) paintDecades(d *panel.Draw) {
	head := data.TitleOf(p.st.RaceFields[p.index]) + ": error over ε"
	d.Title(head, "")
	f := frame(d, "Knudsen number ε")
	all := p.each()
	var values, eps [][]float64
	for _, q := range all {
		values = append(values, q.y)
		if len(q.y) > 0 {
			eps = append(eps, q.x)
		}
	}
	lo, hi, ok := axes(d, &f, true, "The error against the reference in every decade of ε", values)
	if !ok {
		return
	}
	elo, ehi, _ := plot.Bounds(true, eps...)
	lo, hi = panel.Decades(lo, hi)
	f.X = plot.Axis{Lo: elo / 1.8, Hi: ehi * 1.8, From: f.Area.X, To: f.Area.Right(), Log: true}
	f.Y = plot.Axis{Lo: lo, Hi: hi, From: f.Area.Bottom(), To: f.Area.Y, Log: true}
	f.XTicks = plot.LogTicks(f.X.Lo, f.X.Hi, panel.Ticks(f.Area.W, 36))
	f.YTicks = plot.LogTicks(lo, hi, panel.Ticks(f.Area.H, 28))
	p.draw(d, &f, all, head, nil)
}

// paintLine draws the cut of every operator over the reference.
func (p *curves) paintLine(d *panel.Draw) {
	info := p.st.RaceFields[p.index]
	head := data.TitleOf(info) + " at t = " + plot.Short(p.st.Race.T, 3)
	if plot.TextWidth(head, panel.Heading) < d.W-120 {
		head += ", ε = " + plot.Short(p.st.Race.Eps, 3)
	}
	d.Title(head, "")
	f := frame(d, "x")
	f.YName = data.SymbolOf(info)
	all := p.each()
	var ref []float64
	if p.st.Race.Reference != nil {
		ref = p.st.Race.Reference[p.index]
	}
	values, xs := [][]float64{ref}, [][]float64{}
	if len(ref) > 0 {
		xs = append(xs, p.st.Race.X)
	}
	for _, q := range all {
		values = append(values, q.y)
		if len(q.y) > 0 {
			xs = append(xs, q.x)
		}
	}
	lo, hi, ok := axes(d, &f, false, "The curve of every operator over the reference", values)
	if !ok {
		return
	}
	pad := 0.04 * (hi - lo)
	p.lo, p.hi = plot.Settle(p.lo, p.hi, lo-pad, hi+pad)
	f.X = plot.Axis{From: f.Area.X, To: f.Area.Right()}
	f.X.Lo, f.X.Hi, _ = plot.Bounds(false, xs...)
	f.Y = plot.Axis{Lo: p.lo, Hi: p.hi, From: f.Area.Bottom(), To: f.Area.Y}
	if f.X.Valid() {
		panel.XTicks(&f)
	}
	f.YTicks, f.YExponent = plot.LinearTicks(p.lo, p.hi, panel.Ticks(f.Area.H, 30))
	var over func()
	if len(ref) > 0 {
		over = func() {
			d.Points = plot.Curve(d.Points[:0], p.st.Race.X, ref, f.X, f.Y, d.Canvas.Scale)
			d.Canvas.Polyline(d.Points, 1.4, d.Theme.Reference, panel.ReferenceDash)
		}
	}
	p.draw(d, &f, all, head, over)
}
