package kinetic

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
)

// esBench is a gas in three velocity dimensions with random parameters that are small enough for solutions.
func esBench(t *testing.T, name string, seed uint64) *bench {
	t.Helper()
	p, err := ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, form{p, p.Info(), Options{Formulation: p.Info().Formulations[0], Head: Modal, Initial: Hard, Width: 6, Depth: 2}}, seed, knudsen, 5)
	for i := range b.tape.Params {
		b.tape.Params[i] *= 0.15
	}
	return b
}

var esProblems = []string{"esbgk-smooth", "esbgk-smooth-pr1", "esbgk-riemann", "esbgk-riemann-pr1"}

// For random parameters the moments of g and h are those that rho, u and T leave to them, and the stress and the heat flux of Outputs are
// the moments of the distributions.
func TestESBGKMomentsHold(t *testing.T) {
	for _, name := range esProblems {
		b := esBench(t, name, 41)
		m := b.model.(*esbgk)
		st := m.State(b.tape, b.points, false)
		stress := b.tape.Mul(b.tape.Scale(b.tape.MulConst(st[1], m.q.moment(2), 1), 1/(1-m.nu)), b.points.Power(b.tape, 1))
		gaussian, across := m.spread(b.tape, st[0], stress)
		n := maxwellian(b.tape, gaussian, m.q)
		out := m.Outputs(b.tape, b.points, st)
		b.tape.Forward()
		nv := m.q.n()
		for i := range b.points.T {
			_, _, eps := b.points.At(i)
			v := b.matrix(out)[5*i : 5*i+5]
			rho, u, temp, sigma, q := v[0], v[1], v[2], v[3], v[4]
			var mass, momentum, along, second, heat float64
			for j, vj := range m.q.v {
				w := m.q.w[j] * m.q.envelope[j]
				base, g, h := b.tape.Values(n)[i*nv+j], b.tape.Values(st[1])[i*nv+j], b.tape.Values(st[2])[i*nv+j]
				phi, psi := base+eps*g, 2*b.tape.Values(across)[i]*base+eps*h
				c := vj - u
				mass += w * phi
				momentum += w * phi * vj
				along += w * phi * c * c
				second += w * psi
				heat += 0.5 * w * (phi*c*c*c + psi*c)
			}
			for k, pair := range [][2]float64{{mass, rho}, {momentum, rho * u}, {along + second, 3 * rho * temp}, {along - rho*temp, sigma}, {heat, q}} {
				if !near(pair[0], pair[1], 1e-5) {
					t.Errorf("%s, eps %g, moment %d: %.10g of the distributions, %.10g of the fields", name, eps, k, pair[0], pair[1])
				}
			}
		}
	}
}

// For random parameters the kinetic residual is eps (phi_t + v phi_x) + phi - N over eps W, by central differences of Distribution.
func TestESBGKResidualIsTheEquation(t *testing.T) {
	for _, name := range esProblems {
		b := esBench(t, name, 43)
		m := b.model.(*esbgk)
		m.grid = m.q
		st := m.State(b.tape, b.points, true)
		r, _, _ := m.Residual(b.tape, b.points, st, "kinetic")
		stress := b.tape.Value(m.stress(b.tape, b.points, st[1]))
		gaussian, _ := m.spread(b.tape, b.tape.Value(st[0]), stress)
		n := maxwellian(b.tape, gaussian, m.q)
		flat := m.q
		flat.envelope = ones(m.q.n())
		m.grid = flat
		dist := m.Distribution(b.tape, b.points, st)
		b.tape.Forward()
		residual, gauss, f := b.matrix(r), b.matrix(n), b.matrix(dist)
		dt, dx := b.difference(dist, true, timeStep(b)), b.difference(dist, false, spaceStep(b))
		nv := m.q.n()
		for k, value := range f {
			_, _, eps := b.points.At(k / nv)
			if eps < 0.05 {
				continue // the difference over eps cancels
			}
			j := k % nv
			w := m.q.envelope[j]
			want := dt[k]/w + m.q.v[j]*dx[k]/w + (value/w-gauss[k])/eps
			if math.Abs(m.q.v[j]) < 4 && !near(residual[k], want, 1e-5*(1+math.Abs(dx[k]/w))) {
				t.Fatalf("%s, eps %g, v %g: residual %.10g, equation %.10g", name, eps, m.q.v[j], residual[k], want)
			}
		}
	}
}

// For random parameters the conservation laws are the moments of the residuals of both distributions.
func TestESBGKLawsAreMoments(t *testing.T) {
	for _, name := range esProblems {
		b := esBench(t, name, 47)
		m := b.model.(*esbgk)
		st := m.State(b.tape, b.points, true)
		terms := map[string]autodiff.Node{}
		for _, term := range []string{"kinetic", "transverse", "mass", "momentum", "energy"} {
			terms[term], _, _ = m.Residual(b.tape, b.points, st, term)
		}
		b.tape.Forward()
		nv := m.q.n()
		for i := range b.points.T {
			var got [3]float64
			for j, v := range m.q.v {
				w := m.q.w[j] * m.q.envelope[j]
				phi, psi := b.tape.Values(terms["kinetic"])[i*nv+j], 2*b.tape.Values(terms["transverse"])[i*nv+j]
				got[0] += w * phi
				got[1] += w * v * phi
				got[2] += 0.5 * w * (v*v*phi + psi)
			}
			for k, term := range []string{"mass", "momentum", "energy"} {
				if want := b.tape.Values(terms[term])[i]; !near(got[k], want, 1e-5) {
					t.Errorf("%s, eps %g, %s: moment %.10g, law %.10g", name, b.points.Eps[b.points.Cell[i]], term, got[k], want)
				}
			}
		}
	}
}
