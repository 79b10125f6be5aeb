package coordinator

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/hrgrad/hrgrad/solver/weighting"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// maxHistory bounds the points of a curve.
const maxHistory = 256

// runner is one operator in a race.
type runner struct {
	session Session
	title   string
	failure string
	spent   time.Duration
	losses  []float64
	total   float64

	taken, conflicts, guards int
	minCosine                float64

	errors [][]float64 // [field][decade]
	at     int         // step of the errors
	line   [][]float64 // [field][i]
	steps  []float64
	worst  [][]float64 // [field][point]
	totals []float64
}

func newRunner(s Session, title string, decades int) *runner {
	fields := len(s.Problem().Fields)
	e := &runner{session: s, title: title, total: math.NaN(), minCosine: math.NaN(), errors: make([][]float64, fields), worst: make([][]float64, fields)}
	for f := range e.errors {
		e.errors[f] = constant(math.NaN(), decades)
	}
	return e
}

// fail takes the runner out of the race; its last numbers stay.
func (e *runner) fail(err error) {
	e.failure = fmt.Sprintf("out at step %d: %v", e.session.Steps(), err)
	e.line = nil
}

// step takes one training step and returns its duration; a failure ends the run
// of this entry only.
func (e *runner) step(now func() time.Duration) time.Duration {
	start := now()
	report, err := e.session.Step()
	took := now() - start
	e.spent += took
	if err != nil {
		e.fail(err)
		return took
	}
	e.losses, e.total = append(e.losses[:0], report.Losses...), report.Total
	if g := report.Gradient; g != nil {
		if e.taken++; g.Conflicts > 0 {
			e.conflicts++
		}
		if g.Path == weighting.PathGuarded {
			e.guards++
		}
		if e.taken == 1 || g.MinCosine < e.minCosine {
			e.minCosine = g.MinCosine
		}
	}
	return took
}

// compare evaluates the errors of all decades that have a reference, at the
// same step only those that had none before.
func (e *runner) compare(table *errorTable) {
	if e.failure != "" {
		return
	}
	if e.at != e.session.Steps() {
		for _, decades := range e.errors {
			for i := range decades {
				decades[i] = math.NaN()
			}
		}
		e.at = e.session.Steps()
	}
	if err := table.compare(e.session, e.errors); err != nil {
		e.fail(err)
	}
}

// draw evaluates the fields along a line.
func (e *runner) draw(eps float64, t, x []float64) {
	if e.failure != "" {
		return
	}
	var err error
	if e.line, err = evaluate(e.session, eps, t, x); err != nil {
		e.fail(err)
	}
}

// record adds the present errors to the history.
func (e *runner) record() {
	if e.failure != "" {
		return
	}
	e.steps, e.totals = append(e.steps, float64(e.session.Steps())), append(e.totals, e.total)
	for f, worst := range e.worstErrors() {
		e.worst[f] = append(e.worst[f], worst)
	}
}

// thin keeps every second point of the history.
func (e *runner) thin() {
	half := func(s []float64) []float64 {
		out := s[:0]
		for i := 1; i < len(s); i += 2 {
			out = append(out, s[i])
		}
		return out
	}
	e.steps, e.totals = half(e.steps), half(e.totals)
	for f := range e.worst {
		e.worst[f] = half(e.worst[f])
	}
}

// worstErrors returns per field the largest error over the decades with a
// reference, NaN when there is none.
func (e *runner) worstErrors() []float64 {
	out := make([]float64, len(e.errors))
	for f, decades := range e.errors {
		out[f] = math.NaN()
		for _, value := range decades {
			if !(value <= out[f]) && !math.IsNaN(value) {
				out[f] = value
			}
		}
	}
	return out
}

// mean returns the geometric mean of all known errors.
func (e *runner) mean() float64 {
	sum, n := 0.0, 0.0
	for _, decades := range e.errors {
		for _, value := range decades {
			if !math.IsNaN(value) {
				sum, n = sum+math.Log(math.Max(value, math.SmallestNonzeroFloat64)), n+1
			}
		}
	}
	return math.Exp(sum / n)
}

// entry tells how this runner stands. Its slices are copies, which the race may
// go on changing.
func (e *runner) entry(r *race) wire.Runner {
	m := wire.Runner{
		Name: e.session.Config().Operator, Title: e.title, Step: e.session.Steps(), Steps: r.steps, Seconds: e.spent.Seconds(), Failure: e.failure,
		Running: r.running && e.failure == "" && e.session.Steps() < r.steps, ConflictRate: math.NaN(), GuardRate: math.NaN(), MinCosine: e.minCosine,
		Mean: e.mean(), Worst: e.worstErrors(), Line: e.line, History: wire.Curves{Steps: append([]float64{}, e.steps...), Total: append([]float64{}, e.totals...)},
	}
	if e.taken > 0 {
		m.Check = check(e.losses)
		m.ConflictRate, m.GuardRate = float64(e.conflicts)/float64(e.taken), float64(e.guards)/float64(e.taken)
	}
	for f := range e.errors {
		m.Errors, m.History.Worst = append(m.Errors, slices.Clone(e.errors[f])), append(m.History.Worst, slices.Clone(e.worst[f]))
	}
	return m
}
