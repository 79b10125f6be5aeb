package protocol

import "github.com/hrgrad/hrgrad/solver/kinetic/info"

// Limit is a limiting solution along the line, drawn thin beside the network.
type Limit struct {
	info.Limit
	Values [][]float64 `json:"-"` // [field][i]; nil while unknown
}
