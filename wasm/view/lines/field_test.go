package lines

import (
	"math"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
	"github.com/hrgrad/hrgrad/wasm/view/viewtest"
)

func withFields(t *testing.T, f data.Fields) *data.State {
	t.Helper()
	st := data.New()
	st.SetReady(data.Ready{Problem: viewtest.Transport})
	if err := st.SetFields(f); err != nil {
		t.Fatal(err)
	}
	return st
}

// TestLimitLines: limits come into the plot and the tooltip, and cannot flatten the curve.
func TestLimitLines(t *testing.T) {
	f := viewtest.Wave(21, 41, 0.01)
	f.Line = &data.Line{X: []float64{0, 3, 6}, Values: map[string][]float64{"rho": {1, 2, 1}, "flux": {0, 1, 0}}, Limits: []data.Limit{
		{Name: "euler", Label: "Euler", Values: map[string][]float64{"rho": {1, 1.5, 1}}},
		{Name: "diffusion", Values: map[string][]float64{"rho": {-1e6, 1, 1e6}, "flux": {1}}}}}
	st := withFields(t, f)
	p := NewField(st, 0).(*field)
	l := p.limits()
	if len(l) != 2 || l[0].name != "Euler" || l[1].name != "diffusion" || l[0].colour == l[1].colour {
		t.Errorf("%+v", l)
	}
	if l := NewField(st, 1).(*field).limits(); len(l) != 0 {
		t.Error("a limit of the wrong length is drawn")
	}
	d := viewtest.Paint(p, 400, 220)
	if p.hi-p.lo > 4 || p.lo > 1 || p.hi < 2 {
		t.Errorf("axis %g .. %g", p.lo, p.hi)
	}
	a := d.Frame.Area
	h := viewtest.At(p, d, a.X+a.W/2, a.Y+5)
	if text := strings.Join(h.Lines, "|"); !strings.Contains(text, "ρ Euler 1.5000") {
		t.Errorf("tooltip %q", text)
	}
	col := d.Theme.SeriesColor(l[0].colour)
	found := false
	for i := 0; i+3 < len(d.Canvas.Image.Pix); i += 4 {
		q := d.Canvas.Image.Pix[i : i+4]
		found = found || (q[0] == col.R && q[1] == col.G && q[2] == col.B)
	}
	if !found {
		t.Error("no pixel has the colour of the limit")
	}
}

func TestLineFromFieldWithoutCut(t *testing.T) {
	p := NewField(withFields(t, viewtest.Wave(21, 41, 0.01)), 1).(*field)
	x, net, ref := p.cut()
	if len(x) != 41 || len(net) != 41 || len(ref) != 41 {
		t.Fatalf("%d, %d, %d samples", len(x), len(net), len(ref))
	}
	if want := math.Exp(-0.5/3) / 6; math.Abs(ref[10]-want) > 1e-6 {
		t.Errorf("the row at t = 0.5 gives %g; want %g", ref[10], want)
	}
}

// TestNetworkIsNamed: at the widths of four fields beside each other the legend of a gas with its
// limits names the network, whose colour then appears left of the plot's own curve too.
func TestNetworkIsNamed(t *testing.T) {
	f := viewtest.Wave(21, 41, 0.01)
	one := []float64{1, 1, 1}
	f.Line = &data.Line{X: []float64{0, 3, 6}, Values: map[string][]float64{"rho": one}, Reference: map[string][]float64{"rho": one}, Limits: []data.Limit{
		{Name: "euler", Label: "Euler", Values: map[string][]float64{"rho": one}}, {Name: "free-flight", Label: "free flight", Values: map[string][]float64{"rho": one}}}}
	for _, w := range []float64{160, 200, 246, 300, 500} {
		d := viewtest.Paint(NewField(withFields(t, f), 0), w, 206)
		above := plot.Rect{W: w, H: d.Frame.Area.Y - 2}
		for name, col := range map[string]struct{ R, G, B uint8 }{"network": {d.Theme.Network.R, d.Theme.Network.G, d.Theme.Network.B}} {
			seen := false
			for y := 0; y < int(above.H); y++ {
				for x := 0; x < int(w); x++ {
					q := d.Canvas.Image.RGBAAt(x, y)
					seen = seen || q.R == col.R && q.G == col.G && q.B == col.B
				}
			}
			if !seen {
				t.Errorf("width %g: the legend lacks the %s", w, name)
			}
		}
	}
}
