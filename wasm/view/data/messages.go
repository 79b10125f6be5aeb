package data

import (
	"fmt"
	"math"
	"unicode"
	"unicode/utf8"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// MaxSamples bounds the number of values of one field, against messages with absurd sizes.
const MaxSamples = 1 << 22

// FieldInfo describes one drawn field. Only the name is needed; a field without symbol is drawn with its name, one without sign as a
// positive one.
type FieldInfo = info.Field

// Problem describes the problem of a run, as far as the view needs it.
type Problem struct {
	Name, Title string
	Fields      []FieldInfo
	XMin, XMax  float64
	TEnd        float64
}

// Ready announces a new run: earlier curves and fields are dropped.
type Ready struct {
	Problem  Problem
	Operator string
	Tasks    []string
}

// Field is one field over (t, x). Data and Reference have NT*NX values, row = time; Reference
// may be nil.
type Field struct {
	FieldInfo
	Data, Reference []float32
}

// Line is the cut through all fields at the chosen time. Reference may be nil.
type Line struct {
	X         []float64
	Values    map[string][]float64
	Reference map[string][]float64
	Limits    []Limit
}

// Limit is an exact or limiting solution shown as a thin line, over the X of its Line.
type Limit struct {
	Name   string // as in euler, free-flight, diffusion
	Label  string // for the legend; empty: the name
	Values map[string][]float64
}

// Fields is a snapshot of all fields at one Knudsen number. Rows are equidistant in [0, TEnd],
// columns in [XMin, XMax]; where TEnd or XMin, XMax are not given (zero width) they come from the
// problem.
type Fields struct {
	Eps, T     float64
	NT, NX     int
	TEnd       float64
	XMin, XMax float64
	Fields     []Field
	Line       *Line
}

func (f *Fields) check() error {
	if f.NT < 1 || f.NX < 1 || f.NT > MaxSamples/f.NX {
		return fmt.Errorf("fields: nt = %d, nx = %d; allowed are positive sizes with nt*nx up to %d", f.NT, f.NX, MaxSamples)
	}
	if len(f.Fields) == 0 {
		return fmt.Errorf("fields: the list of fields is empty")
	}
	seen := map[string]bool{}
	for _, d := range f.Fields {
		if d.Name == "" || seen[d.Name] {
			return fmt.Errorf("fields: name %q is empty or given twice", d.Name)
		}
		seen[d.Name] = true
		if len(d.Data) != f.NT*f.NX {
			return fmt.Errorf("fields: %s has %d values; nt*nx = %d are needed", d.Name, len(d.Data), f.NT*f.NX)
		}
		if d.Reference != nil && len(d.Reference) != f.NT*f.NX {
			return fmt.Errorf("fields: the reference of %s has %d values; nt*nx = %d are needed", d.Name, len(d.Reference), f.NT*f.NX)
		}
	}
	return nil
}

// Gradient is what the operator reports of one step, m tasks.
type Gradient struct {
	M         int
	Cosine    []float64 // m*m, row by row
	Conflict  []bool
	Angles    []float64 // rotation of each task gradient in radians; nil when the operator rotates none
	MaxAngles []float64 // angle of each task gradient with the anchor in radians; nil without an anchor
	Anchor    []float64 // coefficients of the anchor d* in the unit gradients; nil without one
	MinCosine float64   // smallest cosine of a task gradient with the update; NaN when unknown
	Alignment float64   // alignment score; NaN when unknown
	Path      string    // which path of the operator was taken
}

func (g *Gradient) check() error {
	if g.M < 1 || g.M > 64 || len(g.Cosine) != g.M*g.M {
		return fmt.Errorf("gradient: m = %d with %d cosines; m in 1..64 with m*m cosines is needed", g.M, len(g.Cosine))
	}
	if len(g.Conflict) != g.M {
		g.Conflict = make([]bool, g.M)
		for i, v := range g.Cosine {
			if i/g.M != i%g.M && v < 0 {
				g.Conflict[i/g.M] = true
			}
		}
	}
	// Operators without rotation or anchor send empty lists.
	for _, list := range []*[]float64{&g.Angles, &g.MaxAngles, &g.Anchor} {
		if len(*list) != g.M {
			*list = nil
		}
	}
	return nil
}

// Progress is the state of the training. HistoryLosses[i] are the task losses at
// HistorySteps[i]: the points since the last message.
type Progress struct {
	Step, Steps   int
	Running       bool
	Losses        []float64
	HistorySteps  []float64
	HistoryLosses [][]float64
	Gradient      *Gradient
}

// Errors is the relative L2 error against the reference. Values[k][i] belongs to field k at
// Eps[i].
type Errors struct {
	Step   int
	T      float64
	Eps    []float64
	Fields []string
	Values [][]float64
}

func (e *Errors) check() error {
	if len(e.Eps) == 0 || len(e.Fields) == 0 || len(e.Values) != len(e.Fields) {
		return fmt.Errorf("errors: %d eps, %d fields, %d rows of values; one row per field is needed", len(e.Eps), len(e.Fields), len(e.Values))
	}
	for k, row := range e.Values {
		if len(row) != len(e.Eps) {
			return fmt.Errorf("errors: %s has %d values for %d eps", e.Fields[k], len(row), len(e.Eps))
		}
	}
	for _, v := range e.Eps {
		if !(v > 0) || math.IsInf(v, 0) {
			return fmt.Errorf("errors: eps = %g; allowed are positive numbers", v)
		}
	}
	return nil
}

// Symbol is the short name of a field of the problem on axes and in tooltips.
func (st *State) Symbol(name string) string {
	for _, f := range st.Problem.Fields {
		if f.Name == name {
			return SymbolOf(f)
		}
	}
	return name
}

// SymbolOf is the short name of a field.
func SymbolOf(f FieldInfo) string {
	if f.Symbol == "" {
		return f.Name
	}
	return f.Symbol
}

// TitleOf is the name of a field in words, for a heading.
func TitleOf(f FieldInfo) string {
	label := f.Label
	if label == "" {
		label = SymbolOf(f)
	}
	r, n := utf8.DecodeRuneInString(label)
	if n == 1 && len(label) > 1 && label[1] != ' ' {
		return string(unicode.ToUpper(r)) + label[1:]
	}
	return label
}

// UnitOf is the unit of a field, or empty where there is none.
func UnitOf(f FieldInfo) string {
	if f.Unit == "1" || f.Unit == "-" {
		return ""
	}
	return f.Unit
}
