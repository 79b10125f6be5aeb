package plot

import (
	"image"
	"image/color"
)

// PaintHeat colours an nt x nx array, row = time, into dst, one pixel per sample with the last
// row on top, and reports whether a value was NaN or infinite. dst is reallocated only when its
// size differs. It panics when len(data) is not nt*nx.
func PaintHeat(dst *image.RGBA, data []float32, nt, nx int, n Norm, bad color.RGBA) (*image.RGBA, bool) {
	if len(data) != nt*nx {
		panic("plot: heat data do not fit nt x nx")
	}
	if dst == nil || dst.Rect.Dx() != nx || dst.Rect.Dy() != nt {
		dst = image.NewRGBA(image.Rect(0, 0, nx, nt))
	}
	anyBad := false
	// One affine map per value instead of Norm.Position's branches.
	at0 := n.Position(0)
	slope := (n.Position(n.Hi) - at0) / n.Hi
	if n.Hi == 0 {
		slope = (n.Position(n.Lo) - at0) / n.Lo
	}
	for j := 0; j < nt; j++ {
		row := data[j*nx : (j+1)*nx]
		out := dst.Pix[(nt-1-j)*dst.Stride:]
		for i, v := range row {
			col := bad
			switch {
			case v-v != 0:
				anyBad = true
			case n.Log:
				col = n.Map.At(n.Position(float64(v)))
			default:
				col = n.Map.At(at0 + slope*float64(v))
			}
			out[4*i], out[4*i+1], out[4*i+2], out[4*i+3] = col.R, col.G, col.B, 255
		}
	}
	return dst, anyBad
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
