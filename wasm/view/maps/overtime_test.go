package maps

import (
	"math"
	"slices"
	"testing"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/viewtest"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// errorsOverTime are those of two fields at two Knudsen numbers; of the second nothing is known yet.
func errorsOverTime() *wire.ErrorsOverTime {
	nan := math.NaN()
	return &wire.ErrorsOverTime{Step: 7, T: []float64{0.01, 0.1, 1}, Eps: []float64{1, 1e-3}, Fields: []string{"rho", "flux"}, Worst: [][]float64{{1e-1, nan}, {2e-1, nan}},
		Values: [][]float64{{1e-1, nan, 1e-2, nan, 1e-3, nan}, {2e-1, nan, 2e-2, nan, 0, nan}}}
}

// TestOverTime: a cell of the map has the colour of its error, low errors another than high ones; what is not known yet has none, and what is
// there is read and chosen where it is drawn.
func TestOverTime(t *testing.T) {
	st := data.New()
	st.SetReady(viewtest.Ready(""))
	p := NewOverTime(st, 0).(*overTime)
	if h, _ := p.Colour(theme(t)); h != nil {
		t.Error("a picture of nothing")
	}
	if _, reason := p.known(); reason == "" {
		t.Error("no word on what to do")
	}
	viewtest.Paint(p, 500, 260)
	if err := st.SetErrorsOverTime(errorsOverTime()); err != nil {
		t.Fatal(err)
	}
	heat, _ := p.Colour(theme(t))
	picture := heat.Paint(nil)
	if heat.Smooth || p.norm.Lo != 1e-3 || p.norm.Hi != 1e-1 || !p.norm.Log {
		t.Errorf("smooth %v, %+v", heat.Smooth, p.norm)
	}
	// The Knudsen number 1 is right, the last time on top.
	right, left := picture.Bounds().Dx()-2, 2
	if top, bottom := picture.RGBAAt(right, 2), picture.RGBAAt(right, picture.Bounds().Dy()-3); top != p.norm.Map.At(0) || bottom != p.norm.Map.At(1) {
		t.Errorf("%v at the end, %v at the first time", top, bottom)
	}
	if c := picture.RGBAAt(left, 2); c != theme(t).Grid {
		t.Errorf("%v where nothing is known", c)
	}
	d := viewtest.Paint(p, 500, 260)
	h := viewtest.At(p, d, d.Frame.X.At(0.9), d.Frame.Y.At(0.11))
	if !h.On || h.Pick.Eps != 1 || h.Pick.T != 0.1 || h.Pick.Value != 1e-2 || !slices.Contains(h.Lines, "worst over t 0.1") {
		t.Errorf("%+v", h)
	}
	if h := viewtest.At(p, d, d.Frame.X.At(1e-3), d.Frame.Y.At(1)); len(h.Lines) != 2 {
		t.Errorf("of a reference that is not there: %v", h.Lines)
	}

	// Errors that are all zero, a single Knudsen number, and messages of another problem.
	e := &wire.ErrorsOverTime{T: []float64{1}, Eps: []float64{0.5}, Fields: []string{"rho", "flux"}, Worst: [][]float64{{0}, {0}}, Values: [][]float64{{0}, {0}}, Absolute: []string{"rho"}}
	if err := st.SetErrorsOverTime(e); err != nil {
		t.Fatal(err)
	}
	if h, _ := p.Colour(theme(t)); h == nil || viewtest.Paint(p, 300, 200) == nil {
		t.Error("no picture of zeros")
	}
	e.Fields = []string{"rho"}
	if st.SetErrorsOverTime(e) == nil {
		t.Error("errors of another problem are taken")
	}
	if st.SetErrorsOverTime(&wire.ErrorsOverTime{}) != nil || st.WantOverTime {
		t.Error("the panels stay")
	}
}
