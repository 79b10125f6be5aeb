package wire

import "fmt"

// Names of the requests of the page.
const (
	Init       = "init"         // Config: start over with it, paused
	Run        = "run"          // train until told otherwise
	Pause      = "pause"        // stop training
	Step       = "step"         // Count more steps, then stop
	Reset      = "reset"        // start over with the same configuration
	ViewAt     = "view"         // Eps, T, Set, NT, NX, NY, Y, Distribution, NV: what is looked at
	Ack        = "ack"          // the fields sent last are on the screen
	Checkpoint = "checkpoint"   // ask for a checkpoint; Auto: of the present state where it is sound and none was sent yet, to be kept
	Resume     = "resume"       // Bytes: continue from a checkpoint
	Show       = "show"         // Bytes: show the network of a file of weights
	Workers    = "workers"      // Count threads share every step, the coordinator's among them
	Conserve   = "conservation" // ask for the conservation errors of a BGK session now
	RaceStart  = "race"         // Operators, Count steps each, or Optimizers, Count seconds each: trains them side by side, in place of the session
	RaceRun    = "race-run"     // go on after a pause
	RacePause  = "race-pause"   // stop training the race
	RaceStop   = "race-stop"    // forget the race; the session before is current again
	Check      = "check"        // Text, a problem file: what is wrong with it; answered with Count
	References = "references"   // Count 0: give up references under way; 1: compute what is missing
	Solve      = "solve"        // Count random features: solve for the last layer; 0: stop the solve under way
	Ping       = "ping"         // answered with pong between two slices of training: a sign of life
	Measured   = "measured"     // Data, CSV of measurements: read it, answered by a Fit that is not Fitted
	FitData    = "fit"          // Data: find the parameters of the problem that match it, answered by a Fit
	Again      = "again"        // a new view knows nothing: send history, fields, errors, conservation and race once more
)

// Requests lists the names of the requests.
var Requests = []string{Init, Run, Pause, Step, Reset, ViewAt, Ack, Checkpoint, Resume, Show, Workers, Conserve, RaceStart, RaceRun, RacePause, RaceStop, Check, References, Measured, FitData, Solve, Ping, Again}

// Bounds of what a page may ask for.
const (
	MinGrid       = 2 // points in each direction of a grid, and velocities
	MaxGrid       = 512
	DefaultNV     = 96        // velocities of a distribution
	MaxCheckpoint = 512 << 20 // bytes; larger ones do not fit into a page beside their run
	MaxData       = 4 << 20   // bytes of measurements
)

// Request is a message of the page. Config holds settings as text by key (train.Values). Which fields count depends on Type. Its values are
// checked by the engine, which answers with a Fault.
type Request struct {
	Type   string            `json:"type"`
	Config map[string]string `json:"config"`
	Count  int               `json:"count"`
	Eps    float64           `json:"eps"`
	T      float64           `json:"t"`
	NT     int               `json:"nt"`
	NX     int               `json:"nx"`
	NY     int               `json:"ny"`  // rows of a map in two space dimensions, 0: NT
	Y      float64           `json:"y"`   // of the cut in two space dimensions
	NV     int               `json:"nv"`  // velocities of the distribution, 0: DefaultNV
	Set    []float64         `json:"set"` // parameters of a problem file; empty: the middles of their ranges
	Text   string            `json:"text"`

	Distribution bool     `json:"distribution"` // the view wants f(x, v) at T too
	Operators    []string `json:"operators"`
	Optimizers   []string `json:"optimizers"`
	Auto         bool     `json:"auto"`
	Data         string   `json:"data"`
	Bytes        []byte   `js:"-" json:"bytes"` // of a checkpoint, or of weights
}

// Validate implements Validator.
func (r *Request) Validate() error {
	if len(r.Bytes) > MaxCheckpoint {
		return wrong("request "+r.Type, "bytes", len(r.Bytes), "at most %d", MaxCheckpoint)
	}
	if len(r.Data) > MaxData {
		return wrong("request "+r.Type, "data", fmt.Sprintf("%d bytes", len(r.Data)), "at most %d", MaxData)
	}
	return nil
}
