package coordinator

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/hrgrad/hrgrad/wasm/engine/protocol"
)

// view is what the page looks at.
type view struct {
	eps, t float64
	nt, nx int
	nv     int  // velocities of the distribution; 0: it is not looked at
	dirty  bool // to be sent as soon as the page has drawn the last one
	drawn  bool // the page has drawn the last one
	sentAt time.Duration
	cost   time.Duration // of the last evaluation
	step   int           // of the last one

	asked   int // number of the last reference request
	askedAt time.Duration
	pending bool        // its answer has not come
	grid    [][]float64 // reference over (t, x), [field][row]; nil while unknown
	line    [][]float64 // reference over x at t; nil while unknown
	cloud   []float64   // reference of the distribution at t; nil while unknown
	limits  []limit
}

// Bounds of the grids a page may ask for.
const (
	minGrid = 2
	maxGrid = 512
)

// wait is the time that is left for a reference to arrive with the view.
func (v *view) wait(now time.Duration) time.Duration {
	if !v.pending {
		return 0
	}
	return v.askedAt + referenceWait - now
}

// look takes a new place to look at.
func (c *Coordinator) look(r protocol.Request) error {
	if !(r.Eps > 0 && r.Eps <= 1) {
		return fmt.Errorf("eps: %v given, allowed is above 0 up to 1", r.Eps)
	}
	if !(r.T >= 0) || math.IsInf(r.T, 0) {
		return fmt.Errorf("t: %v given, allowed is 0 to the end of the problem", r.T)
	}
	if r.NT < minGrid || r.NT > maxGrid || r.NX < minGrid || r.NX > maxGrid {
		return fmt.Errorf("grid: %d times %d given, allowed is %d to %d in each direction", r.NT, r.NX, minGrid, maxGrid)
	}
	nv := 0
	if r.Distribution {
		if nv = r.NV; nv == 0 {
			nv = protocol.DefaultNV
		}
		if nv < minGrid || nv > maxGrid {
			return fmt.Errorf("nv: %d given, allowed is %d to %d", r.NV, minGrid, maxGrid)
		}
	}
	v := &c.view
	same := v.eps == r.Eps && v.nt == r.NT && v.nx == r.NX
	there := v.t == r.T && v.nx == r.NX // limits do not depend on eps
	if same && there && v.nv == nv {
		return nil
	}
	if v.eps != r.Eps {
		c.balance.dirty = true
	}
	v.eps, v.t, v.nt, v.nx, v.nv, v.dirty = r.Eps, r.T, r.NT, r.NX, nv, true
	v.line, v.cloud = nil, nil
	if !same {
		v.grid = nil
	}
	c.askView()
	if !there {
		c.askLimits()
	}
	c.race.turnTo()
	return nil
}

// askView requests the reference of the present view.
func (c *Coordinator) askView() {
	if c.session == nil {
		return
	}
	v := &c.view
	p := c.session.Problem()
	v.t = min(v.t, p.TEnd)
	v.asked = c.number()
	v.askedAt, v.pending = c.env.Now(), true
	r := protocol.ReferenceRequest{Type: "reference", ID: v.asked, Slot: protocol.SlotView, Problem: p.Name, Eps: v.eps, T: append(protocol.Grid(0, p.TEnd, v.nt), v.t), NX: v.nx}
	if v.nv > 0 {
		r.V = protocol.Grid(p.VMin, p.VMax, v.nv)
	}
	c.env.Ask(r)
}

// number returns the number of the next reference request.
func (c *Coordinator) number() int {
	c.requests++
	return c.requests
}

// newProblem forgets what is known of the old problem and asks anew.
func (c *Coordinator) newProblem() {
	c.view.grid, c.view.line, c.view.cloud = nil, nil, nil
	c.askView()
	c.newLimits()
	c.newErrors()
}

// Deliver takes an answer of the reference worker.
func (c *Coordinator) Deliver(r protocol.ReferenceReply) {
	if c.session == nil {
		return
	}
	v := &c.view
	decade := slices.Index(c.errors.asked, r.ID)
	if c.deliverLimit(r) {
		return
	}
	if r.ID != v.asked && decade < 0 {
		return // of a place that was left, or of an old problem
	}
	switch {
	case r.Error != "":
		c.fault(fmt.Errorf("the reference at eps = %g failed: %s", r.Eps, r.Error), "Training goes on; the errors of this Knudsen number are missing.")
	case r.Values == nil:
		c.env.Post(protocol.ReferenceProgress{Type: "reference", Eps: r.Eps, Fraction: r.Fraction})
		return
	case decade >= 0:
		c.errors.references[decade] = r.Values
		c.errors.dirty = true
		c.race.renew()
	default:
		v.grid, v.line = make([][]float64, len(r.Values)), make([][]float64, len(r.Values))
		for f, values := range r.Values {
			v.grid[f], v.line[f] = values[:v.nt*v.nx], values[v.nt*v.nx:]
		}
		v.cloud = r.Distribution
		v.dirty = true
		c.race.turnTo()
	}
	if decade < 0 {
		v.pending = false
	}
	c.env.Post(protocol.ReferenceProgress{Type: "reference", Eps: r.Eps, Fraction: 1})
}

// show evaluates the network for the view when that is due and the page has
// drawn the last evaluation.
func (c *Coordinator) show(now time.Duration) {
	v := &c.view
	trained := c.running() && c.session.Steps() != v.step && now-v.sentAt >= max(fieldsEvery, fieldsShare*v.cost)
	if !v.drawn || !(trained || (v.dirty && v.wait(now) <= 0)) {
		return
	}
	v.dirty, v.sentAt, v.step = false, now, c.session.Steps()
	m, err := c.fields()
	if err != nil {
		c.rollback(err)
		return
	}
	d, err := c.distribution(m.Line.Values)
	if err != nil {
		c.rollback(err)
		return
	}
	v.drawn, v.cost = false, c.env.Now()-now
	if d != nil {
		c.env.Post(*d)
	}
	c.env.Post(*m)
}

// fields evaluates the network over (t, x) and along the line.
func (c *Coordinator) fields() (*protocol.Fields, error) {
	v, p := &c.view, c.session.Problem()
	x := protocol.Grid(p.XMin, p.XMax, v.nx)
	m := &protocol.Fields{Type: "fields", Step: c.session.Steps(), Eps: v.eps, T: v.t, NT: v.nt, NX: v.nx}
	for _, f := range p.Fields {
		m.Fields = append(m.Fields, protocol.Field{Name: f.Name, Label: f.Label, Unit: f.Unit, Data: make([]float32, 0, v.nt*v.nx)})
		m.Line.Names = append(m.Line.Names, f.Name)
	}
	// One evaluation: the rows of the grid, then the line.
	var times, positions []float64
	for _, t := range append(protocol.Grid(0, p.TEnd, v.nt), v.t) {
		times = append(times, constant(t, v.nx)...)
		positions = append(positions, x...)
	}
	values, err := evaluate(c.session, v.eps, times, positions)
	if err != nil {
		return nil, err
	}
	n := v.nt * v.nx
	for f := range m.Fields {
		m.Fields[f].Data = appendFloat32(m.Fields[f].Data, values[f][:n])
		m.Line.Values = append(m.Line.Values, values[f][n:])
	}
	if v.grid != nil {
		for f := range m.Fields {
			m.Fields[f].Reference = appendFloat32(nil, v.grid[f])
		}
	}
	m.Line.X, m.Line.Reference, m.Line.Limits = x, v.line, v.known()
	return m, nil
}

// evaluate is Session.EvaluateAt with an error for values that are no numbers.
func evaluate(s Session, eps float64, t, x []float64) ([][]float64, error) {
	values, err := s.EvaluateAt(eps, t, x)
	if err != nil {
		return nil, err
	}
	for f, row := range values {
		for i, value := range row {
			if math.IsNaN(value) || math.IsInf(value, 0) {
				return nil, fmt.Errorf("field %s is %v at eps = %g, t = %g, x = %g", s.Problem().Fields[f].Name, value, eps, t[i], x[i])
			}
		}
	}
	return values, nil
}

func constant(value float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = value
	}
	return out
}

func appendFloat32(to []float32, from []float64) []float32 {
	for _, value := range from {
		to = append(to, float32(value))
	}
	return to
}
