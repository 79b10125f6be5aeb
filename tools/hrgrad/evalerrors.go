package main

import (
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/train"
)

// mostErrors bounds eval --errors.
const mostErrors = 200

// evenly returns n numbers from hi down to lo, evenly spaced in their logarithm, ends included.
func evenly(n int, lo, hi float64) (out []float64) {
	for k := range n {
		out = append(out, max(lo, min(hi, hi*math.Pow(lo/hi, float64(k)/float64(max(1, n-1))))))
	}
	return out
}

// evalErrors compares a session with the reference at n Knudsen numbers over its range and at train.ErrorTimes: all errors as a table, the worst
// at every time on standard error.
func evalErrors(s *train.Session, n int, set []float64, format string, std streams) error {
	stop := listen()
	defer stop.close()
	c, info := s.Config(), s.Problem()
	eps := evenly(n, c.EpsMin, c.EpsMax)
	tables, err := train.Errors(s, train.ErrorTimes(info), eps, func(eps float64) (reference.Solution, error) {
		return reference.New(c.Reference(), eps, reference.Options{Set: set, Progress: stop.progress})
	})
	if err != nil {
		return err
	}
	out := profileTable{problem: info.Name, source: "errors of the network", eps: eps[0], t: info.TEnd, names: append([]string{"t", "eps"}, tables[0].Fields...)}
	out.columns = make([][]float64, len(out.names))
	for _, table := range tables {
		for _, row := range table.Rows {
			out.columns[0], out.columns[1] = append(out.columns[0], table.T), append(out.columns[1], row.Eps)
			for k, f := range table.Fields {
				out.columns[2+k] = append(out.columns[2+k], row.Fields[f])
			}
		}
	}
	printTimes(std.err, fmt.Sprintf("%s errors against the reference, the worst of %d eps from %g to %g", tables[0].Norm, n, eps[0], eps[n-1]), tables)
	return out.write(std.out, format)
}
