package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/train"
)

// errorTable holds relative L2 errors of every field against the deterministic reference at time t, largest eps first.
type errorTable struct {
	T      float64    `json:"t"`
	Norm   string     `json:"norm"`
	Fields []string   `json:"fields"`
	Rows   []errorRow `json:"rows"`
}

// errorRow is one Knudsen number; Decade tells powers of ten from the numbers between them.
type errorRow struct {
	train.EpsError
	Decade bool `json:"decade"`
}

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

// knudsenNumbers lists the decades and the numbers between them, descending to epsMin.
func knudsenNumbers(epsMin float64) []float64 {
	eps := append(reference.Decades(epsMin), reference.Between(epsMin)...)
	slices.Sort(eps)
	slices.Reverse(eps)
	return eps
}

// tabulate measures a session at the end time of its problem.
func tabulate(s *train.Session, refs *references) (*errorTable, error) {
	info, epsMin := s.Problem(), s.Config().EpsMin
	t := &errorTable{T: info.TEnd, Norm: "relative L2"}
	for _, f := range info.Fields {
		t.Fields = append(t.Fields, f.Name)
	}
	rows, err := train.ErrorTable(s, info.TEnd, knudsenNumbers(epsMin), refs.at)
	if err != nil {
		return nil, err
	}
	decades := reference.Decades(epsMin)
	for _, r := range rows {
		for _, f := range t.Fields {
			if v := r.Fields[f]; math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("%w: the error of %s at eps = %g is %v", train.ErrDiverged, f, r.Eps, v)
			}
		}
		t.Rows = append(t.Rows, errorRow{r, slices.Contains(decades, r.Eps)})
	}
	return t, nil
}

// print writes the table for people.
func (t *errorTable) print(w io.Writer) {
	fmt.Fprintf(w, "relative L2 error against the reference at t = %g\n%10s", t.T, "eps")
	for _, f := range t.Fields {
		fmt.Fprintf(w, "  %10s", f)
	}
	fmt.Fprintf(w, "\n%s\n", strings.Repeat("-", 10+12*len(t.Fields)))
	worst := map[string]float64{}
	for _, r := range t.Rows {
		fmt.Fprintf(w, "%10g", r.Eps)
		for _, f := range t.Fields {
			worst[f] = max(worst[f], r.Fields[f])
			fmt.Fprintf(w, "  %10.2e", r.Fields[f])
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "%10s", "worst")
	for _, f := range t.Fields {
		fmt.Fprintf(w, "  %10.2e", worst[f])
	}
	fmt.Fprintln(w)
}
