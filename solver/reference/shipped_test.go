package reference

import (
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/problemfile/shipped"
)

// The problem files that come with the program are registered problems once more: their references are those of the registered
// ones, fields and limits too.
func TestShippedFilesAreTheRegisteredProblems(t *testing.T) {
	for _, name := range shipped.Names() {
		p := parseFile(t, string(shipped.Text(name)))
		fixed, ok := strings.CutSuffix(name, "-file")
		if !ok || p.Name != name {
			t.Fatalf("%s is called %s", name, p.Name)
		}
		file := FromFile(p)
		known, err := Find(fixed)
		if err != nil {
			t.Fatal(err)
		}
		d := known.Domain
		x := linspace(d.XMin+0.001, d.XMax-0.001, 100)
		for _, eps := range []float64{1, 1e-3} {
			a, err := file.Solve(eps, Options{Cells: 200})
			if err != nil {
				t.Fatal(err)
			}
			got, want := at(t, a, d.TEnd, x...), at(t, solve(t, fixed, eps), d.TEnd, x...)
			if len(got) != len(want) || len(file.Fields) != len(want) {
				t.Fatalf("%s: %d fields, %d of the registered problem", name, len(got), len(want))
			}
			for f, most := range []float64{3e-3, 8e-3, 4e-3}[:min(3, len(want))] {
				if e := RelL2(got[f], want[f]); e > most {
					t.Errorf("%s, eps %g: %s is %.1e off", name, eps, file.Fields[f], e)
				}
			}
		}
		for _, l := range file.KnownLimits() {
			a, err := file.Limits[l](Options{Cells: 200})
			if err != nil {
				t.Fatal(err)
			}
			b, err := known.Limits[l](Options{})
			if err != nil {
				t.Fatal(err)
			}
			got, want := at(t, a, d.TEnd, x...), at(t, b, d.TEnd, x...)
			for f, field := range file.Fields[:min(3, len(want))] {
				if e := RelL2(got[f], want[f]); e > 0.25 { // the exact limits of tubes have jumps
					t.Errorf("%s, %s: %s is %.1e off", name, l.Name, field, e)
				}
			}
		}
	}
}
