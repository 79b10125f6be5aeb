package kinetic

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/reference"
)

func TestRegistry(t *testing.T) {
	all := All()
	if len(all) == 0 || len(Problems()) != len(all) {
		t.Fatalf("%d problems, %d descriptions", len(all), len(Problems()))
	}
	for k, p := range all {
		info := p.Info()
		if k > 0 && info.Name <= all[k-1].Info().Name {
			t.Errorf("%s is out of order or twice there", info.Name)
		}
		if found, err := ByName(info.Name); err != nil || found.Info().Name != info.Name {
			t.Errorf("ByName(%q): %v", info.Name, err)
		}
		if err := info.Check(); err != nil {
			t.Error(err)
		}
		if len(info.Heads) == 0 || len(info.Formulations) == 0 {
			t.Errorf("%s: no head or no formulation", info.Name)
		}
	}
	if _, err := ByName("nonsense"); err == nil || !strings.Contains(err.Error(), "nonsense") || !strings.Contains(err.Error(), all[0].Info().Name) {
		t.Errorf("unknown problem: %v", err)
	}
}

// Every problem has a reference on the same domain with the same fields.
func TestReferenceDescribesTheSameProblem(t *testing.T) {
	for _, p := range All() {
		info := p.Info()
		known, err := reference.Find(info.Name)
		if err != nil {
			t.Error(err)
			continue
		}
		d := known.Domain
		if math.Abs(d.YMin-info.YMin) > 1e-15 || math.Abs(d.YMax-info.YMax) > 1e-15 || math.Abs(d.XMin-info.XMin) > 1e-15 || math.Abs(d.XMax-info.XMax) > 1e-15 || d.TEnd != info.TEnd || d.Periodic != info.Periodic {
			t.Errorf("%s: reference on %+v, problem on [%g, %g] up to %g", info.Name, d, info.XMin, info.XMax, info.TEnd)
		}
		var names []string
		for _, f := range info.Fields {
			names = append(names, f.Name)
		}
		if d.Dimensions != info.Dimensions || d.VMin != info.VMin || d.VMax != info.VMax {
			t.Errorf("%s: reference on %+v, problem on %+v", info.Name, d, info.Domain)
		}
		if limits := known.KnownLimits(); !slices.Equal(limits, info.Limits) {
			t.Errorf("%s: limits %v of the reference, %v of the problem", info.Name, limits, info.Limits)
		}
		if !slices.Equal(known.Fields, names) {
			t.Errorf("%s: reference fields %v, problem fields %v", info.Name, known.Fields, names)
		}
	}
}

func TestModelsAreWellFormed(t *testing.T) {
	forEachForm(t, func(t *testing.T, f form) {
		b := newBench(t, f, 8, []float64{1, 1e-3}, 3)
		terms := b.model.Terms()
		interior := true
		seen := map[string]bool{}
		for k, term := range terms {
			if seen[term.Name] || !(term.Weight > 0) || math.IsInf(term.Weight, 0) {
				t.Errorf("term %d: %+v", k, term)
			}
			seen[term.Name] = true
			if term.Kind == Interior && !interior {
				t.Error("an interior term after a boundary term")
			}
			interior = term.Kind == Interior
			if term.Kind == AtWalls && f.info.Periodic {
				t.Error("a periodic problem with walls")
			}
			st := b.model.State(b.tape, b.points, term.Kind == Interior)
			r, columns, _ := b.model.Residual(b.tape, b.points, st, term.Name)
			if n := b.tape.Columns(r); columns != nil && len(columns) != n {
				t.Errorf("%s: %d column weights for %d columns", term.Name, len(columns), n)
			}
			if b.tape.Space(r).N != len(b.points.T) {
				t.Errorf("%s: %d residuals for %d points", term.Name, b.tape.Space(r).N, len(b.points.T))
			}
		}
		if !seen[terms[0].Name] || terms[0].Kind != Interior {
			t.Errorf("terms %+v do not begin with the interior", terms)
		}
		st := b.model.State(b.tape, b.points, false)
		out, dist := b.model.Outputs(b.tape, b.points, st), b.model.Distribution(b.tape, b.points, st)
		v := b.model.Velocities()
		if b.tape.Columns(out) != len(f.info.Fields) || b.tape.Columns(dist) != len(v) || !slices.IsSorted(v) {
			t.Errorf("%d fields, %d columns of f, velocities %v", b.tape.Columns(out), b.tape.Columns(dist), v)
		}
		if v[0] < f.info.VMin || v[len(v)-1] > f.info.VMax {
			t.Errorf("velocities %v outside [%g, %g]", v, f.info.VMin, f.info.VMax)
		}
		b.tape.Forward()
		for i := range b.tape.Values(dist) {
			if x := b.tape.Values(dist)[i]; math.IsNaN(x) || math.IsInf(x, 0) {
				t.Fatalf("f is %v", x)
			}
		}
	})
}

func TestUnknownHeadIsAnError(t *testing.T) {
	for _, p := range All() {
		o := Options{Formulation: p.Info().Formulations[0], Head: "nonsense", Initial: Hard, Width: 8, Depth: 2}
		var params autodiff.Params
		if _, err := p.Model(&params, o); err == nil || !strings.Contains(err.Error(), "nonsense") {
			t.Errorf("%s: %v", p.Info().Name, err)
		}
	}
}
