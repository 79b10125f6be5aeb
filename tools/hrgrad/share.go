package main

import (
	"cmp"
	"slices"

	"github.com/hrgrad/hrgrad/solver/train"
)

// work is what one share takes as a whole: a run, or a runner with all its runs where its rate is tuned first.
type work struct {
	race   *race
	runner int
	seed   int // -1: all
	cost   float64
}

// works lists all works of a sweep, in the order in which one process would do them.
func (s *sweep) works() []work {
	var out []work
	for _, r := range s.races {
		for k := range r.seeds {
			for i, e := range r.runners {
				w := work{r, i, k, cost(e.Config)}
				if s.flags.tuneRates != nil && !e.ownRate {
					if k > 0 {
						continue
					}
					w.seed = -1
					w.cost *= float64(len(r.seeds) + len(s.flags.tuneRates)*s.flags.tuneSeeds)
				}
				out = append(out, w)
			}
		}
	}
	return out
}

// shares gives every work to one of n shares, from 1: the longest work first, each to the share with the least so far (R. L. Graham,
// SIAM J. Appl. Math. 17, 1969: at most 4/3 of the best time). It depends on the command and on n alone, so that all processes
// agree.
func shares(works []work, n int) []int {
	order := make([]int, len(works))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(works[b].cost, works[a].cost) })
	loads := make([]float64, n)
	of := make([]int, len(works))
	for _, i := range order {
		least := 0
		for k := range loads {
			if loads[k] < loads[least] {
				least = k
			}
		}
		loads[least] += works[i].cost
		of[i] = least + 1
	}
	return of
}

// restrict leaves to the races of this process the works of its share.
func (s *sweep) restrict(p *part) {
	works := s.works()
	for _, r := range s.races {
		r.mine = map[[2]int]bool{}
	}
	for i, k := range shares(works, p.Of) {
		if w := works[i]; k == p.Index {
			w.race.eachOf(w, func(runner, seed int) { w.race.mine[[2]int{runner, seed}] = true })
		}
	}
}

// eachOf calls f for the runs of a work.
func (r *race) eachOf(w work, f func(runner, seed int)) {
	if w.seed >= 0 {
		f(w.runner, w.seed)
		return
	}
	for k := range r.seeds {
		f(w.runner, k)
	}
}

// cost estimates the time of a run in arbitrary units: steps times rows of the batch times what a row costs. A row passes the layers
// forward and backward with its derivatives; constants stand for everything that does not grow with the width.
func cost(c train.Config) float64 {
	width := float64(c.Width)
	row := 2000 + float64(c.Depth)*width*(width+40)
	switch c.Head {
	case "input":
		row *= 8
	case "modal":
		row *= 0.9
	}
	perStep := float64(c.Tasks*c.Points) * row
	perStep += 60_000 * float64(c.Depth) * width // optimiser and operator: work per weight
	perStep += 1e6                               // and per step
	return float64(c.Steps) * perStep
}
