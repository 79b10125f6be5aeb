package wire

// Slots of requests: what is looked at comes before everything else, then limits in slots of their own, then the decades of
// the error table.
const (
	SlotView   = "view"
	SlotDecade = "" // nothing is superseded
)

// ReferenceRequest asks the reference worker for all fields at the times T and NX positions, a Grid over the domain or
// Midpoints of cells. In two space dimensions it asks for NX × NY positions, x first, and unless these are Cells after them for NX on the
// cut along x at y = Y, where the distribution is as well. A request with a Slot supersedes unanswered requests with the same Slot. With a
// Limit it asks for that limiting solution, of which Eps is then 0. With V it asks for the distribution at the last of T too. With Cancel
// it asks for nothing: all that is under way is given up.
type ReferenceRequest struct {
	ID      int       `json:"id"`
	Slot    string    `json:"slot"`
	Problem string    `json:"problem"`
	Eps     float64   `json:"eps"`
	T       []float64 `json:"t"`
	NX      int       `json:"nx"`
	NY      int       `json:"ny"` // 0 in one space dimension, or for the cut alone
	Y       float64   `json:"y"`
	Cells   bool      `json:"cells"`
	Limit   string    `json:"limit"`
	V       []float64 `json:"v"`
	Set     []float64 `json:"set"` // parameters of a problem file, in its order
	Cancel  bool      `json:"cancel"`
}

// ReferenceReply answers a request, in parts while it is being computed: Values is nil until Fraction is 1. Values[field]
// has the values at all positions for each of T. Distribution has len(V) rows of NX values; it is nil when it was not asked for or the
// solution does not know it.
type ReferenceReply struct {
	ID           int         `json:"id"`
	Eps          float64     `json:"eps"`
	Fraction     float64     `json:"fraction"`
	Error        string      `json:"error"`
	Estimates    []float64   `json:"estimates"` // of the error of each field, if the solution states them
	Values       [][]float64 `js:"-" json:"values"`
	Distribution []float64   `js:"-" json:"distribution"`
}

// Name implements Message.
func (ReferenceRequest) Name() string { return "reference" }

// Name implements Message.
func (ReferenceReply) Name() string { return "reply" }
