package train

import (
	"slices"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// The partitions of the batch into tasks.
const (
	ByEps      = "eps"       // one task per Knudsen stratum
	ByTerm     = "term"      // one task per loss term
	ByTermBand = "term-band" // one task per loss term and band of strata
)

// The precisions.
const (
	float32Name = "float32"
	float64Name = "float64"
)

// Config describes a run completely. A zero field stands for its default; Seed 0 is a seed like any other. Settings describes every field.
type Config struct {
	Problem     string      `json:"problem"`
	Formulation string      `json:"formulation"`
	Operator    string      `json:"operator"`
	Optimizer   string      `json:"optimizer"`
	Momentum    string      `json:"momentum"`
	Metric      string      `json:"metric"` // in which the operator compares gradients
	Length      string      `json:"length"` // of the operator's combination of the gradients: its own or one
	Schedule    string      `json:"schedule"`
	TasksBy     string      `json:"tasksBy"`
	Initial     string      `json:"initial"`
	Head        string      `json:"head"`
	Precision   string      `json:"precision"`
	Tasks       int         `json:"tasks"`  // Knudsen strata per step
	Points      int         `json:"points"` // interior collocation points per stratum and step
	Width       int         `json:"width"`
	Depth       int         `json:"depth"`
	Steps       int         `json:"steps"`
	Polish      int         `json:"polish"` // last steps of a chained optimizer, taken by Levenberg-Marquardt
	Seed        uint64      `json:"seed"`
	EpsMin      float64     `json:"epsMin"`
	Rate        float64     `json:"rate"`
	TermWeights TermWeights `json:"termWeights,omitempty"` // replace weights of loss terms; the others are the problem's
}

// DefaultProblem is the problem of an empty configuration.
const DefaultProblem = "transport-mode"

// Normalize fills the zero fields with defaults (see Settings) and checks every field. What is wrong is an input.Error with the flag of the setting.
func (c Config) Normalize() (Config, error) {
	problem := c.Problem
	if problem == "" {
		problem = DefaultProblem
	}
	p, err := kinetic.ByName(problem)
	if err != nil {
		return c, err
	}
	info := p.Info()
	for _, s := range settings {
		if err := s.fill(&c, info); err != nil {
			return c, err
		}
	}
	for _, s := range settings {
		if err := s.check(&c, info); err != nil {
			return c, err
		}
	}
	return c, c.checkPlan(elementwise(c.Operator))
}

// elementwise reports whether an operator works component by component.
func elementwise(operator string) bool {
	return slices.ContainsFunc(weighting.Specs(), func(s weighting.Spec) bool { return s.Elementwise && s.Name == operator })
}

func (c Config) options() kinetic.Options {
	return kinetic.Options{Formulation: c.Formulation, Head: c.Head, Initial: c.Initial, Width: c.Width, Depth: c.Depth}
}
