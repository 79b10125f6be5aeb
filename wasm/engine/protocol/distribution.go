package protocol

// DefaultNV is the number of velocities of a distribution.
const DefaultNV = 96

// Distribution is f(x, v) at T: NV rows of NX values, v ascending, both with the
// end points. Reference is nil while it is not known, Maxwellian but for BGK,
// where it is the one with the density, velocity and temperature of the network.
type Distribution struct {
	Type       string    `json:"type"`
	Step       int       `json:"step"`
	Eps        float64   `json:"eps"`
	T          float64   `json:"t"`
	NX         int       `json:"nx"`
	NV         int       `json:"nv"`
	XMin       float64   `json:"xMin"`
	XMax       float64   `json:"xMax"`
	VMin       float64   `json:"vMin"`
	VMax       float64   `json:"vMax"`
	Data       []float32 `json:"-"`
	Reference  []float32 `json:"-"`
	Maxwellian []float32 `json:"-"`
}

// Conservation tells how well a BGK network keeps what the equation keeps: per
// time of T the fields of train.Balance.
type Conservation struct {
	Type        string    `json:"type"`
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
