package train

import (
	"time"

	"github.com/hrgrad/hrgrad/solver/optim"
)

// Optimisers are compared at equal time of one processor. The learning rate's course is laid over the steps of a run, so these are to be known
// beforehand: a run of its own is timed. Levenberg-Marquardt, whose steps take different times, goes on until its time is over; a solve takes
// the steps that it has and as long as they need.

const (
	timedSteps  = 20                     // at least so many are timed: SOAP turns its basis in every tenth
	timedFor    = 200 * time.Millisecond // for at least so long
	timedWarm   = 3                      // steps before
	timedGrace  = 1.25                   // of the time: the steps of a course that were timed may take a little longer
	timedFirst  = 0.5                    // share of the time of the first optimiser in a chain
	timedPolish = 1_000_000              // steps of Levenberg-Marquardt, more than there is time for
)

// WithOptimizer returns the configuration of the same run by another optimiser: settings whose defaults the optimiser decides are left to it
// where it decides otherwise.
func (c Config) WithOptimizer(name string) (Config, error) {
	next := c
	next.Optimizer = name
	for _, s := range settings {
		if s.planned != nil && s.planned(&c) != s.planned(&next) {
			if err := s.Set(&next, ""); err != nil {
				return c, err
			}
		}
	}
	return next.Normalize()
}

// InTime returns the configuration, of which all fields are known, with the steps that fit into so much time, and the budget of the run.
func (c Config) InTime(limit time.Duration, open func(Config) (Trainable, error), clock func() time.Duration) (Config, Budget, error) {
	first, squares := optim.Plan(c.Optimizer)
	switch {
	case optim.Linear(c.Optimizer):
		return c, Budget{Steps: c.Steps}, nil
	case first == "":
		c.Steps = timedPolish
		return c, Budget{c.Steps, limit}, nil
	}
	timed := c
	timed.Optimizer, timed.Polish = first, 0
	run, err := open(timed)
	if err != nil {
		return c, Budget{}, err
	}
	var began time.Duration
	n := -timedWarm
	for ; n < timedSteps || clock()-began < timedFor; n++ {
		if n == 0 {
			began = clock()
		}
		if _, err := run.Step(); err != nil {
			return c, Budget{}, err
		}
	}
	each := (clock() - began).Seconds() / float64(n)
	if squares {
		c.Steps = int(timedFirst*limit.Seconds()/each) + timedPolish
		c.Polish = timedPolish
		return c, Budget{c.Steps, limit}, nil
	}
	c.Steps = max(1, int(limit.Seconds()/each))
	return c, Budget{c.Steps, time.Duration(timedGrace * float64(limit))}, nil
}
