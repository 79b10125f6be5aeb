package reference

import (
	"fmt"
	"math"
	"math/cmplx"
	"testing"

	"github.com/hrgrad/hrgrad/solver/special"
)

// latticePoints are spread over the square, inside and outside of the squares.
var latticePoints = []float64{3.5, 3.5, 3.5, 4.4, 2.6, 3.1, 1.5, 1.5, 4.7, 2.2, 3.5, 5.5, 6.3, 0.4, 5.1, 5.9}

func latticeAt(t *testing.T, eps, time float64, n, steps, modes int) [][]float64 {
	t.Helper()
	return latticeOf(t, circle, eps, time, n, steps, modes)
}

func latticeOf(t *testing.T, d directions, eps, time float64, n, steps, modes int) [][]float64 {
	t.Helper()
	s, err := newLatticeGrid(eps, n, steps, modes, d, Options{})
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
	for _, eps := range []float64{1, 0.1, 1e-2, 1e-6} {
		var last, flux float64
		before := latticeAt(t, eps, latticeEnd, 32, 40, 8)
		for k, steps := range []int{40, 80, 160} {
			fine := latticeAt(t, eps, latticeEnd, 32, 2*steps, 8)
			var rho float64
			rho, flux = difference(before, fine)
			before = fine
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
			mode := newAngularMode(eps, k, step, 64, circle)
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
	for _, eps := range []float64{1, 1e-4} {
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
	const steps = 12
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

// On the sphere the flow of half a step is that of the exact Fourier mode, and the turns between the frames are orthogonal.
func TestLatticeFlowOnSphereIsExact(t *testing.T) {
	s := newLatticeSpace(1, 16)
	for l, turn := range s.turn {
		for a := range l + 1 {
			for b := range l + 1 {
				dot, want := 0.0, 0.0
				for c := range l + 1 {
					dot += turn[a*(l+1)+c] * turn[b*(l+1)+c]
				}
				if a == b {
					want = 1
				}
				near(t, fmt.Sprintf("degree %d: rows %d and %d", l, a, b), dot, want, 1e-11)
			}
		}
	}
	for _, eps := range []float64{1, 0.1, 0.03, 1e-3} {
		for _, k := range []float64{0.5, 3, 20} {
			const step = 0.02
			s := newLatticeSpace(eps, 20)
			mode := newAngularMode(eps, k, step, 64, sphere)
			u := make([][]complex128, s.top+1)
			for l := range u {
				u[l] = make([]complex128, l+1)
			}
			u[0][0] = 1
			s.flow(k, step).apply(u, make([]complex128, s.top+1))
			rho, flux := mode.moments(step)
			near(t, fmt.Sprintf("eps %g k %g: density", eps, k), real(u[0][0]), rho, 1e-12)
			near(t, fmt.Sprintf("eps %g k %g: flux", eps, k), real(u[1][0])/math.Sqrt(3)/eps, flux, 1e-10*math.Max(1, k))
		}
	}
}

// Without absorbers a wave in a skew direction, with any data over directions, evolves as the equation says: the state's rate of change by a
// short step is -eps v . grad f + <f> - f over eps^2, at nodes of the sphere.
func TestLatticeStateOnSphereObeysTheEquation(t *testing.T) {
	const n, top, step, eps = 8, 16, 2e-5, 0.7
	s := newLatticeState(eps, n, step, top, sphere)
	for i := range s.decay {
		s.decay[i], s.gain[i] = 1, 0
	}
	p := legendreTable(top)
	points := []struct{ mu, theta float64 }{{0.2, 0.3}, {0.9, 2}, {0.5, 4.4}, {0, 5.1}}
	f0 := func(mu, theta, x, y float64) (v, dx, dy float64) { // polynomial in the velocity, even in mu
		s := math.Sqrt(1 - mu*mu)
		sy, sx := math.Sincos(theta)
		vx, vy := s*sx, s*sy
		k := 2 * math.Pi / 7
		sin, cos := math.Sincos(k * (2*x - y))
		shape := 1 + vx + 0.5*vx*vy + vy*vy*vy - vx*mu*mu
		return 2 + shape*cos, -2 * k * shape * sin, k * shape * sin
	}
	mu, w := make([]float64, 12), make([]float64, 12)
	special.GaussLegendre(mu, w, -1, 1)
	const around = 24
	s.hat = false
	for _, f := range s.f {
		clear(f)
	}
	for i, z := range mu {
		associated(z, p)
		for a := range around {
			theta := 2 * math.Pi * float64(a) / around
			for at := range n * n {
				v, _, _ := f0(z, theta, 7*float64(at%n)/n, 7*float64(at/n)/n)
				for l, row := range s.space.place {
					for m, k := range row {
						if k >= 0 {
							s.f[k][at] += complex(v*w[i]/2/around*p[l][m], 0) * cmplx.Exp(complex(0, -float64(m)*theta))
						}
					}
				}
			}
		}
	}
	value := func(mu, theta float64, at int) float64 {
		associated(mu, p)
		sum := 0.0
		for l, row := range s.space.place {
			for m, k := range row {
				if k >= 0 {
					v := real(s.f[k][at] * cmplx.Exp(complex(0, float64(m)*theta)) * complex(p[l][m], 0))
					if m > 0 {
						v *= 2
					}
					sum += v
				}
			}
		}
		return sum
	}
	const at = 3*n + 2
	const x, y = 7 * 2.0 / n, 7 * 3.0 / n
	before := make([]float64, len(points))
	for i, q := range points {
		before[i] = value(q.mu, q.theta, at)
		want, _, _ := f0(q.mu, q.theta, x, y)
		near(t, "f at the start", before[i], want, 1e-12)
	}
	rho := real(s.f[0][at])
	s.advance()
	s.transform(true)
	for i, q := range points {
		v, dx, dy := f0(q.mu, q.theta, x, y)
		side := math.Sqrt(1 - q.mu*q.mu)
		sin, cos := math.Sincos(q.theta)
		want := (rho - v - eps*side*(cos*dx+sin*dy)) / (eps * eps)
		near(t, fmt.Sprintf("rate of f at mu %g, angle %g", q.mu, q.theta), (value(q.mu, q.theta, at)-before[i])/step, want, 3e-4*(1+math.Abs(want)))
	}
}

// On the sphere twice the steps, more points and more harmonics change density and flux as little as on the circle.
func TestLatticeAccuracyOnSphere(t *testing.T) {
	const steps = 20
	for _, eps := range []float64{1, 0.05} {
		own := latticeOf(t, sphere, eps, latticeEnd, 32, steps, latticeDegree)
		for name, finer := range map[string][][]float64{
			"steps":     latticeOf(t, sphere, eps, latticeEnd, 32, 2*steps, latticeDegree),
			"harmonics": latticeOf(t, sphere, eps, latticeEnd, 32, steps, 3*latticeDegree/2),
		} {
			rho, flux := difference(own, finer)
			t.Logf("eps %g, more %s: density %.1e, flux %.1e", eps, name, rho, flux)
			if most := map[string][2]float64{"steps": {2.5e-2, 5e-2}, "harmonics": {1e-3, 4e-3}}[name]; !(rho < most[0] && flux < most[1]) {
				t.Errorf("eps %g: more %s change density by %.2g, flux by %.2g", eps, name, rho, flux)
			}
		}
	}
}

// Density and flux are moments of the distribution, also between steps and after one at another time; on the sphere the density alone is.
func TestLatticeDistribution(t *testing.T) {
	const n = 64
	v := make([]float64, n)
	for j := range v {
		v[j] = 2 * math.Pi * float64(j) / n
	}
	for _, d := range []directions{circle, sphere} {
		for _, eps := range []float64{1, 0.05} {
			s, err := newLatticeGrid(eps, 16, 80, 8, d, Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, time := range []float64{0, 1.013, 2, 0.4} {
				fields := at(t, s, time, latticePoints...)
				f, err := s.Distribution(time, latticePoints, v)
				if err != nil {
					t.Fatal(err)
				}
				for i, row := range f {
					var m [3]float64
					for j, value := range row {
						sin, cos := math.Sincos(v[j])
						m[0] += value / n
						m[1] += cos * value / n / eps
						m[2] += sin * value / n / eps
					}
					for k := range m {
						if k == 0 || d == circle {
							near(t, fmt.Sprintf("%v eps %g t %g point %d moment %d", d, eps, time, i, k), m[k], fields[k][i], 3e-7/eps)
						}
					}
				}
			}
		}
	}
}
