package kinetic

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/input"
)

// forEachPapers runs f for every BGK problem and head in the papers' form.
func forEachPapers(t *testing.T, f func(t *testing.T, f form)) {
	t.Helper()
	forEachBGK(t, func(t *testing.T, fm form) {
		if fm.opt.Formulation != Papers {
			t.Skip("another form")
		}
		f(t, fm)
	})
}

// residualOf returns the values of a term's residual and its columns.
func residualOf(b *bench, st State, term string) (values []float64, cols int) {
	r, _, _ := b.model.Residual(b.tape, b.points, st, term)
	b.tape.Forward()
	return b.matrix(r), b.tape.Columns(r)
}

func TestPapersHaveFourteenTerms(t *testing.T) {
	forEachPapers(t, func(t *testing.T, f form) {
		b := newBench(t, f, 1, knudsen, 2)
		want := 14
		if f.info.Periodic {
			want -= 3
		}
		if f.opt.Initial == Hard {
			want -= 4
		}
		if n := len(b.model.Terms()); n != want {
			t.Errorf("%d terms, want %d", n, want)
		}
	})
}

// The exact cloud of bgk-ballistic has no residual in any term but those of other initial and boundary data.
func TestExactCloudInThePapersForm(t *testing.T) {
	forEachPapers(t, func(t *testing.T, f form) {
		b := newBench(t, f, 2, knudsen, 5)
		st := State{
			b.leaf(3, func(t, x, eps float64, out []autodiff.Jet) {
				const w = 0.0625
				q := autodiff.Jet{V: w + t*t, Dt: 2 * t}
				logQ := q.Chain(math.Log(q.V), 1/q.V)
				out[0] = logQ.Scale(-0.5).Sub(autodiff.Jet{V: x * x, Dx: 2 * x}.Div(q).Scale(0.5)).Shift(0.5 * math.Log(w))
				out[1] = autodiff.Jet{V: x * t, Dt: x, Dx: t}.Div(q)
				out[2] = logQ.Scale(-1).Shift(math.Log(w))
			}),
			b.leaf(bgkNodes, func(t, x, eps float64, out []autodiff.Jet) {
				for j, v := range b.model.Velocities() {
					y := autodiff.Jet{V: x - v*t, Dt: -v, Dx: 1}
					out[j] = y.Mul(y).Scale(-8).Shift(-v * v / 2).Exp().Scale(1 / math.Sqrt(2*math.Pi))
				}
			}),
		}
		for _, term := range b.model.Terms() {
			switch {
			case term.Kind == AtStart:
				clear(b.points.T)
			case term.Kind == AtWalls:
				for i := range b.points.X {
					b.points.X[i] = []float64{-0.5, 0.5}[i%2]
				}
			}
			values, _ := residualOf(b, st, term.Name)
			worst := 0.0
			for _, v := range values {
				worst = max(worst, math.Abs(v))
			}
			own := term.Kind == Interior || f.info.Name == "bgk-ballistic"
			if own && !(worst < 1e-10) {
				t.Errorf("%s: residual %g of the exact solution", term.Name, worst)
			}
			if !own && (term.Name == "boundary-rho" || term.Name == "initial-rho" || term.Name == "initial-f") && worst < 1e-3 {
				t.Errorf("%s: residual %g of the data of another problem", term.Name, worst)
			}
		}
	})
}

// For random parameters the residuals are the equation, the laws and the moment conditions of the distribution and the fields shown.
func TestPapersResidualsAreTheEquations(t *testing.T) {
	forEachPapers(t, func(t *testing.T, f form) {
		b := newBench(t, f, 3, []float64{1, 0.1, 1e-2}, 4)
		st := b.model.State(b.tape, b.points, true)
		dist := b.model.Distribution(b.tape, b.points, st)
		out := b.model.Outputs(b.tape, b.points, st)
		kin, _ := residualOf(b, st, "kinetic")
		fd, o := b.matrix(dist), b.matrix(out)
		step := func(i int) float64 { return 1e-3 * min(b.points.T[i], b.points.Eps[b.points.Cell[i]]) }
		ft, fx := b.difference(dist, true, step), b.difference(dist, false, spaceStep(b))
		ot := b.difference(out, true, step)
		v, w := quadrature(b.model)
		moment := func(f []float64, i, k int) float64 {
			var s float64
			for j, c := range v {
				s += w[j] * f[i*len(v)+j] * math.Pow(c, float64(k))
			}
			return s
		}
		laws := map[string][]float64{}
		for _, name := range bgkLaws {
			laws[name], _ = residualOf(b, st, name)
			laws["relaxation-"+name], _ = residualOf(b, st, "relaxation-"+name)
		}
		for i := range b.points.T {
			_, _, eps := b.points.At(i)
			rho, u, temp := o[4*i], o[4*i+1], o[4*i+2]
			rt, ut, tt := ot[4*i], ot[4*i+1], ot[4*i+2]
			for j, c := range v {
				k := i*len(v) + j
				m := rho / math.Sqrt(2*math.Pi*temp) * math.Exp(-(c-u)*(c-u)/(2*temp))
				if want := eps*(ft[k]+c*fx[k]) + fd[k] - m; !near(kin[k], want, 1e-7*(1+math.Abs(eps*c*fx[k]))) {
					t.Fatalf("eps %g, v %g: kinetic residual %.10g, equation %.10g", eps, c, kin[k], want)
				}
			}
			density := []float64{rho, rho * u, rho * (u*u + temp) / 2}
			rate := []float64{rt, rt*u + rho*ut, (rt*(u*u+temp) + rho*(2*u*ut+tt)) / 2}
			half := []float64{1, 1, 0.5}
			for k, name := range bgkLaws {
				flux := half[k] * moment(fx, i, k+1)
				if got, want := laws[name][i], rate[k]+flux; math.Abs(got-want) > 1e-7*(1+math.Abs(flux)+math.Abs(rate[k])) {
					t.Errorf("%s: residual %.10g, law %.10g", name, got, want)
				}
				if got, want := laws["relaxation-"+name][i], density[k]-half[k]*moment(fd, i, k); !near(got, want, 1e-11) {
					t.Errorf("relaxation of %s: residual %.10g, difference %.10g", name, got, want)
				}
			}
			heat := 0.5 * (moment(fd, i, 3) - 3*u*moment(fd, i, 2) + 3*u*u*moment(fd, i, 1) - u*u*u*moment(fd, i, 0))
			if !near(o[4*i+3], heat, 1e-9*(1+math.Abs(u*u*u))) {
				t.Errorf("heat flux %.10g, moment of f %.10g", o[4*i+3], heat)
			}
		}
	})
}

// The initial terms vanish exactly where the hard ansatz satisfies them, and f is positive in both.
func TestPapersInitialData(t *testing.T) {
	forEachPapers(t, func(t *testing.T, f form) {
		b := newBench(t, f, 4, knudsen, 5)
		for _, v := range func() []float64 {
			st := b.model.State(b.tape, b.points, false)
			d := b.model.Distribution(b.tape, b.points, st)
			b.tape.Forward()
			return b.matrix(d)
		}() {
			if !(v > 0) {
				t.Fatalf("f = %g", v)
			}
		}
		if f.opt.Initial == Hard {
			return
		}
		hard := f
		hard.opt.Initial = Hard
		h := newBench(t, hard, 4, knudsen, 5)
		clear(b.points.T)
		zero, own := h.model.State(b.tape, b.points, false), b.model.State(b.tape, b.points, false)
		for _, name := range []string{"initial-rho", "initial-u", "initial-T", "initial-f"} {
			values, _ := residualOf(b, zero, name)
			for _, v := range values {
				if !(math.Abs(v) < 1e-12) {
					t.Fatalf("%s: residual %g of the given initial data", name, v)
				}
			}
			values, _ = residualOf(b, own, name)
			size := 0.0
			for _, v := range values {
				size += v * v
			}
			if size < 1e-3 {
				t.Errorf("%s asks nothing of random parameters: %g", name, size)
			}
		}
	})
}

func TestPapersRefuseSpectral(t *testing.T) {
	p, err := ByName("bgk-smooth")
	if err != nil {
		t.Fatal(err)
	}
	var layout autodiff.Params
	if _, err := p.Model(&layout, Options{Formulation: Papers, Head: Spectral, Initial: Hard, Width: 4, Depth: 1}); !input.Is(err) {
		t.Error(err)
	}
}
