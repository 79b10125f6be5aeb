package protocol

import (
	"fmt"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/optim"
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// Catalogue lists everything a visitor can choose from. The build writes it into the
// page, so that the controls work before the engine has arrived.
type Catalogue struct {
	Settings   []train.Setting  `json:"settings"`
	Default    string           `json:"default"` // name of the problem of an empty configuration
	Problems   []ProblemEntry   `json:"problems"`
	Operators  []weighting.Spec `json:"operators"`
	Optimizers []optim.Spec     `json:"optimizers"`
}

// ProblemEntry is a problem with the configuration it was tuned with.
type ProblemEntry struct {
	kinetic.Info
	Defaults train.Values `json:"defaults"`
}

// NewCatalogue collects the registries.
func NewCatalogue() (*Catalogue, error) {
	c := &Catalogue{Settings: train.Settings(), Default: train.DefaultProblem, Operators: weighting.Specs(), Optimizers: optim.Specs()}
	for _, info := range kinetic.Problems() {
		defaults, err := train.Config{Problem: info.Name}.Normalize()
		if err != nil {
			return nil, fmt.Errorf("defaults of %s: %w", info.Name, err)
		}
		c.Problems = append(c.Problems, ProblemEntry{Info: info, Defaults: defaults.Values()})
	}
	return c, nil
}
