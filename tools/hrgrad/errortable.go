package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/train"
)

// references caches solutions, which do not depend on the network.
type references struct {
	problem string
	stop    *interrupt
	report  *reporter
	known   map[float64]reference.Solution
}

func newReferences(problem string, stop *interrupt, report *reporter) *references {
	return &references{problem: problem, stop: stop, report: report, known: map[float64]reference.Solution{}}
}

func (r *references) at(eps float64) (reference.Solution, error) {
	if s, ok := r.known[eps]; ok {
		return s, nil
	}
	s, err := reference.New(r.problem, eps, reference.Options{Progress: func(fraction float64) error {
		r.report.note(fmt.Sprintf("reference at eps = %g: %.0f %%", eps, 100*fraction))
		return r.stop.progress(fraction)
	}})
	if err == nil {
		r.known[eps] = s
	}
	return s, err
}

// tabulate measures a session at the end time of its problem.
func tabulate(s *train.Session, refs *references) (*train.ErrorTable, error) {
	tables, err := train.Errors(s, nil, s.Config().KnudsenNumbers(), refs.at)
	if err != nil {
		return nil, err
	}
	return tables[0], nil
}

// tabulateTimes measures a session at all train.ErrorTimes; the last table is that of the end.
func tabulateTimes(s *train.Session, refs *references) ([]*train.ErrorTable, error) {
	return train.Errors(s, train.ErrorTimes(s.Problem()), s.Config().KnudsenNumbers(), refs.at)
}

// printTimes writes the worst errors at every time for people.
func printTimes(w io.Writer, tables []*train.ErrorTable) {
	fmt.Fprintf(w, "the same at other times, the worst over eps\n%10s", "t")
	absolute := false
	for _, f := range tables[0].Fields {
		fmt.Fprintf(w, "  %10s", f)
	}
	fmt.Fprintf(w, "\n%s\n", strings.Repeat("-", 10+12*len(tables[0].Fields)))
	for _, t := range tables {
		fmt.Fprintf(w, "%10.4g", t.T)
		for i, v := range t.Worst() {
			text := fmt.Sprintf("%.2e", v)
			if slices.Contains(t.Absolute, t.Fields[i]) {
				text, absolute = text+"*", true
			}
			fmt.Fprintf(w, "  %10s", text)
		}
		fmt.Fprintln(w)
	}
	if absolute {
		fmt.Fprintf(w, "* %s at some eps: the reference is zero there\n", train.AbsoluteNorm)
	}
}

// printErrors writes a table for people.
func printErrors(w io.Writer, t *train.ErrorTable) {
	fmt.Fprintf(w, "%s error against the reference at t = %g\n%10s", t.Norm, t.T, "eps")
	for _, f := range t.Fields {
		if slices.Contains(t.Absolute, f) {
			f += "*"
		}
		fmt.Fprintf(w, "  %10s", f)
	}
	fmt.Fprintf(w, "\n%s\n", strings.Repeat("-", 10+12*len(t.Fields)))
	for _, r := range t.Rows {
		fmt.Fprintf(w, "%10g", r.Eps)
		for _, f := range t.Fields {
			fmt.Fprintf(w, "  %10.2e", r.Fields[f])
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "%10s", "worst")
	for _, v := range t.Worst() {
		fmt.Fprintf(w, "  %10.2e", v)
	}
	fmt.Fprintln(w)
	if len(t.Absolute) > 0 {
		fmt.Fprintf(w, "* %s: the reference is zero\n", train.AbsoluteNorm)
	}
}
