package main

import (
	"encoding/json"
	"slices"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/optim"
	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// problemEntry is a line of `hrgrad problems`: the description, whether there is a reference, and the default configuration.
type problemEntry struct {
	kinetic.Info
	Reference bool         `json:"reference"`
	Defaults  train.Config `json:"defaults"`
}

func problemsCommand(args []string, std streams) error {
	var lines []any
	for _, info := range kinetic.Problems() {
		c, err := train.Config{Problem: info.Name}.Normalize()
		if err != nil {
			return err
		}
		lines = append(lines, problemEntry{info, slices.Contains(reference.Problems(), info.Name), c})
	}
	return list("problems", args, std, lines)
}

func operatorsCommand(args []string, std streams) error {
	var lines []any
	for _, s := range weighting.Specs() {
		lines = append(lines, s)
	}
	return list("operators", args, std, lines)
}

func optimizersCommand(args []string, std streams) error {
	var lines []any
	for _, s := range optim.Specs() {
		lines = append(lines, s)
	}
	return list("optimizers", args, std, lines)
}

// list prints one JSON object per line.
func list(name string, args []string, std streams, lines []any) error {
	fs := newFlags(name)
	ignoredKernels(fs)
	if err := parse(fs, args); err != nil {
		return err
	}
	enc := json.NewEncoder(std.out)
	enc.SetEscapeHTML(false)
	for _, l := range lines {
		if err := enc.Encode(l); err != nil {
			return err
		}
	}
	return nil
}
