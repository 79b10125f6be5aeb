package coordinator

import (
	"fmt"
	"slices"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// limit is a limiting solution along the line of the view.
type limit struct {
	wire.Limit
	asked int // number of the last request
}

// newLimits asks for the limits of a new problem, as far as the references have them.
func (c *Coordinator) newLimits() {
	c.view.limits = nil
	limits := c.session.Problem().Limits
	if c.file != nil {
		found, err := reference.Find(c.session.Config().Problem)
		limits = slices.DeleteFunc(slices.Clone(limits), func(l info.Limit) bool { return err != nil || !slices.Contains(found.KnownLimits(), l) })
	}
	for _, l := range limits {
		c.view.limits = append(c.view.limits, limit{Limit: wire.Limit{Limit: l}})
	}
	c.askLimits()
}

// askLimits asks for all limits at the time of the view.
func (c *Coordinator) askLimits() {
	if c.session == nil {
		return
	}
	v, p := &c.view, c.session.Problem()
	for i := range v.limits {
		l := &v.limits[i]
		l.Values, l.asked = nil, c.number()
		c.env.Ask(wire.ReferenceRequest{
			ID: l.asked, Slot: "limit " + l.Name, Problem: c.session.Config().Reference(), Set: v.set, T: []float64{v.t}, NX: v.nx, Y: v.cut(p), Limit: l.Name,
		})
	}
}

// deliverLimit takes an answer that belongs to a limit.
func (c *Coordinator) deliverLimit(r wire.ReferenceReply) bool {
	for i := range c.view.limits {
		l := &c.view.limits[i]
		if l.asked != r.ID {
			continue
		}
		switch {
		case r.Error != "":
			c.fault(fmt.Errorf("the %s failed: %s", l.Label, r.Error), "Training goes on; that line is missing.")
		case r.Values != nil:
			l.Values, c.view.dirty = r.Values, true
		}
		c.env.Post(wire.ReferenceProgress{Fraction: r.Fraction, Limit: l.Label})
		return true
	}
	return false
}

// known returns the limits that have arrived.
func (v *view) known() []wire.Limit {
	out := []wire.Limit{}
	for _, l := range v.limits {
		if l.Values != nil {
			out = append(out, l.Limit)
		}
	}
	return out
}
