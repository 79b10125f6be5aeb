package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/hrgrad/hrgrad/solver/train"
)

// calibration prints how the estimated errors of runs compare with the true ones: per problem the number of estimates, how many are
// within a factor of 3 and of 1.5 of the error, the smallest and the largest error over estimate, and the geometric mean of that.
func calibration(files []string, out io.Writer) error {
	var names []string
	of := map[string][]float64{}
	for _, file := range files {
		r, err := read(file)
		if err != nil {
			return err
		}
		name := problemName(r.Config.Problem)
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		for _, row := range r.Errors.Rows {
			for _, f := range r.Errors.Fields {
				if e, ok := row.Estimate[f]; ok && row.Fields[f] > 0 && e > 0 {
					of[name] = append(of[name], row.Fields[f]/e)
				}
			}
		}
		if len(of[name]) == 0 {
			return fmt.Errorf("%s: it has no estimated errors; allowed are files of runs by a version that estimates them", file)
		}
	}
	fmt.Fprintf(out, "| problem | estimates | within %d | within 1.5 | error over estimate: least | mean | most |\n|---|---|---|---|---|---|---|\n", train.EstimateWithin)
	var all []float64
	line := func(name string, q []float64) {
		within := func(factor float64) string {
			n := 0
			for _, v := range q {
				if v <= factor && v >= 1/factor {
					n++
				}
			}
			return fmt.Sprintf("%.0f %%", 100*float64(n)/float64(len(q)))
		}
		fmt.Fprintf(out, "| %s | %d | %s | %s | %.2f | %.2f | %.2f |\n", name, len(q), within(train.EstimateWithin), within(1.5), slices.Min(q), mean(q), slices.Max(q))
	}
	for _, name := range names {
		line(name, of[name])
		all = append(all, of[name]...)
	}
	line("**all**", all)
	return nil
}

// mean is the geometric mean.
func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += math.Log(v)
	}
	return math.Exp(sum / float64(len(values)))
}

// problemName is the name of a problem, also of one from a file, which a run holds as a whole.
func problemName(problem string) string {
	var file struct {
		Name string `json:"name"`
	}
	if json.Unmarshal([]byte(problem), &file) == nil && file.Name != "" {
		return file.Name
	}
	return problem
}
