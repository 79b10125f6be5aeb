package coordinator

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// view is what the page looks at.
type view struct {
	eps, t   float64
	set      []float64 // parameters of a problem file; nil: the middles of their ranges
	nt, nx   int       // points of a map; in the plane its rows are ny
	ny       int
	y        float64       // of the cut in the plane
	nv       int           // velocities of the distribution; 0: it is not looked at
	dirty    bool          // to be sent as soon as the page has drawn the last one
	drawn    bool          // the page has drawn the last one
	patience time.Duration // for the page to say so
	sentAt   time.Duration
	pace     train.Pace // while training

	asked   int // number of the last reference request
	askedAt time.Duration
	pending bool        // its answer has not come
	grid    [][]float64 // reference over (t, x), [field][row]; nil while unknown
	line    [][]float64 // reference over x at t; nil while unknown
	cloud   []float64   // reference of the distribution at t; nil while unknown
	limits  []limit
}

// wait is the time that is left for a reference to arrive with the view.
func (v *view) wait(now time.Duration) time.Duration {
	if !v.pending {
		return 0
	}
	return v.askedAt + referenceWait - now
}

// look takes a new place to look at.
func (c *Coordinator) look(r wire.Request) error {
	if !(r.Eps > 0 && r.Eps <= 1) {
		return input.New("eps", r.Eps, "a number above 0 up to 1")
	}
	if !(r.T >= 0) || math.IsInf(r.T, 0) {
		return input.New("t", r.T, "0 to the end of the problem")
	}
	if r.NT < wire.MinGrid || r.NT > wire.MaxGrid || r.NX < wire.MinGrid || r.NX > wire.MaxGrid {
		return input.New("grid", fmt.Sprintf("%d x %d", r.NT, r.NX), "%d to %d in each direction", wire.MinGrid, wire.MaxGrid)
	}
	nv := 0
	if r.Distribution {
		if nv = r.NV; nv == 0 {
			nv = wire.DefaultNV
		}
		if nv < wire.MinGrid || nv > wire.MaxGrid {
			return input.New("nv", r.NV, "%d to %d", wire.MinGrid, wire.MaxGrid)
		}
	}
	if r.Y-r.Y != 0 {
		return input.New("y", r.Y, "a finite number")
	}
	ny := r.NY
	if ny == 0 {
		ny = r.NT
	}
	if ny < wire.MinGrid || ny > wire.MaxGrid {
		return input.New("ny", r.NY, "%d to %d", wire.MinGrid, wire.MaxGrid)
	}
	v := &c.view
	before := v.set
	if err := c.setParameters(r.Set); err != nil {
		return err
	}
	unset := slices.Equal(before, v.set)
	same := v.eps == r.Eps && v.nt == r.NT && v.nx == r.NX && v.ny == ny && unset
	if c.session != nil && c.session.Problem().Plane() {
		same = same && v.t == r.T
	}
	there := v.t == r.T && v.nx == r.NX && v.y == r.Y && unset // limits do not depend on eps
	if same && there && v.nv == nv {
		return nil
	}
	if v.eps != r.Eps {
		c.conservation.dirty = true
	}
	v.eps, v.t, v.nt, v.nx, v.ny, v.y, v.nv, v.dirty = r.Eps, r.T, r.NT, r.NX, ny, r.Y, nv, true
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
	r := wire.ReferenceRequest{ID: v.asked, Slot: wire.SlotView, Problem: c.session.Config().Reference(), Eps: v.eps, Set: v.set, T: append(wire.Grid(0, p.TEnd, v.nt), v.t), NX: v.nx}
	if p.Plane() {
		r.T, r.NY, r.Y = []float64{v.t}, v.ny, v.cut(p)
	}
	if v.nv > 0 {
		r.V = wire.Grid(p.VMin, p.VMax, v.nv)
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
func (c *Coordinator) Deliver(r wire.ReferenceReply) {
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
		c.env.Post(wire.ReferenceProgress{Eps: r.Eps, Fraction: r.Fraction})
		return
	case decade >= 0:
		c.errors.take(decade, r.Values)
		c.errors.estimate(r.Estimates)
		c.race.renew()
	default:
		v.grid, v.line = make([][]float64, len(r.Values)), make([][]float64, len(r.Values))
		for f, values := range r.Values {
			n := len(values) - v.nx
			v.grid[f], v.line[f] = values[:n], values[n:]
		}
		v.cloud = r.Distribution
		v.dirty = true
		c.race.turnTo()
	}
	if decade < 0 {
		v.pending = false
	}
	c.env.Post(wire.ReferenceProgress{Eps: r.Eps, Fraction: 1})
}

// Bounds of the patience with a page that does not say that it has drawn: its message may be lost, and the fields must not
// stand still for ever. A page that is slow is asked less and less often.
const (
	leastPatience = 2 * time.Second
	mostPatience  = time.Minute
)

// settled takes the page's word that it has drawn.
func (v *view) settled() { v.drawn, v.patience = true, leastPatience }

// free tells whether the page can be sent another evaluation.
func (v *view) free(now time.Duration) bool { return v.drawn || now-v.sentAt >= v.patience }

// show evaluates the network for the view when that is due and the page has
// drawn the last evaluation.
func (c *Coordinator) show(now time.Duration) {
	v := &c.view
	if !v.free(now) || !v.dirty || v.wait(now) > 0 {
		return
	}
	if !v.drawn {
		v.patience = min(2*v.patience, mostPatience)
	}
	v.dirty, v.sentAt = false, now
	m, err := c.fields()
	if err != nil {
		c.damaged(err)
		return
	}
	d, err := c.distribution(m.Line.Values)
	if err != nil {
		c.damaged(err)
		return
	}
	v.drawn = false
	v.pace.Mark(now, c.env.Now()-now)
	if d != nil {
		c.env.Post(*d)
	}
	c.env.Post(*m)
}

// fields evaluates the network over (t, x) and along the line.
func (c *Coordinator) fields() (*wire.Fields, error) {
	v, p := &c.view, c.session.Problem()
	x := wire.Grid(p.XMin, p.XMax, v.nx)
	m := &wire.Fields{Step: c.session.Steps(), Eps: v.eps, T: v.t, NT: v.nt, NX: v.nx}
	// One evaluation: the rows of the grid, then the line.
	var times, positions []float64
	if p.Plane() {
		m.NT, m.NY, m.Y = 0, v.ny, v.cut(p)
		positions = append(wire.Lattice(x, wire.Grid(p.YMin, p.YMax, v.ny)), wire.Cut(p.Domain, x, m.Y)...)
		times = constant(v.t, len(positions)/2)
	} else {
		for _, t := range append(wire.Grid(0, p.TEnd, v.nt), v.t) {
			times = append(times, constant(t, v.nx)...)
			positions = append(positions, x...)
		}
	}
	values, err := train.Finite(c.session, v.eps, times, positions)
	if err != nil {
		return nil, err
	}
	n := len(times) - v.nx
	for f := range values {
		m.Data = append(m.Data, float32s(values[f][:n]))
		m.Line.Values = append(m.Line.Values, values[f][n:])
	}
	for f := range v.grid {
		m.Reference = append(m.Reference, float32s(v.grid[f]))
	}
	m.Line.X, m.Line.Reference, m.Line.Limits = x, v.line, v.known()
	return m, nil
}

// cut is the y of the cut, within the domain.
func (v *view) cut(p info.Problem) float64 { return min(max(v.y, p.YMin), p.YMax) }

func constant(value float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = value
	}
	return out
}

func float32s(values []float64) []float32 {
	out := make([]float32, len(values))
	for i, value := range values {
		out[i] = float32(value)
	}
	return out
}
