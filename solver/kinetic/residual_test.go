package kinetic

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
)

// exactMode is the exact solution of transport-mode (problems of the head comment of mode.go) in jets: rho and
// g = (f - rho)/eps with lambda = (1 - s)/eps^2, written without division by eps.
func exactMode(nodes []float64) func(t, x, eps float64) (rho autodiff.Jet, g []autodiff.Jet) {
	return func(t, x, eps float64) (autodiff.Jet, []autodiff.Jet) {
		s := eps / math.Tan(eps)
		lambda := 1.0/3 + eps*eps/45 + 2*math.Pow(eps, 4)/945
		if eps > 0.02 {
			lambda = (1 - s) / (eps * eps)
		}
		decay := autodiff.Jet{V: -lambda * t, Dt: -lambda}.Exp().Scale(0.5)
		c := autodiff.Jet{V: math.Cos(x), Dx: -math.Sin(x)}
		sn := autodiff.Jet{V: math.Sin(x), Dx: math.Cos(x)}
		g := make([]autodiff.Jet, len(nodes))
		for j, v := range nodes {
			d := s*s + eps*eps*v*v
			// (s - d)/eps = eps (s lambda - v^2) by s (1 - s) = s lambda eps^2
			g[j] = decay.Mul(c.Scale(eps * (s*lambda - v*v) / d).Add(sn.Scale(v / d)))
		}
		return decay.Mul(c).Shift(1), g
	}
}

// manufactured is f = rho - eps v rho_x with rho = 1 + e^(-t/3) cos(x)/2: no macro source, micro source eps S.
func manufactured(nodes []float64) func(t, x, eps float64) (rho autodiff.Jet, g []autodiff.Jet) {
	return func(t, x, eps float64) (autodiff.Jet, []autodiff.Jet) {
		decay := autodiff.Jet{V: -t / 3, Dt: -1.0 / 3}.Exp().Scale(0.5)
		c := autodiff.Jet{V: math.Cos(x), Dx: -math.Sin(x)}
		sn := autodiff.Jet{V: math.Sin(x), Dx: math.Cos(x)}
		g := make([]autodiff.Jet, len(nodes))
		for j, v := range nodes {
			g[j] = decay.Mul(sn).Scale(v)
		}
		return decay.Mul(c).Shift(1), g
	}
}

// state fills the unknowns of a formulation with a known solution: rho and g, or rho, r and j at the positive nodes.
func state(b *bench, sol func(nodes []float64) func(t, x, eps float64) (autodiff.Jet, []autodiff.Jet)) State {
	v := b.model.Velocities()
	f := sol(v)
	st := State{b.leaf(1, func(t, x, eps float64, out []autodiff.Jet) { out[0], _ = f(t, x, eps) })}
	if b.opt.Formulation != EvenOdd {
		return append(st, b.leaf(len(v), func(t, x, eps float64, out []autodiff.Jet) {
			_, g := f(t, x, eps)
			copy(out, g)
		}))
	}
	n := len(v) / 2
	return append(st,
		b.leaf(n, func(t, x, eps float64, out []autodiff.Jet) { // r = rho + eps (g(v) + g(-v))/2
			rho, g := f(t, x, eps)
			for i := range n {
				out[i] = rho.Add(g[n+i].Add(g[n-1-i]).Scale(eps / 2))
			}
		}),
		b.leaf(n, func(t, x, eps float64, out []autodiff.Jet) { // j = (g(v) - g(-v))/2
			_, g := f(t, x, eps)
			for i := range n {
				out[i] = g[n+i].Sub(g[n-1-i]).Scale(0.5)
			}
		}))
}

// residual evaluates the residual of a term for a state, less that of the zero state: a problem that splits a known part off
// has a source of its own there, which TestMacroResidualIsTheConservationLaw checks.
func residual(b *bench, st State, term string) (r, columns []float64) {
	node, columns, point := b.model.Residual(b.tape, b.points, st, term)
	var none State
	for _, s := range st {
		none = append(none, b.leaf(b.tape.Columns(s), func(t, x, eps float64, out []autodiff.Jet) { clear(out) }))
	}
	source, _, _ := b.model.Residual(b.tape, b.points, none, term)
	b.tape.Forward()
	r = b.matrix(node)
	for k, v := range b.matrix(source) {
		r[k] -= v
	}
	if point != nil {
		for i := range b.points.T {
			if w := point(i); !(w >= 0 && w < math.Inf(1)) {
				panic("residual weight is not a finite non-negative number")
			}
		}
	}
	return r, columns
}

// interior lists the interior terms of a model.
func interior(m Model) (names []string) {
	for _, term := range m.Terms() {
		if term.Kind == Interior {
			names = append(names, term.Name)
		}
	}
	return names
}

func TestExactSolutionHasNoResidual(t *testing.T) {
	forEachForm(t, func(t *testing.T, f form) {
		if !f.slab() {
			t.Skip("not a slab problem")
		}
		b := newBench(t, f, 1, knudsen, 5)
		st := state(b, exactMode)
		for _, term := range interior(b.model) {
			r, _ := residual(b, st, term)
			for k, v := range r {
				// 16 nodes integrate the rational distribution to about 1e-7 at eps = 1
				if !(math.Abs(v) < 2e-6) {
					i := k * len(b.points.T) / len(r)
					t.Fatalf("%s: residual %g at eps %g", term, v, b.points.Eps[b.points.Cell[i]])
				}
			}
		}
	})
}

func TestManufacturedSolutionHasItsSource(t *testing.T) {
	forEachForm(t, func(t *testing.T, f form) {
		if !f.slab() {
			t.Skip("not a slab problem")
		}
		b := newBench(t, f, 2, knudsen, 5)
		nodes := b.model.Velocities()
		n := len(nodes) / 2
		st := state(b, manufactured)
		// the even and odd parts of S in v
		even := func(t, x, v float64) float64 { return 0.5 * math.Exp(-t/3) * (v*v - 1.0/3) * math.Cos(x) }
		odd := func(t, x, eps, v float64) float64 { return -0.5 * math.Exp(-t/3) * eps * v / 3 * math.Sin(x) }
		sources := map[string]func(t, x, eps float64, j int) float64{
			"macro": func(t, x, eps float64, j int) float64 { return 0 },
			"micro": func(t, x, eps float64, j int) float64 {
				return eps * (even(t, x, nodes[j]) + odd(t, x, eps, nodes[j]))
			},
			"conservation": func(t, x, eps float64, j int) float64 { return 0 },
			"closure":      func(t, x, eps float64, j int) float64 { return 0 },
			"even":         func(t, x, eps float64, j int) float64 { return eps * eps * even(t, x, nodes[n+j]) },
			"odd":          func(t, x, eps float64, j int) float64 { return eps * odd(t, x, eps, nodes[n+j]) },
		}
		for _, term := range interior(b.model) {
			source, ok := sources[term]
			if !ok {
				t.Fatalf("no source is known for the term %s", term)
			}
			r, columns := residual(b, st, term)
			cols := len(r) / len(b.points.T)
			if columns != nil {
				sum := 0.0
				for _, w := range columns {
					sum += w
				}
				if math.Abs(sum-1) > 1e-14 || len(columns) != cols {
					t.Errorf("%s: %d column weights with sum %g for %d columns", term, len(columns), sum, cols)
				}
			}
			for k, v := range r {
				tt, x, eps := b.points.At(k / cols)
				if want := source(tt, x, eps, k%cols); math.Abs(v-want) > 1e-13 {
					t.Fatalf("%s at eps %g, column %d: residual %.15g, source %.15g", term, eps, k%cols, v, want)
				}
			}
		}
	})
}

// step is the step of a central difference in x or t at time t.
func spaceStep(b *bench) func(int) float64 {
	return func(int) float64 { return 1e-4 * (b.info.XMax - b.info.XMin) }
}
func timeStep(b *bench) func(int) float64 {
	return func(i int) float64 { return 1e-4 * b.points.T[i] }
}

// front tells whether the free flight of a particle from the left wall ends near point i.
func front(b *bench, i int, v float64) bool {
	t, x, eps := b.points.At(i)
	return !b.info.Periodic && math.Abs(x-v*t/eps) < 2e-3
}

// For random parameters the macro residual is rho_t + flux_x of the fields that Outputs shows, by central differences: a
// check of residual, outputs and split-off parts that shares no formula with them.
func TestMacroResidualIsTheConservationLaw(t *testing.T) {
	forEachForm(t, func(t *testing.T, f form) {
		eps := []float64{1, 0.3, 0.1, 0.03, 1e-2, 1e-3, 1e-4, 1e-6}
		b := newBench(t, f, 3, eps, 6)
		if !f.slab() {
			t.Skip("no macro equation of density and flux")
		}
		st := b.model.State(b.tape, b.points, true)
		term := "macro"
		if f.opt.Formulation == EvenOdd {
			term = "conservation"
		}
		r, _, _ := b.model.Residual(b.tape, b.points, st, term)
		out := b.model.Outputs(b.tape, b.points, st)
		b.tape.Forward()
		got := b.matrix(r)
		dt := b.difference(out, true, timeStep(b))
		dx := b.difference(out, false, spaceStep(b))
		for i, v := range got {
			tt, x, e := b.points.At(i)
			if front(b, i, 1) {
				continue
			}
			want := dt[2*i] + dx[2*i+1]
			if !near(v, want, 2e-6*(1+math.Abs(dt[2*i])+math.Abs(dx[2*i+1]))) {
				t.Errorf("eps %g, t %g, x %g: residual %.10g, rho_t + flux_x %.10g", e, tt, x, v, want)
			}
		}
	})
}

// For random parameters eps^2 f_t + eps v f_x + f - rho of the distribution that Distribution shows, by central differences,
// is the combination of the residuals: eps^2 macro + eps micro, or even + sign(v) eps odd.
func TestResidualsAreTheKineticEquation(t *testing.T) {
	forEachForm(t, func(t *testing.T, f form) {
		eps := []float64{1, 0.3, 0.1, 0.03, 1e-2, 1e-3, 1e-4, 1e-6}
		b := newBench(t, f, 4, eps, 6)
		if !f.slab() {
			t.Skip("not a slab problem")
		}
		// half of the points into the initial layer
		for i := range b.points.T {
			if _, _, e := b.points.At(i); i%2 == 0 {
				b.points.T[i] = min(b.info.TEnd/2, 1.5*e*e)
			}
		}
		st := b.model.State(b.tape, b.points, true)
		first, second := "macro", "micro"
		if f.opt.Formulation == EvenOdd {
			first, second = "even", "odd"
		}
		macro, _, _ := b.model.Residual(b.tape, b.points, st, first)
		micro, _, _ := b.model.Residual(b.tape, b.points, st, second)
		out := b.model.Outputs(b.tape, b.points, st)
		dist := b.model.Distribution(b.tape, b.points, st)
		b.tape.Forward()
		ma, mi, o, fd := b.matrix(macro), b.matrix(micro), b.matrix(out), b.matrix(dist)
		dt := b.difference(dist, true, timeStep(b))
		dx := b.difference(dist, false, spaceStep(b))
		nodes := b.model.Velocities()
		nf := len(f.info.Fields)
		for k, value := range fd {
			i, v := k/len(nodes), nodes[k%len(nodes)]
			tt, x, e := b.points.At(i)
			if front(b, i, v) || front(b, i, 1) {
				continue
			}
			if !b.info.Periodic && e < 0.1 && i%2 == 0 {
				continue // the boundary layer of the inflow is steeper than the step
			}
			want := e*e*dt[k] + e*v*dx[k] + value - o[i*nf]
			var got float64
			if n := len(nodes) / 2; f.opt.Formulation == EvenOdd {
				if j := k%len(nodes) - n; j >= 0 {
					got = ma[i*n+j] + e*mi[i*n+j]
				} else {
					got = ma[i*n-1-j] - e*mi[i*n-1-j]
				}
			} else {
				got = e*e*ma[i] + e*mi[k]
			}
			if !near(got, want, 1e-6*(1+math.Abs(e*dx[k]))) {
				t.Fatalf("eps %g, t %g, x %g, v %g: residuals give %.10g, the equation %.10g", e, tt, x, v, got, want)
			}
		}
	})
}

func TestMeanOfMicroPartVanishes(t *testing.T) {
	forEachForm(t, func(t *testing.T, f form) {
		if f.opt.Formulation == EvenOdd || !f.slab() {
			t.Skip("no micro part with one vanishing mean")
		}
		for seed := range uint64(3) {
			b := newBench(t, f, 10+seed, knudsen, 4)
			st := b.model.State(b.tape, b.points, false)
			jets := b.model.State(b.tape, b.points, true)
			_, w, _ := b.model.Residual(b.tape, b.points, jets, "micro")
			b.tape.Forward()
			// the given initial data g0 have zero mean up to the error of the quadrature only
			tol := 1e-13
			if f.opt.Initial == Hard {
				tol = 1e-6
			}
			g := b.tape.Values(st[1])
			for i := range b.points.T {
				var mean, size float64
				for j, wj := range w {
					mean += wj * g[i*len(w)+j]
					size += wj * math.Abs(g[i*len(w)+j])
				}
				if math.Abs(mean) > tol*(1+size) {
					t.Fatalf("<g> = %g of size %g at eps %g", mean, size, b.points.Eps[b.points.Cell[i]])
				}
			}
		}
	})
}
