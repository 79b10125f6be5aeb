package train

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hrgrad/hrgrad/solver/safetensors"
)

// ErrWeights is wrapped by the error of Resume for a file of Weights.
var ErrWeights = errors.New("the file holds the weights of a network without the state of its run: it can be evaluated, not resumed")

// weightsFormat marks a file with the network of a run alone, in the layout of a checkpoint: its configuration and steps, and the
// tensors network.*. It can be evaluated, not resumed: the optimiser's state, some ten times as large, is left out.
const (
	weightsFormat  = "hrgrad-weights"
	weightsVersion = "1"
)

// Weights returns the network of a run with its configuration and number of steps; Network reads it.
func (s *Session) Weights() ([]byte, error) {
	h, err := s.header()
	if err != nil {
		return nil, err
	}
	all, err := h.metadata()
	if err != nil {
		return nil, err
	}
	f := &safetensors.File{Metadata: []safetensors.Text{{Key: keyFormat, Value: weightsFormat}, {Key: keyVersion, Value: weightsVersion}, {Key: safetensors.Checksum}}}
	for _, t := range all {
		if t.Key == keyConfig || t.Key == keySteps {
			f.Metadata = append(f.Metadata, t)
		}
	}
	f.Tensors = networkOf(s.core.tensors())
	return safetensors.Encode(f)
}

// networkOf picks the tensors of the network.
func networkOf(all []safetensors.Tensor) (out []safetensors.Tensor) {
	for _, t := range all {
		if strings.HasPrefix(t.Name, "network.") {
			out = append(out, t)
		}
	}
	return out
}

func checkWeights(f *safetensors.File) error {
	format, _ := f.Get(keyFormat)
	version, _ := f.Get(keyVersion)
	_, sum := f.Get(safetensors.Checksum)
	switch {
	case format != weightsFormat:
		return fmt.Errorf("not a file of HRGrad weights: its metadata do not say %s = %s", keyFormat, weightsFormat)
	case version != weightsVersion:
		return fmt.Errorf("version %q of the format, this program reads version %s", version, weightsVersion)
	case !sum:
		return safetensors.ErrChecksum
	}
	return nil
}

// Network returns a session whose network is that of a file of Weights, after the steps that had been taken. It is there to be
// evaluated: a step that it takes begins with a fresh optimiser and is none of the run that the file comes from.
func Network(data []byte) (*Session, error) {
	s, err := network(data)
	if err != nil {
		return nil, fmt.Errorf("weights: %w", err)
	}
	return s, nil
}

func network(data []byte) (*Session, error) {
	f, err := safetensors.Decode(data, checkWeights)
	if err != nil {
		return nil, err
	}
	h, err := headerOf(f)
	if err != nil {
		return nil, err
	}
	var body []byte
	for _, t := range f.Tensors {
		body = append(body, t.Data...)
	}
	s, err := h.open(len(body))
	if err != nil {
		return nil, err
	}
	if err := sameLayout(f.Tensors, networkOf(s.core.tensors())); err != nil {
		return nil, err
	}
	s.core.loadNetwork(body)
	s.steps = h.Steps
	return s, nil
}
