package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
)

// solvingLine is a JSON line during a solve.
type solvingLine struct {
	Type string  `json:"type"` // solving
	Done float64 `json:"done"` // share
}

// solvedLine is the JSON line of a solve.
type solvedLine struct {
	Type string `json:"type"` // solved
	solvedRecord
}

// solving reports the progress of a solve if it is time to.
func (p *reporter) solving(done float64) {
	if p.bar {
		p.note(fmt.Sprintf("solving for the last layer: %.0f %%", 100*done))
		return
	}
	if now := time.Now(); !p.silent && now.Sub(p.last) >= linePause {
		p.last = now
		p.line(solvingLine{"solving", done})
	}
}

// text tells of a solve in words.
func (r *solvedRecord) text() string {
	if !r.Kept {
		return r.Message
	}
	_, worst := r.Worst()
	return fmt.Sprintf("last layer solved in %.1f s: %d random features, %d unknowns, %d residuals; every fresh loss fell, to %.2g of the trained one or less", r.Seconds, r.Features, r.Unknowns, r.Rows, worst)
}

// solved prints the results of the command solve: errors before and after.
func (p *reporter) solved(r *solvedRecord, before, after *train.ErrorTable) error {
	p.endBar()
	if !p.text {
		p.line(solvedLine{"solved", *r})
		for _, row := range after.Rows {
			p.line(errorLine{"error", after.T, nil, row, after.Absolute})
		}
		return p.err
	}
	var b strings.Builder
	fmt.Fprintln(&b, r.text())
	fmt.Fprintf(&b, "worst errors before:")
	for i, f := range before.Fields {
		fmt.Fprintf(&b, " %s %.2e", f, before.Worst()[i])
	}
	fmt.Fprintln(&b)
	printErrors(&b, after)
	_, err := io.WriteString(p.w, b.String())
	p.keep(err)
	return p.err
}
