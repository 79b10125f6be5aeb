package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/hrgrad/hrgrad/solver/problemfile"
	"github.com/hrgrad/hrgrad/solver/train"
)

// fileSteps are the steps of one measurement: enough that what an optimiser does now and then has its share.
const fileSteps = 40

// fileBenchmarks lists the default training runs of problem files, names with commas between them: each in seconds on one thread, by the time of
// some of its steps. References and error table are not counted.
func fileBenchmarks(names string) ([]benchmark, error) {
	if names == "" {
		return nil, nil
	}
	var list []benchmark
	for _, name := range strings.Split(names, ",") {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		f, err := problemfile.Parse(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		c, err := train.Config{Problem: string(text)}.Normalize()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, benchmark{
			name: "run/" + f.Name, unit: "s", value: func(s float64) float64 { return s / fileSteps * float64(c.Steps) },
			note: fmt.Sprintf("%d steps of %d strata x %d points, %d layers of width %d, %s", c.Steps, c.Tasks, c.Points, c.Depth, c.Width, c.Formulation),
			prepare: func() func() {
				s := newSession(c)
				return func() {
					for range fileSteps {
						step(s)
					}
				}
			},
		})
	}
	return list, nil
}
