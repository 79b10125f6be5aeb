package plot

import (
	"image"
	"image/color"
	"math"
)

// Polyline strokes the points with round joins and caps. A point with a NaN or infinite
// coordinate breaks the line. dash alternates on and off lengths in CSS pixels; nil is solid.
// Overlapping parts of one polyline are covered once, so a translucent colour stays even.
func (c *Canvas) Polyline(pts []Point, width float64, col color.RGBA, dash []float64) {
	half := math.Max(width*c.Scale, 1) / 2
	box := c.pointBox(pts, half+1)
	if box.Empty() {
		return
	}
	c.beginCoverage(box)
	var state dasher
	state.reset(dash, c.Scale)
	for i := 1; i < len(pts); i++ {
		a, b := pts[i-1], pts[i]
		if !finite(a) || !finite(b) {
			state.reset(dash, c.Scale)
			continue
		}
		ax, ay, bx, by := a.X*c.Scale, a.Y*c.Scale, b.X*c.Scale, b.Y*c.Scale
		state.walk(ax, ay, bx, by, func(x0, y0, x1, y1 float64) {
			c.coverSegment(box, x0, y0, x1, y1, half)
		})
	}
	c.paintCoverage(box, col)
}

// Marker shapes of Mark.
const (
	Disc = iota
	Square
	Triangle
	Diamond
	Cross
	markers
)

// Mark draws a marker of the given radius; shape is taken modulo the number of shapes.
func (c *Canvas) Mark(x, y, r float64, shape int, col color.RGBA) {
	if !finite(Point{x, y}) {
		return
	}
	switch ((shape % markers) + markers) % markers {
	case Disc:
		c.Polyline([]Point{{x, y}, {x, y}}, 2*r, col, nil)
	case Square:
		c.FillRect(Rect{x - 0.88*r, y - 0.88*r, 1.76 * r, 1.76 * r}, col)
	case Triangle:
		c.polygon([]Point{{x, y - 1.1*r}, {x + 1.05*r, y + 0.8*r}, {x - 1.05*r, y + 0.8*r}}, col)
	case Diamond:
		c.polygon([]Point{{x, y - 1.25*r}, {x + 1.25*r, y}, {x, y + 1.25*r}, {x - 1.25*r, y}}, col)
	case Cross:
		c.Polyline([]Point{{x - 0.8*r, y - 0.8*r}, {x + 0.8*r, y + 0.8*r}}, 0.7*r, col, nil)
		c.Polyline([]Point{{x - 0.8*r, y + 0.8*r}, {x + 0.8*r, y - 0.8*r}}, 0.7*r, col, nil)
	}
}

// polygon fills a convex polygon given clockwise on the screen.
func (c *Canvas) polygon(pts []Point, col color.RGBA) {
	box := c.pointBox(pts, 1)
	s := c.Scale
	// Inward normals with offsets: the least of n.p + offset is the distance from the outline.
	type edge struct{ x, y, offset float64 }
	edges := make([]edge, 0, len(pts))
	for i, a := range pts {
		b := pts[(i+1)%len(pts)]
		ex, ey := (b.X-a.X)*s, (b.Y-a.Y)*s
		if n := math.Hypot(ex, ey); n > 0 {
			edges = append(edges, edge{-ey / n, ex / n, (ey*a.X - ex*a.Y) * s / n})
		}
	}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		py := float64(y) + 0.5
		// Pixels from lo to hi are covered in part, those between lo1 and hi1 in full.
		lo, hi := float64(box.Min.X), float64(box.Max.X)
		lo1, hi1 := lo, hi
		for _, e := range edges {
			d := e.y*py + e.offset
			switch {
			case e.x > 1e-12:
				lo, lo1 = max(lo, (-0.5-d)/e.x), max(lo1, (0.5-d)/e.x)
			case e.x < -1e-12:
				hi, hi1 = min(hi, (-0.5-d)/e.x), min(hi1, (0.5-d)/e.x)
			case d < 0.5:
				hi1 = lo1 - 1
				if d < -0.5 {
					hi = lo - 1
				}
			}
		}
		for x := max(box.Min.X, int(math.Floor(lo-0.5))); x < min(box.Max.X, int(math.Ceil(hi+0.5))); x++ {
			px, d := float64(x)+0.5, 0.5
			if px < lo1 || px > hi1 {
				d = math.Inf(1)
				for _, e := range edges {
					d = min(d, e.x*px+e.y*py+e.offset)
				}
			}
			if a := clamp01(d + 0.5); a > 0 {
				c.blend(c.Image.PixOffset(x, y), col, uint8(255*a+0.5))
			}
		}
	}
}

func finite(p Point) bool {
	return !math.IsNaN(p.X-p.X) && !math.IsNaN(p.Y-p.Y)
}

// pointBox is the clipped device rectangle of the finite points, grown by pad device pixels.
func (c *Canvas) pointBox(pts []Point, pad float64) image.Rectangle {
	x0, y0 := math.Inf(1), math.Inf(1)
	x1, y1 := math.Inf(-1), math.Inf(-1)
	for _, p := range pts {
		if finite(p) {
			x0, x1 = math.Min(x0, p.X*c.Scale), math.Max(x1, p.X*c.Scale)
			y0, y1 = math.Min(y0, p.Y*c.Scale), math.Max(y1, p.Y*c.Scale)
		}
	}
	if x0 > x1 {
		return image.Rectangle{}
	}
	// Clamp before converting: a coordinate may exceed the range of int.
	lim := func(v float64) int { return int(math.Max(-1, math.Min(v, MaxSide+1))) }
	r := image.Rect(lim(math.Floor(x0-pad)), lim(math.Floor(y0-pad)), lim(math.Ceil(x1+pad)), lim(math.Ceil(y1+pad)))
	return r.Intersect(c.clip)
}

// span is the range of columns that a stroke has reached in one row of its box.
type span struct{ lo, hi int }

// beginCoverage makes room for the box. The coverage is zero outside of a stroke.
func (c *Canvas) beginCoverage(box image.Rectangle) {
	n := box.Dx() * box.Dy()
	if cap(c.cov) < n {
		c.cov = make([]uint8, n)
	}
	c.cov = c.cov[:n]
	c.spans = c.spans[:0]
	for range box.Dy() {
		c.spans = append(c.spans, span{lo: box.Dx()})
	}
}

// paintCoverage blends the stroke and leaves the coverage zero.
func (c *Canvas) paintCoverage(box image.Rectangle, col color.RGBA) {
	for k, s := range c.spans {
		if s.lo >= s.hi {
			continue
		}
		row := c.cov[k*box.Dx()+s.lo : k*box.Dx()+s.hi]
		i := c.Image.PixOffset(box.Min.X+s.lo, box.Min.Y+k)
		for j, a := range row {
			if a != 0 {
				c.blend(i, col, a)
				row[j] = 0
			}
			i += 4
		}
	}
}

// coverSegment raises the coverage to that of a capsule of radius half around the segment.
// Each row visits only the columns the capsule can reach.
func (c *Canvas) coverSegment(box image.Rectangle, ax, ay, bx, by, half float64) {
	reach := half + 0.5 // nothing is covered further away
	dx, dy := bx-ax, by-ay
	// Along and across the segment, in shares of its length and in pixels. A point is all round end.
	over, unit, before := 0.0, 0.0, -1.0
	if l := math.Hypot(dx, dy); l > 1e-9 {
		over, unit, before = 1/(l*l), 1/l, 0
	}
	// Clamp before converting: a coordinate may exceed the range of int.
	column := func(v float64) int { return int(max(float64(box.Min.X), min(v, float64(box.Max.X)))) }
	line := func(v float64) int { return int(max(float64(box.Min.Y), min(v, float64(box.Max.Y)))) }
	bottom := line(math.Ceil(max(ay, by) + reach))
	for y := line(math.Floor(min(ay, by) - reach)); y < bottom; y++ {
		py := float64(y) + 0.5
		t0, t1 := 0.0, 1.0
		if math.Abs(dy) > 1e-9 {
			t0, t1 = (py-reach-ay)/dy, (py+reach-ay)/dy
			if t0 > t1 {
				t0, t1 = t1, t0
			}
			t0, t1 = max(t0, 0), min(t1, 1)
			if t0 > t1 {
				continue
			}
		}
		xa, xb := ax+t0*dx, ax+t1*dx
		if xa > xb {
			xa, xb = xb, xa
		}
		if xa-xb != xa-xb {
			continue
		}
		x0, x1 := column(math.Floor(xa-reach)), column(math.Ceil(xb+reach))
		if x0 >= x1 {
			continue
		}
		sp := &c.spans[y-box.Min.Y]
		sp.lo, sp.hi = min(sp.lo, x0-box.Min.X), max(sp.hi, x1-box.Min.X)
		cov := c.cov[(y-box.Min.Y)*box.Dx()+x0-box.Min.X:][:x1-x0]
		// Beside the segment the distance is linear in x; only its round ends need a root.
		px, qy := float64(x0)+0.5-ax, py-ay
		u, w := before+(px*dx+qy*dy)*over, (px*dy-qy*dx)*unit
		for k := range cov {
			d := math.Abs(w)
			switch {
			case u < 0:
				d = math.Sqrt(px*px + qy*qy)
			case u > 1:
				d = math.Sqrt((px-dx)*(px-dx) + (qy-dy)*(qy-dy))
			}
			if a := half + 0.5 - d; a >= 1 {
				cov[k] = 255
			} else if a > 0 {
				cov[k] = max(cov[k], uint8(255*a+0.5))
			}
			px, u, w = px+1, u+dx*over, w+dy*unit
		}
	}
}

// dasher cuts a polyline into dashes, carrying the phase across its segments.
type dasher struct {
	lengths []float64
	index   int
	left    float64
}

func (d *dasher) reset(dash []float64, scale float64) {
	d.lengths, d.index, d.left = nil, 0, 0
	total := 0.0
	for _, v := range dash {
		total += v
	}
	if len(dash) < 2 || !(total*scale >= 1) {
		return
	}
	d.lengths = make([]float64, len(dash))
	for i, v := range dash {
		d.lengths[i] = v * scale
	}
	d.left = d.lengths[0]
}

func (d *dasher) walk(ax, ay, bx, by float64, emit func(x0, y0, x1, y1 float64)) {
	if d.lengths == nil {
		emit(ax, ay, bx, by)
		return
	}
	length := math.Hypot(bx-ax, by-ay)
	if length == 0 || length > 4*MaxSide {
		return
	}
	ux, uy := (bx-ax)/length, (by-ay)/length
	for s := 0.0; s < length; {
		step := math.Min(d.left, length-s)
		if d.index%2 == 0 {
			emit(ax+s*ux, ay+s*uy, ax+(s+step)*ux, ay+(s+step)*uy)
		}
		s += step
		d.left -= step
		if d.left <= 1e-9 {
			d.index = (d.index + 1) % len(d.lengths)
			d.left = d.lengths[d.index]
		}
	}
}
