package train

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/hrgrad/hrgrad/solver/reference"
)

// shifted is a reference whose one field is that of script at eps, times 1 + by.
type shifted struct{ eps, by float64 }

func (s shifted) Fields() []string { return []string{"rho"} }
func (s shifted) At(t float64, x []float64) ([][]float64, error) {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = (s.eps + t + x[i]) / (1 + s.by)
	}
	return [][]float64{out}, nil
}

// One table per time, each reference asked for once, the end by default.
func TestErrorTables(t *testing.T) {
	asked := 0
	refs := func(eps float64) (reference.Solution, error) { asked++; return shifted{eps, eps}, nil }
	eps := KnudsenNumbers(1e-2) // 1, 0.3, 0.1, 0.03, 0.01
	tables, err := Errors(&script{}, []float64{0.1, 1, 2}, eps, refs)
	if err != nil || len(tables) != 3 || asked != len(eps) {
		t.Fatalf("%v, %d tables, %d references", err, len(tables), asked)
	}
	for i, at := range []float64{0.1, 1, 2} {
		table := tables[i]
		if table.T != at || len(table.Rows) != 5 || table.Norm != ErrorNorm {
			t.Fatalf("%+v", table)
		}
		for k, row := range table.Rows {
			if math.Abs(row.Fields["rho"]-eps[k]) > 1e-12 || row.Decade != (k%2 == 0) || !table.Known(k) {
				t.Errorf("row %+v, want error %g", row, eps[k])
			}
		}
		if w := table.Worst(); len(w) != 1 || math.Abs(w[0]-1) > 1e-12 {
			t.Errorf("worst %v", w)
		}
		if want := math.Pow(1*.3*.1*.03*.01, .2); math.Abs(table.Mean()-want) > 1e-12 {
			t.Errorf("mean %v, want %v", table.Mean(), want)
		}
	}
	tables[0].Forget()
	if !math.IsNaN(tables[0].Mean()) || !math.IsNaN(tables[0].Worst()[0]) || tables[0].Known(0) {
		t.Error("forgotten errors are known")
	}
	if tables, err = Errors(&script{}, nil, eps[:1], refs); err != nil || len(tables) != 1 || tables[0].T != 2 {
		t.Errorf("by default: %v, %+v", err, tables)
	}
}

func TestErrorTablesPassErrorsOn(t *testing.T) {
	s := newSession(t, small())
	gone := errors.New("no reference")
	if _, err := Errors(s, nil, []float64{1}, func(float64) (reference.Solution, error) { return nil, gone }); !errors.Is(err, gone) {
		t.Errorf("error of the reference: %v", err)
	}
	refs := func(eps float64) (reference.Solution, error) {
		return reference.New(s.Problem().Name, min(eps, 1), reference.Options{})
	}
	if _, err := Errors(s, []float64{7}, []float64{1}, refs); err == nil {
		t.Error("a time outside the domain was accepted")
	}
	if _, err := Errors(s, nil, []float64{2}, refs); err == nil {
		t.Error("eps = 2 was accepted")
	}
	if _, err := Errors(&script{nanFrom: 1, steps: 1}, nil, []float64{1}, func(eps float64) (reference.Solution, error) { return shifted{eps, 0}, nil }); !errors.Is(err, ErrDiverged) {
		t.Errorf("a field that is not a number: %v", err)
	}
}

// still is a reference of unit density whose flux is that of a state at rest, but for rounding.
type still struct{}

func (still) Fields() []string { return []string{"rho", "flux"} }
func (still) At(_ float64, x []float64) ([][]float64, error) {
	rho, flux := make([]float64, len(x)), make([]float64, len(x))
	for i := range x {
		rho[i], flux[i] = 1, 1e-12
	}
	return [][]float64{rho, flux}, nil
}

// TestFaintReference: where a reference nearly vanishes the error is the root mean square, and said to be.
func TestFaintReference(t *testing.T) {
	tables, err := Errors(newSession(t, small()), nil, []float64{0.1}, func(float64) (reference.Solution, error) { return still{}, nil })
	if err != nil {
		t.Fatal(err)
	}
	row := tables[0].Rows[0]
	if v := row.Fields["flux"]; !slices.Equal(tables[0].Absolute, []string{"flux"}) || !slices.Equal(row.Absolute, []string{"flux"}) || !(v > 1e-3 && v < 10) {
		t.Errorf("%+v", tables[0])
	}
}

// TestHits: estimates and errors that are both below what references are exact to are counted by themselves.
func TestHits(t *testing.T) {
	row := func(v, estimate float64) ErrorRow {
		return ErrorRow{Fields: map[string]float64{"rho": v}, Estimate: map[string]float64{"rho": estimate}}
	}
	table := ErrorTable{Fields: []string{"rho"}, Rows: []ErrorRow{row(1e-3, 2e-3), row(1e-3, 1e-8), row(7e-7, 1e-10), row(0, 0), {Fields: map[string]float64{"rho": 1}}}}
	if hits, of, below := table.Hits(); hits != 1 || of != 2 || below != 2 {
		t.Errorf("%d of %d, %d below", hits, of, below)
	}
}
