package train

import (
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/optim"
)

// Extend raises the planned number of steps of a run, which then equals, bit for bit, one planned so from the start. That holds only if
// the learning rate does not depend on the plan: with the cosine schedule a different number is an error, and so is a lower number.
func (s *Session) Extend(steps int) error {
	switch {
	case steps == s.cfg.Steps:
		return nil
	case steps < s.cfg.Steps:
		return input.New("steps", steps, "at least the %d the run was planned with", s.cfg.Steps)
	}
	if err := s.cfg.extensible(steps); err != nil {
		return err
	}
	c := s.cfg
	c.Steps = steps
	c, err := c.Normalize()
	if err != nil {
		return err
	}
	s.cfg = c
	return nil
}

// Extensible refuses a complete configuration whose steps depend on how many are planned.
func (c Config) Extensible() error { return c.extensible(c.Steps + 1) }

func (c Config) extensible(steps int) error {
	switch {
	case c.Polish > 0:
		return input.New("steps", steps, "%d as planned, of which the last %d polish; plan the whole number at the start", c.Steps, c.Polish)
	case c.Schedule == optim.Cosine && c.polishFrom() > 0:
		return input.New("steps", steps, "%d as planned, over which the cosine schedule is laid; plan the whole number at the start", c.Steps)
	}
	return nil
}
