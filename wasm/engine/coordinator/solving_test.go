package coordinator

import (
	"errors"
	"testing"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// solvable lets a page's sessions be solved for: ten shares of 20 ms each, then info or err.
func solvable(p *page, info *train.Solved, err error) (asked *int) {
	asked = new(int)
	p.env.Solve = func(_ Session, features int, progress func(float64) error) (*train.Solved, error) {
		*asked = features
		for k := range 10 {
			if err := progress(float64(k) / 10); err != nil {
				return nil, err
			}
			p.clock += 20 * time.Millisecond
		}
		return info, err
	}
	return asked
}

func kept() *train.Solved {
	return &train.Solved{Kept: true, Unknowns: 9, Comparison: train.Comparison{Names: []string{"a"}, Before: []float64{4}, After: []float64{1}}}
}

func TestSolveIsWorkedOnInSlices(t *testing.T) {
	p := newPage(script{})
	asked := solvable(p, kept(), nil)
	p.Handle(wire.Request{Type: wire.Init, Config: map[string]string{"problem": "a"}})
	p.Handle(wire.Request{Type: wire.Step, Count: 3})
	p.settle(50)
	p.forget()
	p.Handle(wire.Request{Type: wire.Solve, Count: 64})
	if p.Wait() != 0 {
		t.Fatal("a solve has nothing to wait for")
	}
	slices := 0
	for ; p.solving != nil && slices < 100; slices++ {
		p.Work(30 * time.Millisecond)
	}
	told := take[wire.Solving](p)
	last := told[len(told)-1]
	if *asked != 64 || slices < 4 || len(told) < 3 || !told[0].Running || last.Running || !last.Kept || last.Ratio != 0.25 || last.Unknowns != 9 || last.Step != 3 {
		t.Errorf("%d slices, %d messages, the last %+v", slices, len(told), last)
	}
	p.settle(50)
	if len(take[wire.Fields](p)) == 0 {
		t.Error("the fields of the solved network were not sent")
	}
}

func TestSolveEndsWithItsNetwork(t *testing.T) {
	for name, request := range map[string]wire.Request{
		"stop": {Type: wire.Solve}, "run": {Type: wire.Run}, "reset": {Type: wire.Reset}, "race": {Type: wire.RaceStart, Operators: []string{"ls", "hrgrad"}, Count: 5},
	} {
		p := newPage(script{})
		solvable(p, kept(), nil)
		p.Handle(wire.Request{Type: wire.Init, Config: map[string]string{"problem": "a"}})
		p.Handle(wire.Request{Type: wire.Solve, Count: 8})
		p.Work(30 * time.Millisecond)
		p.Handle(request)
		told := take[wire.Solving](p)
		if last := told[len(told)-1]; p.solving != nil || last.Running || last.Kept || last.Message == "" {
			t.Errorf("%s: %+v", name, last)
		}
	}
}

func TestSolveTellsWhyNot(t *testing.T) {
	for name, c := range map[string]struct {
		info *train.Solved
		err  error
	}{"nonlinear": {nil, errors.New("not linear")}, "worse": {&train.Solved{Comparison: train.Comparison{Names: []string{"a"}, Before: []float64{1}, After: []float64{2}}}, nil}} {
		p := newPage(script{})
		solvable(p, c.info, c.err)
		p.Handle(wire.Request{Type: wire.Init, Config: map[string]string{"problem": "a"}})
		p.Handle(wire.Request{Type: wire.Solve, Count: 8})
		p.settle(200)
		told := take[wire.Solving](p)
		if last := told[len(told)-1]; last.Running || last.Kept || last.Message == "" {
			t.Errorf("%s: %+v", name, last)
		}
	}
}
