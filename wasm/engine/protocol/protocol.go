// Package protocol defines the messages between the page, the coordinator and
// the reference worker. It has no syscall/js in it, so that what speaks the
// protocol can be tested natively.
//
// Small structured parts cross as JavaScript objects with the names of the
// json tags. Fields of data and their references cross as transferred typed
// arrays; they are the ones whose json tag is "-".
package protocol

import (
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/train"
)

// Types of the messages from the page.
const (
	Init       = "init"         // Config: start over with it, paused
	Run        = "run"          // train until told otherwise
	Pause      = "pause"        // stop training
	Step       = "step"         // Count more steps, then stop
	Reset      = "reset"        // start over with the same configuration
	ViewAt     = "view"         // Eps, T, NT, NX, Distribution, NV: what is looked at
	Ack        = "ack"          // the fields message before was drawn
	Checkpoint = "checkpoint"   // ask for a checkpoint
	Resume     = "resume"       // Bytes: continue from a checkpoint
	Workers    = "workers"      // Count threads share every step, the coordinator's among them
	Conserve   = "conservation" // ask for the balances of a BGK session now
	RaceStart  = "race"         // Operators, Count steps each: trains them side by side, in place of the session
	RaceRun    = "race-run"     // go on after a pause
	RacePause  = "race-pause"   // stop training the race
	RaceStop   = "race-stop"    // forget the race; the session before is current again
)

// Request is a message from the page. Which fields count depends on Type.
type Request struct {
	Type   string       `json:"type"`
	Config train.Values `json:"config"`
	Count  int          `json:"count"`
	Eps    float64      `json:"eps"`
	T      float64      `json:"t"`
	NT     int          `json:"nt"`
	NX     int          `json:"nx"`
	NV     int          `json:"nv"` // velocities of the distribution, 0: DefaultNV

	Distribution bool     `json:"distribution"` // the view wants f(x, v) at T too
	Operators    []string `json:"operators"`
	Bytes        []byte   `json:"-"`
}

// Hello is the first message of a coordinator.
type Hello struct {
	Type      string     `json:"type"`
	Catalogue *Catalogue `json:"catalogue"`
	Kernels   string     `json:"kernels"`   // in use
	Available []string   `json:"available"` // what this engine can use
}

// Ready follows init, reset and resume: a session stands at Step.
type Ready struct {
	Type       string       `json:"type"`
	Config     train.Values `json:"config"`
	Problem    kinetic.Info `json:"problem"`
	Parameters int          `json:"parameters"`
	Tasks      []string     `json:"tasks"`
	Step       int          `json:"step"`
}

// Progress reports the run about ten times a second.
type Progress struct {
	Type           string    `json:"type"`
	Step           int       `json:"step"`
	Steps          int       `json:"steps"` // where the rate schedule ends and the run stops by itself
	Running        bool      `json:"running"`
	StepsPerSecond float64   `json:"stepsPerSecond"` // over the last seconds of training
	Seconds        float64   `json:"seconds"`        // spent training
	Losses         []float64 `json:"losses"`         // per task; empty before the first step
	Total          float64   `json:"total"`          // NaN before the first step
	Rate           float64   `json:"rate"`
	Check          string    `json:"check"`    // short hash of the bits of Losses: equal runs have equal checks at equal steps
	Gradient       *Gradient `json:"gradient"` // nil before the first step
	History        History   `json:"history"`  // since the last message
}

// Gradient is what the operator reported of the last step. Matrices are M×M,
// row-major.
type Gradient struct {
	M          int       `json:"m"`
	Cosine     []float64 `json:"cosine"`
	Conflict   []bool    `json:"conflict"`
	Conflicts  int       `json:"conflicts"`
	Angles     []float64 `json:"angles"`
	MaxAngles  []float64 `json:"maxAngles"` // between each unit gradient and the anchor
	Anchor     []float64 `json:"anchor"`    // coefficients in the unit gradients
	MinCosine  float64   `json:"minCosine"`
	Alignment  float64   `json:"alignment"`
	Path       string    `json:"path"`
	GuardScale float64   `json:"guardScale"`
}

// History holds losses of past steps: Losses[i] are those of step Steps[i].
type History struct {
	Steps  []int       `json:"steps"`
	Losses [][]float64 `json:"losses"`
}

// Field is one field over (t, x): NT rows of NX values, t from 0 to TEnd and x
// over the domain, both with the end points.
type Field struct {
	Name      string    `json:"name"`
	Label     string    `json:"label"`
	Unit      string    `json:"unit"`
	Data      []float32 `json:"-"`
	Reference []float32 `json:"-"` // nil while unknown
}

// Line holds all fields over x at the chosen t.
type Line struct {
	X         []float64
	Names     []string    // of the fields
	Values    [][]float64 // [field][i]
	Reference [][]float64 // nil while unknown
	Limits    []Limit     // those that are known
}

// Fields is one evaluation of the network.
type Fields struct {
	Type   string  `json:"type"`
	Step   int     `json:"step"`
	Eps    float64 `json:"eps"`
	T      float64 `json:"t"`
	NT     int     `json:"nt"`
	NX     int     `json:"nx"`
	Fields []Field `json:"-"`
	Line   Line    `json:"-"`
}

// Errors is the table of relative L2 errors at t = T against the reference.
// Values[f][i] belongs to Fields[f] and Eps[i]; NaN while the reference of a
// decade is not there yet.
type Errors struct {
	Type   string      `json:"type"`
	Step   int         `json:"step"`
	T      float64     `json:"t"`
	Eps    []float64   `json:"eps"`
	Fields []string    `json:"fields"`
	Values [][]float64 `json:"values"`
}

// ReferenceProgress tells how far the reference at Eps is, from 0 to 1.
type ReferenceProgress struct {
	Type     string  `json:"type"`
	Eps      float64 `json:"eps"`
	Fraction float64 `json:"fraction"`
	Limit    string  `json:"limit"` // label of the limiting solution that it is, or empty
}

// Saved carries a checkpoint to the page.
type Saved struct {
	Type  string `json:"type"`
	Step  int    `json:"step"`
	Bytes []byte `json:"-"`
}

// Fault tells in one sentence each what went wrong and what to do.
type Fault struct {
	Type    string `json:"type"`
	Message string `json:"message"`
	Action  string `json:"action"`
}

// ReferenceRequest asks the reference worker for all fields at the times T and
// NX positions: a Grid over the domain, or Midpoints of cells. A request with a
// Slot supersedes unanswered requests with the same Slot. With a Limit it asks
// for that limiting solution, of which Eps is then 0. With V it asks for the
// distribution at the last of T too.
type ReferenceRequest struct {
	Type    string    `json:"type"`
	ID      int       `json:"id"`
	Slot    string    `json:"slot"`
	Problem string    `json:"problem"`
	Eps     float64   `json:"eps"`
	T       []float64 `json:"t"`
	NX      int       `json:"nx"`
	Cells   bool      `json:"cells"`
	Limit   string    `json:"limit"`
	V       []float64 `json:"v"`
}

// Slots: what is looked at comes before everything else, then limits in slots of
// their own, then the decades of the error table.
const (
	SlotView   = "view"
	SlotDecade = "" // nothing is superseded
)

// ReferenceReply answers a request, in parts while it is being computed: Values
// is nil until Fraction is 1. Values[field] has len(T) rows of NX values.
// Distribution has len(V) rows of NX values; it is nil when it was not asked for
// or the solution does not know it.
type ReferenceReply struct {
	Type     string      `json:"type"`
	ID       int         `json:"id"`
	Eps      float64     `json:"eps"`
	Fraction float64     `json:"fraction"`
	Error    string      `json:"error"`
	Values   [][]float64 `json:"-"`

	Distribution []float64 `json:"-"`
}
