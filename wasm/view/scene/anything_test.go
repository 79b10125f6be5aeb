package scene

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/wasm/view/data"
)

// TestAnything throws random valid, broken and odd messages, sizes and pointer positions at a
// scene and paints after each.
func TestAnything(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	odd := []float64{0, 1, -1, math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e300, 1e-300, 5e-324, 0.5}
	value := func() float64 { return odd[r.IntN(len(odd))] }
	list := func(n int) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = value()
		}
		return out
	}
	s := New()
	names := []string{"rho", "flux", "u", "T", "q", "", "x"}
	for k := range 600 {
		switch r.IntN(12) {
		case 0:
			p := data.Problem{XMin: value(), XMax: value(), TEnd: value()}
			for i := range r.IntN(5) {
				p.Fields = append(p.Fields, data.FieldInfo{Name: names[i], Label: "a label that is rather long for a panel"})
			}
			s.SetReady(data.Ready{Problem: p, Tasks: names[:r.IntN(6)]})
		case 1, 2:
			f := data.Fields{Eps: value(), T: value(), NT: r.IntN(5), NX: r.IntN(5), TEnd: value(), XMin: value(), XMax: value()}
			for i := range r.IntN(5) {
				d := data.Field{FieldInfo: data.FieldInfo{Name: names[i]}}
				for range f.NT * f.NX {
					d.Data = append(d.Data, float32(value()))
				}
				if r.IntN(2) == 0 {
					d.Reference = d.Data
				}
				f.Fields = append(f.Fields, d)
			}
			if r.IntN(2) == 0 {
				n := r.IntN(4)
				f.Line = &data.Line{X: list(n), Values: map[string][]float64{"rho": list(n), "flux": list(r.IntN(4))}, Reference: map[string][]float64{"rho": list(n)},
					Limits: []data.Limit{{Name: "euler", Values: map[string][]float64{"rho": list(n), "flux": list(r.IntN(4))}}}}
			}
			_ = s.SetFields(f)
		case 3:
			n, m := r.IntN(4), r.IntN(12)
			p := data.Progress{HistorySteps: list(n)}
			for range n {
				p.HistoryLosses = append(p.HistoryLosses, list(m))
			}
			if r.IntN(2) == 0 {
				p.Gradient = &data.Gradient{M: m, Cosine: list(m * m), Conflict: make([]bool, r.IntN(3)), Angles: list(m), MaxAngles: list(r.IntN(3)), Anchor: list(m), Path: []string{"rotated", "min-norm", ""}[r.IntN(3)], MinCosine: value(), Alignment: value()}
			}
			_ = s.SetProgress(p)
		case 4:
			n := r.IntN(4)
			_ = s.SetErrors(data.Errors{T: value(), Eps: list(n), Fields: names[:2], Values: [][]float64{list(n), list(n)}})
		case 5:
			s.Resize(r.Float64()*1200, r.Float64()*800, value())
		case 6:
			s.SetMarker(value())
			s.SetScroll(value())
			_ = s.SetTheme([]string{"light", "dark"}[r.IntN(2)])
			_ = s.SetShow([]string{data.ShowNetwork, data.ShowReference, data.ShowError}[r.IntN(3)])
		case 7:
			s.SetFocus(s.PanelAt(r.Float64()*1000, r.Float64()*700))
		case 8:
			d := data.Distribution{Eps: value(), T: value(), NX: r.IntN(5), NV: r.IntN(5), XMin: value(), XMax: value(), VMin: value(), VMax: value()}
			for range d.NX * d.NV {
				d.Data = append(d.Data, float32(value()))
			}
			if r.IntN(2) == 0 {
				d.Reference = d.Data
			}
			_ = s.SetDistribution(d)
			_ = s.SetQuantity([]string{data.ShowF, data.ShowEquilibrium, data.ShowDifference, ""}[r.IntN(4)])
			s.SetAllVelocities(r.IntN(2) == 0)
		case 9:
			n := r.IntN(4)
			_ = s.SetConservation(data.Conservation{Eps: value(), T: list(n), Mass: list(n), Momentum: list(r.IntN(4)), Energy: list(n), Entropy: list(n), Consistency: list(n), Negative: list(n), Moments: map[string]float64{"rho": value(), "x": value()}})
		case 10:
			var race data.Race
			race.X, race.Reference = list(2), map[string][]float64{"rho": list(2)}
			for i := range r.IntN(4) {
				n := r.IntN(3)
				race.Entries = append(race.Entries, data.Runner{Name: names[i], Title: names[r.IntN(7)], Step: r.IntN(9), Steps: r.IntN(9), Seconds: value(),
					HistorySteps: list(n), Worst: map[string][]float64{"rho": list(n)}, Eps: list(n), Errors: map[string][]float64{"flux": list(n)},
					Conflict: value(), Guard: value(), MinCosine: value(), X: list(n), Values: map[string][]float64{"rho": list(n), "u": list(n)}})
			}
			_ = s.SetRace(race)
		case 11:
			if k%10 == 0 {
				if _, err := s.PNG(""); err != nil && !strings.Contains(err.Error(), "size") {
					t.Fatal(err)
				}
			}
		}
		// A canvas of 8192 device pixels is slow to fill and teaches nothing more.
		if w, h, scale := s.Size(); scale > 2 || scale < 0.5 {
			s.Resize(w, h, 1)
		}
		s.Hover(r.Float64()*1100, r.Float64()*760)
		paint(s)
		s.Press(r.Float64()*1100, r.Float64()*760)
		s.PickAt(r.Float64()*1100, r.Float64()*760)
	}
}
