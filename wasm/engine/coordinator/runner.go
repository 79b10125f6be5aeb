package coordinator

import (
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// runner is one operator or optimiser in a race.
type runner struct {
	*train.Runner
	session     Session
	name, title string
	line        [][]float64 // [field][i]; nil while unknown
}

// draw evaluates the fields along a line.
func (e *runner) draw(eps float64, t, x []float64) {
	if e.Failure == nil {
		e.line, e.Failure = train.Finite(e.session, eps, t, x)
	}
	if e.Failure != nil {
		e.line = nil
	}
}

// message tells how this runner stands. Its slices are copies, which the race may
// go on changing.
func (e *runner) message(r *race) wire.Runner {
	g, curve := e.Record.Gradient, &e.Curve
	m := wire.Runner{
		Name: e.name, Title: e.title, Step: e.session.Steps(), Steps: e.Budget.Steps, Seconds: e.Loop.Spent().Seconds(),
		Running: r.running && r.Race.Running(e.Runner), ConflictRate: math.NaN(), GuardRate: math.NaN(), MinCosine: math.NaN(),
		Mean: e.Errors.Mean(), Worst: e.Errors.Worst(), Errors: columns(e.Errors), Line: e.line, History: wire.Curves{Steps: []float64{}, Seconds: append([]float64{}, curve.Seconds...), Total: append([]float64{}, curve.Total...)},
	}
	if e.Failure != nil {
		m.Failure = fmt.Sprintf("out at step %d: %v", e.session.Steps(), e.Failure)
	}
	if g.Steps > 0 {
		m.Check = check(e.Record.Losses)
		m.ConflictRate, m.GuardRate, m.MinCosine = g.ConflictRate, g.GuardRate, g.MinCosine
	}
	for _, step := range curve.Steps {
		m.History.Steps = append(m.History.Steps, float64(step))
	}
	// A component of a vector has the errors of the vector.
	measure := make([]int, len(e.session.Problem().Fields))
	for i, v := range e.session.Problem().Measures() {
		for _, f := range v.Fields {
			measure[f] = i
		}
	}
	worst, errors := m.Worst, m.Errors
	m.Worst, m.Errors, m.History.Worst = make([]float64, len(measure)), make([][]float64, len(measure)), make([][]float64, len(measure))
	for f, i := range measure {
		m.Worst[f], m.Errors[f], m.History.Worst[f] = worst[i], errors[i], []float64{}
		for _, point := range curve.Worst {
			m.History.Worst[f] = append(m.History.Worst[f], point[i])
		}
	}
	return m
}
