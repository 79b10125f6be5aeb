package scene

import (
	"math"
	"strconv"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// Pick is what a click chose. A value that the panel does not give is NaN.
type Pick struct {
	Panel               string
	Eps, T, X, V, Value float64
}

// hover is where the pointer is: a panel and, on it, the sample the crosshair snaps to, in
// content coordinates.
type hover struct {
	panel  *Panel
	on     bool // over data
	x, y   float64
	vx, vy float64 // of the pointer in the viewport
	lines  []string
	pick   Pick
	data   [axes]float64 // the sample's coordinates, shown in all panels that have such an axis; NaN otherwise
}

// Hover moves the pointer to viewport coordinates.
func (s *Scene) Hover(x, y float64) {
	h := s.locate(x, y)
	if h.panel != s.hover.panel || h.on != s.hover.on || h.x != s.hover.x || h.y != s.hover.y {
		s.changed = true
	}
	h.vx, h.vy = x, y
	s.setHover(h)
}

// setHover moves the pointer; the cut through the distribution follows it.
func (s *Scene) setHover(h hover) {
	before := s.cutColumn()
	s.hover = h
	if s.cutColumn() != before {
		s.dirtyKind(VelocityPanel)
	}
}

// PointerPosition is the last position of the pointer in viewport coordinates; ok is false when
// it is over no panel.
func (s *Scene) PointerPosition() (x, y float64, ok bool) {
	return s.hover.vx, s.hover.vy, s.hover.panel != nil
}

// Refresh finds the values under a resting pointer again after panels have been repainted.
func (s *Scene) Refresh() {
	if s.hover.panel != nil {
		h := s.locate(s.hover.vx, s.hover.vy)
		h.vx, h.vy = s.hover.vx, s.hover.vy
		s.setHover(h)
	}
}

// Leave says that the pointer has left the window.
func (s *Scene) Leave() {
	if s.hover.panel != nil {
		s.setHover(hover{})
		s.changed = true
	}
}

// PanelAt is the name of the panel at viewport coordinates, or empty.
func (s *Scene) PanelAt(x, y float64) string {
	for _, p := range s.Panels() {
		if p.Rect.Contains(x, y+s.scroll) {
			return p.Name
		}
	}
	return ""
}

// PickAt is the choice that a click at viewport coordinates makes; ok is false when there is
// nothing to choose. A choice of t moves the marker at once.
func (s *Scene) PickAt(x, y float64) (p Pick, ok bool) {
	h := s.locate(x, y)
	if !h.on {
		return Pick{}, false
	}
	if !h.panel.Kind.traits().pick {
		return Pick{}, false
	}
	if h.panel.Kind == HeatPanel {
		s.SetMarker(h.pick.T)
	}
	if h.pick.X == h.pick.X {
		s.setCut(h.pick.X)
	}
	return h.pick, true
}

// CanPick reports whether a click under the pointer would choose something or press a button.
func (s *Scene) CanPick() bool {
	h := &s.hover
	return h.panel != nil && (h.on && h.panel.Kind.traits().pick || h.panel.button(h.vx, h.vy+s.scroll) != nil)
}

func (s *Scene) locate(vx, vy float64) hover {
	y := vy + s.scroll
	nan := math.NaN()
	for _, p := range s.Panels() {
		if !p.Rect.Contains(vx, y) {
			continue
		}
		h := hover{panel: p, pick: Pick{Panel: p.Name, Eps: nan, T: nan, X: nan, V: nan, Value: nan}}
		for k := range h.data {
			h.data[k] = nan
		}
		a := p.geometry.Area
		lx, ly := vx-p.Rect.X, y-p.Rect.Y
		if a.Empty() || !a.Contains(lx, ly) {
			return h
		}
		p.Kind.traits().locate(s, &h, lx, ly)
		h.x += p.Rect.X
		h.y += p.Rect.Y
		return h
	}
	return hover{}
}

func number(name string, v float64) string { return name + " = " + plot.Number(v, 4) }

func (s *Scene) locateHeat(h *hover, lx, ly float64) {
	p, f := h.panel, s.fields
	values, _ := s.shown(p.Field)
	g := &p.geometry
	if values == nil || !g.X.Valid() || !g.Y.Valid() {
		return
	}
	i := sample(g.X.Value(lx), g.X, f.NX)
	j := sample(g.Y.Value(ly), g.Y, f.NT)
	x := g.X.Lo + (g.X.Hi-g.X.Lo)*float64(i)/math.Max(1, float64(f.NX-1))
	t := g.Y.Lo + (g.Y.Hi-g.Y.Lo)*float64(j)/math.Max(1, float64(f.NT-1))
	d := &f.Fields[p.Field]
	k := j*f.NX + i
	name := s.symbol(d.Name)
	h.on, h.x, h.y = true, g.X.At(x), g.Y.At(t)
	h.data[xAxis], h.data[tAxis] = x, t
	h.pick.Eps, h.pick.T, h.pick.X, h.pick.Value = f.Eps, t, x, float64(values[k])
	h.lines = []string{number("t", t) + "   " + number("x", x), name + " network " + plot.Number(float64(d.Data[k]), 5)}
	if d.Reference != nil {
		h.lines = append(h.lines, name+" reference "+plot.Number(float64(d.Reference[k]), 5),
			"difference "+plot.Number(float64(d.Data[k])-float64(d.Reference[k]), 2))
	}
}

// sample is the index of the sample nearest to v on an axis of n equidistant samples.
func sample(v float64, a plot.Axis, n int) int {
	k := int(math.Round((v - a.Lo) / (a.Hi - a.Lo) * float64(n-1)))
	return max(0, min(k, n-1))
}

// nearest is the index of the finite element of v whose position is nearest to pos, or -1.
func nearest(v []float64, a plot.Axis, pos float64) int {
	best, dist := -1, math.Inf(1)
	for i, x := range v {
		if d := math.Abs(a.At(x) - pos); d < dist {
			best, dist = i, d
		}
	}
	return best
}

func (s *Scene) locateLine(h *hover, lx, _ float64) {
	p := h.panel
	g := &p.geometry
	x, net, ref := s.cut(p.Field)
	if !g.Y.Valid() || !g.X.Valid() {
		return
	}
	i := nearest(x, g.X, lx)
	if i < 0 {
		return
	}
	name := s.symbol(s.fields.Fields[p.Field].Name)
	y := g.Y.At(net[i])
	if y-y != 0 {
		y = g.Area.Bottom()
	}
	h.on, h.x, h.y = true, g.X.At(x[i]), math.Max(g.Area.Y, math.Min(y, g.Area.Bottom()))
	h.data[xAxis] = x[i]
	h.pick.Eps, h.pick.T, h.pick.X, h.pick.Value = s.fields.Eps, s.fields.T, x[i], net[i]
	h.lines = []string{number("x", x[i]), name + " network " + plot.Number(net[i], 5)}
	if ref != nil {
		h.lines = append(h.lines, name+" reference "+plot.Number(ref[i], 5), "difference "+plot.Number(net[i]-ref[i], 2))
	}
	limits := s.limits(p.Field)
	for k, v := range limits.values {
		h.lines = append(h.lines, name+" "+limits.entries[k].text+" "+plot.Number(v[i], 5))
	}
}

func (s *Scene) locateLoss(h *hover, lx, ly float64) {
	g := &h.panel.geometry
	if !g.X.Valid() || !g.Y.Valid() {
		return
	}
	i := nearest(s.history.steps, g.X, lx)
	if i < 0 {
		return
	}
	task, dist := -1, math.Inf(1)
	for k, v := range s.history.losses {
		if d := math.Abs(g.Y.At(v[i]) - ly); d < dist {
			task, dist = k, d
		}
	}
	if task < 0 {
		return
	}
	v := s.history.losses[task][i]
	h.on, h.x, h.y = true, g.X.At(s.history.steps[i]), g.Y.At(v)
	h.data[stepAxis], h.pick.Value = s.history.steps[i], v
	h.lines = []string{s.taskName(task), "step " + strconv.Itoa(int(s.history.steps[i])) + "   loss " + plot.Number(v, 3)}
}

func (s *Scene) locateError(h *hover, lx, ly float64) {
	g, e := &h.panel.geometry, s.errors
	if e == nil || !g.X.Valid() || !g.Y.Valid() {
		return
	}
	i := nearest(e.Eps, g.X, lx)
	if i < 0 {
		return
	}
	best := math.Inf(1)
	h.lines = []string{number("ε", e.Eps[i])}
	for k, row := range e.Values {
		h.lines = append(h.lines, s.symbol(e.Fields[k])+" error "+plot.Short(row[i], 3))
		if y := g.Y.At(row[i]); math.Abs(y-ly) < best {
			best = math.Abs(y - ly)
			h.y, h.pick.Value = y, row[i]
		}
	}
	h.on, h.x = !math.IsInf(best, 1), g.X.At(e.Eps[i])
	h.data[epsAxis], h.pick.Eps, h.pick.T = e.Eps[i], e.Eps[i], e.T
}

func (s *Scene) locateCosine(h *hover, lx, ly float64) {
	g, a := s.gradient, h.panel.geometry.Area
	if g == nil {
		return
	}
	j := min(g.M-1, int((lx-a.X)/a.W*float64(g.M)))
	i := min(g.M-1, int((ly-a.Y)/a.H*float64(g.M)))
	cell := a.W / float64(g.M)
	v := g.Cosine[i*g.M+j]
	h.on, h.x, h.y = true, a.X+(float64(j)+0.5)*cell, a.Y+(float64(i)+0.5)*cell
	h.pick.Value = v
	h.lines = []string{strconv.Itoa(i+1) + "  " + s.taskName(i), strconv.Itoa(j+1) + "  " + s.taskName(j), "cosine " + plot.Number(v, 4)}
	if i != j && v < 0 {
		h.lines = append(h.lines, "these gradients oppose each other")
	}
	if i == j && i < len(g.Angles) {
		h.lines = append(h.lines, "rotated by "+plot.Short(g.Angles[i]*180/math.Pi, 3)+"°")
	}
}
