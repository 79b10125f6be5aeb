package coordinator

import (
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// solvingEvery is how often the page hears of a solve.
const solvingEvery = 100 * time.Millisecond

var errSolveStopped = errors.New("stopped")

// solving is a solve for the last layer, worked on in slices between the page's messages.
type solving struct {
	next     func() (done float64, more bool)
	stop     func()
	features int
	done     float64
	began    time.Duration
	telling  train.Pace
	info     *train.Solved
	err      error
}

// endsSolve are the requests that end a solve, because they change what it works on.
var endsSolve = []string{wire.Init, wire.Reset, wire.Resume, wire.Show, wire.Run, wire.Step, wire.RaceStart, wire.RaceRun}

// solve begins a solve of the session, which is paused.
func (c *Coordinator) solve(features int) {
	if c.env.Solve == nil || c.solving != nil {
		return
	}
	c.stop()
	c.race.pause()
	s := &solving{features: features, began: c.env.Now(), telling: train.Pace{Every: solvingEvery}}
	session := c.session
	s.next, s.stop = iter.Pull(func(yield func(float64) bool) {
		s.info, s.err = c.env.Solve(session, features, func(done float64) error {
			if !yield(done) {
				return errSolveStopped
			}
			return nil
		})
	})
	c.solving = s
	c.tellSolve("")
}

// stopSolve ends a solve that is under way; the network is as before.
func (c *Coordinator) stopSolve() {
	if s := c.solving; s != nil {
		s.stop()
		c.solving = nil
		c.env.Post(wire.Solving{Step: c.session.Steps(), Features: s.features, Message: errSolveStopped.Error()})
	}
}

// interrupts ends a solve before a request that changes what it works on.
func (c *Coordinator) interrupts(request string) {
	if c.solving != nil && slices.Contains(endsSolve, request) {
		c.stopSolve()
	}
}

// tellSolve tells the page how far a solve is.
func (c *Coordinator) tellSolve(message string) {
	s := c.solving
	m := wire.Solving{Step: c.session.Steps(), Features: s.features, Done: s.done, Running: s.info == nil && s.err == nil, Seconds: (c.env.Now() - s.began).Seconds(), Message: message}
	if s.info != nil {
		m.Kept, m.Unknowns = s.info.Kept, s.info.Unknowns
		_, m.Ratio = s.info.Worst()
	}
	c.env.Post(m)
	s.telling.Mark(c.env.Now(), 0)
}

// advanceSolve works on a solve for about the length of a slice.
func (c *Coordinator) advanceSolve(slice time.Duration) {
	s := c.solving
	if s == nil {
		return
	}
	for end := c.env.Now() + slice; ; {
		done, more := s.next()
		if !more {
			break
		}
		s.done = done
		if now := c.env.Now(); now >= end {
			if s.telling.Due(now) {
				c.tellSolve("")
			}
			return
		}
	}
	switch {
	case s.err != nil:
		c.tellSolve(s.err.Error())
	case !s.info.Kept:
		c.tellSolve(s.info.Refusal())
	default:
		if err := c.loop.Snapshot(); err != nil {
			c.solving = nil
			c.damaged(err)
			return
		}
		s.done = 1
		c.tellSolve("")
		c.keeping.due, c.keeping.sent = true, -1
		c.estimating.forget(c.env.Now())
		c.refresh()
	}
	c.solving = nil
}
