// Package panel is what all panels of the view share: the interface that one implements, the row
// that registers it, and the toolkit it draws with. Lengths are CSS pixels from the panel's corner.
package panel

import (
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// Panel draws one plot of the state that it was made with.
type Panel interface {
	// Paint draws everything but the map and leaves the plot area with its axes in d.Frame.
	Paint(d *Draw)
	// Locate finds what is at (x, y) inside the plot area of f, the frame of the last painting.
	// It leaves h.On false where there is nothing.
	Locate(h *Hit, f *plot.Frame2D, x, y float64)
}

// Map is a Panel whose plot area is filled with coloured samples, so that new values need no new frame.
type Map interface {
	Panel
	// Colour returns the samples and their colours; nil: nothing to show. frame: what the frame shows, as the range of the colours, has
	// changed too.
	Colour(t *plot.Theme) (h *plot.Heat, frame bool)
	// Marker is the choice to mark: a value on the x or the y axis of the panel.
	Marker() (a Axis, v float64)
}

// Pointed is a Map whose marker is a line on which one place is chosen as well.
type Pointed interface {
	Map
	Point() (x, y float64)
}

// Vectors is a Map with arrows over the picture.
type Vectors interface {
	Map
	// Arrows appends the arrows in the plot area of f to dst, two points for each: tail and head.
	Arrows(dst []plot.Point, f *plot.Frame2D) []plot.Point
}

// Contoured is a Map with lines of equal value over the picture.
type Contoured interface {
	Map
	// Contours appends the lines in the plot area of f to dst, two points for each piece.
	Contours(dst []plot.Point, f *plot.Frame2D) []plot.Point
	// Spacing is the difference between the values of neighbouring lines, which are multiples of it; 0: there are none.
	Spacing(f *plot.Frame2D) float64
}

// Kind is the row that registers a panel.
type Kind struct {
	Name string // of the panel; with a colon and the field's name where there is one per field
	New  func(st *data.State, field int) Panel

	Race   bool                                          // a panel of the race, otherwise of the run
	Each   bool                                          // one per field
	Of     func(st *data.State) []info.Measure           // with Each: of what there is one instead; nil: of the fields
	If     func(st *data.State) bool                     // whether there is something for it; nil: always
	Due    data.News                                     // what it draws: new values mean that it is drawn anew
	X, Y   Axis                                          // what its axes mean; Y only where the crosshair has a horizontal line
	Pick   bool                                          // a click chooses something
	Dot    bool                                          // the crosshair marks the sample
	Band   int                                           // panels of a band stand together; bands follow each other
	Wide   float64                                       // height beside others on wide windows
	Thin   float64                                       // height in the one column of a phone
	Fit    func(s *data.State, w float64, n int) float64 // height at width w, one of n in its row, instead of Wide and Thin; n = 0: phone
	Part   float64                                       // of the width of the row; 0: 1
	Min    float64                                       // width that it needs beside others
	Ease   float64                                       // width at which all panels of the band may stand in one row
	Lead   bool                                          // comes first on a phone
	Beside bool                                          // stands beside the panel before it, which is of the same field
}

// Axis is what a coordinate of a panel means; the crosshair shows in all panels that share one.
type Axis int

// Axes.
const (
	None Axis = iota
	X
	Y
	T
	V
	Eps
	Step
	Axes // their number
)

// Pick is what a click chose. A value that the panel does not give is NaN.
type Pick struct {
	Panel                  string
	Eps, T, X, Y, V, Value float64
}

// Hit is what a panel has at a position.
type Hit struct {
	On    bool
	X, Y  float64       // of the sample that the crosshair snaps to
	At    [Axes]float64 // coordinates of the sample, shown in all panels that have such an axis; NaN where there is none
	Pick  Pick
	Lines []string // of the tooltip
}
