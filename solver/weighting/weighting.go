// Package weighting combines the gradients of several tasks into one update.
//
// Almost every multi-task operator returns a linear combination
// sum_i w_i g_i whose weights depend on the task gradients g_1..g_m only
// through their Gram matrix (and, for some, on the task losses). An operator is
// therefore a function Gram -> weights in float64, a [Weighting]; only the Gram
// matrix and the final combination touch vectors as long as the network. The one
// exception, GradDrop, works element by element and is an [Elementwise].
//
// What holds for every operator: the answer to a finite input is finite; a task
// with zero gradient has weight 0; [Report] holds the coefficients of the
// combination that is used; State and Restore continue a run with the same bits;
// and all arithmetic is ordered and free of fused multiply-add and of assembly
// transcendental functions, so that a call gives the same bits natively and on
// js/wasm. What holds for some is in their [Spec].
//
//	w, err := weighting.New("upgrad", weighting.Options{})
//	r, err := w.Weights(weighting.Input{M: 2, Gram: []float64{1, -0.6, -0.6, 1}})
//	// r.Weights: the update is r.Weights[0] g_0 + r.Weights[1] g_1
//
// A new operator is one file that calls [Register]; see the example there. One
// without memory needs no more than a function, see [Memoryless].
//
// Words: "weighting" (Gram -> weights) and the property names (non-conflicting,
// linear under scaling, permutation-equivariant) are those of TorchJD, Quinton
// and Rey, "Jacobian Descent for Multi-Objective Optimization", arXiv 2406.16232.
package weighting

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/hrgrad/hrgrad/solver/input"
)

// Input of one call.
type Input struct {
	// M is the number of tasks.
	M int
	// Gram is M x M, row-major: Gram[i*M+j] = g_i . g_j of the raw gradients.
	Gram []float64
	// Losses holds the M task losses. It may be nil for an operator whose
	// Spec.UsesLosses is false; HRGrad uses it when present (see HRGrad).
	Losses []float64
}

// Weighting is one operator. It may keep state between calls and is not safe
// for concurrent use.
type Weighting interface {
	// Name is the name under which New knows the operator.
	Name() string
	// Weights computes the weights of one step. A wrong length, a non-finite
	// number or a matrix that cannot be a Gram matrix is an error of one line
	// and leaves the state of the operator as it was.
	Weights(in Input) (*Report, error)
	// State returns as JSON everything that must survive a checkpoint; Restore
	// of it continues with identical bits.
	State() ([]byte, error)
	// Restore takes what State returned, from an operator of the same name and
	// number of tasks. After an error the operator is unchanged.
	Restore(state []byte) error
}

// Options are what a run tells every operator. The constants of an operator's
// own are in its file.
type Options struct {
	Tasks int    // number of tasks m; 0: taken from the first call
	Seed  uint64 // of the operators that draw random numbers
}

// Spec describes an operator for lists and menus.
type Spec struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Paper   string `json:"paper"`
	Summary string `json:"summary"`
	// UsesLosses: Input.Losses is required.
	UsesLosses bool `json:"usesLosses"`
	// Stateful: calls depend on earlier calls.
	Stateful bool `json:"stateful"`
	// Random: draws from a generator seeded by Options.Seed.
	Random bool `json:"random"`
	// NonConflicting: the update has a non-negative product with every task
	// gradient, up to the conditioning stated by the operator.
	NonConflicting bool `json:"nonConflicting"`
	// LinearUnderScaling: the update is linear in each positive factor c_i of
	// c_i g_i, for equal state and losses.
	LinearUnderScaling bool `json:"linearUnderScaling"`
	// PermutationEquivariant: permuting tasks permutes weights.
	PermutationEquivariant bool `json:"permutationEquivariant"`
	// Elementwise: not a weighting; build it with NewElementwise. Set by
	// RegisterElementwise.
	Elementwise bool `json:"elementwise"`

	// Order is the place in lists, from 1; operators with 0 come last, by name.
	Order int `json:"-"`
}

type entry struct {
	spec        Spec
	weighting   func(Options) Weighting
	elementwise func(Options) Elementwise
}

var registry = map[string]entry{}

// Register makes an operator known under spec.Name to New, and so to every
// list, catalogue and command. Call it from an init function; an empty name, one
// taken already or a nil constructor panics.
func Register(spec Spec, make func(Options) Weighting) {
	if make == nil {
		panic("weighting: operator " + spec.Name + " without constructor")
	}
	spec.Elementwise = false
	enter(entry{spec: spec, weighting: make})
}

// RegisterElementwise is Register for an operator that works component by
// component.
func RegisterElementwise(spec Spec, make func(Options) Elementwise) {
	if make == nil {
		panic("weighting: operator " + spec.Name + " without constructor")
	}
	spec.Elementwise = true
	enter(entry{spec: spec, elementwise: make})
}

func enter(e entry) {
	if _, taken := registry[e.spec.Name]; taken || e.spec.Name == "" {
		panic("weighting: operator name " + strconv.Quote(e.spec.Name) + " is empty or taken")
	}
	registry[e.spec.Name] = e
}

// Specs lists every operator, HRGrad and its closest relatives first.
func Specs() []Spec {
	out := make([]Spec, 0, len(registry))
	for _, e := range registry {
		out = append(out, e.spec)
	}
	place := func(s Spec) int {
		if s.Order == 0 {
			return math.MaxInt
		}
		return s.Order
	}
	slices.SortFunc(out, func(a, b Spec) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), strings.Compare(a.Name, b.Name))
	})
	return out
}

// New returns the weighting of that name. An unknown name or a bad option is an
// error of one line.
func New(name string, opt Options) (Weighting, error) {
	e, ok := registry[name]
	if ok && e.weighting == nil {
		return nil, input.New("operator", name, "%s: it is element-wise and has no weights on the Gram matrix", strings.Join(names(false), ", "))
	}
	if !ok {
		return nil, input.Unknown("operator", name, names(false))
	}
	if err := opt.check(); err != nil {
		return nil, err
	}
	return e.weighting(opt), nil
}

func names(elementwise bool) []string {
	var s []string
	for _, sp := range Specs() {
		if sp.Elementwise == elementwise {
			s = append(s, sp.Name)
		}
	}
	return s
}

func (o Options) check() error {
	if o.Tasks < 0 || o.Tasks > maxTasks {
		return input.New("tasks", o.Tasks, "0 (taken from the first call) to %d", maxTasks)
	}
	return nil
}

// maxTasks bounds m so that a wrong header of a file cannot ask for an absurd
// amount of memory.
const maxTasks = 4096
