package scene

import (
	"image/color"
	"math"

	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// Bar is a filled rectangle over the panels, in viewport coordinates.
type Bar struct {
	plot.Rect
	Color color.RGBA // not premultiplied
}

// Overlay appends the time marker and the crosshair of one panel to dst. They lie inside it.
func (s *Scene) Overlay(p *Panel, dst []Bar) []Bar {
	return s.crosshairOf(p, s.pinsOf(p, s.markerOf(p, dst)))
}

// Look is everything outside the panels' own rasters that the picture depends on. While it stays
// the same, only panels with new versions need to be drawn.
type Look struct {
	W, H, Scale, Scroll      float64
	Marker, MarkerX, MarkerY float64
	Theme, Focus             string
	Build, Pins              int
	Pointer                  bool // crosshair or tooltip on display: they cross panels
}

// Look returns the current look.
func (s *Scene) Look() Look {
	return Look{s.w, s.bot - s.top, s.scale, s.Scroll(), s.Marker, s.Position(), s.MarkerY, s.theme.Name, s.focus, s.builds, s.PinChanges, s.hover.On}
}

func (s *Scene) add(dst []Bar, p *Panel, r plot.Rect, c color.RGBA) []Bar {
	r.X += p.Rect.X
	r.Y += p.Rect.Y - s.Scroll()
	return append(dst, Bar{r, c})
}

// markerOf draws what is chosen on a map: a line that shows on every colour, and a knob at both
// ends.
func (s *Scene) markerOf(p *Panel, dst []Bar) []Bar {
	g := &p.draw.Frame
	m, ok := p.body.(panel.Map)
	if !ok || p.Heat == nil || !g.X.Valid() || !g.Y.Valid() {
		return dst
	}
	a := g.Area
	white, black := color.RGBA{255, 255, 255, 200}, color.RGBA{0, 0, 0, 255}
	axis, v := m.Marker()
	switch axis {
	case p.Kind.X:
		x := g.X.At(math.Max(g.X.Lo, math.Min(v, g.X.Hi)))
		dst = s.add(dst, p, plot.Rect{X: x - 1.5, Y: a.Y, W: 3, H: a.H}, white)
		dst = s.add(dst, p, plot.Rect{X: x - 0.5, Y: a.Y, W: 1, H: a.H}, black)
		dst = s.add(dst, p, plot.Rect{X: x - 4, Y: a.Y - 4, W: 8, H: 4}, s.theme.Accent)
		return s.add(dst, p, plot.Rect{X: x - 4, Y: a.Bottom(), W: 8, H: 4}, s.theme.Accent)
	case p.Kind.Y:
		y := g.Y.At(math.Max(g.Y.Lo, math.Min(v, g.Y.Hi)))
		dst = s.add(dst, p, plot.Rect{X: a.X, Y: y - 1.5, W: a.W, H: 3}, white)
		dst = s.add(dst, p, plot.Rect{X: a.X, Y: y - 0.5, W: a.W, H: 1}, black)
		dst = s.add(dst, p, plot.Rect{X: a.X - 4, Y: y - 4, W: 4, H: 8}, s.theme.Accent)
		dst = s.add(dst, p, plot.Rect{X: a.Right(), Y: y - 4, W: 4, H: 8}, s.theme.Accent)
	}
	if q, ok := m.(panel.Pointed); ok {
		px, py := q.Point()
		x, y := g.X.At(math.Max(g.X.Lo, math.Min(px, g.X.Hi))), g.Y.At(math.Max(g.Y.Lo, math.Min(py, g.Y.Hi)))
		dst = s.add(dst, p, plot.Rect{X: x - 5, Y: y - 5, W: 10, H: 10}, white)
		dst = s.add(dst, p, plot.Rect{X: x - 3.5, Y: y - 3.5, W: 7, H: 7}, s.theme.Accent)
	}
	return dst
}

// Stroke is one of several lines that are drawn over each other.
type Stroke struct {
	Shift float64 // to the right and down
	Color color.RGBA
}

// ContourWidth is the width of a line of equal value in CSS pixels.
const ContourWidth = 0.8

// ContourLooks are its strokes: light with a dark edge, so that it shows on every colour; opaque, as pieces meet.
var ContourLooks = []Stroke{{0.6, color.RGBA{40, 40, 40, 255}}, {0, color.RGBA{235, 235, 235, 255}}}

// ArrowWidth is the width of the line of an arrow in CSS pixels.
const ArrowWidth = 1.4

// ArrowLooks are the strokes of an arrow, one over the other: white with a shadow, so that it shows on every colour.
var ArrowLooks = []Stroke{{0.9, color.RGBA{0, 0, 0, 255}}, {0, color.RGBA{255, 255, 255, 255}}}

// Arrows appends the arrows over the map of one panel to dst, tail and head of each, in viewport coordinates.
func (s *Scene) Arrows(p *Panel, dst []plot.Point) []plot.Point {
	m, ok := p.body.(panel.Vectors)
	g := &p.draw.Frame
	if !ok || p.Heat == nil || !g.X.Valid() || !g.Y.Valid() {
		return dst
	}
	from := len(dst)
	return s.toViewport(p, m.Arrows(dst, g), from)
}

// Contours appends the lines of equal value over the map of one panel to dst, two points for each piece, in viewport coordinates.
func (s *Scene) Contours(p *Panel, dst []plot.Point) []plot.Point {
	m, ok := p.body.(panel.Contoured)
	g := &p.draw.Frame
	if !ok || p.Heat == nil || !g.X.Valid() || !g.Y.Valid() {
		return dst
	}
	from := len(dst)
	return s.toViewport(p, m.Contours(dst, g), from)
}

// Spacing is the difference between the values of neighbouring lines of equal value over the map of one panel; 0: there are none.
func (s *Scene) Spacing(p *Panel) float64 {
	if m, ok := p.body.(panel.Contoured); ok && p.Heat != nil {
		return m.Spacing(&p.draw.Frame)
	}
	return 0
}

// toViewport moves points of a panel, those after the first so many, to viewport coordinates.
func (s *Scene) toViewport(p *Panel, points []plot.Point, from int) []plot.Point {
	for i := range points[from:] {
		points[from+i].X += p.Rect.X
		points[from+i].Y += p.Rect.Y - s.Scroll()
	}
	return points
}

// crosshairOf draws the crosshair of the hovered panel and its trace in the panels that share
// its axes.
func (s *Scene) crosshairOf(p *Panel, dst []Bar) []Bar {
	h, g := &s.hover, &p.draw.Frame
	if !h.On || g.Area.Empty() {
		return dst
	}
	k := p.Kind
	_, isMap := p.body.(panel.Map)
	ink := color.RGBA{20, 24, 28, 170}
	if !isMap && s.theme.Name == "dark" {
		ink = color.RGBA{230, 235, 240, 150}
	}
	a := g.Area
	if v := h.At[k.X]; v == v && g.X.Valid() && g.Y.Valid() {
		if x := g.X.At(v); x >= a.X-1 && x <= a.Right()+1 {
			if isMap {
				dst = s.add(dst, p, plot.Rect{X: x - 1, Y: a.Y, W: 2, H: a.H}, color.RGBA{255, 255, 255, 110})
			}
			dst = s.add(dst, p, plot.Rect{X: x - 0.5, Y: a.Y, W: 1, H: a.H}, ink)
		}
	}
	if v := h.At[k.Y]; v == v && g.Y.Valid() {
		if y := g.Y.At(v); y >= a.Y-1 && y <= a.Bottom()+1 {
			dst = s.add(dst, p, plot.Rect{X: a.X, Y: y - 0.5, W: a.W, H: 1}, ink)
		}
	}
	if p == h.panel && k.Dot && h.Y-h.Y == 0 {
		x, y := h.X-p.Rect.X, h.Y-p.Rect.Y
		dst = s.add(dst, p, plot.Rect{X: x - 3.5, Y: y - 3.5, W: 7, H: 7}, s.theme.Card)
		dst = s.add(dst, p, plot.Rect{X: x - 2.5, Y: y - 2.5, W: 5, H: 5}, s.theme.Accent)
	}
	return dst
}

// tooltip is the raster of the values at the crosshair.
type tooltip struct {
	version int
	key     string
	w, h    float64
	image   *plot.Canvas
}

// Tooltip returns the raster of the tooltip with its place in the viewport and a version that
// grows when its pixels change; nil when there is nothing to show.
func (s *Scene) Tooltip() (c *plot.Canvas, at plot.Point, version int) {
	h := &s.hover
	if !h.On || len(h.Lines) == 0 {
		return nil, at, s.tip.version
	}
	key := s.theme.Name
	w := 0.0
	for _, l := range h.Lines {
		key += "\n" + l
		w = math.Max(w, plot.TextWidth(l, panel.Small))
	}
	t := &s.tip
	t.w, t.h = math.Ceil(w)+18, float64(len(h.Lines))*16+10
	if t.image == nil {
		t.image = plot.NewCanvas(t.w, t.h, s.scale)
		t.key = ""
	}
	if key != t.key || t.image.Scale != s.scale {
		t.key = key
		t.version++
		t.image.Resize(t.w, t.h, s.scale)
		t.image.Clear(s.theme.TipFill)
		for i, l := range h.Lines {
			t.image.Text(9, 17+16*float64(i), l, panel.Small, s.theme.TipText, plot.Left)
		}
	}
	// Right of the pointer and above it, or wherever it stays inside the window.
	at = plot.Point{X: h.X + 12, Y: h.Y - s.Scroll() - t.h - 10}
	if at.X+t.w > s.w-4 {
		at.X = h.X - 12 - t.w
	}
	if at.Y < 4 {
		at.Y = h.Y - s.Scroll() + 14
	}
	at.X = math.Max(4, math.Min(at.X, s.w-t.w-4))
	at.Y = math.Max(4, math.Min(at.Y, s.bot-s.top-t.h-4))
	return t.image, at, t.version
}
