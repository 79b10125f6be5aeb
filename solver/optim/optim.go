// Package optim holds the optimisers: each turns the task gradients of a step into a parameter update, with an operator of
// package weighting deciding how the tasks are combined.
//
// What holds for every optimiser: a step changes the parameters in place and nothing else of the caller's; State is all that a
// checkpoint needs for the run to continue with the same bits; an error leaves the parameters as they were. The [Combiner] does for
// all of them what comes before the update: momentum, the Gram matrix, the operator and the length of the combination.
//
//	op, err := weighting.New("upgrad", weighting.Options{Tasks: 2})
//	opt, err := optim.New[float64]("adam", optim.Settings{Tasks: 2, Parameters: len(p), Momentum: optim.TaskMomentum, Weighting: op})
//	report, err := opt.Step(p, grads, losses, 1e-3)
//
// A new optimiser is one file that calls [Register]; see the example there.
package optim

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
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

// Part names consecutive scalars of a State.
type Part struct {
	Name  string
	Shape []int
}

// Describer names what State returns, in its order, for files that people open. Vectors and scalars of an optimiser without it, or
// with nothing to say, get numbers.
type Describer interface {
	Describe() (vectors []string, scalars []Part)
}

// Spec describes an optimiser for lists and menus.
type Spec struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Paper   string `json:"paper"`
	Summary string `json:"summary"`

	// Order is the place in lists, from 1; optimisers with 0 come last, by name.
	Order int `json:"-"`
}

// Settings of an optimiser.
type Settings struct {
	Tasks       int
	Parameters  int    // length of the parameter vector
	Momentum    string // TaskMomentum or RawMomentum
	Metric      string // of the Gram matrix: Euclidean (also the zero value) or Preconditioned
	Weighting   weighting.Weighting
	Norm        string                // of the operator's combination: OwnLength (also the zero value) or UnitLength
	Promise     string                // PromiseOperator (also the zero value) or PromiseStep
	Elementwise weighting.Elementwise // instead of Weighting: an operator that works component by component
	Share       Share                 // of vector operations over goroutines; nil: none
	Combined    func()                // if not nil, called in every step when the operator has combined the tasks: a step can be timed in two parts
	Layers      []Matrix              // weight matrices inside the vector, for optimisers that know of them
}

// Matrix is a Rows×Cols row-major matrix at Offset of the parameter vector: a layer's weights with its bias as last row.
type Matrix struct{ Offset, Rows, Cols int }

// The metrics in which gradients are compared. In the preconditioned metric, K_ij = g_i^T P^-1 g_j with the optimiser's own P, a
// positive product with every task gradient holds for the step really taken (up to the first moment's memory).
const (
	Euclidean      = "euclidean"
	Preconditioned = "preconditioned"
)

// What becomes of the length of an operator's combination before the optimiser sees it. Adam and SOAP divide by a root mean square
// over some hundred steps; while losses fall by orders of magnitude that mean lags behind and holds the steps back. A combination of
// length one, in the operator's metric, leaves only its direction; the learning rate alone sets the step.
const (
	OwnLength  = "own"
	UnitLength = "unit"
)

// The two ways in which an operator meets the optimiser's momentum (M-ConFIG, arXiv 2408.11104, section 3.4).
const (
	TaskMomentum = "task" // one first moment per task, the operator works on the moments
	RawMomentum  = "raw"  // the operator works on the gradients, then one first moment
)

type entry struct {
	spec    Spec
	single  func(Settings) (Optimizer[float32], error)
	double  func(Settings) (Optimizer[float64], error)
	squares bool // a method for LeastSquares, with a constructor of its own
	linear  bool // solves for the output layer instead of taking steps; package solve does it
}

var registry = map[string]entry{}

// Register makes an optimiser of gradients known under spec.Name to New, in either precision, and with it the plan that ends in
// Levenberg-Marquardt. Call it from an init function; an empty name, one taken already, one with a plus sign, or a missing
// constructor panics.
func Register(spec Spec, single func(Settings) (Optimizer[float32], error), double func(Settings) (Optimizer[float64], error)) {
	if single == nil || double == nil {
		panic("optim: optimiser " + spec.Name + " without constructor")
	}
	enter(entry{spec: spec, single: single, double: double})
}

func enter(e entry) {
	if _, taken := registry[e.spec.Name]; taken || e.spec.Name == "" || strings.Contains(e.spec.Name, "+") {
		panic("optim: optimiser name " + strconv.Quote(e.spec.Name) + " is empty, taken or has a plus sign")
	}
	registry[e.spec.Name] = e
}

// entries lists the registry in order.
func entries() []entry {
	list := slices.Collect(maps.Values(registry))
	place := func(s Spec) int {
		if s.Order == 0 {
			return math.MaxInt
		}
		return s.Order
	}
	slices.SortFunc(list, func(a, b entry) int {
		return cmp.Or(cmp.Compare(place(a.spec), place(b.spec)), strings.Compare(a.spec.Name, b.spec.Name))
	})
	return list
}

// Specs lists the optimisers, then the plans "first+last" that end with one for least squares.
func Specs() []Spec {
	var single, chains []Spec
	for _, e := range entries() {
		single = append(single, e.spec)
		if !e.squares {
			continue
		}
		for _, f := range entries() {
			if f.squares || f.linear {
				continue
			}
			chains = append(chains, Spec{
				Name: f.spec.Name + "+" + e.spec.Name, Title: f.spec.Title + ", then " + e.spec.Title, Paper: f.spec.Paper + "; " + e.spec.Paper,
				Summary: f.spec.Title + " for most of the steps, then a polish by " + e.spec.Title + ".",
			})
		}
	}
	return append(single, chains...)
}

// Plan splits the name of an optimiser: first takes the leading steps of a run (empty: there are none), and with squares the
// last ones are those of a method for least squares, see NewLevenberg. Both are empty for one that solves for the output layer, see Linear.
func Plan(name string) (first string, squares bool) {
	switch e := registry[name]; {
	case e.squares:
		return "", true
	case e.linear:
		return "", false
	}
	if first, last, chained := strings.Cut(name, "+"); chained && registry[last].squares {
		return first, true
	}
	return name, false
}

// Linear tells whether a plan takes no steps along gradients at all, but solves for the output layer of a network with random features.
func Linear(name string) bool { return registry[name].linear }

// New builds an optimiser of gradients by name; Levenberg-Marquardt needs more than gradients, see NewLevenberg.
func New[T kernel.Float](name string, s Settings) (Optimizer[T], error) {
	e, ok := registry[name]
	if !ok || e.squares || e.linear {
		var names []string
		for _, e := range entries() {
			if !e.squares && !e.linear {
				names = append(names, e.spec.Name)
			}
		}
		return nil, input.Unknown("optimizer", name, names)
	}
	var o any
	var err error
	if _, double := any(*new(T)).(float64); double {
		o, err = e.double(s)
	} else {
		o, err = e.single(s)
	}
	if err != nil {
		return nil, err
	}
	return watch(o.(Optimizer[T]), s)
}
