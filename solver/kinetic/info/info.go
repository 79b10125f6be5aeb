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
	"fmt"
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
	// Vector names the vector of which the field is a component, in the order of the coordinates; its error is measured as one.
	Vector string `json:"vector,omitempty"`
	// Vanishes: the field tends to zero in a limit or is zero, so that a relative error says little there.
	Vanishes bool `json:"vanishes,omitempty"`
	// Absolute: errors are root mean squares for every eps, because for small ones the field is below the error of its reference.
	Absolute bool `json:"absolute,omitempty"`
	// Transverse: a velocity at right angles to x, of gas that does not move along x.
	Transverse bool `json:"transverse,omitempty"`
}

// Domain is the region of a solution: position, time from 0 to TEnd, and velocity. With two space dimensions y is in [YMin, YMax].
//
// A list of positions holds the coordinates of its points one after the other: x in one dimension; x, y, x, y, ... in two.
type Domain struct {
	Dimensions int     `json:"dimensions"` // of space, 1 or 2
	XMin       float64 `json:"xMin"`
	XMax       float64 `json:"xMax"`
	YMin       float64 `json:"yMin"` // 0 like YMax in one dimension
	YMax       float64 `json:"yMax"`
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

// Plane tells whether there are two space dimensions.
func (d Domain) Plane() bool { return d.Dimensions == 2 }

// Coordinates is the number of coordinates of a point.
func (d Domain) Coordinates() int {
	if d.Plane() {
		return 2
	}
	return 1
}

// CheckPositions refuses a list of positions with half a point, or with a coordinate outside the domain by more than slack times its length.
func (d Domain) CheckPositions(x []float64, slack float64) error {
	if n := d.Coordinates(); len(x)%n != 0 {
		return input.New("x", len(x), "a multiple of %d coordinates", n)
	}
	axes := d.Axes()
	for i, v := range x {
		a := axes[i%len(axes)]
		if s := slack * (a.Max - a.Min); !(v >= a.Min-s && v <= a.Max+s) {
			return input.New(fmt.Sprintf("%s[%d]", a.Name, i/len(axes)), v, "%g to %g", a.Min, a.Max)
		}
	}
	return nil
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
	Directions   []string `json:"directions,omitempty"` // of flight, of transport in a plane
}

// OnSphere is the name under which references know a problem in the plane with the unit sphere as directions of flight.
func OnSphere(problem string) string { return problem + "-sphere" }

// Index returns the place of a field, or -1.
func (p Problem) Index(field string) int {
	return slices.IndexFunc(p.Fields, func(f Field) bool { return f.Name == field })
}

// Drift returns the place of the field that is the mean velocity of a gas along x, or -1 where that is zero.
func (p Problem) Drift() int {
	return slices.IndexFunc(p.Fields, func(f Field) bool { return f.Name == "u" && !f.Transverse })
}

// FieldNames lists the names of the fields.
func (p Problem) FieldNames() []string {
	names := make([]string, len(p.Fields))
	for i, f := range p.Fields {
		names[i] = f.Name
	}
	return names
}

// Measure is what an error table has a column for: a field, or a vector with its components.
type Measure struct {
	Name     string
	Label    string
	Fields   []int // places in Problem.Fields
	Absolute bool  // errors are root mean squares
}

// Measures lists the fields with the components of a vector taken together, in the order of their first.
func (p Problem) Measures() []Measure {
	var out []Measure
	for i, f := range p.Fields {
		if f.Vector == "" {
			out = append(out, Measure{f.Name, f.Label, []int{i}, f.Absolute})
			continue
		}
		at := slices.IndexFunc(out, func(m Measure) bool { return m.Name == f.Vector })
		if at < 0 {
			out = append(out, Measure{f.Vector, f.Vector, []int{i}, f.Absolute})
			continue
		}
		out[at].Fields = append(out[at].Fields, i)
	}
	return out
}

// OneVelocity tells whether the problem is a gas whose particles have one velocity component, so that f(x,v) holds all of its invariants.
func (p Problem) OneVelocity() bool { return p.Class == Gas && p.Index("stress") < 0 }

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
