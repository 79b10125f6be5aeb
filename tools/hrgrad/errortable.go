package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/train"
)

// references caches solutions, which do not depend on the network, by Knudsen number and parameters of the problem: the last
// referencesKept of them.
type references struct {
	problem string
	stop    *interrupt
	report  *reporter
	known   map[string]reference.Solution
	order   []string // oldest first
}

// referencesKept bounds the solutions in memory, a megabyte or so each: those of a table with corners.
const referencesKept = 64

func newReferences(problem string, stop *interrupt, report *reporter) *references {
	return &references{problem: problem, stop: stop, report: report, known: map[string]reference.Solution{}}
}

// at solves the reference at the middles of the ranges of the parameters.
func (r *references) at(eps float64) (reference.Solution, error) { return r.solve(eps, nil) }

func (r *references) solve(eps float64, set []float64) (reference.Solution, error) {
	key := fmt.Sprint(eps, set)
	if s, ok := r.known[key]; ok {
		return s, nil
	}
	s, err := reference.New(r.problem, eps, reference.Options{Set: set, Progress: func(fraction float64) error {
		r.report.note(fmt.Sprintf("reference at eps = %g: %.0f %%", eps, 100*fraction))
		return r.stop.progress(fraction)
	}})
	if err != nil {
		return nil, err
	}
	if len(r.order) == referencesKept {
		delete(r.known, r.order[0])
		r.order = r.order[1:]
	}
	r.known[key] = s
	r.order = append(r.order, key)
	return s, nil
}

// tabulate measures a session at the end time of its problem.
func tabulate(s *train.Session, refs *references) (*train.ErrorTable, error) {
	tables, err := train.Errors(s, nil, s.Config().KnudsenNumbers(), refs.at)
	if err != nil {
		return nil, err
	}
	return tables[0], nil
}

// tabulateCorners measures a session at all combinations of the ends of the parameters' ranges, at every second decade; nothing for a
// problem without parameters. The session is left at the middles.
func tabulateCorners(s *train.Session, refs *references) ([]*train.ErrorTable, error) {
	file, err := fileOf(s.Config().Problem)
	if err != nil || file == nil || len(file.Parameters) == 0 {
		return nil, err
	}
	c := s.Config()
	var eps []float64
	for k, e := range reference.Decades(c.EpsMin) {
		if k%2 == 0 && e <= c.EpsMax {
			eps = append(eps, e)
		}
	}
	if len(eps) == 0 {
		eps = []float64{c.EpsMin}
	}
	defer s.SetParameters(nil)
	var out []*train.ErrorTable
	for _, set := range file.Corners() {
		s.SetParameters(set)
		tables, err := train.Errors(s, nil, eps, func(eps float64) (reference.Solution, error) { return refs.solve(eps, set) })
		if err != nil {
			return nil, err
		}
		tables[0].Parameters = map[string]float64{}
		for k, q := range file.Parameters {
			tables[0].Parameters[q.Name] = set[k]
		}
		out = append(out, tables[0])
	}
	return out, nil
}

// tabulateTimes measures a session at all train.ErrorTimes; the last table is that of the end.
func tabulateTimes(s *train.Session, refs *references) ([]*train.ErrorTable, error) {
	return train.Errors(s, train.ErrorTimes(s.Problem()), s.Config().KnudsenNumbers(), refs.at)
}

// printTimes writes the worst errors at every time for people.
func printTimes(w io.Writer, title string, tables []*train.ErrorTable) {
	fmt.Fprintf(w, "%s\n%10s", title, "t")
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
		fmt.Fprintf(w, "* %s at some eps: the reference vanishes there, or nearly\n", train.AbsoluteNorm)
	}
}

// star marks what is no relative error.
func star(absolute bool) string {
	if absolute {
		return "*"
	}
	return ""
}

// printErrors writes a table for people.
func printErrors(w io.Writer, t *train.ErrorTable) {
	fmt.Fprintf(w, "%s error against the reference at t = %g\n%10s", t.Norm, t.T, "eps")
	for _, f := range t.Fields {
		fmt.Fprintf(w, "  %10s", f+star(slices.Contains(t.Absolute, f)))
	}
	fmt.Fprintf(w, "\n%s\n", strings.Repeat("-", 10+12*len(t.Fields)))
	for _, r := range t.Rows {
		fmt.Fprintf(w, "%10g", r.Eps)
		for _, f := range t.Fields {
			fmt.Fprintf(w, "  %10s", fmt.Sprintf("%.2e", r.Fields[f])+star(slices.Contains(r.Absolute, f)))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "%10s", "worst")
	for i, v := range t.Worst() {
		fmt.Fprintf(w, "  %10s", fmt.Sprintf("%.2e", v)+star(slices.Contains(t.Absolute, t.Fields[i])))
	}
	fmt.Fprintln(w)
	if len(t.Absolute) > 0 {
		fmt.Fprintf(w, "* %s: the reference vanishes, or nearly\n", train.AbsoluteNorm)
	}
	printEstimates(w, t)
}

// printEstimates writes the estimates of a table, if it has any, and how many of them hold.
func printEstimates(w io.Writer, t *train.ErrorTable) {
	hits, of, below := t.Hits()
	if of+below == 0 {
		return
	}
	fmt.Fprintln(w, "estimated from the residuals alone, without the reference (eval --estimate)")
	for _, r := range t.Rows {
		if r.Estimate == nil {
			continue
		}
		fmt.Fprintf(w, "%10g", r.Eps)
		for _, f := range t.Fields {
			fmt.Fprintf(w, "  %10.2e", r.Estimate[f])
		}
		fmt.Fprintln(w)
	}
	if of > 0 {
		fmt.Fprintf(w, "%d of %d within a factor of %d of the error\n", hits, of, train.EstimateWithin)
	}
	if below > 0 {
		fmt.Fprintf(w, "%d more where error and estimate are both below %g: the error may be the reference's own, no estimate can be judged by it\n", below, train.EstimateFloor)
	}
}

// printCorners writes for every corner of the parameters the worst errors over its Knudsen numbers.
func printCorners(w io.Writer, tables []*train.ErrorTable) {
	if len(tables) == 0 {
		return
	}
	var eps []string
	for _, r := range tables[0].Rows {
		eps = append(eps, fmt.Sprint(r.Eps))
	}
	fmt.Fprintf(w, "at the ends of the parameters' ranges, worst of eps = %s; the table above is at their middles\n", strings.Join(eps, ", "))
	for _, t := range tables {
		var at []string
		for _, name := range slices.Sorted(maps.Keys(t.Parameters)) {
			at = append(at, fmt.Sprintf("%s = %g", name, t.Parameters[name]))
		}
		fmt.Fprintf(w, "%10s", "")
		for _, v := range t.Worst() {
			fmt.Fprintf(w, "  %10.2e", v)
		}
		fmt.Fprintf(w, "  %s\n", strings.Join(at, ", "))
	}
}
