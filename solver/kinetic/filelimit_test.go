package kinetic

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
)

// varyingFile has a cross-section that varies 25-fold, absorption, a micro part and a source that depends on time.
const varyingFile = `{"version":1,"name":"varying","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"5*exp(1.6*sin(2*pi*x))","absorption":"0.5 + 0.4*cos(2*pi*x)","density":"1 + 0.5*cos(2*pi*x)","micro":"0.3*v*sin(2*pi*x)","source":"(1 + 0.5*sin(2*pi*x))*exp(-3*t)"}`

func varyingMedium(t *testing.T, file string) *medium {
	t.Helper()
	p, err := ByName(file)
	if err != nil {
		t.Fatal(err)
	}
	m, err := p.Model(&autodiff.Params{}, Options{Formulation: Limit, Head: Spectral, Initial: Hard, Width: 4, Depth: 1})
	if err != nil {
		t.Fatal(err)
	}
	return m.(*medium)
}

// TestLimitSolvesDiffusion: without a network the residuals vanish with eps, in the initial layer too.
func TestLimitSolvesDiffusion(t *testing.T) {
	m := varyingMedium(t, varyingFile)
	separation, err := m.Separate()
	if err != nil {
		t.Fatal(err)
	}
	worst := func(eps float64) (out [2]float64) {
		for _, time := range []float64{eps * eps / 50, eps * eps / 5, eps * eps, 1e-4, 1e-3, 1e-2, 0.1} {
			for k, term := range separation.Terms {
				r := make([]float64, term.Columns)
				term.Known(time, eps, nil, r)
				var sum float64
				for _, v := range r {
					sum += v * v
				}
				out[k] = max(out[k], math.Sqrt(sum))
			}
		}
		return out
	}
	// Beside the first powers of eps there is what the eigenfunctions' series leave out, and the source's polynomial.
	if got := worst(1e-5); got[0] > 2e-3 || got[1] > 2e-4 {
		t.Errorf("residuals at eps = 1e-5: macro %g, micro %g", got[0], got[1])
	}
	if a, b := worst(1e-2), worst(1e-3); !(b[1] < 0.15*a[1]) {
		t.Errorf("micro residual %g at eps = 1e-2, %g at 1e-3", a[1], b[1])
	}
}

// TestLimitSlopes: the derivatives of the known part are those of its values, and it starts with the data.
func TestLimitSlopes(t *testing.T) {
	m := varyingMedium(t, varyingFile)
	d := m.spectral.limit
	for _, eps := range []float64{1e-3, 0.05, 0.3, 1} {
		for _, time := range []float64{0, 1e-3, 0.04} {
			at := func(t, x float64) (rho, flux autodiff.Jet) {
				l := m.local(t, x, eps, nil)
				return d.known(&l)
			}
			const x, h = 0.37, 1e-6
			rho, flux := at(time, x)
			rhoR, fluxR := at(time, x+h)
			rhoL, fluxL := at(time, x-h)
			same(t, "rho_x", rho.Dx, (rhoR.V-rhoL.V)/(2*h), 1e-5)
			same(t, "flux_x", flux.Dx, (fluxR.V-fluxL.V)/(2*h), 1e-4)
			if time == 0 {
				same(t, "rho at 0", rho.V, 1+0.5*math.Cos(2*math.Pi*x), 1e-12)
				continue
			}
			dt := 1e-4 * min(time, eps*eps)
			rhoR, fluxR = at(time+dt, x)
			rhoL, fluxL = at(time-dt, x)
			same(t, "rho_t", rho.Dt, (rhoR.V-rhoL.V)/(2*dt), 1e-4)
			same(t, "flux_t", flux.Dt, (fluxR.V-fluxL.V)/(2*dt), 1e-4)
		}
	}
}

func same(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !near(got, want, tolerance) {
		t.Errorf("%s: %g, by differences %g", what, got, want)
	}
}

// TestLeavingIsTheSizeOfTheSlope: |d/dx| takes sin kx and cos kx to k times themselves, periodic or between reflecting ends.
func TestLeavingIsTheSizeOfTheSlope(t *testing.T) {
	for _, ends := range []string{``, `,"left":"reflecting","right":"reflecting"`} {
		m := varyingMedium(t, `{"version":1,"name":"even","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"2","absorption":"1 + 0.5*cos(pi*x)^2","density":"1"`+ends+`}`)
		s := m.spectral
		for _, s.modes = range []int{8, 9} {
			p := newSeparator(s)
			for b, row := range p.leaving() {
				k := float64(b)
				if !s.mirrored {
					k = float64((b + 1) / 2)
				}
				for i, v := range row {
					same(t, "|e_x|", v, k*s.wave*p.overSigma(s.modes, b, i).V, 1e-10)
				}
			}
		}
	}
}

// TestJacobi: eigenvectors are orthonormal and belong to the eigenvalues.
func TestJacobi(t *testing.T) {
	const n = 12
	a := make([]float64, n*n)
	for i := range n {
		for j := range n {
			a[i*n+j] = math.Cos(float64(i*j)) + math.Cos(float64(i+j))
		}
		a[i*n+i] += float64(i * i)
	}
	for i := range n {
		for j := range i {
			a[i*n+j] = a[j*n+i]
		}
	}
	kept := append([]float64(nil), a...)
	v := jacobi(a, n)
	for p := range n {
		for q := range n {
			var dot, image float64
			for i := range n {
				dot += v[p*n+i] * v[q*n+i]
				for j := range n {
					image += v[p*n+i] * kept[i*n+j] * v[q*n+j]
				}
			}
			want := 0.0
			if p == q {
				want = 1
			}
			same(t, "product", dot, want, 1e-12)
			same(t, "image", image, want*a[p*n+p], 1e-10)
		}
	}
}
