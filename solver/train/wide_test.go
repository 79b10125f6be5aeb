package train

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/safetensors"
)

// quiet is the progress of a solve that nobody watches.
func quiet(float64) error { return nil }

// trained returns a session after some steps.
func trained(t *testing.T, c Config, steps int) *Session {
	t.Helper()
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	for range steps {
		if _, err := s.Step(); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// values returns values of the fields at a few points.
func values(t *testing.T, s *Session) (out []float64) {
	t.Helper()
	for _, eps := range []float64{1, 0.03, 1e-5} {
		fields, err := s.Evaluate(eps, 0.5*s.Problem().TEnd, Midpoints(s.Problem(), 7, 1))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range fields {
			out = append(out, f...)
		}
	}
	return out
}

func same(a, b []float64) bool {
	for i := range a {
		if math.Float64bits(a[i]) != math.Float64bits(b[i]) {
			return false
		}
	}
	return len(a) == len(b)
}

// TestSolveAgain: a solved layer gives way to a better one alone, and stays the same when it is solved for again.
func TestSolveAgain(t *testing.T) {
	s := trained(t, Config{Problem: "transport-mode", Steps: 200, Width: 16, Seed: 2}, 200)
	first, err := s.Solve(48, quiet)
	if err != nil || !first.Kept {
		t.Fatal(first, err)
	}
	before := values(t, s)
	if again, err := s.Solve(48, quiet); err != nil || !again.Kept || !same(values(t, s), before) {
		t.Errorf("solved for again: %+v, %v", again, err)
	}
	worse, err := s.Solve(1, quiet)
	if err != nil || worse.Kept || !strings.Contains(worse.Refusal(), "solved one that the network has") || !same(values(t, s), before) {
		t.Errorf("one feature: %+v, %v: %s", worse, err, worse.Refusal())
	}
	if better, err := s.Solve(128, quiet); err != nil || !better.Kept || same(values(t, s), before) {
		t.Errorf("more features: %+v, %v: %s", better, err, better.Refusal())
	}
}

// In every other batch of a solve the largest Knudsen number leans towards the end of the range.
func TestSolveLeansToTheKineticEnd(t *testing.T) {
	s := trained(t, small(), 0)
	o, err := s.newOverlay(3)
	if err != nil {
		t.Fatal(err)
	}
	var mean [2]float64
	const seeds = 20
	for seed := range uint64(seeds) {
		v, err := s.newSolving(o, rand.New(rand.NewPCG(seed, 1)), quiet)
		if err != nil {
			t.Fatal(err)
		}
		v.draw()
		var drawn []*Batch
		for _, b := range v.blocks {
			drawn = append(drawn, b.drawn...)
		}
		for k, b := range drawn {
			mean[k%2] += b.Eps[len(b.Eps)-1] * 2 / float64(seeds*len(drawn))
		}
	}
	// 0.252 for log-uniform numbers of the last of three strata that is stretched by a twentieth, 0.505 by the arcsine law.
	if math.Abs(mean[0]-0.252) > 0.02 || math.Abs(mean[1]-0.505) > 0.02 {
		t.Errorf("means of the largest Knudsen numbers %.3g", mean)
	}
}

func TestSolveLowersEveryLoss(t *testing.T) {
	for _, head := range []string{kinetic.Nodal, kinetic.Modal} {
		s := trained(t, Config{Problem: "transport-mode", Head: head, Width: 16, Depth: 2, Steps: 200, Seed: 3}, 200)
		var last float64
		info, err := s.Solve(40, func(done float64) error {
			if done < last-0.5 || done > 1 {
				t.Errorf("progress %g after %g", done, last)
			}
			last = done
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if !info.Kept || info.Refusal() != "" || s.Solved() == nil {
			t.Fatalf("%s: not kept: %s", head, info.Refusal())
		}
		if name, ratio := info.Worst(); !(ratio < 0.7) {
			t.Errorf("%s: %s fell to %g of what it was", head, name, ratio)
		}
		if len(info.Names) != 12 || info.Features != 40 || info.Rows < 8000 || info.Unknowns < 57*9-57 {
			t.Errorf("%+v", info)
		}
	}
}

// TestSolvedLayerIsKeptInCheckpoints: evaluation after Resume has the same bits, a conversion keeps it, the next step takes it off and the
// trajectory is that of the run without it.
func TestSolvedLayerIsKeptInCheckpoints(t *testing.T) {
	c := Config{Problem: "transport-smooth", Width: 12, Depth: 2, Steps: 300, Seed: 4, Schedule: "constant"}
	s, plain := trained(t, c, 120), trained(t, c, 120)
	before := values(t, s)
	if _, err := s.Solve(24, quiet); err != nil {
		t.Fatal(err)
	}
	if s.Solved() == nil {
		t.Fatal("the layer was not kept")
	}
	after := values(t, s)
	if same(before, after) {
		t.Error("the solve changed nothing")
	}
	data, err := s.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Resume(data)
	if err != nil {
		t.Fatal(err)
	}
	if !same(values(t, again), after) {
		t.Error("the fields of a resumed network differ")
	}
	copied, err := again.Checkpoint()
	if err != nil || string(copied) != string(data) {
		t.Errorf("the checkpoint of a resumed run differs (%v)", err)
	}
	contents, err := Inspect(data)
	if err != nil || contents.Solved == nil || contents.Solved.Features != 24 || contents.Tensors[0].Name != "solved.features.weight" {
		t.Errorf("inspect: %v, %+v", err, contents)
	}
	if _, err := FirstFormat(data); err == nil || !strings.Contains(err.Error(), "solved") {
		t.Errorf("version 1 of the format took a solved layer: %v", err)
	}
	narrow, err := plain.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	if h := StateHash(data); h == "" || h == StateHash(narrow) {
		t.Errorf("state hash %q of both", h)
	}
	for range 3 {
		a, err1 := again.Step()
		b, err2 := plain.Step()
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if !same(a.Losses, b.Losses) {
			t.Fatal("training goes on otherwise after a solve")
		}
	}
	if again.Solved() != nil || !same(values(t, again), values(t, plain)) {
		t.Error("a step left the solved layer on")
	}
}

// TestSolvedLayerOfEach: points with Knudsen numbers of their own see the same network.
func TestSolvedLayerOfEach(t *testing.T) {
	s := trained(t, Config{Problem: "transport-mode", Width: 8, Depth: 2, Steps: 60, Seed: 5}, 60)
	x := []float64{1, 2, 3}
	each := func() []float64 {
		f, err := s.EvaluateEach(nil, []float64{0.1, 0.1, 0.1}, []float64{0.5, 0.5, 0.5}, x)
		if err != nil {
			t.Fatal(err)
		}
		return f[0]
	}
	before := each()
	if info, err := s.Solve(16, quiet); err != nil || !info.Kept {
		t.Fatalf("%v, %+v", err, info)
	}
	fields, err := s.Evaluate(0.1, 0.5, x)
	if err != nil {
		t.Fatal(err)
	}
	if after := each(); same(before, after) || !same(after, fields[0]) {
		t.Errorf("each %v, before %v, at one Knudsen number %v", after, before, fields[0])
	}
}

func TestSolveRefuses(t *testing.T) {
	for _, c := range []Config{{Problem: "bgk-smooth"}, {Problem: "transport-mode", Head: kinetic.Input}} {
		c.Width, c.Depth, c.Steps = 8, 2, 10
		s := trained(t, c, 1)
		if _, err := s.Solve(8, quiet); !errors.Is(err, ErrLinear) {
			t.Errorf("%s, head %s: %v", c.Problem, c.Head, err)
		}
		if err := s.CanSolve(8); !errors.Is(err, ErrLinear) {
			t.Errorf("%s, head %s: %v", c.Problem, c.Head, err)
		}
	}
	s := trained(t, Config{Problem: "transport-mode", Width: 8, Depth: 2, Steps: 10}, 1)
	for _, m := range []int{-1, 0, MaxFeatures + 1} {
		if _, err := s.Solve(m, quiet); !input.Is(err) {
			t.Errorf("%d features: %v", m, err)
		}
	}
	limit := MemoryLimit
	defer func() { MemoryLimit = limit }()
	MemoryLimit = 1e6
	if _, err := s.Solve(100, quiet); !input.Is(err) || !strings.Contains(err.Error(), "GB") {
		t.Errorf("beyond the memory: %v", err)
	}
}

// TestSolveStops: an error of progress ends the solve at every stage and leaves network and random numbers as they were.
func TestSolveStops(t *testing.T) {
	s := trained(t, Config{Problem: "transport-mode", Width: 8, Depth: 2, Steps: 50}, 40)
	before, err := s.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	stop := errors.New("stop")
	for _, at := range []float64{0, 0.3, 0.9} {
		if _, err := s.Solve(8, func(done float64) error {
			if done >= at {
				return stop
			}
			return nil
		}); !errors.Is(err, stop) {
			t.Errorf("stopped at %g: %v", at, err)
		}
	}
	after, err := s.Checkpoint()
	if err != nil || string(before) != string(after) {
		t.Errorf("the session changed (%v)", err)
	}
}

// TestWorseLayersAreNotKept: half-trained networks of an inflow problem, whose boundary loss an operator has brought far below the others.
func TestWorseLayersAreNotKept(t *testing.T) {
	c := Comparison{Names: []string{"a", "b"}, Before: []float64{1, 1}, After: []float64{0.1, 2}}
	info := Solved{Comparison: c}
	if c.falls() || !strings.Contains(info.Refusal(), "loss of b would be 2 times") {
		t.Errorf("%q", info.Refusal())
	}
	c.After[1] = math.NaN()
	if c.falls() {
		t.Error("a loss that is not a number was taken for one that falls")
	}
	c.After[1] = 0.5
	if name, ratio := c.Worst(); !c.falls() || name != "b" || ratio != 0.5 {
		t.Errorf("%s %g", name, ratio)
	}
}

func TestDamagedSolvedLayers(t *testing.T) {
	s := trained(t, Config{Problem: "transport-mode", Width: 8, Depth: 2, Steps: 60, Seed: 5}, 60)
	if info, err := s.Solve(16, quiet); err != nil || !info.Kept {
		t.Fatalf("%v, %+v", err, info)
	}
	data, err := s.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(f *safetensors.File){
		"a missing tensor":    func(f *safetensors.File) { f.Tensors = f.Tensors[1:] },
		"a value that is not": func(f *safetensors.File) { copy(f.Tensors[1].Data, appendVector(nil, []float64{math.NaN()})) },
		"no metadata":         func(f *safetensors.File) { remove(f, keySolved) },
		"other features":      func(f *safetensors.File) { replace(f, keySolved, `"features":16`, `"features":17`) },
		"too many features":   func(f *safetensors.File) { replace(f, keySolved, `"features":16`, `"features":100000`) },
		"not kept":            func(f *safetensors.File) { replace(f, keySolved, `"kept":true`, `"kept":false`) },
	} {
		f, err := decodeFile([]byte(string(data))) // tensors share its bytes
		if err != nil {
			t.Fatal(err)
		}
		change(f)
		bad, err := safetensors.Encode(f)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Resume(bad); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func remove(f *safetensors.File, key string) {
	var rest []safetensors.Text
	for _, m := range f.Metadata {
		if m.Key != key {
			rest = append(rest, m)
		}
	}
	f.Metadata = rest
}

func replace(f *safetensors.File, key, from, to string) {
	for i, m := range f.Metadata {
		if m.Key == key {
			f.Metadata[i].Value = strings.Replace(m.Value, from, to, 1)
		}
	}
}
