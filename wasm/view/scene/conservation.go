package scene

import (
	"fmt"
	"math"
	"strconv"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// Conservation tells how well a BGK network keeps what the equation keeps: at the times T the
// relative drifts of mass, momentum and energy and the change of the entropy H, which the
// H-theorem has never positive. Consistency is the relative distance of the moments of f from the
// fields, Negative the share of the mass where f is negative. A list may be missing. Moments are
// distances of single moments, by name.
type Conservation struct {
	Step                            int
	Eps                             float64
	T                               []float64
	Mass, Momentum, Energy, Entropy []float64
	Consistency, Negative           []float64
	Moments                         map[string]float64
}

func (k *Conservation) check() error {
	if len(k.T) == 0 {
		return fmt.Errorf("conservation: the list of times is empty")
	}
	for _, e := range k.drifts() {
		if len(e.values) != 0 && len(e.values) != len(k.T) {
			return fmt.Errorf("conservation: %s has %d values for %d times", e.name, len(e.values), len(k.T))
		}
	}
	for _, e := range []drift{{"entropy", k.Entropy}, {"negative", k.Negative}} {
		if len(e.values) != 0 && len(e.values) != len(k.T) {
			return fmt.Errorf("conservation: %s has %d values for %d times", e.name, len(e.values), len(k.T))
		}
	}
	return nil
}

type drift struct {
	name   string
	values []float64
}

func (k *Conservation) drifts() []drift {
	return []drift{{"mass", k.Mass}, {"momentum", k.Momentum}, {"energy", k.Energy}, {"moments", k.Consistency}}
}

// SetConservation replaces the balances.
func (s *Scene) SetConservation(k Conservation) error {
	if err := k.check(); err != nil {
		return err
	}
	s.conservation = &k
	if !s.wantConservation {
		s.wantConservation = true
		s.build()
		return nil
	}
	s.dirtyKind(DriftPanel)
	s.dirtyKind(EntropyPanel)
	return nil
}

func (s *Scene) conservationNote() string {
	k := s.conservation
	if k == nil {
		return ""
	}
	return "ε = " + plot.Short(k.Eps, 3) + ", step " + strconv.Itoa(k.Step)
}

// timeFrame is a plot over the times of the balances.
func (s *Scene) timeFrame(p *Panel, right float64) plot.Frame2D {
	area := plot.Rect{X: 56, Y: 48, W: p.Rect.W - 56 - right, H: p.Rect.H - 48 - 40}
	f := plot.Frame2D{Area: area, XName: "t"}
	end := s.problem.TEnd
	if k := s.conservation; k != nil {
		if _, hi, ok := plot.Bounds(false, k.T); ok && !(end >= hi) {
			end = hi
		}
	}
	f.X = plot.Axis{Lo: 0, Hi: end, From: area.X, To: area.Right()}
	if f.X.Valid() {
		f.XTicks, f.XExponent = plot.LinearTicks(0, end, tickCount(area.W, 50))
	}
	return f
}

// paintDrift draws the size of the drifts on a log axis.
func (s *Scene) paintDrift(p *Panel, c *plot.Canvas) {
	k := s.conservation
	s.title(p, c, "Conservation: relative drift", s.conservationNote())
	const right = 84
	f := s.timeFrame(p, right)
	var sizes [][]float64
	if k != nil {
		for _, d := range k.drifts() {
			sizes = append(sizes, absolute(d.values))
		}
	}
	lo, hi, ok := plot.Bounds(true, sizes...)
	if !ok || !f.X.Valid() {
		f.DrawAxes(c, s.theme, false)
		text := "Mass, momentum and energy are what collisions keep"
		if k != nil && f.X.Valid() {
			text = "No drift: mass, momentum and energy are kept to the last digit."
		}
		s.hint(c, f.Area, text)
		p.geometry = f
		return
	}
	lo = math.Max(lo, 1e-6*hi) // a crossing of zero is no reason for a longer axis
	lo, hi = math.Pow(10, math.Floor(math.Log10(lo)+1e-9)), math.Pow(10, math.Ceil(math.Log10(hi)-1e-9))
	if !(hi > lo) {
		hi = 10 * lo
	}
	f.Y = plot.Axis{Lo: lo, Hi: hi, From: f.Area.Bottom(), To: f.Area.Y, Log: true}
	f.YTicks = plot.LogTicks(lo, hi, tickCount(f.Area.H, 28))
	f.DrawGrid(c, s.theme)
	c.SetClip(f.Area)
	var ends []endLabel
	for i, d := range k.drifts() {
		if len(sizes[i]) == 0 {
			continue
		}
		e := look(d.name, 2, s.theme.SeriesColor(i), raceDashes[i])
		p.points = plot.Curve(p.points[:0], k.T, sizes[i], f.X, f.Y, c.Scale)
		e.curve(c, p.points)
		if len(k.T) <= 12 {
			for _, q := range p.points {
				c.Mark(q.X, q.Y, 3, i, e.color)
			}
		}
		last := sizes[i][len(sizes[i])-1]
		ends = append(ends, endLabel{d.name, math.Min(f.Y.At(math.Max(last, lo)), f.Area.Bottom()), e.color, e.dash})
	}
	c.SetClip(plot.Rect{})
	f.DrawAxes(c, s.theme, false)
	s.endLabels(c, f.Area, right-18, ends)
	p.geometry = f
}

func absolute(v []float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = math.Abs(x)
	}
	return out
}

// paintEntropy draws the change of H and, beside it, the distances of the moments.
func (s *Scene) paintEntropy(p *Panel, c *plot.Canvas) {
	k := s.conservation
	note := ""
	if k != nil {
		note = k.note(s.problem.Fields)
	}
	s.title(p, c, "Entropy: change of H", note)
	f := s.timeFrame(p, 24)
	f.YName = "ΔH"
	var lo, hi float64
	ok := false
	if k != nil {
		lo, hi, ok = plot.Bounds(false, k.Entropy)
	}
	if !ok || !f.X.Valid() {
		f.DrawAxes(c, s.theme, false)
		s.hint(c, f.Area, "Collisions never let H grow (H-theorem)")
		p.geometry = f
		return
	}
	lo, hi = math.Min(lo, 0), math.Max(hi, 0)
	pad := 0.08 * (hi - lo)
	p.lo, p.hi = plot.Settle(p.lo, p.hi, lo-pad, hi+pad)
	f.Y = plot.Axis{Lo: p.lo, Hi: p.hi, From: f.Area.Bottom(), To: f.Area.Y}
	f.YTicks, f.YExponent = plot.LinearTicks(p.lo, p.hi, tickCount(f.Area.H, 30))
	zero := f.Y.At(0)
	c.FillRect(plot.Rect{X: f.Area.X, Y: f.Area.Y, W: f.Area.W, H: zero - f.Area.Y}, plot.Alpha(s.theme.Conflict, 0.08))
	f.DrawGrid(c, s.theme)
	c.HLine(f.Area.X, f.Area.Right(), zero, 1, s.theme.Axis)
	c.SetClip(f.Area)
	p.points = plot.Curve(p.points[:0], k.T, k.Entropy, f.X, f.Y, c.Scale)
	c.Polyline(p.points, 2.4, s.theme.Network, nil)
	if len(k.T) <= 12 {
		for _, q := range p.points {
			c.Mark(q.X, q.Y, 3, plot.Disc, s.theme.Network)
		}
	}
	c.SetClip(plot.Rect{})
	if zero-f.Area.Y >= 12 {
		c.Text(f.Area.Right()-6, zero-4, "forbidden by the H-theorem", smallFont, s.theme.Conflict, plot.Right)
	}
	f.DrawAxes(c, s.theme, false)
	p.geometry = f
}

// note tells of single moments, in the order of the fields, and of a negative f.
func (k *Conservation) note(fields []FieldInfo) (text string) {
	for _, f := range fields {
		if v, ok := k.Moments[f.Name]; ok {
			text += "  " + symbolOf(f) + " " + plot.Number(v, 2)
		}
	}
	if text != "" {
		text = "moments of f off by" + text
	}
	if _, most, ok := plot.Bounds(false, k.Negative); ok && most > 0 {
		if text != "" {
			text += ",  "
		}
		text += "f < 0 for " + plot.Number(most, 2) + " of the mass"
	}
	return text
}

func (s *Scene) locateDrift(h *hover, lx, ly float64) {
	k, g := s.conservation, &h.panel.geometry
	if k == nil || !g.X.Valid() || !g.Y.Valid() {
		return
	}
	i := nearest(k.T, g.X, lx)
	if i < 0 {
		return
	}
	h.lines = []string{number("t", k.T[i])}
	best := math.Inf(1)
	for _, d := range k.drifts() {
		if len(d.values) == 0 {
			continue
		}
		h.lines = append(h.lines, d.name+" "+plot.Number(d.values[i], 3))
		if y := g.Y.At(math.Abs(d.values[i])); math.Abs(y-ly) < best && y <= g.Area.Bottom() {
			best, h.y, h.pick.Value = math.Abs(y-ly), y, d.values[i]
		}
	}
	if math.IsInf(best, 1) {
		h.y = g.Area.Bottom()
	}
	s.atTime(h, i)
}

func (s *Scene) locateEntropy(h *hover, lx, _ float64) {
	k, g := s.conservation, &h.panel.geometry
	if k == nil || !g.X.Valid() || !g.Y.Valid() {
		return
	}
	i := nearest(k.T, g.X, lx)
	if i < 0 || len(k.Entropy) == 0 || !(k.Entropy[i]-k.Entropy[i] == 0) {
		return
	}
	h.y, h.pick.Value = g.Y.At(k.Entropy[i]), k.Entropy[i]
	h.lines = []string{number("t", k.T[i]), "change of H " + plot.Number(k.Entropy[i], 3)}
	if len(k.Negative) > 0 {
		h.lines = append(h.lines, "share of the mass with f < 0: "+plot.Number(k.Negative[i], 2))
	}
	s.atTime(h, i)
}

// atTime ends the search for the sample of time i.
func (s *Scene) atTime(h *hover, i int) {
	k := s.conservation
	h.on, h.x = true, h.panel.geometry.X.At(k.T[i])
	h.data[tAxis], h.pick.T, h.pick.Eps = k.T[i], k.T[i], k.Eps
}
