package weighting

import (
	"github.com/hrgrad/hrgrad/solver/input"
)

// Elementwise is an operator that is not a linear combination of the task
// gradients: it decides for every component.
type Elementwise interface {
	// Name is the name under which NewElementwise knows the operator.
	Name() string
	// Combine writes the update into out. grads[i] is the gradient of task i;
	// all have the length of out. Differing lengths panic; a non-finite number
	// is an error of one line and leaves the state as it was.
	Combine(grads [][]float32, out []float32) error
	// Combine64 is Combine for float64.
	Combine64(grads [][]float64, out []float64) error
	// State and Restore are as in Weighting.
	State() ([]byte, error)
	Restore(state []byte) error
}

// NewElementwise returns the element-wise operator of that name.
func NewElementwise(name string, opt Options) (Elementwise, error) {
	e, ok := registry[name]
	if !ok || e.elementwise == nil {
		return nil, input.Unknown("element-wise operator", name, names(true))
	}
	if err := opt.check(); err != nil {
		return nil, err
	}
	return e.elementwise(opt), nil
}
