// Command tables prints the errors of runs as a table in Markdown, as in site/docs/results.md:
//
//	go run ./tools/tables RUN.json...
//	go run ./tools/tables -estimates RUN.json...
//
// With -estimates it compares the estimated errors of the runs with the true ones: a row for each problem, and one for all.
//
// The files are those that hrgrad train --out writes. The first run of each problem gives the columns, one for each field, with a row for
// every Knudsen number and the worst of them; further runs of a problem, such as one with another operator, give their worst
// errors.
//
//	go run ./tools/tables -files RUN.json...
//
// prints the worst errors of runs of problem files, as in site/docs/own-problem.md, a row each, and how they compare with those of the registered
// problem where the file says the same and that was run too.
//
//	go run ./tools/tables -scores RACE.json...
//
// prints the scores of the operators, as in site/docs/hrgrad.md, from the files that hrgrad compare --out writes.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/hrgrad/hrgrad/solver/train"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "tables:", err)
		os.Exit(1)
	}
}

// record is what a table takes from a run file.
type record struct {
	Config  train.Config      `json:"config"`
	Steps   int               `json:"steps"`
	Seconds float64           `json:"seconds"`
	Errors  *train.ErrorTable `json:"errors"`
}

// column is one field of a problem in all its runs.
type column struct {
	problem, field string
	runs           []*record
}

func run(files []string, out io.Writer) error {
	if len(files) > 1 && files[0] == "-estimates" {
		return calibration(files[1:], out)
	}
	if len(files) > 1 && files[0] == "-files" {
		return ofFiles(files[1:], out)
	}
	if len(files) > 1 && files[0] == "-scores" {
		return scores(files[1:], out)
	}
	if len(files) == 0 {
		return fmt.Errorf("no file given; allowed are files that hrgrad train --out has written")
	}
	var columns []column
	var names []string // of the rows of worst errors: one for each place among the runs of a problem
	for _, file := range files {
		r, err := read(file)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(columns, func(c column) bool { return c.problem == r.Config.Problem })
		if at < 0 {
			for _, f := range r.Errors.Fields {
				columns = append(columns, column{r.Config.Problem, f, []*record{r}})
			}
		} else {
			for k := range columns {
				if columns[k].problem == r.Config.Problem {
					columns[k].runs = append(columns[k].runs, r)
				}
			}
		}
		place := 0
		if at >= 0 {
			place = len(columns[at].runs) - 1
		}
		if place == len(names) {
			names = append(names, r.Config.Operator)
		} else if names[place] != r.Config.Operator {
			return fmt.Errorf("%s: run %d of %s is one of %s, that of another problem one of %s; give the runs in the same order", file, place+1, r.Config.Problem, r.Config.Operator, names[place])
		}
	}
	write(out, columns, names)
	return nil
}

// read reads a run file.
func read(file string) (*record, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	r := &record{}
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if r.Errors == nil || len(r.Errors.Rows) == 0 {
		return nil, fmt.Errorf("%s: it has no errors of a run", file)
	}
	return r, nil
}

func write(out io.Writer, columns []column, names []string) {
	line := func(first string, cell func(c column) string) {
		fmt.Fprintf(out, "| %s |", first)
		for _, c := range columns {
			fmt.Fprintf(out, " %s |", cell(c))
		}
		fmt.Fprintln(out)
	}
	line("ε", func(c column) string { return c.problem + " " + c.field })
	fmt.Fprintf(out, "|---|%s\n", strings.Repeat("---|", len(columns)))
	for _, eps := range knudsenNumbers(columns) {
		line(fmt.Sprintf("%g", eps), func(c column) string { return short(c.at(0, eps)) })
	}
	for i, name := range names {
		label := "worst, " + name
		if i == 0 {
			label = "**" + label + "**"
		}
		line(label, func(c column) string { return short(c.worst(i)) })
	}
	line("steps, seconds", func(c column) string {
		if r := c.runs[0]; r.Errors.Fields[0] == c.field {
			return fmt.Sprintf("%d, %.0f s", r.Steps, r.Seconds)
		}
		return ""
	})
}

// knudsenNumbers lists those of all runs that give columns, the largest first.
func knudsenNumbers(columns []column) []float64 {
	var all []float64
	for _, c := range columns {
		for _, row := range c.runs[0].Errors.Rows {
			if !slices.Contains(all, row.Eps) {
				all = append(all, row.Eps)
			}
		}
	}
	slices.Sort(all)
	slices.Reverse(all)
	return all
}

// at is the error of a run at a Knudsen number; NaN where it is not known.
func (c column) at(run int, eps float64) float64 {
	if run < len(c.runs) {
		for _, row := range c.runs[run].Errors.Rows {
			if v, ok := row.Fields[c.field]; row.Eps == eps && ok {
				return v
			}
		}
	}
	return math.NaN()
}

// worst is the largest error of a run.
func (c column) worst(run int) float64 {
	worst := math.NaN()
	if run < len(c.runs) {
		for _, row := range c.runs[run].Errors.Rows {
			if v, ok := row.Fields[c.field]; ok && !(v <= worst) {
				worst = v
			}
		}
	}
	return worst
}

// short prints an error with two digits, as 5.6e-5.
func short(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strings.NewReplacer("e-0", "e-", "e+00", "", "e+0", "e").Replace(fmt.Sprintf("%.1e", v))
}
