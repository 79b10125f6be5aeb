package wire

import "github.com/hrgrad/hrgrad/solver/kinetic/info"

// Fields is one evaluation of the network: every field of the problem, in the problem's order, over (t, x) and along the line
// t = T. Data[f] has NT rows of NX values, t from 0 to the problem's TEnd and x over its domain, both with the end points. In two
// space dimensions Data[f] has NY rows of NX values at T, y from the lower to the upper end of the domain; NT is then 0, and the line is
// the cut along x at y = Y.
type Fields struct {
	Step      int         `json:"step"`
	Eps       float64     `json:"eps"`
	T         float64     `json:"t"`
	NT        int         `json:"nt"`
	NX        int         `json:"nx"`
	NY        int         `json:"ny"` // 0 in one space dimension
	Y         float64     `json:"y"`
	Data      [][]float32 `js:"-" json:"data"`
	Reference [][]float32 `js:"-" json:"reference"` // of the same form; nil while unknown
	Line      Line        `json:"line"`
}

// Rows is the number of rows of the maps: over t, or in two space dimensions over y.
func (f *Fields) Rows() int {
	if f.NY > 0 {
		return f.NY
	}
	return f.NT
}

// Line holds all fields over x at the chosen t: Values[f][i] is field f at X[i].
type Line struct {
	X         []float64   `js:"-" json:"x"`
	Values    [][]float64 `js:"-" json:"values"`
	Reference [][]float64 `js:"-" json:"reference"` // nil while unknown
	Limits    []Limit     `json:"limits"`           // those that are known
}

// Limit is a limiting solution along a line, drawn thin beside the network.
type Limit struct {
	info.Limit
	Values [][]float64 `js:"-" json:"values"` // [field][i]
}

// Distribution is f(x, v) at T: NV rows of NX values, v ascending, both with the end points. In two space dimensions x lies on the cut at
// y = Y, and v is the angle of flight. Without Data there is nothing
// to show.
type Distribution struct {
	Step       int       `json:"step"`
	Eps        float64   `json:"eps"`
	T          float64   `json:"t"`
	NX         int       `json:"nx"`
	NV         int       `json:"nv"`
	XMin       float64   `json:"xMin"`
	XMax       float64   `json:"xMax"`
	VMin       float64   `json:"vMin"`
	VMax       float64   `json:"vMax"`
	Y          float64   `json:"y"`
	Data       []float32 `js:"-" json:"data"`
	Reference  []float32 `js:"-" json:"reference"`  // nil while unknown
	Maxwellian []float32 `js:"-" json:"maxwellian"` // with the density, velocity and temperature of the network; nil but for gases
}

// Conservation tells how well a network keeps what the equation of a gas keeps. Per time of T: the relative drifts of mass,
// momentum and energy since t = 0, the change of the entropy H, which is never positive for a solution, the relative
// distance of the moments of f from the fields, and the share of the mass where f is negative.
type Conservation struct {
	Step        int       `json:"step"`
	Eps         float64   `json:"eps"`
	T           []float64 `json:"t"`
	Mass        []float64 `json:"mass"`
	Momentum    []float64 `json:"momentum"`
	Energy      []float64 `json:"energy"`
	Entropy     []float64 `json:"entropy"`
	Consistency []float64 `json:"consistency"`
	Negative    []float64 `json:"negative"`
}

// Name implements Message.
func (Fields) Name() string { return "fields" }

// Name implements Message.
func (Distribution) Name() string { return "distribution" }

// Name implements Message.
func (Conservation) Name() string { return "conservation" }
