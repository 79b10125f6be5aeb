package main

import (
	"slices"
	"time"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

const (
	passes = 3                     // how often all benchmarks come round
	batch  = 40 * time.Millisecond // of processor time, long against the resolution of every clock
)

// key names the samples of one benchmark and implementation.
type key struct {
	benchmark int
	kernels   string
}

// sample measures seconds per run, one number per batch, and hands on all numbers of a benchmark and implementation after each round
// of it.
func sample(list []benchmark, implementations []string, budget time.Duration, emit func(b benchmark, kernels string, last bool, seconds []float64) error) error {
	samples := map[key][]float64{}
	for pass := range passes {
		for i, b := range list {
			runs, counts := make([]func(), len(implementations)), make([]int, len(implementations))
			for k, name := range implementations {
				if err := kernel.Use(name); err != nil {
					return err
				}
				runs[k] = b.prepare()
				counts[k] = calibrate(runs[k])
			}
			for n := max(2, int(budget/batch)/passes); n > 0; n-- {
				for k, name := range implementations {
					if err := kernel.Use(name); err != nil {
						return err
					}
					samples[key{i, name}] = append(samples[key{i, name}], timed(runs[k], counts[k]))
				}
			}
			for _, name := range implementations {
				if err := emit(b, name, pass == passes-1, samples[key{i, name}]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// calibrate returns the number of runs that make a batch, after a while of running: engines compile hot code again.
func calibrate(run func()) int {
	for n := 1; ; n = 2*n + 1 {
		if d := timed(run, n) * float64(n); d >= batch.Seconds()/2 {
			return max(1, int(float64(n)*batch.Seconds()/d+0.5))
		}
	}
}

// timed returns the seconds of one of n runs.
func timed(run func(), n int) float64 {
	start := processorTime()
	for range n {
		run()
	}
	return (processorTime() - start).Seconds() / float64(n)
}

// quartiles returns the median and the distance of the quartiles in percent of it.
func quartiles(v []float64) (median, spread float64) {
	v = slices.Sorted(slices.Values(v))
	at := func(q float64) float64 {
		x := q * float64(len(v)-1)
		i := int(x)
		return v[i] + (x-float64(i))*(v[min(i+1, len(v)-1)]-v[i])
	}
	median = at(0.5)
	return median, 100 * (at(0.75) - at(0.25)) / median
}
