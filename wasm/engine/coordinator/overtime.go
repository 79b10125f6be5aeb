package coordinator

import (
	"math"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// How often the errors over time are measured while training: they cost as many evaluations of the network as there are times.
const (
	overTimeEvery = 6 * time.Second
	overTimeShare = 20
)

// overTime are the errors at train.ErrorTimes.
type overTime struct {
	times      []float64
	references [][][][]float64 // [decade][time][field][i]; nil while unknown
	tables     []*train.ErrorTable
	step       int        // of the network that the tables are of
	dirty      bool       // the network is another one: all of it is to be measured
	fresh      []int      // decades whose references have come since
	pace       train.Pace // while training
}

// forget makes all of it unknown for that many decades.
func (o *overTime) forget(decades int) {
	o.references, o.fresh, o.dirty = make([][][][]float64, decades), nil, true
}

// take keeps the reference of a decade at all times.
func (o *overTime) take(decade int, at [][][]float64) {
	o.references[decade] = at
	o.fresh = append(o.fresh, decade)
}

// due tells whether there is something to measure and to send.
func (o *overTime) due() bool { return o.dirty || len(o.fresh) > 0 }

// tabulateOverTime sends the errors over time when they are due. A reference that has come adds its Knudsen number to those of the
// same network, which are not measured again.
func (c *Coordinator) tabulateOverTime() {
	o := &c.errors.over
	if !o.due() || !o.dirty && c.running() && o.step != c.session.Steps() {
		return // of a run the pace says when all is measured again
	}
	start, p := c.env.Now(), c.session.Problem()
	decades := o.fresh
	if o.dirty || o.step != c.session.Steps() {
		o.tables, o.step, decades = nil, c.session.Steps(), nil
		for _, t := range o.times {
			o.tables = append(o.tables, train.NewErrorTable(p, t, c.errors.eps))
		}
		for k, at := range o.references {
			if at != nil {
				decades = append(decades, k)
			}
		}
	}
	o.dirty, o.fresh = false, nil
	for _, k := range decades {
		for i, table := range o.tables {
			if err := table.Compare(c.session, k, o.references[k][i]); err != nil {
				c.damaged(err)
				return
			}
		}
	}
	o.pace.Mark(start, c.env.Now()-start)
	c.env.Post(o.message(c.errors.eps))
}

// message is what the page hears.
func (o *overTime) message(eps []float64) wire.ErrorsOverTime {
	m := wire.ErrorsOverTime{Step: o.step, T: o.times, Eps: eps, Fields: o.tables[0].Fields, Absolute: []string{}}
	for f := range m.Fields {
		var values, worst []float64
		for _, table := range o.tables {
			values = append(values, columns(table)[f]...)
		}
		for k := range eps {
			most := math.NaN()
			for i := range o.times {
				if v := values[i*len(eps)+k]; !(v <= most) {
					most = v
				}
			}
			worst = append(worst, most)
		}
		m.Values, m.Worst = append(m.Values, values), append(m.Worst, worst)
	}
	seen := map[string]bool{}
	for _, table := range o.tables {
		for _, f := range table.Absolute {
			if !seen[f] {
				seen[f], m.Absolute = true, append(m.Absolute, f)
			}
		}
	}
	return m
}
