package scene

import (
	"math"
	"strings"
	"testing"
)

func maxwellian(rho, u, temperature, v float64) float64 {
	return rho / math.Sqrt(2*math.Pi*temperature) * math.Exp(-(v-u)*(v-u)/(2*temperature))
}

// beams are two Maxwellians whose weights change over x in [0, 1]: rho = 1, u = 2x - 1.
func beams(nx, nv int) Distribution {
	d := Distribution{Eps: 0.1, T: 0.05, NX: nx, NV: nv, XMin: 0, XMax: 1, VMin: -10, VMax: 10}
	for j := range nv {
		for i := range nx {
			x := d.x(i)
			d.Data = append(d.Data, float32(x*maxwellian(1, 1, 0.5, d.v(j))+(1-x)*maxwellian(1, -1, 0.5, d.v(j))))
		}
	}
	return d
}

func withDistribution(t *testing.T, d Distribution) *Scene {
	t.Helper()
	s := filled(t)
	if err := s.SetDistribution(d); err != nil {
		t.Fatal(err)
	}
	paint(s)
	return s
}

// TestEquilibriumHasTheMoments: at x = 1/4 the beams have rho = 1, u = -1/2 and
// T = 1/2 + 1 - 1/4 = 5/4.
func TestEquilibriumHasTheMoments(t *testing.T) {
	d := beams(5, 97)
	m := d.equilibrium(0)
	for j := range d.NV {
		if want := maxwellian(1, -0.5, 1.25, d.v(j)); math.Abs(float64(m[j*5+1])-want) > 1e-6 {
			t.Errorf("M(%g) = %g; want %g", d.v(j), m[j*5+1], want)
		}
	}
	// Transport: the mean over the directions, exact for f linear in v.
	tr := Distribution{NX: 2, NV: 5, XMin: 0, XMax: 1, VMin: -1, VMax: 1}
	for j := range 5 {
		tr.Data = append(tr.Data, float32(2+tr.v(j)), 3)
	}
	for k, v := range tr.equilibrium(0) {
		if want := []float32{2, 3}[k%2]; math.Abs(float64(v-want)) > 1e-6 {
			t.Errorf("transport: %g at %d; want %g", v, k, want)
		}
	}
	// What the engine sends comes first.
	d.Maxwellian = make([]float32, len(d.Data))
	if d.equilibrium(0)[10] != 0 {
		t.Error("the Maxwellian of the message is not used")
	}
}

func TestVelocitiesZoomToThePopulated(t *testing.T) {
	s := withDistribution(t, beams(5, 97))
	lo, hi := s.distribution.v(s.rows0), s.distribution.v(s.rows1)
	// A beam at 1 falls to a thousandth of its maximum at 1 + sqrt(log 1000) = 3.6.
	if hi < 3.6 || hi > 5 || lo > -3.6 || lo < -5 {
		t.Errorf("velocities %g .. %g on display", lo, hi)
	}
	if h := s.panel("distribution").Heat.Rect.Dy(); h != s.rows1-s.rows0+1 {
		t.Errorf("the heat map has %d rows; want %d", h, s.rows1-s.rows0+1)
	}
	s.SetAllVelocities(true)
	if s.rows0 != 0 || s.rows1 != 96 || s.panel("distribution").Heat.Rect.Dy() != 97 {
		t.Errorf("rows %d .. %d of all velocities", s.rows0, s.rows1)
	}
	// Directions of flight are all shown, also where nothing flies.
	beam := Distribution{NX: 2, NV: 4, XMin: 0, XMax: 1, VMin: -1, VMax: 1, Data: []float32{0, 0, 0, 0, 1, 1, 1, 1}}
	s = withDistribution(t, beam)
	if s.rows0 != 0 || s.rows1 != 3 {
		t.Errorf("rows %d .. %d of four directions", s.rows0, s.rows1)
	}
}

// TestQuantities: what the panel shows is f, M or f - M of the network, the reference or their
// difference.
func TestQuantities(t *testing.T) {
	d := beams(5, 97)
	d.Reference = make([]float32, len(d.Data))
	for k := range d.Data {
		d.Reference[k] = 2 * d.Data[k]
	}
	s := withDistribution(t, d)
	k := 50*5 + 1
	f, m := float64(d.Data[k]), maxwellian(1, -0.5, 1.25, d.v(50))
	want := map[string][3]float64{ // network, reference, error
		ShowF: {f, 2 * f, -f}, ShowEquilibrium: {m, 2 * m, -m}, ShowDifference: {f - m, 2 * (f - m), m - f},
	}
	for quantity, w := range want {
		if err := s.SetQuantity(quantity); err != nil {
			t.Fatal(err)
		}
		for i, show := range []string{ShowNetwork, ShowReference, ShowError} {
			if err := s.SetShow(show); err != nil {
				t.Fatal(err)
			}
			if v, _ := s.shownDistribution(); math.Abs(float64(v[k])-w[i]) > 1e-6 {
				t.Errorf("%s of %s is %g; want %g", quantity, show, v[k], w[i])
			}
			if n := s.panel("distribution").norm; n.Diverging != (show == ShowError || quantity == ShowDifference) {
				t.Errorf("%s of %s: diverging %v", quantity, show, n.Diverging)
			}
		}
	}
	if s.SetQuantity("g") == nil {
		t.Error("an unknown quantity is accepted")
	}
	d.Reference = nil
	s = withDistribution(t, d)
	if err := s.SetShow(ShowReference); err != nil {
		t.Fatal(err)
	}
	paint(s)
	if s.panel("distribution").Heat != nil {
		t.Error("a reference that is not there is shown")
	}
}

func TestButtonsSwitch(t *testing.T) {
	s := withDistribution(t, beams(5, 97))
	p := s.panel("distribution")
	if len(p.buttons) != 4 {
		t.Fatalf("%d buttons", len(p.buttons))
	}
	seen := map[string]bool{}
	for _, b := range append([]button(nil), p.buttons...) {
		x, y := p.Rect.X+b.X+b.W/2, p.Rect.Y+b.Y+b.H/2
		s.Hover(x, y)
		if !s.CanPick() {
			t.Error("the pointer does not show a button")
		}
		if !s.Press(x, y) {
			t.Fatal("a button cannot be pressed")
		}
		seen[s.quantity] = true
		paint(s)
	}
	if len(seen) != 3 || !s.allVelocities {
		t.Errorf("quantities %v, all velocities %v", seen, s.allVelocities)
	}
	if s.Press(1, 1) {
		t.Error("the margin is a button")
	}
}

// TestCutFollowsPointerAndPick: the cut shows the x under the pointer in any panel over x, and
// after it has left the one chosen last.
func TestCutFollowsPointerAndPick(t *testing.T) {
	d := beams(5, 97)
	d.XMax = 2 * math.Pi
	s := withDistribution(t, d)
	if s.cutColumn() != 2 {
		t.Errorf("the cut begins at column %d", s.cutColumn())
	}
	version := s.panel("velocities").FrameVersion
	a := s.panel("field:rho").HeatArea()
	s.Hover(a.X+a.W-1, a.Y+5)
	paint(s)
	if s.cutColumn() != 4 || s.panel("velocities").FrameVersion == version {
		t.Errorf("pointer at the right: column %d", s.cutColumn())
	}
	if _, ok := s.PickAt(a.X+1, a.Y+5); !ok {
		t.Fatal("nothing picked")
	}
	s.Leave()
	if s.cutColumn() != 0 {
		t.Errorf("picked at the left: column %d", s.cutColumn())
	}
	// The panel itself picks x and v, with the value there.
	h := s.panel("distribution").HeatArea()
	p, ok := s.PickAt(h.X+h.W/2, h.Y+h.H/2)
	j := int(math.Round((p.V + 10) / 20 * 96))
	if !ok || math.Abs(p.X-math.Pi) > 1e-9 || math.Abs(p.Value-float64(d.Data[j*5+2])) > 1e-9 || p.Eps != 0.1 || p.T != 0.05 {
		t.Errorf("%+v %v", p, ok)
	}
	b := s.panel("velocities")
	s.Hover(b.Rect.X+b.geometry.X.At(1), b.Rect.Y+b.geometry.Area.Y+5)
	if text := strings.Join(s.hover.lines, "|"); !strings.Contains(text, "local Maxwellian") || !strings.Contains(text, "x = 3.142") {
		t.Errorf("tooltip %q", text)
	}
}

func TestDistributionComesAndGoes(t *testing.T) {
	s := withDistribution(t, beams(5, 97))
	s.SetReady(Ready{Problem: transport})
	if s.panel("distribution") == nil {
		t.Error("a reset of the same problem moves the panels")
	}
	paint(s)
	other := transport
	other.Name = "other"
	s.SetReady(Ready{Problem: other})
	if s.panel("distribution") != nil {
		t.Error("another problem keeps the panel")
	}
	s = withDistribution(t, beams(5, 97))
	if err := s.SetDistribution(Distribution{}); err != nil || s.panel("distribution") != nil {
		t.Errorf("no data: %v", err)
	}
	for name, change := range map[string]func(*Distribution){
		"short":      func(d *Distribution) { d.Data = d.Data[1:] },
		"reference":  func(d *Distribution) { d.Reference = d.Data[1:] },
		"maxwellian": func(d *Distribution) { d.Maxwellian = []float32{} },
		"size":       func(d *Distribution) { d.NX = 1 },
		"huge":       func(d *Distribution) { d.NV = math.MaxInt },
		"velocities": func(d *Distribution) { d.VMax = d.VMin },
		"positions":  func(d *Distribution) { d.XMin = math.NaN() },
	} {
		d := beams(5, 97)
		change(&d)
		if err := s.SetDistribution(d); err == nil || !strings.HasPrefix(err.Error(), "distribution: ") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if s.panel("distribution") != nil {
		t.Error("a rejected message adds the panels")
	}
}

// TestLimitLines: limits come into the legend and the tooltip, and cannot flatten the curve.
func TestLimitLines(t *testing.T) {
	s := filled(t)
	f := wave(21, 41, 0.01)
	f.Line = &Line{X: []float64{0, 3, 6}, Values: map[string][]float64{"rho": {1, 2, 1}, "flux": {0, 1, 0}}, Limits: []Limit{
		{Name: "euler", Label: "Euler", Values: map[string][]float64{"rho": {1, 1.5, 1}}},
		{Name: "diffusion", Values: map[string][]float64{"rho": {-1e6, 1, 1e6}, "flux": {1}}}}}
	if err := s.SetFields(f); err != nil {
		t.Fatal(err)
	}
	if l := s.limits(0); len(l.values) != 2 || l.entries[0].text != "Euler" || l.entries[1].text != "diffusion" || l.entries[0].color == l.entries[1].color {
		t.Errorf("%+v", l)
	}
	if l := s.limits(1); len(l.values) != 0 {
		t.Error("a limit of the wrong length is drawn")
	}
	paint(s)
	p := s.panel("line:rho")
	if p.hi-p.lo > 4 || p.lo > 1 || p.hi < 2 {
		t.Errorf("axis %g .. %g", p.lo, p.hi)
	}
	a := p.geometry.Area
	s.Hover(p.Rect.X+a.X+a.W/2, p.Rect.Y+a.Y+5)
	if text := strings.Join(s.hover.lines, "|"); !strings.Contains(text, "ρ Euler 1.5000") {
		t.Errorf("tooltip %q", text)
	}
	col := l0(s)
	found := false
	for i := 0; i+3 < len(p.Frame.Image.Pix); i += 4 {
		q := p.Frame.Image.Pix[i : i+4]
		found = found || (q[0] == col.R && q[1] == col.G && q[2] == col.B)
	}
	if !found {
		t.Error("no pixel has the colour of the limit")
	}
}

func l0(s *Scene) (c struct{ R, G, B uint8 }) {
	e := s.limits(0).entries[0].color
	c.R, c.G, c.B = e.R, e.G, e.B
	return c
}
