package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/optim"
	"github.com/hrgrad/hrgrad/solver/problemfile"
	"github.com/hrgrad/hrgrad/solver/problemfile/shipped"
	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// problemEntry is a line of `hrgrad problems`: the description, whether the problem is registered or from a file, whether there is a
// reference, and the default configuration.
type problemEntry struct {
	kinetic.Info
	Kind      string       `json:"kind"` // registered or file
	Reference bool         `json:"reference"`
	Defaults  train.Config `json:"defaults"`
}

func problemsCommand(args []string, std streams) error {
	fs := newFlags("problems")
	var source problemSource
	source.register(fs)
	ignoredKernels(fs)
	if err := parse(fs, args); err != nil {
		return err
	}
	var names []string
	for _, info := range kinetic.Problems() {
		names = append(names, info.Name)
	}
	files, err := source.all()
	if err != nil {
		return err
	}
	var lines []any
	var unsound []string
	for _, name := range shipped.Names() {
		if !slices.Contains(files, name) {
			files = append(files, name)
		}
	}
	for _, name := range append(names, files...) {
		problem, err := source.find(name)
		if err != nil { // of a file of the folder; the others are listed all the same
			fmt.Fprintf(std.err, "hrgrad: %s.json: %s\n", name, oneLine(err.Error()))
			unsound = append(unsound, name+".json")
			continue
		}
		c, err := train.Config{Problem: problem}.Normalize()
		if err != nil {
			return err
		}
		p, err := kinetic.ByName(problem)
		if err != nil {
			return err
		}
		kind := "registered"
		if problemfile.IsText(problem) {
			kind = "file"
		}
		_, err = reference.Find(problem)
		lines = append(lines, problemEntry{p.Info(), kind, err == nil, c})
	}
	if err := encodeLines(std, lines); err != nil {
		return err
	}
	if len(unsound) > 0 {
		return badInput("problems: %s of %s cannot be used, the others are listed", strings.Join(unsound, ", "), source.folder)
	}
	return nil
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
	return encodeLines(std, lines)
}

// encodeLines prints one JSON object per line.
func encodeLines(std streams, lines []any) error {
	enc := json.NewEncoder(std.out)
	enc.SetEscapeHTML(false)
	for _, l := range lines {
		if err := enc.Encode(l); err != nil {
			return err
		}
	}
	return nil
}
