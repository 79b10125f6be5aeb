package coordinator

import (
	"errors"
	"iter"
	"math"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
)

// estimateRest is how long a run has to rest before its errors are estimated without a reference.
const estimateRest = 500 * time.Millisecond

var errEstimateStopped = errors.New("stopped")

// estimating estimates the errors of a run that rests, decade after decade and in slices between the page's messages.
type estimating struct {
	step   int         // of the run that values belong to
	values [][]float64 // [field][decade], NaN while unknown; nil: none
	asked  bool        // the run has rested since its last step, and not all decades are known
	at     time.Duration
	next   func() (struct{}, bool) // nil: nothing is under way
	halt   func()
}

// forget drops the estimates; those of the network as it is now are due once it has rested.
func (e *estimating) forget(now time.Duration) {
	if e.halt != nil {
		e.halt()
	}
	*e = estimating{asked: true, at: now + estimateRest}
}

// estimates tells whether there is something to estimate now or later.
func (c *Coordinator) estimates() bool {
	return c.estimating.asked && c.env.Correct != nil && !c.running() && c.solving == nil && !c.race.busy() && c.session.Steps() > 0 && len(c.errors.eps) > 0
}

// advanceEstimates works on the estimates for about the length of a slice.
func (c *Coordinator) advanceEstimates(slice time.Duration) {
	e := &c.estimating
	if c.running() || c.session.Steps() != e.step && e.values != nil {
		e.forget(c.env.Now())
	}
	if !c.estimates() || c.env.Now() < e.at {
		return
	}
	if e.next == nil {
		c.beginEstimates()
	}
	for end := c.env.Now() + slice; c.env.Now() < end; {
		if _, more := e.next(); !more {
			e.halt()
			e.next, e.halt, e.asked = nil, nil, false
			return
		}
	}
}

// beginEstimates sets out to estimate all decades.
func (c *Coordinator) beginEstimates() {
	e, session := &c.estimating, c.session
	table := train.NewErrorTable(session.Problem(), session.Problem().TEnd, c.errors.eps)
	e.step, e.values = session.Steps(), columns(table)
	values := e.values
	e.next, e.halt = iter.Pull(func(yield func(struct{}) bool) {
		corrector := c.env.Correct(session)
		for k, eps := range c.errors.eps {
			correction, err := corrector.At(eps, func() error {
				if !yield(struct{}{}) {
					return errEstimateStopped
				}
				return nil
			})
			if errors.Is(err, errEstimateStopped) {
				return
			}
			var of map[string]float64
			if err == nil {
				of, err = correction.Errors(table.T, c.errors.absolute)
			}
			for i, f := range table.Fields {
				values[i][k] = math.NaN() // the residuals are not finite: there is no estimate
				if err == nil {
					values[i][k] = of[f]
				}
			}
			c.errors.dirty = true
		}
	})
}
