package lines

import (
	"math"
	"strconv"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// conservation is what both panels of the conservation laws share.
type conservation struct{ st *data.State }

func (p *conservation) note() string {
	k := p.st.Conservation
	if k == nil {
		return ""
	}
	return "ε = " + plot.Short(k.Eps, 3) + ", step " + strconv.Itoa(k.Step)
}

// timeFrame is a plot over the times of the conservation message.
func (p *conservation) timeFrame(d *panel.Draw, right float64) plot.Frame2D {
	area := plot.Rect{X: 56, Y: 48, W: d.W - 56 - right, H: d.H - 48 - 40}
	f := plot.Frame2D{Area: area, XName: "t"}
	end := p.st.Problem.TEnd
	if k := p.st.Conservation; k != nil {
		if _, hi, ok := plot.Bounds(false, k.T); ok && !(end >= hi) {
			end = hi
		}
	}
	f.X = plot.Axis{Lo: 0, Hi: end, From: area.X, To: area.Right()}
	if f.X.Valid() {
		f.XTicks, f.XExponent = plot.LinearTicks(0, end, panel.Ticks(area.W, 50))
	}
	return f
}

// drift draws the size of the drifts on a log axis.
type drift struct{ conservation }

// NewDrift makes the panel of the drifts.
func NewDrift(st *data.State, _ int) panel.Panel { return &drift{conservation{st}} }

func (p *drift) Paint(d *panel.Draw) {
	c := d.Canvas
	k := p.st.Conservation
	d.Title("Conservation: relative drift", p.note())
	const right = 84
	f := p.timeFrame(d, right)
	var sizes [][]float64
	if k != nil {
		for _, q := range data.Drifts(k) {
			sizes = append(sizes, absolute(q.Values))
		}
	}
	lo, hi, ok := plot.Bounds(true, sizes...)
	if !ok || !f.X.Valid() {
		f.DrawAxes(c, d.Theme, false)
		text := "Mass, momentum and energy are what collisions keep"
		if k != nil && f.X.Valid() {
			text = "No drift: mass, momentum and energy are kept to the last digit."
		}
		d.Hint(f.Area, text)
		d.Frame = f
		return
	}
	lo = math.Max(lo, 1e-6*hi) // a crossing of zero is no reason for a longer axis
	lo, hi = panel.Decades(lo, hi)
	f.Y = plot.Axis{Lo: lo, Hi: hi, From: f.Area.Bottom(), To: f.Area.Y, Log: true}
	f.YTicks = plot.LogTicks(lo, hi, panel.Ticks(f.Area.H, 28))
	f.DrawGrid(c, d.Theme)
	c.SetClip(f.Area)
	var ends []panel.EndLabel
	for i, q := range data.Drifts(k) {
		if len(sizes[i]) == 0 {
			continue
		}
		e := panel.Look(q.Name, 2, d.Theme.SeriesColor(i), panel.Dashes[i])
		d.Points = plot.Curve(d.Points[:0], k.T, sizes[i], f.X, f.Y, c.Scale)
		e.Curve(c, d.Points)
		if len(k.T) <= 12 {
			for _, at := range d.Points {
				c.Mark(at.X, at.Y, 3, i, e.Color)
			}
		}
		last := sizes[i][len(sizes[i])-1]
		ends = append(ends, panel.EndLabel{Text: q.Name, Y: math.Min(f.Y.At(math.Max(last, lo)), f.Area.Bottom()), Color: e.Color, Dash: e.Dash})
	}
	c.SetClip(plot.Rect{})
	f.DrawAxes(c, d.Theme, false)
	d.EndLabels(f.Area, right-18, ends)
	d.Frame = f
}

func absolute(v []float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = math.Abs(x)
	}
	return out
}

// entropy draws the change of H and, beside it, the distances of the moments.
type entropy struct {
	conservation
	lo, hi float64 // settled y range
}

// NewEntropy makes the panel of the entropy.
func NewEntropy(st *data.State, _ int) panel.Panel { return &entropy{conservation: conservation{st}} }

func (p *entropy) Paint(d *panel.Draw) {
	c := d.Canvas
	k := p.st.Conservation
	note := ""
	if k != nil {
		note = deviations(k)
	}
	d.Title("Entropy: change of H", note)
	f := p.timeFrame(d, 24)
	f.YName = "ΔH"
	var lo, hi float64
	ok := false
	if k != nil {
		lo, hi, ok = plot.Bounds(false, k.Entropy)
	}
	if !ok || !f.X.Valid() {
		f.DrawAxes(c, d.Theme, false)
		d.Hint(f.Area, "Collisions never let H grow (H-theorem)")
		d.Frame = f
		return
	}
	lo, hi = math.Min(lo, 0), math.Max(hi, 0)
	pad := 0.08 * (hi - lo)
	p.lo, p.hi = plot.Settle(p.lo, p.hi, lo-pad, hi+pad)
	f.Y = plot.Axis{Lo: p.lo, Hi: p.hi, From: f.Area.Bottom(), To: f.Area.Y}
	f.YTicks, f.YExponent = plot.LinearTicks(p.lo, p.hi, panel.Ticks(f.Area.H, 30))
	zero := f.Y.At(0)
	c.FillRect(plot.Rect{X: f.Area.X, Y: f.Area.Y, W: f.Area.W, H: zero - f.Area.Y}, plot.Alpha(d.Theme.Conflict, 0.08))
	f.DrawGrid(c, d.Theme)
	c.HLine(f.Area.X, f.Area.Right(), zero, 1, d.Theme.Axis)
	c.SetClip(f.Area)
	d.Points = plot.Curve(d.Points[:0], k.T, k.Entropy, f.X, f.Y, c.Scale)
	c.Polyline(d.Points, 2.4, d.Theme.Network, nil)
	if len(k.T) <= 12 {
		for _, q := range d.Points {
			c.Mark(q.X, q.Y, 3, plot.Disc, d.Theme.Network)
		}
	}
	c.SetClip(plot.Rect{})
	if zero-f.Area.Y >= 12 {
		c.Text(f.Area.Right()-6, zero-4, "forbidden by the H-theorem", panel.Small, d.Theme.Conflict, plot.Right)
	}
	f.DrawAxes(c, d.Theme, false)
	d.Frame = f
}

// deviations tells of a negative f.
func deviations(k *wire.Conservation) string {
	if _, most, ok := plot.Bounds(false, k.Negative); ok && most > 0 {
		return "f < 0 for " + plot.Number(most, 2) + " of the mass"
	}
	return ""
}

func (p *drift) Locate(h *panel.Hit, g *plot.Frame2D, lx, ly float64) {
	k := p.st.Conservation
	if k == nil || !g.X.Valid() || !g.Y.Valid() {
		return
	}
	i := panel.Nearest(k.T, g.X, lx)
	if i < 0 {
		return
	}
	h.Lines = []string{panel.Value("t", k.T[i])}
	best := math.Inf(1)
	for _, d := range data.Drifts(k) {
		if len(d.Values) == 0 {
			continue
		}
		h.Lines = append(h.Lines, d.Name+" "+plot.Number(d.Values[i], 3))
		if y := g.Y.At(math.Abs(d.Values[i])); math.Abs(y-ly) < best && y <= g.Area.Bottom() {
			best, h.Y, h.Pick.Value = math.Abs(y-ly), y, d.Values[i]
		}
	}
	if math.IsInf(best, 1) {
		h.Y = g.Area.Bottom()
	}
	p.atTime(h, g, i)
}

func (p *entropy) Locate(h *panel.Hit, g *plot.Frame2D, lx, _ float64) {
	k := p.st.Conservation
	if k == nil || !g.X.Valid() || !g.Y.Valid() {
		return
	}
	i := panel.Nearest(k.T, g.X, lx)
	if i < 0 || len(k.Entropy) == 0 || !(k.Entropy[i]-k.Entropy[i] == 0) {
		return
	}
	h.Y, h.Pick.Value = g.Y.At(k.Entropy[i]), k.Entropy[i]
	h.Lines = []string{panel.Value("t", k.T[i]), "change of H " + plot.Number(k.Entropy[i], 3)}
	if len(k.Negative) > 0 {
		h.Lines = append(h.Lines, "share of the mass with f < 0: "+plot.Number(k.Negative[i], 2))
	}
	p.atTime(h, g, i)
}

// atTime ends the search for the sample of time i.
func (p *conservation) atTime(h *panel.Hit, g *plot.Frame2D, i int) {
	k := p.st.Conservation
	h.On, h.X = true, g.X.At(k.T[i])
	h.At[panel.T], h.Pick.T, h.Pick.Eps = k.T[i], k.T[i], k.Eps
}
