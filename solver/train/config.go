package train

import (
	"slices"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/optim"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// The partitions of the batch into tasks.
const (
	ByEps      = "eps"       // one task per Knudsen stratum
	ByTerm     = "term"      // one task per loss term
	ByTermBand = "term-band" // one task per loss term and band of strata
)

// DefaultProblem is the problem of an empty configuration.
const DefaultProblem = "transport-mode"

// Normalize fills the zero fields with defaults (see Settings) and checks every field. What is wrong is an input.Error with the flag
// of the setting.
func (c Config) Normalize() (Config, error) {
	problem := c.Problem
	if problem == "" {
		problem = DefaultProblem
	}
	p, err := kinetic.ByName(problem)
	if err != nil {
		return c, err
	}
	about := p.Info()
	if optim.Linear(c.Optimizer) && !slices.Contains(about.Heads, kinetic.Spectral) {
		return c, input.New("optimizer", c.Optimizer, "another one for %s: it solves linear transport with periodic or reflecting ends, or with one steady inflow into a gradual medium at rest without parameters, in the plane with constant coefficients, transport-inflow, semiconductor-relax and periodic gases in one velocity dimension%s", about.Name, obstacle(about))
	}
	for _, s := range settings {
		if err := s.fill(&c, about); err != nil {
			return c, err
		}
	}
	for _, s := range settings {
		if err := s.check(&c, about); err != nil {
			return c, err
		}
	}
	if c.EpsMin > c.EpsMax {
		return c, input.New("eps-max", c.EpsMax, "eps-min = %g to 1", c.EpsMin)
	}
	return c, c.checkPlan(elementwise(c.Operator))
}

// obstacle says what keeps a problem from being solved.
func obstacle(i info.Problem) string {
	switch {
	case i.Class == info.Semiconductor:
		return "; here the field multiplies the density"
	case !i.Periodic && i.Class == info.Gas:
		return "; here the ends are open, or walls"
	case !i.Periodic:
		return "; with other ends descent is better"
	case i.Class == info.Gas:
		return "; here are three velocity dimensions"
	}
	return ""
}

// elementwise reports whether an operator works component by component.
func elementwise(operator string) bool {
	return slices.ContainsFunc(weighting.Specs(), func(s weighting.Spec) bool { return s.Elementwise && s.Name == operator })
}

func (c Config) options() kinetic.Options {
	return kinetic.Options{Formulation: c.Formulation, Head: c.Head, Initial: c.Initial, Directions: c.Directions, Width: c.Width, Depth: c.Depth}
}

// Reference is the name of the problem for package reference, which has one for each kind of directions.
func (c Config) Reference() string {
	if c.Directions == kinetic.Sphere {
		return info.OnSphere(c.Problem)
	}
	return c.Problem
}

// Recorded returns the configuration that a file stands for: settings that did not exist when it was written have the value that
// runs had then.
func (c Config) Recorded() Config {
	for _, set := range settings {
		if set.absent != "" && set.IsZero(c) {
			if err := set.Set(&c, set.absent); err != nil {
				panic(err) // a value of the table
			}
		}
	}
	return c
}
