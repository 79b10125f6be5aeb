package plot

import (
	"image"
	"image/color"
	"math"
)

// Point is a position in CSS pixels.
type Point struct{ X, Y float64 }

// Rect is an axis-parallel rectangle in CSS pixels.
type Rect struct{ X, Y, W, H float64 }

// Right is the x of the right edge.
func (r Rect) Right() float64 { return r.X + r.W }

// Bottom is the y of the bottom edge.
func (r Rect) Bottom() float64 { return r.Y + r.H }

// Contains reports whether (x, y) lies in r, edges included.
func (r Rect) Contains(x, y float64) bool {
	return x >= r.X && x <= r.Right() && y >= r.Y && y <= r.Bottom()
}

// Empty reports whether r has no area.
func (r Rect) Empty() bool { return !(r.W > 0 && r.H > 0) }

// Canvas is an opaque raster with a device pixel ratio.
type Canvas struct {
	Image *image.RGBA
	Scale float64 // device pixels per CSS pixel

	clip image.Rectangle
	// The stroke under way: its coverage and the reach of each row, both reused.
	cov   []uint8
	spans []span
}

// MaxSide is the largest side of a canvas in device pixels.
const MaxSide = 16384

// NewCanvas returns a canvas of w x h CSS pixels at the given device pixel ratio.
// Sizes are clamped to [1, MaxSide] device pixels.
func NewCanvas(w, h, scale float64) *Canvas {
	c := &Canvas{}
	c.Resize(w, h, scale)
	return c
}

// Resize changes the size and keeps the pixel memory when it is large enough.
func (c *Canvas) Resize(w, h, scale float64) {
	if !(scale > 0) || math.IsInf(scale, 0) {
		scale = 1
	}
	c.Scale = scale
	pw, ph := deviceSide(w*scale), deviceSide(h*scale)
	n := 4 * pw * ph
	var pix []uint8
	if c.Image != nil && cap(c.Image.Pix) >= n {
		pix = c.Image.Pix[:n]
	} else {
		pix = make([]uint8, n)
	}
	c.Image = &image.RGBA{Pix: pix, Stride: 4 * pw, Rect: image.Rect(0, 0, pw, ph)}
	c.clip = c.Image.Rect
}

func deviceSide(v float64) int {
	if !(v >= 1) {
		return 1
	}
	return int(math.Min(math.Round(v), MaxSide))
}

// SetClip restricts drawing to r; an empty r lifts the restriction.
func (c *Canvas) SetClip(r Rect) {
	if r.Empty() {
		c.clip = c.Image.Rect
		return
	}
	c.clip = c.device(r).Intersect(c.Image.Rect)
}

// device rounds r to whole device pixels.
func (c *Canvas) device(r Rect) image.Rectangle {
	f := func(v float64) int { return int(math.Round(v * c.Scale)) }
	return image.Rect(f(r.X), f(r.Y), f(r.Right()), f(r.Bottom()))
}

// Clear fills the whole canvas.
func (c *Canvas) Clear(col color.RGBA) {
	fillRow(c.Image.Pix, col)
}

// fillRow repeats an opaque colour over p, which holds whole pixels.
func fillRow(p []uint8, col color.RGBA) {
	if len(p) < 4 {
		return
	}
	p[0], p[1], p[2], p[3] = col.R, col.G, col.B, 255
	for n := 4; n < len(p); n *= 2 {
		copy(p[n:], p[:n])
	}
}

// FillRect fills r, rounded to device pixels, blending by col.A.
func (c *Canvas) FillRect(r Rect, col color.RGBA) {
	c.fillDevice(c.device(r), col)
}

func (c *Canvas) fillDevice(r image.Rectangle, col color.RGBA) {
	r = r.Intersect(c.clip)
	if r.Empty() {
		return
	}
	if col.A == 255 {
		first := c.Image.Pix[c.Image.PixOffset(r.Min.X, r.Min.Y):][:4*r.Dx()]
		fillRow(first, col)
		for y := r.Min.Y + 1; y < r.Max.Y; y++ {
			copy(c.Image.Pix[c.Image.PixOffset(r.Min.X, y):], first)
		}
		return
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		i := c.Image.PixOffset(r.Min.X, y)
		for x := r.Min.X; x < r.Max.X; x++ {
			c.blend(i, col, 255)
			i += 4
		}
	}
}

// HLine draws a crisp horizontal line of the given width (CSS pixels, at least one device pixel).
func (c *Canvas) HLine(x0, x1, y, width float64, col color.RGBA) {
	t := int(math.Max(1, math.Round(width*c.Scale)))
	top := int(math.Round(y*c.Scale - float64(t)/2))
	c.fillDevice(image.Rect(int(math.Round(x0*c.Scale)), top, int(math.Round(x1*c.Scale)), top+t), col)
}

// VLine draws a crisp vertical line.
func (c *Canvas) VLine(x, y0, y1, width float64, col color.RGBA) {
	t := int(math.Max(1, math.Round(width*c.Scale)))
	left := int(math.Round(x*c.Scale - float64(t)/2))
	c.fillDevice(image.Rect(left, int(math.Round(y0*c.Scale)), left+t, int(math.Round(y1*c.Scale))), col)
}

// Frame draws the four edges of r with crisp lines.
func (c *Canvas) Frame(r Rect, width float64, col color.RGBA) {
	half := math.Max(1, math.Round(width*c.Scale)) / 2 / c.Scale
	c.HLine(r.X-half, r.Right()+half, r.Y, width, col)
	c.HLine(r.X-half, r.Right()+half, r.Bottom(), width, col)
	c.VLine(r.X, r.Y, r.Bottom(), width, col)
	c.VLine(r.Right(), r.Y, r.Bottom(), width, col)
}

// RoundRect fills a rectangle with rounded corners and, when line has alpha, draws its outline.
func (c *Canvas) RoundRect(r Rect, radius float64, fill, line color.RGBA) {
	s := c.Scale
	d := c.device(r)
	x0, y0, x1, y1 := float64(d.Min.X), float64(d.Min.Y), float64(d.Max.X), float64(d.Max.Y)
	rad := math.Min(radius*s, math.Min(x1-x0, y1-y0)/2)
	width := math.Max(1, math.Round(s*0.75))
	vis := d.Intersect(c.clip)
	// The inside is filled at once. Along the straight edges the coverage is constant in one
	// direction; only near the corners does each pixel need its own distance.
	ring := int(rad+width) + 2
	inner := d.Inset(ring)
	c.fillDevice(inner, fill)
	for y := vis.Min.Y; y < vis.Max.Y; y++ {
		py := float64(y) + 0.5
		dy := max(y0-py, py-y1)
		qy := max(y0+rad-py, py-(y1-rad))
		i := c.Image.PixOffset(vis.Min.X, y)
		for x := vis.Min.X; x < vis.Max.X; x++ {
			if x >= inner.Min.X && x < inner.Max.X {
				n := min(inner.Max.X, vis.Max.X) - x
				if y < inner.Min.Y || y >= inner.Max.Y {
					in, edge := roundCoverage(dy, width)
					for k := range n {
						c.blend(i+4*k, fill, in)
						c.blend(i+4*k, line, edge)
					}
				}
				i += 4 * n
				x += n - 1
				continue
			}
			// Signed distance to the outline, negative inside.
			px := float64(x) + 0.5
			dist := max(x0-px, px-x1, dy)
			if qx := max(x0+rad-px, px-(x1-rad)); qx > 0 && qy > 0 {
				dist = math.Sqrt(qx*qx+qy*qy) - rad
			}
			in, edge := roundCoverage(dist, width)
			c.blend(i, fill, in)
			c.blend(i, line, edge)
			i += 4
		}
	}
}

// roundCoverage gives the coverage of the inside and of an outline of the given width at a signed
// distance from the outline.
func roundCoverage(dist, width float64) (in, edge uint8) {
	inside := clamp01(0.5 - dist)
	return uint8(255*inside + 0.5), uint8(255*min(clamp01(dist+width+0.5), inside) + 0.5)
}

// blend mixes col with coverage a into the pixel at byte offset i; the canvas stays opaque.
func (c *Canvas) blend(i int, col color.RGBA, a uint8) {
	p := c.Image.Pix[i : i+4 : i+4]
	w := uint32(a) * uint32(col.A)
	if w == 255*255 {
		p[0], p[1], p[2], p[3] = col.R, col.G, col.B, 255
		return
	}
	if w == 0 {
		return
	}
	v := 255*255 - w
	p[0] = uint8((uint32(col.R)*w + uint32(p[0])*v + 32512) / 65025)
	p[1] = uint8((uint32(col.G)*w + uint32(p[1])*v + 32512) / 65025)
	p[2] = uint8((uint32(col.B)*w + uint32(p[2])*v + 32512) / 65025)
	p[3] = 255
}

func clamp01(v float64) float64 {
	if v < 0 {
		return 0
	}
	if v > 1 {
		return 1
	}
	return v
}

// Alpha returns col with its opacity set to a in [0, 1]. Colours are not premultiplied here.
func Alpha(col color.RGBA, a float64) color.RGBA {
	col.A = uint8(255*clamp01(a) + 0.5)
	return col
}
