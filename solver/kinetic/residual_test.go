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

func microMacroState(b *bench, sol func(t, x, eps float64) (autodiff.Jet, []autodiff.Jet)) State {
	return State{
		b.leaf(1, func(t, x, eps float64, out []autodiff.Jet) { out[0], _ = sol(t, x, eps) }),
		b.leaf(len(b.model.Velocities()), func(t, x, eps float64, out []autodiff.Jet) {
			_, g := sol(t, x, eps)
			copy(out, g)
		}),
	}
}

// residual evaluates the residual of a term for a state, less that of the zero state: a problem that splits a known part off
// has a source of its own there, which TestMacroResidualIsTheConservationLaw checks.
func residual(b *bench, st State, term string) (r, columns []float64) {
	node, columns, point := b.model.Residual(b.tape, b.points, st, term)
	none := State{
		b.leaf(1, func(t, x, eps float64, out []autodiff.Jet) { out[0] = autodiff.Jet{} }),
		b.leaf(len(b.model.Velocities()), func(t, x, eps float64, out []autodiff.Jet) { clear(out) }),
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

func TestExactSolutionHasNoMicroMacroResidual(t *testing.T) {
	forEachForm(t, func(t *testing.T, f form) {
		if f.opt.Formulation != MicroMacro || !(f.info.VMin == -1 && f.info.VMax == 1) {
			t.Skip("not a slab problem in micro-macro form")
		}
		b := newBench(t, f, 1, knudsen, 5)
		st := microMacroState(b, exactMode(b.model.Velocities()))
		for _, term := range []string{"macro", "micro"} {
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
		if f.opt.Formulation != MicroMacro || !(f.info.VMin == -1 && f.info.VMax == 1) {
			t.Skip("not a slab problem in micro-macro form")
		}
		b := newBench(t, f, 2, knudsen, 5)
		nodes := b.model.Velocities()
		st := microMacroState(b, manufactured(nodes))
		macro, _ := residual(b, st, "macro")
		for i, v := range macro {
			if !(math.Abs(v) < 1e-13) {
				t.Fatalf("macro: residual %g at point %d", v, i)
			}
		}
		micro, columns := residual(b, st, "micro")
		sum := 0.0
		for _, w := range columns {
			sum += w
		}
		if math.Abs(sum-1) > 1e-14 || len(columns) != len(nodes) {
			t.Errorf("micro: %d column weights with sum %g for %d nodes", len(columns), sum, len(nodes))
		}
		for k, v := range micro {
			i := k / len(nodes)
			tt, x, eps := b.points.At(i)
			vj := nodes[k%len(nodes)]
			want := eps * 0.5 * math.Exp(-tt/3) * ((vj*vj-1.0/3)*math.Cos(x) - eps*vj/3*math.Sin(x))
			if math.Abs(v-want) > 1e-13 {
				t.Fatalf("micro at eps %g, v %g: residual %.15g, source eps S %.15g", eps, vj, v, want)
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
		if !hasTerm(b.model, "macro") || len(f.info.Fields) < 2 || f.info.Fields[1].Name != "flux" {
			t.Skip("no macro equation of density and flux")
		}
		st := b.model.State(b.tape, b.points, true)
		r, _, _ := b.model.Residual(b.tape, b.points, st, "macro")
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
		if f.opt.Formulation != MicroMacro || !hasTerm(b.model, "micro") {
			t.Skip("not in micro-macro form")
		}
		// half of the points into the initial layer
		for i := range b.points.T {
			if _, _, e := b.points.At(i); i%2 == 0 {
				b.points.T[i] = min(b.info.TEnd/2, 1.5*e*e)
			}
		}
		st := b.model.State(b.tape, b.points, true)
		macro, _, _ := b.model.Residual(b.tape, b.points, st, "macro")
		micro, _, _ := b.model.Residual(b.tape, b.points, st, "micro")
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
			got := e*e*ma[i] + e*mi[k]
			if !near(got, want, 1e-6*(1+math.Abs(e*dx[k]))) {
				t.Fatalf("eps %g, t %g, x %g, v %g: residuals give %.10g, the equation %.10g", e, tt, x, v, got, want)
			}
		}
	})
}

func TestMeanOfMicroPartVanishes(t *testing.T) {
	forEachForm(t, func(t *testing.T, f form) {
		if f.opt.Formulation != MicroMacro {
			t.Skip("no micro part")
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
