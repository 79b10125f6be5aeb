package coordinator

import (
	"math"
	"testing"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// A run that rests is told its estimated errors, decade after decade; one that trains has none, and those of another state are dropped.
func TestEstimatesOfARunThatRests(t *testing.T) {
	p := newPage(script{})
	p.env.Open = func(train.Config) (Session, error) {
		return train.New(train.Config{Problem: "transport-mode", Width: 6, Depth: 1, Points: 8, Tasks: 2, Steps: 50, EpsMin: 0.01})
	}
	p.env.Correct = func(s Session) *train.Corrector { return s.(*train.Session).NewCorrector() }
	p.Handle(wire.Request{Type: wire.Init, Config: train.Values{"problem": "transport-mode"}})
	p.settle(20)
	if m := last[wire.Errors](t, p); len(m.Estimated) != 0 {
		t.Errorf("a network that has not been trained has estimates %v", m.Estimated)
	}
	p.Handle(wire.Request{Type: wire.Step, Count: 20})
	for p.running() {
		p.Work(time.Millisecond)
	}
	p.Work(time.Millisecond)
	if m := last[wire.Errors](t, p); m.Step != 20 || len(m.Estimated) != 0 {
		t.Errorf("step %d: estimates %v at once", m.Step, m.Estimated)
	}
	p.forget()
	p.settle(200)
	m := last[wire.Errors](t, p)
	if m.Step != 20 || len(m.Estimated) != 2 || p.Wait() >= 0 {
		t.Fatalf("step %d: estimates %v, wait %v", m.Step, m.Estimated, p.Wait())
	}
	for _, row := range m.Estimated {
		for _, v := range row {
			if len(row) != 3 || !(v > 0) || math.IsInf(v, 0) {
				t.Errorf("estimates %v", m.Estimated)
			}
		}
	}
	p.Handle(wire.Request{Type: wire.Step, Count: 1})
	for p.running() {
		p.Work(time.Millisecond)
	}
	p.Work(time.Millisecond)
	if m := last[wire.Errors](t, p); m.Step != 21 || len(m.Estimated) != 0 {
		t.Errorf("step %d has the estimates of step 20", m.Step)
	}
}
