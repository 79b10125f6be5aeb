package coordinator

import (
	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// errorTable compares the network with the reference at t = TEnd for one Knudsen
// number per decade. The references arrive one after the other.
type errorTable struct {
	eps        []float64
	references [][][]float64 // [decade][field][i]; nil while unknown
	asked      []int         // number of the request of each decade
	dirty      bool
}

// newErrors asks for the references of all decades of the session.
func (c *Coordinator) newErrors() {
	e, p := &c.errors, c.session.Problem()
	e.eps = reference.Decades(c.session.Config().EpsMin)
	e.references, e.asked = make([][][]float64, len(e.eps)), make([]int, len(e.eps))
	for i, eps := range e.eps {
		e.asked[i] = c.number()
		c.env.Ask(wire.ReferenceRequest{ID: e.asked[i], Slot: wire.SlotDecade, Problem: p.Name, Eps: eps, T: []float64{p.TEnd}, NX: train.ErrorPoints, Cells: true})
	}
}

// known counts the references that are there.
func (e *errorTable) known() (n int) {
	for _, r := range e.references {
		if r != nil {
			n++
		}
	}
	return n
}

// tabulate sends the error table when it is due.
func (c *Coordinator) tabulate() {
	e := &c.errors
	if !e.dirty {
		return
	}
	e.dirty = false
	table, err := c.compared()
	if err != nil {
		c.damaged(err)
		return
	}
	c.env.Post(wire.Errors{Step: c.session.Steps(), T: table.T, Eps: e.eps, Fields: table.Fields, Values: columns(table), Absolute: table.Absolute})
}

// compared returns the table of the references that are there.
func (c *Coordinator) compared() (*train.ErrorTable, error) {
	e, p := &c.errors, c.session.Problem()
	table := train.NewErrorTable(p, p.TEnd, e.eps)
	for k, want := range e.references {
		if want == nil {
			continue
		}
		if err := table.Compare(c.session, k, want); err != nil {
			return nil, err
		}
	}
	return table, nil
}

// columns returns the errors as [field][decade].
func columns(t *train.ErrorTable) [][]float64 {
	out := make([][]float64, len(t.Fields))
	for i, f := range t.Fields {
		for _, row := range t.Rows {
			out[i] = append(out[i], row.Fields[f])
		}
	}
	return out
}
