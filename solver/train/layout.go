package train

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// cell is a run of collocation points of one group at one Knudsen number.
type cell struct {
	group, stratum, unit int
	points               int
}

// group is a set of collocation points that carries one or more loss terms.
type group struct {
	kind  kinetic.Kind
	terms []kinetic.Term
	scale []float64 // per stratum: loss weight of one point, so that terms are means over their task's points
}

// layout fixes the shape of every batch: which points belong to which group, stratum, unit and task. Groups of interior points come
// first; within a group the strata follow each other. A unit is the smallest piece whose gradient is kept apart. Units do
// not depend on the number of workers, so neither do results.
type layout struct {
	strata int
	groups []group
	cells  []cell
	task   []int    // task of each unit
	names  []string // of the tasks

	parameters  []problemfile.Parameter // of the problem
	coordinates int                     // of a point

	profile *Profile
}

// of sets what the shape takes from the problem.
func (l *layout) of(p kinetic.Problem) {
	l.parameters, l.coordinates = parametersOf(p), p.Info().Coordinates()
}

// parametersOf lists the parameters of a problem from a file.
func parametersOf(p kinetic.Problem) []problemfile.Parameter {
	if f, ok := p.(kinetic.File); ok {
		return f.File().Parameters
	}
	return nil
}

const (
	bands    = 3
	minUnits = 4 // a run with few tasks splits them, so that a few workers have something to share
)

func newLayout(c Config, terms []kinetic.Term) *layout {
	l := &layout{strata: c.Tasks, coordinates: 1}
	interior := 0
	for _, t := range terms {
		if t.Kind == kinetic.Interior {
			interior++
		}
	}
	for _, t := range terms {
		if c.TasksBy == ByEps && t.Kind == kinetic.Interior && len(l.groups) > 0 {
			l.groups[0].terms = append(l.groups[0].terms, t)
			continue
		}
		l.groups = append(l.groups, group{kind: t.Kind, terms: []kinetic.Term{t}})
	}
	points := func(k kinetic.Kind) int {
		switch {
		case k != kinetic.Interior:
			return max(2, c.Points/4)
		case c.TasksBy == ByEps:
			return c.Points
		}
		return max(1, c.Points/interior)
	}
	nb := min(bands, c.Tasks)
	tasks := map[[2]int]int{}
	strata := map[int][]int{} // strata of each task
	taskOf := func(g, s int) int {
		key := [2]int{g, 0}
		switch c.TasksBy {
		case ByEps:
			key = [2]int{0, s}
		case ByTermBand:
			key = [2]int{g, s * nb / c.Tasks}
		}
		id, ok := tasks[key]
		if !ok {
			id = len(tasks)
			tasks[key] = id
			l.names = append(l.names, taskName(c, l.groups[g], key[1], nb))
		}
		return id
	}
	for g := range l.groups {
		for s := range c.Tasks {
			id := taskOf(g, s)
			if c.TasksBy != ByEps || g == 0 {
				strata[id] = append(strata[id], s)
			}
		}
	}
	parts := (minUnits + len(tasks) - 1) / len(tasks)
	units := map[[2]int]int{}
	for g := range l.groups {
		gr := &l.groups[g]
		n := points(gr.kind)
		for s := range c.Tasks {
			id := taskOf(g, s)
			own := strata[id]
			gr.scale = append(gr.scale, 1/(float64(n)*float64(len(own))))
			key := [2]int{id, (s - own[0]) * parts / len(own)}
			u, ok := units[key]
			if !ok {
				u = len(units)
				units[key] = u
				l.task = append(l.task, id)
			}
			l.cells = append(l.cells, cell{group: g, stratum: s, unit: u, points: n})
		}
	}
	return l
}

func taskName(c Config, g group, k, nb int) string {
	switch c.TasksBy {
	case ByEps:
		return fmt.Sprintf("eps stratum %d of %d", k+1, c.Tasks)
	case ByTermBand:
		return fmt.Sprintf("%s, band %d of %d", g.terms[0].Name, k+1, nb)
	}
	return g.terms[0].Name
}

// Batch holds the collocation points of one step: the Knudsen number of every stratum, times and positions of every cell.
type Batch struct {
	Eps  []float64
	T, X [][]float64
	Set  []float64 // parameters of a problem file, one after the other for every stratum
}

func (l *layout) newBatch() *Batch {
	b := &Batch{Eps: make([]float64, l.strata), Set: make([]float64, l.strata*len(l.parameters))}
	for _, c := range l.cells {
		b.T = append(b.T, make([]float64, c.points))
		b.X = append(b.X, make([]float64, l.coordinates*c.points))
	}
	return b
}

// draw fills b with the points of the next step.
func (l *layout) draw(rng *rand.Rand, p kinetic.Problem, epsMin, epsMax float64, b *Batch) {
	start := l.profile.begin()
	defer l.profile.end(&start, func(p *Profile, d time.Duration) { p.Draw += d })
	kinetic.DrawKnudsen(rng, p, epsMin, epsMax, b.Eps)
	l.drawAt(rng, p, b)
}

// drawAt fills b with points at its Knudsen numbers.
func (l *layout) drawAt(rng *rand.Rand, p kinetic.Problem, b *Batch) {
	kinetic.DrawParameters(rng, l.parameters, b.Set)
	for i, c := range l.cells {
		p.Sample(rng, l.groups[c.group].kind, b.Eps[c.stratum], b.T[i], b.X[i])
	}
}
