package main

import (
	"path/filepath"
	"slices"
	"strings"
)

// plotFormats lists the endings of the names of --plot.
func plotFormats() []string {
	if canPlot {
		return []string{".pdf", ".svg", ".png"}
	}
	return []string{"none: Node draws no plots"}
}

// checkPlotFile refuses names whose ending is not known.
func checkPlotFile(path string) error {
	if path != "" && !(canPlot && slices.Contains(plotFormats(), filepath.Ext(path))) {
		return badInput("plot: %s given, allowed are names that end in %s", path, strings.Join(plotFormats(), ", "))
	}
	return nil
}

// checkBaseline refuses a plot of a race in which no runner has one to be compared with.
func (s *sweep) checkBaseline() error {
	runners := s.races[0].runners
	for _, e := range runners {
		if s.flags.plot == "" || baseline(runners, e) >= 0 {
			return nil
		}
	}
	return badInput("plot: nothing to compare with; add ls with the same settings to --operators")
}
