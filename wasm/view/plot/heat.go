package plot

import (
	"image"
	"image/color"
)

// Heat is what a map shows: rows×columns samples, the first row at the bottom, and how they are coloured.
type Heat struct {
	Values        []float32
	Rows, Columns int
	Norm          Norm
	Bad           color.RGBA // of values that are no finite numbers
	Smooth        bool       // interpolate between samples
}

// NewHeat returns the map of the values. A bad one would be smeared over its neighbours: then nothing is interpolated.
func NewHeat(values []float32, rows, columns int, n Norm, bad color.RGBA) *Heat {
	h := &Heat{values, rows, columns, n, bad, true}
	for _, v := range values {
		if v-v != 0 {
			h.Smooth = false
			break
		}
	}
	return h
}

// Affine returns the position in the colour map as at + slope*value; false where it is not affine.
func (n Norm) Affine() (at, slope float64, ok bool) {
	at = n.Position(0)
	if n.Hi == 0 {
		return at, (n.Position(n.Lo) - at) / n.Lo, !n.Log
	}
	return at, (n.Position(n.Hi) - at) / n.Hi, !n.Log
}

// Paint colours the map, one pixel per sample with the last row on top, into dst, which is reallocated only when its size differs. It panics when
// the values are not Rows times Columns.
func (h *Heat) Paint(dst *image.RGBA) *image.RGBA {
	if len(h.Values) != h.Rows*h.Columns {
		panic("plot: heat data do not fit rows x columns")
	}
	if dst == nil || dst.Rect.Dx() != h.Columns || dst.Rect.Dy() != h.Rows {
		dst = image.NewRGBA(image.Rect(0, 0, h.Columns, h.Rows))
	}
	at, slope, affine := h.Norm.Affine() // instead of Norm.Position's branches
	for j := range h.Rows {
		row := h.Values[j*h.Columns : (j+1)*h.Columns]
		out := dst.Pix[(h.Rows-1-j)*dst.Stride:]
		for i, v := range row {
			col := h.Bad
			switch {
			case v-v != 0:
			case !affine:
				col = h.Norm.Map.At(h.Norm.Position(float64(v)))
			default:
				col = h.Norm.Map.At(at + slope*float64(v))
			}
			out[4*i], out[4*i+1], out[4*i+2], out[4*i+3] = col.R, col.G, col.B, 255
		}
	}
	return dst
}

// DrawImage scales src onto r. The centres of the outer pixels of src fall on the edges of r, as
// they are samples at the ends of the axes; smooth interpolates between them, otherwise the
// nearest sample is taken.
func (c *Canvas) DrawImage(src *image.RGBA, r Rect, smooth bool) {
	d := c.device(r)
	sw, sh := src.Rect.Dx(), src.Rect.Dy()
	if d.Empty() || sw == 0 || sh == 0 {
		return
	}
	vis := d.Intersect(c.clip)
	fx := float64(sw-1) / float64(d.Dx())
	fy := float64(sh-1) / float64(d.Dy())
	for y := vis.Min.Y; y < vis.Max.Y; y++ {
		v := (float64(y-d.Min.Y) + 0.5) * fy
		y0, ty := split(v, sh, smooth)
		a := src.Pix[y0*src.Stride:]
		b := src.Pix[min(y0+1, sh-1)*src.Stride:]
		o := c.Image.PixOffset(vis.Min.X, y)
		for x := vis.Min.X; x < vis.Max.X; x++ {
			x0, tx := split((float64(x-d.Min.X)+0.5)*fx, sw, smooth)
			p, q := 4*x0, 4*min(x0+1, sw-1)
			w00, w10, w01, w11 := (256-tx)*(256-ty), tx*(256-ty), (256-tx)*ty, tx*ty
			for k := 0; k < 3; k++ {
				c.Image.Pix[o+k] = uint8((int(a[p+k])*w00 + int(a[q+k])*w10 + int(b[p+k])*w01 + int(b[q+k])*w11 + 32768) >> 16)
			}
			c.Image.Pix[o+3] = 255
			o += 4
		}
	}
}

// split separates a sample position into an index and a weight of 0..256 for the next sample.
func split(v float64, n int, smooth bool) (int, int) {
	if !smooth {
		return min(int(v+0.5), n-1), 0
	}
	i := min(int(v), n-1)
	return i, int((v-float64(i))*256 + 0.5)
}
