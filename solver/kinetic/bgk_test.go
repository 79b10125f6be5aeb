package kinetic

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
)

// forEachBGK runs f for every form of the BGK problems.
func forEachBGK(t *testing.T, f func(t *testing.T, f form)) {
	t.Helper()
	forEachForm(t, func(t *testing.T, fm form) {
		if !fm.info.OneVelocity() {
			t.Skip("not a BGK problem")
		}
		f(t, fm)
	})
}

// quadrature returns velocities and weights of a model's distribution.
func quadrature(m Model) (v, w []float64) { return m.Velocities(), m.(Quadrature).VelocityWeights() }

// bgkForm is bgk-smooth in the micro-macro form.
func bgkForm(t *testing.T, head, initial string) form {
	t.Helper()
	p, err := ByName("bgk-smooth")
	if err != nil {
		t.Fatal(err)
	}
	return form{p, p.Info(), Options{Formulation: MicroMacro, Head: head, Initial: initial, Width: 6, Depth: 2}}
}

var microMacroTerms = []string{"kinetic", "mass", "momentum", "energy"}

// The free flight of a Gaussian cloud stays Maxwellian and solves the equation for every eps with g = 0.
func TestBallisticStateHasNoResidual(t *testing.T) {
	b := newBench(t, bgkForm(t, Nodal, Hard), 1, knudsen, 6)
	nv := b.model.(*bgk).q.n()
	st := State{
		b.leaf(3, func(t, x, eps float64, out []autodiff.Jet) {
			const w = 0.0625
			q := autodiff.Jet{V: w + t*t, Dt: 2 * t}
			xt := autodiff.Jet{V: x * t, Dt: x, Dx: t}
			x2 := autodiff.Jet{V: x * x, Dx: 2 * x}
			logQ := q.Chain(math.Log(q.V), 1/q.V)
			out[0] = logQ.Scale(-0.5).Sub(x2.Div(q).Scale(0.5)).Shift(0.5 * math.Log(w))
			out[1] = xt.Div(q)
			out[2] = logQ.Scale(-1).Shift(math.Log(w))
		}),
		b.leaf(nv, func(t, x, eps float64, out []autodiff.Jet) { clear(out) }),
	}
	vanish(t, b, st, 1e-12)
}

// Without any dependence on x the non-equilibrium part decays: f = M + exp(-t/eps) h, int (1, v, v^2) h dv = 0.
func TestHomogeneousRelaxationHasNoResidual(t *testing.T) {
	b := newBench(t, bgkForm(t, Nodal, Hard), 2, []float64{1, 0.3, 0.1, 0.03}, 6)
	q := b.model.(*bgk).q
	h := q.modes(3, 5) // five modes at once
	st := State{
		b.leaf(3, func(t, x, eps float64, out []autodiff.Jet) {
			out[0], out[1], out[2] = autodiff.Constant(0.3), autodiff.Constant(-0.4), autodiff.Constant(0.2)
		}),
		b.leaf(q.n(), func(t, x, eps float64, out []autodiff.Jet) {
			decay := autodiff.Jet{V: -t / eps, Dt: -1 / eps}.Exp().Scale(1 / eps)
			for j := range out {
				out[j] = decay.Scale(h[j] - 2*h[q.n()+j] + 0.5*h[4*q.n()+j])
			}
		}),
	}
	vanish(t, b, st, 1e-10)
}

func vanish(t *testing.T, b *bench, st State, tol float64) {
	t.Helper()
	for _, term := range microMacroTerms {
		r, columns, _ := b.model.Residual(b.tape, b.points, st, term)
		b.tape.Forward()
		values := b.matrix(r)
		cols := len(values) / len(b.points.T)
		for k, v := range values {
			if columns != nil {
				v *= math.Sqrt(columns[k%cols])
			}
			if !(math.Abs(v) < tol) {
				tt, x, eps := b.points.At(k / cols)
				t.Fatalf("%s: residual %g at eps %g, t %g, x %g", term, v, eps, tt, x)
			}
		}
	}
}

// For random parameters eps times the kinetic residual is eps (f_t + v f_x) + f - M of the distribution that Distribution shows, by
// central differences, at the nodes that both have.
func TestKineticResidualIsTheEquation(t *testing.T) {
	forEachBGK(t, func(t *testing.T, f form) {
		if f.opt.Formulation != MicroMacro {
			t.Skip("another residual")
		}
		eps := []float64{1, 0.3, 0.1, 0.03, 1e-2}
		b := newBench(t, f, 4, eps, 5)
		st := b.model.State(b.tape, b.points, true)
		node, _, _ := b.model.Residual(b.tape, b.points, st, "kinetic")
		dist := b.model.Distribution(b.tape, b.points, st)
		out := b.model.Outputs(b.tape, b.points, st)
		b.tape.Forward()
		r, fd, o := b.matrix(node), b.matrix(dist), b.matrix(out)
		dt := b.difference(dist, true, func(i int) float64 { return 1e-3 * min(b.points.T[i], b.points.Eps[b.points.Cell[i]]) })
		dx := b.difference(dist, false, spaceStep(b))
		q, fine := b.model.(*bgk).q, b.model.Velocities()
		for i := range b.points.T {
			_, _, e := b.points.At(i)
			rho, u, temp := o[4*i], o[4*i+1], o[4*i+2]
			for j, v := range q.v {
				k := i*len(fine) + 4*j
				if math.Abs(fine[4*j]-v) > 1e-13 {
					t.Fatalf("node %g is not among the velocities", v)
				}
				c := v - u
				m := rho / math.Sqrt(2*math.Pi*temp) * math.Exp(-c*c/(2*temp))
				want := e*(dt[k]+v*dx[k]) + fd[k] - m
				got := e * r[i*q.n()+j] * q.envelope[j]
				if scale := m + e*math.Abs(v*dx[k]) + e*math.Abs(dt[k]); math.Abs(got-want) > 1e-7*(1+scale) {
					t.Fatalf("eps %g, v %g: residual %.10g, equation %.10g (scale %g)", e, v, got, want, scale)
				}
			}
		}
	})
}

// For random parameters the macroscopic residuals are the conservation laws of the fields that Outputs shows, the heat flux among them.
func TestConservationResidualsAreTheLaws(t *testing.T) {
	forEachBGK(t, func(t *testing.T, f form) {
		if f.opt.Formulation != MicroMacro {
			t.Skip("other residuals")
		}
		b := newBench(t, f, 5, knudsen, 5)
		st := b.model.State(b.tape, b.points, true)
		var nodes []autodiff.Node
		for _, term := range microMacroTerms[1:] {
			r, _, _ := b.model.Residual(b.tape, b.points, st, term)
			nodes = append(nodes, r)
		}
		out := b.model.Outputs(b.tape, b.points, st)
		b.tape.Forward()
		var got [3][]float64
		for k, n := range nodes {
			got[k] = b.matrix(n)
		}
		o := b.matrix(out)
		ot := b.difference(out, true, func(i int) float64 { return 1e-3 * min(b.points.T[i], max(1e-3, b.points.Eps[b.points.Cell[i]])) })
		ox := b.difference(out, false, spaceStep(b))
		for i := range b.points.T {
			rho, u, temp := o[4*i], o[4*i+1], o[4*i+2]
			d := func(p []float64) (mass, mom, energy, massFlux, momFlux, energyFlux float64) {
				r, v, th, q := p[4*i], p[4*i+1], p[4*i+2], p[4*i+3]
				mass = r
				mom = r*u + rho*v
				energy = 0.5 * (r*u*u + 2*rho*u*v + r*temp + rho*th)
				energyFlux = 0.5*(r*u*u*u+3*rho*u*u*v) + 1.5*(r*u*temp+rho*v*temp+rho*u*th) + q
				return mass, mom, energy, mom, 2 * energy, energyFlux
			}
			m1, m2, m3, _, _, _ := d(ot)
			_, _, _, f1, f2, f3 := d(ox)
			for k, pair := range [][2]float64{{m1, f1}, {m2, f2}, {m3, f3}} {
				want, scale := pair[0]+pair[1], 1+math.Abs(pair[0])+math.Abs(pair[1])
				if math.Abs(got[k][i]-want) > 1e-7*scale {
					t.Errorf("eps %g: %s residual %.10g, law %.10g", b.points.Eps[b.points.Cell[i]], microMacroTerms[k+1], got[k][i], want)
				}
			}
		}
	})
}

// Whatever the parameters are, g has no mass, momentum and energy, and rho, u, T are the moments of f.
func TestMomentsOfBGK(t *testing.T) {
	forEachBGK(t, func(t *testing.T, f form) {
		if f.opt.Formulation != MicroMacro {
			t.Skip("moments are a loss term")
		}
		b := newBench(t, f, 6, knudsen, 5)
		st := b.model.State(b.tape, b.points, false)
		out, dist := b.model.Outputs(b.tape, b.points, st), b.model.Distribution(b.tape, b.points, st)
		b.tape.Forward()
		g, o, fd := b.tape.Values(st[1]), b.tape.Values(out), b.tape.Values(dist)
		q := b.model.(*bgk).q
		v, w := quadrature(b.model)
		for i := range b.points.T {
			row := g[i*q.n():][:q.n()]
			for k := range 3 {
				var sum, size float64
				for j, c := range q.moment(k) {
					sum += c * row[j]
					size += math.Abs(c * row[j])
				}
				if math.Abs(sum) > 1e-13*(1+size) {
					t.Fatalf("moment %d of g is %g", k, sum)
				}
			}
			rho, u, temp, heat := o[4*i], o[4*i+1], o[4*i+2], o[4*i+3]
			if math.Abs(u) > 1 || temp > 1.6 {
				continue // the Maxwellian does not fit into the range of the nodes
			}
			var m [4]float64
			for j, c := range w {
				p := c * fd[i*len(v)+j]
				m[0] += p
				m[1] += p * v[j]
				m[2] += p * v[j] * v[j]
				m[3] += 0.5 * p * (v[j] - u) * (v[j] - u) * (v[j] - u)
			}
			for k, want := range []float64{rho, rho * u, rho * (u*u + temp), heat} {
				if !near(m[k], want, 1e-4) {
					t.Errorf("eps %g: moment %d of f is %.8g, field %.8g (u %g, T %g)", b.points.Eps[b.points.Cell[i]], k, m[k], want, u, temp)
				}
			}
		}
	})
}

// The initial fields of every BGK problem, by the formulas of the head comments.
func TestInitialFieldsOfBGK(t *testing.T) {
	start := map[string]func(x float64) (rho, temp float64){
		"bgk-smooth": func(x float64) (float64, float64) { return 1 + 0.5*math.Sin(2*math.Pi*x), 1 },
		"bgk-riemann": func(x float64) (float64, float64) {
			s := 0.5 * (1 + math.Tanh(20*x))
			return 1.5 - 0.875*s, 1.5 - 0.75*s
		},
		"bgk-ballistic": func(x float64) (float64, float64) { return math.Exp(-8 * x * x), 1 },
	}
	forEachBGK(t, func(t *testing.T, f form) {
		if f.opt.Initial != Hard {
			t.Skip("initial data by a loss term")
		}
		b := newBench(t, f, 7, knudsen, 5)
		clear(b.points.T)
		st := b.model.State(b.tape, b.points, false)
		out := b.model.Outputs(b.tape, b.points, st)
		b.tape.Forward()
		o := b.matrix(out)
		for i, x := range b.points.X {
			rho, temp := start[f.info.Name](x)
			for k, want := range []float64{rho, 0, temp, 0} {
				if !near(o[4*i+k], want, 1e-12) {
					t.Fatalf("%s is %.15g at t = 0, x = %g, want %.15g", f.info.Fields[k].Name, o[4*i+k], x, want)
				}
			}
		}
	})
}

// Density and temperature are positive for whatever parameters, and the fields finite.
func TestPositivityOfBGK(t *testing.T) {
	forEachBGK(t, func(t *testing.T, f form) {
		b := newBench(t, f, 8, knudsen, 5)
		for i := range b.tape.Params {
			b.tape.Params[i] *= 4
		}
		st := b.model.State(b.tape, b.points, false)
		out := b.model.Outputs(b.tape, b.points, st)
		b.tape.Forward()
		o := b.matrix(out)
		for i := range b.points.T {
			if rho, temp := o[4*i], o[4*i+2]; !(rho > 0 && temp > 0 && rho < math.Inf(1) && temp < math.Inf(1)) {
				t.Fatalf("density %g, temperature %g", rho, temp)
			}
		}
	})
}

// The weight gradient of all terms together is the derivative of their loss, along a random direction.
func TestGradientOfBGKLosses(t *testing.T) {
	forEachBGK(t, func(t *testing.T, f form) {
		var p autodiff.Params
		m, err := f.problem.Model(&p, f.opt)
		if err != nil {
			t.Skip(err)
		}
		rng := newRand(9)
		params, dir := make([]float64, p.Len), make([]float64, p.Len)
		for i := range params {
			params[i], dir[i] = 0.2*rng.NormFloat64(), rng.NormFloat64()
		}
		const n = 3
		pt := &Points{Space: autodiff.NewSpace([]int{n}, []int{0}), Cells: autodiff.NewSpace([]int{1}, []int{0}),
			T: make([]float64, n), X: make([]float64, n), Cell: make([]int, n), Eps: []float64{0.3}}
		tape := autodiff.NewTape(params, 1)
		st := m.State(tape, pt, true)
		one := tape.Known(pt.Space, 1, false, func(i int, out []autodiff.Jet) { out[0] = autodiff.Constant(1) })
		for _, term := range m.Terms() {
			r, columns, _ := m.Residual(tape, pt, st, term.Name)
			tape.SquareLoss(r, one, columns)
		}
		f.problem.Sample(rng, Interior, 0.3, pt.T, pt.X)
		tape.Forward()
		tape.Backward()
		var slope float64
		for i, g := range tape.Grad[0] {
			slope += g * dir[i]
		}
		at := func(h float64) float64 {
			for i, d := range dir {
				params[i] += h * d
			}
			tape.Forward()
			for i, d := range dir {
				params[i] -= h * d
			}
			return tape.Loss[0]
		}
		const h = 1e-4
		want := (8*(at(h)-at(-h)) - (at(2*h) - at(-2*h))) / (12 * h)
		if math.Abs(slope-want) > 1e-5*(1+math.Abs(want)) {
			t.Errorf("slope %.10g, difference %.10g", slope, want)
		}
	})
}

// bgk-riemann has its far field at the walls whatever the parameters are, in fields and distribution.
func TestFarFieldByConstruction(t *testing.T) {
	forEachBGK(t, func(t *testing.T, f form) {
		if f.info.Name != "bgk-riemann" || f.opt.Formulation != MicroMacro {
			t.Skip("other walls")
		}
		b := newBench(t, f, 10, knudsen, 4)
		for i := range b.points.X {
			b.points.X[i] = []float64{-0.5, 0.5}[i%2]
		}
		st := b.model.State(b.tape, b.points, false)
		out, dist := b.model.Outputs(b.tape, b.points, st), b.model.Distribution(b.tape, b.points, st)
		b.tape.Forward()
		o, fd, v := b.tape.Values(out), b.tape.Values(dist), b.model.Velocities()
		for i, x := range b.points.X {
			rho, temp := 1.5, 1.5
			if x > 0 {
				rho, temp = 0.625, 0.75
			}
			for k, want := range []float64{rho, 0, temp, 0} {
				if !near(o[4*i+k], want, 1e-8) {
					t.Fatalf("%s at x = %g is %.12g", f.info.Fields[k].Name, x, o[4*i+k])
				}
			}
			for j, c := range v {
				if want := rho / math.Sqrt(2*math.Pi*temp) * math.Exp(-c*c/(2*temp)); !near(fd[i*len(v)+j], want, 1e-8) {
					t.Fatalf("f at x = %g, v = %g is %.12g, far field %.12g", x, c, fd[i*len(v)+j], want)
				}
			}
		}
	})
}
