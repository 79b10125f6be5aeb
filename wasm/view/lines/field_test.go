package lines

import (
	"math"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
	"github.com/hrgrad/hrgrad/wasm/view/viewtest"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

func withFields(t *testing.T, f *wire.Fields) *data.State {
	t.Helper()
	st := data.New()
	st.SetReady(viewtest.Ready(""))
	if err := st.SetFields(f); err != nil {
		t.Fatal(err)
	}
	return st
}

// TestLimitLines: limits come into the plot and the tooltip, and cannot flatten the curve.
func TestLimitLines(t *testing.T) {
	f := viewtest.Wave(21, 41, 0.01)
	f.Line = wire.Line{X: []float64{0, 3, 6}, Values: [][]float64{{1, 2, 1}, {0, 1, 0}}, Limits: []wire.Limit{
		{Limit: info.Limit{Name: "euler", Label: "Euler"}, Values: [][]float64{{1, 1.5, 1}, {0, 0, 0}}},
		{Limit: info.Limit{Name: "diffusion", Label: "diffusion"}, Values: [][]float64{{-1e6, 1, 1e6}, {0, 0, 0}}}}}
	st := withFields(t, f)
	p := NewField(st, 0).(*field)
	l := p.limits()
	if len(l) != 2 || l[0].name != "Euler" || l[1].name != "diffusion" || l[0].colour == l[1].colour {
		t.Errorf("%+v", l)
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

// TestNetworkIsNamed: at the widths of four fields beside each other the legend of a gas with its
// limits names the network, whose colour then appears left of the plot's own curve too.
func TestNetworkIsNamed(t *testing.T) {
	f := viewtest.Wave(21, 41, 0.01)
	one := []float64{1, 1, 1}
	both := [][]float64{one, one}
	f.Line = wire.Line{X: []float64{0, 3, 6}, Values: both, Reference: both, Limits: []wire.Limit{{Limit: info.Euler, Values: both}, {Limit: info.FreeFlight, Values: both}}}
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

// Measurements at the line's place are drawn over it, with their deviations, and widen the axis.
func TestMeasurementsAreDrawn(t *testing.T) {
	st := withFields(t, viewtest.Wave(21, 41, 0.01))
	p := NewField(st, 0).(*field)
	dark := func() (n int) {
		d := viewtest.Paint(p, 400, 220)
		c := d.Theme.Text
		for i := 0; i+3 < len(d.Canvas.Image.Pix); i += 4 {
			if q := d.Canvas.Image.Pix[i : i+4]; q[0] == c.R && q[1] == c.G && q[2] == c.B {
				n++
			}
		}
		return n
	}
	before := dark()
	st.SetFit(&wire.Fit{Series: []wire.Series{{Field: "rho", T: []float64{0.5}, X: []float64{3}, Eps: []float64{1e-3}, Value: []float64{5}, Sigma: []float64{0.5}}}})
	if after := dark(); after < before+20 || p.hi < 5 {
		t.Errorf("%d pixels before, %d after; axis up to %g", before, after, p.hi)
	}
}

// The error is named by its norm: relative, and absolute where the reference is zero but for rounding.
func TestDistance(t *testing.T) {
	for _, c := range []struct {
		net, ref []float64
		value    float64
		relative bool
	}{
		{[]float64{3, 4}, []float64{3, 5}, 1 / math.Sqrt(34), true},
		{[]float64{1, 1}, []float64{0, 0}, 1, false},
		{[]float64{1, -1}, []float64{1e-17, 0}, 1, false},
		{[]float64{1e-12, 0}, []float64{1e-9, 0}, 0.999, true},
	} {
		if value, relative := distance(c.net, c.ref); math.Abs(value-c.value) > 1e-12 || relative != c.relative {
			t.Errorf("%v, %v: %g, relative %t", c.net, c.ref, value, relative)
		}
	}
	if value, _ := distance([]float64{1}, nil); value == value {
		t.Error("an error without a reference")
	}
}
