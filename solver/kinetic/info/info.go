// Package info describes a kinetic problem: its class, its domain, the limits that are known, and for each field its symbol, label,
// unit and sign. The description is said once, by the problem; lists, plots, tables and file headers are made from it.
//
// Invariants: the package imports neither the networks nor the kernels, so that every program can use it, the view in the browser
// included; a description is plain data, which crosses to JSON and JavaScript by its tags and comes back equal; a
// registered description passes Check. For example
//
//	for _, f := range p.Fields {
//		fmt.Println(f.Symbol, f.Label, f.Sign == info.Signed) // ρ, density ρ, false
//	}
package info

import (
	"slices"

	"github.com/hrgrad/hrgrad/solver/input"
)

// Class is the kind of equation.
type Class string

// The classes of equations.
const (
	Transport     Class = "transport"     // linear, ε² f_t + ε v f_x = σ (⟨f⟩ − f) + ...; fields density and scaled flux
	Gas           Class = "gas"           // ε (f_t + v f_x) = M[f] − f and its relatives, M a Maxwellian; fields rho, u, T and more
	Semiconductor Class = "semiconductor" // linear relaxation with a field from Poisson's equation; fields rho, flux, phi_x
)

// Classes lists the classes.
var Classes = []Class{Transport, Gas, Semiconductor}

// Sign tells which values a field takes.
type Sign string

// The signs of fields. A positive field is drawn in a sequential colour map, a signed one in a diverging map with zero in its middle.
const (
	Positive Sign = "positive"
	Signed   Sign = "signed"
)

// Field describes an output of a problem.
type Field struct {
	Name   string `json:"name"`   // in files and tables, as in flux_x
	Symbol string `json:"symbol"` // on axes
	Label  string `json:"label"`  // words and symbol
	Unit   string `json:"unit"`   // "1": dimensionless
	Sign   Sign   `json:"sign"`
	// Vanishes: the field tends to zero in a limit or is zero, so that a relative error says little there.
	Vanishes bool `json:"vanishes,omitempty"`
}

// Domain is the region of a solution: position, time from 0 to TEnd, and velocity. With two space dimensions y is in [YMin, YMax].
type Domain struct {
	Dimensions int     `json:"dimensions"` // of space, 1 or 2
	XMin       float64 `json:"xMin"`
	XMax       float64 `json:"xMax"`
	YMin       float64 `json:"yMin,omitempty"`
	YMax       float64 `json:"yMax,omitempty"`
	TEnd       float64 `json:"tEnd"`
	VMin       float64 `json:"vMin"` // of the first velocity component, or of what takes its place in Distribution
	VMax       float64 `json:"vMax"`
	Periodic   bool    `json:"periodic"` // in every space dimension
}

// Axis is one space coordinate.
type Axis struct {
	Name     string
	Min, Max float64
}

// Axes lists the space coordinates.
func (d Domain) Axes() []Axis {
	axes := []Axis{{"x", d.XMin, d.XMax}, {"y", d.YMin, d.YMax}}
	return axes[:min(max(d.Dimensions, 0), len(axes))]
}

// Limit is a limiting solution with which a problem can be compared.
type Limit struct {
	Name  string `json:"name"`
	Label string `json:"label"`
}

// The limits.
var (
	Diffusion  = Limit{"diffusion", "diffusion limit"} // of transport and semiconductors, eps -> 0
	Euler      = Limit{"euler", "Euler limit"}         // of gases, eps -> 0
	FreeFlight = Limit{"free-flight", "free flight"}   // no collisions, eps -> infinity in the scaling of gases
)

// Limits lists the limits.
var Limits = []Limit{Diffusion, Euler, FreeFlight}

// PeriodicEnds is the Boundary of periodic problems.
const PeriodicEnds = "periodic in x"

// Problem describes a problem for people and programs.
type Problem struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Equation string `json:"equation"`
	Summary  string `json:"summary"` // why it is interesting, a sentence or two
	// The data of the problem, each on one line in the notation of Equation: the range of v, the brackets, M; f at t = 0; what holds at
	// the ends of the domain.
	Definitions string `json:"definitions,omitempty"`
	Initial     string `json:"initial,omitempty"`
	Boundary    string `json:"boundary,omitempty"`
	Class       Class  `json:"class"`
	Domain
	Fields       []Field  `json:"fields"` // in the order of every table of values
	Limits       []Limit  `json:"limits"` // none where the solution is the same for every eps
	Heads        []string `json:"heads"`
	Formulations []string `json:"formulations"`
}

// Index returns the place of a field, or -1.
func (p Problem) Index(field string) int {
	return slices.IndexFunc(p.Fields, func(f Field) bool { return f.Name == field })
}

// FieldNames lists the names of the fields.
func (p Problem) FieldNames() []string {
	names := make([]string, len(p.Fields))
	for i, f := range p.Fields {
		names[i] = f.Name
	}
	return names
}

// LeastKnudsen is the smallest Knudsen number of networks and references. Below it the fields differ from those of the limit by less than
// rounding, and products of eps leave the range of float64.
const LeastKnudsen = 1e-12

// CheckKnudsen refuses a Knudsen number outside [LeastKnudsen, 1].
func CheckKnudsen(eps float64) error {
	if !(eps >= LeastKnudsen && eps <= 1) { // also NaN
		return input.New("eps", eps, "%g to 1", LeastKnudsen)
	}
	return nil
}
