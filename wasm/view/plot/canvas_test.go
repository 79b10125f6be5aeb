package plot

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"
)

var (
	white = color.RGBA{255, 255, 255, 255}
	black = color.RGBA{0, 0, 0, 255}
)

// ink is the covered area in device pixels.
func ink(c *Canvas) float64 {
	sum := 0.0
	for i := 0; i < len(c.Image.Pix); i += 4 {
		sum += 1 - float64(c.Image.Pix[i])/255
	}
	return sum
}

func blank(w, h, scale float64) *Canvas {
	c := NewCanvas(w, h, scale)
	c.Clear(white)
	return c
}

func TestStrokeArea(t *testing.T) {
	for _, scale := range []float64{1, 1.5, 2} {
		c := blank(100, 100, scale)
		c.Polyline([]Point{{20, 30}, {80, 70}}, 4, black, nil)
		length := math.Hypot(60, 40)
		want := (length*4 + math.Pi*4) * scale * scale // with round caps
		if got := ink(c); math.Abs(got-want) > 0.02*want {
			t.Errorf("scale %g: area %.1f; want %.1f", scale, got, want)
		}
	}
}

// TestStrokeOverlap: a line drawn twice over itself by one polyline is covered once.
func TestStrokeOverlap(t *testing.T) {
	a, b := blank(60, 60, 1), blank(60, 60, 1)
	half := Alpha(black, 0.5)
	a.Polyline([]Point{{10, 10}, {50, 45}}, 3, half, nil)
	b.Polyline([]Point{{10, 10}, {50, 45}, {10, 10}}, 3, half, nil)
	if x, y := ink(a), ink(b); math.Abs(x-y) > 1e-9 {
		t.Errorf("ink %g once, %g there and back", x, y)
	}
}

func TestDashes(t *testing.T) {
	solid, dashed := blank(220, 20, 1), blank(220, 20, 1)
	pts := []Point{{10, 10}, {60, 10}, {210, 10}}
	solid.Polyline(pts, 2, black, nil)
	dashed.Polyline(pts, 2, black, []float64{10, 10})
	// Half the length and, with round caps, a disc of area pi per dash instead of one.
	want := ink(solid)/2 + 9.5*math.Pi
	if got := ink(dashed); math.Abs(got-want) > 0.05*want {
		t.Errorf("dashed ink %.1f; want about %.1f", got, want)
	}
}

func TestBrokenLines(t *testing.T) {
	c := blank(50, 50, 1)
	nan, inf := math.NaN(), math.Inf(1)
	c.Polyline([]Point{{10, 10}, {nan, 20}, {30, inf}, {40, 40}}, 2, black, nil)
	if got := ink(c); got != 0 {
		t.Errorf("a line between broken points drew %g pixels", got)
	}
	c.Polyline(nil, 2, black, nil)
	for _, big := range []float64{1e7, 1e19, 1e160, 1.7e308} {
		for _, p := range []Point{{big, 5}, {5, big}, {-big, big}, {big, big}} {
			c.Polyline([]Point{{-big, 5}, p, {20, 20}}, 2, black, []float64{3, 3})
			c.Polyline([]Point{{-big, 5}, p, {20, 20}}, 2, black, nil)
		}
	}
	c.Mark(nan, 5, 4, Disc, black)
}

func TestCrispLines(t *testing.T) {
	c := blank(10, 10, 1)
	c.HLine(0, 10, 4.3, 1, black)
	if got := ink(c); got != 10 {
		t.Errorf("a horizontal hairline covers %g pixels; want 10 whole ones", got)
	}
	c = blank(10, 10, 2)
	c.VLine(4.3, 0, 10, 1, black)
	if got := ink(c); got != 40 {
		t.Errorf("a vertical line at ratio 2 covers %g pixels; want 2 x 20", got)
	}
}

func TestMarksHaveEqualWeight(t *testing.T) {
	for shape := 0; shape < markers; shape++ {
		c := blank(40, 40, 2)
		c.Mark(20, 20, 6, shape, black)
		area := ink(c) / 4
		if area < 0.45*math.Pi*36 || area > 1.3*math.Pi*36 {
			t.Errorf("marker %d has area %.1f", shape, area)
		}
	}
}

func TestRoundRect(t *testing.T) {
	for _, size := range [][2]float64{{80, 60}, {9, 30}, {3, 3}, {80, 13}} {
		c := blank(100, 100, 2)
		w, h := size[0], size[1]
		c.RoundRect(Rect{10, 10, w, h}, 5, black, color.RGBA{})
		r := math.Min(5, math.Min(w, h)/2)
		want := 4 * (w*h - (4-math.Pi)*r*r)
		if got := ink(c); math.Abs(got-want) > 0.01*want+2 {
			t.Errorf("%gx%g: area %.1f; want %.1f", w, h, got, want)
		}
		clipped := blank(100, 100, 2)
		clipped.SetClip(Rect{30, 20, 100, 30})
		clipped.RoundRect(Rect{10, 10, w, h}, 5, black, color.RGBA{})
		for y := 0; y < 200; y++ {
			for x := 0; x < 200; x++ {
				i := c.Image.PixOffset(x, y)
				in := x >= 60 && y >= 40 && y < 100
				if got := clipped.Image.Pix[i]; (in && got != c.Image.Pix[i]) || (!in && got != 255) {
					t.Fatalf("%gx%g clipped: pixel (%d, %d) is %d", w, h, x, y, got)
				}
			}
		}
	}
}

func TestClip(t *testing.T) {
	c := blank(40, 40, 1)
	c.SetClip(Rect{10, 10, 5, 5})
	c.FillRect(Rect{0, 0, 40, 40}, black)
	c.Polyline([]Point{{0, 0}, {40, 40}}, 3, black, nil)
	if got := ink(c); got != 25 {
		t.Errorf("clip of 25 pixels let %g through", got)
	}
}

func TestResizeLimits(t *testing.T) {
	c := NewCanvas(math.NaN(), -3, math.Inf(1))
	if c.Image.Rect.Empty() {
		t.Error("an empty canvas")
	}
	c.Resize(1e9, 2, 1)
	if c.Image.Rect.Dx() != MaxSide {
		t.Errorf("width %d; want %d", c.Image.Rect.Dx(), MaxSide)
	}
	pix := &c.Image.Pix[0]
	c.Resize(10, 10, 1)
	if &c.Image.Pix[0] != pix {
		t.Error("shrinking allocated")
	}
}

func TestText(t *testing.T) {
	f := Font{Size: 12}
	for _, scale := range []float64{1, 2} {
		c := blank(200, 40, scale)
		c.Text(20, 25, "Knudsen 10^{−3}", f, black, Left)
		w := TextWidth("Knudsen 10^{−3}", f)
		minX, maxX := math.Inf(1), 0.0
		for y := 0; y < c.Image.Rect.Dy(); y++ {
			for x := 0; x < c.Image.Rect.Dx(); x++ {
				if c.Image.Pix[c.Image.PixOffset(x, y)] < 200 {
					minX, maxX = math.Min(minX, float64(x)), math.Max(maxX, float64(x))
				}
			}
		}
		if minX/scale < 19 || minX/scale > 23 || math.Abs(maxX/scale-20-w) > 3 {
			t.Errorf("scale %g: ink from %g to %g; text 20 .. %g", scale, minX/scale, maxX/scale, 20+w)
		}
	}
	if a, b := TextWidth("ab", f), TextWidth("abab", f); math.Abs(2*a-b) > 1e-9 {
		t.Errorf("widths %g and %g do not add", a, b)
	}
	if a, b := TextWidth("x^{2}", f), TextWidth("x2", f); a >= b {
		t.Errorf("a raised 2 is as wide (%g) as a plain one (%g)", a, b)
	}
	// Broken markup is drawn as it stands.
	for _, s := range []string{"^", "a^{b", "_", "^}", "a_b", "é\xff", ""} {
		blank(50, 20, 1).Text(5, 15, s, f, black, Center)
	}
}

func TestEveryRuneOfTheViewHasAGlyph(t *testing.T) {
	g := glyphsOf(Font{Size: 16})
	missing := g.glyph('\uE000', 0) // private use: the font's box
	for _, r := range "ρεσλφτγ⟨⟩·×−²π∞Δ−…°₁" {
		gl := g.glyph(r, 0)
		if gl.mask == nil || (missing.mask != nil && string(gl.mask.Pix) == string(missing.mask.Pix)) {
			t.Errorf("no glyph for %c", r)
		}
	}
}

func TestFit(t *testing.T) {
	f := Font{Size: 12}
	long := "eps 1e-2 .. 1e-1 with a long name"
	for w := 0.0; w < 250; w += 7 {
		if got := Fit(long, f, w); TextWidth(got, f) > w {
			t.Fatalf("Fit to %g gives %q of %g", w, got, TextWidth(got, f))
		}
	}
	if Fit("ok", f, 100) != "ok" {
		t.Error("a text that fits is shortened")
	}
}

func TestHeat(t *testing.T) {
	n := Norm{Lo: 0, Hi: 5, Map: Viridis}
	bad := color.RGBA{9, 9, 9, 255}
	data := []float32{0, 1, 2, 3, 4, float32(math.NaN())}
	h := NewHeat(data, 2, 3, n, bad)
	img := h.Paint(nil)
	if h.Smooth || img.Rect.Dx() != 3 || img.Rect.Dy() != 2 {
		t.Fatalf("smooth %v, size %v", h.Smooth, img.Rect)
	}
	// The first row of the data, t = 0, is the bottom row of the image.
	if img.RGBAAt(0, 1) != Viridis.Table[0] || img.RGBAAt(2, 0) != bad || img.RGBAAt(0, 0) != n.Color(3, bad) {
		t.Errorf("pixels %v %v %v", img.RGBAAt(0, 1), img.RGBAAt(2, 0), img.RGBAAt(0, 0))
	}
	good := NewHeat([]float32{0, 1, 2, 3, 4, 5}, 2, 3, n, bad)
	if good.Paint(img) != img || !good.Smooth {
		t.Error("an image of the right size is not reused, or good data are called bad")
	}
}

// TestHeatAgreesWithNorm: the affine shortcut of Paint gives the colours of Norm.Color.
func TestHeatAgreesWithNorm(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range []Norm{{Lo: -1, Hi: 2, Diverging: true, Map: RdBu}, {Lo: -3, Hi: 0, Diverging: true, Map: PuOr}, {Lo: 1, Hi: 1.5, Map: Viridis}, {Lo: -4, Hi: 0, Map: Viridis}} {
		for range 200 {
			v := float32(n.Lo + r.Float64()*(n.Hi-n.Lo))
			img := NewHeat([]float32{v}, 1, 1, n, black).Paint(nil)
			got, want := img.RGBAAt(0, 0), n.Color(float64(v), black)
			// Rounding may pick the neighbouring entry of the table.
			if near := n.Map.At(n.Position(float64(v)) + 1e-9); got != want && got != near {
				t.Fatalf("%+v: %g is %v; want %v", n, v, got, want)
			}
		}
	}
}

func TestDrawImageEnds(t *testing.T) {
	src := image.NewRGBA(image.Rect(0, 0, 2, 1))
	copy(src.Pix, []uint8{0, 0, 0, 255, 200, 200, 200, 255})
	c := blank(100, 4, 1)
	c.DrawImage(src, Rect{0, 0, 100, 4}, true)
	at := func(x int) int { return int(c.Image.RGBAAt(x, 2).R) }
	if at(0) > 3 || at(99) < 197 || math.Abs(float64(at(50))-100) > 3 {
		t.Errorf("smooth: ends %d and %d, middle %d", at(0), at(99), at(50))
	}
	c.DrawImage(src, Rect{0, 0, 100, 4}, false)
	if at(49) != 0 || at(51) != 200 {
		t.Errorf("nearest: %d left and %d right of the middle", at(49), at(51))
	}
}

func TestCurveKeepsExtremes(t *testing.T) {
	n := 20000
	x, y := make([]float64, n), make([]float64, n)
	for i := range x {
		x[i] = float64(i)
		y[i] = math.Sin(float64(i) * 0.7)
	}
	y[777] = 5
	fx := Axis{Lo: 0, Hi: float64(n), From: 0, To: 300}
	fy := Axis{Lo: -1, Hi: 5, From: 200, To: 0}
	pts := Curve(nil, x, y, fx, fy, 1)
	if len(pts) > 2*301+2 {
		t.Errorf("%d points for 300 columns", len(pts))
	}
	for _, end := range []struct {
		what      string
		got, want Point
	}{{"first", pts[0], Point{fx.At(0), fy.At(y[0])}}, {"last", pts[len(pts)-1], Point{fx.At(x[n-1]), fy.At(y[n-1])}}} {
		if end.got != end.want {
			t.Errorf("the %s point is %v; want %v", end.what, end.got, end.want)
		}
	}
	top := math.Inf(1)
	for _, p := range pts {
		top = math.Min(top, p.Y)
	}
	if math.Abs(top) > 1e-9 {
		t.Errorf("the spike is drawn at %g; want 0", top)
	}
}

func TestAxisRoundTrip(t *testing.T) {
	for _, a := range []Axis{{Lo: -2, Hi: 3, From: 10, To: 90}, {Lo: 1e-6, Hi: 1, From: 90, To: 10, Log: true}} {
		for s := 0.0; s <= 1; s += 0.1 {
			pos := a.From + s*(a.To-a.From)
			if got := a.At(a.Value(pos)); math.Abs(got-pos) > 1e-9 {
				t.Errorf("%+v: %g comes back as %g", a, pos, got)
			}
		}
	}
	if v := (Axis{Lo: 1, Hi: 2, To: 1, Log: true}).At(-1); v == v {
		t.Errorf("a negative value on a log axis lies at %g", v)
	}
}
