// Package kinetic holds the problems: equation, scaling, collocation, ansatz and residuals, one file each. A problem
// declares its losses on an autodiff.Graph; it knows of no operator, optimiser, engine or page.
package kinetic

import (
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// Info describes a problem for people and programs.
type Info = info.Problem

// Names of the options every problem understands in part.
const (
	Nodal = "nodal" // head: the distribution at the quadrature nodes
	Modal = "modal" // head: Legendre coefficients 1..L
	Input = "input" // head: the velocity is a network input (the papers' form)

	MicroMacro = "micro-macro"
	EvenOdd    = "even-odd"
	Papers     = "papers" // f itself by a network, the macroscopic fields by others

	Hard = "hard" // initial data by construction
	Soft = "soft" // initial data by a loss term
)

// Options choose the form of the model.
type Options struct {
	Formulation string
	Head        string
	Initial     string
	Width       int
	Depth       int
}

// Kind tells where the collocation points of a loss term lie.
type Kind int

// The kinds of loss terms.
const (
	Interior Kind = iota
	AtStart       // t = 0
	AtWalls       // x at the ends of the domain
)

// Term is one loss term: Weight times the mean over its points of the squared residual.
type Term struct {
	Name   string
	Kind   Kind
	Weight float64
}

// Defaults are the settings a problem was tuned with.
type Defaults struct {
	Options
	Tasks, Points, Steps int
	Rate                 float64
	TasksBy, Optimizer   string // Optimizer empty: adam
	Metric               string // of the operator; empty: euclidean
}

// State holds the unknowns of a model on a graph; only its model knows what the nodes stand for.
type State []autodiff.Node

// Model is a problem with its network laid out in a parameter vector.
type Model interface {
	// Terms lists the loss terms.
	Terms() []Term
	// State builds the unknowns at the points, with t and x derivatives if jets is set.
	State(g autodiff.Graph, p *Points, jets bool) State
	// Residual builds the residual of a term, n×k, with the weights of its columns (nil: all 1) and of its points (nil: all 1).
	Residual(g autodiff.Graph, p *Points, s State, term string) (r autodiff.Node, columns []float64, point func(i int) float64)
	// Outputs builds the fields of Info, n×fields.
	Outputs(g autodiff.Graph, p *Points, s State) autodiff.Node
	// Distribution builds f at Velocities, n×len.
	Distribution(g autodiff.Graph, p *Points, s State) autodiff.Node
	// Velocities are the nodes of Distribution, ascending.
	Velocities() []float64
}

// Quadrature is implemented by models whose Velocities are the nodes of a rule for int dv; the weights are in their order.
type Quadrature interface{ VelocityWeights() []float64 }

// Problem is one entry of the registry.
type Problem interface {
	Info() Info
	Defaults() Defaults
	// Model lays the network out in p.
	Model(p *autodiff.Params, o Options) (Model, error)
	// Sample draws n collocation points of a kind at Knudsen number eps into t and x.
	Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64)
}
