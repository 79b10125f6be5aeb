package wire

// MinRunners and MaxRunners bound the entries of a race.
const (
	MinRunners = 2
	MaxRunners = 4
)

// Race is the state of a race: the same problem and seed for every runner. They differ in their operators alone and all stand at the same step
// whenever their errors are compared; or in their optimisers, at equal time of one processor. Lists over fields are in the order of Fields.
type Race struct {
	Problem   string      `json:"problem"`
	Seed      string      `json:"seed"`     // decimal digits: JavaScript has no whole numbers of 64 bits
	Steps     int         `json:"steps"`    // of every runner, where steps are equal
	Seconds   float64     `json:"seconds"`  // of every runner; 0: steps are equal
	Compared  int         `json:"compared"` // the step that errors, means and leader belong to; the largest one where time is equal
	Running   bool        `json:"running"`
	Finished  bool        `json:"finished"`
	Eps       float64     `json:"eps"` // of the lines
	T         float64     `json:"t"`
	Fields    []string    `json:"fields"`
	Absolute  []string    `json:"absolute,omitempty"` // fields whose reference is zero everywhere: their errors are root mean squares
	Decades   []float64   `json:"decades"`            // Knudsen numbers of the error table
	Known     int         `json:"known"`              // of them with a reference
	Leader    string      `json:"leader"`             // least geometric mean; empty while a reference is missing
	X         []float64   `js:"-" json:"x"`           // of all lines
	Reference [][]float64 `js:"-" json:"reference"`   // at Eps and T, [field][i]; nil while unknown
	Runners   []Runner    `json:"runners"`
}

// Runner is one operator or optimiser. Errors are relative L2 norms at the end time, but for the Absolute fields of the race; NaN while unknown.
type Runner struct {
	Name         string      `json:"name"`
	Title        string      `json:"title"`
	Step         int         `json:"step"`
	Steps        int         `json:"steps"`
	Seconds      float64     `json:"seconds"` // spent training
	Running      bool        `json:"running"`
	Failure      string      `json:"failure"`       // why it is out of the race; empty otherwise
	Check        string      `json:"check"`         // of the losses, as in Progress
	ConflictRate float64     `json:"conflictRate"`  // share of steps with some task in conflict; NaN before the first
	GuardRate    float64     `json:"guardRate"`     // share of steps whose angles the guard reduced
	MinCosine    float64     `json:"minCosine"`     // least over all steps
	Mean         float64     `json:"mean"`          // geometric, over fields and decades
	Worst        []float64   `json:"worst"`         // over decades, per field
	Errors       [][]float64 `js:"-" json:"errors"` // [field][decade]
	History      Curves      `json:"history"`       // of the comparisons
	Line         [][]float64 `js:"-" json:"line"`   // [field][i]; nil while unknown
}

// Curves holds the comparisons of one runner: at Steps[i], after Seconds[i], the worst errors Worst[field][i] and the total loss Total[i].
type Curves struct {
	Steps   []float64   `js:"-" json:"steps"`
	Seconds []float64   `js:"-" json:"seconds"` // of training
	Worst   [][]float64 `js:"-" json:"worst"`
	Total   []float64   `js:"-" json:"total"`
}

// Name implements Message.
func (Race) Name() string { return "race" }
