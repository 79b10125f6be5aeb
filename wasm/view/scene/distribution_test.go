package scene

import (
	"math"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/viewtest"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

func withDistribution(t *testing.T, d *wire.Distribution) *Scene {
	t.Helper()
	s := filled(t)
	if err := s.SetDistribution(d); err != nil {
		t.Fatal(err)
	}
	paint(s)
	return s
}

func TestVelocitiesZoomToThePopulated(t *testing.T) {
	s := withDistribution(t, viewtest.Beams(5, 97))
	lo, hi := s.Distribution.VAt(s.Row0), s.Distribution.VAt(s.Row1)
	// A beam at 1 falls to a thousandth of its maximum at 1 + sqrt(log 1000) = 3.6.
	if hi < 3.6 || hi > 5 || lo > -3.6 || lo < -5 {
		t.Errorf("velocities %g .. %g on display", lo, hi)
	}
	if h := s.panel("distribution").Heat.Rows; h != s.Row1-s.Row0+1 {
		t.Errorf("the heat map has %d rows; want %d", h, s.Row1-s.Row0+1)
	}
	s.SetAllVelocities(true)
	if s.Row0 != 0 || s.Row1 != 96 || s.panel("distribution").Heat.Rows != 97 {
		t.Errorf("rows %d .. %d of all velocities", s.Row0, s.Row1)
	}
	// Directions of flight are all shown, also where nothing flies.
	beam := &wire.Distribution{NX: 2, NV: 4, XMin: 0, XMax: 1, VMin: -1, VMax: 1, Data: []float32{0, 0, 0, 0, 1, 1, 1, 1}}
	s = withDistribution(t, beam)
	if s.Row0 != 0 || s.Row1 != 3 {
		t.Errorf("rows %d .. %d of four directions", s.Row0, s.Row1)
	}
}

// TestQuantities: what the panel shows is f, M or f - M of the network, the reference or their
// difference.
func TestQuantities(t *testing.T) {
	d := viewtest.Beams(5, 97)
	d.Reference = make([]float32, len(d.Data))
	for k := range d.Data {
		d.Reference[k] = 2 * d.Data[k]
	}
	s := withDistribution(t, d)
	k := 50*5 + 1
	f, m := float64(d.Data[k]), viewtest.Maxwellian(1, -0.5, 1.25, -10+20*50./96)
	want := map[string][3]float64{ // network, reference, error
		data.ShowF: {f, 2 * f, -f}, data.ShowEquilibrium: {m, 2 * m, -m}, data.ShowDifference: {f - m, 2 * (f - m), m - f},
	}
	for quantity, w := range want {
		if err := s.SetQuantity(quantity); err != nil {
			t.Fatal(err)
		}
		for i, show := range []string{data.ShowNetwork, data.ShowReference, data.ShowError} {
			if err := s.SetShow(show); err != nil {
				t.Fatal(err)
			}
			if v, _ := s.ShownDistribution(); math.Abs(float64(v[k])-w[i]) > 1e-6 {
				t.Errorf("%s of %s is %g; want %g", quantity, show, v[k], w[i])
			}
		}
	}
	if s.SetQuantity("g") == nil {
		t.Error("an unknown quantity is accepted")
	}
	d.Reference = nil
	s = withDistribution(t, d)
	if err := s.SetShow(data.ShowReference); err != nil {
		t.Fatal(err)
	}
	paint(s)
	if s.panel("distribution").Heat != nil {
		t.Error("a reference that is not there is shown")
	}
}

func TestButtonsSwitch(t *testing.T) {
	s := withDistribution(t, viewtest.Beams(5, 97))
	p := s.panel("distribution")
	if len(p.draw.Buttons) != 4 {
		t.Fatalf("%d buttons", len(p.draw.Buttons))
	}
	seen := map[string]bool{}
	for _, b := range append([]panel.Button(nil), p.draw.Buttons...) {
		x, y := p.Rect.X+b.X+b.W/2, p.Rect.Y+b.Y+b.H/2
		s.Hover(x, y)
		if !s.CanPick() {
			t.Error("the pointer does not show a button")
		}
		if !s.Press(x, y) {
			t.Fatal("a button cannot be pressed")
		}
		seen[s.Quantity] = true
		paint(s)
	}
	if len(seen) != 3 || !s.AllVelocities {
		t.Errorf("quantities %v, all velocities %v", seen, s.AllVelocities)
	}
	if s.Press(1, 1) {
		t.Error("the margin is a button")
	}
}

// TestCutFollowsPointerAndPick: the cut shows the x under the pointer in any panel over x, and
// after it has left the one chosen last.
func TestCutFollowsPointerAndPick(t *testing.T) {
	d := viewtest.Beams(5, 97)
	d.XMax = 2 * math.Pi
	s := withDistribution(t, d)
	if s.CutColumn() != 2 {
		t.Errorf("the cut begins at column %d", s.CutColumn())
	}
	version := s.panel("velocities").FrameVersion
	a := s.panel("field:rho").HeatArea()
	s.Hover(a.X+a.W-1, a.Y+5)
	paint(s)
	if s.CutColumn() != 4 || s.panel("velocities").FrameVersion == version {
		t.Errorf("pointer at the right: column %d", s.CutColumn())
	}
	if _, ok := s.PickAt(a.X+1, a.Y+5); !ok {
		t.Fatal("nothing picked")
	}
	s.Leave()
	if s.CutColumn() != 0 {
		t.Errorf("picked at the left: column %d", s.CutColumn())
	}
	// The panel itself picks x and v, with the value there.
	h := s.panel("distribution").HeatArea()
	p, ok := s.PickAt(h.X+h.W/2, h.Y+h.H/2)
	j := int(math.Round((p.V + 10) / 20 * 96))
	if !ok || math.Abs(p.X-math.Pi) > 1e-9 || math.Abs(p.Value-float64(d.Data[j*5+2])) > 1e-9 || p.Eps != 0.1 || p.T != 0.05 {
		t.Errorf("%+v %v", p, ok)
	}
	b := s.panel("velocities")
	s.Hover(b.Rect.X+b.draw.Frame.X.At(1), b.Rect.Y+b.draw.Frame.Area.Y+5)
	if text := strings.Join(s.hover.Lines, "|"); !strings.Contains(text, "local Maxwellian") || !strings.Contains(text, "x = 3.142") {
		t.Errorf("tooltip %q", text)
	}
}

func TestDistributionComesAndGoes(t *testing.T) {
	s := withDistribution(t, viewtest.Beams(5, 97))
	s.SetReady(viewtest.Ready(""))
	if s.panel("distribution") == nil {
		t.Error("a reset of the same problem moves the panels")
	}
	paint(s)
	other := viewtest.Transport
	other.Name = "other"
	s.SetReady(&wire.Ready{Problem: other})
	if s.panel("distribution") != nil {
		t.Error("another problem keeps the panel")
	}
	s = withDistribution(t, viewtest.Beams(5, 97))
	if err := s.SetDistribution(&wire.Distribution{}); err != nil || s.panel("distribution") != nil {
		t.Errorf("no data: %v", err)
	}
}
