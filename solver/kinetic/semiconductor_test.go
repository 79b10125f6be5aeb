package kinetic

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/reference"
)

func semiconductorBench(t *testing.T, name, formulation string, seed uint64) (*bench, *semiconductor) {
	t.Helper()
	p, err := ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, form{p, p.Info(), Options{Formulation: formulation, Head: Modal, Initial: Hard, Width: 6, Depth: 2}}, seed, knudsen, 6)
	return b, b.model.(*semiconductor)
}

var semiconductors = []string{"semiconductor-relax", "semiconductor-diode"}

// f = C exp(2 phi - v^2) is steady for every Knudsen number and every potential: no residual is left.
func TestSteadyStateOfSemiconductorHasNoResidual(t *testing.T) {
	for _, name := range semiconductors {
		b, m := semiconductorBench(t, name, MicroMacro, 51)
		phi := func(x float64) (v, d1, d2 float64) {
			sin, cos := math.Sincos(2 * math.Pi * x)
			return 0.2 * cos, -0.4 * math.Pi * sin, -0.8 * math.Pi * math.Pi * cos
		}
		st := State{
			b.leaf(1, func(t, x, eps float64, out []autodiff.Jet) {
				v, d, _ := phi(x)
				rho := 1.3 * math.Exp(2*v)
				out[0] = autodiff.Jet{V: rho, Dx: 2 * d * rho}
			}),
			b.leaf(1, func(t, x, eps float64, out []autodiff.Jet) { _, d, d2 := phi(x); out[0] = autodiff.Jet{V: d, Dx: d2} }),
			b.leaf(m.modes, func(t, x, eps float64, out []autodiff.Jet) { clear(out) }),
		}
		for _, term := range interior(m) {
			r, _, _ := m.Residual(b.tape, b.points, st, term)
			b.tape.Forward()
			for _, v := range b.matrix(r) {
				if math.Abs(v) > 1e-12 {
					t.Fatalf("%s, %s: residual %g", name, term, v)
				}
			}
		}
	}
}

// For random parameters phi_x solves Poisson's equation and starts from that of the initial density, and the macro residual is
// rho_t + flux_x, by central differences.
func TestSemiconductorOutputsObeyTheirLaws(t *testing.T) {
	for i := range 3 * len(semiconductors) {
		name, formulation := semiconductors[i/3], []string{MicroMacro, Diffusion, Outgoing}[i%3]
		b, m := semiconductorBench(t, name, formulation, 53)
		st := m.State(b.tape, b.points, true)
		r, _, _ := m.Residual(b.tape, b.points, st, "macro")
		out := m.Outputs(b.tape, b.points, st)
		b.tape.Forward()
		macro, fields := b.matrix(r), b.matrix(out)
		dt, dx := b.difference(out, true, timeStep(b)), b.difference(out, false, spaceStep(b))
		for i := range b.points.T {
			_, x, eps := b.points.At(i)
			rho0, _, gradient := m.start(x)
			doping := rho0.V - m.beta*gradient.Dx // from the initial data
			if want := fields[3*i] - doping; !near(m.beta*dx[3*i+2], want, 1e-6*(1+math.Abs(want))) {
				t.Errorf("%s, %s, eps %g: beta phi_xx = %.9g, rho - c = %.9g", name, formulation, eps, m.beta*dx[3*i+2], want)
			}
			if want := dt[3*i] + dx[3*i+1]; !near(macro[i], want, 1e-5*(1+math.Abs(dt[3*i])+math.Abs(dx[3*i+1]))) {
				t.Errorf("%s, %s, eps %g: macro residual %.9g, rho_t + flux_x %.9g", name, formulation, eps, macro[i], want)
			}
		}
	}
}

// For random parameters the micro residual is the projection of the equation on Hermite functions, f by Distribution and its derivatives
// by central differences.
func TestSemiconductorMicroResidualIsTheEquation(t *testing.T) {
	for i := range 3 * len(semiconductors) {
		name, formulation := semiconductors[i/3], []string{MicroMacro, Diffusion, Outgoing}[i%3]
		b, m := semiconductorBench(t, name, formulation, 55)
		const h = 0.05
		m.v = nil
		for v := -7.0; v <= 7; v += h {
			m.v = append(m.v, v)
		}
		nv, nl := len(m.v), 5
		st := m.State(b.tape, b.points, true)
		r, _, _ := m.Residual(b.tape, b.points, st, "micro")
		out := m.Outputs(b.tape, b.points, st)
		dist := m.Distribution(b.tape, b.points, st)
		b.tape.Forward()
		micro, fields, f := b.matrix(r), b.matrix(out), b.matrix(dist)
		dt, dx := b.difference(dist, true, timeStep(b)), b.difference(dist, false, spaceStep(b))
		basis := hermite(nl+1, m.v) // M H_l
		for i := range b.points.T {
			_, _, eps := b.points.At(i)
			if eps < 0.005 {
				continue // f - rho M over eps cancels
			}
			for l := 1; l <= nl; l++ {
				sum := 0.0
				for j, v := range m.v {
					gauss := math.Exp(-v*v) / math.Sqrt(math.Pi)
					k := i*nv + j
					weight := h * basis[l*nv+j] / gauss
					sum += weight * (eps*eps*dt[k] + eps*v*dx[k] + f[k] - fields[3*i]*gauss)
					// by parts: H_l' = sqrt(2 l) H_(l-1)
					sum -= h * eps * fields[3*i+2] * f[k] * math.Sqrt(2*float64(l)) * basis[(l-1)*nv+j] / gauss
				}
				if got := micro[i*m.modes+l-1]; !near(got, sum/eps, 1e-5/eps) {
					t.Errorf("%s, %s, eps %g, mode %d: residual %.9g, equation %.9g", name, formulation, eps, l, got, sum/eps)
				}
			}
		}
	}
}

// The known part of the formulation Diffusion is the limit that the reference computes by another method, and the network without its part,
// all parameters zero, is within that of the reference for small eps.
func TestKnownDriftAndDiffusionIsTheLimit(t *testing.T) {
	for _, name := range semiconductors {
		p, err := ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		b := newBench(t, form{p, p.Info(), Options{Formulation: Diffusion, Head: Modal, Initial: Hard, Width: 6, Depth: 2}}, 57, []float64{1e-6}, 40)
		m := b.model.(*semiconductor)
		ref, err := reference.New(name, 1e-6, reference.Options{})
		if err != nil {
			t.Fatal(err)
		}
		out := m.Outputs(b.tape, b.points, m.State(b.tape, b.points, true))
		b.tape.Forward()
		got := b.matrix(out)
		for i := range b.points.T {
			at, x, _ := b.points.At(i)
			want, err := ref.At(at, []float64{x})
			if err != nil {
				t.Fatal(err)
			}
			for f, tolerance := range []float64{2e-5, 2e-4, 2e-5} {
				if !near(got[3*i+f], want[f][0], tolerance) {
					t.Errorf("%s, t %g, x %g, field %d: %.8g, the reference %.8g", name, at, x, f, got[3*i+f], want[f][0])
				}
			}
		}
	}
}

// The term of the formulation Outgoing that ends the chain of Hermite modes is D g_L with D > 0 and D (1 + D) = (eps k)^2 (L+1)/2 for every
// wave number k, so that a steady chain goes on as if it had no end.
func TestLastModeOfSemiconductorLeaves(t *testing.T) {
	p, err := ByName("semiconductor-diode")
	if err != nil {
		t.Fatal(err)
	}
	const points = 32
	eps := []float64{1, 0.1, 1e-3}
	b := newBench(t, form{p, p.Info(), Options{Formulation: Outgoing, Head: Modal, Initial: Hard, Width: 6, Depth: 2}}, 59, eps, points)
	m := b.model.(*semiconductor)
	for i := range b.points.T {
		b.points.T[i], b.points.X[i] = 0.03, float64(i%points)/points
	}
	st := m.State(b.tape, b.points, true)
	values := b.tape.Value(st[2])
	b.tape.Forward()
	micro, leaving := b.matrix(values), b.matrix(st[3])
	for c, e := range eps {
		for k := range m.waves + 1 {
			var last, end complex128
			for j := range points {
				sin, cos := math.Sincos(2 * math.Pi * float64(j*k) / points)
				at := c*points + j
				last += complex(cos, -sin) * complex(micro[at*m.modes+m.modes-1], 0)
				end += complex(cos, -sin) * complex(leaving[at], 0)
			}
			d := end / last
			wave := e * 2 * math.Pi * float64(k)
			if want := wave * wave * float64(m.modes+1) / 2; !near(real(d*(1+d)), want, 1e-6*(1e-3+want)) || math.Abs(imag(d)) > 1e-6*(1e-3+real(d)) || real(d) < -1e-9 {
				t.Errorf("eps %g, wave %d: D = %v, D (1 + D) should be %g", e, k, d, want)
			}
		}
	}
}
