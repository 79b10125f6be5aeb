package solve_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/solve"
)

// mixedFile couples the Fourier modes in every way: by scattering, absorption and source.
const mixedFile = `{"version":1,"name":"mixed","equation":"transport","x":[0.5,2],"tEnd":0.3,"scattering":"2 - cos(4*pi*x/3)",` +
	`"absorption":"0.5 + 0.2*sin(4*pi*x/3)","density":"1 + 0.3*sin(4*pi*x/3)","micro":"0.2*v*cos(4*pi*x/3)","source":"1 + t*cos(4*pi*x/3)"}`

// rowsOf draws times and Knudsen numbers; with a grid every row stands at all its points.
func rowsOf(rng *rand.Rand, rows int, grid []float64) *solve.Sample {
	s := &solve.Sample{Eps: make([]float64, rows)}
	kinetic.StratifiedKnudsen(rng, 1e-6, 1, s.Eps)
	for range rows {
		t := 0.3 * rng.Float64()
		for _, x := range grid {
			s.T, s.X = append(s.T, t), append(s.X, x)
		}
		s.Weight = append(s.Weight, 1/float64(len(grid)))
	}
	return s
}

// single is a sample with one position for every row.
func single(s *solve.Sample, grid []float64) *solve.Sample {
	out := &solve.Sample{Eps: s.Eps}
	for i := range s.Eps {
		out.T, out.X = append(out.T, s.T[i*len(grid)]), append(out.X, grid[0])
		out.Weight = append(out.Weight, 1)
	}
	return out
}

// TestSeparatedIsTheResidual: the matrices that the model tells give the losses of its graph, before and after a change of the weights, and
// they are those that are learnt from the graph.
func TestSeparatedIsTheResidual(t *testing.T) {
	for _, c := range []struct {
		problem     string
		formulation string
		start, end  float64
	}{
		{mixedFile, "", 0.5, 2},
		{"transport-smooth", kinetic.MicroMacro, 0, 1},
		{"transport-mode", kinetic.MicroMacro, 0, 2 * math.Pi},
		{"transport-long", kinetic.Decay, 0, 2 * math.Pi},
	} {
		n := newNetwork(t, c.problem, kinetic.Options{Head: kinetic.Spectral, Formulation: c.formulation}, 0)
		separation, err := n.model.(kinetic.Separable).Separate()
		if err != nil || separation == nil {
			t.Fatal(c.problem, separation, err)
		}
		const rows = 24
		stratum := make([]int, rows)
		for i := range stratum {
			stratum[i] = i
		}
		delta := make([]float64, n.head.Features()*n.head.Outputs())
		for i := range delta {
			delta[i] = 0.1 * (2*n.rng.Float64() - 1)
		}
		for _, own := range separation.Terms {
			points := max(8, separation.Terms[0].Columns)
			grid := make([]float64, points)
			for i := range grid {
				grid[i] = c.start + (c.end-c.start)*float64(i)/float64(points)
			}
			s := rowsOf(n.rng, rows, grid)
			graph := solve.NewTerm(n.model, n.head, n.params, kinetic.Interior, own.Name, solve.Shape{Rows: rows, Group: points, Coordinates: 1})
			if err := graph.Learn(s); err != nil {
				t.Fatal(err)
			}
			direct := solve.NewSeparated(n.model, n.head, n.params, own, solve.Shape{Rows: rows}, grid[0])
			graph.Compute(s)
			direct.Compute(single(s, grid))
			for _, change := range []bool{false, true} {
				if change {
					graph.Change(delta)
					direct.Change(delta)
				}
				got, want := make([]float64, rows), make([]float64, rows)
				direct.Losses(stratum, got)
				graph.Losses(stratum, want)
				for i := range got {
					if math.Abs(got[i]-want[i]) > 1e-9*want[i] {
						t.Fatalf("%s, %s, changed %t: loss %g at eps %g, of the graph %g", c.problem, own.Name, change, got[i], s.Eps[i], want[i])
					}
				}
			}
		}
	}
}

// TestIteratedIsTheFactored: conjugate gradients over the classes end where the factors of the whole matrix do.
func TestIteratedIsTheFactored(t *testing.T) {
	n := newNetwork(t, mixedFile, kinetic.Options{Head: kinetic.Spectral}, 0)
	separation, err := n.model.(kinetic.Separable).Separate()
	if err != nil {
		t.Fatal(err)
	}
	const rows = 64
	grid := []float64{0.5}
	s := rowsOf(n.rng, rows, grid)
	var losses [2]float64
	var before float64
	for k, p := range []*kinetic.Separation{separation, nil} {
		var terms []*solve.Term
		for _, own := range separation.Terms {
			terms = append(terms, solve.NewSeparated(n.model, n.head, n.params, own, solve.Shape{Rows: rows}, grid[0]))
		}
		system := solve.NewSystem(n.head, terms, p)
		size := n.head.Features() * n.head.Outputs()
		g, delta := make([]float64, size), make([]float64, size)
		var sum [1]float64
		for i, term := range terms {
			term.Compute(s)
			system.Add(i)
			system.Gradient(i, g)
			term.Losses(make([]int, rows), sum[:])
		}
		before = sum[0]
		solution(t, system, g, delta)
		if iterated := system.Iterations > 0; iterated != (p != nil) {
			t.Errorf("%d iterations", system.Iterations)
		}
		sum[0] = 0
		for _, term := range terms {
			term.Change(delta)
			term.Losses(make([]int, rows), sum[:])
		}
		losses[k] = sum[0]
	}
	if !(losses[0] < 1e-2*before && math.Abs(losses[0]-losses[1]) < 1e-3*losses[1]) {
		t.Errorf("loss %g before, %g iterated, %g factored", before, losses[0], losses[1])
	}
}

// TestPlaneIsTheResidual: the matrices that a problem in the plane tells give the losses of its graph, the mean over the square and the angle.
func TestPlaneIsTheResidual(t *testing.T) {
	for _, c := range []struct {
		name        string
		end         float64
		left, right float64
		points      int // along a side: the square of a residual has twice the wave numbers
	}{{"transport2d-mode", 2, 0, 4 * math.Pi, 5}, {"transport2d-pulse", 0.1, -1, 1, 24}} {
		n := newNetwork(t, c.name, kinetic.Options{Head: kinetic.Spectral}, 0)
		for i := range n.params {
			n.params[i] *= 3 // the known parts are small
		}
		separation, err := n.model.(kinetic.Separable).Separate()
		if err != nil || separation == nil {
			t.Fatal(separation, err)
		}
		const rows = 3
		s := &solve.Sample{Eps: []float64{1, 0.08, 1e-5}, T: []float64{0.3 * c.end, 0.9 * c.end, 0.5 * c.end}, X: make([]float64, rows), Weight: []float64{1, 1, 1}}
		for _, own := range separation.Terms {
			direct := solve.NewSeparated(n.model, n.head, n.params, own, solve.Shape{Rows: rows, Coordinates: 2}, c.left)
			direct.Compute(s)
			var got [rows]float64
			direct.Losses([]int{0, 1, 2}, got[:])
			for row := range rows {
				count := c.points * c.points
				p := &kinetic.Points{T: make([]float64, count), Eps: s.Eps[row : row+1], Cell: make([]int, count)}
				for i := range count {
					p.T[i] = s.T[row]
					for _, k := range []int{i % c.points, i / c.points} {
						p.X = append(p.X, c.left+(c.right-c.left)*float64(k)/float64(c.points))
					}
				}
				p.Space, p.Cells = autodiff.NewSpace([]int{count}, []int{0}), autodiff.NewSpace([]int{1}, []int{0})
				p.Space.Plane = true
				tape := autodiff.NewTape(n.params, 0)
				r, columns, _ := n.model.Residual(tape, p, n.model.State(tape, p, true), own.Name)
				tape.Forward()
				want := 0.0
				for i, v := range tape.Values(r) {
					w := 1 / float64(count)
					if columns != nil {
						w *= columns[i%len(columns)]
					}
					want += w * v * v
				}
				if math.Abs(got[row]-want) > 1e-6*want {
					t.Errorf("%s, %s: loss %g at eps %g, of the graph %g", c.name, own.Name, got[row], s.Eps[row], want)
				}
			}
		}
	}
}

// TestGasIsTheResidual: the terms that a gas tells give the losses of its graph for mass and momentum, and are nonlinear where it is.
func TestGasIsTheResidual(t *testing.T) {
	n := newNetwork(t, "bgk-smooth", kinetic.Options{Head: kinetic.Spectral}, 0)
	separation, err := n.model.(kinetic.Separable).Separate()
	if err != nil || separation == nil {
		t.Fatal(separation, err)
	}
	grid := n.model.(kinetic.Separated).Grid()
	const rows = 4
	s := &solve.Sample{Eps: []float64{1, 0.1, 1e-2, 1e-6}}
	for i := range rows {
		for range grid {
			s.T = append(s.T, 0.02*float64(i+1))
		}
		s.X = append(s.X, grid...)
		s.Weight = append(s.Weight, 1/float64(len(grid)))
	}
	for _, own := range separation.Terms {
		direct := solve.NewSeparated(n.model, n.head, n.params, own, solve.Shape{Rows: rows}, grid[0])
		direct.Compute(single(s, grid))
		var got [rows]float64
		direct.Losses([]int{0, 1, 2, 3}, got[:])
		if nonlinear := own.Name == "kinetic" || own.Name == "energy"; nonlinear != direct.Nonlinear() {
			t.Errorf("%s: nonlinear %t", own.Name, direct.Nonlinear())
		}
		if direct.Nonlinear() {
			continue
		}
		for row := range rows {
			count := len(grid)
			p := &kinetic.Points{T: s.T[row*count : (row+1)*count], X: grid, Eps: s.Eps[row : row+1], Cell: make([]int, count)}
			p.Space, p.Cells = autodiff.NewSpace([]int{count}, []int{0}), autodiff.NewSpace([]int{1}, []int{0})
			tape := autodiff.NewTape(n.params, 0)
			r, _, _ := n.model.Residual(tape, p, n.model.State(tape, p, true), own.Name)
			tape.Forward()
			want := 0.0
			for _, v := range tape.Values(r) {
				want += v * v / float64(count)
			}
			if math.Abs(got[row]-want) > 1e-8*want {
				t.Errorf("%s: loss %g at eps %g, of the graph %g", own.Name, got[row], s.Eps[row], want)
			}
		}
	}
}

// TestNonlinearSemiconductor: matrices and products of a semiconductor give the losses of its graph, with outputs whose products stay within the
// series.
func TestNonlinearSemiconductor(t *testing.T) {
	n := newNetwork(t, "semiconductor-relax", kinetic.Options{Head: kinetic.Spectral, Formulation: kinetic.MicroMacro}, 0)
	separation, err := n.model.(kinetic.Separable).Separate()
	if err != nil || separation == nil {
		t.Fatal(separation, err)
	}
	l := n.head.Layer
	weights := append([]float64(nil), n.params...)
	for i := range n.head.Features() * l.Out {
		at := l.W + i
		if i >= l.In*l.Out {
			at = l.B + i - l.In*l.Out
		}
		if weights[at] = 0; separation.Class[i%l.Out] <= 3 {
			weights[at] = 2*n.rng.Float64() - 1
		}
	}
	const points = 40
	for _, own := range separation.Terms {
		for _, at := range [][2]float64{{0.05, 1}, {0.004, 0.1}, {0.1, 1e-3}} { // t, eps
			p := &kinetic.Points{T: make([]float64, points), X: make([]float64, points), Cell: make([]int, points), Eps: []float64{at[1]}}
			for i := range points {
				p.T[i], p.X[i] = at[0], float64(i)/points
			}
			p.Space, p.Cells = autodiff.NewSpace([]int{points}, []int{0}), autodiff.NewSpace([]int{1}, []int{0})
			tape := autodiff.NewTape(weights, 0)
			residual, _, _ := n.model.Residual(tape, p, n.model.State(tape, p, true), own.Name)
			tape.Forward()
			want := 0.0
			for _, v := range tape.Values(residual) {
				want += v * v / points
			}
			direct := solve.NewSeparated(n.model, n.head, weights, own, solve.Shape{Rows: 1}, 0)
			direct.Compute(&solve.Sample{Eps: []float64{at[1]}, T: []float64{at[0]}, X: []float64{0}, Weight: []float64{1}})
			got := []float64{0}
			direct.Losses([]int{0}, got)
			if !(math.Abs(got[0]-want) < 1e-9*want) {
				t.Errorf("%s at t, eps %v: %g, of the graph %g", own.Name, at, got[0], want)
			}
		}
	}
}
