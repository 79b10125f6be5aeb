package coordinator

import (
	"testing"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// resting is a session whose steps take a second, of which only every fifth changes the network.
type resting struct{ *script }

func (r resting) Step() (*train.Report, error) {
	*r.clock += time.Second
	report, err := r.script.Step()
	if err == nil {
		report.Still = r.steps%5 != 0
	}
	return report, err
}

// TestStillStepsAreNotDrawn: a network that a step left as it was is not evaluated again, and its steps are told all the same.
func TestStillStepsAreNotDrawn(t *testing.T) {
	p := newPage(script{})
	p.runner = func(s *script) Session { return resting{s} }
	p.Handle(wire.Request{Type: wire.Init})
	p.settle(100)
	p.forget()
	p.Handle(wire.Request{Type: wire.Run})
	drawn := map[int]bool{}
	told := 0
	for range 120 {
		p.settle(1)
		for _, m := range take[wire.Fields](p) {
			drawn[m.Step] = true
			p.Handle(wire.Request{Type: wire.Ack})
		}
		for _, m := range take[wire.Progress](p) {
			told = max(told, m.Step)
		}
		p.forget()
	}
	if told < 20 || len(drawn) < told/5 || len(drawn) > told/5+2 {
		t.Errorf("%d steps, drawn after %v", told, drawn)
	}
}

// pieced is a session whose steps take five pieces of 200 ms each.
type pieced struct {
	*script
	done *int
}

func (p pieced) Prepare() (float64, bool, error) {
	if *p.done == 5 {
		*p.done = 0
		return 1, false, nil
	}
	*p.clock += 200 * time.Millisecond
	*p.done++
	return float64(*p.done) / 6, true, nil
}

// TestLongStepsAreToldInParts: the page hears how far a step is, is answered within one, and can pause it.
func TestLongStepsAreToldInParts(t *testing.T) {
	p := newPage(script{})
	p.runner = func(s *script) Session { return pieced{s, new(int)} }
	p.Handle(wire.Request{Type: wire.Init})
	p.settle(100)
	p.forget()
	p.Handle(wire.Request{Type: wire.Run})
	p.settle(20)
	rises, before := 0, 0.0
	for _, m := range take[wire.Progress](p) {
		if m.Part > before {
			rises++
		}
		before = m.Part
	}
	if rises < 5 {
		t.Errorf("the share of a step rose %d times", rises)
	}
	for range 3 {
		p.settle(1)
		if m := last[wire.Progress](t, p); m.Part > 0 {
			break
		}
	}
	p.Handle(wire.Request{Type: wire.Pause})
	p.settle(5)
	m := last[wire.Progress](t, p)
	at := m.Step
	p.settle(20)
	if m.Running || last[wire.Progress](t, p).Step != at {
		t.Errorf("after pause: %+v", m)
	}
}
