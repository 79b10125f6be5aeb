package train

import (
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

// Every item of every piece is done once before each returns, whether helpers are awake or asleep and whether they find cores.
func TestTeamDoesEachItemOnce(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cores := range []int{1, 4} {
		runtime.GOMAXPROCS(cores)
		for _, size := range []int{1, 2, 3, 8} {
			team := newTeam(size)
			for piece := range 300 {
				n := piece % 7
				calls := make([]atomic.Int64, n)
				team.each(n, func(i int) { calls[i].Add(1) })
				for i := range calls {
					if c := calls[i].Load(); c != 1 {
						t.Fatalf("%d cores, team of %d: item %d of %d done %d times", cores, size, i, n, c)
					}
				}
				if piece%100 == 99 {
					time.Sleep(5 * time.Millisecond) // they fall asleep
				}
			}
		}
	}
}

// Items are shared: while one goroutine is in the midst of an item another one does the next.
func TestTeamSharesItems(t *testing.T) {
	team := newTeam(2)
	met := make(chan struct{})
	team.each(2, func(int) {
		select { // both have to be there at a time
		case met <- struct{}{}:
		case <-met:
		case <-time.After(20 * time.Second):
			t.Error("nobody took the other item")
		}
	})
}

// The goroutines of a session end with it.
func TestTeamEnds(t *testing.T) {
	before := runtime.NumGoroutine()
	func() {
		s, err := New(Config{Tasks: 4, TasksBy: ByEps, Optimizer: "adam", Points: 8, Width: 8, Depth: 2})
		if err != nil {
			t.Fatal(err)
		}
		s.SetWorkers(3)
		if _, err := s.Step(); err != nil {
			t.Fatal(err)
		}
		if n := runtime.NumGoroutine(); n < before+2 {
			t.Fatalf("%d goroutines beside %d", n-before, before)
		}
	}()
	for deadline := time.Now().Add(20 * time.Second); runtime.NumGoroutine() > before; {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines are left beside %d", runtime.NumGoroutine()-before, before)
		}
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
}

// Losses, reports and parameters do not depend on the number of goroutines, in every way to share vectors over them: several blocks, few and many
// tasks, tasks of several units, corrections, moments of the combination, element-wise operators.
func TestStepsDoNotDependOnTeam(t *testing.T) {
	for _, c := range []Config{
		{TasksBy: ByEps, Tasks: 9, Optimizer: "adam"},
		{TasksBy: ByEps, Tasks: 5, Optimizer: "adam", Promise: "step", Operator: "ls"},
		{TasksBy: ByTerm, Tasks: 6, Optimizer: "adam", Momentum: "raw", Precision: "float64"},
		{TasksBy: ByTermBand, Tasks: 6, Optimizer: "soap", Metric: "preconditioned"},
		{TasksBy: ByEps, Tasks: 4, Optimizer: "adam", Operator: "cr-mogm"},
		{TasksBy: ByEps, Tasks: 4, Optimizer: "adam", Operator: "graddrop"},
	} {
		c.Points, c.Width, c.Depth = 8, 48, 3
		var want []float64
		for _, n := range []int{1, 2, 3, 7} {
			s, err := New(c)
			if err != nil {
				t.Fatal(err)
			}
			s.SetWorkers(n)
			var got []float64
			for range 6 {
				r, err := s.Step()
				if err != nil {
					t.Fatal(err)
				}
				got = append(append(got, r.Losses...), r.Gradient.MinCosine, r.Gradient.StepCosine, r.Gradient.MomentCosine)
			}
			params := make([]float64, s.Parameters())
			s.core.doubles(params)
			got = append(got, params...)
			if n == 1 {
				want = got
			} else if !slices.Equal(got, want) {
				t.Errorf("%+v: %d goroutines give other numbers than one", c, n)
			}
		}
	}
}
