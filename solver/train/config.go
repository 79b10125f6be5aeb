// Package train is the session: it draws the serialised tasks, evaluates their losses and gradients in one forward pass and one
// reverse sweep, lets an operator and an optimiser take the step, and keeps what a checkpoint needs. It holds no
// clock and no global random numbers; the same configuration gives the same run.
package train

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/optim"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// The partitions of the batch into tasks.
const (
	ByEps      = "eps"       // one task per Knudsen stratum
	ByTerm     = "term"      // one task per loss term
	ByTermBand = "term-band" // one task per loss term and band of strata
)

// Config describes a run completely. A zero field stands for the problem's default; Seed 0 is a seed like any other.
type Config struct {
	Problem     string  `json:"problem"`
	Formulation string  `json:"formulation"`
	Operator    string  `json:"operator"`
	Optimizer   string  `json:"optimizer"`
	Momentum    string  `json:"momentum"`
	Metric      string  `json:"metric"` // in which the operator compares gradients
	Length      string  `json:"length"` // of the operator's combination of the gradients: its own or one
	Schedule    string  `json:"schedule"`
	TasksBy     string  `json:"tasksBy"`
	Initial     string  `json:"initial"`
	Head        string  `json:"head"`
	Precision   string  `json:"precision"`
	Tasks       int     `json:"tasks"`  // Knudsen strata per step
	Points      int     `json:"points"` // interior collocation points per stratum and step
	Width       int     `json:"width"`
	Depth       int     `json:"depth"`
	Steps       int     `json:"steps"`
	Polish      int     `json:"polish"` // last steps of a chained optimizer, taken by Levenberg-Marquardt
	Seed        uint64  `json:"seed"`
	EpsMin      float64 `json:"epsMin"`
	Rate        float64 `json:"rate"`
	TermWeights string  `json:"termWeights"` // replaces weights of loss terms, as in "initial=100,micro=0.1"; empty: the problem's
}

// DefaultProblem is the problem of an empty configuration.
const DefaultProblem = "transport-mode"

// Normalize fills the zero fields with the problem's defaults and checks every field.
func (c Config) Normalize() (Config, error) {
	fallback(&c.Problem, DefaultProblem)
	p, err := kinetic.ByName(c.Problem)
	if err != nil {
		return c, err
	}
	info, d := p.Info(), p.Defaults()
	fallback(&c.Formulation, d.Formulation)
	fallback(&c.Operator, "hrgrad")
	fallback(&c.Optimizer, d.Optimizer)
	fallback(&c.Steps, d.Steps)
	c.planDefaults()
	fallback(&c.Momentum, optim.TaskMomentum)
	fallback(&c.Metric, d.Metric)
	fallback(&c.Metric, optim.Euclidean)
	fallback(&c.Length, optim.UnitLength)
	fallback(&c.Schedule, optim.Cosine)
	fallback(&c.TasksBy, d.TasksBy)
	fallback(&c.Initial, d.Initial)
	fallback(&c.Head, d.Head)
	fallback(&c.Precision, "float32")
	fallback(&c.Tasks, d.Tasks)
	fallback(&c.Points, d.Points)
	fallback(&c.Width, d.Width)
	fallback(&c.Depth, d.Depth)
	fallback(&c.EpsMin, 1e-6)
	fallback(&c.Rate, d.Rate)

	var operators, optimizers []string
	for _, s := range weighting.Specs() {
		operators = append(operators, s.Name)
	}
	for _, s := range optim.Specs() {
		optimizers = append(optimizers, s.Name)
	}
	for _, f := range []struct {
		name, given string
		allowed     []string
	}{
		{"formulation", c.Formulation, info.Formulations},
		{"operator", c.Operator, operators},
		{"optimizer", c.Optimizer, optimizers},
		{"momentum", c.Momentum, []string{optim.TaskMomentum, optim.RawMomentum}},
		{"metric", c.Metric, []string{optim.Euclidean, optim.Preconditioned}},
		{"length", c.Length, []string{optim.UnitLength, optim.OwnLength}},
		{"schedule", c.Schedule, []string{optim.Cosine, optim.Exponential, optim.Constant}},
		{"tasks-by", c.TasksBy, []string{ByEps, ByTerm, ByTermBand}},
		{"initial", c.Initial, []string{kinetic.Hard, kinetic.Soft}},
		{"head", c.Head, info.Heads},
		{"precision", c.Precision, []string{"float32", "float64"}},
	} {
		if !slices.Contains(f.allowed, f.given) {
			return c, fmt.Errorf("%s: unknown name %q, allowed are %s", f.name, f.given, strings.Join(f.allowed, ", "))
		}
	}
	for _, f := range []struct {
		name           string
		given, lo, top int
	}{
		{"tasks", c.Tasks, 1, 32}, {"points", c.Points, 4, 4096}, {"width", c.Width, 1, 512}, {"depth", c.Depth, 1, 16},
		{"steps", c.Steps, 1, 10_000_000},
	} {
		if f.given < f.lo || f.given > f.top {
			return c, fmt.Errorf("%s: %d given, allowed is %d to %d", f.name, f.given, f.lo, f.top)
		}
	}
	if !(c.EpsMin >= 1e-12 && c.EpsMin <= 1) {
		return c, fmt.Errorf("eps-min: %v given, allowed is 1e-12 to 1", c.EpsMin)
	}
	if !(c.Rate > 0 && c.Rate <= 1) || math.IsNaN(c.Rate) {
		return c, fmt.Errorf("rate: %v given, allowed is above 0 up to 1", c.Rate)
	}
	if _, err := parseTermWeights(c.TermWeights); err != nil {
		return c, err
	}
	return c, c.checkPlan(elementwise(c.Operator))
}

// elementwise reports whether an operator works component by component.
func elementwise(operator string) bool {
	return slices.ContainsFunc(weighting.Specs(), func(s weighting.Spec) bool { return s.Elementwise && s.Name == operator })
}

func fallback[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

func (c Config) options() kinetic.Options {
	return kinetic.Options{Formulation: c.Formulation, Head: c.Head, Initial: c.Initial, Width: c.Width, Depth: c.Depth}
}
