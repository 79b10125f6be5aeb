// Package scene is the state of the view: it takes the engine's messages, lays the panels out,
// paints them with package plot, answers where the pointer is, and composes PNG images. It knows
// nothing of a browser or of a graphics device.
package scene

import (
	"fmt"
	"hash/fnv"
	"image"
	"math"
	"unsafe"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// Quantities that heat maps can show.
const (
	ShowNetwork   = "network"
	ShowReference = "reference"
	ShowError     = "error"
)

// Panel is one plot. Frame is its raster without the heat map, Heat one pixel per sample, to be
// scaled onto HeatArea. A version is new whenever the pixels are, also across panels that replace
// others of the same name.
type Panel struct {
	Name  string
	Kind  Kind
	Field int // index of the field of heat maps and line plots

	Rect         plot.Rect // in content coordinates: scroll not subtracted
	Frame        *plot.Canvas
	FrameVersion int
	Heat         *image.RGBA // nil: nothing to draw
	HeatVersion  int
	Smooth       bool // interpolate between samples

	dirty    bool
	build    int          // of the scene when the raster was painted
	geometry plot.Frame2D // of the last painting; relative to Rect
	norm     plot.Norm
	normKey  string
	lo, hi   float64 // settled y range of a line plot
	points   []plot.Point
	buttons  []button
	cone     conePicture
	camera   camera
}

// HeatArea is where the heat map lies, in content coordinates.
func (p *Panel) HeatArea() plot.Rect {
	a := p.geometry.Area
	return plot.Rect{X: p.Rect.X + a.X, Y: p.Rect.Y + a.Y, W: a.W, H: a.H}
}

// Scene is not safe for concurrent use.
type Scene struct {
	theme    *plot.Theme
	w, h     float64 // viewport
	scale    float64
	scroll   float64
	contentH float64
	problem  Problem
	tasks    []string
	ready    bool
	fields   *Fields
	hash     uint64
	show     string
	marker   float64
	history  history
	progress Progress
	gradient *Gradient
	errors   *Errors
	panels   []*Panel
	focus    string
	focusTop float64 // where the panel in full window was before
	hover    hover
	changed  bool
	version  int
	builds   int       // of the list of panels or its layout
	turn     int       // index of the panel to paint first
	smooth   []float64 // reused for running means
	tip      tooltip

	operator string
	wantCone bool // there was something for the cone panel to show in this run

	distribution     *Distribution
	wantDistribution bool
	quantity         string
	allVelocities    bool
	rows0, rows1     int     // velocities on display
	cutX             float64 // chosen for the cut; NaN: the middle

	conservation     *Conservation
	wantConservation bool

	race       *Race // on display in place of the run; nil: none
	raceFields []FieldInfo
}

// defaultFields are drawn before there is a problem.
var defaultFields = []FieldInfo{{Name: "rho", Symbol: "ρ", Label: "Density ρ"}, {Name: "flux", Label: "Flux", Sign: info.Signed}}

// New returns an empty scene in the light theme. Resize it before use.
func New() *Scene {
	th, _ := plot.ThemeByName("light")
	s := &Scene{theme: th, show: ShowNetwork, quantity: ShowF, cutX: math.NaN(), scale: 1, w: 1, h: 1}
	s.problem.Fields = defaultFields
	s.history.reset()
	s.build()
	return s
}

// Theme is the current theme.
func (s *Scene) Theme() *plot.Theme { return s.theme }

// SetTheme switches to the theme of that name.
func (s *Scene) SetTheme(name string) error {
	th, err := plot.ThemeByName(name)
	if err != nil {
		return err
	}
	s.theme = th
	s.dirtyAll()
	s.paintHeats()
	return nil
}

// SetShow chooses what the heat maps show: network, reference or error.
func (s *Scene) SetShow(name string) error {
	switch name {
	case ShowNetwork, ShowReference, ShowError:
	default:
		return fmt.Errorf("show: %q is unknown; allowed are network, reference and error", name)
	}
	if s.show != name {
		s.show = name
		s.paintHeats()
		s.dirtyKind(HeatPanel)
		s.dirtyKind(DistributionPanel)
	}
	return nil
}

// SetMarker moves the marker of the chosen time at once; the next Fields may move it again.
func (s *Scene) SetMarker(t float64) {
	if t-t == 0 && t != s.marker {
		s.marker = t
		s.changed = true
	}
}

// SetReady starts a new run and ends the display of a race. Panels that the same problem had
// before keep their place.
func (s *Scene) SetReady(r Ready) {
	if len(r.Problem.Fields) == 0 {
		r.Problem.Fields = defaultFields
	}
	if r.Problem.Name != s.problem.Name {
		s.wantDistribution, s.wantConservation, s.cutX = false, false, math.NaN()
	}
	s.wantCone = s.wantCone && r.Operator == s.operator && len(r.Tasks) == len(s.tasks)
	s.operator = r.Operator
	s.distribution, s.conservation, s.race, s.raceFields = nil, nil, nil, nil
	s.problem, s.tasks, s.ready = r.Problem, r.Tasks, true
	s.fields, s.errors, s.gradient = nil, nil, nil
	s.hash = 0
	s.progress = Progress{}
	s.history.reset()
	s.build()
}

// SetFields replaces the fields.
func (s *Scene) SetFields(f Fields) error {
	if err := f.check(); err != nil {
		return err
	}
	if !(f.TEnd > 0) {
		f.TEnd = s.problem.TEnd
	}
	if !(f.TEnd > 0) || math.IsInf(f.TEnd, 0) {
		f.TEnd = 1
	}
	if !(f.XMax > f.XMin) {
		f.XMin, f.XMax = s.problem.XMin, s.problem.XMax
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
	same := len(f.Fields) == len(s.problem.Fields)
	for i := 0; same && i < len(f.Fields); i++ {
		d := &f.Fields[i]
		same = d.Name == s.problem.Fields[i].Name
		if same {
			d.FieldInfo = s.problem.Fields[i]
		}
	}
	h := fnv.New64a()
	for _, d := range f.Fields {
		h.Write(bytesOf(d.Data))
	}
	if s.fields == nil {
		s.dirtyKind(HeatPanel) // the plot area changes
	}
	s.fields, s.hash, s.marker = &f, h.Sum64(), f.T
	if !same {
		s.problem.Fields = nil
		for _, d := range f.Fields {
			s.problem.Fields = append(s.problem.Fields, d.FieldInfo)
		}
		s.build()
	}
	s.paintHeats()
	s.dirtyKind(LinePanel)
	return nil
}

func bytesOf(v []float32) []byte {
	if len(v) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&v[0])), 4*len(v))
}

// SetProgress takes the state of the training and the new points of the loss curves.
func (s *Scene) SetProgress(p Progress) error {
	if p.Gradient != nil {
		if err := p.Gradient.check(); err != nil {
			return err
		}
	}
	if len(p.HistoryLosses) != len(p.HistorySteps) {
		return fmt.Errorf("progress: history has %d steps and %d rows of losses", len(p.HistorySteps), len(p.HistoryLosses))
	}
	for i, step := range p.HistorySteps {
		s.history.add(step, p.HistoryLosses[i])
	}
	s.progress = p
	if len(p.HistorySteps) > 0 { // late in a run the engine keeps a loss only now and then
		s.dirtyKind(LossPanel)
	}
	if p.Gradient != nil {
		s.gradient = p.Gradient
		s.dirtyKind(CosinePanel)
		s.dirtyKind(ConePanel)
		if g := p.Gradient; !s.wantCone && (g.M == 2 || g.M == 3 || g.Angles != nil) {
			s.wantCone = true
			s.build()
		}
	}
	return nil
}

// SetErrors replaces the error table.
func (s *Scene) SetErrors(e Errors) error {
	if err := e.check(); err != nil {
		return err
	}
	s.errors = &e
	s.dirtyKind(ErrorPanel)
	return nil
}

// FieldHash changes when the shown network fields change; 0 while there are none.
func (s *Scene) FieldHash() uint64 { return s.hash }

// TakeChanged reports whether something visible changed since the last call.
func (s *Scene) TakeChanged() bool {
	c := s.changed
	s.changed = false
	return c
}

// Invalidate makes the next TakeChanged true.
func (s *Scene) Invalidate() { s.changed = true }

// panel returns the panel of that name or nil.
func (s *Scene) panel(name string) *Panel {
	for _, p := range s.panels {
		if p.Name == name {
			return p
		}
	}
	return nil
}

func (s *Scene) nextVersion() int {
	s.version++
	return s.version
}

func (s *Scene) dirtyAll() {
	s.builds++
	for _, p := range s.panels {
		p.dirty = true
	}
	s.changed = true
}

func (s *Scene) dirtyKind(k Kind) {
	for _, p := range s.panels {
		if p.Kind == k {
			p.dirty = true
			s.changed = true
		}
	}
}
