package wire

import "github.com/hrgrad/hrgrad/solver/kinetic/info"

// Hello is the first message of an engine.
type Hello struct {
	Kernels   string   `json:"kernels"`   // in use
	Available []string `json:"available"` // what this engine can use
}

// Ready follows init, reset, resume and show: a session stands at Step. Config holds all its settings as text by key (train.Values).
type Ready struct {
	Config     map[string]string `json:"config"`
	Problem    info.Problem      `json:"problem"`
	Parameters int               `json:"parameters"`
	Tasks      []string          `json:"tasks"`
	Step       int               `json:"step"`
	Trained    bool              `json:"trained"` // it shows a network from a file of weights, which this page has not trained
	Own        *Own              `json:"own"`     // of a problem from a file; nil otherwise
	// Extensible tells that steps beyond the plan are those of a run that was planned longer.
	Extensible bool `json:"extensible"`
}

// Progress reports the run about ten times a second.
type Progress struct {
	Step           int       `json:"step"`
	Steps          int       `json:"steps"` // where the rate schedule ends and the run stops by itself
	Running        bool      `json:"running"`
	StepsPerSecond float64   `json:"stepsPerSecond"` // over the last seconds of training
	Seconds        float64   `json:"seconds"`        // spent training
	Losses         []float64 `json:"losses"`         // per task; empty before the first step
	Total          float64   `json:"total"`          // NaN before the first step
	Part           float64   `json:"part"`           // share of the next step that is done, where steps take long; else 0
	Rate           float64   `json:"rate"`
	Judged         string    `json:"judged"`   // by the optimiser solve: what points that it has not fitted say of its last solution
	Check          string    `json:"check"`    // short hash of the bits of Losses: equal runs have equal checks at equal steps
	Gradient       *Gradient `json:"gradient"` // nil before the first step
	History        History   `json:"history"`  // since the last message
}

// Gradient is what the operator reported of the last step of M tasks. Matrices are M×M, row-major. Angles, MaxAngles, Anchor
// and Coefficients are empty where the operator has none.
type Gradient struct {
	M            int       `json:"m"`
	Cosine       []float64 `json:"cosine"`       // between task gradients; the rows of zero gradients are zero
	Conflict     []bool    `json:"conflict"`     // the task has a negative cosine with another
	Conflicts    int       `json:"conflicts"`    // tasks in conflict
	Angles       []float64 `json:"angles"`       // by which each unit gradient was rotated, radians
	MaxAngles    []float64 `json:"maxAngles"`    // between each unit gradient and the anchor, radians
	Anchor       []float64 `json:"anchor"`       // coefficients in the unit gradients
	Coefficients []float64 `json:"coefficients"` // of the update in the unit gradients
	MinCosine    float64   `json:"minCosine"`    // least cosine of a task gradient with the update; NaN when unknown
	StepCosine   float64   `json:"stepCosine"`   // least cosine of a task gradient with the change of the parameters, momentum and preconditioner included
	Alignment    float64   `json:"alignment"`
	Path         string    `json:"path"` // that the operator took
	GuardScale   float64   `json:"guardScale"`
}

// History holds losses of past steps: Losses[i] are those of step Steps[i]. Points replace those at and after the first of
// them that were sent before.
type History struct {
	Steps  []int       `json:"steps"`
	Losses [][]float64 `json:"losses"`
}

// Errors is the table of relative L2 errors at t = T against the reference: Values[f][i] belongs to Fields[f] and Eps[i]. It
// is NaN while the reference of a decade is not there yet.
type Errors struct {
	Step   int         `json:"step"`
	T      float64     `json:"t"`
	Eps    []float64   `json:"eps"`
	Fields []string    `json:"fields"`
	Values [][]float64 `json:"values"`
	// Absolute lists the fields whose reference is zero everywhere: their values are root mean squares, not relative errors.
	Absolute []string `json:"absolute,omitempty"`
	// Estimates holds per field the largest error that the references state of themselves; empty where they state none.
	Estimates []float64 `json:"estimates"`
	// Estimated holds errors like Values that are estimated from the residuals of the network alone, NaN where one is not known yet; empty while
	// it trains.
	Estimated [][]float64 `json:"estimated"`
}

// ErrorsOverTime holds the errors against the reference at the times T, the last of which is the end of the problem: Values[f] has len(T) rows
// of len(Eps) values for Fields[f], and Worst[f][i] is the largest of them at Eps[i]. They are NaN while the reference of a decade is not there yet.
type ErrorsOverTime struct {
	Step   int         `json:"step"`
	T      []float64   `json:"t"`
	Eps    []float64   `json:"eps"`
	Fields []string    `json:"fields"`
	Values [][]float64 `json:"values"`
	Worst  [][]float64 `json:"worst"`
	// Absolute lists the fields whose reference is zero everywhere at some of the times: there values are root mean squares, not relative errors.
	Absolute []string `json:"absolute"`
}

// ReferenceProgress tells how far the reference at Eps is, from 0 to 1.
type ReferenceProgress struct {
	Eps      float64 `json:"eps"`
	Fraction float64 `json:"fraction"`
	Limit    string  `json:"limit"` // label of the limiting solution that it is, or empty
}

// Saved carries a checkpoint to the page: one that was asked for, or Auto, every few seconds of training, to be kept against loss.
type Saved struct {
	Step    int     `json:"step"`
	Seconds float64 `json:"seconds"` // spent training
	Auto    bool    `json:"auto"`
	Bytes   []byte  `js:"-" json:"bytes"`
}

// Mended tells in one sentence what broke and was replaced without loss.
type Mended struct {
	Message string `json:"message"`
}

// Pong answers a ping.
type Pong struct{}

// Fault tells in one sentence each what went wrong and what to do.
type Fault struct {
	Message string `json:"message"`
	Action  string `json:"action"`
}

// Name implements Message.
func (Hello) Name() string { return "hello" }

// Name implements Message.
func (Ready) Name() string { return "ready" }

// Name implements Message.
func (Progress) Name() string { return "progress" }

// Name implements Message.
func (Errors) Name() string { return "errors" }

// Name implements Message.
func (ErrorsOverTime) Name() string { return "errorsOverTime" }

// Name implements Message.
func (ReferenceProgress) Name() string { return "reference" }

// Name implements Message.
func (Saved) Name() string { return "checkpoint" }

// Name implements Message.
func (Mended) Name() string { return "mended" }

// Name implements Message.
func (Pong) Name() string { return "pong" }

// Name implements Message.
func (Fault) Name() string { return "fault" }
