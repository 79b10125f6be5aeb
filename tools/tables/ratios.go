package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/hrgrad/hrgrad/solver/train"
)

// scoreRun is what a table of scores takes from a run of hrgrad compare.
type scoreRun struct {
	Entrant  string            `json:"entrant"`
	Seed     uint64            `json:"seed"`
	Steps    int               `json:"steps"`
	Errors   *train.ErrorTable `json:"errors"`
	Gradient train.Statistics  `json:"gradient"`
}

// scoreFile is the file that hrgrad compare --out writes.
type scoreFile struct {
	Fields   []string `json:"fields"`
	Entrants []struct {
		Name   string       `json:"name"`
		Config train.Config `json:"config"`
	} `json:"entrants"`
	Runs []scoreRun `json:"runs"`
}

// scoreSetting is a row: what all operators of a comparison share.
type scoreSetting struct {
	problem, partition, initial string
	steps                       int
}

// score is what an operator reached in a setting, by seed.
type score struct {
	logs  map[uint64]float64 // logarithm of the error at the worst Knudsen number, mean over the fields
	empty float64            // share of steps with an empty cone, mean over the seeds
}

// scores prints the scores of site/docs/hrgrad.md: in each setting the error at the worst Knudsen number of each operator over that of
// ls, geometric mean over the fields, median over the seeds that both have; then its summary over the settings.
func scores(files []string, out io.Writer) error {
	table := map[scoreSetting]map[string]*score{}
	for _, file := range files {
		if err := readScores(file, table); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	var operators []string
	for _, row := range table {
		for name := range row {
			if name != "ls" && !slices.Contains(operators, name) {
				operators = append(operators, name)
			}
		}
	}
	slices.Sort(operators)
	line := func(cells ...string) { fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | ")) }
	line(append([]string{"problem", "partition", "initial data", "steps", "seeds", "empty cone"}, operators...)...)
	line(slices.Repeat([]string{"---"}, 6+len(operators))...)
	settings := slices.SortedFunc(maps.Keys(table), func(a, b scoreSetting) int {
		return strings.Compare(fmt.Sprint(a.problem, " ", a.partition, " ", a.initial, " ", a.steps), fmt.Sprint(b.problem, " ", b.partition, " ", b.initial, " ", b.steps))
	})
	toSum, toUPGrad := map[string][]float64{}, map[string][]float64{}
	for _, s := range settings {
		row := table[s]
		base := row["ls"]
		if base == nil {
			return fmt.Errorf("%s by %s, %s initial data, %d steps: no runs of ls, to which the others are compared", s.problem, s.partition, s.initial, s.steps)
		}
		cells := []string{s.problem, s.partition, s.initial, fmt.Sprint(s.steps), fmt.Sprint(len(base.logs)), emptyCone(row)}
		for _, name := range operators {
			r := row[name].over(base)
			cells = append(cells, cell(r))
			if !math.IsNaN(r) {
				toSum[name] = append(toSum[name], r)
			}
			if u := row[name].over(row["upgrad"]); !math.IsNaN(u) {
				toUPGrad[name] = append(toUPGrad[name], u)
			}
		}
		line(cells...)
	}
	summary := func(what string, of func(string) string) {
		cells := []string{what, "", "", "", "", ""}
		for _, name := range operators {
			cells = append(cells, of(name))
		}
		line(cells...)
	}
	within := func(v []float64) string {
		n := 0
		for _, x := range v {
			if x <= 1.1 {
				n++
			}
		}
		return fmt.Sprintf("%d of %d", n, len(v))
	}
	summary("geometric mean over ls", func(name string) string { return cell(mean(toSum[name])) })
	summary("at most 1.1 of ls", func(name string) string { return within(toSum[name]) })
	summary("largest over ls", func(name string) string { return cell(slices.Max(append(toSum[name], 0))) })
	summary("geometric mean over upgrad", func(name string) string { return cell(mean(toUPGrad[name])) })
	summary("at most 1.1 of upgrad", func(name string) string { return within(toUPGrad[name]) })
	return nil
}

// readScores adds the runs of a file.
func readScores(file string, table map[scoreSetting]map[string]*score) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var f scoreFile
	if err := json.Unmarshal(text, &f); err != nil {
		return err
	}
	configs := map[string]train.Config{}
	for _, e := range f.Entrants {
		configs[e.Name] = e.Config
	}
	for _, run := range f.Runs {
		c, ok := configs[run.Entrant]
		if !ok || run.Errors == nil {
			return fmt.Errorf("run of %q, seed %d: no configuration or no errors", run.Entrant, run.Seed)
		}
		s := scoreSetting{c.Problem, c.TasksBy, c.Initial, c.Steps}
		if table[s] == nil {
			table[s] = map[string]*score{}
		}
		entry := table[s][c.Operator]
		if entry == nil {
			entry = &score{logs: map[uint64]float64{}}
			table[s][c.Operator] = entry
		}
		if _, twice := entry.logs[run.Seed]; twice {
			return fmt.Errorf("%s, seed %d, is there twice", run.Entrant, run.Seed)
		}
		entry.logs[run.Seed] = worstLog(run.Errors, f.Fields)
		entry.empty += (run.Gradient.EmptyCone - entry.empty) / float64(len(entry.logs))
	}
	return nil
}

// worstLog is the mean over the fields of the logarithm of the worst error.
func worstLog(errors *train.ErrorTable, fields []string) float64 {
	sum := 0.0
	for _, f := range fields {
		most := 0.0
		for _, row := range errors.Rows {
			most = max(most, float64(row.Fields[f]))
		}
		sum += math.Log(most)
	}
	return sum / float64(len(fields))
}

// over is the median ratio to other over the seeds that both have, NaN without any.
func (s *score) over(other *score) float64 {
	if s == nil || other == nil {
		return math.NaN()
	}
	var ratios []float64
	for seed, v := range s.logs {
		if w, ok := other.logs[seed]; ok {
			ratios = append(ratios, v-w)
		}
	}
	if len(ratios) == 0 {
		return math.NaN()
	}
	slices.Sort(ratios)
	n := len(ratios)
	return math.Exp((ratios[(n-1)/2] + ratios[n/2]) / 2)
}

// emptyCone is the share of the steps in which the cone of hrgrad-sum was nearly empty.
func emptyCone(row map[string]*score) string {
	if row["hrgrad-sum"] == nil {
		return ""
	}
	return fmt.Sprintf("%.0f %%", 100*row["hrgrad-sum"].empty)
}

func cell(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%.2f", v)
}
