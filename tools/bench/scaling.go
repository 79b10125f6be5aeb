package main

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// scaleName takes the name of a line of scaleLines apart.
var scaleName = regexp.MustCompile(`^scale/m(\d+)/w(\d+)$`)

// scalingTable collects the lines of scaleLines into a table: tasks down, workers across, steps per second and the factor to one worker.
type scalingTable struct {
	workers []int
	rows    map[string]*scalingRow // by kernels and tasks
	order   []string
}

type scalingRow struct {
	kernels string
	tasks   string
	values  map[int]float64 // by workers
}

// add takes a line; others than those of scaling are left out.
func (t *scalingTable) add(r result) {
	m := scaleName.FindStringSubmatch(r.Bench)
	if m == nil {
		return
	}
	w, err := strconv.Atoi(m[2])
	if err != nil {
		return
	}
	if t.rows == nil {
		t.rows = map[string]*scalingRow{}
	}
	key := r.Kernels + "/" + m[1]
	row := t.rows[key]
	if row == nil {
		row = &scalingRow{r.Kernels, m[1], map[int]float64{}}
		t.rows[key], t.order = row, append(t.order, key)
	}
	row.values[w] = r.Value
	known := false
	for _, k := range t.workers {
		known = known || k == w
	}
	if !known {
		t.workers = append(t.workers, w)
	}
}

// write prints the table as Markdown.
func (t *scalingTable) write(out io.Writer) {
	head, rule := "| kernels | tasks |", "|---|---|"
	for _, w := range t.workers {
		head += fmt.Sprintf(" %d workers, steps/s |", w)
		rule += "---|"
	}
	fmt.Fprintln(out, strings.Replace(head, "1 workers", "1 worker", 1))
	fmt.Fprintln(out, rule)
	for _, key := range t.order {
		row := t.rows[key]
		line := fmt.Sprintf("| %s | %s |", row.kernels, row.tasks)
		for _, w := range t.workers {
			v, ok := row.values[w]
			switch one := row.values[1]; {
			case !ok:
				line += " |"
			case w == 1 || one == 0:
				line += fmt.Sprintf(" %.4g |", v)
			default:
				line += fmt.Sprintf(" %.4g (%.2f) |", v, v/one)
			}
		}
		fmt.Fprintln(out, line)
	}
}
