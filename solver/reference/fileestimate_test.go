package reference

import (
	"math"
	"testing"
)

// What a reference states as its error is that against a solution with twice as many cells, ordinates and steps, within a factor of 3. Errors that are
// stated below 1e-6 are bounded by that.
func TestFileEstimate(t *testing.T) {
	for _, text := range []string{
		`{"version":1,"name":"a","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"10^(1 + sin(2*pi*x + 0.7))","source":"(1 + sin(4*pi*x))*exp(-8*t)*2","density":"1.2 + 0.5*cos(4*pi*x)"}`,
		`{"version":1,"name":"b","equation":"transport","x":[0,1],"tEnd":0.2,"scattering":"1 + 99*(1 + tanh((x - 0.35)/0.05))/2","absorption":"1 + x","density":"0","left":{"inflow":"1 + 0.5*sin(20*t)"},"right":"reflecting"}`,
	} {
		p := parseFile(t, text)
		for _, eps := range []float64{0.3, 1e-4} {
			cfg := transportDefault(eps)
			cfg.cells = 60
			s, err := FromFile(p).Solve(eps, Options{Cells: cfg.cells})
			if err != nil {
				t.Fatal(err)
			}
			fine, err := integrateTransport(p, nil, eps, transportConfig{2 * cfg.cells, 2 * cfg.ordinates, 2 * cfg.steps}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			// the finer one is off by a quarter
			errors, err := compareSolutions(s, fine, fine.domain, 4.0/3)
			if err != nil {
				t.Fatal(err)
			}
			checkEstimate(t, p.Name, eps, errors, s.(Estimated).ErrorEstimate())
		}
	}
}

func checkEstimate(t *testing.T, name string, eps float64, errors, stated []float64) {
	t.Helper()
	for f, e := range errors {
		t.Logf("%s eps %g field %d: error %.2e, stated %.2e", name, eps, f, e, stated[f])
		if least := math.Max(stated[f], 1e-6); e > 3*least || stated[f] > 3*math.Max(e, 1e-6) {
			t.Errorf("%s eps %g field %d: error %.2e, stated %.2e", name, eps, f, e, stated[f])
		}
	}
}

func TestGasFileEstimate(t *testing.T) {
	for _, text := range []string{
		`{"version":1,"name":"c","equation":"bgk","x":[0,1],"tEnd":0.1,"density":"1 + 0.3*sin(4*pi*x)","velocity":"0.4*cos(2*pi*x) + 0.2","temperature":"0.8 + 0.25*sin(2*pi*x + 1)"}`,
		`{"version":1,"name":"d","equation":"bgk","x":[-0.5,0.5],"tEnd":0.05,"density":"1 - 0.4*(1 + tanh((x + 0.05)/0.06))","left":"open","right":"open"}`,
	} {
		p := parseFile(t, text)
		for _, eps := range []float64{0.3, 0.01} {
			const cells = 80
			s, err := FromFile(p).Solve(eps, Options{Cells: cells})
			if err != nil {
				t.Fatal(err)
			}
			fine, err := gasProblem(p, nil).history(eps, Options{Cells: 2 * cells})
			if err != nil {
				t.Fatal(err)
			}
			errors, err := compareSolutions(s, fine, gasProblem(p, nil).domain, 4.0/3)
			if err != nil {
				t.Fatal(err)
			}
			checkEstimate(t, p.Name, eps, errors, s.(Estimated).ErrorEstimate())
		}
	}
}
