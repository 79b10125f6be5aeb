package train

import (
	"fmt"
	"math"
	"strings"

	"github.com/hrgrad/hrgrad/solver/safetensors"
)

// solvedPrefix begins the names of the tensors of a solved layer.
const solvedPrefix = "solved."

// tensors lists the values of a checkpoint: the solved layer, if there is one, and the trained network with its optimiser.
func (s *Session) tensors() []safetensors.Tensor {
	if s.solved == nil {
		return s.core.tensors()
	}
	return append(s.solved.tensors(), s.core.tensors()...)
}

// tensors lists the further features and the solved weights: rows of the last hidden layer first, then of the further features.
func (o *overlay) tensors() []safetensors.Tensor {
	e, own, out := o.head.Extra, o.head.Layer, o.head.Outputs()
	w := o.params[o.weights():]
	tensor := func(name string, values []float64, shape ...int) safetensors.Tensor {
		return safetensors.Tensor{Name: solvedPrefix + name, DType: safetensors.F64, Shape: shape, Data: appendVector(nil, values)}
	}
	rows := own.In + e.Out
	return []safetensors.Tensor{
		tensor("features.weight", o.params[e.W:e.W+e.In*e.Out], e.In, e.Out),
		tensor("features.bias", o.params[e.B:e.B+e.Out], e.Out),
		tensor("weight", w[:rows*out], rows, out),
		tensor("bias", w[rows*out:], out),
	}
}

// splitSolved parts the tensors of a solved layer from the others.
func splitSolved(all []safetensors.Tensor) (trained, solved []safetensors.Tensor) {
	for _, t := range all {
		if strings.HasPrefix(t.Name, solvedPrefix) {
			solved = append(solved, t)
		} else {
			trained = append(trained, t)
		}
	}
	return trained, solved
}

// loadSolved lays the solved layer of a checkpoint over the network; info is nil where it has none.
func (s *Session) loadSolved(info *Solved, tensors []safetensors.Tensor) error {
	if info == nil {
		if len(tensors) > 0 {
			return fmt.Errorf("tensor %q, but the metadata tell of no solved layer", tensors[0].Name)
		}
		return nil
	}
	n := len(info.Names)
	if !info.Kept || len(info.Before) != n || len(info.After) != n {
		return fmt.Errorf("metadata: %s: kept %v, %d names, %d and %d losses", keySolved, info.Kept, n, len(info.Before), len(info.After))
	}
	o, err := s.newOverlay(info.Features)
	if err != nil {
		return fmt.Errorf("solved layer: %w", err)
	}
	if err := sameLayout(tensors, o.tensors()); err != nil {
		return err
	}
	at := []int{o.head.Extra.W, o.head.Extra.B, o.weights(), len(o.params) - o.head.Outputs()}
	for i, t := range tensors {
		values := o.params[at[i] : at[i]+len(t.Data)/8]
		readVector(values, t.Data)
		for _, v := range values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("tensor %q holds %v", t.Name, v)
			}
		}
	}
	o.info = *info
	s.lay(o)
	return nil
}
