// Package scene arranges the panels of the view: it lays out those that the run has something for,
// paints them when what they draw is new, answers where the pointer is, and composes PNG images. It
// knows nothing of a browser or of a graphics device, and of the panels only the table in table.go.
package scene

import (
	"image"
	"math"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// Panel is a panel in its place. Frame is its raster without the map, Heat the map, to be scaled onto HeatArea. A version is new whenever the
// pixels are, also across panels that replace others of the same name.
type Panel struct {
	Name string
	Kind *panel.Kind

	Rect         plot.Rect // in content coordinates: scroll not subtracted
	Frame        *plot.Canvas
	FrameVersion int
	Heat         *plot.Heat // nil: nothing to draw
	HeatVersion  int

	picture  *image.RGBA // of the version pictured
	pictured int

	field int
	body  panel.Panel
	draw  panel.Draw // of the last painting
	dirty bool
	build int // of the scene when the raster was painted
}

// HeatArea is where the map lies, in content coordinates.
func (p *Panel) HeatArea() plot.Rect {
	a := p.draw.Frame.Area
	return plot.Rect{X: p.Rect.X + a.X, Y: p.Rect.Y + a.Y, W: a.W, H: a.H}
}

// Picture returns the map with one pixel per sample; the next map reuses it.
func (p *Panel) Picture() *image.RGBA {
	if p.pictured != p.HeatVersion {
		p.picture, p.pictured = p.Heat.Paint(p.picture), p.HeatVersion
	}
	return p.picture
}

// Scene is not safe for concurrent use.
type Scene struct {
	*data.State
	theme    *plot.Theme
	w, h     float64 // window
	scale    float64
	scroll   float64
	top, bot float64 // part of the window that is drawn
	contentH float64
	panels   []*Panel
	focus    string
	focusTop float64 // where the panel in full window was before
	hover    hover
	changed  bool
	version  int
	builds   int // of the list of panels or its layout
	turn     int // index of the panel to paint first
	tip      tooltip
	lines    []plot.Point // of one panel, reused
}

var noPointer = math.NaN()

// New returns an empty scene in the light theme. Resize it before use.
func New() *Scene {
	th, _ := plot.ThemeByName("light")
	s := &Scene{State: data.New(), theme: th, scale: 1, w: 1, h: 1, bot: 1}
	s.update()
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
	s.update() // the old panels do not fit a new run
	s.theme = th
	s.dirtyAll()
	return nil
}

// TakeChanged reports whether something visible changed since the last call.
func (s *Scene) TakeChanged() bool {
	s.update()
	c := s.changed
	s.changed = false
	return c
}

// Invalidate makes the next TakeChanged true.
func (s *Scene) Invalidate() { s.changed = true }

func (s *Scene) nextVersion() int {
	s.version++
	return s.version
}

// dirtyAll marks all panels for painting and colours all maps, for another layout or theme.
func (s *Scene) dirtyAll() {
	s.builds++
	for _, p := range s.panels {
		p.dirty = true
		s.colour(p)
	}
	s.changed = true
}

// colour brings the map of a panel, if it has one, up to date.
func (s *Scene) colour(p *Panel) {
	m, ok := p.body.(panel.Map)
	if !ok {
		return
	}
	var frame bool
	p.Heat, frame = m.Colour(s.theme)
	p.dirty = p.dirty || frame
	p.HeatVersion = s.nextVersion()
	s.changed = true
}
