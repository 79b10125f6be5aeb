package coordinator

import (
	"time"

	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// errorTable compares the network with the reference for one Knudsen number per decade: at t = TEnd often, over time now and then. The
// references arrive one after the other.
type errorTable struct {
	eps        []float64
	references [][][]float64 // at TEnd, [decade][field][i]; nil while unknown
	absolute   []string      // fields whose reference is zero, as far as is known
	asked      []int         // number of the request of each decade
	estimates  []float64     // per field, the largest that the references have stated
	askAt      time.Duration // when the references are to be asked for; 0: they have been
	dirty      bool
	over       overTime
}

// errorsRest is how long parameters have to rest before the references of the table are computed for them.
const errorsRest = 600 * time.Millisecond

// newErrors asks for the references of all decades of the session.
func (c *Coordinator) newErrors() {
	c.errors.eps = reference.Decades(c.session.Config().EpsMin)
	c.errors.over.times = train.ErrorTimes(c.session.Problem())
	c.forgetErrors()
	c.askErrors()
}

// forgetErrors makes all errors unknown; references that are under way are not those that are wanted any more.
func (c *Coordinator) forgetErrors() {
	e := &c.errors
	e.references, e.asked, e.estimates, e.dirty = make([][][]float64, len(e.eps)), make([]int, len(e.eps)), nil, true
	c.estimating.forget(c.env.Now())
	e.over.forget(len(e.eps))
	c.race.renew()
}

// postponeErrors forgets the errors and asks for new references once the parameters have rested.
func (c *Coordinator) postponeErrors() {
	c.forgetErrors()
	c.errors.askAt = c.env.Now() + errorsRest
}

// askErrors asks for the references that are missing.
func (c *Coordinator) askErrors() {
	e, p := &c.errors, c.session.Problem()
	nx, ny := train.ErrorGrid(p)
	e.askAt = 0
	for i, eps := range e.eps {
		if e.references[i] != nil {
			continue
		}
		e.asked[i] = c.number()
		c.env.Ask(wire.ReferenceRequest{
			ID: e.asked[i], Slot: wire.SlotDecade, Problem: c.session.Config().Reference(), Set: c.view.set, Eps: eps, T: e.over.times, NX: nx, NY: ny, Cells: true,
		})
	}
}

// take keeps the reference of a decade: values at the times of the request, the last of which is the end.
func (e *errorTable) take(decade int, values [][]float64) {
	at := make([][][]float64, len(e.over.times))
	for f, v := range values {
		n := len(v) / len(at)
		for k := range at {
			if f == 0 {
				at[k] = make([][]float64, len(values))
			}
			at[k][f] = v[k*n : (k+1)*n]
		}
	}
	e.references[decade] = at[len(at)-1]
	e.over.take(decade, at)
	e.dirty = true
}

// estimate takes the errors that a reference states of itself.
func (e *errorTable) estimate(of []float64) {
	if len(of) != len(e.estimates) {
		e.estimates = make([]float64, len(of))
	}
	for i, v := range of {
		e.estimates[i] = max(e.estimates[i], v)
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
	e.absolute = table.Absolute
	m := wire.Errors{Step: c.session.Steps(), T: table.T, Eps: e.eps, Fields: table.Fields, Values: columns(table), Absolute: table.Absolute, Estimates: append([]float64{}, e.estimates...), Estimated: [][]float64{}}
	if own := &c.estimating; own.step == m.Step {
		for _, row := range own.values {
			m.Estimated = append(m.Estimated, append([]float64{}, row...))
		}
	}
	c.env.Post(m)
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
