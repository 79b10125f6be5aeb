package main

import (
	"math"
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

// ratioBox is one box of the plot: the ratios of a runner's runs.
type ratioBox struct {
	name   string
	ratios []float64
	failed int // runs without a ratio
}

// boxes returns for every runner the ratios of its error at the worst Knudsen number to that of its baseline (see overall), geometric mean over
// the fields, one per problem and seed.
func (m *sweepResult) boxes() []ratioBox {
	var out []ratioBox
	for i, e := range m.Races[0].Runners {
		box := ratioBox{name: e.Name}
		for _, r := range m.Races {
			base := baseline(r.Runners, r.Runners[i])
			if base < 0 {
				continue
			}
			n := len(r.Runners)
			for s := range r.Seeds {
				run, other := r.Runs[s*n+i], r.Runs[s*n+base]
				if run.Errors == nil || other.Errors == nil {
					box.failed++
					continue
				}
				a, _ := r.scores(run)
				b, _ := r.scores(other)
				box.ratios = append(box.ratios, math.Exp(a-b))
			}
		}
		if len(box.ratios)+box.failed > 0 {
			out = append(out, box)
		}
	}
	return out
}
