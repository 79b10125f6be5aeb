package coordinator

import (
	"testing"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/train"
)

// f over x and v can be looked at for every problem, and for a gas the local Maxwellian beside it has the fields' mean velocity along x: none
// between walls, where the field u is along the walls.
func TestDistributionOfEveryProblem(t *testing.T) {
	for _, p := range kinetic.Problems() {
		config, err := train.Config{Problem: p.Name, Width: 4, Depth: 1, Points: 4}.Normalize()
		if err != nil {
			t.Fatal(err)
		}
		s, err := train.New(config)
		if err != nil {
			t.Fatalf("%s: %v", p.Name, err)
		}
		c := &Coordinator{session: s}
		c.view.nx, c.view.nv, c.view.eps, c.view.t = 3, 5, 0.1, p.TEnd
		line := make([][]float64, len(p.Fields))
		for k := range line {
			line[k] = []float64{1, 1, 1}
		}
		m, err := c.distribution(line)
		if err != nil {
			t.Fatalf("%s: %v", p.Name, err)
		}
		if len(m.Data) != 15 {
			t.Errorf("%s: %d values of f", p.Name, len(m.Data))
		}
		if p.Class != info.Gas {
			continue
		}
		if len(m.Maxwellian) != 15 {
			t.Errorf("%s: %d values of the Maxwellian", p.Name, len(m.Maxwellian))
		}
		if even := m.Maxwellian[3] == m.Maxwellian[9]; even != (p.Drift() < 0) { // at v and -v
			t.Errorf("%s: the Maxwellian is even in v: %v", p.Name, even)
		}
	}
}
