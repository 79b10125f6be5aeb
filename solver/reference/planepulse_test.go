package reference

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// Independent, converged values: rho(0,0), rho(.25,0), rho(.25,.25), flux_x(.25,0).
func TestPulseValues(t *testing.T) {
	points := []float64{0, 0, 0.25, 0, 0.25, 0.25}
	for time, rows := range map[float64]map[float64][4]float64{
		0.1: {
			1: {.985641, .432809, .265919, .117396}, .3: {.417136, .403294, .346206, .349173}, .1: {.369085, .332062, .302654, .142909},
			.03: {.366876, .328758, .299305, .134546}, .01: {.366690, .328489, .299038, .133886}, .001: {.366667, .328456, .299005, .133805},
		},
		0.05: {
			1: {1.140398, .416503, .249643, .063004}, .3: {.770174, .448091, .293482, .465133},
			.1: {.499242, .396075, .324916, .397695}, .001: {.485715, .382832, .316996, .326489},
		},
	} {
		for eps, want := range rows {
			f := at(t, solve(t, "transport2d-pulse", eps), time, points...)
			got := [4]float64{f[0][0], f[0][1], f[0][2], f[1][1]}
			for k := range want {
				near(t, fmt.Sprintf("eps %g, t %g, value %d", eps, time, k), got[k], want[k], 6e-7)
			}
		}
	}
}

// Density and flux are moments of the distribution, and the number of angles does not matter.
func TestPlaneConsistency(t *testing.T) {
	const n = 128
	v := make([]float64, n)
	for j := range v {
		v[j] = 2 * math.Pi * (float64(j) + 0.5) / n
	}
	for _, problem := range []string{"transport2d-mode", "transport2d-pulse", "transport2d-mode-sphere", "transport2d-pulse-sphere"} {
		d := domainOf(t, problem)
		x := []float64{d.XMin, d.YMin, 0.9 * d.XMax, 0.45 * d.YMax}
		for _, eps := range []float64{1, 0.06, 1e-3} {
			s := solve(t, problem, eps)
			for _, time := range []float64{0, 0.03 * d.TEnd, d.TEnd} {
				fields := at(t, s, time, x...)
				f, err := s.(Distributed).Distribution(time, x, v)
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
					if strings.HasSuffix(problem, "sphere") { // a mean over the height, of which the speed in the plane is not known
						m[1], m[2] = fields[1][i], fields[2][i]
					}
					for k := range m {
						near(t, fmt.Sprintf("%s eps %g t %g point %d moment %d", problem, eps, time, i, k), m[k], fields[k][i], 1e-11/eps)
					}
				}
			}
		}
	}
	x := []float64{0, 0, 0.25, 0.1, 0.6, -0.3}
	for i, eps := range []float64{1, 0.05, 1, 0.05} {
		d := directions(i / 2)
		few, err := newPulseRule(eps, 40, d, Options{})
		if err != nil {
			t.Fatal(err)
		}
		many, err := newPulseRule(eps, 80, d, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, time := range []float64{0.01, 0.1} {
			a, b := at(t, few, time, x...), at(t, many, time, x...)
			for f := range a {
				for i := range a[f] {
					near(t, fmt.Sprintf("eps %g: field %d by 40 and 80 angles", eps, f), a[f][i], b[f][i], 1e-10)
				}
			}
		}
	}
}

// Along its wave vector a wave on the sphere is one of transport in a slab, whose reference has another rule for the directions; in the
// diffusion limit D = 1/3.
func TestWaveOnSphereIsThatOfASlab(t *testing.T) {
	for _, eps := range []float64{1, 0.3, 0.1, 0.03, 1e-3} {
		slab, err := newSmoothRule(eps, smoothNodes, Options{})
		if err != nil {
			t.Fatal(err)
		}
		m := newAngularMode(eps, smoothWave, smoothDomain.TEnd, 64, sphere)
		for _, time := range []float64{1e-4, 0.01, 0.1} {
			rho, flux := slab.amplitudes(time)
			r, j := m.moments(time)
			near(t, fmt.Sprintf("eps %g t %g: density", eps, time), r, rho, 1e-12)
			near(t, fmt.Sprintf("eps %g t %g: flux", eps, time), j, -flux, 1e-10)
		}
	}
	s := solve(t, "transport2d-mode-sphere", 1e-6)
	x := []float64{0.5, 0.25}
	near(t, "density of the mode", at(t, s, 2, x...)[0][0], 1+0.5*math.Exp(-2*0.5/3)*math.Cos(0.375), 1e-10)
}
