package coordinator

import (
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// runner is one operator in a race.
type runner struct {
	*train.Runner
	session Session
	title   string
	line    [][]float64 // [field][i]; nil while unknown
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
		Name: e.session.Config().Operator, Title: e.title, Step: e.session.Steps(), Steps: r.Budget.Steps, Seconds: e.Loop.Spent().Seconds(),
		Running: r.running && r.Race.Running(e.Runner), ConflictRate: math.NaN(), GuardRate: math.NaN(), MinCosine: math.NaN(),
		Mean: e.Errors.Mean(), Worst: e.Errors.Worst(), Errors: columns(e.Errors), Line: e.line, History: wire.Curves{Steps: []float64{}, Total: append([]float64{}, curve.Total...)},
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
	m.History.Worst = make([][]float64, len(m.Worst))
	for f := range m.Worst {
		m.History.Worst[f] = []float64{}
		for _, point := range curve.Worst {
			m.History.Worst[f] = append(m.History.Worst[f], point[f])
		}
	}
	return m
}
