package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// fileSuffix ends the names of problem files that say what a registered problem says; see package shipped.
const fileSuffix = "-file"

// ofFiles prints the worst errors of runs of problem files, a row for each run in the order of the files, with a column for every field.
// Where the runs hold a registered problem too, the row of its file tells how many times as large the file's errors are: the
// general ansatz with default settings against the one that was tuned.
func ofFiles(files []string, out io.Writer) error {
	var runs []*record
	var fields []string
	for _, file := range files {
		r, err := read(file)
		if err != nil {
			return err
		}
		r.Config.Problem = problemName(r.Config.Problem)
		runs = append(runs, r)
		for _, f := range r.Errors.Fields {
			if !slices.Contains(fields, f) {
				fields = append(fields, f)
			}
		}
	}
	fmt.Fprintf(out, "| problem | seed | steps | %s | over the registered problem's |\n|---|---|---|%s---|\n", strings.Join(fields, " | "), strings.Repeat("---|", len(fields)))
	for _, r := range runs {
		fmt.Fprintf(out, "| %s | %d | %d |", r.Config.Problem, r.Config.Seed, r.Steps)
		for _, f := range fields {
			fmt.Fprintf(out, " %s |", short(worst(r, f)))
		}
		fmt.Fprintf(out, " %s |\n", ratios(r, runs))
	}
	return nil
}

// ratios says how many times as large the errors of a file are as those of its registered problem; nothing where that was not run.
func ratios(of *record, runs []*record) string {
	name, isFile := strings.CutSuffix(of.Config.Problem, fileSuffix)
	if !isFile {
		return ""
	}
	at := slices.IndexFunc(runs, func(r *record) bool { return r.Config.Problem == name && r.Config.Seed == of.Config.Seed })
	if at < 0 {
		return ""
	}
	var parts []string
	for _, f := range of.Errors.Fields {
		if q := worst(of, f) / worst(runs[at], f); !math.IsNaN(q) {
			parts = append(parts, fmt.Sprintf("%s %.1f", f, q))
		}
	}
	return strings.Join(parts, ", ")
}

// worst is the largest error of a field over the Knudsen numbers of a run.
func worst(r *record, field string) float64 { return column{field: field, runs: []*record{r}}.worst(0) }
