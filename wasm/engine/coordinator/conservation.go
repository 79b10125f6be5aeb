package coordinator

import (
	"time"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

const (
	// balanceEvery is how often balances are evaluated while training, unless one
	// evaluation takes so long that its share of the time would exceed a thirtieth.
	balanceEvery = 5 * time.Second
	balanceShare = 30
	// balanceSoon is the least time between evaluations for a slider that moves.
	balanceSoon = time.Second
	// balanceTimes is the number of times, the first and the last included.
	balanceTimes = 5
)

// balance decides when the balances are evaluated next.
type balance struct {
	dirty bool          // they are to be sent
	due   time.Duration // not before
	pace  train.Pace    // while training
}

// ask makes the balances due at once.
func (b *balance) ask() { b.dirty, b.due = true, 0 }

func (c *Coordinator) conserves() bool {
	return c.env.Conserve != nil && c.session != nil && c.session.Problem().Class == info.Gas
}

// conserve sends the balances at the Knudsen number of the view when they are due.
func (c *Coordinator) conserve(now time.Duration) {
	b := &c.balance
	if !c.conserves() || !b.dirty || now < b.due {
		return
	}
	p := c.session.Problem()
	m := wire.Conservation{Step: c.session.Steps(), Eps: c.view.eps, T: wire.Grid(0, p.TEnd, balanceTimes)}
	balances, err := c.env.Conserve(c.session, m.Eps, m.T)
	end := c.env.Now()
	b.dirty, b.due = false, end+balanceSoon
	b.pace.Mark(end, end-now)
	if err != nil {
		c.fault(err, "Training goes on without the balances.")
		return
	}
	for _, at := range balances {
		m.Mass, m.Momentum, m.Energy = append(m.Mass, at.Mass), append(m.Momentum, at.Momentum), append(m.Energy, at.Energy)
		m.Entropy, m.Consistency, m.Negative = append(m.Entropy, at.Entropy), append(m.Consistency, at.Consistency), append(m.Negative, at.Negative)
	}
	c.env.Post(m)
}
