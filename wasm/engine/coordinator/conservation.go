package coordinator

import (
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

const (
	// conservationEvery is how often conservation is evaluated while training, unless one
	// evaluation takes so long that its share of the time would exceed a thirtieth.
	conservationEvery = 5 * time.Second
	conservationShare = 30
	// conservationSoon is the least time between evaluations for a slider that moves.
	conservationSoon = time.Second
	// conservationTimes is the number of times, the first and the last included.
	conservationTimes = 5
)

// conservation decides when conservation is evaluated next.
type conservation struct {
	dirty bool          // they are to be sent
	due   time.Duration // not before
	pace  train.Pace    // while training
}

// ask makes an evaluation due at once.
func (b *conservation) ask() { b.dirty, b.due = true, 0 }

func (c *Coordinator) conserves() bool {
	return c.env.Conserve != nil && c.session != nil && c.session.Problem().OneVelocity()
}

// conserve sends the conservation errors at the Knudsen number of the view when they are due.
func (c *Coordinator) conserve(now time.Duration) {
	b := &c.conservation
	if !c.conserves() || !b.dirty || now < b.due {
		return
	}
	p := c.session.Problem()
	m := wire.Conservation{Step: c.session.Steps(), Eps: c.view.eps, T: wire.Grid(0, p.TEnd, conservationTimes)}
	reports, err := c.env.Conserve(c.session, m.Eps, m.T)
	end := c.env.Now()
	b.dirty, b.due = false, end+conservationSoon
	b.pace.Mark(end, end-now)
	if err != nil {
		c.fault(err, "Training goes on without the conservation errors.")
		return
	}
	for _, at := range reports {
		m.Mass, m.Momentum, m.Energy = append(m.Mass, at.Mass), append(m.Momentum, at.Momentum), append(m.Energy, at.Energy)
		m.Entropy, m.Consistency, m.Negative = append(m.Entropy, at.Entropy), append(m.Consistency, at.Consistency), append(m.Negative, at.Negative)
	}
	c.env.Post(m)
}
