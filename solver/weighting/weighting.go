// Package weighting combines the gradients of several tasks into one update.
//
// Almost every multi-task operator returns a linear combination
// sum_i w_i g_i whose weights depend on the task gradients g_1..g_m only
// through their Gram matrix (and, for some, on the task losses). An operator is
// therefore a function Gram -> weights in float64, a [Weighting]; only the Gram
// matrix and the final combination touch vectors as long as the network. The one
// exception, GradDrop, works element by element and is an [Elementwise].
//
// Words: "weighting" (Gram -> weights) and the property names (non-conflicting,
// linear under scaling, permutation-equivariant) are those of TorchJD, Quinton
// and Rey, "Jacobian Descent for Multi-Objective Optimization", arXiv 2406.16232.
//
// All arithmetic is ordered and free of fused multiply-add and of assembly
// transcendental functions, so that a call gives the same bits natively and on
// js/wasm.
package weighting

import (
	"math"
	"sort"
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

// Report is what is known of one step. Its slices belong to the weighting and
// are overwritten by the next call. Slices over tasks have length M, the
// matrices M x M row-major.
type Report struct {
	Weights      []float64 `json:"weights"`      // update = sum_i Weights[i] g_i
	Cosine       []float64 `json:"cosine"`       // K_ij = g_i.g_j / (|g_i| |g_j|); rows of dropped tasks are zero
	Angles       []float64 `json:"angles"`       // rotation angles used, radians; nil for operators that do not rotate
	MaxAngles    []float64 `json:"maxAngles"`    // angle(gb_i, d*), radians; nil for operators without an anchor
	Conflict     []bool    `json:"conflict"`     // task i has some K_ij < 0
	Conflicts    int       `json:"conflicts"`    // number of tasks in conflict
	MinCosine    float64   `json:"minCosine"`    // min_i cos(g_i, update) over tasks with non-zero gradient; 0 for a zero update
	Alignment    float64   `json:"alignment"`    // (2/m^2) sum_ij K_ij - 1 over tasks with non-zero gradient
	Path         string    `json:"path"`         // path taken, one of the Path constants
	GuardScale   float64   `json:"guardScale"`   // common factor on the angles, 1 when the guard did not act
	Anchor       []float64 `json:"anchor"`       // coefficients of d* in the basis of unit gradients; nil without an anchor
	AnchorMethod string    `json:"anchorMethod"` // AnchorRays, AnchorMinNorm or empty
	InnerSteps   int       `json:"innerSteps"`   // iterations of the inner problem, where there is one
	Dropped      []bool    `json:"dropped"`      // tasks with zero gradient, which take no part and get weight 0
}

// Paths an operator can report.
const (
	PathSum        = "sum"         // fixed or loss-driven weights, Gram not used
	PathNoConflict = "no-conflict" // HRGrad without conflict: exactly ConFIG
	PathRotated    = "rotated"     // HRGrad with its angles as optimised
	PathGuarded    = "guarded"     // HRGrad with its angles scaled down by the guard
	PathConFIG     = "config"      // equal cosine with every task gradient
	PathMinNorm    = "min-norm"    // minimum-norm point of the hull of unit gradients
	PathStationary = "stationary"  // no common descent direction: zero update
	PathSolved     = "solved"      // the operator's own program, solved
	PathEmpty      = "empty"       // every gradient is zero: zero update

	PathElementwise = "element-wise" // not a combination of gradients: reported by optimisers
)

// Ways to obtain the anchor.
const (
	AnchorRays    = "double-description"
	AnchorMinNorm = "min-norm"
)

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

// Options of all operators. The zero value of every tuning field stands for
// the default given beside it. A negative or non-finite value is an error.
type Options struct {
	Tasks int    `json:"tasks,omitempty"` // number of tasks m; 0: taken from the first call
	Seed  uint64 `json:"seed,omitempty"`  // seed of the operators that draw random numbers

	PinvCut float64 `json:"pinvCut,omitempty"` // relative eigenvalue cut of every pseudo-inverse, 1e-6

	// HRGrad (method: Liang, arXiv 2604.24745), HARMONIC and RGB.
	Lambda      float64 `json:"lambda,omitempty"`      // weight of the proximity term, 1
	InnerRate   float64 `json:"innerRate,omitempty"`   // step of the angle iteration, 0.2
	InnerMin    int     `json:"innerMin,omitempty"`    // least number of angle steps, 1
	InnerMax    int     `json:"innerMax,omitempty"`    // largest number of angle steps, 10
	InnerScale  float64 `json:"innerScale,omitempty"`  // k in s/(s+k), 1
	MaxRayTasks int     `json:"maxRayTasks,omitempty"` // largest m for Double Description (at most 12), 8

	LearningRate float64 `json:"learningRate,omitempty"` // rate of an operator's own parameters (UW 1e-3, FAMO 0.025)
	Temperature  float64 `json:"temperature,omitempty"`  // DWA softmax temperature, 2
	Window       int     `json:"window,omitempty"`       // DWA: steps averaged into one "epoch" of its paper, 100
	Decay        float64 `json:"decay,omitempty"`        // FAMO: decay of its logits, 1e-3
	Radius       float64 `json:"radius,omitempty"`       // CAGrad: c, radius of the ball around the mean gradient, 0.5
	Leak         float64 `json:"leak,omitempty"`         // GradDrop: share of each gradient that is never dropped, 0
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
	// Elementwise: not a weighting; build it with NewElementwise.
	Elementwise bool `json:"elementwise"`

	order int // place in the list
}

type entry struct {
	spec        Spec
	weighting   func(Options) Weighting
	elementwise func(Options) Elementwise
}

var registry = map[string]entry{}

func register(spec Spec, make func(Options) Weighting) {
	registry[spec.Name] = entry{spec: spec, weighting: make}
}

// Specs lists every operator, HRGrad and its closest relatives first.
func Specs() []Spec {
	out := make([]Spec, 0, len(registry))
	for _, e := range registry {
		out = append(out, e.spec)
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].order != out[j].order {
			return out[i].order < out[j].order
		}
		return out[i].Name < out[j].Name
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
	if err := opt.fill(); err != nil {
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

// fill checks the options and replaces zero values by the shared defaults. A
// default that differs between operators (LearningRate) is filled by them.
func (o *Options) fill() error {
	type real struct {
		name string
		p    *float64
		def  float64
		max  float64
	}
	for _, f := range []real{
		{"pinvCut", &o.PinvCut, 1e-6, 1},
		{"lambda", &o.Lambda, 1, math.MaxFloat64},
		{"innerRate", &o.InnerRate, 0.2, math.MaxFloat64},
		{"innerScale", &o.InnerScale, 1, math.MaxFloat64},
		{"learningRate", &o.LearningRate, 0, math.MaxFloat64},
		{"temperature", &o.Temperature, 2, math.MaxFloat64},
		{"decay", &o.Decay, 1e-3, math.MaxFloat64},
		{"radius", &o.Radius, 0.5, math.MaxFloat64},
		{"leak", &o.Leak, 0, 1},
	} {
		if !(*f.p >= 0 && *f.p <= f.max) {
			return input.New(f.name, *f.p, "0 (default) to %g", f.max)
		}
		if *f.p == 0 {
			*f.p = f.def
		}
	}
	type whole struct {
		name string
		p    *int
		def  int
		max  int
	}
	for _, f := range []whole{
		{"tasks", &o.Tasks, 0, maxTasks},
		{"innerMin", &o.InnerMin, 1, 100000},
		{"innerMax", &o.InnerMax, 10, 100000},
		{"maxRayTasks", &o.MaxRayTasks, 8, 12},
		{"window", &o.Window, 100, math.MaxInt32},
	} {
		if *f.p < 0 || *f.p > f.max {
			return input.New(f.name, *f.p, "0 (default) to %d", f.max)
		}
		if *f.p == 0 {
			*f.p = f.def
		}
	}
	if o.InnerMin > o.InnerMax {
		return input.New("innerMin", o.InnerMin, "at most innerMax = %d", o.InnerMax)
	}
	return nil
}

// maxTasks bounds m so that a wrong header of a file cannot ask for an absurd
// amount of memory.
const maxTasks = 4096
