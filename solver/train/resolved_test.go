package train

import (
	"testing"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/reference"
)

// TestSolveResolved: where sigma varies much the formulation resolved follows the flux better than the harmonics of the data do, and balanced, the default of the
// solve, hardly has an error near the diffusion limit.
func TestSolveResolved(t *testing.T) {
	nativeOnly(t)
	const steep = `{"version":1,"name":"steep","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"exp(1.5*(1 - cos(2*pi*x)))","density":"1 + 0.5*sin(2*pi*x)","source":"1 + sin(2*pi*x)"}`
	c := Config{Problem: steep, Optimizer: "solve", Width: 60, Steps: 2, Seed: 2, EpsMax: 1e-3}
	known := trained(t, c, 2)
	c.Formulation = kinetic.Resolved
	fine := trained(t, c, 2)
	c.Formulation = kinetic.MicroMacro
	coarse := trained(t, c, 2)
	if got := known.Config().Formulation; got != kinetic.Balanced {
		t.Fatalf("formulation %s", got)
	}
	flux := func(s *Session) float64 {
		tables, err := Errors(s, nil, []float64{1e-3, 1e-5}, func(eps float64) (reference.Solution, error) {
			return reference.New(steep, eps, reference.Options{})
		})
		if err != nil {
			t.Fatal(err)
		}
		return tables[0].Worst()[1]
	}
	a, b, limit := flux(fine), flux(coarse), flux(known)
	if !(a < 1e-3 && a < b/2) {
		t.Errorf("flux %g, with the harmonics of the data %g", a, b)
	}
	if !(limit < 2e-4) { // about the error of the reference
		t.Errorf("flux %g where the diffusion limit is known", limit)
	}
}

// TestSemiconductorModes: at eps = 0.1 free flight reaches the last of the Hermite modes of the formulation micro-macro by the end; resolved, the
// default of the solve, has more.
func TestSemiconductorModes(t *testing.T) {
	nativeOnly(t)
	flux := func(formulation, want string) float64 {
		s := trained(t, Config{Problem: "semiconductor-relax", Formulation: formulation, Optimizer: "solve", Width: 60, Steps: 4, Seed: 2, EpsMin: 0.08, EpsMax: 0.12}, 4)
		if got := s.Config().Formulation; got != want {
			t.Fatalf("formulation %s", got)
		}
		tables, err := Errors(s, nil, []float64{0.1}, func(eps float64) (reference.Solution, error) {
			return reference.New("semiconductor-relax", eps, reference.Options{})
		})
		if err != nil {
			t.Fatal(err)
		}
		return tables[0].Worst()[1]
	}
	if few, more := flux(kinetic.MicroMacro, kinetic.MicroMacro), flux("", kinetic.Resolved); !(more < few/3 && more < 1e-4) {
		t.Errorf("flux %g with the modes of micro-macro, %g with those of resolved", few, more)
	}
}
