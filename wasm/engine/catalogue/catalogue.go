// Package catalogue lists everything that can be chosen on the page: settings, problems with their defaults, operators and optimisers.
// The build writes it into the page as a module, so that controls and address work before the engine has arrived.
package catalogue

import (
	"fmt"

	"github.com/hrgrad/hrgrad/solver/expr"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/optim"
	"github.com/hrgrad/hrgrad/solver/problemfile"
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// Catalogue is the content of the module.
type Catalogue struct {
	Settings   []train.Setting  `json:"settings"`
	Default    string           `json:"default"` // name of the problem of an empty configuration
	Problems   []Problem        `json:"problems"`
	Operators  []weighting.Spec `json:"operators"`
	Optimizers []optim.Spec     `json:"optimizers"`
	File       File             `json:"file"`
}

// File is the format of problem files.
type File struct {
	Keys          []problemfile.Key      `json:"keys"`
	Equations     []problemfile.Equation `json:"equations"`
	Functions     []string               `json:"functions"`     // of formulas
	MaxParameters int                    `json:"maxParameters"` // in a file
	MaxSize       int                    `json:"maxSize"`       // bytes of a file
	Version       int                    `json:"version"`
}

// Problem is a problem with the configuration it was tuned with.
type Problem struct {
	kinetic.Info
	Defaults train.Values        `json:"defaults"`
	Choices  map[string][]string `json:"choices"` // what it knows of settings whose choices differ between problems, by key
}

// New collects the registries.
func New() (*Catalogue, error) {
	c := &Catalogue{Settings: train.Settings(), Default: train.DefaultProblem, Operators: weighting.Specs(), Optimizers: optim.Specs()}
	for _, info := range kinetic.Problems() {
		e, err := Describe(info.Name, info)
		if err != nil {
			return nil, err
		}
		c.Problems = append(c.Problems, e)
	}
	c.File = File{
		Keys: problemfile.Keys(), Equations: problemfile.Equations(), Functions: expr.Functions(),
		MaxParameters: problemfile.MaxParameters, MaxSize: problemfile.MaxSize, Version: problemfile.Version,
	}
	return c, nil
}

// Describe returns the entry of a problem: of a name, or of the text of a problem file.
func Describe(problem string, info kinetic.Info) (Problem, error) {
	defaults, err := train.Config{Problem: problem}.Normalize()
	if err != nil {
		return Problem{}, fmt.Errorf("defaults of %s: %w", info.Name, err)
	}
	e := Problem{Info: info, Defaults: defaults.Values(), Choices: map[string][]string{}}
	for _, s := range train.Settings() {
		if s.PerProblem != nil {
			e.Choices[s.Key] = append([]string{}, s.PerProblem(info)...) // no null in JSON
		}
	}
	return e, nil
}
