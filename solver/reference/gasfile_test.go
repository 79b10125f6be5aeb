package reference

import "testing"

// The reference of a gas from a file is that of the fixed problem with the same data, and its limits are the same.
func TestGasFilesAgreeWithFixedProblems(t *testing.T) {
	const (
		wave = `"x":[-0.5,0.5],"tEnd":0.1,"density":"1 + sin(2*pi*x)/2"`
		tube = `"x":[-0.5,0.5],"tEnd":0.1,"density":"1 - 0.875*(1 + tanh(20*x))/2","temperature":"1 - 0.2*(1 + tanh(20*x))/2","left":"open","right":"open"`
	)
	x := linspace(-0.5, 0.5, 100)
	for fixed, data := range map[string]string{
		"bgk-smooth":        wave,
		"esbgk-smooth":      wave + `,"dimensions":3,"prandtl":0.66666667`,
		"esbgk-smooth-pr1":  wave + `,"dimensions":3`,
		"esbgk-riemann":     tube + `,"dimensions":3,"prandtl":0.66666667`,
		"esbgk-riemann-pr1": tube + `,"dimensions":3,"prandtl":1`,
	} {
		file := FromFile(parseFile(t, `{"version":1,"name":"p","equation":"bgk",`+data+`}`))
		known, err := Find(fixed)
		if err != nil {
			t.Fatal(err)
		}
		for _, eps := range []float64{1, 0.03, 1e-4} {
			a, err := file.Solve(eps, Options{Cells: 200})
			if err != nil {
				t.Fatal(err)
			}
			got, want := at(t, a, 0.1, x...), at(t, solve(t, fixed, eps), 0.1, x...)
			if len(got) != len(want) || len(file.Fields) != len(want) {
				t.Fatalf("%s: %d fields, %d of the fixed problem", fixed, len(got), len(want))
			}
			for f, most := range []float64{3e-3, 8e-3, 4e-3} {
				if e := RelL2(got[f], want[f]); e > most {
					t.Errorf("%s, eps %g: %s is %.1e off", fixed, eps, file.Fields[f], e)
				}
			}
		}
		for _, l := range file.KnownLimits() {
			a, err := file.Limits[l](Options{})
			if err != nil {
				t.Fatal(err)
			}
			b, err := known.Limits[l](Options{})
			if err != nil {
				t.Fatal(err)
			}
			got, want := at(t, a, 0.1, x...), at(t, b, 0.1, x...)
			for f, name := range file.Fields[:3] {
				if e := RelL2(got[f], want[f]); e > 0.25 { // the exact limit of the tube has jumps
					t.Errorf("%s, %s: %s is %.1e off", fixed, l.Name, name, e)
				}
			}
		}
	}
}
