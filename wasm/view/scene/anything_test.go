package scene

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/viewtest"
	"github.com/hrgrad/hrgrad/wasm/wire"
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
	lists := func(rows, n int) (out [][]float64) {
		for range rows {
			out = append(out, list(n))
		}
		return out
	}
	singles := func(n int) []float32 {
		out := make([]float32, max(0, n))
		for i := range out {
			out[i] = float32(value())
		}
		return out
	}
	s := New()
	taken := map[string]int{}
	// send does what the host does with a message: it has to pass its check.
	send := func(m interface {
		wire.Message
		wire.Validator
	}, set func() error) {
		if m.Validate() != nil {
			return
		}
		if set() == nil {
			taken[m.Name()]++
		}
	}
	names := []string{"rho", "flux", "u", "T", "q", "", "x"} // of fields, tasks and operators
	for k := range 600 {
		switch r.IntN(12) {
		case 0:
			p := viewtest.Transport
			p.Fields = nil
			for i := range 1 + r.IntN(5) {
				p.Fields = append(p.Fields, info.Field{Name: names[i], Symbol: names[i], Unit: "1", Label: "a label that is rather long for a panel", Sign: []info.Sign{info.Positive, info.Signed}[r.IntN(2)]})
			}
			ready := &wire.Ready{Problem: p, Tasks: names[:r.IntN(6)]}
			send(ready, func() error { return s.SetReady(ready) })
		case 1, 2:
			n, fields := 1+r.IntN(4), r.IntN(6)
			f := &wire.Fields{Eps: math.Abs(value()), T: math.Abs(value()), NT: r.IntN(5), NX: r.IntN(5), Line: wire.Line{X: list(n)}}
			for range fields {
				f.Data = append(f.Data, singles(f.NT*f.NX))
			}
			f.Line.Values = lists(fields, n)
			if r.IntN(2) == 0 {
				f.Reference, f.Line.Reference = f.Data, f.Line.Values
				f.Line.Limits = []wire.Limit{{Limit: info.Euler, Values: lists(fields, n)}}
			}
			send(f, func() error { return s.SetFields(f) })
		case 3:
			n, m := r.IntN(4), r.IntN(12)
			p := &wire.Progress{}
			for i := range n {
				p.History.Steps, p.History.Losses = append(p.History.Steps, k*10+i), append(p.History.Losses, list(m))
			}
			if r.IntN(2) == 0 {
				some := func() []float64 { return list([]int{0, m}[r.IntN(2)]) }
				p.Gradient = &wire.Gradient{M: m, Cosine: list(m * m), Conflict: make([]bool, m), Angles: some(), MaxAngles: some(), Anchor: some(), Coefficients: some(),
					Path: []string{"rotated", "min-norm", ""}[r.IntN(3)], MinCosine: value(), Alignment: value()}
			}
			send(p, func() error { return s.SetProgress(p) })
		case 4:
			n := r.IntN(4)
			e := &wire.Errors{T: value(), Eps: wire.Grid(1e-3, 1, n+2), Fields: names[:2], Values: lists(2, n+2)}
			send(e, func() error { return s.SetErrors(e) })
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
			d := &wire.Distribution{Eps: value(), T: value(), NX: r.IntN(5), NV: r.IntN(5), XMin: -1, XMax: value(), VMin: -1, VMax: value()}
			d.Data = singles(d.NX * d.NV)
			if r.IntN(2) == 0 {
				d.Reference = d.Data
			}
			send(d, func() error { return s.SetDistribution(d) })
			_ = s.SetQuantity([]string{data.ShowF, data.ShowEquilibrium, data.ShowDifference, ""}[r.IntN(4)])
			s.SetAllVelocities(r.IntN(2) == 0)
		case 9:
			n := 1 + r.IntN(4)
			c := &wire.Conservation{Eps: value(), T: list(n), Mass: list(n), Momentum: list(n), Energy: list(n), Entropy: list(n), Consistency: list(n), Negative: list(n)}
			send(c, func() error { return s.SetConservation(c) })
		case 10:
			race := &wire.Race{Fields: s.Problem.FieldNames(), Seconds: float64(5 * r.IntN(2)), Eps: value(), T: value(), Decades: wire.Grid(1e-3, 1, 2+r.IntN(3)), X: list(3)}
			fields := len(race.Fields)
			race.Reference = lists(fields, 3)
			for i := range 2 + r.IntN(3) {
				n := 2 + r.IntN(3)
				race.Runners = append(race.Runners, wire.Runner{Name: names[i], Title: names[r.IntN(7)], Step: r.IntN(9), Steps: r.IntN(9), Seconds: value(), Worst: list(fields),
					History: wire.Curves{Steps: wire.Grid(1, 9, n), Seconds: wire.Grid(0, 9, n), Worst: lists(fields, n), Total: list(n)}, Errors: lists(fields, len(race.Decades)),
					ConflictRate: value(), GuardRate: value(), MinCosine: value(), Line: lists(fields, 3)})
			}
			send(race, func() error { return s.SetRace(race) })
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
	for _, name := range []string{"ready", "fields", "progress", "errors", "distribution", "conservation", "race"} {
		if taken[name] == 0 {
			t.Errorf("no message %s was valid: %v", name, taken)
		}
	}
}
