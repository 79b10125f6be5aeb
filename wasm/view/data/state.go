// Package data is what the view knows of a run: the messages of the engine in the form that the
// panels draw, checked, and what the visitor has chosen to see. It draws nothing.
package data

import (
	"fmt"
	"hash/fnv"
	"math"
	"strconv"
	"unsafe"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
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
)

// Quantities that maps can show.
const (
	ShowNetwork   = "network"
	ShowReference = "reference"
	ShowError     = "error"
)

// State is a run and the visitor's choices. The setters check what they are given, leave the state
// alone when it does not fit, and note what is new.
type State struct {
	Problem  Problem
	Operator string
	Tasks    []string

	Fields       *Fields // nil, as the others, until it has come
	FieldHash    uint64  // of the network's fields; 0 without any
	Losses       History
	Progress     Progress
	Gradient     *Gradient
	Errors       *Errors
	Distribution *Distribution
	Conservation *Conservation
	Race         *Race // on display in place of the run; nil: none
	RaceFields   []FieldInfo

	// There is or was something of the kind in this run: its panels stay.
	WantCone, WantDistribution, WantConservation bool

	Show          string // what maps show
	Quantity      string // what the map of the distribution shows
	AllVelocities bool
	Row0, Row1    int     // velocities on display
	CutX          float64 // chosen for the cut; NaN: the middle
	Marker        float64 // the chosen t

	pointerX float64
	news     News
}

// defaultFields are drawn before there is a problem.
var defaultFields = []FieldInfo{{Name: "rho", Symbol: "ρ", Label: "Density ρ"}, {Name: "flux", Label: "Flux", Sign: info.Signed}}

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

// SetShow chooses what maps show: network, reference or error.
func (st *State) SetShow(name string) error {
	switch name {
	case ShowNetwork, ShowReference, ShowError:
	default:
		return fmt.Errorf("show: %q is unknown; allowed are network, reference and error", name)
	}
	if st.Show != name {
		st.Show = name
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

// SetReady starts a new run and ends the display of a race. Panels that the same problem had
// before keep their place.
func (st *State) SetReady(r Ready) {
	if len(r.Problem.Fields) == 0 {
		r.Problem.Fields = defaultFields
	}
	if r.Problem.Name != st.Problem.Name {
		st.WantDistribution, st.WantConservation, st.CutX = false, false, math.NaN()
	}
	st.WantCone = st.WantCone && r.Operator == st.Operator && len(r.Tasks) == len(st.Tasks)
	st.Operator = r.Operator
	st.Distribution, st.Conservation, st.Race, st.RaceFields = nil, nil, nil, nil
	st.Problem, st.Tasks = r.Problem, r.Tasks
	st.Fields, st.Errors, st.Gradient = nil, nil, nil
	st.FieldHash = 0
	st.Progress = Progress{}
	st.Losses.reset()
	st.news |= NewRun
}

// SetFields replaces the fields.
func (st *State) SetFields(f Fields) error {
	if err := f.check(); err != nil {
		return err
	}
	if !(f.TEnd > 0) {
		f.TEnd = st.Problem.TEnd
	}
	if !(f.TEnd > 0) || math.IsInf(f.TEnd, 0) {
		f.TEnd = 1
	}
	if !(f.XMax > f.XMin) {
		f.XMin, f.XMax = st.Problem.XMin, st.Problem.XMax
	}
	if !(f.XMax > f.XMin) {
		f.XMin, f.XMax = 0, 1
		if f.Line != nil {
			if lo, hi, ok := plot.Bounds(false, f.Line.X); ok && hi > lo {
				f.XMin, f.XMax = lo, hi
			}
		}
	}
	if f.T-f.T != 0 {
		f.T = f.TEnd
	}
	same := len(f.Fields) == len(st.Problem.Fields)
	for i := 0; same && i < len(f.Fields); i++ {
		d := &f.Fields[i]
		same = d.Name == st.Problem.Fields[i].Name
		if same {
			d.FieldInfo = st.Problem.Fields[i]
		}
	}
	h := fnv.New64a()
	for _, d := range f.Fields {
		h.Write(bytesOf(d.Data))
	}
	st.Fields, st.FieldHash, st.Marker = &f, h.Sum64(), f.T
	if !same {
		st.Problem.Fields = nil
		for _, d := range f.Fields {
			st.Problem.Fields = append(st.Problem.Fields, d.FieldInfo)
		}
	}
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
func (st *State) SetProgress(p Progress) error {
	if p.Gradient != nil {
		if err := p.Gradient.check(); err != nil {
			return err
		}
	}
	if len(p.HistoryLosses) != len(p.HistorySteps) {
		return fmt.Errorf("progress: history has %d steps and %d rows of losses", len(p.HistorySteps), len(p.HistoryLosses))
	}
	for i, step := range p.HistorySteps {
		st.Losses.add(step, p.HistoryLosses[i])
	}
	st.Progress = p
	if len(p.HistorySteps) > 0 { // late in a run the engine keeps a loss only now and then
		st.news |= NewLosses
	}
	if g := p.Gradient; g != nil {
		st.Gradient = g
		st.WantCone = st.WantCone || g.M == 2 || g.M == 3 || g.Angles != nil
		st.news |= NewGradient
	}
	return nil
}

// SetErrors replaces the error table.
func (st *State) SetErrors(e Errors) error {
	if err := e.check(); err != nil {
		return err
	}
	st.Errors = &e
	st.news |= NewErrors
	return nil
}

// SetConservation replaces the balances.
func (st *State) SetConservation(k Conservation) error {
	if err := k.check(); err != nil {
		return err
	}
	st.Conservation, st.WantConservation = &k, true
	st.news |= NewConservation
	return nil
}

// SetRace shows the race in place of the run, until the next Ready.
func (st *State) SetRace(r Race) error {
	if err := r.check(); err != nil {
		return err
	}
	st.RaceFields = st.fieldsOf(&r)
	st.Race = &r
	st.news |= NewRace
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
	return Choices{st.Show, st.Quantity, st.AllVelocities, st.CutX}
}

// SetChoices takes over those that are valid.
func (st *State) SetChoices(c Choices) {
	_ = st.SetShow(c.Show)
	_ = st.SetQuantity(c.Quantity)
	st.SetAllVelocities(c.AllVelocities)
	st.SetCut(c.Cut)
}
