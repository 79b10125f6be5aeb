package reference

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/input"
)

// transport lists the transport problems; uniform the Knudsen numbers at which
// asymptotic-preserving properties are tested.
var (
	transport = []string{"transport-inflow", "transport-long", "transport-mode", "transport-smooth"}
	uniform   = []float64{1, 1e-2, 1e-6}
)

// coarseCells make a grid on which what is not about accuracy takes little time.
const coarseCells = 16

// solve is New for tests that expect success.
func solve(t testing.TB, problem string, eps float64) Solution {
	t.Helper()
	s, err := New(problem, eps, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// unchecked is the solution that a problem computed.
func unchecked(s Solution) Solution {
	if c, ok := s.(checkedDistributed); ok {
		return c.Solution
	}
	return s.(checked).Solution
}

// at is Solution.At for tests that expect success.
func at(t testing.TB, s Solution, time float64, x ...float64) [][]float64 {
	t.Helper()
	out, err := s.At(time, x)
	if err != nil {
		t.Fatal(err)
	}
	for f := range out {
		for i, v := range out[f] {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%s(t=%g, x=%g) = %g", s.Fields()[f], time, x[i], v)
			}
		}
	}
	return out
}

// linspace returns n+1 equidistant points from a to b.
func linspace(a, b float64, n int) []float64 {
	x := make([]float64, n+1)
	for i := range x {
		x[i] = a + (b-a)*float64(i)/float64(n)
	}
	return x
}

func near(t testing.TB, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.8g, want %.8g within %.1g", what, got, want, tol)
	}
}

func TestInvalidInput(t *testing.T) {
	for _, problem := range Problems() {
		for _, eps := range []float64{0, -1e-3, 1.0000001, math.NaN(), math.Inf(1), math.Inf(-1)} {
			_, err := New(problem, eps, Options{})
			checkInput(t, err, "eps")
		}
		for _, cells := range []int{-1, 1, 1 << 30} {
			_, err := New(problem, 0.5, Options{Cells: cells})
			checkInput(t, err, "cells")
		}
		s, err := New(problem, 1, Options{Cells: coarseCells})
		if err != nil {
			t.Fatal(err)
		}
		d := domainOf(t, problem)
		for _, bad := range []float64{-1e-9, d.TEnd * 1.001, math.NaN(), math.Inf(1)} {
			_, err := s.At(bad, []float64{d.XMin, d.YMin}[:d.Coordinates()])
			checkInput(t, err, "t")
		}
		for _, bad := range []float64{d.XMin - 0.01, d.XMax + 0.01, math.NaN(), math.Inf(-1)} {
			if d.Plane() {
				_, err := s.At(d.TEnd, []float64{d.XMin, d.YMin, d.XMin, bad})
				checkInput(t, err, "y[1]")
				_, err = s.At(d.TEnd, []float64{d.XMin, d.YMin, bad})
				checkInput(t, err, "x")
				continue
			}
			_, err := s.At(d.TEnd, []float64{d.XMin, bad})
			checkInput(t, err, "x[1]")
		}
		if f, ok := s.(Distributed); ok {
			for _, bad := range []float64{math.NaN(), math.Inf(1), d.VMax * 1.01} {
				_, err := f.Distribution(d.TEnd, []float64{d.XMin, d.YMin}[:d.Coordinates()], []float64{0, bad})
				checkInput(t, err, "v[1]")
			}
		}
		out := at(t, s, d.TEnd)
		if len(out) != len(s.Fields()) || len(out[0]) != 0 {
			t.Errorf("%s: empty x gives %v", problem, out)
		}
	}
	_, err := New("no-such", 1, Options{})
	checkInput(t, err, "problem")
	_, err = Find("no-such")
	checkInput(t, err, "problem")
}

func domainOf(t *testing.T, problem string) Domain {
	t.Helper()
	p, err := Find(problem)
	if err != nil {
		t.Fatal(err)
	}
	return p.Domain
}

func checkInput(t *testing.T, err error, field string) {
	t.Helper()
	var wrong *input.Error
	if !errors.As(err, &wrong) {
		t.Errorf("want an input.Error on %s, got %v", field, err)
		return
	}
	if wrong.Field != field || wrong.Given == "" || wrong.Allowed == "" || strings.Contains(err.Error(), "\n") {
		t.Errorf("want one line on %s, got %q", field, err)
	}
}

func TestProblemsListed(t *testing.T) {
	have := strings.Join(Problems(), " ")
	for _, p := range transport {
		if !strings.Contains(have, p) {
			t.Errorf("%s missing in %s", p, have)
		}
		found, err := Find(p)
		if err != nil || strings.Join(found.Fields, " ") != "rho flux" {
			t.Errorf("%s: fields %v, %v", p, found.Fields, err)
		}
	}
}

func TestProgressCancels(t *testing.T) {
	stop := errors.New("stop")
	for _, problem := range Problems() {
		var last float64
		_, err := New(problem, 0.3, Options{Cells: coarseCells, Progress: func(f float64) error {
			if !(f >= last && f <= 1) {
				t.Errorf("%s: progress %g after %g", problem, f, last)
			}
			last = f
			return nil
		}})
		if err != nil || last != 1 {
			t.Errorf("%s: progress ended at %g, %v", problem, last, err)
		}
		calls := 0
		_, err = New(problem, 0.3, Options{Cells: coarseCells, Progress: func(f float64) error {
			if calls++; calls == 2 {
				return stop
			}
			return nil
		}})
		if !errors.Is(err, stop) {
			t.Errorf("%s: cancelled run returned %v", problem, err)
		}
	}
}

// Fields, moments of the distribution and the conservation law rho_t + flux_x = 0 must
// agree with each other for every transport problem.
func TestTransportConsistency(t *testing.T) {
	for _, problem := range transport {
		d := domainOf(t, problem)
		for _, eps := range []float64{1, 0.24, 1e-2, 1e-6} {
			s := solve(t, problem, eps)
			for _, time := range []float64{0.3 * d.TEnd, d.TEnd} {
				for _, x := range linspace(d.XMin, d.XMax, 28)[1:28] {
					// f of the inflow problem jumps at v = eps x/t.
					jump := math.Min(1, eps*x/time)
					v, w := gauss(30, 0, jump)
					if jump < 1 {
						v2, w2 := gauss(30, jump, 1)
						v, w = append(v, v2...), append(w, w2...)
					}
					full := make([]float64, 0, 2*len(v))
					for _, vj := range v {
						full = append(full, vj, -vj)
					}
					f, err := s.(Distributed).Distribution(time, []float64{x}, full)
					if err != nil {
						t.Fatal(err)
					}
					var rho, flux float64
					for j := range v {
						rho += w[j] * (f[0][2*j] + f[0][2*j+1]) / 2
						flux += w[j] * v[j] * (f[0][2*j] - f[0][2*j+1]) / 2
					}
					fields := at(t, s, time, x)
					near(t, fmt.Sprintf("%s eps %g t %g x %.2f: rho from f", problem, eps, time, x), rho, fields[0][0], 4e-4)
					if eps > 0.1 { // <v f>/eps cancels otherwise
						near(t, fmt.Sprintf("%s eps %g t %g x %.2f: flux from f", problem, eps, time, x), flux/eps, fields[1][0], 4e-4)
					}
				}
			}
			// Mass between a and b against the flux through both ends.
			a, b, t0, t1 := d.XMin+0.1*(d.XMax-d.XMin), d.XMin+0.6*(d.XMax-d.XMin), 0.4*d.TEnd, d.TEnd
			mass := func(time float64) float64 {
				return integrate(a, b, func(x float64) float64 { return at(t, s, time, x)[0][0] })
			}
			out := integrate(t0, t1, func(time float64) float64 {
				q := at(t, s, time, a, b)[1]
				return q[1] - q[0]
			})
			near(t, problem+" conservation of mass", mass(t1)-mass(t0), -out, 5e-5*(d.XMax-d.XMin))
		}
	}
}

// integrate is a composite Gauss rule of 40 panels.
func integrate(a, b float64, f func(float64) float64) float64 {
	var sum float64
	for i := 0; i < 40; i++ {
		h := (b - a) / 40
		x, w := gauss(4, a+h*float64(i), a+h*float64(i+1))
		for k := range x {
			sum += w[k] * f(x[k])
		}
	}
	return sum
}

// Solutions depend continuously on eps, also where a method changes its
// parameters or switches between series and formula.
func TestContinuityInEps(t *testing.T) {
	for problem, eps := range map[string][]float64{
		"transport-mode":   {0.05, 1e-3},
		"transport-long":   {0.05, 1e-3},
		"transport-smooth": {0.25, 0.05, 0.5 * math.Sqrt(0.1/smoothLayer), math.Sqrt(0.1 / smoothLayer), 1e-3},
		"transport-inflow": {0.3, 0.25, 0.1, 0.05, 0.0316, 0.01, 1e-3},
	} {
		d := domainOf(t, problem)
		x := linspace(d.XMin, d.XMax, 50)
		for _, e := range eps {
			below, above := solve(t, problem, e*(1-1e-4)), solve(t, problem, e*(1+1e-4))
			for _, time := range []float64{0.2 * d.TEnd, d.TEnd} {
				p, q := at(t, below, time, x...), at(t, above, time, x...)
				for f := range p {
					if r := RelL2(p[f], q[f]); r > 6e-4 {
						t.Errorf("%s field %d jumps by %.1e at eps %g, t %g", problem, f, r, e, time)
					}
				}
			}
		}
	}
}

func TestRelL2(t *testing.T) {
	near(t, "RelL2", RelL2([]float64{3, 0}, []float64{0, 4}), 5./4, 1e-15)
	near(t, "RelL2 of equal", RelL2([]float64{1, 2}, []float64{1, 2}), 0, 0)
	near(t, "RelL2 against zero", RelL2([]float64{3, 4}, []float64{0, 0}), 5/math.Sqrt2, 1e-15)
	if !math.IsNaN(RelL2([]float64{math.NaN()}, []float64{1})) {
		t.Error("NaN is lost")
	}
	defer func() {
		if recover() == nil {
			t.Error("no panic for different lengths")
		}
	}()
	RelL2([]float64{1}, nil)
}

func TestDecades(t *testing.T) {
	got := Decades(1e-6)
	want := []float64{1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6}
	if len(got) != len(want) {
		t.Fatalf("Decades %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("Decades[%d] = %v, want %v", i, got[i], want[i])
		}
	}
	if b := Between(1e-2); len(b) != 2 || b[0] != 0.3 || b[1] != 0.03 {
		t.Errorf("Between %v", b)
	}
	for _, bad := range []float64{0, -1, math.NaN(), 2} {
		if d := Decades(bad); len(d) != 0 {
			t.Errorf("Decades(%g) = %v", bad, d)
		}
	}
}
