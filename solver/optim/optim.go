// Package optim holds the optimisers: each turns the task gradients of a step into a parameter update, with an operator of
// package weighting deciding how the tasks are combined.
package optim

import (
	"strings"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// Optimizer takes steps on a parameter vector in place. It is not safe for concurrent use.
type Optimizer[T kernel.Float] interface {
	// Step updates p from the gradients grads[i] of m tasks with their losses, at the given learning rate.
	Step(p []T, grads [][]T, losses []float64, rate float64) (*weighting.Report, error)
	// State returns the vectors and scalars a checkpoint must hold; the vectors are the live ones, to be saved or
	// overwritten in place.
	State() (vectors [][]T, scalars []float64)
	// SetScalars restores the scalars of State.
	SetScalars(s []float64) error
}

// Spec describes an optimiser for lists and menus.
type Spec struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Paper   string `json:"paper"`
	Summary string `json:"summary"`
}

// Settings of an optimiser.
type Settings struct {
	Tasks        int
	Length       int    // of the parameter vector
	Momentum     string // TaskMomentum or RawMomentum
	Metric       string // of the Gram matrix: Euclidean (also the zero value) or Preconditioned
	Weighting    weighting.Weighting
	UpdateLength string                // OwnLength (also the zero value) or UnitLength
	Elementwise  weighting.Elementwise // instead of Weighting: an operator that works component by component
	Combined     func()                // if not nil, called in every step when the operator has combined the tasks: a step can be timed in two parts
	Layers       []Matrix              // weight matrices inside the vector, for optimisers that know of them
}

// Matrix is a Rows×Cols row-major matrix at Offset of the parameter vector: a layer's weights with its bias as last row.
type Matrix struct{ Offset, Rows, Cols int }

// The metrics in which gradients are compared. In the preconditioned metric, K_ij = g_i^T P^-1 g_j with the optimiser's own P, a positive product with
// every task gradient holds for the step really taken (up to the first moment's memory).
const (
	Euclidean      = "euclidean"
	Preconditioned = "preconditioned"
)

// What becomes of the length of an operator's combination before the optimiser sees it. Adam and SOAP divide by a root mean square over some hundred
// steps; while losses fall by orders of magnitude that mean lags behind and holds the steps back. A combination of length one, in
// the operator's metric, leaves only its direction; the learning rate alone sets the step.
const (
	OwnLength  = "own"
	UnitLength = "unit"
)

// The two ways in which an operator meets the optimiser's momentum (M-ConFIG, arXiv 2408.11104, section 3.4).
const (
	TaskMomentum = "task" // one first moment per task, the operator works on the moments
	RawMomentum  = "raw"  // the operator works on the gradients, then one first moment
)

// Specs lists the optimisers, plans that chain two of them last.
func Specs() []Spec {
	return []Spec{adamSpec, soapSpec, levenbergSpec,
		{
			Name: "soap+lm", Title: "SOAP, then Levenberg-Marquardt", Paper: soapSpec.Paper + "; " + levenbergSpec.Paper,
			Summary: "SOAP for most of the steps, then a polish by Levenberg-Marquardt.",
		},
		{
			Name: "adam+lm", Title: "Adam, then Levenberg-Marquardt", Paper: adamSpec.Paper + "; " + levenbergSpec.Paper,
			Summary: "Adam for most of the steps, then a polish by Levenberg-Marquardt.",
		},
	}
}

// Plan splits the name of an optimiser: first takes the leading steps of a run (empty: there are none), and with lm the
// last ones are Levenberg-Marquardt's.
func Plan(name string) (first string, lm bool) {
	if name == levenbergSpec.Name {
		return "", true
	}
	first, lm = strings.CutSuffix(name, "+"+levenbergSpec.Name)
	return first, lm
}

// New builds an optimiser of gradients by name; Levenberg-Marquardt needs more than gradients, see NewLevenberg.
func New[T kernel.Float](name string, s Settings) (Optimizer[T], error) {
	switch name {
	case adamSpec.Name:
		return NewAdam[T](s)
	case soapSpec.Name:
		return NewSOAP[T](s)
	}
	return nil, input.Unknown("optimizer", name, []string{adamSpec.Name, soapSpec.Name})
}
