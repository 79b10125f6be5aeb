//go:build js && wasm

package pool

import (
	"fmt"
	"os"
	"slices"
	"syscall/js"
	"testing"
	"time"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/train"
)

func TestMain(m *testing.M) {
	if IsInstance() { // the tests' program is its own worker
		Serve()
	}
	if kernel.Active() == kernel.Relaxed { // rounds differently at the edges of its tiles, and so with W
		if err := kernel.Use(kernel.SIMD); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

func newPool(t *testing.T) *Pool {
	t.Helper()
	if !Available() {
		t.Fatal("the runner of this test provides no workers: run it with tools/headless/exec.mjs")
	}
	p := New()
	t.Cleanup(p.Close)
	return p
}

func newSession(t *testing.T, c train.Config) *train.Session {
	t.Helper()
	s, err := train.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// losses takes n steps and returns the losses of all of them.
func losses(t *testing.T, s *train.Session, n int) []float64 {
	t.Helper()
	var out []float64
	for range n {
		r, err := s.Step()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r.Losses...)
	}
	return out
}

// untilReady steps until all instances compute, and returns the losses on the way.
func untilReady(t *testing.T, p *Pool, s *train.Session) []float64 {
	t.Helper()
	out := losses(t, s, 1)
	for deadline := time.Now().Add(30 * time.Second); ; {
		if ready, all := p.Ready(); ready == all {
			return out
		}
		if time.Now().After(deadline) {
			t.Fatal("the instances did not get ready")
		}
		time.Sleep(5 * time.Millisecond)
		out = append(out, losses(t, s, 1)...)
	}
}

func same(t *testing.T, what string, got, want []float64) {
	t.Helper()
	n := min(len(got), len(want))
	if n == 0 || !slices.Equal(got[:n], want[:n]) {
		t.Errorf("%s: losses differ from those of a session on its own", what)
	}
}

// small runs whose units differ in kind: several tasks of one unit, and tasks of several units.
var configs = map[string]train.Config{
	"by eps":  {TasksBy: train.ByEps, Tasks: 5, Points: 24, Width: 16, Depth: 2, Optimizer: "adam", Steps: 1000},
	"by term": {TasksBy: train.ByTerm, Tasks: 3, Points: 16, Width: 16, Depth: 2, Head: "input", Initial: "soft", Steps: 1000},
	"float64": {TasksBy: train.ByEps, Tasks: 4, Points: 16, Width: 16, Depth: 2, Precision: "float64", Steps: 1000},
}

func TestResultsDoNotDependOnWorkers(t *testing.T) {
	for name, c := range configs {
		want := losses(t, newSession(t, c), 60)
		for w := range 4 {
			p := newPool(t)
			s := newSession(t, c)
			if used := p.Attach(s, w); used != max(1, w) {
				t.Fatalf("%d workers asked for, %d used", w, used)
			}
			got := untilReady(t, p, s)
			got = append(got, losses(t, s, 30)...)
			same(t, fmt.Sprintf("%s, W = %d", name, w), got, want)
			if ready, all := p.Ready(); ready != max(0, w-1) || all != ready {
				t.Errorf("W = %d: %d of %d instances ready", w, ready, all)
			}
			p.Close()
		}
	}
}

// Two sessions train in turn on the instances of one pool, and W changes on the way.
func TestSessionsTakeTurns(t *testing.T) {
	p := newPool(t)
	a, b := newSession(t, configs["by eps"]), newSession(t, configs["by term"])
	p.Attach(a, 3)
	p.Attach(b, 3)
	gotA, gotB := untilReady(t, p, a), untilReady(t, p, b)
	for range 3 {
		gotA = append(gotA, losses(t, a, 1)...)
		gotB = append(gotB, losses(t, b, 2)...)
	}
	p.Attach(a, 2)
	gotA = append(gotA, losses(t, a, 2)...)
	p.Attach(b, 1)
	gotB = append(gotB, losses(t, b, 2)...)
	same(t, "the first session", gotA, losses(t, newSession(t, configs["by eps"]), 200))
	same(t, "the second session", gotB, losses(t, newSession(t, configs["by term"]), 200))
}

// Sessions that differ in the operator share what the instances hold: taking turns sends no setup.
func TestRacersShareInstances(t *testing.T) {
	p := newPool(t)
	var racers []*train.Session
	var got [][]float64
	for _, op := range []string{"hrgrad", "ls", "config"} {
		c := configs["by eps"]
		c.Operator = op
		s := newSession(t, c)
		p.Attach(s, 2)
		racers = append(racers, s)
		got = append(got, untilReady(t, p, s))
	}
	sequence := p.sequence
	for range 4 {
		for i, s := range racers {
			got[i] = append(got[i], losses(t, s, 2)...)
			if ready, all := p.Ready(); ready != all {
				t.Fatal("an instance is not ready for the next racer")
			}
		}
	}
	if p.sequence != sequence || sequence != 1 {
		t.Errorf("%d setups before the turns, %d after", sequence, p.sequence)
	}
	for i, s := range racers {
		same(t, s.Config().Operator, got[i], losses(t, newSession(t, s.Config()), 200))
	}
}

func TestKilledWorkerIsReplaced(t *testing.T) {
	c := configs["by eps"]
	want := losses(t, newSession(t, c), 300)
	p := newPool(t)
	s := newSession(t, c)
	p.Attach(s, 3)
	got := untilReady(t, p, s)
	for kill := range maxFailures + 1 { // an instance that has worked always gets a successor
		life := p.slots[0].life
		p.slots[0].instance.Get("thread").Call("terminate")
		got = append(got, losses(t, s, 3)...)
		got = append(got, untilReady(t, p, s)...)
		got = append(got, losses(t, s, 2)...)
		if p.slots[0].life == life {
			t.Fatalf("kill %d: no other instance has taken the place", kill)
		}
	}
	same(t, "run with killed workers", got, want)
}

// Requests and answers go through shared memory where there is some; without it they are messages, as in a page. Both give the same losses.
func TestMemoryIsSharedWhereItCanBe(t *testing.T) {
	c := configs["by term"]
	want := losses(t, newSession(t, c), 300)
	calls := js.Global().Get("hrgradShare")
	defer js.Global().Set("hrgradShare", calls)
	for _, sharing := range []bool{true, false} {
		if !sharing {
			js.Global().Set("hrgradShare", js.Undefined())
		}
		p := newPool(t)
		s := newSession(t, c)
		p.Attach(s, 3)
		got := untilReady(t, p, s)
		got = append(got, losses(t, s, 10)...)
		same(t, fmt.Sprintf("shared memory: %v", sharing), got, want)
		for k, slot := range p.slots {
			if !slot.ready || (slot.memory != nil) != sharing {
				t.Errorf("sharing %v: instance %d ready %v, with shared memory %v", sharing, k, slot.ready, slot.memory != nil)
			}
		}
		p.Close()
	}
}

// A pool that chooses takes steps with instances and without, and both give the same losses.
func TestChosenWaysGiveTheSameLosses(t *testing.T) {
	c := configs["by eps"]
	p := newPool(t)
	p.Choose = true
	var times []time.Duration
	p.Chosen = func(workers int, together, alone time.Duration) {
		times = append(times, time.Duration(workers), together, alone)
	}
	s := newSession(t, c)
	p.Attach(s, 2)
	got := untilReady(t, p, s)
	got = append(got, losses(t, s, 2*trialLong+trialWarm+20)...)
	if len(times) != 3 || times[0] != 2 || times[1] <= 0 || times[2] <= 0 {
		t.Fatalf("chosen: %v, expected once, with the times of 2 workers and of one", times)
	}
	same(t, "a pool that chooses", got, losses(t, newSession(t, c), 700))
}

// An instance that does not come to shared memory, or swallows a request without a word, is given up after a while.
func TestSilentWorkerIsReplaced(t *testing.T) {
	c := configs["by eps"]
	for _, message := range []string{"share", "request"} {
		p := newPool(t)
		p.patience = 300 * time.Millisecond
		p.spawn = js.Global().Get("Function").New("spawn", "swallowed", `let first = true; return (onMessage, onFailure) => {
			const worker = spawn(onMessage, onFailure), deaf = first; first = false;
			return { stop: worker.stop, post: (m, t) => { if (!(deaf && m.type === swallowed)) worker.post(m, t); } };
		};`).Invoke(p.spawn, message)
		s := newSession(t, c)
		p.Attach(s, 2)
		got := untilReady(t, p, s)
		got = append(got, losses(t, s, 3)...)
		if p.slots[0].life < 3 { // a stop and a start each count
			t.Errorf("%s: the silent instance is still there", message)
		}
		got = append(got, untilReady(t, p, s)...)
		got = append(got, losses(t, s, 3)...)
		same(t, "run with an instance deaf to "+message, got, losses(t, newSession(t, c), len(got)))
	}
}

// Where every instance ends at once, the session computes on its own and no further ones are started.
func TestWorkersThatCannotLive(t *testing.T) {
	c := configs["by eps"]
	p := newPool(t)
	started := 0
	dead := js.FuncOf(func(_ js.Value, args []js.Value) any {
		started++
		onFailure := args[1]
		js.Global().Call("setTimeout", js.FuncOf(func(js.Value, []js.Value) any { onFailure.Invoke("refused"); return nil }))
		return map[string]any{"post": js.FuncOf(func(js.Value, []js.Value) any { return nil }), "stop": js.FuncOf(func(js.Value, []js.Value) any { return nil })}
	})
	p.spawn = dead.Value
	s := newSession(t, c)
	p.Attach(s, 2)
	var got []float64
	for range 30 {
		got = append(got, losses(t, s, 1)...)
		time.Sleep(2 * time.Millisecond)
	}
	same(t, "run without workers", got, losses(t, newSession(t, c), 30))
	if started != maxFailures {
		t.Errorf("%d instances started, expected %d", started, maxFailures)
	}
}

// A session that does nothing but step gets its instances.
func TestReadyBetweenSteps(t *testing.T) {
	p := newPool(t)
	s := newSession(t, train.Config{Problem: "transport-mode", Optimizer: "adam", Tasks: 4, TasksBy: train.ByEps, Points: 8, Width: 8})
	p.Attach(s, 2)
	for end := time.Now().Add(20 * time.Second); ; {
		losses(t, s, 1)
		if ready, all := p.Ready(); ready == all {
			return
		}
		if time.Now().After(end) {
			t.Fatal("no instance is ready after 20 s of steps")
		}
	}
}
