package refserver

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

func inflow(id int, slot string, eps float64) wire.ReferenceRequest {
	r := request(id, slot, "transport-inflow", eps)
	r.T = []float64{0, 0.05}
	return r
}

// What is looked at is answered in the midst of a computation for the error
// table, which then goes on; nothing is computed twice.
func TestViewInterrupts(t *testing.T) {
	var got []wire.ReferenceReply
	var s *Server
	calls := 0
	s = New(func(r wire.ReferenceReply) { got = append(got, r) }, func() bool {
		if calls++; calls == 2 {
			s.Add(inflow(2, wire.SlotView, 0.9))
		}
		return true
	})
	s.Add(inflow(1, wire.SlotDecade, 1))
	s.Work()
	if ids := finished(got); len(ids) != 2 || ids[0] != 2 || ids[1] != 1 || s.Work() {
		t.Errorf("answers in the order %v", ids)
	}
}

func TestChangeOfProblemEndsWhatWaits(t *testing.T) {
	var got []wire.ReferenceReply
	var s *Server
	calls := 0
	s = New(func(r wire.ReferenceReply) { got = append(got, r) }, func() bool {
		switch calls++; calls {
		case 2:
			s.Add(inflow(2, wire.SlotView, 0.9))
		case 4:
			s.Add(request(3, wire.SlotDecade, "transport-mode", 1))
		}
		return true
	})
	s.Add(inflow(1, wire.SlotDecade, 1))
	for s.Work() {
	}
	if ids := finished(got); len(ids) != 1 || ids[0] != 3 || len(s.jobs) != 0 {
		t.Errorf("answers %v", ids)
	}
}

func TestDistribution(t *testing.T) {
	var got []wire.ReferenceReply
	s := New(func(r wire.ReferenceReply) { got = append(got, r) }, func() bool { return false })
	r := request(1, wire.SlotView, "bgk-ballistic", 0.1)
	r.T, r.V = []float64{0, 0.05}, []float64{-1, 0, 1}
	s.Add(r)
	s.Work()
	if len(got) != 1 || len(got[0].Distribution) != 3*r.NX || len(got[0].Values[0]) != 2*r.NX {
		t.Fatalf("answer %+v", got)
	}
	// At x = 0 the cloud is at rest and Maxwellian: M(rho, 0, T).
	rho, temperature := got[0].Values[0][r.NX+2], got[0].Values[2][r.NX+2]
	for j, v := range r.V {
		want := rho / math.Sqrt(2*math.Pi*temperature) * math.Exp(-v*v/(2*temperature))
		if f := got[0].Distribution[j*r.NX+2]; math.Abs(f-want) > 1e-6*want {
			t.Errorf("f(0, %g) = %g, want %g", v, f, want)
		}
	}
}

func TestLimits(t *testing.T) {
	var got []wire.ReferenceReply
	s := New(func(r wire.ReferenceReply) { got = append(got, r) }, func() bool { return false })
	for i, q := range []struct{ problem, limit string }{
		{"bgk-riemann", info.Euler.Name}, {"bgk-riemann", info.FreeFlight.Name}, {"transport-mode", info.Diffusion.Name}, {"transport-mode", info.Euler.Name}, {"transport-mode", "other"},
	} {
		r := request(i, "limit "+q.limit, q.problem, 0)
		r.Limit, r.T = q.limit, []float64{0.1}
		s.Add(r)
		for s.Work() {
		}
	}
	if len(got) != 5 || got[3].Error == "" || got[4].Error == "" {
		t.Fatalf("answers %+v", got)
	}
	// The Euler limit is without heat flux, free flight is not.
	euler, flight := got[0].Values, got[1].Values
	if len(euler) != 4 || len(flight) != 4 || euler[3][2] != 0 || flight[3][2] == 0 {
		t.Errorf("Euler %v, free flight %v", euler, flight)
	}
	if decay := (got[2].Values[0][0] - 1) / 0.5; math.Abs(decay-math.Exp(-0.1/3)) > 1e-5 {
		t.Errorf("decay in the diffusion limit: %v", decay)
	}
}
