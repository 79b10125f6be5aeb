package coordinator

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/solver/weighting"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// script is a session whose losses halve and that fails on demand.
type script struct {
	config   train.Config
	steps    int
	failAt   int           // step that fails
	nanField bool          // fields are NaN from step failAt on
	slow     time.Duration // what an evaluation takes
	set      []float64     // parameters of a problem file
	bgk      bool          // has the fields of BGK problems
	clock    *time.Duration
}

func (s *script) Config() train.Config { return s.config }
func (s *script) Problem() kinetic.Info {
	if s.bgk {
		return kinetic.Info{
			Name: s.config.Problem, Class: info.Gas, Fields: []info.Field{{Name: "rho"}, {Name: "u"}, {Name: "T"}, {Name: "q"}},
			Domain: info.Domain{XMax: 1, TEnd: 2, VMin: -4, VMax: 4}, Limits: []info.Limit{info.Euler, info.FreeFlight},
		}
	}
	return kinetic.Info{
		Name: s.config.Problem, Class: info.Transport, Fields: []info.Field{{Name: "rho", Label: "density"}, {Name: "flux", Label: "flux"}},
		Domain: info.Domain{XMax: 1, TEnd: 2, VMin: -1, VMax: 1}, Limits: []info.Limit{info.Diffusion},
	}
}
func (s *script) Steps() int          { return s.steps }
func (s *script) Parameters() int     { return 7 }
func (s *script) TaskNames() []string { return []string{"macro", "micro"} }
func (s *script) Step() (*train.Report, error) {
	*s.clock += 10 * time.Millisecond
	if s.failAt > 0 && s.steps+1 == s.failAt && !s.nanField {
		return nil, fmt.Errorf("%w: loss is NaN at step %d", train.ErrDiverged, s.failAt)
	}
	s.steps++
	l := math.Pow(0.5, float64(s.steps))
	return &train.Report{Step: s.steps, Losses: []float64{l, 2 * l}, Total: 3 * l, Gradient: &weighting.Report{Weights: []float64{1, 1}, Cosine: []float64{1, -.5, -.5, 1}, Conflict: []bool{true, true}}}, nil
}
func (s *script) EvaluateAt(eps float64, t, x []float64) ([][]float64, error) {
	*s.clock += s.slow
	out := [][]float64{make([]float64, len(x)), make([]float64, len(x))}
	for i := range x {
		out[0][i], out[1][i] = 10*t[i]+x[i], eps
		if s.nanField && s.steps >= s.failAt {
			out[1][i] = math.NaN()
		}
	}
	if s.bgk { // constant states
		out = [][]float64{constant(2, len(x)), constant(1, len(x)), constant(0.5, len(x)), constant(0, len(x))}
	}
	return out, nil
}
func (s *script) Distribution(eps, t float64, x, v []float64) ([][]float64, error) {
	out := make([][]float64, len(x))
	for i := range x {
		for _, vj := range v {
			out[i] = append(out[i], 10*x[i]+vj)
		}
	}
	return out, nil
}
func (s *script) SetParameters(set []float64) { s.set = set }
func (s *script) Checkpoint() ([]byte, error) { return []byte(fmt.Sprint(s.steps)), nil }

// page is the other side of a coordinator in a test.
type page struct {
	*Coordinator
	clock   time.Duration
	posted  []wire.Message
	asked   []wire.ReferenceRequest
	session *script               // template of sessions
	runner  func(*script) Session // what is made of a new session
}

func newPage(template script) *page {
	p := &page{runner: func(s *script) Session { return s }}
	template.clock = &p.clock
	template.config = train.Config{Problem: "made-up", EpsMin: 1e-2, Steps: 1000}
	p.session = &template
	p.Coordinator = New(Environment{
		Open: func(c train.Config) (Session, error) {
			if c.Problem == "unknown" {
				return nil, errors.New(`problem: unknown name "unknown"`)
			}
			s := *p.session
			if c.Problem != "" {
				s.config = c
			}
			return p.runner(&s), nil
		},
		Resume: func(b []byte) (Session, error) {
			s := *p.session
			if _, err := fmt.Sscan(string(b), &s.steps); err != nil {
				return nil, errors.New("checkpoint: damaged")
			}
			return &s, nil
		},
		Conserve: func(s Session, eps float64, times []float64) ([]train.ConservationReport, error) {
			p.clock += 200 * time.Millisecond
			out := make([]train.ConservationReport, len(times))
			for i, t := range times {
				out[i] = train.ConservationReport{T: t, Mass: eps, Energy: float64(s.Steps())}
			}
			return out, nil
		},
		Post: func(m wire.Message) { p.posted = append(p.posted, m) },
		Ask:  func(r wire.ReferenceRequest) { p.asked = append(p.asked, r) },
		Now:  func() time.Duration { return p.clock },
	})
	return p
}

// settle works until there is nothing to do, but not beyond a number of slices.
func (p *page) settle(slices int) {
	for ; slices > 0 && p.Wait() >= 0; slices-- {
		p.clock += p.Wait()
		p.Work(30 * time.Millisecond)
	}
}

// take returns the messages of one kind since the last call of forget.
func take[T any](p *page) []T {
	var out []T
	for _, m := range p.posted {
		if m, ok := m.(T); ok {
			out = append(out, m)
		}
	}
	return out
}

func (p *page) forget() { p.posted = nil }

// lastAsk returns the last reference request in a slot.
func (p *page) lastAsk(slot string) (out wire.ReferenceRequest) {
	for _, r := range p.asked {
		if r.Slot == slot {
			out = r
		}
	}
	return out
}

func last[T any](t *testing.T, p *page) T {
	t.Helper()
	all := take[T](p)
	if len(all) == 0 {
		var none T
		t.Fatalf("no message of type %T", none)
	}
	return all[len(all)-1]
}

func started(t *testing.T, template script) *page {
	t.Helper()
	p := newPage(template)
	p.Handle(wire.Request{Type: wire.Init})
	p.settle(100)
	last[wire.Ready](t, p)
	return p
}

func TestRunPauseStepReset(t *testing.T) {
	p := started(t, script{})
	p.Handle(wire.Request{Type: wire.Run})
	p.settle(20)
	m := last[wire.Progress](t, p)
	if !m.Running || m.Step == 0 || math.Abs(m.StepsPerSecond-100) > 1 || len(m.Losses) != 2 || m.Gradient.M != 2 {
		t.Errorf("while running: %+v", m)
	}
	p.Handle(wire.Request{Type: wire.Pause})
	p.settle(20)
	m = last[wire.Progress](t, p)
	at := m.Step
	p.settle(20)
	if m.Running || p.Wait() >= 0 || last[wire.Progress](t, p).Step != at {
		t.Errorf("after pause: %+v, wait %v", m, p.Wait())
	}
	p.Handle(wire.Request{Type: wire.Step, Count: 1})
	p.settle(20)
	if m = last[wire.Progress](t, p); m.Step != at+1 || m.Running {
		t.Errorf("after one step from %d: %+v", at, m)
	}
	var steps []int
	for _, m := range take[wire.Progress](p) {
		steps = append(steps, m.History.Steps...)
	}
	if len(steps) != at+1 || steps[0] != 1 || steps[at] != at+1 {
		t.Errorf("history of %d steps: %v", at+1, steps)
	}
	p.Handle(wire.Request{Type: wire.Reset})
	p.settle(20)
	if m = last[wire.Progress](t, p); m.Step != 0 || m.Seconds != 0 || len(m.Losses) != 0 {
		t.Errorf("after reset: %+v", m)
	}
}

func TestRunStopsAtTheBudget(t *testing.T) {
	p := started(t, script{steps: 995})
	p.Handle(wire.Request{Type: wire.Run})
	p.settle(100)
	if m := last[wire.Progress](t, p); m.Step != 1000 || m.Running {
		t.Errorf("at the budget: %+v", m)
	}
	p.Handle(wire.Request{Type: wire.Run})
	p.settle(5)
	if m := last[wire.Progress](t, p); m.Step <= 1000 || !m.Running {
		t.Errorf("a run asked for beyond the budget: %+v", m)
	}
}

func TestDivergenceRollsBack(t *testing.T) {
	for _, template := range []script{{failAt: 40}, {failAt: 3, nanField: true}} {
		p := started(t, template)
		p.Handle(wire.Request{Type: wire.Ack})
		p.Handle(wire.Request{Type: wire.Run})
		p.settle(100)
		f := last[wire.Fault](t, p)
		if f.Message == "" || !strings.Contains(f.Action, "step 0") {
			t.Errorf("fault %+v", f)
		}
		if m := last[wire.Progress](t, p); m.Running || m.Step != 0 {
			t.Errorf("after the fault: %+v", m)
		}
	}
}

func TestUnsoundCheckpointIsRefused(t *testing.T) {
	p := started(t, script{failAt: 9, nanField: true})
	p.Handle(wire.Request{Type: wire.Step, Count: 2})
	p.settle(10)
	p.Handle(wire.Request{Type: wire.Resume, Bytes: []byte("9")})
	p.settle(10)
	if f := last[wire.Fault](t, p); !strings.Contains(f.Message, "NaN") || p.Coordinator.session.Steps() != 2 {
		t.Errorf("fault %+v, session at step %d", f, p.Coordinator.session.Steps())
	}
}

func TestRollbackReturnsToTheLastSoundStep(t *testing.T) {
	p := started(t, script{failAt: 700})
	p.Handle(wire.Request{Type: wire.Run})
	p.settle(1000)
	m := last[wire.Progress](t, p)
	if m.Step < 400 || m.Step >= 700 {
		t.Errorf("back at step %d after a divergence at 700 with a sound state every 500 steps", m.Step)
	}
	if n := len(m.History.Steps); n == 0 || m.History.Steps[n-1] > m.Step {
		t.Errorf("history after the rollback ends at %v, step %d", m.History.Steps[n-1], m.Step)
	}
}

func TestFieldsWaitForThePage(t *testing.T) {
	p := started(t, script{})
	if n := len(take[wire.Fields](p)); n != 1 {
		t.Fatalf("%d fields messages before the first was drawn", n)
	}
	p.Handle(wire.Request{Type: wire.Run})
	p.settle(50) // 1.5 s
	if n := len(take[wire.Fields](p)); n != 1 {
		t.Errorf("%d fields messages without an acknowledgement", n)
	}
	p.forget()
	for range 10 {
		p.Handle(wire.Request{Type: wire.Ack})
		p.settle(10) // 300 ms
	}
	if n := len(take[wire.Fields](p)); n < 8 || n > 11 {
		t.Errorf("%d fields messages in 3 s", n)
	}
	p.forget()
	// A page that never answers is asked again, less and less often.
	from := p.clock
	for p.clock-from < time.Hour {
		p.clock += time.Second
		p.view.dirty = true
		p.Work(30 * time.Millisecond)
	}
	if n := len(take[wire.Fields](p)); n < 60 || n > 70 {
		t.Errorf("%d fields messages in an hour without an acknowledgement", n)
	}
}

// Where an evaluation takes long, most of the time is still spent training.
func TestSlowFieldsComeSeldom(t *testing.T) {
	p := started(t, script{slow: 100 * time.Millisecond})
	p.Handle(wire.Request{Type: wire.Run})
	p.forget()
	from := p.clock
	for p.clock-from < 8*time.Second {
		p.Handle(wire.Request{Type: wire.Ack})
		p.Work(30 * time.Millisecond)
	}
	if n := len(take[wire.Fields](p)); n < 5 || n > 10 {
		t.Errorf("%d evaluations of 0.1 s in 8 s", n)
	}
}

func TestView(t *testing.T) {
	p := started(t, script{})
	p.Handle(wire.Request{Type: wire.Ack})
	p.Handle(wire.Request{Type: wire.ViewAt, Eps: 0.01, T: 0.5, NT: 3, NX: 2})
	p.settle(10)
	m := last[wire.Fields](t, p)
	if m.Eps != 0.01 || m.T != 0.5 || m.NT != 3 || m.NX != 2 {
		t.Fatalf("fields at the wrong place: %+v", m)
	}
	want := []float32{0, 1, 10, 11, 20, 21} // 10 t + x
	for i, v := range m.Data[0] {
		if v != want[i] {
			t.Errorf("rho = %v, want %v", m.Data[0], want)
			break
		}
	}
	if m.Reference != nil || m.Line.Reference != nil || m.Line.Values[0][1] != 6 {
		t.Errorf("line %+v", m.Line)
	}
	ask := p.lastAsk(wire.SlotView)
	if ask.Slot != wire.SlotView || ask.Eps != 0.01 || len(ask.T) != 4 || ask.T[3] != 0.5 {
		t.Fatalf("request %+v", ask)
	}
	p.Handle(wire.Request{Type: wire.Ack})
	reply := [][]float64{{0, 1, 2, 3, 4, 5, 6, 7}, {0, 0, 0, 0, 0, 0, 0, 9}}
	p.Deliver(wire.ReferenceReply{ID: ask.ID, Eps: 0.01, Fraction: 1, Values: reply})
	p.settle(10)
	if m = last[wire.Fields](t, p); len(m.Reference[0]) != 6 || m.Line.Reference[0][0] != 6 || m.Line.Reference[1][1] != 9 {
		t.Errorf("with reference: %+v", m)
	}
	p.forget()
	for _, bad := range []wire.Request{{Eps: 0, T: 1, NT: 2, NX: 2}, {Eps: math.NaN(), NT: 2, NX: 2}, {Eps: 1, T: -1, NT: 2, NX: 2}, {Eps: 1, NT: 1, NX: 2}, {Eps: 1, NT: 2, NX: 1 << 20}} {
		bad.Type = wire.ViewAt
		p.Handle(bad)
	}
	if n := len(take[wire.Fault](p)); n != 5 {
		t.Errorf("%d faults for 5 bad views", n)
	}
}

func TestErrorsFillUpAsReferencesCome(t *testing.T) {
	p := started(t, script{})
	m := last[wire.Errors](t, p)
	if len(m.Eps) != 3 || !math.IsNaN(m.Values[0][0]) || m.T != 2 {
		t.Fatalf("without references: %+v", m)
	}
	for _, r := range p.asked {
		if r.Slot != wire.SlotDecade || r.Eps != 0.1 {
			continue
		}
		var times, x []float64
		for _, t := range r.T {
			times, x = append(times, constant(t, r.NX)...), append(x, wire.Midpoints(0, 1, r.NX)...)
		}
		exact, _ := p.session.EvaluateAt(0.1, times, x)
		for i := range exact[0] {
			exact[0][i] /= 1.5
		}
		p.Deliver(wire.ReferenceReply{ID: r.ID, Eps: r.Eps, Fraction: 1, Values: exact})
	}
	p.settle(10)
	m = last[wire.Errors](t, p)
	if !math.IsNaN(m.Values[0][0]) || math.Abs(m.Values[0][1]-0.5) > 1e-12 || m.Values[1][1] != 0 {
		t.Errorf("with one reference: %+v", m)
	}
	over := last[wire.ErrorsOverTime](t, p)
	if n := len(over.T); n != 6 || over.T[0] != 0.004 || over.T[n-1] != 2 || len(over.Values[0]) != 18 || !math.IsNaN(over.Values[0][0]) || math.Abs(over.Values[0][1]-0.5) > 1e-12 ||
		over.Values[1][16] != 0 || math.Abs(over.Worst[0][1]-0.5) > 1e-12 || !math.IsNaN(over.Worst[0][2]) {
		t.Errorf("over time: %+v", over)
	}
	// Another network is measured anew, with the references that are there.
	p.forget()
	p.Handle(wire.Request{Type: wire.Step, Count: 2})
	p.settle(10)
	if over := last[wire.ErrorsOverTime](t, p); over.Step != 2 || math.IsNaN(over.Worst[0][1]) {
		t.Errorf("after two steps: %+v", over)
	}
	// An answer for the problem before must not enter the table of the next.
	old := p.lastAsk(wire.SlotDecade)
	p.Handle(wire.Request{Type: wire.Init, Config: train.Values{"problem": "other"}})
	p.Deliver(wire.ReferenceReply{ID: old.ID, Eps: old.Eps, Fraction: 1, Values: [][]float64{make([]float64, 400), make([]float64, 400)}})
	p.settle(10)
	for _, row := range last[wire.Errors](t, p).Values {
		for _, v := range row {
			if !math.IsNaN(v) {
				t.Errorf("an old reference was used: %v", row)
			}
		}
	}
}

func TestBadRequestsKeepTheSession(t *testing.T) {
	p := newPage(script{})
	p.Handle(wire.Request{Type: wire.Run})
	if f := last[wire.Fault](t, p); !strings.Contains(f.Message, "before a session") {
		t.Errorf("fault %+v", f)
	}
	p.Handle(wire.Request{Type: wire.Init})
	p.Handle(wire.Request{Type: wire.Step, Count: 3})
	p.settle(10)
	for _, bad := range []wire.Request{
		{Type: wire.Init, Config: train.Values{"problem": "unknown"}}, {Type: wire.Resume, Bytes: []byte("x")}, {Type: "nonsense"},
	} {
		p.forget()
		p.Handle(bad)
		f := last[wire.Fault](t, p)
		if f.Message == "" || f.Action == "" || strings.Contains(f.Message, "\n") || p.Coordinator.session.Steps() != 3 {
			t.Errorf("%s: %+v, steps %d", bad.Type, f, p.Coordinator.session.Steps())
		}
	}
}

func TestCheckpointAndResume(t *testing.T) {
	p := started(t, script{})
	p.Handle(wire.Request{Type: wire.Step, Count: 5})
	p.settle(10)
	p.Handle(wire.Request{Type: wire.Checkpoint})
	saved := last[wire.Saved](t, p)
	p.Handle(wire.Request{Type: wire.Reset})
	p.Handle(wire.Request{Type: wire.Resume, Bytes: saved.Bytes})
	p.settle(10)
	if r := last[wire.Ready](t, p); saved.Step != 5 || r.Step != 5 {
		t.Errorf("saved at %d, resumed at %d", saved.Step, r.Step)
	}
}

func TestCheckSeesEveryBit(t *testing.T) {
	a, b := check([]float64{1, 2}), check([]float64{1, math.Nextafter(2, 3)})
	if a == b || a != check([]float64{1, 2}) || len(a) != 8 {
		t.Errorf("checks %s and %s", a, b)
	}
}
