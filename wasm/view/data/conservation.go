package data

import "github.com/hrgrad/hrgrad/wasm/wire"

// Drift is the relative drift of one conserved quantity over the times T.
type Drift struct {
	Name   string
	Values []float64
}

// Drifts are the quantities that collisions keep, and the distance of the moments of f from the fields.
func Drifts(k *wire.Conservation) []Drift {
	return []Drift{{"mass", k.Mass}, {"momentum", k.Momentum}, {"energy", k.Energy}, {"moments", k.Consistency}}
}
