package train

import (
	"math"
	"slices"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/reference"
)

// Estimates are within a factor of three of the true errors, at Knudsen numbers between those of the tables and at the end of the range, for
// a linear problem and a gas; the corrected network is better than the network.
func TestEstimateIsAboutTheError(t *testing.T) {
	nativeOnly(t)
	for _, problem := range []string{"transport-mode", "bgk-smooth"} {
		s, err := New(Config{Problem: problem, Steps: 150, Seed: 31})
		if err != nil {
			t.Fatal(err)
		}
		for range 150 {
			if _, err := s.Step(); err != nil {
				t.Fatal(err)
			}
		}
		eps := []float64{0.7, 1e-6}
		refs := map[float64]reference.Solution{}
		solve := func(e float64) (reference.Solution, error) {
			ref, err := reference.New(problem, e, reference.Options{})
			refs[e] = ref
			return ref, err
		}
		tables, err := Errors(s, nil, eps, solve)
		if err != nil {
			t.Fatal(err)
		}
		table, v := tables[0], s.NewCorrector()
		if err := table.Estimate(v, func() error { return nil }); err != nil {
			t.Fatal(err)
		}
		if table.Rows[0].Estimate != nil || table.Rows[1].Estimate == nil {
			t.Errorf("%s: estimates belong to decades where there are any", problem)
		}
		x := errorPoints(s.Problem())
		times := s.constant(s.Problem().TEnd, x)
		for k, e := range eps {
			c, err := v.At(e, nil)
			if err != nil {
				t.Fatal(err)
			}
			if table.Rows[k].Estimate, err = c.Errors(table.T, nil); err != nil {
				t.Fatal(err)
			}
			got, err := c.Evaluate(times, x)
			if err != nil {
				t.Fatal(err)
			}
			want, err := refs[e].At(table.T, x)
			if err != nil {
				t.Fatal(err)
			}
			if after, before := reference.RelL2(got[0], want[0]), table.Rows[k].Fields["rho"]; !(after < 0.7*before) {
				t.Errorf("%s eps %g: rho is %.2e off after the correction, %.2e before", problem, e, after, before)
			}
		}
		if hits, of, below := table.Hits(); of+below != 2*len(table.Fields) || hits < of {
			t.Errorf("%s: %d hits of %d: %+v", problem, hits, of, table.Rows)
		}
	}
}

// An estimate leaves training alone, comes out the same again, and knows the solved layer and the parameters of a file.
func TestCorrectorOnlyReads(t *testing.T) {
	a, b := newSession(t, small()), newSession(t, small())
	for k := range 4 {
		ra, err := a.Step()
		if err != nil {
			t.Fatal(err)
		}
		rb, err := b.Step()
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(ra.Losses, rb.Losses) {
			t.Fatalf("losses %v after an estimate, %v without, at step %d", ra.Losses, rb.Losses, k+1)
		}
		var last map[string]float64
		for range 2 {
			c, err := a.NewCorrector().At(0.1, nil)
			if err != nil {
				t.Fatal(err)
			}
			e, err := c.Errors(a.Problem().TEnd/2, nil)
			if err != nil {
				t.Fatal(err)
			}
			if c.Left <= 0 || math.IsNaN(c.Left) || last != nil && last["rho"] != e["rho"] {
				t.Errorf("left %g, errors %v, then %v", c.Left, last, e)
			}
			last = e
		}
	}
}

// Every problem has estimates, whatever the head, with soft initial data and without.
func TestEveryProblemIsCorrected(t *testing.T) {
	nativeOnly(t)
	for i, p := range kinetic.All() {
		info := p.Info()
		for _, head := range info.Heads[i%len(info.Heads):][:1] {
			c := Config{Problem: info.Name, Width: 8, Depth: 2, Steps: 4, Head: head}
			if head == kinetic.Input {
				c.Initial = kinetic.Soft
			}
			s, err := New(c)
			if err != nil {
				continue // a head that does not go with the default formulation
			}
			k, err := s.NewCorrector().At(s.Config().EpsMax, nil)
			if err != nil {
				t.Errorf("%s, %s: %v", info.Name, head, err)
				continue
			}
			e, err := k.Errors(info.TEnd, nil)
			if err != nil || len(e) != len(info.Measures()) {
				t.Errorf("%s, %s: %v, %v", info.Name, head, e, err)
			}
			if !(k.Left < 1) {
				t.Errorf("%s, %s: a network that is not trained cannot be corrected, %g of the loss is left", info.Name, head, k.Left)
			}
		}
	}
}
