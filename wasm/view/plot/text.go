package plot

import (
	"image"
	"image/color"
	"math"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Align says which part of a text its x coordinate names.
type Align int

// Alignments.
const (
	Left Align = iota
	Center
	Right
)

// Font is a size in CSS pixels and a weight.
type Font struct {
	Size   float64
	Medium bool
}

// Text draws s with its baseline at y. The markup ^{...} raises and _{...} lowers a part of the
// text. Runes that the Go fonts lack are replaced by near relatives.
func (c *Canvas) Text(x, y float64, s string, f Font, col color.RGBA, align Align) {
	switch align {
	case Center:
		x -= TextWidth(s, f) / 2
	case Right:
		x -= TextWidth(s, f)
	}
	base := math.Round(y * c.Scale)
	pen := x * c.Scale
	eachRun(s, f, func(run string, rf Font, shift float64) {
		pen = c.drawRun(pen, base-math.Round(shift*c.Scale), run, rf, col)
	})
}

// TextWidth is the advance width of s in CSS pixels.
func TextWidth(s string, f Font) float64 {
	w := 0.0
	eachRun(s, f, func(run string, rf Font, _ float64) {
		// Advances are linear in the size: measure at a large one.
		const big = 64
		g := glyphsOf(Font{Size: big, Medium: rf.Medium})
		for _, r := range run {
			w += g.advance(r) * rf.Size / big
		}
	})
	return w
}

// Fit shortens s with an ellipsis until it is at most w wide.
func Fit(s string, f Font, w float64) string {
	if TextWidth(s, f) <= w {
		return s
	}
	runes := []rune(s)
	for n := len(runes) - 1; n > 0; n-- {
		t := strings.TrimRight(string(runes[:n]), " ,;:(") + "…"
		if TextWidth(t, f) <= w {
			return t
		}
	}
	return ""
}

// eachRun splits the markup into runs of one size; shift is upward, in CSS pixels.
func eachRun(s string, f Font, emit func(run string, rf Font, shift float64)) {
	small := Font{Size: f.Size * 0.72, Medium: f.Medium}
	for s != "" {
		i := strings.IndexAny(s, "^_")
		if i < 0 || i+1 >= len(s) {
			emit(s, f, 0)
			return
		}
		end := strings.IndexByte(s[i:], '}')
		if s[i+1] != '{' || end < 0 {
			emit(s[:i+1], f, 0)
			s = s[i+1:]
			continue
		}
		if i > 0 {
			emit(s[:i], f, 0)
		}
		shift := 0.38 * f.Size
		if s[i] == '_' {
			shift = -0.18 * f.Size
		}
		emit(s[i+2:i+end], small, shift)
		s = s[i+end+1:]
	}
}

func (c *Canvas) drawRun(pen, base float64, run string, f Font, col color.RGBA) float64 {
	g := glyphsOf(Font{Size: f.Size * c.Scale, Medium: f.Medium})
	for _, r := range run {
		q := math.Floor(pen*subPixels+0.5) / subPixels
		whole := math.Floor(q)
		gl := g.glyph(r, int((q-whole)*subPixels))
		c.drawMask(gl.mask, gl.at.Add(image.Pt(int(whole), int(base))), col)
		pen += gl.advance
	}
	return pen
}

func (c *Canvas) drawMask(m *image.Alpha, at image.Point, col color.RGBA) {
	if m == nil {
		return
	}
	r := image.Rectangle{Min: at, Max: at.Add(m.Rect.Size())}.Intersect(c.clip)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		i := c.Image.PixOffset(r.Min.X, y)
		k := (y-at.Y)*m.Stride + r.Min.X - at.X
		for x := r.Min.X; x < r.Max.X; x++ {
			if a := m.Pix[k]; a != 0 {
				c.blend(i, col, a)
			}
			i += 4
			k++
		}
	}
}

// substitutes maps runes missing from the Go fonts to present ones.
var substitutes = map[rune]rune{
	'‖': '|', '◆': '■', '∥': '|', 'ϱ': 'ρ', 'ϵ': 'ε', 'ϕ': 'φ',
}

// subPixels is the number of horizontal glyph positions kept per pixel.
const subPixels = 4

type glyph struct {
	mask    *image.Alpha
	at      image.Point // of the mask, relative to the pen
	advance float64     // device pixels
}

// bracket draws an angle bracket, which the Go fonts lack; the side is 1 for the left one.
func (g *glyphSet) bracket(sub int, side float64) glyph {
	em := g.size
	w, up, down := 0.36*em, 0.76*em, 0.2*em
	c := NewCanvas(math.Ceil(w)+2, math.Ceil(up)+math.Ceil(down)+2, 1)
	c.Clear(color.RGBA{})
	base := math.Ceil(up) + 1
	middle := float64(sub)/subPixels + w/2
	reach := 0.11 * em * side
	c.Polyline([]Point{{middle + reach, base - up}, {middle - reach, base - (up-down)/2}, {middle + reach, base + down}},
		0.085*em, color.RGBA{255, 255, 255, 255}, nil)
	mask := image.NewAlpha(c.Image.Rect)
	for i := range mask.Pix {
		mask.Pix[i] = c.Image.Pix[4*i]
	}
	return glyph{mask: mask, at: image.Pt(0, -int(base)), advance: w}
}

type glyphKey struct {
	r   rune
	sub int
}

// glyphSet caches the rasterised glyphs of one font at one device size.
type glyphSet struct {
	face   font.Face
	size   float64 // device pixels per em
	glyphs map[glyphKey]glyph
}

var fonts struct {
	sync.Mutex
	parsed [2]*opentype.Font
	sets   map[Font]*glyphSet
}

// glyphsOf returns the cache for a font whose size is in device pixels.
func glyphsOf(f Font) *glyphSet {
	f.Size = math.Max(1, math.Min(math.Round(f.Size*4)/4, 512))
	fonts.Lock()
	defer fonts.Unlock()
	if g := fonts.sets[f]; g != nil {
		return g
	}
	k, ttf := 0, goregular.TTF
	if f.Medium {
		k, ttf = 1, gomedium.TTF
	}
	if fonts.parsed[k] == nil {
		parsed, err := opentype.Parse(ttf)
		if err != nil {
			panic("plot: embedded font: " + err.Error())
		}
		fonts.parsed[k] = parsed
	}
	face, err := opentype.NewFace(fonts.parsed[k], &opentype.FaceOptions{Size: f.Size, DPI: 72})
	if err != nil {
		panic("plot: embedded font: " + err.Error())
	}
	if fonts.sets == nil || len(fonts.sets) > 64 {
		fonts.sets = map[Font]*glyphSet{} // many zoom levels: start over rather than grow
	}
	g := &glyphSet{face: face, size: f.Size, glyphs: map[glyphKey]glyph{}}
	fonts.sets[f] = g
	return g
}

func (g *glyphSet) advance(r rune) float64 {
	return g.glyph(r, 0).advance
}

func (g *glyphSet) glyph(r rune, sub int) glyph {
	key := glyphKey{r, sub}
	if gl, ok := g.glyphs[key]; ok {
		return gl
	}
	if s, ok := substitutes[r]; ok {
		r = s
	}
	switch r {
	case '⟨', '〈':
		gl := g.bracket(sub, 1)
		g.glyphs[key] = gl
		return gl
	case '⟩', '〉':
		gl := g.bracket(sub, -1)
		g.glyphs[key] = gl
		return gl
	}
	dot := fixed.Point26_6{X: fixed.Int26_6(sub * 64 / subPixels)}
	dr, mask, mp, adv, ok := g.face.Glyph(dot, r)
	gl := glyph{advance: float64(adv) / 64}
	if a, isAlpha := mask.(*image.Alpha); ok && isAlpha && !dr.Empty() {
		own := image.NewAlpha(image.Rect(0, 0, dr.Dx(), dr.Dy()))
		for y := 0; y < dr.Dy(); y++ {
			o := a.PixOffset(mp.X, mp.Y+y)
			copy(own.Pix[y*own.Stride:(y+1)*own.Stride], a.Pix[o:o+dr.Dx()])
		}
		gl.mask, gl.at = own, dr.Min
	}
	if len(g.glyphs) > 2048 {
		clear(g.glyphs)
	}
	g.glyphs[key] = gl
	return gl
}
