package weighting

import "github.com/hrgrad/hrgrad/solver/input"

// Report is what is known of one step. Its slices belong to the weighting and
// are overwritten by the next call. Slices over tasks have length M, the
// matrices M x M row-major.
type Report struct {
	Weights      []float64 `json:"weights"`      // update = sum_i Weights[i] g_i; nil from an element-wise operator
	Coefficients []float64 `json:"coefficients"` // the same combination in the unit gradients: Weights[i] |g_i|; nil from an element-wise operator
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
	Opening      float64   `json:"opening"`      // how far the cone is open: min_i |P_C gb_i|, from operators that project onto it; 1 from the others
	InnerSteps   int       `json:"innerSteps"`   // iterations of the inner problem, where there is one
	// StepCosine and MomentCosine tell of the change of the parameters that followed, and are set by optimisers: its least cosine (as descent)
	// with the gradients of the tasks in this step, and with their first moments (with raw momentum the gradients again).
	StepCosine   float64 `json:"stepCosine,omitempty"`
	MomentCosine float64 `json:"momentCosine,omitempty"`
	Dropped      []bool  `json:"dropped"` // tasks with zero gradient, which take no part and get weight 0
}

// Paths an operator can report.
const (
	PathSum        = "sum"         // fixed or loss-driven weights, Gram not used
	PathNoConflict = "no-conflict" // HRGrad without conflict: exactly ConFIG
	PathRotated    = "rotated"     // HRGrad with its angles as optimised
	PathGuarded    = "guarded"     // HRGrad with its angles scaled down by the guard
	PathConFIG     = "config"      // equal cosine with every task gradient
	PathMinNorm    = "min-norm"    // minimum-norm point of the hull of unit gradients
	PathDualCone   = "dual-cone"   // HRGrad without common descent direction: the sum of rotations into the dual cone
	PathTraded     = "traded"      // hrgrad-trade in a nearly empty cone: a bounded negative product
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

// Measure checks in and reports on the update sum_i weights[i] g_i: what a
// weighting returns that computes its weights itself. The weights of tasks with
// zero gradient count as 0. Errors are those of any Weighting; the report belongs
// to the caller, who sets its Path.
func Measure(in Input, weights []float64) (*Report, error) {
	if len(weights) != in.M {
		return nil, input.New("weights", len(weights), "one for each of %d tasks", in.M)
	}
	b := base{name: "weights"}
	if err := b.begin(in); err != nil {
		return nil, err
	}
	copy(b.rep.Weights, weights)
	b.dropZero()
	return b.finish(), nil
}

// Divide divides the update that r reports by d > 0.
func (r *Report) Divide(d float64) {
	for i := range r.Coefficients {
		r.Coefficients[i] /= d
	}
	for i := range r.Weights {
		r.Weights[i] /= d
	}
}
