package scene

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestHistory(t *testing.T) {
	var h history
	h.reset()
	for i := 1; i <= 3*MaxHistory; i++ {
		h.add(float64(i), []float64{float64(i), 1})
	}
	if n := len(h.steps); n > MaxHistory || n < MaxHistory/4 {
		t.Errorf("%d points kept", n)
	}
	for i, v := range h.steps {
		if h.losses[0][i] != v || (i > 0 && v <= h.steps[i-1]) {
			t.Fatalf("point %d: step %g, loss %g", i, v, h.losses[0][i])
		}
	}
	h.add(10, []float64{7, 7}) // going back drops what came later
	for _, v := range h.steps[:len(h.steps)-1] {
		if v >= 10 {
			t.Fatalf("step %g kept after going back to 10", v)
		}
	}
	h.add(11, []float64{1})
	if len(h.losses) != 1 || len(h.steps) != 1 {
		t.Error("a change of the number of tasks keeps old curves")
	}
}

func TestRunningMean(t *testing.T) {
	v := make([]float64, 1000)
	for i := range v {
		v[i] = math.Exp(-float64(i)/100 + 0.3*float64(i%2))
	}
	v[500] = 0 // a log axis has no place for it
	m := runningMean(nil, v)
	for _, i := range []int{100, 500, 900} {
		want := math.Exp(-float64(i)/100 + 0.15)
		if math.Abs(m[i]/want-1) > 0.03 {
			t.Errorf("mean at %d is %g; want %g", i, m[i], want)
		}
	}
}

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
			p := Problem{XMin: value(), XMax: value(), TEnd: value()}
			for i := range r.IntN(5) {
				p.Fields = append(p.Fields, FieldInfo{Name: names[i], Label: "a label that is rather long for a panel"})
			}
			s.SetReady(Ready{Problem: p, Tasks: names[:r.IntN(6)]})
		case 1, 2:
			f := Fields{Eps: value(), T: value(), NT: r.IntN(5), NX: r.IntN(5), TEnd: value(), XMin: value(), XMax: value()}
			for i := range r.IntN(5) {
				d := Field{FieldInfo: FieldInfo{Name: names[i]}}
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
				f.Line = &Line{X: list(n), Values: map[string][]float64{"rho": list(n), "flux": list(r.IntN(4))}, Reference: map[string][]float64{"rho": list(n)},
					Limits: []Limit{{Name: "euler", Values: map[string][]float64{"rho": list(n), "flux": list(r.IntN(4))}}}}
			}
			_ = s.SetFields(f)
		case 3:
			n, m := r.IntN(4), r.IntN(12)
			p := Progress{HistorySteps: list(n)}
			for range n {
				p.HistoryLosses = append(p.HistoryLosses, list(m))
			}
			if r.IntN(2) == 0 {
				p.Gradient = &Gradient{M: m, Cosine: list(m * m), Conflict: make([]bool, r.IntN(3)), Angles: list(m), MaxAngles: list(r.IntN(3)), Anchor: list(m), Path: []string{"rotated", "min-norm", ""}[r.IntN(3)], MinCosine: value(), Alignment: value()}
			}
			_ = s.SetProgress(p)
		case 4:
			n := r.IntN(4)
			_ = s.SetErrors(Errors{T: value(), Eps: list(n), Fields: names[:2], Values: [][]float64{list(n), list(n)}})
		case 5:
			s.Resize(r.Float64()*1200, r.Float64()*800, value())
		case 6:
			s.SetMarker(value())
			s.SetScroll(value())
			_ = s.SetTheme([]string{"light", "dark"}[r.IntN(2)])
			_ = s.SetShow([]string{ShowNetwork, ShowReference, ShowError}[r.IntN(3)])
		case 7:
			s.SetFocus(s.PanelAt(r.Float64()*1000, r.Float64()*700))
		case 8:
			d := Distribution{Eps: value(), T: value(), NX: r.IntN(5), NV: r.IntN(5), XMin: value(), XMax: value(), VMin: value(), VMax: value()}
			for range d.NX * d.NV {
				d.Data = append(d.Data, float32(value()))
			}
			if r.IntN(2) == 0 {
				d.Reference = d.Data
			}
			_ = s.SetDistribution(d)
			_ = s.SetQuantity([]string{ShowF, ShowEquilibrium, ShowDifference, ""}[r.IntN(4)])
			s.SetAllVelocities(r.IntN(2) == 0)
		case 9:
			n := r.IntN(4)
			_ = s.SetConservation(Conservation{Eps: value(), T: list(n), Mass: list(n), Momentum: list(r.IntN(4)), Energy: list(n), Entropy: list(n), Consistency: list(n), Negative: list(n), Moments: map[string]float64{"rho": value(), "x": value()}})
		case 10:
			var race Race
			race.X, race.Reference = list(2), map[string][]float64{"rho": list(2)}
			for i := range r.IntN(4) {
				n := r.IntN(3)
				race.Entries = append(race.Entries, Runner{Name: names[i], Title: names[r.IntN(7)], Step: r.IntN(9), Steps: r.IntN(9), Seconds: value(),
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
