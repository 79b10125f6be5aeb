package train

import (
	"math"
	"strings"
	"testing"
)

func newConserved(t *testing.T, problem string, steps int) *Session {
	t.Helper()
	s, err := New(Config{Problem: problem, Operator: "ls", Steps: max(1, steps), Points: 16, Tasks: 2, Width: 8, Depth: 2, Seed: 3, Precision: "float64"})
	if err != nil {
		t.Fatal(err)
	}
	for range steps {
		if _, err := s.Step(); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// At t = 0 nothing has changed; later the drifts are those of independent sums over the fields, wall fluxes included.
func TestConservationIsThatOfTheFields(t *testing.T) {
	for _, problem := range []string{"bgk-smooth", "bgk-riemann", "bgk-ballistic"} {
		s := newConserved(t, problem, 3)
		const end, eps = 0.08, 0.1
		rows, err := Conservation(s, eps, []float64{0, end})
		if err != nil {
			t.Fatal(err)
		}
		z := rows[0]
		for _, v := range []float64{z.Mass, z.Momentum, z.Energy, z.Entropy, z.Negative} {
			if v != 0 {
				t.Errorf("%s: %+v at t = 0", problem, z)
			}
		}
		if !(z.Consistency < 1e-6) {
			t.Errorf("%s: moments of the initial Maxwellian are off by %g", problem, z.Consistency)
		}
		const n = 1000
		x := make([]float64, n)
		for i := range x {
			x[i] = -0.5 + (float64(i)+0.5)/n
		}
		integral := func(tt float64) (mass, mom, energy, thermal float64) {
			f, err := s.Evaluate(eps, tt, x)
			if err != nil {
				t.Fatal(err)
			}
			for i := range x {
				rho, u, temp := f[0][i], f[1][i], f[2][i]
				mass += rho / n
				mom += rho * u / n
				energy += 0.5 * rho * (u*u + temp) / n
				thermal += rho * math.Sqrt(temp) / n
			}
			return
		}
		m0, p0, e0, th := integral(0)
		m1, p1, e1, _ := integral(end)
		var out [3]float64
		if !s.Problem().Periodic {
			const k = 256 // midpoints in time
			for _, sign := range []float64{-1, 1} {
				times, wall := make([]float64, k), make([]float64, k)
				for i := range k {
					times[i], wall[i] = end*(float64(i)+0.5)/k, 0.5*sign
				}
				f, err := s.EvaluateAt(eps, times, wall)
				if err != nil {
					t.Fatal(err)
				}
				for i := range k {
					rho, u, temp, q := f[0][i], f[1][i], f[2][i], f[3][i]
					out[0] += sign * end / k * rho * u
					out[1] += sign * end / k * rho * (u*u + temp)
					out[2] += sign * end / k * (0.5*rho*(u*u*u+3*u*temp) + q)
				}
			}
		}
		want := []float64{(m1 - m0 + out[0]) / m0, (p1 - p0 + out[1]) / th, (e1 - e0 + out[2]) / e0}
		for k, got := range []float64{rows[1].Mass, rows[1].Momentum, rows[1].Energy} {
			if math.Abs(got-want[k]) > 2e-5 {
				t.Errorf("%s: drift %d is %.8g, want %.8g", problem, k, got, want[k])
			}
		}
		// A network that has hardly been trained does not keep everything.
		if math.Abs(want[0])+math.Abs(want[1])+math.Abs(want[2]) < 1e-5 {
			t.Errorf("%s: the drifts %v test nothing", problem, want)
		}
	}
}

// The free flight of a Gaussian cloud keeps H: a trained model has next to no drift and no entropy production.
func TestConservationOfTheTrainedCloud(t *testing.T) {
	s, err := New(Config{Problem: "bgk-ballistic", Operator: "ls", Steps: 120, Points: 32, Tasks: 3, Width: 16, Depth: 2, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	before, err := Conservation(s, 0.1, []float64{0.1})
	if err != nil {
		t.Fatal(err)
	}
	for range 120 {
		if _, err := s.Step(); err != nil {
			t.Fatal(err)
		}
	}
	after, err := Conservation(s, 0.1, []float64{0.1})
	if err != nil {
		t.Fatal(err)
	}
	size := func(b ConservationReport) float64 {
		return math.Abs(b.Mass) + math.Abs(b.Momentum) + math.Abs(b.Energy)
	}
	if a, b := size(after[0]), size(before[0]); !(a < 0.3*b && a < 0.02) {
		t.Errorf("drifts %+v after training, %+v before", after[0], before[0])
	}
	if math.Abs(after[0].Entropy) > 0.01 {
		t.Errorf("entropy changes by %g", after[0].Entropy)
	}
}

func TestConservationRefusesOtherProblems(t *testing.T) {
	s := newConserved(t, "transport-mode", 0)
	if _, err := Conservation(s, 0.1, []float64{0.1}); err == nil || !strings.Contains(err.Error(), "transport-mode") {
		t.Errorf("error %v", err)
	}
	s = newConserved(t, "bgk-smooth", 0)
	if _, err := Conservation(s, 0.1, []float64{0.2}); err == nil || !strings.Contains(err.Error(), "t:") {
		t.Errorf("error %v", err)
	}
}
