package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/hrgrad/hrgrad/solver/train"
)

// columnType is the type of a column of --runs.
type columnType string

const (
	textColumn     columnType = "string"
	integerColumn  columnType = "int64"
	unsignedColumn columnType = "uint64"
	numberColumn   columnType = "double"
)

// runColumn is a column of --runs, in which every run is a row. A value that is nil is missing: an error after a failure, a setting that is
// empty, a field that the problem does not have.
type runColumn struct {
	name string
	kind columnType
	help string
	of   func(r *raceResult, e *runner, run *raceRun) any
}

// runColumns returns the columns for races whose problems have the fields given.
func runColumns(fields []string) []runColumn {
	columns := []runColumn{
		{"problem", textColumn, "name of the problem", func(r *raceResult, _ *runner, _ *raceRun) any { return r.Problem }},
		{"entrant", textColumn, "operator with the settings of its own, as in --operators", func(_ *raceResult, e *runner, _ *raceRun) any { return e.Name }},
		{"seed", unsignedColumn, "seed of the run", func(_ *raceResult, _ *runner, run *raceRun) any { return run.Seed }},
	}
	for _, s := range train.Settings() {
		if s.Key == "problem" || s.Key == "seed" {
			continue
		}
		columns = append(columns, settingColumn(s))
	}
	of := func(name, help string, value func(run *raceRun) any, kind columnType) {
		columns = append(columns, runColumn{name, kind, help, func(_ *raceResult, _ *runner, run *raceRun) any { return value(run) }})
	}
	of("steps_taken", "steps of the run; fewer than planned after a failure or a time limit", func(run *raceRun) any { return int64(run.Steps) }, integerColumn)
	columns = append(columns, runColumn{"seconds", numberColumn, "time of training in seconds; empty with --no-times", func(r *raceResult, _ *runner, run *raceRun) any {
		if r.noTimes {
			return nil
		}
		return run.Seconds
	}})
	of("failure", "why the run ended early; empty: it did not", func(run *raceRun) any {
		if run.Failure == "" {
			return nil
		}
		return run.Failure
	}, textColumn)
	of("loss_hash", "digest of all losses of all steps: equal for equal runs", func(run *raceRun) any { return run.LossHash }, textColumn)
	of("conflict_rate", "share of the steps in which two task gradients had a negative product", func(run *raceRun) any { return run.Gradient.ConflictRate }, numberColumn)
	of("guard_rate", "share in which the operator scaled its angles down", func(run *raceRun) any { return run.Gradient.GuardRate }, numberColumn)
	of("fallback_rate", "share in which no rotation worked", func(run *raceRun) any { return run.Gradient.FallbackRate }, numberColumn)
	of("opposed_rate", "share in which the update had a negative product with a task gradient", func(run *raceRun) any { return run.Gradient.OpposedRate }, numberColumn)
	of("min_cosine", "smallest cosine of an update with a task gradient", func(run *raceRun) any { return run.Gradient.MinCosine }, numberColumn)
	of("mean_min_cosine", "mean over steps of that smallest cosine", func(run *raceRun) any { return run.Gradient.MeanMinCosine }, numberColumn)
	of("mean_alignment", "mean alignment score", func(run *raceRun) any { return run.Gradient.MeanAlignment }, numberColumn)
	for _, f := range fields {
		columns = append(columns,
			runColumn{"worst_" + f, numberColumn, "relative L2 error of " + f + " at the end time, largest over the Knudsen numbers", func(r *raceResult, _ *runner, run *raceRun) any {
				return r.errorOf(run, f, slices.Max)
			}},
			runColumn{"mean_" + f, numberColumn, "the same, geometric mean over the Knudsen numbers", func(r *raceResult, _ *runner, run *raceRun) any {
				return r.errorOf(run, f, train.GeometricMean)
			}})
	}
	return columns
}

func settingColumn(s train.Setting) runColumn {
	kind := textColumn
	switch s.Kind {
	case train.Integer:
		kind = integerColumn
	case train.Number:
		kind = numberColumn
	case train.Unsigned:
		kind = unsignedColumn
	}
	return runColumn{strings.ReplaceAll(s.Flag, "-", "_"), kind, "setting " + s.Flag + ": " + s.Help, func(_ *raceResult, e *runner, _ *raceRun) any {
		text := s.Of(e.Config)
		var v any
		var err error
		switch {
		case text == "":
			return nil
		case kind == integerColumn:
			v, err = strconv.ParseInt(text, 10, 64)
		case kind == unsignedColumn:
			v, err = strconv.ParseUint(text, 10, 64)
		case kind == numberColumn:
			v, err = strconv.ParseFloat(text, 64)
		default:
			return text
		}
		if err != nil {
			panic(err) // a setting that is no number of its kind
		}
		return v
	}}
}

// errorOf digests the errors of a field over the Knudsen numbers; nil without errors.
func (r *raceResult) errorOf(run *raceRun, field string, digest func([]float64) float64) any {
	if run.Errors == nil || !slices.Contains(r.Fields, field) {
		return nil
	}
	errors := make([]float64, len(r.rows))
	for k := range errors {
		errors[k] = run.error(k, field)
	}
	return digest(errors)
}

// runTable is the rows of --runs.
type runTable struct {
	columns []runColumn
	rows    [][]any
}

func (s *sweepResult) runs() *runTable {
	var fields []string
	for _, r := range s.Races {
		for _, f := range r.Fields {
			if !slices.Contains(fields, f) {
				fields = append(fields, f)
			}
		}
	}
	t := &runTable{columns: runColumns(fields)}
	for _, r := range s.Races {
		for i, run := range r.Runs {
			e := &r.Runners[i%len(r.Runners)]
			row := make([]any, len(t.columns))
			for k, c := range t.columns {
				row[k] = c.of(r, e, run)
			}
			t.rows = append(t.rows, row)
		}
	}
	return t
}

// csv renders the table with a header; a missing value is an empty cell.
func (t *runTable) csv() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	cells := make([]string, len(t.columns))
	for k, c := range t.columns {
		cells[k] = c.name
	}
	w.Write(cells)
	for _, row := range t.rows {
		for k, v := range row {
			switch v := v.(type) {
			case nil:
				cells[k] = ""
			case float64:
				cells[k] = strconv.FormatFloat(v, 'g', -1, 64)
			default:
				cells[k] = fmt.Sprint(v)
			}
		}
		w.Write(cells)
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// runFormats lists the endings of the names of --runs.
func runFormats() []string {
	if canParquet {
		return []string{".csv", ".parquet"}
	}
	return []string{".csv"}
}

// checkRunFile refuses names whose ending is not known.
func checkRunFile(path string) error {
	if ext := filepath.Ext(path); path != "" && !slices.Contains(runFormats(), ext) {
		return badInput("runs: %s given, allowed are names that end in %s", path, strings.Join(runFormats(), ", "))
	}
	return nil
}

// encode renders the table in the format that the name of the file asks for.
func (t *runTable) encode(path string) ([]byte, error) {
	if filepath.Ext(path) == ".parquet" {
		return t.parquet()
	}
	return t.csv()
}
