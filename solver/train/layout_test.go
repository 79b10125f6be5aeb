package train

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kinetic"
)

var partitions = []string{ByEps, ByTerm, ByTermBand}

// termLists are sets of loss terms as models declare them.
var termLists = map[string][]kinetic.Term{
	"hard periodic": {{Name: "macro", Weight: 1}, {Name: "micro", Weight: 2}},
	"soft periodic": {{Name: "macro", Weight: 1}, {Name: "micro", Weight: 2}, {Name: "initial", Kind: kinetic.AtStart, Weight: 10}},
	"soft walls": {
		{Name: "conservation", Weight: 1}, {Name: "even", Weight: 2}, {Name: "odd", Weight: 0.5}, {Name: "closure", Weight: 3},
		{Name: "initial", Kind: kinetic.AtStart, Weight: 10}, {Name: "boundary", Kind: kinetic.AtWalls, Weight: 4},
	},
	"one": {{Name: "residual", Weight: 1.5}},
}

func forEachLayout(t *testing.T, f func(t *testing.T, c Config, terms []kinetic.Term, l *layout)) {
	for name, terms := range termLists {
		for _, by := range partitions {
			for _, m := range []int{1, 2, 3, 4, 5, 6, 7, 12, 32} {
				for _, points := range []int{4, 7, 64} {
					c := Config{Tasks: m, Points: points, TasksBy: by}
					t.Run(fmt.Sprintf("%s/%s/%d tasks/%d points", name, by, m, points), func(t *testing.T) {
						f(t, c, terms, newLayout(c, terms))
					})
				}
			}
		}
	}
}

func TestEveryCellBelongsToOneUnitAndOneTask(t *testing.T) {
	forEachLayout(t, func(t *testing.T, c Config, terms []kinetic.Term, l *layout) {
		unitSeen := make([]bool, len(l.task))
		type place struct{ group, stratum int }
		seen := map[place]int{}
		for _, cl := range l.cells {
			if cl.group < 0 || cl.group >= len(l.groups) || cl.stratum < 0 || cl.stratum >= c.Tasks || cl.unit < 0 || cl.unit >= len(l.task) || cl.points < 1 {
				t.Fatalf("cell %+v", cl)
			}
			seen[place{cl.group, cl.stratum}]++
			unitSeen[cl.unit] = true
		}
		if len(l.cells) != len(l.groups)*c.Tasks || len(seen) != len(l.cells) {
			t.Errorf("%d cells at %d places for %d groups and %d strata", len(l.cells), len(seen), len(l.groups), c.Tasks)
		}
		if slices.Contains(unitSeen, false) {
			t.Error("a unit without points")
		}
		taskSeen := make([]bool, len(l.names))
		for _, task := range l.task {
			taskSeen[task] = true
		}
		if slices.Contains(taskSeen, false) {
			t.Error("a task without units")
		}
		names := slices.Clone(l.names)
		slices.Sort(names)
		if len(slices.Compact(names)) != len(l.names) || slices.Contains(names, "") {
			t.Errorf("task names %q", l.names)
		}
	})
}

// What a task is: a stratum, a term, or a term in a band of neighbouring strata.
func TestTasksArePartitions(t *testing.T) {
	forEachLayout(t, func(t *testing.T, c Config, terms []kinetic.Term, l *layout) {
		want := map[string]int{ByEps: c.Tasks, ByTerm: len(terms), ByTermBand: len(terms) * min(bands, c.Tasks)}[c.TasksBy]
		if len(l.names) != want {
			t.Fatalf("%d tasks, want %d", len(l.names), want)
		}
		strata, groups := make([][]int, want), make([][]int, want)
		for _, cl := range l.cells {
			task := l.task[cl.unit]
			strata[task] = append(strata[task], cl.stratum)
			groups[task] = append(groups[task], cl.group)
		}
		for k := range want {
			slices.Sort(strata[k])
			s := slices.Compact(strata[k])
			slices.Sort(groups[k])
			g := slices.Compact(groups[k])
			if s[len(s)-1]-s[0] != len(s)-1 {
				t.Errorf("task %q has strata %v: a gap", l.names[k], s)
			}
			switch c.TasksBy {
			case ByEps:
				if len(s) != 1 || len(g) != len(l.groups) {
					t.Errorf("task %q has strata %v, groups %v", l.names[k], s, g)
				}
			case ByTerm:
				if len(s) != c.Tasks || len(g) != 1 || l.names[k] != terms[g[0]].Name {
					t.Errorf("task %q has strata %v, groups %v", l.names[k], s, g)
				}
			case ByTermBand:
				if lo := c.Tasks / min(bands, c.Tasks); len(s) < lo || len(s) > lo+1 || len(g) != 1 {
					t.Errorf("task %q has strata %v, groups %v", l.names[k], s, g)
				}
			}
		}
		if len(l.task) < minUnits && len(l.task) < len(l.cells) && c.TasksBy != ByEps {
			t.Errorf("%d units for %d tasks of %d strata", len(l.task), len(l.names), c.Tasks)
		}
	})
}

// Each term of each task is Weight times a mean: the weights of its points sum to Weight.
func TestPointWeightsSumToTheTermWeight(t *testing.T) {
	forEachLayout(t, func(t *testing.T, c Config, terms []kinetic.Term, l *layout) {
		type key struct {
			task int
			term string
		}
		sums, all := map[key]float64{}, map[string]bool{}
		for _, cl := range l.cells {
			g := l.groups[cl.group]
			for _, term := range g.terms {
				if term.Kind != g.kind {
					t.Fatalf("term %q among points of kind %d", term.Name, g.kind)
				}
				all[term.Name] = true
				sums[key{l.task[cl.unit], term.Name}] += term.Weight * g.scale[cl.stratum] * float64(cl.points)
			}
		}
		for _, term := range terms {
			if !all[term.Name] {
				t.Errorf("term %q is missing", term.Name)
			}
			for k, sum := range sums {
				if k.term == term.Name && math.Abs(sum-term.Weight) > 1e-12*term.Weight {
					t.Errorf("weights of %q in task %q sum to %v, want %v", term.Name, l.names[k.task], sum, term.Weight)
				}
			}
		}
	})
}

func TestGroupsBeginWithTheInterior(t *testing.T) {
	forEachLayout(t, func(t *testing.T, c Config, terms []kinetic.Term, l *layout) {
		done := false
		for _, g := range l.groups {
			if g.kind == kinetic.Interior && done {
				t.Error("interior points after others")
			}
			done = done || g.kind != kinetic.Interior
			if len(g.scale) != c.Tasks {
				t.Errorf("%d scales for %d strata", len(g.scale), c.Tasks)
			}
		}
		// the strata of a group follow each other
		for i, cl := range l.cells {
			if cl.group != i/c.Tasks || cl.stratum != i%c.Tasks {
				t.Errorf("cell %d is group %d, stratum %d", i, cl.group, cl.stratum)
			}
		}
		b := l.newBatch()
		if len(b.Eps) != c.Tasks || len(b.T) != len(l.cells) || len(b.X) != len(l.cells) {
			t.Errorf("batch of %d numbers and %d cells", len(b.Eps), len(b.T))
		}
		for i, cl := range l.cells {
			if len(b.T[i]) != cl.points || len(b.X[i]) != cl.points {
				t.Errorf("cell %d has room for %d points, has %d", i, len(b.T[i]), cl.points)
			}
		}
	})
}
