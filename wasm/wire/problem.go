package wire

// Problem describes the problem of a run.
type Problem struct {
	Name         string   `json:"name"`
	Title        string   `json:"title"`
	Equation     string   `json:"equation"`
	Summary      string   `json:"summary"`
	Fields       []Field  `json:"fields"`
	XMin         float64  `json:"xMin"`
	XMax         float64  `json:"xMax"`
	TEnd         float64  `json:"tEnd"`
	VMin         float64  `json:"vMin"`
	VMax         float64  `json:"vMax"`
	Periodic     bool     `json:"periodic"`
	Heads        []string `json:"heads"`
	Formulations []string `json:"formulations"`
}

// Field describes an output of a problem.
type Field struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Unit  string `json:"unit"`
}
