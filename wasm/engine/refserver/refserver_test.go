package refserver

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/wasm/wire"
)

func request(id int, slot, problem string, eps float64) wire.ReferenceRequest {
	return wire.ReferenceRequest{ID: id, Slot: slot, Problem: problem, Eps: eps, T: []float64{0, 0.5}, NX: 5}
}

func finished(replies []wire.ReferenceReply) (ids []int) {
	for _, r := range replies {
		if r.Values != nil {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

func TestAnswer(t *testing.T) {
	var got []wire.ReferenceReply
	s := New(func(r wire.ReferenceReply) { got = append(got, r) }, func() bool { return false })
	s.Add(request(1, wire.SlotView, "transport-mode", 0.1))
	if !s.Work() || s.Work() {
		t.Fatal("one request is one piece of work")
	}
	if len(got) != 1 || len(got[0].Values) != 2 || len(got[0].Values[0]) != 10 {
		t.Fatalf("answer %+v", got)
	}
	rho := got[0].Values[0]
	if math.Abs(rho[0]-1.5) > 1e-12 || math.Abs(rho[2]-0.5) > 1e-12 { // 1 + cos(x)/2 at t = 0
		t.Errorf("rho(0, x) = %v", rho[:5])
	}
	if decay := (rho[5] - 1) / 0.5; math.Abs(decay-math.Exp(-0.5*.3335557674)) > 1e-9 {
		t.Errorf("decay over 0.5: %v", decay)
	}
	r := request(2, wire.SlotDecade, "transport-mode", 0.1)
	r.Cells = true
	s.Add(r)
	s.Work()
	if x := 0.1 * 2 * math.Pi; math.Abs(got[1].Values[0][0]-(1+0.5*math.Cos(x))) > 1e-12 {
		t.Errorf("first midpoint: %v", got[1].Values[0][0])
	}
}

func TestOrderAndSuperseding(t *testing.T) {
	var got []wire.ReferenceReply
	s := New(func(r wire.ReferenceReply) { got = append(got, r) }, func() bool { return false })
	s.Add(request(-1, wire.SlotDecade, "transport-mode", 1))
	s.Add(request(-2, wire.SlotDecade, "transport-mode", 0.1))
	s.Add(request(1, wire.SlotView, "transport-mode", 0.2))
	s.Add(request(2, wire.SlotView, "transport-mode", 0.3))
	for s.Work() {
	}
	if ids := finished(got); len(ids) != 3 || ids[0] != 2 || ids[1] != -1 || ids[2] != -2 {
		t.Errorf("answers in the order %v", ids)
	}
	got = nil
	s.Add(request(-3, wire.SlotDecade, "transport-mode", 0.1))
	other := request(3, wire.SlotView, "transport-smooth", 0.1)
	other.T = []float64{0.05}
	s.Add(other)
	for s.Work() {
	}
	if ids := finished(got); len(ids) != 1 || ids[0] != 3 {
		t.Errorf("answers after a change of the problem: %v", ids)
	}
}

func TestOvertaken(t *testing.T) {
	var got []wire.ReferenceReply
	var s *Server
	calls := 0
	s = New(func(r wire.ReferenceReply) { got = append(got, r) }, func() bool {
		if calls++; calls == 2 {
			s.Add(request(2, wire.SlotView, "transport-inflow", 0.9))
		}
		return true
	})
	s.Add(request(1, wire.SlotView, "transport-inflow", 1))
	s.Work()
	if ids := finished(got); len(ids) != 0 || calls != 2 {
		t.Errorf("an overtaken computation ended after %d calls with answers %v", calls, ids)
	}
}

func TestFailureIsAnswered(t *testing.T) {
	var got []wire.ReferenceReply
	s := New(func(r wire.ReferenceReply) { got = append(got, r) }, func() bool { return false })
	s.Add(request(1, wire.SlotView, "no-such", 0.1))
	s.Add(request(2, wire.SlotView, "transport-mode", 7))
	for s.Work() {
	}
	late := request(3, wire.SlotView, "transport-mode", 0.1)
	late.T = []float64{99}
	s.Add(late)
	s.Work()
	if len(got) != 2 || got[0].Error == "" || got[1].Error == "" {
		t.Errorf("answers %+v", got)
	}
}

func TestCacheIsBounded(t *testing.T) {
	s := New(func(wire.ReferenceReply) {}, func() bool { return false })
	for i := range 3 * cacheSize {
		s.Add(request(i+1, wire.SlotView, "transport-mode", 1/float64(i+1)))
		s.Work()
		s.Add(request(1000, wire.SlotView, "transport-mode", 1))
		s.Work()
	}
	if len(s.cache) != cacheSize || len(s.keys) != cacheSize {
		t.Errorf("%d solutions kept, %d keys", len(s.cache), len(s.keys))
	}
	if _, ok := s.cache[keyOf(request(0, wire.SlotView, "transport-mode", 1))]; !ok {
		t.Error("the solution used all the time was dropped")
	}
}

// A request for other parameters overtakes those before it; one that cancels ends all.
func TestParametersAndCancel(t *testing.T) {
	const text = `{"version":1,"name":"a","equation":"transport","x":[0,1],"tEnd":0.1,"density":"a*(2 + sin(2*pi*x))","parameters":{"a":[1,3]}}`
	var got []wire.ReferenceReply
	var s *Server
	cancel := false
	s = New(func(r wire.ReferenceReply) { got = append(got, r) }, func() bool {
		if cancel {
			s.Add(wire.ReferenceRequest{Cancel: true})
		}
		return true
	})
	at := func(id int, set float64) wire.ReferenceRequest {
		r := request(id, wire.SlotDecade, text, 0.1)
		r.T, r.Set = []float64{0}, []float64{set}
		return r
	}
	s.Add(at(1, 1))
	s.Add(at(2, 3))
	for s.Work() {
	}
	last := got[len(got)-1]
	if last.ID != 2 || last.Error != "" || len(last.Estimates) != 2 || last.Values[0][0] < 4.5 {
		t.Errorf("%+v", last)
	}
	for _, r := range got {
		if r.ID == 1 {
			t.Errorf("an answer for other parameters: %+v", r)
		}
	}
	got, cancel = nil, true
	s.Add(at(3, 2))
	for s.Work() {
	}
	for _, r := range got {
		if r.Values != nil || r.Error != "" {
			t.Errorf("after a cancel: %+v", r)
		}
	}
}
