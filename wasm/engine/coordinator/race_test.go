package coordinator

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/solver/weighting"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// racer is a script whose flux falls to the reference at a rate of its own.
type racer struct {
	*script
	log *[]string
}

var rates = map[string]float64{"hrgrad": 0.02, "ls": 0.01, "config": 0.005}

func (r racer) Step() (*train.Report, error) {
	*r.log = append(*r.log, r.config.Operator)
	report, err := r.script.Step()
	if err != nil {
		return nil, err
	}
	if r.config.Operator == "config" && r.steps == 50 {
		return nil, fmt.Errorf("%w: loss is NaN at step 50", train.ErrDiverged)
	}
	report.Gradient.Conflicts = r.steps % 2
	report.Gradient.MinCosine = 0.5
	if r.steps%4 == 0 {
		report.Gradient.Path = weighting.PathGuarded
	}
	return report, nil
}

func (r racer) EvaluateAt(eps float64, t, x []float64) ([][]float64, error) {
	error_ := math.Exp(-rates[r.config.Operator] * float64(r.steps))
	return [][]float64{constant(1, len(x)), constant(1+error_, len(x))}, nil
}

// raced returns a page with a race of operators whose references are all 1.
func raced(t *testing.T, steps int, operators ...string) (*page, *[]string) {
	t.Helper()
	log := &[]string{}
	p := started(t, script{})
	p.runner = func(s *script) Session { return racer{s, log} }
	p.Handle(wire.Request{Type: wire.Ack})
	p.forget()
	p.Handle(wire.Request{Type: wire.RaceStart, Operators: operators, Count: steps})
	for _, r := range p.asked {
		if r.Slot == wire.SlotDecade {
			n := len(r.T) * r.NX
			p.Deliver(wire.ReferenceReply{ID: r.ID, Eps: r.Eps, Fraction: 1, Values: [][]float64{constant(1, n), constant(1, n)}})
		}
	}
	return p, log
}

func TestRace(t *testing.T) {
	p, log := raced(t, 90, "ls", "hrgrad")
	p.settle(1000)
	for k := 0; k < 3; k++ { // turns of one block each
		for i := range raceBlock {
			if got, want := (*log)[k*raceBlock+i], []string{"ls", "hrgrad"}[k%2]; got != want {
				t.Fatalf("step %d was taken by %s, want %s", k*raceBlock+i, got, want)
			}
		}
	}
	m := last[wire.Race](t, p)
	if !m.Finished || m.Running || p.Wait() >= 0 || m.Compared != 90 || m.Steps != 90 || m.Known != 3 || len(m.Decades) != 3 || len(*log) != 180 {
		t.Fatalf("at the end, after %d steps: %+v", len(*log), m)
	}
	if m.Leader != "hrgrad" {
		t.Errorf("%s leads", m.Leader)
	}
	e := m.Runners[0]
	want := math.Exp(-0.9) // of the flux; rho is exact
	if e.Name != "ls" || e.Title != "LS" || e.Step != 90 || math.Abs(e.Worst[1]-want) > 1e-12 || e.Worst[0] != 0 || math.Abs(e.Errors[1][2]-want) > 1e-12 {
		t.Errorf("LS: %+v", e)
	}
	if n := len(e.History.Steps); n != 5 || e.History.Steps[0] != 20 || e.History.Steps[4] != 90 || math.Abs(e.History.Worst[1][0]-math.Exp(-.2)) > 1e-12 {
		t.Errorf("history %v %v", e.History.Steps, e.History.Worst)
	}
	if e.ConflictRate != 0.5 || math.Abs(e.GuardRate-22./90) > 1e-12 || e.MinCosine != 0.5 || math.Abs(e.Seconds-0.9) > 1e-9 {
		t.Errorf("conflicts %v guard %v cosine %v seconds %v", e.ConflictRate, e.GuardRate, e.MinCosine, e.Seconds)
	}
	for _, m := range take[wire.Race](p) {
		if m.Leader != "" && m.Known < len(m.Decades) {
			t.Error("a leader was named without all references")
		}
		for _, e := range m.Runners {
			if e.Step > m.Runners[0].Step+raceBlock || m.Runners[0].Step > e.Step+raceBlock {
				t.Errorf("steps %d and %d", e.Step, m.Runners[0].Step)
			}
		}
	}
	if n := len(take[wire.Race](p)); n > 10 {
		t.Errorf("%d messages in 1.8 s", n)
	}
	if p.Coordinator.session.Steps() != 0 {
		t.Error("the session of the page was trained by the race")
	}
}

func TestRacePauseViewAndStop(t *testing.T) {
	p, log := raced(t, 1000, "ls", "hrgrad")
	p.settle(30)
	p.Handle(wire.Request{Type: wire.RacePause})
	p.settle(5)
	n := len(*log)
	p.settle(20)
	if m := last[wire.Race](t, p); m.Running || m.Finished || n == 0 || len(*log) != n || p.Wait() >= 0 {
		t.Fatalf("after pause, at %d steps: %+v", n, m)
	}
	p.Handle(wire.Request{Type: wire.ViewAt, Eps: 0.05, T: 1.5, NT: 2, NX: 4})
	p.settle(5)
	if m := last[wire.Race](t, p); m.Eps != 0.05 || m.T != 1.5 || len(m.X) != 4 || len(m.Runners[1].Line[1]) != 4 || m.Reference != nil {
		t.Errorf("after a move of the view: %+v", m)
	}
	p.Handle(wire.Request{Type: wire.RaceRun})
	p.settle(20)
	if m := last[wire.Race](t, p); !m.Running || len(*log) <= n {
		t.Errorf("after going on: %+v", m)
	}
	// The page's own run and the race do not train at the same time.
	p.Handle(wire.Request{Type: wire.Step, Count: 1})
	p.settle(20)
	if m := last[wire.Race](t, p); m.Running || p.Coordinator.session.Steps() != 1 {
		t.Errorf("race running %v, session at %d", m.Running, p.Coordinator.session.Steps())
	}
	p.Handle(wire.Request{Type: wire.RaceStop})
	p.forget()
	p.settle(20)
	if p.Coordinator.race != nil || len(take[wire.Race](p)) != 0 || last[wire.Progress](t, p).Step != 1 {
		t.Error("the race was not forgotten")
	}
	p.Handle(wire.Request{Type: wire.RaceRun}) // nothing to run: no harm
	p.settle(5)
}

func TestRaceGoesOnWithoutOneThatFails(t *testing.T) {
	p, _ := raced(t, 100, "config", "ls", "hrgrad")
	p.settle(1000)
	m := last[wire.Race](t, p)
	if !m.Finished || m.Leader != "hrgrad" || m.Compared != 100 {
		t.Errorf("finished %v at %d, %s leads", m.Finished, m.Compared, m.Leader)
	}
	if e := m.Runners[0]; !strings.Contains(e.Failure, "NaN at step 50") || e.Running || len(e.History.Steps) != 2 {
		t.Errorf("the one that failed: %+v", e)
	}
	if e := m.Runners[2]; e.Failure != "" || e.Step != 100 {
		t.Errorf("the others: %+v", e)
	}
}

func TestRaceRefusals(t *testing.T) {
	p := started(t, script{})
	for _, bad := range [][]string{{"ls"}, {"ls", "ls"}, {"ls", "hrgrad", "config", "rgb", "uw"}, nil} {
		p.forget()
		p.Handle(wire.Request{Type: wire.RaceStart, Operators: bad, Count: 10})
		if f := last[wire.Fault](t, p); !strings.HasPrefix(f.Message, "race: ") || p.Coordinator.race != nil {
			t.Errorf("%v: %+v", bad, f)
		}
	}
}

// With real sessions: an entry trains as it does alone, bit for bit, and an
// operator that knows no metric takes part in its own.
func TestRaceOfRealSessions(t *testing.T) {
	config := train.Config{Problem: "transport-mode", Width: 8, Depth: 2, Points: 4, Tasks: 2, Operator: "hrgrad", Metric: "preconditioned", Steps: 500}
	var messages []wire.Race
	start := time.Now()
	c := New(Environment{
		Open:   func(c train.Config) (Session, error) { return train.New(c) },
		Resume: func([]byte) (Session, error) { return nil, fmt.Errorf("not needed") },
		Post: func(m wire.Message) {
			if r, ok := m.(wire.Race); ok {
				messages = append(messages, r)
			}
			if f, ok := m.(wire.Fault); ok {
				t.Errorf("fault %+v", f)
			}
		},
		Ask: func(wire.ReferenceRequest) {},
		Now: func() time.Duration { return time.Since(start) },
	})
	c.Handle(wire.Request{Type: wire.Init, Config: config.Values()})
	c.Handle(wire.Request{Type: wire.RaceStart, Operators: []string{"ls", "graddrop"}, Count: 25})
	for c.race.busy() {
		c.Work(30 * time.Millisecond)
	}
	m := messages[len(messages)-1]
	if !m.Finished || m.Runners[1].Title != "GradDrop, euclidean metric" || m.Runners[1].Failure != "" {
		t.Fatalf("%+v", m)
	}
	config.Operator, config.Steps = "ls", 25
	alone, err := train.New(config)
	if err != nil {
		t.Fatal(err)
	}
	var losses []float64
	for range 25 {
		r, err := alone.Step()
		if err != nil {
			t.Fatal(err)
		}
		losses = append(losses[:0], r.Losses...)
	}
	if got, want := m.Runners[0].Check, check(losses); got != want {
		t.Errorf("check %s in the race, %s alone", got, want)
	}
}

func TestRaceHistoryIsBounded(t *testing.T) {
	p, _ := raced(t, 15_000, "ls", "hrgrad")
	for p.Wait() >= 0 {
		p.clock += p.Wait()
		p.Work(time.Second)
	}
	e := last[wire.Race](t, p).Runners[0]
	n := len(e.History.Steps)
	if n > racePoints+1 || n < racePoints/2 || e.History.Steps[n-1] != 15_000 {
		t.Errorf("%d points, the last at %g", n, e.History.Steps[n-1])
	}
	for i := 1; i < n; i++ {
		if !(e.History.Steps[i] > e.History.Steps[i-1]) {
			t.Fatalf("steps %v do not ascend", e.History.Steps)
		}
	}
}

// Optimisers race at equal time: the one that solves ends first, and its curve has seconds.
func TestRaceOfOptimizers(t *testing.T) {
	config := train.Config{Problem: "transport-mode", Width: 8, Depth: 2, Points: 4, Tasks: 2, Operator: "hrgrad", EpsMin: 1e-2, Seed: 4}
	var last wire.Race
	var faults []wire.Fault
	start := time.Now()
	c := New(Environment{
		Open:   func(c train.Config) (Session, error) { return train.New(c) },
		Resume: func([]byte) (Session, error) { return nil, fmt.Errorf("not needed") },
		Post: func(m wire.Message) {
			switch m := m.(type) {
			case wire.Race:
				last = m
			case wire.Fault:
				faults = append(faults, m)
			}
		},
		Ask: func(wire.ReferenceRequest) {},
		Now: func() time.Duration { return time.Since(start) },
	})
	c.Handle(wire.Request{Type: wire.Init, Config: config.Values()})
	c.Handle(wire.Request{Type: wire.RaceStart, Optimizers: []string{"soap", "lm"}, Count: 1})
	for c.race.busy() {
		c.Work(30 * time.Millisecond)
	}
	if len(faults) > 0 || !last.Finished || last.Seconds != 1 || last.Runners[0].Name != "soap" || last.Runners[1].Title != "Levenberg-Marquardt" {
		t.Fatalf("%+v, %+v", faults, last)
	}
	for _, e := range last.Runners {
		if n := len(e.History.Steps); n == 0 || len(e.History.Seconds) != n || e.Failure != "" || e.Seconds < 0.3 {
			t.Errorf("%s: %+v after %v s", e.Name, e.History, e.Seconds)
		}
	}
	c.Handle(wire.Request{Type: wire.Init, Config: train.Config{Problem: "bgk-riemann", Width: 8, Points: 4}.Values()})
	c.Handle(wire.Request{Type: wire.RaceStart, Optimizers: []string{"soap", "solve"}, Count: 1})
	if n := len(faults); n != 1 || !strings.Contains(faults[0].Message, "race: solve: ") || !strings.Contains(faults[0].Message, "the ends are open") {
		t.Errorf("faults %+v", faults)
	}
}
