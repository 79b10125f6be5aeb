package coordinator

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/wasm/wire"
)

const parametric = `{"version":1,"name":"layers","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"1 + a*x","density":"1","left":{"inflow":"1"},"right":{"inflow":"0"},"parameters":{"a":[1,3]}}`

func TestCheckAnswersFaultsSketchesAndTheProblem(t *testing.T) {
	p := newPage(script{})
	p.Handle(wire.Request{Type: wire.Check, Count: 7, Text: strings.Replace(parametric, "1 + a*x", "1 + b*x", 1)})
	p.Handle(wire.Request{Type: wire.Check, Count: 8, Text: strings.Replace(parametric, "layers", "transport-mode", 1)})
	p.Handle(wire.Request{Type: wire.Check, Count: 9, Text: parametric})
	got := take[wire.Checked](p)
	if len(got) != 3 || got[0].ID != 7 || got[2].ID != 9 {
		t.Fatalf("%+v", got)
	}
	if f := got[0].Faults; len(f) != 1 || f[0].Key != "scattering" || f[0].Column != 5 || got[0].Own != nil || len(got[0].Sketches) == 0 {
		t.Errorf("%+v", got[0])
	}
	if f := got[1].Faults; len(f) != 1 || f[0].Key != "name" || got[1].Own != nil {
		t.Errorf("a name that is taken: %+v", got[1])
	}
	own := got[2].Own
	if own == nil || own.Text != parametric || own.Problem.Name != "layers" || own.Defaults["problem"] != parametric || own.Defaults["steps"] == "" || len(own.Choices) == 0 ||
		!slices.Equal(own.Parameters, []wire.Parameter{{Name: "a", Min: 1, Max: 3}}) || len(got[2].Sketches) != 4 {
		t.Errorf("%+v", got[2])
	}
}

// The parameters of a problem file go to the session, to the references and to the race; the errors of the table are forgotten, and asked
// for once the parameters rest.
func TestParametersAreLookedAt(t *testing.T) {
	p := newPage(script{})
	p.Handle(wire.Request{Type: wire.Init, Config: map[string]string{"problem": parametric, "epsMin": "0.01", "steps": "100"}})
	if ready := take[wire.Ready](p); len(ready) != 1 || ready[0].Own == nil || ready[0].Own.Text != parametric {
		t.Fatalf("%+v", ready)
	}
	at := func(set ...float64) wire.Request {
		return wire.Request{Type: wire.ViewAt, Eps: 0.1, T: 0.1, NT: 8, NX: 8, Set: set}
	}
	p.Handle(at())
	for _, r := range p.asked {
		if r.Problem != parametric {
			t.Fatalf("a reference of %q", r.Problem)
		}
	}
	answer := func() {
		asked := p.asked
		p.asked = nil
		for _, r := range asked {
			n := len(r.T) * r.NX
			p.Deliver(wire.ReferenceReply{ID: r.ID, Eps: r.Eps, Fraction: 1, Values: [][]float64{constant(1, n), constant(1, n)}, Estimates: []float64{1e-3, 2e-3 * r.Eps}})
		}
	}
	answer()
	p.settle(50)
	errors := take[wire.Errors](p)
	if last := errors[len(errors)-1]; math.IsNaN(last.Values[0][0]) || !slices.Equal(last.Estimates, []float64{1e-3, 2e-3}) {
		t.Errorf("%+v", last)
	}
	p.posted = nil
	p.Handle(at(2.5))
	session := p.Coordinator.session.(*script)
	if !slices.Equal(session.set, []float64{2.5}) || len(p.asked) == 0 || slices.ContainsFunc(p.asked, func(r wire.ReferenceRequest) bool {
		return !slices.Equal(r.Set, []float64{2.5}) || r.Slot == wire.SlotDecade
	}) {
		t.Errorf("set %v, asked %+v", session.set, p.asked)
	}
	p.Work(0)
	if e := take[wire.Errors](p); len(e) != 1 || !math.IsNaN(e[0].Values[0][0]) || len(e[0].Estimates) != 0 {
		t.Errorf("errors of other parameters: %+v", e)
	}
	p.settle(50)
	decades := 0
	for _, r := range p.asked {
		if r.Slot == wire.SlotDecade && slices.Equal(r.Set, []float64{2.5}) {
			decades++
		}
	}
	if decades != 3 {
		t.Errorf("%d references for the table", decades)
	}
	answer()
	p.settle(50)
	if e := take[wire.Errors](p); math.IsNaN(e[len(e)-1].Values[0][0]) {
		t.Errorf("%+v", e[len(e)-1])
	}

	p.Handle(at(9))
	if f := take[wire.Fault](p); len(f) != 1 || !strings.Contains(f[0].Message, "a: 9 given, allowed is 1 to 3") {
		t.Errorf("%+v", f)
	}
	p.Handle(at(1, 2)) // of another problem
	if session.set != nil {
		t.Errorf("set %v", session.set)
	}
	p.Handle(at(2))
	p.Handle(wire.Request{Type: wire.Reset})
	if s := p.Coordinator.session.(*script); !slices.Equal(s.set, []float64{2}) {
		t.Errorf("after a reset: %v", s.set)
	}
}

func TestReferencesAreGivenUpAndAskedForAgain(t *testing.T) {
	p := newPage(script{})
	p.Handle(wire.Request{Type: wire.Init, Config: map[string]string{"problem": parametric, "epsMin": "0.01", "steps": "100"}})
	p.asked = nil
	p.Handle(wire.Request{Type: wire.References})
	if len(p.asked) != 1 || !p.asked[0].Cancel || p.asked[0].Validate() != nil {
		t.Fatalf("%+v", p.asked)
	}
	p.settle(20)
	p.asked = nil
	p.Handle(wire.Request{Type: wire.References, Count: 1})
	slots := map[string]int{}
	for _, r := range p.asked {
		slots[r.Slot]++
	}
	if slots[wire.SlotView] != 1 || slots[wire.SlotDecade] != 3 {
		t.Errorf("%v", slots)
	}
}
