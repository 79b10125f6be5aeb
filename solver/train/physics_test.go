package train

import (
	"math"
	"slices"
	"testing"

	"github.com/hrgrad/hrgrad/solver/reference"
)

// stored is a reference as a Source.
type stored struct{ reference.Solution }

func (s stored) Distribution(t float64, x, v []float64) ([][]float64, error) {
	return s.Solution.(reference.Distributed).Distribution(t, x, v)
}

// The pulse keeps its mass and has the mirrors of a square; what a network lacks of them is told, and nothing of mirrors that the data do
// not have.
func TestChecks(t *testing.T) {
	for problem, mirrors := range map[string][]string{"transport2d-pulse": {"x", "x=y", "y"}, "transport-mode": {"x"}, "transport-smooth": {"x about a quarter"}, "bgk-smooth": {"x about a quarter"}} {
		c := small()
		c.Problem, c.Head, c.Precision = problem, "", "float64"
		s := newSession(t, c)
		p := s.Problem()
		const eps = 0.3
		ref, err := reference.New(problem, eps, reference.Options{})
		if err != nil {
			t.Fatal(err)
		}
		net, known, err := Checks(p, s.Source(eps), stored{ref}, p.TEnd/2, s.model.Velocities())
		if err != nil {
			t.Fatal(err)
		}
		if !(math.Abs(known.Drifts["mass"]) < 1e-9) || !(known.Least["rho"] > 0) || !(known.Least["f"] > 0) || known.Negative != 0 {
			t.Errorf("%s: reference %+v", problem, known)
		}
		var names []string
		for name, a := range known.Asymmetry {
			names = append(names, name)
			if !(a < mirrorsWithin) || !(net.Asymmetry[name] > 0) {
				t.Errorf("%s: asymmetry in %s is %g of the reference, %g of the network", problem, name, a, net.Asymmetry[name])
			}
		}
		slices.Sort(names)
		if !slices.Equal(names, mirrors) || len(net.Asymmetry) != len(mirrors) {
			t.Errorf("%s: mirrors %v, want %v", problem, names, mirrors)
		}
		if !(net.Drifts["mass"] != 0) || !(net.Contents["mass"] > 0) {
			t.Errorf("%s: network %+v", problem, net)
		}
	}
}
