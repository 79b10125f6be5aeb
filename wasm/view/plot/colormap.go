package plot

import (
	"image/color"
	"math"
)

// Colormap is a table of 256 opaque colours.
type Colormap struct {
	Name  string
	Table [256]color.RGBA
}

// Colour-blind-safe maps, generated from published control points.
var (
	// Viridis is the sequential map of S. van der Walt and N. Smith (2015), from ten equidistant
	// samples of its published table.
	Viridis = NewColormap("viridis", 0x440154, 0x482878, 0x3E4A89, 0x31688E, 0x26828E,
		0x1F9E89, 0x35B779, 0x6DCD59, 0xB4DE2C, 0xFDE725)
	// RdBu is ColorBrewer's diverging red-blue scheme of eleven classes (C. Brewer), turned so
	// that blue is negative.
	RdBu = NewColormap("RdBu", 0x053061, 0x2166AC, 0x4393C3, 0x92C5DE, 0xD1E5F0, 0xF7F7F7,
		0xFDDBC7, 0xF4A582, 0xD6604D, 0xB2182B, 0x67001F)
	// PuOr is ColorBrewer's diverging purple-orange scheme of eleven classes; purple is negative.
	PuOr = NewColormap("PuOr", 0x2D004B, 0x542788, 0x8073AC, 0xB2ABD2, 0xD8DAEB, 0xF7F7F7,
		0xFEE0B6, 0xFDB863, 0xE08214, 0xB35806, 0x7F3B08)
	// BuRd is RdBu reversed: red, the colour of a conflict, is negative.
	BuRd = RdBu.reversed("BuRd")
)

// NewColormap interpolates equidistant control points, given as 0xRRGGBB, with the monotone
// cubic of F. Fritsch and R. Carlson (1980) in each channel, so that no colour overshoots.
// It panics with fewer than two points.
func NewColormap(name string, points ...uint32) *Colormap {
	if len(points) < 2 {
		panic("plot: a colour map needs two control points")
	}
	m := &Colormap{Name: name}
	channel := make([]float64, len(points))
	for _, shift := range []uint{16, 8, 0} {
		for i, p := range points {
			channel[i] = float64(p >> shift & 255)
		}
		slopes := monotoneSlopes(channel)
		for k := range m.Table {
			s := float64(k) / 255 * float64(len(points)-1)
			i := min(int(s), len(points)-2)
			v := uint8(math.Round(hermite(channel[i], channel[i+1], slopes[i], slopes[i+1], s-float64(i))))
			switch shift {
			case 16:
				m.Table[k].R = v
			case 8:
				m.Table[k].G = v
			default:
				m.Table[k].B = v
			}
			m.Table[k].A = 255
		}
	}
	return m
}

func (m *Colormap) reversed(name string) *Colormap {
	r := &Colormap{Name: name}
	for k := range r.Table {
		r.Table[k] = m.Table[255-k]
	}
	return r
}

// At is the colour at s, clamped to [0, 1].
func (m *Colormap) At(s float64) color.RGBA {
	return m.Table[int(clamp01(s)*255+0.5)]
}

// monotoneSlopes are the Fritsch-Carlson slopes for unit spacing (harmonic mean of the secants).
func monotoneSlopes(y []float64) []float64 {
	n := len(y)
	d := make([]float64, n)
	for i := 1; i < n-1; i++ {
		a, b := y[i]-y[i-1], y[i+1]-y[i]
		if a*b > 0 {
			d[i] = 2 * a * b / (a + b)
		}
	}
	d[0], d[n-1] = y[1]-y[0], y[n-1]-y[n-2]
	return d
}

func hermite(y0, y1, d0, d1, s float64) float64 {
	s2, s3 := s*s, s*s*s
	return (2*s3-3*s2+1)*y0 + (s3-2*s2+s)*d0 + (3*s2-2*s3)*y1 + (s3-s2)*d1
}

// Luminance is the relative luminance of WCAG 2, in [0, 1].
func Luminance(c color.RGBA) float64 {
	f := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*f(c.R) + 0.7152*f(c.G) + 0.0722*f(c.B)
}

// Contrast is the WCAG 2 contrast ratio of two colours, in [1, 21].
func Contrast(a, b color.RGBA) float64 {
	x, y := Luminance(a), Luminance(b)
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05)
}
