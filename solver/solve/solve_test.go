package solve_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/solve"
)

// network is a problem with a small network whose head is to be solved.
type network struct {
	problem kinetic.Problem
	model   kinetic.Model
	head    solve.Head
	params  []float64
	rng     *rand.Rand
}

func newNetwork(t *testing.T, name string, o kinetic.Options, extra int) *network {
	t.Helper()
	p, err := kinetic.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	n := &network{problem: p, rng: rand.New(rand.NewPCG(5, 6))}
	var layout autodiff.Params
	if o.Width, o.Depth, o.Initial = 6, 2, kinetic.Hard; o.Formulation == "" {
		o.Formulation = p.Info().Formulations[0]
	}
	if n.model, err = p.Model(&layout, o); err != nil {
		t.Fatal(err)
	}
	if n.head, err = solve.HeadOf(&layout); err != nil {
		t.Fatal(err)
	}
	n.head.Widen(&layout, extra)
	n.params = layout.Init(n.rng)
	return n
}

// sample draws rows of a term at Knudsen numbers from 1 to 1e-6.
func (n *network) sample(kind kinetic.Kind, rows int) *solve.Sample {
	d := n.problem.Info().Coordinates()
	s := &solve.Sample{Eps: make([]float64, rows), Weight: make([]float64, rows), T: make([]float64, rows), X: make([]float64, d*rows)}
	kinetic.StratifiedKnudsen(n.rng, 1e-6, 1, s.Eps)
	for i, e := range s.Eps {
		s.Weight[i] = 0.5 + n.rng.Float64()
		n.problem.Sample(n.rng, kind, e, s.T[i:i+1], s.X[d*i:d*i+d])
	}
	return s
}

func (n *network) term(t *testing.T, kind kinetic.Kind, name string, rows int, params []float64) *solve.Term {
	t.Helper()
	term := solve.NewTerm(n.model, n.head, params, kind, name, solve.Shape{Rows: rows, Group: 1, Coordinates: n.problem.Info().Coordinates()})
	if err := term.Learn(n.sample(kind, rows)); err != nil {
		t.Fatal(err)
	}
	return term
}

// TestChangeIsThatOfTheNetwork: what a change of the weights does to the losses, by feature rows and constant matrices, is what it does to
// the network with changed weights, for every linear problem, head, formulation and term.
func TestChangeIsThatOfTheNetwork(t *testing.T) {
	const rows = 24
	stratum := make([]int, rows)
	for i := range stratum {
		stratum[i] = i
	}
	checked := 0
	for _, p := range kinetic.All() {
		info := p.Info()
		if info.Class != "transport" {
			continue
		}
		for _, formulation := range info.Formulations {
			for _, head := range info.Heads {
				if head == kinetic.Input || formulation == kinetic.EvenOdd && (head == kinetic.Modal || head == kinetic.Spectral) || formulation == kinetic.Vanilla && head != kinetic.Nodal {
					continue
				}
				if head == kinetic.Spectral && info.Plane() {
					continue // tells its matrices, see separated_test.go: too many to be learnt
				}
				n := newNetwork(t, info.Name, kinetic.Options{Formulation: formulation, Head: head}, 0)
				for _, term := range n.model.Terms() {
					delta := make([]float64, n.head.Features()*n.head.Outputs())
					for i := range delta {
						delta[i] = 0.1 * (2*n.rng.Float64() - 1)
					}
					changed := append([]float64(nil), n.params...)
					l := n.head.Layer
					for i := range l.In * l.Out {
						changed[l.W+i] += delta[i]
					}
					for i := range l.Out {
						changed[l.B+i] += delta[l.In*l.Out+i]
					}
					a := n.term(t, term.Kind, term.Name, rows, n.params)
					b := n.term(t, term.Kind, term.Name, rows, changed)
					s := n.sample(term.Kind, rows)
					got, want := make([]float64, rows), make([]float64, rows)
					a.Compute(s)
					a.Change(delta)
					a.Losses(stratum, got)
					b.Compute(s)
					b.Losses(stratum, want)
					for i := range got {
						if math.Abs(got[i]-want[i]) > 1e-9*(want[i]+1e-12) {
							t.Errorf("%s %s %s %s: loss %g at eps %g, of the changed network %g", info.Name, formulation, head, term.Name, got[i], s.Eps[i], want[i])
							break
						}
					}
					checked++
				}
			}
		}
	}
	if checked < 20 {
		t.Errorf("%d terms checked", checked)
	}
}

// TestSolutionIsTheLeastSquaresOne: after a solve every further change raises the loss, and a second solve changes nothing.
func TestSolutionIsTheLeastSquaresOne(t *testing.T) {
	for _, head := range []string{kinetic.Nodal, kinetic.Modal} {
		n := newNetwork(t, "transport-smooth", kinetic.Options{Head: head}, 10)
		size := n.head.Features() * n.head.Outputs()
		var terms []*solve.Term
		for _, term := range n.model.Terms() {
			terms = append(terms, n.term(t, term.Kind, term.Name, 300, n.params))
		}
		samples := []*solve.Sample{n.sample(kinetic.Interior, 300), n.sample(kinetic.Interior, 300)}
		system := solve.NewSystem(n.head, terms, nil)
		loss := func(delta []float64) float64 {
			sum := []float64{0}
			for k, term := range terms {
				term.Compute(samples[k])
				term.Change(delta)
				term.Losses(make([]int, 300), sum)
			}
			return sum[0]
		}
		gradient := func(delta []float64, add bool) []float64 {
			g := make([]float64, size)
			for k, term := range terms {
				term.Compute(samples[k])
				if add {
					system.Add(k)
				}
				term.Change(delta)
				system.Gradient(k, g)
			}
			return g
		}
		delta := make([]float64, size)
		g := gradient(delta, true)
		before := loss(delta)
		solution(t, system, g, delta)
		after := loss(delta)
		if !(after < 0.6*before) {
			t.Errorf("%s: loss %g after, %g before", head, after, before)
		}
		again := append([]float64(nil), delta...)
		solution(t, system, gradient(delta, false), again)
		if l := loss(again); math.Abs(l-after) > 1e-6*after {
			t.Errorf("%s: a second solve takes the loss from %g to %g", head, after, l)
		}
		for range 20 {
			other := append([]float64(nil), delta...)
			for i := range other {
				other[i] += 1e-3 * (2*n.rng.Float64() - 1)
			}
			if l := loss(other); l < after {
				t.Errorf("%s: loss %g beside the solution, %g at it", head, l, after)
			}
		}
		if bytes, _ := system.Cost(); bytes <= 0 || system.Unknowns() > size {
			t.Errorf("%s: %g bytes, %d unknowns of %d", head, bytes, system.Unknowns(), size)
		}
	}
}

// TestGaussPointsAreSolvedInLevels: values at Gauss points couple as Legendre modes do, the mean of the micro part is no unknown, and the
// work is that of a band.
func TestGaussPointsAreSolvedInLevels(t *testing.T) {
	n := newNetwork(t, "transport-mode", kinetic.Options{Head: kinetic.Nodal}, 58)
	var terms []*solve.Term
	for _, term := range n.model.Terms() {
		terms = append(terms, n.term(t, term.Kind, term.Name, 60, n.params))
	}
	s := solve.NewSystem(n.head, terms, nil)
	f, o := n.head.Features(), n.head.Outputs()
	if s.Unknowns() != f*(o-1) {
		t.Errorf("%d unknowns, expected %d", s.Unknowns(), f*(o-1))
	}
	all := math.Pow(float64(f*o), 3) / 6
	if _, work := s.Cost(); work > all/2 {
		t.Errorf("%g multiplications, %g for a full matrix", work, all)
	}
}

// TestRankDeficientSystem: features that are there twice leave the solution bounded and the loss that of features once.
func TestRankDeficientSystem(t *testing.T) {
	n := newNetwork(t, "transport-mode", kinetic.Options{Head: kinetic.Modal}, 8)
	e := n.head.Extra
	for i := range e.In { // the last four are the first four again
		copy(n.params[e.W+i*8+4:], n.params[e.W+i*8:e.W+i*8+4])
	}
	size := n.head.Features() * n.head.Outputs()
	var terms []*solve.Term
	for _, term := range n.model.Terms() {
		terms = append(terms, n.term(t, term.Kind, term.Name, 200, n.params))
	}
	system := solve.NewSystem(n.head, terms, nil)
	g, delta := make([]float64, size), make([]float64, size)
	for k := range terms {
		terms[k].Compute(n.sample(kinetic.Interior, 200))
		system.Add(k)
		system.Gradient(k, g)
	}
	solution(t, system, g, delta)
	for i, v := range delta {
		if !(math.Abs(v) < 1e6) {
			t.Fatalf("weight %d changes by %g", i, v)
		}
	}
}

// TestNonlinearIsRefused: every gas.
func TestNonlinearIsRefused(t *testing.T) {
	n := newNetwork(t, "bgk-smooth", kinetic.Options{Head: kinetic.Modal}, 3)
	for _, term := range n.model.Terms() {
		tt := solve.NewTerm(n.model, n.head, n.params, term.Kind, term.Name, solve.Shape{Rows: 20, Group: 1, Coordinates: 1})
		if err := tt.Learn(n.sample(term.Kind, 20)); err != nil {
			if !strings.Contains(err.Error(), "not linear") {
				t.Error(err)
			}
			return
		}
	}
	t.Error("all terms of bgk-smooth were taken for linear")
}

func TestHeadOfTwoNetworks(t *testing.T) {
	p, err := kinetic.ByName("transport-mode")
	if err != nil {
		t.Fatal(err)
	}
	var layout autodiff.Params
	if _, err := p.Model(&layout, kinetic.Options{Formulation: kinetic.MicroMacro, Head: kinetic.Input, Initial: kinetic.Hard, Width: 4, Depth: 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := solve.HeadOf(&layout); err == nil {
		t.Error("the velocity as an input was taken for a head")
	}
}

func solution(t *testing.T, s *solve.System, g, delta []float64) {
	t.Helper()
	if err := s.Solve([]float64{1, 1}, g, delta, func(float64) error { return nil }); err != nil {
		t.Fatal(err)
	}
}
