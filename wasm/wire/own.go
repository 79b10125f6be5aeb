package wire

import "github.com/hrgrad/hrgrad/solver/kinetic/info"

// Own is what the page has to know of a problem from a file, as its catalogue knows it of the others.
type Own struct {
	Text       string            `json:"text"`     // of the file on one line: the problem setting
	Indented   string            `json:"indented"` // the same, a line for each key
	Problem    info.Problem      `json:"problem"`
	Defaults   map[string]string `json:"defaults"` // settings as text by key
	Choices    []Choice          `json:"choices"`
	Parameters []Parameter       `json:"parameters"`
	Notes      []string          `json:"notes"` // what was done to the data, what a network cannot resolve
}

// Choice lists what a problem knows of a setting whose choices differ between problems.
type Choice struct {
	Key   string   `json:"key"`
	Names []string `json:"names"`
}

// Parameter is a named number of a problem file with its range.
type Parameter struct {
	Name string  `json:"name"`
	Min  float64 `json:"min"`
	Max  float64 `json:"max"`
}

// Checked answers check-problem: what is wrong with a problem file, or what problem it is.
type Checked struct {
	ID       int         `json:"id"` // Count of the request
	Own      *Own        `json:"own"`
	Faults   []FileFault `json:"faults"`
	Sketches []Sketch    `json:"sketches"`
}

// FileFault is one thing that is wrong with a problem file (problemfile.Fault).
type FileFault struct {
	Key     string `json:"key"`    // empty: the file as a whole
	Column  int    `json:"column"` // of the formula, from 1; 0: none
	Message string `json:"message"`
}

// Sketch is the graph of a formula of a problem file (problemfile.Sketch).
type Sketch struct {
	Key    string        `json:"key"`
	Axis   string        `json:"axis"`
	At     []float64     `js:"-" json:"at"`
	Curves []SketchCurve `json:"curves"`
}

// SketchCurve is one curve of a sketch.
type SketchCurve struct {
	Label  string    `json:"label"`
	Values []float64 `js:"-" json:"values"`
}

// Name implements Message.
func (Checked) Name() string { return "checked" }
