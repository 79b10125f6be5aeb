package coordinator

import (
	"math"
	"testing"
	"time"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

func TestDistribution(t *testing.T) {
	p := started(t, script{bgk: true})
	if got := take[wire.Distribution](p); len(got) != 0 {
		t.Fatal("a distribution came that nobody looks at")
	}
	p.Handle(wire.Request{Type: wire.Ack})
	p.Handle(wire.Request{Type: wire.ViewAt, Eps: 0.1, T: 1, NT: 2, NX: 3, NV: 5, Distribution: true})
	p.settle(10)
	m := last[wire.Distribution](t, p)
	if m.NX != 3 || m.NV != 5 || m.VMin != -4 || m.T != 1 || m.Reference != nil {
		t.Fatalf("%+v", m)
	}
	for j, v := range []float32{-4, -2, 0, 2, 4} {
		for i, x := range []float32{0, 0.5, 1} {
			if got, want := m.Data[j*3+i], 10*x+v; got != want {
				t.Errorf("f(%g, %g) = %g, want %g", x, v, got, want)
			}
		}
		// rho 2, u 1, T 1/2: 2 / sqrt(pi) exp(-(v-1)^2)
		if got, want := float64(m.Maxwellian[j*3+1]), 2/math.Sqrt(math.Pi)*math.Exp(-float64((v-1)*(v-1))); math.Abs(got-want) > 1e-7 {
			t.Errorf("Maxwellian at v = %g: %g, want %g", v, got, want)
		}
	}
	ask := p.lastAsk(wire.SlotView)
	if len(ask.V) != 5 || ask.V[4] != 4 {
		t.Fatalf("request %+v", ask)
	}
	values := make([][]float64, 4)
	for f := range values {
		values[f] = make([]float64, 3*3)
	}
	cloud := make([]float64, 15)
	cloud[14] = 7
	p.Handle(wire.Request{Type: wire.Ack})
	p.Deliver(wire.ReferenceReply{ID: ask.ID, Eps: 0.1, Fraction: 1, Values: values, Distribution: cloud})
	p.settle(10)
	if m = last[wire.Distribution](t, p); len(m.Reference) != 15 || m.Reference[14] != 7 {
		t.Errorf("reference %v", m.Reference)
	}
	p.forget()
	p.Handle(wire.Request{Type: wire.Ack})
	p.Handle(wire.Request{Type: wire.ViewAt, Eps: 0.2, T: 1, NT: 2, NX: 3})
	p.settle(10)
	if len(take[wire.Distribution](p)) != 0 || len(take[wire.Fields](p)) != 1 {
		t.Error("after the view has closed the distribution: fields alone are wanted")
	}
}

func TestLimits(t *testing.T) {
	p := started(t, script{bgk: true})
	p.Handle(wire.Request{Type: wire.Ack})
	p.Handle(wire.Request{Type: wire.ViewAt, Eps: 0.1, T: 1, NT: 2, NX: 3})
	p.settle(10)
	if m := last[wire.Fields](t, p); m.Line.Limits == nil || len(m.Line.Limits) != 0 {
		t.Errorf("limits %v before they are known", m.Line.Limits)
	}
	ask := p.lastAsk("limit " + info.Euler.Name)
	if ask.Limit != info.Euler.Name || ask.NX != 3 || len(ask.T) != 1 || ask.T[0] != 1 || p.lastAsk("limit "+info.FreeFlight.Name).ID == 0 {
		t.Fatalf("request %+v", ask)
	}
	p.Handle(wire.Request{Type: wire.Ack})
	p.Deliver(wire.ReferenceReply{ID: ask.ID, Fraction: 0.5})
	p.Deliver(wire.ReferenceReply{ID: ask.ID, Fraction: 1, Values: [][]float64{{1, 2, 3}, {}, {}, {}}})
	p.settle(10)
	m := last[wire.Fields](t, p)
	if len(m.Line.Limits) != 1 || m.Line.Limits[0].Name != info.Euler.Name || m.Line.Limits[0].Values[0][2] != 3 {
		t.Errorf("limits %+v", m.Line.Limits)
	}
	// Another Knudsen number keeps them, another time asks anew and takes no late answer.
	n := len(p.asked)
	p.Handle(wire.Request{Type: wire.ViewAt, Eps: 0.01, T: 1, NT: 2, NX: 3})
	if again := p.lastAsk("limit " + info.Euler.Name); again.ID != ask.ID || len(p.asked) != n+1 {
		t.Errorf("limits were asked for again: %+v", again)
	}
	p.Handle(wire.Request{Type: wire.ViewAt, Eps: 0.01, T: 2, NT: 2, NX: 3})
	p.Deliver(wire.ReferenceReply{ID: ask.ID, Fraction: 1, Values: [][]float64{{1, 2, 3}, {}, {}, {}}})
	p.Handle(wire.Request{Type: wire.Ack})
	p.settle(10)
	if m = last[wire.Fields](t, p); m.T != 2 || len(m.Line.Limits) != 0 {
		t.Errorf("limits of another time: %+v", m.Line.Limits)
	}
}

func TestConservation(t *testing.T) {
	p := started(t, script{bgk: true})
	m := last[wire.Conservation](t, p)
	if m.Step != 0 || len(m.T) != conservationTimes || m.T[conservationTimes-1] != 2 || m.Mass[1] != 0.1 || m.Energy[0] != 0 {
		t.Errorf("before training: %+v", m)
	}
	p.forget()
	p.Handle(wire.Request{Type: wire.Run})
	from := p.clock
	for p.clock-from < 15*time.Second && p.Wait() >= 0 {
		p.clock += p.Wait()
		p.Work(30 * time.Millisecond)
	}
	// One evaluation takes 0.2 s here, so it comes every 6 s.
	if n := len(take[wire.Conservation](p)); n < 2 || n > 4 {
		t.Errorf("%d messages in 15 s", n)
	}
	p.Handle(wire.Request{Type: wire.Pause})
	p.settle(100)
	p.forget()
	p.Handle(wire.Request{Type: wire.Conserve})
	p.settle(5)
	if m = last[wire.Conservation](t, p); int(m.Energy[0]) != m.Step || m.Step == 0 {
		t.Errorf("on demand: %+v", m)
	}
	other := started(t, script{})
	other.Handle(wire.Request{Type: wire.Conserve})
	other.settle(10)
	if n := len(take[wire.Conservation](other)); n != 0 || other.Wait() >= 0 {
		t.Errorf("%d messages, wait %v for a problem without conservation laws", n, other.Wait())
	}
}

// A view that starts again hears of everything once more, also when it has not said that it has drawn what was sent before.
func TestAgain(t *testing.T) {
	p := started(t, script{bgk: true})
	p.Handle(wire.Request{Type: wire.Step, Count: 5})
	p.settle(10)
	p.forget()
	p.Handle(wire.Request{Type: wire.Again})
	p.clock += conservationSoon
	p.settle(10)
	if h := last[wire.Progress](t, p).History; len(h.Steps) != 5 || h.Steps[0] != 1 {
		t.Errorf("history %+v", h)
	}
	if len(take[wire.Fields](p)) != 1 || len(take[wire.Errors](p)) != 1 || len(take[wire.Conservation](p)) != 1 || len(take[wire.Ready](p)) != 0 {
		t.Errorf("sent %+v", p.posted)
	}
	q := newPage(script{})
	q.Handle(wire.Request{Type: wire.Again}) // before the first session: nothing to send
	if len(q.posted) != 0 {
		t.Errorf("sent %+v", q.posted)
	}
}

// flat is a session in the plane.
type flat struct{ *script }

func (f flat) Problem() kinetic.Info {
	p := f.script.Problem()
	p.Dimensions, p.YMax = 2, 1
	return p
}

func (f flat) EvaluateAt(eps float64, t, x []float64) ([][]float64, error) {
	return f.script.EvaluateAt(eps, t, x[:len(t)])
}

// A problem in the plane is shown also before the page has said where it looks: its first message may come late.
func TestPlaneBeforeTheFirstLook(t *testing.T) {
	p := newPage(script{})
	p.runner = func(s *script) Session { return flat{s} }
	p.Handle(wire.Request{Type: wire.Init})
	p.Deliver(wire.ReferenceReply{ID: p.lastAsk(wire.SlotView).ID, Eps: 0.1, Error: "none"})
	p.settle(100)
	if m := last[wire.Fields](t, p); m.NY < wire.MinGrid || m.NX < wire.MinGrid || len(m.Data[0]) != m.NX*m.NY {
		t.Errorf("%d x %d points, %d values", m.NX, m.NY, len(m.Data[0]))
	}
}
