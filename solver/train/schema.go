package train

import (
	"fmt"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/optim"
	"github.com/hrgrad/hrgrad/solver/weighting"
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
	Metric      string      `json:"metric"`  // in which the operator compares gradients
	Length      string      `json:"length"`  // of the operator's combination of the gradients: its own or one
	Promise     string      `json:"promise"` // for which vector no task is opposed: the operator's combination or the step
	Schedule    string      `json:"schedule"`
	TasksBy     string      `json:"tasksBy"`
	Initial     string      `json:"initial"`
	Head        string      `json:"head"`
	Directions  string      `json:"directions,omitempty"` // of flight, of transport in a plane; empty elsewhere
	Precision   string      `json:"precision"`
	Tasks       int         `json:"tasks"`  // Knudsen strata per step
	Points      int         `json:"points"` // interior collocation points per stratum and step
	Width       int         `json:"width"`
	Depth       int         `json:"depth"`
	Steps       int         `json:"steps"`
	Polish      int         `json:"polish"` // last steps of a chained optimizer, taken by Levenberg-Marquardt
	Seed        uint64      `json:"seed"`
	EpsMin      float64     `json:"epsMin"`
	EpsMax      float64     `json:"epsMax"`
	Rate        float64     `json:"rate"`
	TermWeights TermWeights `json:"termWeights,omitempty"` // replace weights of loss terms; the others are the problem's
}

// settings is the table of all settings. Config.Normalize, the flags of the command line, the configuration of gradient workers, the
// page's form, links and commands, and the list in the documentation are made from it. A default may depend on rows above it.
var settings = []Setting{
	{
		Key: "problem", Flag: "problem", Label: "Problem", Help: "equation, domain, initial and boundary data", Kind: Choice, Default: DefaultProblem,
		Worker: true, Front: true, Noted: true, field: func(c *Config) any { return &c.Problem }, options: problemOptions,
	},
	{
		Key: "operator", Flag: "operator", Label: "Gradient operator", Help: "how the gradients of the tasks become one direction", Kind: Choice, Default: "hrgrad",
		Kept: true, Front: true, Noted: true, field: func(c *Config) any { return &c.Operator }, used: combining, options: operatorOptions,
	},
	{
		Key: "optimizer", Flag: "optimizer", Label: "Optimiser", Help: "optimiser that turns the direction into a step", Kind: Choice, Default: "soap",
		List: true, Front: true, field: func(c *Config) any { return &c.Optimizer }, options: optimizerOptions,
	},
	{
		Key: "tasksBy", Flag: "tasks-by", Label: "Tasks by", Help: "partition of the losses into tasks", Kind: Choice, Default: ByTerm,
		Choices: []Option{{Name: ByEps, Title: "ε strata"}, {Name: ByTerm, Title: "Loss terms"}, {Name: ByTermBand, Title: "Terms × ε bands"}},
		Worker:  true, List: true, Front: true, field: func(c *Config) any { return &c.TasksBy },
	},
	{
		Key: "tasks", Flag: "tasks", Label: "Knudsen strata", Help: "Knudsen strata drawn per step, on a log scale", Kind: Integer, Min: 1, Max: 32, Default: "6",
		Worker: true, List: true, Front: true, field: func(c *Config) any { return &c.Tasks },
	},
	{
		Key: "head", Flag: "head", Label: "Velocity head", Help: "velocity dependence of the network: values at nodes, Legendre or Hermite modes, the velocity as an input, or Fourier modes, at walls Chebyshev polynomials, in x times modes of the velocity (spectral)", Kind: Choice,
		Choices: []Option{{Name: kinetic.Nodal, Title: "Nodes"}, {Name: kinetic.Modal, Title: "Modes"}, {Name: kinetic.Input, Title: "As an input"}, {Name: kinetic.Spectral, Title: "Functions of x × modes"}}, PerProblem: func(i kinetic.Info) []string { return i.Heads },
		Rule: "spectral with optimizer solve", planned: linearDefault(kinetic.Spectral, nil), Linear: true,
		Worker: true, List: true, Front: true, field: func(c *Config) any { return &c.Head },
	},
	{
		Key: "initial", Flag: "initial", Label: "Initial data", Help: "initial data by construction (hard) or by a loss term (soft)", Kind: Choice, Default: kinetic.Hard,
		Choices: []Option{{Name: kinetic.Hard, Title: "Built in"}, {Name: kinetic.Soft, Title: "Loss term"}},
		Worker:  true, List: true, Front: true, field: func(c *Config) any { return &c.Initial },
	},
	{
		Key: "seed", Flag: "seed", Label: "Seed", Help: "seed of the network and of all sampling", Kind: Unsigned, Default: "0",
		Kept: true, Front: true, field: func(c *Config) any { return &c.Seed },
	},
	{
		Key: "formulation", Flag: "formulation", Label: "Formulation", Help: "unknowns and equations that the network solves", Kind: Choice,
		Choices:    []Option{{Name: kinetic.MicroMacro, Title: "Micro-macro"}, {Name: kinetic.Fluid, Title: "Micro-macro, Euler limit known"}, {Name: kinetic.Viscous, Title: "Micro-macro, viscous gas known"}, {Name: kinetic.Uncollided, Title: "Micro-macro, uncollided particles known"}, {Name: kinetic.Flight, Title: "Micro-macro, uncollided particles known, more velocities"}, {Name: kinetic.Moments, Title: "Micro-macro, uncollided particles and moments known"}, {Name: kinetic.Transition, Title: "Micro-macro, uncollided particles and moments known, transition regime resolved"}, {Name: kinetic.Decay, Title: "Micro-macro, decay known"}, {Name: kinetic.Early, Title: "Micro-macro, early times resolved"}, {Name: kinetic.Diffusion, Title: "Micro-macro, diffusion known"}, {Name: kinetic.Outgoing, Title: "Micro-macro, diffusion known, open modes"}, {Name: kinetic.Resolved, Title: "Micro-macro, more modes"}, {Name: kinetic.Limit, Title: "Micro-macro, diffusion limit known"}, {Name: kinetic.Balanced, Title: "Micro-macro, diffusion limit known, balanced"}, {Name: kinetic.EvenOdd, Title: "Even-odd"}, {Name: kinetic.Papers, Title: "As in the papers"}, {Name: kinetic.Vanilla, Title: "Vanilla (a baseline)"}},
		PerProblem: func(i kinetic.Info) []string { return i.Formulations }, Worker: true, field: func(c *Config) any { return &c.Formulation },
		Rule: "with optimizer solve resolved for a semiconductor, micro-macro in the plane, balanced for a file whose cross-sections vary between periodic or reflecting ends", planned: linearFormulation, Linear: true,
	},
	{
		Key: "directions", Flag: "directions", Label: "Directions", Help: "directions of flight in the plane: the unit circle, or the unit sphere, whose shadow the velocity is (flight in space, data that do not depend on the third coordinate); other problems have none", Kind: Choice,
		Choices:    []Option{{Name: kinetic.Circle, Title: "Unit circle"}, {Name: kinetic.Sphere, Title: "Unit sphere"}},
		PerProblem: func(i kinetic.Info) []string { return i.Directions }, Worker: true, field: func(c *Config) any { return &c.Directions },
	},
	{
		Key: "momentum", Flag: "momentum", Label: "Momentum", Help: "one first moment per task (task), or the operator sees the plain gradients (raw)", Kind: Choice, Default: optim.TaskMomentum,
		Choices: []Option{{Name: optim.TaskMomentum, Title: "Per task"}, {Name: optim.RawMomentum, Title: "Of the update"}}, field: func(c *Config) any { return &c.Momentum }, used: descending,
	},
	{
		Key: "schedule", Flag: "schedule", Label: "Rate schedule", Help: "course of the learning rate; cosine is laid over all steps", Kind: Choice, Default: optim.Cosine,
		Choices: []Option{{Name: optim.Cosine, Title: "Cosine"}, {Name: optim.Exponential, Title: "Exponential"}, {Name: optim.Constant, Title: "Constant"}}, field: func(c *Config) any { return &c.Schedule }, used: descending,
	},
	{
		Key: "precision", Flag: "precision", Label: "Precision", Help: "precision of network and gradients", Kind: Choice, Default: float32Name,
		Choices: []Option{{Name: float32Name, Title: "Single"}, {Name: float64Name, Title: "Double"}}, Rule: "float64 with Levenberg-Marquardt and with solve", planned: linearDefault(float64Name, levenbergPrecision), Planned: "optimizer", Linear: true,
		Worker: true, field: func(c *Config) any { return &c.Precision },
	},
	{
		Key: "steps", Flag: "steps", Label: "Steps", Help: "planned number of steps", Kind: Integer, Min: 1, Max: 10_000_000, Default: "8000",
		Rule: fmt.Sprintf("%d with optimizer solve, %d for a semiconductor", linearSteps, fieldSteps), planned: linearStepsText, Linear: true, Resume: true, field: func(c *Config) any { return &c.Steps },
	},
	{
		Key: "rate", Flag: "rate", Label: "Learning rate", Help: "learning rate at the start", Kind: Number, Min: 0, Above: true, Max: 1, Default: "0.005",
		field: func(c *Config) any { return &c.Rate }, used: descending,
	},
	{
		Key: "points", Flag: "points", Label: "Points per stratum", Help: "collocation points per stratum and step", Kind: Integer, Min: 4, Max: 4096, Default: "64",
		Worker: true, field: func(c *Config) any { return &c.Points },
	},
	{
		Key: "width", Flag: "width", Label: "Width", Help: "width of the hidden layers", Kind: Integer, Min: 1, Max: 512, Default: "32",
		Rule: fmt.Sprintf("%d with Levenberg-Marquardt, %d with optimizer solve, %d where cross-sections vary, %d for a semiconductor, %d for a gas", levenbergWidth, linearWidth, mixedWidth, fieldWidth, newtonWidth), planned: linearWidthText, Planned: "optimizer", Linear: true,
		Worker: true, List: true, field: func(c *Config) any { return &c.Width },
	},
	{
		Key: "depth", Flag: "depth", Label: "Depth", Help: "number of hidden layers", Kind: Integer, Min: 1, Max: 16, Default: "3",
		Rule: fmt.Sprintf("%d with optimizer solve", linearDepth), planned: linearDefault(number(linearDepth), nil), Linear: true,
		Worker: true, field: func(c *Config) any { return &c.Depth },
	},
	{
		Key: "epsMin", Flag: "eps-min", Label: "Least ε", Help: "smallest Knudsen number of the training", Kind: Number, Min: 1e-12, Max: 1, Default: "1e-6",
		field: func(c *Config) any { return &c.EpsMin },
	},
	{
		Key: "epsMax", Flag: "eps-max", Label: "Largest ε", Help: "largest Knudsen number of the training; equal to the smallest: a network for one Knudsen number", Kind: Number, Min: 1e-12, Max: 1, Default: "1",
		absent: "1", field: func(c *Config) any { return &c.EpsMax },
	},
	{
		Key: "metric", Flag: "metric", Label: "Gradient metric", Help: "metric in which the operator compares gradients", Kind: Choice, Default: optim.Euclidean,
		Choices: []Option{{Name: optim.Euclidean, Title: "Euclidean"}, {Name: optim.Preconditioned, Title: "Preconditioned"}}, Rule: "euclidean with operators that work component by component",
		planned: elementwiseMetric, Planned: "operator", List: true, field: func(c *Config) any { return &c.Metric }, used: descending,
	},
	{
		Key: "length", Flag: "length", Label: "Update length", Help: "length of the operator's direction before the optimiser: one (unit) or its own", Kind: Choice, Default: optim.UnitLength,
		Choices: []Option{{Name: optim.UnitLength, Title: "One"}, {Name: optim.OwnLength, Title: "The operator's own"}}, List: true, absent: optim.OwnLength, field: func(c *Config) any { return &c.Length }, used: descending,
	},
	{
		Key: "promise", Flag: "promise", Label: "Promise", Help: "what opposes no task: the operator's combination (operator) or, by a correction, the change of the parameters itself (step)",
		Kind: Choice, Default: optim.PromiseOperator, Choices: []Option{{Name: optim.PromiseOperator, Title: "The direction"}, {Name: optim.PromiseStep, Title: "The step"}},
		List: true, absent: optim.PromiseOperator, field: func(c *Config) any { return &c.Promise }, used: descending,
	},
	{
		Key: "polish", Flag: "polish", Label: "Polishing steps", Help: "last steps of an optimiser chained with +lm, taken by Levenberg-Marquardt", Kind: Integer, Min: 0, Max: 10_000_000, Default: "0",
		Rule: fmt.Sprintf("%d with an optimiser chained with +lm", polishSteps), planned: chainedPolish, Planned: "optimizer", field: func(c *Config) any { return &c.Polish },
	},
	{
		Key: "termWeights", Flag: "term-weights", Label: "Loss weights", Help: "weights of loss terms instead of the problem's own", Kind: Map, Min: 1e-9, Max: 1e9,
		Worker: true, field: func(c *Config) any { return &c.TermWeights },
	},
}

func problemOptions() (out []Option) {
	for _, i := range kinetic.Problems() {
		out = append(out, Option{i.Name, i.Title, i.Summary})
	}
	return out
}

func operatorOptions() (out []Option) {
	for _, s := range weighting.Specs() {
		out = append(out, Option{s.Name, s.Title, s.Summary})
	}
	return out
}

func optimizerOptions() (out []Option) {
	for _, s := range optim.Specs() {
		out = append(out, Option{s.Name, s.Title, s.Summary})
	}
	return out
}
