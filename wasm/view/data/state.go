// Package data is what the view knows of a run: the messages of the engine, which have passed their check, and what the
// visitor has chosen to see. It draws nothing.
package data

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"unsafe"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// News is a set of things that have changed. A panel names those that it draws.
type News int

// What can change.
const (
	NewRun News = 1 << iota // another run: everything has changed
	NewFields
	NewLosses
	NewGradient
	NewErrors
	NewDistribution
	NewConservation
	NewRace
	NewShow     // network, reference or error
	NewQuantity // f, equilibrium or difference
	NewCut      // x of the cut through the distribution
	NewMarker   // the chosen t
	NewOverTime // errors over time
)

// Quantities that maps can show.
const (
	ShowNetwork   = "network"
	ShowReference = "reference"
	ShowError     = "error"
	ShowAll       = "all" // maps of the network, with those of reference and error beside them
)

// State is a run and the visitor's choices. The setters take messages that pass Validate, leave the state alone when they do
// not fit the problem, and note what is new.
type State struct {
	Problem  info.Problem
	Operator string
	Tasks    []string

	Fields       *wire.Fields // nil, as the others, until it has come
	FieldHash    uint64       // of the network's fields; 0 without any
	Losses       History
	Progress     wire.Progress
	Gradient     *wire.Gradient
	Errors       *wire.Errors
	OverTime     *wire.ErrorsOverTime
	Distribution *Distribution
	Conservation *wire.Conservation
	Fit          *wire.Fit  // measurements
	Race         *wire.Race // on display in place of the run; nil: none
	RaceFields   []info.Field

	// There is or was something of the kind in this run: its panels stay.
	WantCone, WantDistribution, WantConservation, WantOverTime bool

	Show          string // what maps show: network, reference or error
	Beside        bool   // the maps of reference and error stand beside those of the network
	Quantity      string // what the map of the distribution shows
	AllVelocities bool
	Row0, Row1    int     // velocities on display
	CutX          float64 // chosen for the cut; NaN: the middle
	Marker        float64 // the chosen t
	MarkerY       float64 // the chosen y of the cut, in two space dimensions
	Pins          []Place // places that are pinned, in their order
	PinChanges    int     // how often they have changed

	pointerX float64
	news     News
}

// Place is a place on the maps: x and t, or in two space dimensions x and y.
type Place struct{ X, Y float64 }

// defaultFields are drawn before there is a problem.
var defaultFields = []info.Field{{Name: "rho", Symbol: "ρ", Label: "Density ρ"}, {Name: "flux", Label: "Flux", Sign: info.Signed}}

// New returns the state before any message.
func New() *State {
	st := &State{Show: ShowNetwork, Quantity: ShowF, CutX: math.NaN(), pointerX: math.NaN(), news: NewRun}
	st.Problem.Fields = defaultFields
	st.Losses.reset()
	return st
}

// TakeNews returns what has changed since the last call.
func (st *State) TakeNews() News {
	n := st.news
	st.news = 0
	return n
}

// Receiver returns an empty message of the given type to be read into, and what takes it then; nil
// for types that no panel draws.
func (st *State) Receiver(name string) (to wire.Validator, take func() error) {
	switch name {
	case "ready":
		return receiver(st.SetReady)
	case "fields":
		return receiver(st.SetFields)
	case "progress":
		return receiver(st.SetProgress)
	case "errors":
		return receiver(st.SetErrors)
	case "errorsOverTime":
		return receiver(st.SetErrorsOverTime)
	case "distribution":
		return receiver(st.SetDistribution)
	case "conservation":
		return receiver(st.SetConservation)
	case "fit":
		return receiver(st.SetFit)
	case "race":
		return receiver(st.SetRace)
	}
	return nil, nil
}

func receiver[M any, P interface {
	*M
	wire.Validator
}](set func(P) error) (wire.Validator, func() error) {
	to := P(new(M))
	return to, func() error { return set(to) }
}

// SetShow chooses what maps show: network, reference, error or all of them.
func (st *State) SetShow(name string) error {
	beside := name == ShowAll
	switch name {
	case ShowNetwork, ShowReference, ShowError:
	case ShowAll:
		name = ShowNetwork
	default:
		return fmt.Errorf("show: %q is unknown; allowed are network, reference, error and all", name)
	}
	if st.Show != name || st.Beside != beside {
		st.Show, st.Beside = name, beside
		st.news |= NewShow
	}
	return nil
}

// SetMarker moves the marker of the chosen time at once; the next Fields may move it again.
func (st *State) SetMarker(t float64) {
	if t-t == 0 && t != st.Marker {
		st.Marker = t
		st.news |= NewMarker
	}
}

// SetMarkerY moves the marker of the cut at once; the next Fields may move it again.
func (st *State) SetMarkerY(y float64) {
	if y-y == 0 && y != st.MarkerY {
		st.MarkerY = y
		st.news |= NewMarker
	}
}

// SetPins replaces the places that are pinned.
func (st *State) SetPins(pins []Place) {
	if !slices.Equal(pins, st.Pins) {
		st.Pins = pins
		st.PinChanges++
		st.news |= NewMarker
	}
}

// Position is the x that is chosen, on the cut in two space dimensions; in the middle before there is a choice.
func (st *State) Position() float64 {
	if st.CutX == st.CutX {
		return st.CutX
	}
	return 0.5 * (st.Problem.XMin + st.Problem.XMax)
}

// SetReady starts a new run and ends the display of a race. Panels that the same problem had
// before keep their place.
func (st *State) SetReady(r *wire.Ready) error {
	if r.Problem.Name != st.Problem.Name {
		st.WantDistribution, st.WantConservation, st.CutX = false, false, math.NaN()
		st.SetPins(nil)
	}
	operator := r.Config["operator"]
	st.WantCone = st.WantCone && operator == st.Operator && len(r.Tasks) == len(st.Tasks)
	st.Operator = operator
	st.Distribution, st.Conservation, st.Fit, st.Race, st.RaceFields = nil, nil, nil, nil, nil
	st.Problem, st.Tasks = r.Problem, r.Tasks
	st.Fields, st.Errors, st.OverTime, st.Gradient = nil, nil, nil, nil
	st.FieldHash = 0
	st.Progress = wire.Progress{}
	st.Losses.reset()
	st.news |= NewRun
	return nil
}

// SetFields replaces the fields, which are those of the problem.
func (st *State) SetFields(f *wire.Fields) error {
	if len(f.Data) != len(st.Problem.Fields) {
		return fmt.Errorf("fields: %d fields given, allowed: those of the problem, %d", len(f.Data), len(st.Problem.Fields))
	}
	h := fnv.New64a()
	for _, d := range f.Data {
		h.Write(bytesOf(d))
	}
	if (f.NY > 0) != st.Problem.Plane() {
		return fmt.Errorf("fields: ny %d given, allowed: rows in two space dimensions, 0 in one", f.NY)
	}
	st.Fields, st.FieldHash, st.Marker, st.MarkerY = f, h.Sum64(), f.T, f.Y
	st.news |= NewFields | NewMarker
	return nil
}

func bytesOf(v []float32) []byte {
	if len(v) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&v[0])), 4*len(v))
}

// SetProgress takes the state of the training and the new points of the loss curves.
func (st *State) SetProgress(p *wire.Progress) error {
	for i, step := range p.History.Steps {
		st.Losses.add(float64(step), p.History.Losses[i])
	}
	st.Progress = *p
	if len(p.History.Steps) > 0 { // late in a run the engine keeps a loss only now and then
		st.news |= NewLosses
	}
	if g := p.Gradient; g != nil {
		st.Gradient = g
		st.WantCone = st.WantCone || g.M == 2 || g.M == 3 || len(g.Angles) > 0
		st.news |= NewGradient
	}
	return nil
}

// SetErrors replaces the error table.
func (st *State) SetErrors(e *wire.Errors) error {
	st.Errors = e
	st.news |= NewErrors
	return nil
}

// SetErrorsOverTime replaces the errors over time; those without fields take their panels away.
func (st *State) SetErrorsOverTime(e *wire.ErrorsOverTime) error {
	if len(e.Fields) == 0 {
		st.OverTime, st.WantOverTime = nil, false
		st.news |= NewOverTime
		return nil
	}
	if n := len(st.Problem.Measures()); len(e.Fields) != n {
		return fmt.Errorf("errors over time: %d fields given, allowed: those of the problem, %d", len(e.Fields), n)
	}
	st.OverTime, st.WantOverTime = e, true
	st.news |= NewOverTime
	return nil
}

// SetConservation replaces the conservation errors.
func (st *State) SetConservation(k *wire.Conservation) error {
	st.Conservation, st.WantConservation = k, true
	st.news |= NewConservation
	return nil
}

// TaskName is the given name of task k or its number.
func (st *State) TaskName(k int) string {
	if k < len(st.Tasks) && st.Tasks[k] != "" {
		return st.Tasks[k]
	}
	return "task " + strconv.Itoa(k+1)
}

// Choices are what the visitor has chosen to see. Cut is NaN while no x has been chosen.
type Choices struct {
	Show, Quantity string
	AllVelocities  bool
	Cut            float64
}

// Choices returns the present ones.
func (st *State) Choices() Choices {
	show := st.Show
	if st.Beside {
		show = ShowAll
	}
	return Choices{show, st.Quantity, st.AllVelocities, st.CutX}
}

// SetChoices takes over those that are valid.
func (st *State) SetChoices(c Choices) {
	_ = st.SetShow(c.Show)
	_ = st.SetQuantity(c.Quantity)
	st.SetAllVelocities(c.AllVelocities)
	st.SetCut(c.Cut)
}
