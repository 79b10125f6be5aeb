package data

import "fmt"

// Conservation tells how well a BGK network keeps what the equation keeps: at the times T the
// relative drifts of mass, momentum and energy and the change of the entropy H, which the
// H-theorem has never positive. Consistency is the relative distance of the moments of f from the
// fields, Negative the share of the mass where f is negative. A list may be missing. Moments are
// distances of single moments, by name.
type Conservation struct {
	Step                            int
	Eps                             float64
	T                               []float64
	Mass, Momentum, Energy, Entropy []float64
	Consistency, Negative           []float64
	Moments                         map[string]float64
}

func (k *Conservation) check() error {
	if len(k.T) == 0 {
		return fmt.Errorf("conservation: the list of times is empty")
	}
	for _, e := range k.Drifts() {
		if len(e.Values) != 0 && len(e.Values) != len(k.T) {
			return fmt.Errorf("conservation: %s has %d values for %d times", e.Name, len(e.Values), len(k.T))
		}
	}
	for _, e := range []Drift{{"entropy", k.Entropy}, {"negative", k.Negative}} {
		if len(e.Values) != 0 && len(e.Values) != len(k.T) {
			return fmt.Errorf("conservation: %s has %d values for %d times", e.Name, len(e.Values), len(k.T))
		}
	}
	return nil
}

// Drift is the relative drift of one conserved quantity over the times T.
type Drift struct {
	Name   string
	Values []float64
}

// Drifts are the quantities that collisions keep, and the distance of the moments of f from the fields.
func (k *Conservation) Drifts() []Drift {
	return []Drift{{"mass", k.Mass}, {"momentum", k.Momentum}, {"energy", k.Energy}, {"moments", k.Consistency}}
}
