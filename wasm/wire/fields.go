package wire

import "github.com/hrgrad/hrgrad/solver/kinetic/info"

// Fields is one evaluation of the network: every field of the problem, in the problem's order, over (t, x) and along the line
// t = T. Data[f] has NT rows of NX values, t from 0 to the problem's TEnd and x over its domain, both with the end points.
type Fields struct {
	Step      int         `json:"step"`
	Eps       float64     `json:"eps"`
	T         float64     `json:"t"`
	NT        int         `json:"nt"`
	NX        int         `json:"nx"`
	Data      [][]float32 `js:"-" json:"data"`
	Reference [][]float32 `js:"-" json:"reference"` // of the same form; nil while unknown
	Line      Line        `json:"line"`
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

// Distribution is f(x, v) at T: NV rows of NX values, v ascending, both with the end points. Without Data there is nothing
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
