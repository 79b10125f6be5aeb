package scene

import (
	"bytes"
	"image/png"
	"math"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
	"github.com/hrgrad/hrgrad/wasm/view/viewtest"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

func filled(t *testing.T) *Scene {
	t.Helper()
	s := New()
	s.Resize(1100, 760, 1)
	s.SetReady(viewtest.Ready("", "macro", "micro", "initial"))
	if err := s.SetFields(viewtest.Wave(21, 41, 0.01)); err != nil {
		t.Fatal(err)
	}
	p := &wire.Progress{Step: 3, History: wire.History{Steps: []int{1, 2, 3}, Losses: [][]float64{{1, .5, .2}, {.9, .4, .2}, {.8, math.NaN(), .1}}},
		Gradient: &wire.Gradient{M: 3, Cosine: []float64{1, -.2, .3, -.2, 1, .1, .3, .1, 1}, Conflict: make([]bool, 3), MinCosine: .1, Alignment: .2, Path: "rotated"}}
	if err := s.SetProgress(p); err != nil {
		t.Fatal(err)
	}
	if err := s.SetErrors(&wire.Errors{Step: 3, T: 1, Eps: []float64{1, 1e-3, 1e-6}, Fields: []string{"rho", "flux"}, Values: [][]float64{{1e-3, 2e-3, 0}, {1e-2, math.NaN(), 3e-2}}}); err != nil {
		t.Fatal(err)
	}
	paint(s)
	return s
}

func paint(s *Scene) {
	for _, p := range s.Panels() {
		s.Paint(p)
	}
	s.Refresh()
	for _, p := range s.Panels() {
		s.Overlay(p, nil)
	}
	s.Tooltip()
}

func TestLayout(t *testing.T) {
	s := New()
	var fields []info.Field
	for n := 1; n <= 5; n++ {
		fields = append(fields, info.Field{Name: strings.Repeat("z", n)})
		s.SetReady(&wire.Ready{Problem: info.Problem{Fields: fields}})
		for _, w := range []float64{200, 360, 559, 560, 700, 900, 1100, 1920, 3840} {
			for _, h := range []float64{100, 640, 760, 2000} {
				s.Resize(w, h, 1)
				ps := s.Panels()
				if len(ps) < 2*len(fields)+3 {
					t.Fatalf("%d panels for %d fields", len(ps), len(fields))
				}
				for i, p := range ps {
					r := p.Rect
					if r.X < 0 || r.Y < 0 || r.Right() > w || r.Bottom() > s.ContentHeight()+1 {
						t.Errorf("%gx%g: %s at %+v outside, content height %g", w, h, p.Name, r, s.ContentHeight())
					}
					for _, q := range ps[:i] {
						if r.X < q.Rect.Right() && q.Rect.X < r.Right() && r.Y < q.Rect.Bottom() && q.Rect.Y < r.Bottom() {
							t.Errorf("%gx%g: %s and %s overlap", w, h, p.Name, q.Name)
						}
					}
				}
			}
		}
	}
}

func TestDesktopFitsAndPhoneIsOneColumn(t *testing.T) {
	s := New()
	s.Resize(1100, 760, 1)
	if s.ContentHeight() != 760 {
		t.Errorf("desktop: content is %g high; want no scrolling at 760", s.ContentHeight())
	}
	s.Resize(360, 640, 2)
	for _, p := range s.Panels() {
		if p.Rect.X != gap || p.Rect.W != 360-2*gap {
			t.Errorf("phone: %s at %+v", p.Name, p.Rect)
		}
	}
	if h := s.PreferredHeight(360); math.Abs(h-s.ContentHeight()) > 1 {
		t.Errorf("phone: preferred height %g, content %g", h, s.ContentHeight())
	}
}

// TestSharedAxis: heat map and line plot of a field have their x axes above each other.
func TestSharedAxis(t *testing.T) {
	s := filled(t)
	a, b := s.panel("field:rho"), s.panel("line:rho")
	if a.Rect.X+a.draw.Frame.Area.X != b.Rect.X+b.draw.Frame.Area.X || a.draw.Frame.Area.W != b.draw.Frame.Area.W {
		t.Errorf("areas %+v and %+v", a.draw.Frame.Area, b.draw.Frame.Area)
	}
}

func TestPickOnHeatMap(t *testing.T) {
	s := filled(t)
	a := s.panel("field:flux").HeatArea()
	p, ok := s.PickAt(a.X+a.W/4+1, a.Y+a.H/4+1) // x a quarter along, t three quarters up
	if !ok || p.Panel != "field:flux" || p.Eps != 1e-3 || p.T != 0.75 || math.Abs(p.X-math.Pi/2) > 1e-9 {
		t.Fatalf("%+v %v", p, ok)
	}
	want := math.Exp(-0.25)/6 - 0.01
	if math.Abs(p.Value-want) > 1e-6 {
		t.Errorf("value %g; want %g", p.Value, want)
	}
	if s.Marker != 0.75 {
		t.Errorf("the marker stays at %g", s.Marker)
	}
	if _, ok := s.PickAt(1, 1); ok {
		t.Error("the margin picks something")
	}
}

func TestPickOnErrors(t *testing.T) {
	s := filled(t)
	p := s.panel("error")
	x := p.Rect.X + p.draw.Frame.X.At(1e-3)
	got, ok := s.PickAt(x+2, p.Rect.Y+p.draw.Frame.Area.Y+5)
	if !ok || got.Eps != 1e-3 {
		t.Errorf("%+v %v", got, ok)
	}
}

func TestHoverShowsNetworkAndReference(t *testing.T) {
	s := filled(t)
	a := s.panel("field:rho").HeatArea()
	s.Hover(a.X+a.W/2, a.Y+a.H/2)
	text := strings.Join(s.hover.Lines, "|")
	for _, want := range []string{"t = 0.5", "x = 3.142", "network", "reference", "difference"} {
		if !strings.Contains(text, want) {
			t.Errorf("tooltip %q lacks %q", text, want)
		}
	}
	c, at, v := s.Tooltip()
	if c == nil || at.X < 0 || at.Y < 0 {
		t.Fatal("no tooltip")
	}
	if _, _, again := s.Tooltip(); again != v {
		t.Error("the tooltip is drawn again without a change")
	}
	s.Leave()
	if c, _, _ := s.Tooltip(); c != nil {
		t.Error("a tooltip without a pointer")
	}
}

func TestHashAndChange(t *testing.T) {
	s := filled(t)
	h := s.FieldHash
	s.TakeChanged()
	if s.TakeChanged() {
		t.Error("changed twice for one change")
	}
	if err := s.SetFields(viewtest.Wave(21, 41, 0.01)); err != nil || s.FieldHash != h {
		t.Errorf("the same fields hash differently (%v)", err)
	}
	if err := s.SetFields(viewtest.Wave(21, 41, 0.02)); err != nil || s.FieldHash == h {
		t.Errorf("other fields hash the same (%v)", err)
	}
	if !s.TakeChanged() {
		t.Error("new fields are no change")
	}
}

// TestLossIsPaintedOnlyWhenNew: late in a run most messages bring no point of the curves.
func TestLossIsPaintedOnlyWhenNew(t *testing.T) {
	s := filled(t)
	p := s.panel("loss")
	before := p.FrameVersion
	for _, c := range []struct {
		progress *wire.Progress
		painted  bool
	}{{&wire.Progress{Step: 4}, false}, {&wire.Progress{Step: 5, History: wire.History{Steps: []int{5}, Losses: [][]float64{{.1, .1, .1}}}}, true}} {
		if err := s.SetProgress(c.progress); err != nil {
			t.Fatal(err)
		}
		paint(s)
		if painted := p.FrameVersion != before; painted != c.painted {
			t.Errorf("step %d: painted %v; want %v", c.progress.Step, painted, c.painted)
		}
	}
}

// TestFrameIsKept: a snapshot in the same range recolours the heat map and leaves axes and
// colour bar alone.
func TestFrameIsKept(t *testing.T) {
	s := filled(t)
	p := s.panel("field:rho")
	frame, heat := p.FrameVersion, p.HeatVersion
	if err := s.SetFields(viewtest.Wave(21, 41, 0.009)); err != nil {
		t.Fatal(err)
	}
	paint(s)
	if p.FrameVersion != frame || p.HeatVersion == heat {
		t.Errorf("frame %d -> %d, heat %d -> %d", frame, p.FrameVersion, heat, p.HeatVersion)
	}
}

func TestShow(t *testing.T) {
	s := filled(t)
	p := s.panel("field:rho")
	value := func() float64 {
		a := p.HeatArea()
		paint(s)
		pick, _ := s.PickAt(a.X+a.W/4+1, a.Y+a.H/2)
		return pick.Value
	}
	net := value()
	if err := s.SetShow(data.ShowReference); err != nil {
		t.Fatal(err)
	}
	ref := value()
	if err := s.SetShow(data.ShowError); err != nil {
		t.Fatal(err)
	}
	if diff := value(); math.Abs(diff-(net-ref)) > 1e-6 || math.Abs(diff+0.01) > 1e-3 {
		t.Errorf("error %g with network %g, reference %g", diff, net, ref)
	}
	if err := s.SetShow("f"); err == nil {
		t.Error("an unknown quantity is accepted")
	}
}

func TestBadCellsAreVisible(t *testing.T) {
	s := filled(t)
	f := viewtest.Wave(21, 41, 0)
	f.Data[0][10*41+20] = float32(math.Inf(1))
	if err := s.SetFields(f); err != nil {
		t.Fatal(err)
	}
	p := s.panel("field:rho")
	if p.Picture().RGBAAt(20, 10) != s.theme.Bad || p.Heat.Smooth {
		t.Errorf("cell %v, smooth %v", p.Picture().RGBAAt(20, 10), p.Heat.Smooth)
	}
}

func TestFieldsOfAnotherProblemAreRefused(t *testing.T) {
	s := filled(t)
	hash := s.FieldHash
	f := viewtest.Wave(21, 41, 1)
	f.Data = f.Data[:1]
	if err := s.SetFields(f); err == nil || !strings.HasPrefix(err.Error(), "fields: ") || s.FieldHash != hash {
		t.Errorf("error %v", err)
	}
}

func TestFocus(t *testing.T) {
	s := filled(t)
	s.SetFocus("cosine")
	ps := s.Panels()
	if len(ps) != 1 || ps[0].Rect.W != 1100-2*gap || s.ContentHeight() != 760 {
		t.Errorf("%d panels, %+v", len(ps), ps[0].Rect)
	}
	// On a phone the page gives the view all the height it wants and scrolls itself.
	s.SetFocus("")
	s.Resize(360, 1800, 2)
	was := s.panel("error").Rect
	s.SetFocus("error")
	if r := s.panel("error").Rect; r.H > 600 || r.H < was.H || r.Y > was.Y || r.Bottom() < was.Bottom() || r.Bottom() > 1800 {
		t.Errorf("tall window: panel moved from %+v to %+v", was, r)
	}
	s.SetFocus("nothing")
	if s.Focus() != "" || len(s.Panels()) != len(s.Names()) {
		t.Errorf("focus %q, %d panels", s.Focus(), len(s.Panels()))
	}
}

func TestPNG(t *testing.T) {
	for _, scale := range []float64{1, 2} {
		s := filled(t)
		s.Resize(1100, 760, scale)
		for _, name := range []string{"", "field:rho", "line:flux", "loss", "error", "cosine"} {
			b, err := s.PNG(name)
			if err != nil {
				t.Fatal(err)
			}
			img, err := png.Decode(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			w := 1100.0
			if p := s.panel(name); p != nil {
				w = p.Rect.W
			}
			if got := img.Bounds().Dx(); got != int(w*scale) {
				t.Errorf("%q at ratio %g is %d wide; want %g", name, scale, got, w*scale)
			}
			colours := map[[4]uint32]bool{}
			for y := 0; y < img.Bounds().Dy(); y += 2 {
				for x := 0; x < img.Bounds().Dx(); x += 2 {
					r, g, bl, a := img.At(x, y).RGBA()
					colours[[4]uint32{r, g, bl, a}] = true
				}
			}
			if len(colours) < 20 {
				t.Errorf("%q shows %d colours", name, len(colours))
			}
		}
		if _, err := s.PNG("nothing"); err == nil {
			t.Error("an unknown panel is exported")
		}
	}
}

// TestRaster: the viewport without pointer is the part of the sheet that scrolling shows.
func TestRaster(t *testing.T) {
	s := filled(t)
	s.Resize(360, 500, 2)
	s.SetScroll(333)
	c := plot.NewCanvas(1, 1, 1)
	s.Raster(c)
	b, err := s.PNG("")
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for y := 0; y < 1000; y += 3 {
		for x := 0; x < 720; x += 3 {
			r, g, bl, _ := sheet.At(x, y+666).RGBA()
			if q := c.Image.RGBAAt(x, y); uint32(q.R) != r>>8 || uint32(q.G) != g>>8 || uint32(q.B) != bl>>8 {
				t.Fatalf("pixel (%d, %d): %v in the viewport, (%d, %d, %d) on the sheet", x, y, q, r>>8, g>>8, bl>>8)
			}
		}
	}
	s.Hover(150, 100)
	d := plot.NewCanvas(1, 1, 1)
	s.Raster(d)
	if bytes.Equal(c.Image.Pix, d.Image.Pix) {
		t.Error("crosshair and tooltip are missing")
	}
}
