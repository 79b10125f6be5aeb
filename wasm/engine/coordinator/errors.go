package coordinator

import (
	"math"
	"time"

	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/wasm/engine/protocol"
)

// errorPoints is the number of cells at whose midpoints a decade is compared,
// that of train.ErrorTable.
const errorPoints = 400

// errorTable compares the network with the reference at t = TEnd for one Knudsen
// number per decade. The references arrive one after the other.
type errorTable struct {
	eps        []float64
	references [][][]float64 // [decade][field][i]; nil while unknown
	dirty      bool
	sentAt     time.Duration
	serial     int // distinguishes the requests of different problems
}

// Requests for decades have negative numbers, those of the view positive ones.
const maxDecades = 32

func (e *errorTable) id(decade int) int { return -(e.serial*maxDecades + decade + 1) }

// find returns the decade of a request, or -1.
func (e *errorTable) find(id int) int {
	for i := range e.eps {
		if e.id(i) == id {
			return i
		}
	}
	return -1
}

// newErrors asks for the references of all decades of the session.
func (c *Coordinator) newErrors() {
	e, p := &c.errors, c.session.Problem()
	e.serial++
	e.eps = reference.Decades(c.session.Config().EpsMin)
	e.references = make([][][]float64, len(e.eps))
	for i, eps := range e.eps {
		c.env.Ask(protocol.ReferenceRequest{Type: "reference", ID: e.id(i), Slot: protocol.SlotDecade, Problem: p.Name, Eps: eps, T: []float64{p.TEnd}, NX: errorPoints, Cells: true})
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
	x := protocol.Midpoints(p.XMin, p.XMax, errorPoints)
	m := protocol.Errors{Type: "errors", Step: c.session.Steps(), T: p.TEnd, Eps: e.eps, Values: make([][]float64, len(p.Fields))}
	for f, field := range p.Fields {
		m.Fields = append(m.Fields, field.Name)
		m.Values[f] = make([]float64, len(e.eps))
	}
	for i, eps := range e.eps {
		known := e.references[i] != nil
		var values [][]float64
		if known {
			var err error
			if values, err = evaluate(c.session, eps, constant(p.TEnd, len(x)), x); err != nil {
				c.rollback(err)
				return
			}
		}
		for f := range m.Fields {
			m.Values[f][i] = math.NaN()
			if known {
				m.Values[f][i] = reference.RelL2(values[f], e.references[i][f])
			}
		}
	}
	c.env.Post(m)
}
