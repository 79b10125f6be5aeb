package coordinator

import (
	"math"
	"time"

	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// errorPoints is the number of cells at whose midpoints a decade is compared,
// that of train.ErrorTable.
const errorPoints = 400

// errorTable compares the network with the reference at t = TEnd for one Knudsen
// number per decade. The references arrive one after the other.
type errorTable struct {
	eps        []float64
	references [][][]float64 // [decade][field][i]; nil while unknown
	asked      []int         // number of the request of each decade
	dirty      bool
	sentAt     time.Duration
}

// newErrors asks for the references of all decades of the session.
func (c *Coordinator) newErrors() {
	e, p := &c.errors, c.session.Problem()
	e.eps = reference.Decades(c.session.Config().EpsMin)
	e.references, e.asked = make([][][]float64, len(e.eps)), make([]int, len(e.eps))
	for i, eps := range e.eps {
		e.asked[i] = c.number()
		c.env.Ask(wire.ReferenceRequest{ID: e.asked[i], Slot: wire.SlotDecade, Problem: p.Name, Eps: eps, T: []float64{p.TEnd}, NX: errorPoints, Cells: true})
	}
}

// tabulate sends the error table when it is due.
func (c *Coordinator) tabulate(now time.Duration) {
	e := &c.errors
	if !e.dirty && !(c.running() && now-e.sentAt >= errorsEvery) {
		return
	}
	e.dirty, e.sentAt = false, now
	p := c.session.Problem()
	m := wire.Errors{Step: c.session.Steps(), T: p.TEnd, Eps: e.eps, Values: make([][]float64, len(p.Fields))}
	for f, field := range p.Fields {
		m.Fields = append(m.Fields, field.Name)
		m.Values[f] = make([]float64, len(e.eps))
	}
	for _, row := range m.Values {
		for i := range row {
			row[i] = math.NaN()
		}
	}
	if err := e.compare(c.session, m.Values); err != nil {
		c.rollback(err)
		return
	}
	c.env.Post(m)
}

// compare writes the errors of a session into table[field][decade] where that is
// NaN and there is a reference.
func (e *errorTable) compare(s Session, table [][]float64) error {
	p := s.Problem()
	x := wire.Midpoints(p.XMin, p.XMax, errorPoints)
	t := constant(p.TEnd, errorPoints)
	for i, eps := range e.eps {
		if e.references[i] == nil || !math.IsNaN(table[0][i]) {
			continue
		}
		values, err := evaluate(s, eps, t, x)
		if err != nil {
			return err
		}
		for f := range table {
			table[f][i] = reference.RelL2(values[f], e.references[i][f])
		}
	}
	return nil
}
