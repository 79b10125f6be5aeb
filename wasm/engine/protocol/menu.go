package protocol

import (
	"fmt"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/optim"
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// Menu lists everything a visitor can choose from. The build writes it into the
// page, so that the controls work before the engine has arrived.
type Menu struct {
	Default    string           `json:"default"` // name of the problem of an empty configuration
	Problems   []ProblemEntry   `json:"problems"`
	Operators  []weighting.Spec `json:"operators"`
	Optimizers []optim.Spec     `json:"optimizers"`
}

// ProblemEntry is a problem with the configuration it was tuned with.
type ProblemEntry struct {
	kinetic.Info
	Defaults train.Config `json:"defaults"`
}

// NewMenu collects the registries.
func NewMenu() (*Menu, error) {
	m := &Menu{Default: train.DefaultProblem, Operators: weighting.Specs(), Optimizers: optim.Specs()}
	for _, info := range kinetic.Problems() {
		defaults, err := train.Config{Problem: info.Name}.Normalize()
		if err != nil {
			return nil, fmt.Errorf("defaults of %s: %w", info.Name, err)
		}
		m.Problems = append(m.Problems, ProblemEntry{Info: info, Defaults: defaults})
	}
	return m, nil
}
