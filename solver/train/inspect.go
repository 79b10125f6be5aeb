package train

import "github.com/hrgrad/hrgrad/solver/safetensors"

// Contents describes a checkpoint.
type Contents struct {
	Version    int            `json:"version"` // of the format
	Bytes      int            `json:"bytes"`
	Config     Config         `json:"config"`
	Steps      int            `json:"steps"` // taken
	Parameters int            `json:"parameters"`
	TaskNames  []string       `json:"taskNames"`
	StateHash  string         `json:"stateHash"`
	Past       *PastSummary   `json:"past"`             // null: the file tells nothing of it
	Solved     *Solved        `json:"solved,omitempty"` // of the solved layer; absent: there is none
	Tensors    []TensorLayout `json:"tensors"`
}

// PastSummary is a Past in short.
type PastSummary struct {
	Seconds  float64    `json:"seconds"`
	Points   int        `json:"points"` // of the history
	Total    *float64   `json:"total"`  // summed loss at the last of them; null without any
	Gradient Statistics `json:"gradient"`
}

// TensorLayout is a tensor without its values.
type TensorLayout struct {
	Name  string `json:"name"`
	DType string `json:"dtype"`
	Shape []int  `json:"shape"`
}

// Inspect checks a checkpoint as Resume does and describes it. The tensors of a file of version 1, which has no names, are those of
// the same state in the present version.
func Inspect(data []byte) (*Contents, error) {
	s, err := Resume(data)
	if err != nil {
		return nil, err
	}
	c := &Contents{Version: 1, Bytes: len(data), Config: s.Config(), Steps: s.Steps(), Parameters: s.Parameters(), TaskNames: s.TaskNames(), StateHash: StateHash(data), Solved: s.Solved()}
	if safetensors.Is(data) {
		c.Version = checkpointVersion
	}
	for _, t := range s.tensors() {
		c.Tensors = append(c.Tensors, TensorLayout{t.Name, t.DType, t.Shape})
	}
	past, err := PastOf(data)
	if past != nil {
		c.Past = &PastSummary{Seconds: past.Seconds, Points: len(past.History.Steps), Gradient: past.Gradient}
		if n := len(past.History.Total); n > 0 {
			c.Past.Total = &past.History.Total[n-1]
		}
	}
	return c, err
}
