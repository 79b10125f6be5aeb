package main

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/train"
)

// growth is how a default step of transport-mode grows with one of its sizes: steps per second, the share of each part of it, and the share
// that its products would take at the rate of one large product of the same rows and width, the limit that the rest is compared with.

// growthSizes are the sizes that grow, one at a time.
var growthSizes = []struct {
	name   string
	values []int
	set    func(c *train.Config, v int)
}{
	{"width", []int{32, 64, 128, 256}, func(c *train.Config, v int) { c.Width = v }},
	{"points", []int{32, 64, 128, 256}, func(c *train.Config, v int) { c.Points = v }},
	{"strata", []int{4, 8, 16, 32}, func(c *train.Config, v int) { c.Tasks = v }},
}

// growthParts are the columns of shares, in percent of a step.
var growthParts = []struct {
	name string
	of   func(p *train.Profile) time.Duration
}{
	{"points drawn", func(p *train.Profile) time.Duration { return p.Draw }},
	{"forward", func(p *train.Profile) time.Duration { return p.Forward }},
	{"backward", func(p *train.Profile) time.Duration { return p.Backward }},
	{"sums of units", func(p *train.Profile) time.Duration { return p.Reduction }},
	{"operator", func(p *train.Profile) time.Duration { return p.Operator }},
	{"optimiser", func(p *train.Profile) time.Duration { return p.Update }},
}

const growthLimit = "products at full rate"

// growthLines measures in processor time, the sizes of all configurations in turn.
func growthLines(wanted func(string) bool, budget time.Duration, emit func(result) error) error {
	warm := false
	for _, size := range growthSizes {
		for _, v := range size.values {
			name := fmt.Sprintf("growth/%s/%d", size.name, v)
			if !wanted(name) {
				continue
			}
			if !warm { // engines compile hot code again
				s := newSession(train.Config{Problem: "transport-mode"})
				for start := processorTime(); processorTime()-start < time.Second; {
					step(s)
				}
				warm = true
			}
			c := train.Config{Problem: "transport-mode"}
			size.set(&c, v)
			if err := growthOf(name, newSession(c), budget, emit); err != nil {
				return err
			}
		}
	}
	return nil
}

func growthOf(name string, s *train.Session, budget time.Duration, emit func(result) error) error {
	c := s.Config()
	rows := 3 * c.Tasks * c.Points
	x, w, y := filled[float32](rows*c.Width), filled[float32](c.Width*c.Width), make([]float32, rows*c.Width)
	product := func() { kernel.GemmNN(rows, c.Width, c.Width, x, w, y, false) }
	run := func() { step(s) }
	steps, products := calibrate(run), calibrate(product)
	var profile train.Profile
	var seconds, shares []float64
	parts := make([][]float64, len(growthParts))
	for n := max(6, int(budget/batch)); n > 0; n-- {
		t := timed(run, steps)
		seconds = append(seconds, 1/t)
		one := timed(product, products)
		shares = append(shares, 100*one*multiplications(c)/float64(rows*c.Width*c.Width)/t)
		profile = train.Profile{}
		s.SetProfile(&profile, processorTime)
		whole := timed(run, steps) * float64(steps)
		s.SetProfile(nil, nil)
		for i, p := range growthParts {
			parts[i] = append(parts[i], 100*p.of(&profile).Seconds()/whole)
		}
	}
	median, spread := quartiles(seconds)
	lines := []result{{Bench: name + "/steps", Value: median, Unit: "steps/s", Spread: spread, Batches: len(seconds)}}
	for i, p := range growthParts {
		share, _ := quartiles(parts[i])
		lines = append(lines, result{Bench: name + "/" + p.name, Value: share, Unit: "%", Batches: len(parts[i])})
	}
	limit, _ := quartiles(shares)
	for _, l := range append(lines, result{Bench: name + "/" + growthLimit, Value: limit, Unit: "%", Batches: len(shares)}) {
		if err := emit(l); err != nil {
			return err
		}
	}
	return nil
}

// multiplications of the trunk in a step of transport-mode, whose 5 features become a density and 16 values at velocities: every weight
// serves each row forward, for the gradient of the row, which the features do not need, and for its own.
func multiplications(c train.Config) float64 {
	const features, outputs = 5, 17
	weights := features*c.Width + (c.Depth-1)*c.Width*c.Width + outputs*c.Width
	return float64(3*c.Tasks*c.Points) * float64(3*weights-features*c.Width)
}

// growthName takes the name of a line of growthLines apart.
var growthName = regexp.MustCompile(`^growth/(\w+)/(\d+)/(.*)$`)

// growthTable collects the lines of growthLines into a table.
type growthTable struct {
	columns []string
	rows    map[string]map[string]string
	order   []string
}

// add takes a line; others than those of growth are left out.
func (t *growthTable) add(r result) {
	m := growthName.FindStringSubmatch(r.Bench)
	if m == nil {
		return
	}
	if t.rows == nil {
		t.rows = map[string]map[string]string{}
	}
	key := fmt.Sprintf("| %s | %s | %s |", r.Kernels, m[1], m[2])
	if t.rows[key] == nil {
		t.rows[key], t.order = map[string]string{}, append(t.order, key)
	}
	column, digits := m[3], "%.2g"
	if r.Unit == "%" {
		column += ", %"
	} else {
		column, digits = column+"/s", "%.4g"
	}
	if !slices.Contains(t.columns, column) {
		t.columns = append(t.columns, column)
	}
	t.rows[key][column] = fmt.Sprintf(digits, r.Value)
}

// write prints the table as Markdown.
func (t *growthTable) write(out io.Writer) {
	fmt.Fprintln(out, "| kernels | grows | to |", strings.Join(t.columns, " | "), "|")
	fmt.Fprintln(out, strings.Repeat("|---", 3+len(t.columns))+"|")
	for _, key := range t.order {
		line := key
		for _, c := range t.columns {
			line += " " + t.rows[key][c] + " |"
		}
		fmt.Fprintln(out, line)
	}
}
