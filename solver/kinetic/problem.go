// Package kinetic holds the problems: description, equation, ansatz, residuals and collocation points, one file each.
//
// Invariants: a residual divides by no power of eps, so that every Knudsen number in (0, 1] can be trained at once; with hard initial data
// the state satisfies them for all parameters of the network; a problem depends on no operator, optimiser, engine or page.
//
// A problem is found by its name, and its losses are built on a graph:
//
//	p, err := kinetic.ByName("transport-mode")
//	var layout autodiff.Params
//	m, err := p.Model(&layout, kinetic.Options{Formulation: kinetic.MicroMacro, Head: kinetic.Nodal, Initial: kinetic.Hard, Width: 32, Depth: 3})
//	state := m.State(graph, points, true)
//	r, columns, weight := m.Residual(graph, points, state, "macro")
//
// Register adds a problem from another package; the example ownProblem is a complete one. Package train builds the graph and trains.
package kinetic

import (
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// Info describes a problem for people and programs.
type Info = info.Problem

// Names of the options. Which heads and formulations a problem has is part of its Info.
const (
	Nodal    = "nodal"    // head: the distribution at the quadrature nodes
	Spectral = "spectral" // head: coefficients of Fourier modes in x times Legendre or Hermite modes in v, functions of time and Knudsen number
	Modal    = "modal"    // head: coefficients of orthogonal polynomials in v, Legendre or Hermite
	Input    = "input"    // head: the velocity is a network input (the papers' form)

	MicroMacro = "micro-macro"
	Fluid      = "fluid"      // micro-macro, the Euler limit as a known part for small eps
	Viscous    = "viscous"    // micro-macro, a viscous gas as a known part for small eps
	Uncollided = "uncollided" // fluid, and the particles that have not collided as a known part
	Flight     = "flight"     // uncollided, with more velocities over a colder envelope, thin gas counting like dense gas
	Transition = "transition" // moments without kinks, with more Knudsen numbers of the transition regime, and free flight from a table
	Moments    = "moments"    // flight, with a gas of four moments in place of the viscous one, and nothing added where that gas rests
	Decay      = "decay"      // micro-macro, the decay of the diffusion limit as a known factor
	Early      = "early"      // micro-macro, early times resolved
	Diffusion  = "diffusion"  // micro-macro, what diffusion makes of the data as a known part
	Outgoing   = "outgoing"   // diffusion, and the last of the modes in v does not reflect what arrives
	Resolved   = "resolved"   // micro-macro, with more modes in the spectral head: Fourier modes, those that the solution has beside the data's, or Hermite modes
	Limit      = "limit"      // resolved, with the diffusion limit of the data as a known part and a series in v that ends open
	Balanced   = "balanced"   // limit, with residuals that count more the smaller the Knudsen number is
	EvenOdd    = "even-odd"
	Vanilla    = "vanilla" // f by a network and the equation as it stands: a baseline that fails for small eps
	Papers     = "papers"  // f itself by a network, the macroscopic fields by others

	Circle = "circle" // directions of flight in a plane: the unit circle
	Sphere = "sphere" // or the unit sphere, whose shadow in the plane the velocity is

	Hard = "hard" // initial data by construction
	Soft = "soft" // initial data by a loss term
)

// Options choose the form of the model.
type Options struct {
	Formulation string
	Head        string
	Initial     string
	Directions  string // of flight in a plane; empty elsewhere
	Width       int
	Depth       int
}

// Kind is the place of the collocation points of a loss term.
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

// State holds the unknowns of a model on a graph; only its model knows what the nodes stand for.
type State []autodiff.Node

// Model is a problem with its network laid out in a parameter vector.
type Model interface {
	// Terms lists the loss terms.
	Terms() []Term
	// State builds the unknowns at the points, with derivatives in time and space if jets is set.
	State(g autodiff.Graph, p *Points, jets bool) State
	// Residual builds the residual of a term, n×k, with the weights of its columns (nil: all 1) and of its points (nil: all 1).
	Residual(g autodiff.Graph, p *Points, s State, term string) (r autodiff.Node, columns []float64, point func(i int) float64)
	// Outputs builds the fields of Info, n×fields.
	Outputs(g autodiff.Graph, p *Points, s State) autodiff.Node
	// Distribution builds f at Velocities, n×len: of a plane at the angles of the velocity.
	Distribution(g autodiff.Graph, p *Points, s State) autodiff.Node
	// Velocities are the nodes of Distribution, ascending.
	Velocities() []float64
}

// Separated is implemented by models whose network may not depend on x. Grid returns the points of a rule with equal weights that integrates
// their squared residuals over x at any time and Knudsen number; nil where the network depends on x.
type Separated interface{ Grid() []float64 }

// Quadrature is implemented by models whose Velocities are the nodes of a rule for int dv; the weights are in their order.
type Quadrature interface{ VelocityWeights() []float64 }

// Problem is one entry of the registry.
type Problem interface {
	Info() Info
	// Model lays the network out in p.
	Model(p *autodiff.Params, o Options) (Model, error)
	// Sample draws len(t) collocation points of a kind at Knudsen number eps; x takes their positions (see info.Domain).
	Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64)
}

// formed is implemented by problems whose collocation points depend on the formulation.
type formed interface {
	formed(formulation string) Problem
}

// Formed returns a problem with the points of a formulation.
func Formed(p Problem, formulation string) Problem {
	if f, ok := p.(formed); ok {
		return f.formed(formulation)
	}
	return p
}
