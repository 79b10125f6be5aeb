package plot

import (
	"image/color"
	"math"
	"sort"
)

// FillHull fills the convex hull of the points.
func (c *Canvas) FillHull(pts []Point, col color.RGBA) {
	if h := hull(pts); len(h) >= 3 {
		c.polygon(h, col)
	}
}

// hull is the convex hull of the finite points, clockwise on the screen (A. Andrew, "Another
// efficient algorithm for convex hulls in two dimensions", 1979).
func hull(pts []Point) []Point {
	var s []Point
	for _, p := range pts {
		if finite(p) {
			s = append(s, p)
		}
	}
	sort.Slice(s, func(i, j int) bool { return s[i].X < s[j].X || (s[i].X == s[j].X && s[i].Y < s[j].Y) })
	var h []Point
	for pass := range 2 {
		base := len(h)
		for k := range s {
			p := s[k]
			if pass == 1 {
				p = s[len(s)-1-k]
			}
			for len(h) >= base+2 {
				a, b := h[len(h)-2], h[len(h)-1]
				if (b.X-a.X)*(p.Y-a.Y)-(b.Y-a.Y)*(p.X-a.X) > 1e-9 {
					break
				}
				h = h[:len(h)-1]
			}
			h = append(h, p)
		}
		if len(h) > 0 {
			h = h[:len(h)-1] // the first of the next pass
		}
	}
	return h
}

// Arrow draws a line from a to b with a filled head whose tip is b.
func (c *Canvas) Arrow(a, b Point, width float64, col color.RGBA, dash []float64) {
	dx, dy := b.X-a.X, b.Y-a.Y
	length := math.Hypot(dx, dy)
	if !finite(a) || !finite(b) || length < 1e-6 {
		return
	}
	dx, dy = dx/length, dy/length
	head := math.Min(5+2.2*width, length)
	half := 0.42 * head
	base := Point{b.X - head*dx, b.Y - head*dy}
	c.Polyline([]Point{a, {base.X + 0.2*head*dx, base.Y + 0.2*head*dy}}, width, col, dash)
	c.FillHull([]Point{b, {base.X - half*dy, base.Y + half*dx}, {base.X + half*dy, base.Y - half*dx}}, col)
}
