package kinetic

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/reference"
)

// initialTolerance is the accuracy of the references at t = 0. That of semiconductor-diode expands data with a kink at the contacts into
// 16 waves.
func initialTolerance(problem string) float64 {
	if problem == "semiconductor-diode" {
		return 2e-5
	}
	return 1e-9
}

// Hard initial data hold at t = 0 whatever the parameters are: fields and distribution are those of the reference.
func TestHardInitialData(t *testing.T) {
	forEachForm(t, func(t *testing.T, f form) {
		if f.opt.Initial != Hard {
			t.Skip("initial data by a loss term")
		}
		b := newBench(t, f, 5, knudsen, 7)
		clear(b.points.T)
		st := b.model.State(b.tape, b.points, false)
		out := b.model.Outputs(b.tape, b.points, st)
		dist := b.model.Distribution(b.tape, b.points, st)
		b.tape.Forward()
		got, density := b.matrix(out), b.matrix(dist)
		nodes := b.model.Velocities()
		nf := len(f.info.Fields)
		tolerance := initialTolerance(f.info.Name)
		for k, eps := range b.points.Eps {
			ref := coarse(t, f.info.Name, eps)
			d := f.info.Coordinates()
			x := b.points.X[7*d*k : 7*d*(k+1)]
			want, err := ref.At(0, x)
			if err != nil {
				t.Fatal(err)
			}
			for i := range 7 {
				for j, field := range f.info.Fields {
					if !f.slab() && !f.info.Plane() { // the BGK references interpolate fields on their grid; f below is exact, the fields are in bgk_test.go
						break
					}
					// the flux is a quadrature of given data: exact to the order of the rule only
					if v := got[(7*k+i)*nf+j]; !near(v, want[j][i], max(tolerance, 1e-6*float64(j))) {
						t.Errorf("eps %g, x %g: %s is %.12g, initially %.12g", eps, x[i*d], field.Name, v, want[j][i])
					}
				}
			}
			known, ok := ref.(reference.Distributed)
			if !ok {
				continue
			}
			fs, err := known.Distribution(0, x, nodes)
			if err != nil {
				t.Fatal(err)
			}
			for i := range 7 {
				for j, v := range nodes {
					if g := density[(7*k+i)*len(nodes)+j]; !near(g, fs[i][j], tolerance) {
						t.Errorf("eps %g, x %g, v %g: f is %.12g, initially %.12g", eps, x[i*d], v, g, fs[i][j])
					}
				}
			}
		}
	})
}

// With soft initial data the initial residual vanishes exactly where the hard ansatz satisfies them.
func TestSoftInitialResidualOfHardState(t *testing.T) {
	forEachForm(t, func(t *testing.T, f form) {
		if f.opt.Initial != Soft || f.opt.Formulation == Papers {
			t.Skip("no initial term, or four of them")
		}
		hard := f
		hard.opt.Initial = Hard
		b, h := newBench(t, f, 6, knudsen, 5), newBench(t, hard, 6, knudsen, 5)
		clear(b.points.T)
		if !hasTerm(b.model, "initial") {
			t.Fatal("soft initial data without a term initial")
		}
		if hasTerm(h.model, "initial") {
			t.Fatal("hard initial data with a term initial")
		}
		st := h.model.State(b.tape, b.points, false)
		zero, columns, _ := b.model.Residual(b.tape, b.points, st, "initial")
		own, _, _ := b.model.Residual(b.tape, b.points, b.model.State(b.tape, b.points, false), "initial")
		b.tape.Forward()
		for k, v := range b.tape.Values(zero) {
			if !(math.Abs(v) < 1e-12) {
				t.Fatalf("element %d: residual %g of the given initial data", k, v)
			}
		}
		size := 0.0
		for _, v := range b.tape.Values(own) {
			size += v * v
		}
		if size < 1e-3 {
			t.Errorf("the residual of random parameters is %g: nothing is asked of them", size)
		}
		if n := b.tape.Columns(own); columns != nil && len(columns) != n {
			t.Errorf("%d column weights for %d columns", len(columns), n)
		}
	})
}

// A periodic problem has equal unknowns, with all derivatives, at both ends.
func TestPeriodicity(t *testing.T) {
	forEachForm(t, func(t *testing.T, f form) {
		if !f.info.Periodic {
			t.Skip("has walls")
		}
		b := newBench(t, f, 7, knudsen, 6)
		n := f.info.Coordinates()
		for i := range b.points.T { // pairs one period apart, in the plane along the diagonal
			if i%2 == 0 {
				b.points.T[i+1] = b.points.T[i]
				for c, a := range f.info.Axes() {
					b.points.X[i*n+c] = a.Min
					if i%4 == 0 {
						b.points.X[i*n+c] += 0.3
					}
					b.points.X[(i+1)*n+c] = b.points.X[i*n+c] + (a.Max - a.Min)
				}
			}
		}
		st := b.model.State(b.tape, b.points, true)
		b.tape.Forward()
		for _, node := range st {
			v := b.tape.Values(node)
			n := len(v) / len(b.points.T)
			for i := 0; i < len(b.points.T); i += 2 {
				for k := range n {
					if l, r := v[i*n+k], v[(i+1)*n+k]; !near(l, r, 1e-11*(1+math.Abs(l))) {
						t.Fatalf("x = %g: %.15g, one period on: %.15g", b.points.X[i*f.info.Coordinates()], l, r)
					}
				}
			}
		}
	})
}
