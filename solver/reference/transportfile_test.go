package reference

import (
	"testing"

	"github.com/hrgrad/hrgrad/solver/problemfile"
)

func parseFile(t testing.TB, text string) *problemfile.Problem {
	t.Helper()
	p, err := problemfile.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestFileAgainstFixed(t *testing.T) {
	for _, c := range []struct{ name, text string }{
		{"transport-smooth", `{"version":1,"name":"a","equation":"transport","x":[0,1],"tEnd":0.1,"density":"1 + 0.5*sin(2*pi*x)"}`},
		{"transport-inflow", `{"version":1,"name":"a","equation":"transport","x":[0,1],"tEnd":0.1,"density":"0","left":{"inflow":"1"},"right":{"inflow":"0"}}`},
	} {
		p := parseFile(t, c.text)
		for _, eps := range []float64{1, 0.1, 0.01, 1e-4} {
			s, err := FromFile(p).Solve(eps, Options{})
			if err != nil {
				t.Fatal(err)
			}
			want, err := New(c.name, eps, Options{})
			if err != nil {
				t.Fatal(err)
			}
			x := make([]float64, 200)
			for i := range x {
				x[i] = (float64(i) + 0.5) / 200
			}
			for _, at := range []float64{0.01, 0.1} {
				a, err := s.At(at, x)
				if err != nil {
					t.Fatal(err)
				}
				b, err := want.At(at, x)
				if err != nil {
					t.Fatal(err)
				}
				rho, flux := RelL2(a[0], b[0]), RelL2(a[1], b[1])
				t.Logf("%s eps %g t %g: rho %.1e flux %.1e, estimate %.1e", c.name, eps, at, rho, flux, s.(Estimated).ErrorEstimate())
				if !(rho < 6e-4 && flux < 6e-4) {
					t.Errorf("%s eps %g t %g: rho %.1e, flux %.1e off", c.name, eps, at, rho, flux)
				}
			}
		}
	}
}

// Values of an independent solver.
func TestFileCheckValues(t *testing.T) {
	const head = `{"version":1,"name":"a","equation":"transport","x":[0,1],"density":"0",`
	for _, c := range []struct {
		text   string
		eps, t float64
		x, rho []float64
		within float64
	}{
		{head + `"scattering":"1 + (10*x)^2","source":"1","tEnd":0.4,"left":{"inflow":"0"},"right":{"inflow":"0"}}`, 1e-2, 0.4, []float64{.005, .105, .505, .905}, []float64{.0094, .0950, .3992, .3915}, 1.5e-4},
		{head + `"scattering":"1 + 100*x^2","tEnd":1,"left":{"inflow":"1"},"right":{"inflow":"0"}}`, 1e-2, 1, []float64{.105, .205, .405, .605}, []float64{.9521, .8461, .3745, .0297}, 1.5e-4},
		{head + `"scattering":"1 + 100*x^2","tEnd":1,"left":{"inflow":"1"},"right":{"inflow":"0"}}`, 1e-1, 1, []float64{.105, .205, .405, .605}, []float64{.928, .819, .350, .0258}, 1e-3},
		{head + `"tEnd":0.1,"left":{"inflow":"v"},"right":{"inflow":"0"}}`, 1e-2, 0.1, []float64{.105}, []float64{.4717}, 2e-4},
		{head + `"tEnd":0.1,"left":{"inflow":"v"},"right":{"inflow":"0"}}`, 1e-3, 0.1, []float64{.105}, []float64{.4847}, 2e-4},
		{head + `"tEnd":0.1,"left":{"inflow":"v"},"right":{"inflow":"0"}}`, 1e-6, 0.1, []float64{.105}, []float64{.4861}, 2e-4},
	} {
		p := parseFile(t, c.text)
		s, err := FromFile(p).Solve(c.eps, Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.At(c.t, c.x)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("eps %g: %.4f, want %v, estimate %.1e", c.eps, got[0], c.rho, s.(Estimated).ErrorEstimate())
		for i, want := range c.rho {
			if d := got[0][i] - want; d > c.within || d < -c.within {
				t.Errorf("%s eps %g: rho(%g) = %.5f, want %.4f", p.Scattering, c.eps, c.x[i], got[0][i], want)
			}
		}
	}
}

// The limits of files are those of their equation: the solution tends to diffusion and to the Euler equations as eps does to 0, and to
// free flight where there is no time to collide, at the parameters that are asked for.
func TestLimitsOfFiles(t *testing.T) {
	transport := `{"version":1,"name":"own","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"1 + a*x","absorption":"1","source":"1","density":"0","left":{"inflow":"1"},"right":"reflecting","parameters":{"a":[0,4]}}`
	gas := `{"version":1,"name":"own","equation":"bgk","x":[0,1],"tEnd":0.02,"density":"1 + a*sin(2*pi*x)","velocity":"0.2*cos(2*pi*x)","temperature":"4 + cos(2*pi*x)","parameters":{"a":[0,0.5]}}`
	for _, c := range []struct {
		problem, limit string
		eps            float64
		fields         int // that are compared
		near           float64
	}{{transport, "diffusion", 1e-4, 2, 1e-3}, {gas, "euler", 1e-5, 3, 3e-3}, {gas, "free-flight", 1, 3, 0.03}} {
		var last [][]float64
		for _, a := range []float64{0.1, 0.4} {
			opt := Options{Set: []float64{a}}
			limit, err := Limit(c.problem, c.limit, opt)
			if err != nil {
				t.Fatal(err)
			}
			full, err := New(c.problem, c.eps, opt)
			if err != nil {
				t.Fatal(err)
			}
			p, err := Find(c.problem)
			if err != nil {
				t.Fatal(err)
			}
			var x []float64
			for i := range 50 {
				x = append(x, (float64(i)+0.5)/50)
			}
			want, err := full.At(p.Domain.TEnd, x)
			if err != nil {
				t.Fatal(err)
			}
			got, err := limit.At(p.Domain.TEnd, x)
			if err != nil {
				t.Fatal(err)
			}
			for f := range c.fields {
				if e := RelL2(got[f], want[f]); !(e < c.near) {
					t.Errorf("%s, a = %v: field %d differs by %v", c.limit, a, f, e)
				}
			}
			if last != nil && RelL2(got[0], last[0]) < 1e-3 {
				t.Errorf("%s does not depend on the parameter", c.limit)
			}
			last = got
		}
	}
	if _, err := Limit(transport, "euler", Options{}); err == nil {
		t.Error("transport has an Euler limit")
	}
}
