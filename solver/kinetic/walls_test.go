package kinetic

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
)

// wallBench is a gas between walls with given amplitudes, that differs from the continuum by some tenths, smoothly.
func wallBench(t *testing.T, name string, eps []float64, n int) (*bench, *walls, State) {
	t.Helper()
	p, err := ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, form{p, p.Info(), Options{Formulation: MicroMacro, Head: Modal, Initial: Hard, Width: 6, Depth: 2}}, 11, eps, n)
	m := b.model.(*walls)
	return b, m, State{b.tape.Known(b.points.Space, m.outputs(), false, func(i int, out []autodiff.Jet) {
		for k := range out {
			out[k].V = 0.15 * math.Sin(float64(k+1))
		}
		for _, first := range []int{wallPressure, wallHeat, wallSpeed} {
			for k := first + 3; k < first+wallPolynomials && k < len(out); k++ {
				out[k].V = 0
			}
		}
	})}
}

// The distribution solves eps v phi_x = N - phi, N made of the fields, by central differences.
func TestWallsSolveTheEquation(t *testing.T) {
	for _, name := range []string{"gas-fourier", "gas-couette"} {
		b, m, st := wallBench(t, name, []float64{1, 0.3, 0.1, 0.03}, 5)
		for i, x := range b.points.X {
			b.points.X[i] = 0.8 * x // the layers at the walls are steeper than the step
		}
		dist, out := m.Distribution(b.tape, b.points, st), m.Outputs(b.tape, b.points, st)
		b.tape.Forward()
		f, fields := b.matrix(dist), b.matrix(out)
		slope := b.difference(dist, false, func(i int) float64 { return 1e-3 * b.points.Eps[b.points.Cell[i]] })
		nv, nf := len(m.v), len(b.info.Fields)
		for k, phi := range f {
			i, v := k/nv, m.v[k%nv]
			_, _, eps := b.points.At(i)
			if math.Abs(v) < 0.5 { // as steep in x
				continue
			}
			rho, temp := fields[i*nf], fields[i*nf+b.info.Index("T")]
			n := rho / math.Sqrt(2*math.Pi*temp) * math.Exp(-v*v/(2*temp))
			if left := eps*v*slope[k] + phi - n; math.Abs(left) > 3e-2*(math.Abs(n)+0.01) {
				t.Errorf("%s eps %g x %g v %g: eps v f_x = %g, N - f = %g", name, eps, b.points.X[i], v, eps*v*slope[k], n-phi)
			}
		}
	}
}

// What leaves a wall has the wall's temperature, whatever the amplitudes are.
func TestWallsSendOutMaxwellians(t *testing.T) {
	for _, name := range []string{"gas-fourier", "gas-couette"} {
		b, m, st := wallBench(t, name, []float64{1, 0.1, 1e-3, 1e-6}, 4)
		for i := range b.points.X {
			b.points.X[i] = float64(i%2) - 0.5
		}
		dist := m.Distribution(b.tape, b.points, st)
		b.tape.Forward()
		f := b.tape.Values(dist)
		for i, x := range b.points.X {
			logT, _ := m.continuum(b.points.T[i], x)
			sigma := 0.0
			for j, v := range m.v {
				if v*x >= 0 || math.Abs(v) > 4 {
					continue
				}
				s := f[i*len(m.v)+j] * math.Sqrt(2*math.Pi) * math.Exp(v*v/(2*math.Exp(logT.V)))
				if sigma == 0 {
					sigma = s
				}
				// the jump between wall and gas is integrated by two points
				if math.Abs(s/sigma-1) > 0.05 {
					t.Errorf("%s eps %g x %g v %g: %g of a Maxwellian of the wall, %g at another speed", name, b.points.Eps[b.points.Cell[i]], x, v, s, sigma)
				}
			}
		}
	}
}

// Residuals are the moments of the distribution that they say.
func TestWallsResidualsAreMoments(t *testing.T) {
	for _, name := range []string{"gas-fourier", "gas-couette"} {
		b, m, st := wallBench(t, name, []float64{1, 0.3, 0.1}, 6)
		dist := m.Distribution(b.tape, b.points, st)
		mass, _, weight := m.Residual(b.tape, b.points, st, "mass")
		force, _, _ := m.Residual(b.tape, b.points, st, "force")
		b.tape.Forward()
		f, gotMass, gotForce := b.tape.Values(dist), b.matrix(mass), b.matrix(force)
		for i := range b.points.X {
			_, x, eps := b.points.At(i)
			flux, pressure := 0.0, 0.0
			for j, v := range m.v { // f jumps at v = 0, but v f does not
				flux += 0.2 * v * f[i*len(m.v)+j]
				pressure += 0.2 * v * v * f[i*len(m.v)+j]
			}
			if !near(eps*gotMass[2*i], flux, 5e-3) {
				t.Errorf("%s eps %g x %g: mass flux %g, of f %g", name, eps, x, eps*gotMass[2*i], flux)
			}
			if !near(1+eps*gotForce[i], pressure, 5e-3) {
				t.Errorf("%s eps %g x %g: force %g, of f %g", name, eps, x, 1+eps*gotForce[i], pressure)
			}
			if w := weight(i); !(w > 0 && w < 101) {
				t.Errorf("weight %g", w)
			}
		}
	}
}
