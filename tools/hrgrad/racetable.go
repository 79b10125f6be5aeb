package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/hrgrad/hrgrad/solver/train"
)

// raceResult is the JSON file of a race: the summaries last.
type raceResult struct {
	Program   string        `json:"program"`
	Engine    string        `json:"engine"`
	Platform  string        `json:"platform"`
	Kernels   string        `json:"kernels"`
	Workers   int           `json:"workers"`
	Problem   string        `json:"problem"`
	T         float64       `json:"t"`
	Norm      string        `json:"norm"`
	Absolute  []string      `json:"absolute,omitempty"` // fields whose reference is zero, with errors in train.AbsoluteNorm
	Fields    []string      `json:"fields"`
	Seeds     []uint64      `json:"seeds"`
	Tuning    []tuning      `json:"tuning,omitempty"`
	Runners   []runner      `json:"entrants"`
	Runs      []*raceRun    `json:"runs"`
	Summaries []raceSummary `json:"summaries"`

	rows    []train.ErrorRow // the Knudsen numbers
	noTimes bool             // in tables
}

func scientific(n number) string {
	if math.IsInf(float64(n), 0) || math.IsNaN(float64(n)) {
		return "failed"
	}
	return strconv.FormatFloat(float64(n), 'e', 1, 64)
}

func cosine(n number) string {
	if math.IsInf(float64(n), 0) {
		return "-"
	}
	return strconv.FormatFloat(float64(n), 'g', 3, 64)
}

// print writes the tables for people: per field the median over seeds for every Knudsen number, then a line per runner.
func (r *raceResult) print(w io.Writer) error {
	var b strings.Builder
	tw := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(cells ...string) { fmt.Fprintln(tw, strings.Join(cells, "\t")+"\t") }
	line := func(head string, cell func(s *raceSummary) string) {
		cells := []string{head}
		for i := range r.Summaries {
			cells = append(cells, cell(&r.Summaries[i]))
		}
		row(cells...)
	}
	for _, f := range r.Fields {
		norm := r.Norm + " error"
		if slices.Contains(r.Absolute, f) {
			norm = train.AbsoluteNorm + " (at eps where the reference vanishes, or nearly)"
		}
		fmt.Fprintf(&b, "%s of %s: %s at t = %g, median of %d seeds\n", f, r.Problem, norm, r.T, len(r.Seeds))
		line("eps", func(s *raceSummary) string { return s.Runner })
		for k := range r.Summaries[0].Rows {
			line(fmt.Sprintf("%g", r.Summaries[0].Rows[k].Eps), func(s *raceSummary) string { return scientific(s.Rows[k].Fields[f].Median) })
		}
		line("worst", func(s *raceSummary) string { return scientific(s.Fields[f].Worst.Median) })
		line("  min", func(s *raceSummary) string { return scientific(s.Fields[f].Worst.Min) })
		line("  max", func(s *raceSummary) string { return scientific(s.Fields[f].Worst.Max) })
		line("geometric mean", func(s *raceSummary) string { return scientific(s.Fields[f].GeometricMean.Median) })
		line("  min", func(s *raceSummary) string { return scientific(s.Fields[f].GeometricMean.Min) })
		line("  max", func(s *raceSummary) string { return scientific(s.Fields[f].GeometricMean.Max) })
		tw.Flush()
		fmt.Fprintln(&b)
	}
	row("operator", "rate", "mean rank", "(min, max)", "seconds", "conflict %", "guard %", "fallback %", "opposed %", "min cosine", "failed")
	for i, s := range r.Summaries {
		percent := func(v float64) string { return strconv.FormatFloat(100*v, 'f', 0, 64) }
		row(s.Runner, fmt.Sprintf("%g", r.Runners[i].Config.Rate), fmt.Sprintf("%.2f", s.MeanRank.Median), fmt.Sprintf("(%.2f, %.2f)", s.MeanRank.Min, s.MeanRank.Max),
			r.time(fmt.Sprintf("%.1f", s.Seconds.Median)), percent(s.ConflictRate), percent(s.GuardRate), percent(s.FallbackRate), percent(s.OpposedRate),
			cosine(s.MinCosine), strconv.Itoa(s.Failures))
	}
	tw.Flush()
	_, err := io.WriteString(w, b.String())
	return err
}

// time is a time in a table, which --no-times leaves empty.
func (r *raceResult) time(seconds string) string {
	if r.noTimes {
		return ""
	}
	return seconds
}

// csvHead names the columns of csv.
var csvHead = []string{"problem", "entrant", "seed", "eps", "decade", "field", "error", "steps", "seconds", "conflictRate", "guardRate", "fallbackRate", "opposedRate", "minCosine"}

// csv writes one line per run, Knudsen number and field; a failed run has empty errors.
func (r *raceResult) csv(c *csv.Writer) {
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	for _, run := range r.Runs {
		for k, row := range r.rows {
			for _, f := range r.Fields {
				e := ""
				if run.Errors != nil {
					e = number(run.error(k, f))
				}
				g := &run.Gradient
				c.Write([]string{r.Problem, run.Runner, strconv.FormatUint(run.Seed, 10), number(row.Eps), strconv.FormatBool(row.Decade), f, e,
					strconv.Itoa(run.Steps), r.time(number(run.Seconds)), number(g.ConflictRate), number(g.GuardRate), number(g.FallbackRate), number(g.OpposedRate), number(g.MinCosine)})
			}
		}
	}
}
