package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/hrgrad/hrgrad/solver/train"
)

// tuning is one trial of the search for a runner's learning rate.
type tuning struct {
	Runner string   `json:"entrant"`
	Rate   float64  `json:"rate"`
	Seeds  []uint64 `json:"seeds"`
	Score  number   `json:"score"` // geometric mean of the errors over seeds, Knudsen numbers and fields; null if a run failed
	Chosen bool     `json:"chosen"`
}

// parseRates reads a list of learning rates.
func parseRates(list string) ([]float64, error) {
	var out []float64
	for _, word := range strings.Split(list, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(word), 64)
		if err != nil || !(v > 0 && v <= 1) {
			return nil, badInput("tune-rates: %q given, allowed is a list of numbers above 0 up to 1", word)
		}
		for _, known := range out {
			if known == v {
				return nil, badInput("tune-rates: %v is listed twice", v)
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// tune gives every runner without a rate of its own the one of the grid with the smallest score over the tuning seeds, which are not those
// of the race. The first of equal scores wins; a runner that fails at every rate keeps the one it has.
func (r *race) tune(rates []float64, seeds []uint64, refs *references, each func(*raceRun)) ([]tuning, error) {
	trial := *r
	trial.seeds, trial.runners, trial.mine = seeds, nil, nil
	var trials []tuning
	var owner []int // runner of each trial
	for i, e := range r.runners {
		if e.ownRate || !r.owned(i, 0) {
			continue
		}
		for _, rate := range rates {
			c := e.Config
			c.Rate = rate
			trial.runners = append(trial.runners, runner{Name: fmt.Sprintf("%s at rate %g", e.Name, rate), Config: c})
			trials = append(trials, tuning{Runner: e.Name, Rate: rate, Seeds: seeds})
			owner = append(owner, i)
		}
	}
	runs, err := trial.run(refs, each)
	if err != nil {
		return nil, err
	}
	r.untuned = map[int]bool{}
	for k := range trial.missing {
		r.untuned[owner[k[0]]] = true
	}
	best := map[int]int{} // trial of each runner
	for k := range trials {
		if r.untuned[owner[k]] {
			continue
		}
		trials[k].Score = number(score(runs, k, len(trials)))
		if math.IsInf(float64(trials[k].Score), 0) {
			continue
		}
		if b, ok := best[owner[k]]; !ok || trials[k].Score < trials[b].Score {
			best[owner[k]] = k
		}
	}
	for i, k := range best {
		trials[k].Chosen = true
		r.runners[i].Config.Rate = trials[k].Rate
	}
	return trials, nil
}

// score is the geometric mean over all errors of every n-th run from run k.
func score(runs []*raceRun, k, n int) float64 {
	var all []float64
	for ; k < len(runs); k += n {
		if runs[k].Errors == nil {
			return math.Inf(1)
		}
		for _, row := range runs[k].Errors.Rows {
			for _, f := range runs[k].Errors.Fields {
				all = append(all, row.Fields[f])
			}
		}
	}
	return train.GeometricMean(all)
}
