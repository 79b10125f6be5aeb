package kinetic

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/reference"
)

// The known parts alone approach the solution as eps -> 0, at second order: at most eps^2/t off while that is small.
func TestKnownPartsOfInflow(t *testing.T) {
	l := inflowLift{newMilne(doubleGauss(16)), beam{beamKnudsen}}
	const at = 0.1
	for _, eps := range []float64{0.055, 0.03, 0.01} {
		ref, err := reference.New("transport-inflow", eps, reference.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var x []float64
		for i := range 50 {
			x = append(x, (float64(i)+0.5)/50)
		}
		want, err := ref.At(at, x)
		if err != nil {
			t.Fatal(err)
		}
		var d, n float64
		for i := range x {
			b, _ := l.beam.fields(at, x[i], eps)
			e := l.density(at, x[i], eps).V + b - want[0][i]
			d += e * e
			n += want[0][i] * want[0][i]
		}
		if got := math.Sqrt(d / n); got > eps*eps/at {
			t.Errorf("eps %g: relative error %.2e, eps^2/t is %.2e", eps, got, eps*eps/at)
		}
	}
}

// Known parts and network vanish at and ahead of the front x = t/eps, and nothing is undefined in the corners of the domain.
func TestNothingAheadOfTheFront(t *testing.T) {
	for _, knudsen := range []float64{beamKnudsen, earlyKnudsen} {
		nothingAhead(t, beam{knudsen})
	}
}

func nothingAhead(t *testing.T, of beam) {
	q := doubleGauss(16)
	l := inflowLift{newMilne(q), of}
	g := make([]autodiff.Jet, q.n())
	finite := func(j autodiff.Jet) bool {
		s := j.V + j.Dt + j.Dx
		return !math.IsNaN(s) && !math.IsInf(s, 0)
	}
	for _, eps := range []float64{1, 0.3, 0.1, 0.02, 2e-3, 1e-4, 1e-6} {
		for _, at := range []float64{0, 1e-100, 1e-12, 1e-6, 1e-3, 0.1} {
			for _, x := range []float64{0, 1e-9, 1e-3, at / eps * (1 - 1e-16), at / eps, 1.01 * at / eps, 0.5, 1} {
				if x > 1 {
					continue
				}
				rho, s := l.density(at, x, eps), support(at, x, eps)
				l.micro(at, x, eps, q.v, g)
				b, flux := l.beam.fields(at, x, eps)
				if !finite(rho) || !finite(s) || !finite(g[0]) || !finite(g[15]) || math.IsNaN(b+flux+l.beam.source(at, x, eps)) {
					t.Fatalf("eps %g, t %g, x %g: density %v, support %v, g %v, beam %g %g", eps, at, x, rho, s, g, b, flux)
				}
				if eps*x >= at && (rho.V != 0 || s.V != 0 || g[3].V != 0 || math.Abs(b) > 1e-14 || math.Abs(flux) > 1e-14/eps) {
					t.Errorf("eps %g, t %g, x %g: density %g, support %g, g %g, beam %g %g ahead of the front", eps, at, x, rho.V, s.V, g[3].V, b, flux)
				}
			}
		}
	}
}
