package coordinator

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// trained returns a page with a real session that has taken some steps.
func trained(t *testing.T, steps int) *page {
	t.Helper()
	p := real(t)
	config := train.Config{Problem: "transport-mode", Width: 4, Depth: 1, Points: 4, Tasks: 2, Steps: 2000}
	p.Handle(wire.Request{Type: wire.Init, Config: config.Values()})
	p.Handle(wire.Request{Type: wire.Ack})
	p.Handle(wire.Request{Type: wire.Step, Count: steps})
	for p.running() {
		p.Work(time.Second)
	}
	p.settle(10)
	return p
}

// real is a page whose sessions are real ones and whose clock is that of the machine.
func real(t *testing.T) *page {
	p := newPage(script{})
	p.env.Open = func(c train.Config) (Session, error) { return train.New(c) }
	p.env.Resume = func(b []byte) (Session, error) {
		s, err := train.Resume(b)
		if err != nil {
			return nil, err
		}
		return s, nil
	}
	p.env.Conserve = nil
	start := time.Now()
	p.env.Now = func() time.Duration { return time.Since(start) }
	return p
}

// A checkpoint brings back all that the page showed when it was made: losses, check, cosines, history and time; and the steps that follow
// are those of the run that went on.
func TestCheckpointBringsBackThePast(t *testing.T) {
	p := trained(t, 700)
	before := last[wire.Progress](t, p)
	p.Handle(wire.Request{Type: wire.Checkpoint})
	saved := last[wire.Saved](t, p)
	if saved.Auto || saved.Step != 700 {
		t.Fatalf("saved %+v", saved.Step)
	}

	q := real(t)
	q.Handle(wire.Request{Type: wire.Resume, Bytes: saved.Bytes})
	q.settle(10)
	after := last[wire.Progress](t, q)
	if after.Check != before.Check || after.Check == "" || after.Total != before.Total || after.Step != 700 {
		t.Errorf("check %q, total %g, step %d; before %q, %g", after.Check, after.Total, after.Step, before.Check, before.Total)
	}
	if before.Gradient == nil || after.Gradient == nil || fmt.Sprint(*after.Gradient) != fmt.Sprint(*before.Gradient) {
		t.Errorf("gradient %+v, before %+v", after.Gradient, before.Gradient)
	}
	if after.Seconds < 0.9*before.Seconds || after.Seconds == 0 {
		t.Errorf("%g seconds, before %g", after.Seconds, before.Seconds)
	}
	var steps []int
	for _, m := range take[wire.Progress](q) {
		steps = append(steps, m.History.Steps...)
	}
	if n := len(steps); n < historyPoints/2 || steps[n-1] != 700 {
		t.Errorf("history of %d steps", n)
	}

	for _, page := range []*page{p, q} {
		page.Handle(wire.Request{Type: wire.Step, Count: 30})
		for page.running() {
			page.Work(time.Second)
		}
		page.settle(10)
	}
	if a, b := last[wire.Progress](t, p), last[wire.Progress](t, q); a.Check != b.Check || a.Step != 730 || b.Step != 730 {
		t.Errorf("step %d: %s and %s", a.Step, a.Check, b.Check)
	}
	if a, b := p.record.History, q.record.History; fmt.Sprint(a.Steps, a.Total) != fmt.Sprint(b.Steps, b.Total) {
		t.Errorf("histories\n%v\n%v", a.Steps, b.Steps)
	}
	if a, b := p.record.Gradient, q.record.Gradient; a.Steps != b.Steps || a.ConflictRate != b.ConflictRate {
		t.Errorf("statistics %+v, %+v", a, b)
	}
}

// While a run lasts its sound states are sent, after one second and then about every five seconds of training, when it ends and when it pauses; each once.
func TestSoundStatesAreSent(t *testing.T) {
	kept := func(p *page) (steps []int) {
		for _, m := range take[wire.Saved](p) {
			if m.Auto && bytes.Equal(m.Bytes, []byte(fmt.Sprint(m.Step))) {
				steps = append(steps, m.Step)
			}
		}
		return steps
	}
	p := started(t, script{})
	p.Handle(wire.Request{Type: wire.Checkpoint, Auto: true})
	p.settle(10)
	if s := kept(p); len(s) != 0 {
		t.Errorf("kept %v before the first step", s)
	}
	p.Handle(wire.Request{Type: wire.Run})
	p.settle(200) // six seconds
	if s := kept(p); len(s) != 2 || s[0] > 120 || s[1]-s[0] < 480 || s[1]-s[0] > 520 {
		t.Errorf("kept %v in six seconds of 100 steps", s)
	}
	at := p.Coordinator.session.Steps()
	p.Handle(wire.Request{Type: wire.Checkpoint, Auto: true})
	p.keep()
	if s := kept(p); s[len(s)-1] != at || !p.running() {
		t.Errorf("kept %v when asked at step %d", s, at)
	}
	p.Handle(wire.Request{Type: wire.Pause})
	p.Handle(wire.Request{Type: wire.Checkpoint, Auto: true})
	p.settle(10)
	if s := kept(p); len(s) != 3 {
		t.Errorf("kept %v when paused at the step that was kept", s)
	}
	p.Handle(wire.Request{Type: wire.Step})
	p.settle(10)
	if s := kept(p); len(s) != 4 || s[3] != at+1 {
		t.Errorf("kept %v after one more step from %d", s, at)
	}
	p.Handle(wire.Request{Type: wire.Reset})
	p.settle(10)
	if s := kept(p); len(s) != 4 {
		t.Errorf("kept %v after a new start", s)
	}
	p.Handle(wire.Request{Type: wire.Resume, Bytes: []byte("77")})
	p.settle(10)
	if s := kept(p); len(s) != 5 || s[4] != 77 {
		t.Errorf("kept %v after a checkpoint was loaded", s)
	}
}

// After a divergence history and statistics are those of the state that the run is back at.
func TestRollbackTakesTheRecordBack(t *testing.T) {
	p := started(t, script{failAt: 700})
	p.Handle(wire.Request{Type: wire.Run})
	p.settle(1000)
	m := last[wire.Progress](t, p)
	if p.record.Gradient.Steps != m.Step || len(m.Losses) != 2 || m.Losses[0] != math.Pow(0.5, float64(m.Step)) {
		t.Errorf("back at step %d with statistics of %d steps, losses %v", m.Step, p.record.Gradient.Steps, m.Losses)
	}
}

func TestPing(t *testing.T) {
	p := newPage(script{})
	p.Handle(wire.Request{Type: wire.Ping})
	last[wire.Pong](t, p)
}

// The memory of a race is that of all its runs.
func TestRaceThatNeedsTooMuchMemory(t *testing.T) {
	defer func(limit float64) { train.MemoryLimit = limit }(train.MemoryLimit)
	p := trained(t, 1)
	one, err := p.Coordinator.session.Config().Memory()
	if err != nil {
		t.Fatal(err)
	}
	train.MemoryLimit = 3.5 * one
	p.Handle(wire.Request{Type: wire.RaceStart, Operators: []string{"hrgrad", "ls"}, Count: 5})
	if p.race == nil {
		t.Errorf("a race of two: %+v", last[wire.Fault](t, p))
	}
	p.Handle(wire.Request{Type: wire.RaceStop})
	p.Handle(wire.Request{Type: wire.RaceStart, Operators: []string{"hrgrad", "ls", "config", "upgrad"}, Count: 5})
	if f := last[wire.Fault](t, p); p.race != nil || !strings.Contains(f.Message, "a race of 4") || !strings.Contains(f.Message, "take fewer") {
		t.Errorf("a race of four: %+v", f)
	}
}
