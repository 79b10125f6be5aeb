//go:build !js

package coordinator

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// TestTrainedNetworks: the networks that the page opens with (make trained) have the errors that it speaks of, against the references
// at the end time. The first list of numbers are bounds per field, for the worst of the Knudsen numbers; above are those that
// an example is about because they are large.
func TestTrainedNetworks(t *testing.T) {
	bounds := map[string]struct{ below, above []float64 }{
		"diffusion":      {below: []float64{1e-3, 5e-3}},
		"initial-layer":  {below: []float64{5e-4, 5e-3}},
		"inflow":         {below: []float64{6e-3, 2e-2}},
		"shock-tube":     {below: []float64{6e-3, 5e-2, 2e-2, 1}},
		"sound-wave":     {below: []float64{2e-3, 2e-2, 5e-3, 1}},
		"conflict-on":    {below: []float64{1e-1, 1}, above: []float64{3e-3, 1e-2}},
		"conflict-off":   {below: []float64{2e-2, 4e-2}},
		"ordinary":       {below: []float64{1e-1, 1e3}, above: []float64{1e-2, 1}},
		"velocity-input": {below: []float64{2e-2, 5e-2}},
		"pulse":          {below: []float64{3e-3, 3e-2}},
		"real-gas":       {below: []float64{5e-3, 4e-2, 2e-2, 2e-1, 4e-1}},
		"couette":        {below: []float64{1e-2, 2e-2, 1e-2, 2e-2, 3e-2}},
		"charges":        {below: []float64{1e-3, 3e-2, 1e-3}},
	}
	for name, want := range bounds {
		data, err := os.ReadFile(filepath.Join("..", "..", "..", "site", "trained", name+".weights"))
		if err != nil {
			t.Fatal(err)
		}
		s, err := train.Network(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if s.Steps() != s.Config().Steps {
			t.Errorf("%s: %d of %d steps", name, s.Steps(), s.Config().Steps)
		}
		p := s.Problem()
		worst := make([]float64, len(p.Fields))
		for _, eps := range []float64{1, 1e-2, 1e-4} {
			solution, err := reference.New(p.Name, eps, reference.Options{})
			if err != nil {
				t.Fatal(err)
			}
			table := train.NewErrorTable(p, p.TEnd, []float64{eps})
			nx, ny := train.ErrorGrid(p)
			values, err := solution.At(p.TEnd, train.Midpoints(p, nx, ny))
			if err != nil {
				t.Fatal(err)
			}
			if err := table.Compare(s, 0, values); err != nil {
				t.Fatal(err)
			}
			for i, column := range columns(table) {
				worst[i] = max(worst[i], column[0])
			}
		}
		t.Logf("%-14s %.1e", name, worst)
		for i, f := range p.Fields {
			if i < len(want.below) && !(worst[i] < want.below[i]) {
				t.Errorf("%s: worst error of %s %.1e, want below %.0e", name, f.Name, worst[i], want.below[i])
			}
			if i < len(want.above) && !(worst[i] > want.above[i]) {
				t.Errorf("%s: worst error of %s %.1e, want above %.0e", name, f.Name, worst[i], want.above[i])
			}
		}
	}
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "site", "trained", "*"))
	if err != nil || len(files) != len(bounds) {
		t.Errorf("%d files of trained networks (%v), this test knows %d: %s", len(files), err, len(bounds), strings.Join(files, " "))
	}
}

// TestShow: weights replace the session by one that says so; a run from scratch does not say so, and after weights that cannot be
// read the session before is kept.
func TestShow(t *testing.T) {
	p := newPage(script{})
	p.env.Show = p.env.Resume
	ready := func() (last *wire.Ready) {
		for _, m := range p.posted {
			if r, ok := m.(wire.Ready); ok {
				last = &r
			}
		}
		p.posted = nil
		return last
	}
	p.Handle(wire.Request{Type: wire.Show, Bytes: []byte("40")})
	if r := ready(); r == nil || !r.Trained || r.Step != 40 {
		t.Fatalf("shown: %+v", r)
	}
	p.Handle(wire.Request{Type: wire.Show, Bytes: []byte("torn")})
	if r := ready(); r != nil || p.Coordinator.session.Steps() != 40 {
		t.Errorf("damaged weights replace the session: %+v", r)
	}
	p.Handle(wire.Request{Type: wire.Init})
	if r := ready(); r == nil || r.Trained || r.Step != 0 {
		t.Errorf("from scratch: %+v", r)
	}
}
