package protocol

// MinRunners and MaxRunners bound the operators of a race.
const (
	MinRunners = 2
	MaxRunners = 4
)

// Race is the state of a race: the same problem, seed, network and sampling for
// every entry, which differ in their operators alone. All entries stand at the
// same step whenever their errors are compared.
type Race struct {
	Type     string      `json:"type"`
	Problem  string      `json:"problem"`
	Seed     string      `json:"seed"`     // text: JavaScript has no whole numbers of 64 bits
	Steps    int         `json:"steps"`    // of every entry
	Block    int         `json:"block"`    // steps of one entry before it is the next one's turn
	Compared int         `json:"compared"` // the step that errors, means and leader belong to
	Running  bool        `json:"running"`
	Finished bool        `json:"finished"`
	Eps      float64     `json:"eps"` // of the lines
	T        float64     `json:"t"`
	Fields   []string    `json:"fields"`
	Decades  int         `json:"decades"` // of the error table
	Known    int         `json:"known"`   // of them with a reference
	Leader   string      `json:"leader"`  // least geometric mean; empty while a reference is missing
	Entries  []RaceEntry `json:"entries"`
	X        []float64   `json:"-"` // of all lines
	Line     [][]float64 `json:"-"` // reference at Eps and T, [field][i]; nil while unknown
}

// RaceEntry is one operator. Lists over fields are in the order of Race.Fields;
// errors are relative L2 norms at the end time, NaN while unknown.
type RaceEntry struct {
	Name         string      `json:"name"`
	Title        string      `json:"title"`
	Step         int         `json:"step"`
	Steps        int         `json:"steps"`
	Seconds      float64     `json:"seconds"` // spent training
	Running      bool        `json:"running"`
	Failure      string      `json:"failure"`      // why it is out of the race; empty otherwise
	Check        string      `json:"check"`        // of the losses, as in Progress
	ConflictRate float64     `json:"conflictRate"` // share of steps with some task in conflict; NaN before the first
	GuardRate    float64     `json:"guardRate"`    // share of steps whose angles the guard reduced
	MinCosine    float64     `json:"minCosine"`    // least over all steps
	Mean         float64     `json:"mean"`         // geometric, over fields and decades
	Worst        []float64   `json:"worst"`        // over decades, per field
	Eps          []float64   `json:"-"`            // of Errors
	Errors       [][]float64 `json:"-"`            // [field][decade]
	HistorySteps []float64   `json:"-"`
	HistoryWorst [][]float64 `json:"-"` // [field][point]
	HistoryTotal []float64   `json:"-"` // total loss
	Line         [][]float64 `json:"-"` // [field][i]
}
