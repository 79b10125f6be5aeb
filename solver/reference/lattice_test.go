package reference

import (
	"fmt"
	"math"
	"testing"
)

// latticePoints are spread over the square, inside and outside of the squares.
var latticePoints = []float64{3.5, 3.5, 3.5, 4.4, 2.6, 3.1, 1.5, 1.5, 4.7, 2.2, 3.5, 5.5, 6.3, 0.4, 5.1, 5.9}

func latticeAt(t *testing.T, eps, time float64, n, steps, modes int) [][]float64 {
	t.Helper()
	s, err := newLatticeGrid(eps, n, steps, modes, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return at(t, s, time, latticePoints...)
}

func difference(a, b [][]float64) (rho, flux float64) {
	var num, den [2]float64
	for f := range a {
		k := min(f, 1)
		for i := range a[f] {
			num[k] += (a[f][i] - b[f][i]) * (a[f][i] - b[f][i])
			den[k] += b[f][i] * b[f][i]
		}
	}
	return math.Sqrt(num[0] / den[0]), math.Sqrt(num[1] / den[1])
}

// The density is of second order in the step for eps <= 0.1 and better than first order at 1, where the coefficient is small; the flux
// converges, and its error is bounded in eps.
func TestLatticeOrder(t *testing.T) {
	for _, eps := range []float64{1, 0.1, 0.03, 1e-2, 1e-6} {
		var last, flux float64
		for k, steps := range []int{40, 80, 160} {
			var rho float64
			rho, flux = difference(latticeAt(t, eps, latticeEnd, 32, steps, 8), latticeAt(t, eps, latticeEnd, 32, 2*steps, 8))
			least := 3.0
			if eps == 1 {
				least = 1.9
			}
			if k > 0 && last/rho < least {
				t.Errorf("eps %g: densities of %d and %d steps differ by %.2g, with half as many by %.2g", eps, steps, 2*steps, rho, last)
			}
			last = rho
		}
		if last > 5e-4 || flux > 1.2e-2 {
			t.Errorf("eps %g: 160 and 320 steps differ by %.2g in density, %.2g in flux", eps, last, flux)
		}
	}
}

// The flow of half a step is that of the exact Fourier mode.
func TestLatticeFlowIsExact(t *testing.T) {
	for _, eps := range []float64{1, 0.1, 0.03, 1e-3} {
		for _, k := range []float64{0.5, 3, 20} {
			const step = 0.02
			flow := newLatticeFlow(eps, k, step, 48)
			mode := newAngularMode(eps, k, step, 64)
			even, odd := make([]complex128, 49), make([]complex128, 49)
			even[0] = 1
			flow.apply(even, odd)
			rho, flux := mode.moments(step)
			// F_1 = -i u_1 at the angle 0; f = ... + eps J sin(k.x) with <v J> stands for -i eps <v J>
			near(t, fmt.Sprintf("eps %g k %g: density", eps, k), real(even[0]), rho, 1e-12)
			near(t, fmt.Sprintf("eps %g k %g: flux", eps, k), real(even[1])/eps, flux, 1e-10*math.Max(1, k))
		}
	}
}

// Mass is gained and lost as emission and absorption say.
func TestLatticeKeepsMass(t *testing.T) {
	const n = 64
	for _, eps := range []float64{1, 0.05, 1e-4} {
		s := solve(t, "transport2d-lattice", eps)
		var x []float64
		for j := range n {
			for i := range n {
				x = append(x, 7*(float64(i)+0.5)/n, 7*(float64(j)+0.5)/n)
			}
		}
		rate := func(time float64) (mass, change float64) {
			rho := at(t, s, time, x...)[0]
			for i, r := range rho {
				absorption, source := checkerboard(x[2*i], x[2*i+1])
				mass += r * 49 / n / n
				change += (source - absorption*r) * 49 / n / n
			}
			return mass, change
		}
		a, _ := rate(1)
		b, _ := rate(1.2)
		_, start := rate(1)
		_, middle := rate(1.1)
		_, end := rate(1.2)
		near(t, fmt.Sprintf("eps %g: gain of mass", eps), b-a, 0.2*(start+4*middle+end)/6, 3e-4)
	}
}

// The default grid and modes against finer ones; TestLatticeOrder has the steps.
func TestLatticeAccuracy(t *testing.T) {
	const steps = 24
	for _, eps := range []float64{1, 0.05} {
		own := latticeAt(t, eps, latticeEnd, latticeCells, steps, latticeModes)
		for name, finer := range map[string][][]float64{
			"points": latticeAt(t, eps, latticeEnd, 2*latticeCells, steps, latticeModes),
			"modes":  latticeAt(t, eps, latticeEnd, latticeCells, steps, 3*latticeModes/2),
		} {
			rho, flux := difference(own, finer)
			t.Logf("eps %g, finer %s: density %.1e, flux %.1e", eps, name, rho, flux)
			if !(rho < 1e-3 && flux < 4e-3) {
				t.Errorf("eps %g: finer %s change density by %.2g, flux by %.2g", eps, name, rho, flux)
			}
		}
	}
}
