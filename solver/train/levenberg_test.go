package train

import (
	"math"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/optim"
)

// tiny is a run of Levenberg-Marquardt that takes a step within about a tenth of a second.
func tiny(optimizer string) Config {
	return Config{Problem: "transport-smooth", Optimizer: optimizer, Tasks: 2, Points: 4, Width: 3, Depth: 1, Steps: 6, Seed: 5, Operator: "hrgrad"}
}

// linearized returns all residuals, their Jacobian rows and tasks of the present points.
func linearized(t *testing.T, v *levenberg) (r []float64, j [][]float64, tasks []int) {
	t.Helper()
	n := len(v.params)
	err := v.Linearize(func(task int, values, matrix []float64) {
		for i, x := range values {
			r = append(r, x)
			j = append(j, append([]float64(nil), matrix[i*n:(i+1)*n]...))
			tasks = append(tasks, task)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return r, j, tasks
}

// Every Jacobian row against central differences of its residual, for problems and heads, initial and boundary terms included.
func TestJacobianAgainstCentralDifferences(t *testing.T) {
	nativeOnly(t)
	alone(t)
	for _, c := range []Config{
		{Problem: "transport-smooth", Head: kinetic.Nodal},
		{Problem: "transport-smooth", Head: kinetic.Input, Initial: kinetic.Soft, TasksBy: ByEps},
		{Problem: "transport-inflow", TasksBy: ByTermBand},
		{Problem: "bgk-smooth"},
		{Problem: ownTransport},
		{Problem: ownGas},
	} {
		c.Optimizer, c.Tasks, c.Points, c.Width, c.Depth, c.Operator, c.Seed = "lm", 2, 4, 3, 1, "ls", 3
		s := newSession(t, c)
		v := s.lm
		v.state.Factor = 1
		if err := v.draw(); err != nil {
			t.Fatal(err)
		}
		for i := range v.params {
			v.params[i] += 0.2 * (s.rng.Float64() - 0.5)
		}
		r, j, tasks := linearized(t, v)
		losses := make([]float64, len(s.layout.names))
		if err := v.Losses(losses); err != nil {
			t.Fatal(err)
		}
		for i := range r {
			losses[tasks[i]] -= r[i] * r[i]
		}
		for i, l := range losses {
			if math.Abs(l) > 1e-9 {
				t.Errorf("%s: squares of task %d miss its loss by %g", name(s.cfg), i, l)
			}
		}
		for range 12 {
			k := s.rng.IntN(len(v.params))
			const h = 1e-5
			old := v.params[k]
			v.params[k] = old + h
			plus, _, _ := linearized(t, v)
			v.params[k] = old - h
			minus, _, _ := linearized(t, v)
			v.params[k] = old
			for i := range r {
				fd := (plus[i] - minus[i]) / (2 * h)
				if math.Abs(fd-j[i][k]) > 1e-6*(1+math.Abs(fd)) {
					t.Fatalf("%s: row %d, parameter %d: %.12g, central difference %.12g", name(s.cfg), i, k, j[i][k], fd)
				}
			}
		}
	}
}

// The rows estimate the loss that gradient steps minimise: their expectation is the same.
func TestResidualsEstimateTheSameLoss(t *testing.T) {
	for _, by := range partitions {
		c := tiny("lm")
		c.TasksBy, c.Initial, c.EpsMin = by, kinetic.Soft, 0.5
		c.Points = 16 // a quarter of the points of a term lie in the layer, which takes four of them
		s := newSession(t, c)
		m := len(s.layout.names)
		want, got, losses := make([]float64, m), make([]float64, m), make([]float64, m)
		const n = 400
		for range n {
			s.layout.draw(s.rng, s.prob, s.cfg.EpsMin, 1, s.batch)
			if err := s.core.gradients(s.layout, s.batch, losses); err != nil {
				t.Fatal(err)
			}
			kernel.Axpy(1.0/n, losses, want)
		}
		for range n / 20 {
			if err := s.lm.draw(); err != nil {
				t.Fatal(err)
			}
			if err := s.lm.Losses(losses); err != nil {
				t.Fatal(err)
			}
			kernel.Axpy(20.0/n, losses, got)
		}
		for i := range want {
			// With two strata the ends of the range of eps are drawn more often than with many; a wrong weight is off by more.
			if math.Abs(got[i]-want[i]) > 0.2*want[i] {
				t.Errorf("by %s: task %q has loss %g in rows, %g in gradient steps", by, s.layout.names[i], got[i], want[i])
			}
		}
	}
}

// A run by Levenberg-Marquardt lowers the loss from any start, on points it was not fitted to as well.
func TestLevenbergTrains(t *testing.T) {
	s := newSession(t, tiny("lm"))
	first := 0.0
	for step := range 12 {
		r, err := s.Step()
		if err != nil {
			t.Fatal(err)
		}
		l := r.Levenberg
		if l == nil || r.Gradient == nil || r.Step != step+1 || r.Rate != 0 {
			t.Fatalf("report %+v", r)
		}
		if step == 0 {
			first = r.Total
		}
		if l.Accepted && !(l.After < r.Total) {
			t.Errorf("step %d was kept with loss %g before and %g after", r.Step, r.Total, l.After)
		}
		if l.Fresh > 0 && (l.Fresh != r.Total || l.Trained <= 0) {
			t.Errorf("step %d: fresh loss %g of %g, trained %g", r.Step, l.Fresh, r.Total, l.Trained)
		}
		if step == 11 && r.Total > first/20 {
			t.Errorf("loss %g after %d steps, %g at the start", r.Total, step, first)
		}
	}
}

// A fresh loss far above the trained one doubles the next batch, up to the stated size.
func TestOverfittingEnlargesTheBatch(t *testing.T) {
	s := newSession(t, tiny("lm"))
	advance(t, s, 1)
	v := s.lm
	v.state.Kept, v.state.Trained = -1, 1e-30
	advance(t, s, 1)
	if !v.state.Grow || v.step.Factor != levenbergRows {
		t.Fatalf("state %+v after a fresh loss of %g", v.state, v.step.Fresh)
	}
	v.state.Kept = -1
	advance(t, s, 1)
	if v.step.Factor != 2*levenbergRows {
		t.Errorf("factor %d, want %d", v.step.Factor, 2*levenbergRows)
	}
	v.state.Kept, v.state.Grow, v.state.Factor = -1, true, levenbergMost
	advance(t, s, 1)
	if v.step.Factor != levenbergMost {
		t.Errorf("factor %d, allowed are %d", v.step.Factor, levenbergMost)
	}
}

// A polish ends in the state with the least losses on unseen points of which none is above that before: each part of the range of eps, both
// ends included, is measured again here.
func TestPolishEndsInItsBestState(t *testing.T) {
	for _, seed := range []uint64{1, 2, 3} {
		c := tiny("soap+lm")
		c.Seed, c.Steps, c.Polish = seed, 300, 12
		s := newSession(t, c)
		advance(t, s, c.Steps-c.Polish)
		u := newUnseen(s, s.lm.terms)
		before, least := u.measure(), 1.0
		for range c.Polish {
			r, err := s.Step()
			if err != nil {
				t.Fatal(err)
			}
			if l := r.Levenberg; l.Worst <= 1 {
				least = min(least, l.Mean)
			}
		}
		worst, mean := u.judge(before)
		if worst > 1 || mean != least {
			t.Errorf("seed %d: a part ends at %g of its loss before, the mean at %g, seen was %g", seed, worst, mean, least)
		}
		if seed == 1 && least == 1 {
			t.Error("no step was of use")
		}
		if len(before) != c.Tasks+2 {
			t.Errorf("%d parts for %d strata and two ends", len(before), c.Tasks)
		}
	}
}

// A large batch holds both ends of the range of eps.
func TestBatchesReachTheEnds(t *testing.T) {
	c := tiny("lm")
	c.Width, c.EpsMin = 12, 1e-3
	for i := range 5 {
		c.Tasks = 1 + i
		s := newSession(t, c)
		if err := s.lm.draw(); err != nil {
			t.Fatal(err)
		}
		for _, r := range s.lm.terms {
			least, most := math.Inf(1), 0.0
			for _, w := range r.rows {
				least, most = min(least, w.eps), max(most, w.eps)
			}
			if least != c.EpsMin || most != 1 {
				t.Fatalf("Knudsen numbers from %g to %g of %d rows", least, most, len(r.rows))
			}
		}
	}
}

// A plan's last steps are Levenberg-Marquardt's; the learning rate's schedule ends before them; goroutines change no bit.
func TestPlanChainsOptimizers(t *testing.T) {
	for _, optimizer := range []string{"soap+lm", "adam+lm"} {
		c := tiny(optimizer)
		c.Polish = 2
		s, w := newSession(t, c), newSession(t, c)
		w.SetWorkers(3)
		for step := range c.Steps {
			r, err := s.Step()
			if err != nil {
				t.Fatal(err)
			}
			if polished := step >= 4; (r.Levenberg != nil) != polished || (r.Rate == 0) != polished {
				t.Errorf("%s, step %d: %+v, rate %g", optimizer, r.Step, r.Levenberg, r.Rate)
			}
			if want := optim.Rate(s.cfg.Schedule, s.cfg.Rate, step, 4); step < 4 && r.Rate != want {
				t.Errorf("%s, step %d: rate %g, want %g", optimizer, r.Step, r.Rate, want)
			}
		}
		advance(t, w, c.Steps)
		if err := bitEqual(parameters(s), parameters(w)); err != nil {
			t.Errorf("%s with three goroutines: %v", optimizer, err)
		}
		if err := s.Extend(c.Steps + 1); err == nil || !strings.HasPrefix(err.Error(), "steps: ") {
			t.Errorf("%s was extended: %v", optimizer, err)
		}
	}
}

// Resume continues with the same bits in every phase: before the polish, at its first step, with points kept and with points due.
func TestResumeOfLevenberg(t *testing.T) {
	alone(t)
	for before := range 5 {
		continues(t, tiny("lm"), before, 2)
	}
	for before := range 6 {
		c := tiny("soap+lm")
		c.Polish = 4
		continues(t, c, before, 2)
	}
	// A larger batch is due, but the present points are still in use.
	s := newSession(t, tiny("lm"))
	advance(t, s, 2)
	s.lm.state.Kept, s.lm.state.Grow = 1, true
	r, err := Resume(checkpoint(t, s))
	if err != nil {
		t.Fatal(err)
	}
	advance(t, s, 3)
	advance(t, r, 3)
	if err := bitEqual(parameters(s), parameters(r)); err != nil || s.lm.state.Factor != 2*levenbergRows {
		t.Errorf("%v, factor %d", err, s.lm.state.Factor)
	}
}

func TestBadLevenbergStatesAreRefused(t *testing.T) {
	s := newSession(t, tiny("lm"))
	advance(t, s, 1)
	good := inFirstFormat(t, checkpoint(t, s))
	for what, change := range map[string]func(state map[string]any){
		"factor":  func(m map[string]any) { m["factor"] = 1e9 },
		"kept":    func(m map[string]any) { m["kept"] = 99 },
		"damping": func(m map[string]any) { m["damping"] = []float64{1} },
		"before":  func(m map[string]any) { m["before"] = []float64{1, 2} },
		"best":    func(m map[string]any) { m["best"] = "AAAA" },
		"drawn":   func(m map[string]any) { m["drawn"] = "AAAA" },
	} {
		head, body := split(t, good)
		change(head["levenberg"].(map[string]any))
		refused(t, what, join(head, body))
	}
	head, body := split(t, good)
	delete(head, "levenberg")
	refused(t, "missing state", join(head, body))
}

func TestPlansAreChecked(t *testing.T) {
	for _, bad := range []struct {
		field string
		c     Config
	}{
		{"precision", Config{Optimizer: "lm", Precision: "float32"}},
		{"precision", Config{Optimizer: "soap+lm", Precision: "float32"}},
		{"operator", Config{Optimizer: "lm", Operator: "graddrop"}},
		{"metric", Config{Optimizer: "adam", Operator: "graddrop", Metric: "preconditioned"}},
		{"polish", Config{Optimizer: "soap", Polish: 3}},
		{"polish", Config{Optimizer: "lm", Polish: 3}},
		{"polish", Config{Optimizer: "soap+lm", Polish: -1}},
		{"polish", Config{Optimizer: "soap+lm", Polish: 11, Steps: 10}},
	} {
		_, err := bad.c.Normalize()
		if err == nil || !strings.HasPrefix(err.Error(), bad.field+": ") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%+v: %v", bad.c, err)
		}
	}
	if _, err := New(Config{Optimizer: "lm", Width: 48}); err == nil || !strings.Contains(err.Error(), "5120") {
		t.Errorf("a network that is too large: %v", err)
	}
	for _, p := range kinetic.All() {
		c, err := Config{Problem: p.Info().Name, Optimizer: "soap+lm"}.Normalize()
		if err != nil || c.Precision != "float64" || c.Polish != polishSteps {
			t.Errorf("%s: %+v, %v", p.Info().Name, c, err)
		}
		if again, err := c.Normalize(); err != nil || !again.Equal(c) {
			t.Errorf("%s: normalised twice: %+v, %v", p.Info().Name, again, err)
		}
		if _, err := New(c); err != nil {
			t.Errorf("%s: the defaults with Levenberg-Marquardt cannot be run: %v", p.Info().Name, err)
		}
	}
}
