package coordinator

import (
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// keeping sends the page the sound states of the run, so that neither a closed page nor the end of this program loses more than the
// steps since the last one.
type keeping struct {
	past *train.Past // of the loop's last sound state
	due  bool
	sent int // step of the state that was sent last, -1: none of this session
}

// snapshot is the hook that takes a sound state of the run together with its past.
func (c *Coordinator) snapshot(*train.Report) error {
	if err := c.loop.Snapshot(); err != nil {
		return err
	}
	c.keeping.past, c.keeping.due = c.record.Past(), true
	return nil
}

// keepNow has the present state sent, unless it is not sound; then the last one that was stays.
func (c *Coordinator) keepNow() {
	if c.session == nil || c.session.Steps() == c.loop.Good().Step {
		return
	}
	_ = c.snapshot(nil) // what is wrong with the state shows in the next step or evaluation
}

// keep sends the last sound state when it is due. Before the first step there is nothing to keep, and nothing in a network that is only
// looked at.
func (c *Coordinator) keep() {
	k := &c.keeping
	if !k.due {
		return
	}
	k.due = false
	good := c.loop.Good()
	if good.Step == k.sent || good.Step == 0 || c.trained {
		return
	}
	data, err := train.WithPast(good.Data, k.past)
	if err != nil {
		c.fault(err, "This run cannot be kept; the training itself is not affected.")
		return
	}
	k.sent = good.Step
	c.env.Post(wire.Saved{Step: good.Step, Seconds: k.past.Seconds, Auto: true, Bytes: data})
}

// save sends the present state for a file.
func (c *Coordinator) save() error {
	data, err := c.session.Checkpoint()
	if err != nil {
		return err
	}
	past := c.record.Past()
	if data, err = train.WithPast(data, past); err != nil {
		return err
	}
	c.env.Post(wire.Saved{Step: c.session.Steps(), Seconds: past.Seconds, Bytes: data})
	return nil
}
