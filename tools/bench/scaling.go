package main

import (
	"fmt"
	"io"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The gain by workers. Steps per second by the clock tell little on a machine that does something else as well, even though the batches of all
// numbers of workers alternate. So there is the processor time of a step too, of all workers together; with several it includes the short times
// for which one looks for its next piece of work before it sleeps. Where Linux tells it, batches in which others used the processors are left out.

// scaleLines measures runs of 4 to 32 tasks.
func scaleLines(wanted func(string) bool, budget time.Duration, emit func(result) error) error {
	for _, m := range []int{4, 8, 16, 32} {
		if err := scaleOf(m, wanted, budget, emit); err != nil {
			return err
		}
	}
	return nil
}

// longer is how much longer than others batches are: the first steps of one find workers asleep, and what others used is told in ticks of the clock.
const longer = 6

// patience is how many batches are taken, for each that is wanted, while too few of them are quiet.
const patience = 4

// scaleRun is a run with some workers and what was measured of it, a number for each batch.
type scaleRun struct {
	name           string
	count          int // steps of a batch
	step           func()
	rates, seconds []float64 // steps per second of quiet batches by the clock; seconds of processor time of a step
	noisy          []float64 // steps per second of the other batches
}

// scaleOf measures runs of m tasks with 32 points each and a network of width 64.
func scaleOf(m int, wanted func(string) bool, budget time.Duration, emit func(result) error) error {
	var runs []*scaleRun
	for _, w := range []int{1, 2, 4} {
		r := &scaleRun{name: fmt.Sprintf("scale/m%d/w%d", m, w)}
		if !wanted(r.name) {
			continue
		}
		c := modeNodal()
		c.Tasks, c.Points = m, 32
		s := newSession(c)
		team := newTeam()
		defer team.close()
		if !team.attach(s, w) {
			continue
		}
		r.step = func() { step(s) }
		r.count = longer * calibrate(r.step)
		runs = append(runs, r)
	}
	want := max(4, int(budget/batch/longer))
	if runtime.GOOS == "js" {
		want *= longer // the code of instances becomes faster for some hundred steps
	}
	for n := patience * want; n > 0 && slices.ContainsFunc(runs, func(r *scaleRun) bool { return len(r.rates) < want }); n-- {
		for _, r := range runs {
			r.measure()
		}
	}
	for _, r := range runs {
		note := fmt.Sprintf("by the wall clock; %d other batches were disturbed", len(r.noisy))
		if len(r.rates) == 0 {
			r.rates, note = r.noisy, "by the wall clock; all batches were disturbed"
		}
		rate, spread := quartiles(r.rates)
		lines := []result{{Bench: r.name, Value: rate, Unit: "steps/s", Spread: spread, Batches: len(r.rates), Note: note}}
		if runtime.GOOS != "js" {
			seconds, _ := quartiles(r.seconds)
			lines = append(lines, result{Bench: r.name + "/processor", Value: 1e3 * seconds, Unit: "ms", Batches: len(r.rates)})
		}
		for _, l := range lines {
			if err := emit(l); err != nil {
				return err
			}
		}
	}
	return nil
}

// measure takes a batch.
func (r *scaleRun) measure() {
	all, told := busyTime()
	start, own := time.Now(), processorTime()
	for range r.count {
		r.step()
	}
	n, took := float64(r.count), time.Since(start)
	own = processorTime() - own
	now, _ := busyTime()
	r.seconds = append(r.seconds, own.Seconds()/n)
	if rate := n / took.Seconds(); !told || quiet(took, now-all, own) {
		r.rates = append(r.rates, rate)
	} else {
		r.noisy = append(r.noisy, rate)
	}
}

// scaleName takes the name of a line of scaleLines apart.
var scaleName = regexp.MustCompile(`^scale/m(\d+)/w(\d+)(/processor)?$`)

// scalingTable collects the lines of scaleLines into a table: tasks down, workers across.
type scalingTable struct {
	workers []int
	rows    map[string]*scalingRow // by kernels and tasks
	order   []string
	native  bool // there are lines of processor time
}

type scalingRow struct {
	kernels string
	tasks   string
	values  map[string]float64 // by the rest of the name: workers, and what of them
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
		row = &scalingRow{r.Kernels, m[1], map[string]float64{}}
		t.rows[key], t.order = row, append(t.order, key)
	}
	row.values[m[2]+m[3]] = r.Value
	t.native = t.native || m[3] != ""
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
	heads := []string{"kernels", "tasks"}
	for _, w := range t.workers {
		workers := fmt.Sprintf("%d workers, ", w)
		if w == 1 {
			workers = "1 worker, "
		}
		heads = append(heads, workers+"steps/s")
		if t.native {
			heads = append(heads, workers+"processor, ms")
		}
	}
	fmt.Fprintln(out, "| "+strings.Join(heads, " | ")+" |")
	fmt.Fprintln(out, strings.Repeat("|---", len(heads))+"|")
	for _, key := range t.order {
		row := t.rows[key]
		cell := func(name, format string) string {
			if v, ok := row.values[name]; ok {
				return fmt.Sprintf(format, v)
			}
			return ""
		}
		line := []string{row.kernels, row.tasks}
		for _, w := range t.workers {
			name := strconv.Itoa(w)
			rate := cell(name, "%.4g")
			if one := row.values["1"]; w > 1 && one > 0 && rate != "" {
				rate += fmt.Sprintf(" (%.2f)", row.values[name]/one)
			}
			line = append(line, rate)
			if t.native {
				line = append(line, cell(name+"/processor", "%.3g"))
			}
		}
		fmt.Fprintln(out, "| "+strings.Join(line, " | ")+" |")
	}
}
