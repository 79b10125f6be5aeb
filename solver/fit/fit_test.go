package fit_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/fit"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

var problem = info.Problem{Name: "made-up", Domain: info.Domain{Dimensions: 1, XMax: 1, TEnd: 2}, Fields: []info.Field{{Name: "rho"}, {Name: "flux"}}}

var within = fit.Range{EpsMin: 1e-3, EpsMax: 1}

// formula is a network whose fields are formulas of the parameters.
type formula func(set []float64, eps, t, x float64) (rho, flux float64)

func (f formula) EvaluateEach(set, eps, t, x []float64) ([][]float64, error) {
	out := [][]float64{make([]float64, len(x)), make([]float64, len(x))}
	for i := range x {
		out[0][i], out[1][i] = f(set, eps[i], t[i], x[i])
	}
	return out, nil
}

// curved depends on its two parameters in different ways.
func curved(set []float64, eps, t, x float64) (rho, flux float64) {
	a, b := set[0], set[1]
	return math.Exp(-a*t)*math.Sin(3*x) + b*x, 1e-3 * b * math.Cos(a*x) / (1 + eps)
}

var both = []problemfile.Parameter{{Name: "a", Min: 0.5, Max: 3}, {Name: "b", Min: -1, Max: 2}}

// made writes measurements of the fields at n points with noise of the given size.
func made(f formula, set []float64, n int, noise float64, sigma bool) string {
	r := rand.New(rand.NewPCG(3, 4))
	var b strings.Builder
	b.WriteString("# measured\nx,t,eps,rho,flux")
	if sigma {
		b.WriteString(",sigma_rho,sigma_flux")
	}
	for i := range n {
		t, x, eps := 2*r.Float64(), r.Float64(), math.Pow(10, -3*r.Float64())
		rho, flux := f(set, eps, t, x)
		rho, flux = rho+noise*r.NormFloat64(), flux+1e-3*noise*r.NormFloat64()
		if i%3 == 0 {
			fmt.Fprintf(&b, "\n%v,%v,%v,%v,", x, t, eps, rho)
		} else {
			fmt.Fprintf(&b, "\n%v,%v,%v,%v,%v", x, t, eps, rho, flux)
		}
		if sigma {
			fmt.Fprintf(&b, ",%v,%v", noise, 1e-3*noise)
		}
	}
	return b.String()
}

func read(t *testing.T, text string) *fit.Data {
	t.Helper()
	d, err := fit.Read([]byte(text), problem, within)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Parameters are found within their spread, which is that of many repetitions: noise 0.01 with 300 points.
func TestRun(t *testing.T) {
	want := []float64{1.3, 0.4}
	for _, sigma := range []bool{false, true} {
		d := read(t, made(curved, want, 300, 0.01, sigma))
		r, err := fit.Run(formula(curved), both, d, fit.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for k, e := range r.Parameters {
			if !(math.Abs(e.Value-want[k]) < 4*e.Spread) || !(e.Spread < 0.02) || !(e.Spread > 1e-4) || !e.Determined || e.Bound != "" {
				t.Errorf("sigma %v: %s = %v +- %v, want %v", sigma, e.Name, e.Value, e.Spread, want[k])
			}
		}
		if sigma && (r.Misfit < 0.8 || r.Misfit > 1.2) {
			t.Errorf("misfit %v sigmas, want about 1", r.Misfit)
		}
		if len(r.Far) > 1 {
			t.Errorf("far: %v", r.Far)
		}
	}
}

// The spread is the standard deviation of the estimates over repetitions of the measurement.
func TestSpread(t *testing.T) {
	want := []float64{1.3, 0.4}
	var sum, square, spread float64
	const n = 60
	for k := range n {
		r := rand.New(rand.NewPCG(uint64(k), 1))
		d := &fit.Data{Fields: []string{"rho", "flux"}, Sigmas: true}
		for range 40 {
			v := fit.Value{T: 2 * r.Float64(), X: r.Float64(), Eps: 0.1, Sigma: 0.05}
			v.Value, _ = curved(want, v.Eps, v.T, v.X)
			v.Value += v.Sigma * r.NormFloat64()
			d.Values = append(d.Values, v)
		}
		got, err := fit.Run(formula(curved), both, d, fit.Options{})
		if err != nil {
			t.Fatal(err)
		}
		a := got.Parameters[0]
		sum, square, spread = sum+a.Value, square+a.Value*a.Value, spread+a.Spread/n
	}
	sd := math.Sqrt(square/n - sum*sum/n/n)
	if sd < 0.7*spread || sd > 1.4*spread || math.Abs(sum/n-want[0]) > 0.5*sd {
		t.Errorf("mean %v, standard deviation %v, spread %v", sum/n, sd, spread)
	}
}

func note(r *fit.Result, words string) bool {
	return strings.Contains(strings.Join(r.Notes, "\n"), words)
}

func TestNotes(t *testing.T) {
	one := []problemfile.Parameter{{Name: "a", Min: 0.5, Max: 3}}
	run := func(f formula, of []problemfile.Parameter, d *fit.Data, o fit.Options) *fit.Result {
		t.Helper()
		r, err := fit.Run(f, of, d, o)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	exact := read(t, made(curved, []float64{1.3, 0.4}, 60, 0, false))
	sum := formula(func(set []float64, _, t, x float64) (float64, float64) { return (set[0] + set[1]) * x, 0 })
	if r := run(sum, both, read(t, made(sum, []float64{1, 1}, 30, 0.01, false)), fit.Options{}); !note(r, "no single one of a, b") || r.Parameters[0].Determined || !math.IsNaN(r.Parameters[1].Spread) {
		t.Errorf("sum: %+v", r)
	}
	blind := formula(func(set []float64, _, t, x float64) (float64, float64) { return set[0] * x, 0 })
	if r := run(blind, both, read(t, made(blind, []float64{1, 1}, 30, 0.01, false)), fit.Options{}); !note(r, "do not depend on b") || !r.Parameters[0].Determined || r.Parameters[1].Determined {
		t.Errorf("blind: %+v", r)
	}
	outside := formula(func(set []float64, eps, t, x float64) (float64, float64) {
		return curved([]float64{set[0], 0.4}, eps, t, x)
	})
	if r := run(outside, one, read(t, made(outside, []float64{5}, 60, 0.001, false)), fit.Options{}); r.Parameters[0].Bound != "max" || r.Parameters[0].Value != 3 || !note(r, "a is at the end 3") {
		t.Errorf("outside: %+v", r.Parameters)
	}
	weak := formula(func(set []float64, _, t, x float64) (float64, float64) { return 1 + 1e-3*set[0]*x, 0 })
	if r := run(weak, one, read(t, made(weak, []float64{2}, 30, 0.01, true)), fit.Options{}); !note(r, "a is not determined") || r.Parameters[0].Determined {
		t.Errorf("weak: %+v", r)
	}
	even := formula(func(set []float64, _, t, x float64) (float64, float64) {
		return (set[0] - 1.75) * (set[0] - 1.75) * x, 0
	})
	if r := run(even, one, read(t, made(even, []float64{2.5}, 30, 0.01, false)), fit.Options{}); !note(r, "another place fits about as well: a = 1") && !note(r, "another place fits about as well: a = 2.5") {
		t.Errorf("even: %v", r.Notes)
	}
	wrong := read(t, "t,x,eps,rho\n1,0.1,0.1,-5\n1,0.5,0.1,5\n1,0.6,0.1,-5\n1,0.9,0.1,5")
	if r := run(curved, both, wrong, fit.Options{Errors: []float64{0.01, 0.01}}); !note(r, "not those of this problem") {
		t.Errorf("wrong: %v", r.Notes)
	}
	text := made(curved, []float64{1.3, 0.4}, 60, 0.001, false)
	if r := run(curved, both, read(t, text+"\n0.5,1,0.1,7,"), fit.Options{}); len(r.Far) != 1 || !note(r, "lines 63") {
		t.Errorf("far: %v %v", r.Far, r.Notes)
	}
	// a network that is off by 1 % of a
	biased := formula(func(set []float64, eps, t, x float64) (float64, float64) {
		return curved([]float64{1.01 * set[0], set[1]}, eps, t, x)
	})
	exactly := func(set []float64, eps float64, t, x []float64) ([][]float64, error) {
		e := make([]float64, len(x))
		for i := range e {
			e[i] = eps
		}
		return formula(curved).EvaluateEach(set, e, t, x)
	}
	few := read(t, strings.Join(strings.Split(made(curved, []float64{1.3, 0.4}, 60, 0, false), "\n")[:8], "\n"))
	for _, d := range []*fit.Data{exact, few} {
		r := run(biased, both, d, fit.Options{Reference: exactly})
		if a := r.Parameters[0]; math.Abs(a.Shift-0.013) > 2e-3 || math.Abs(a.Value-1.3/1.01) > 1e-3 || !note(r, "own error moves it by about 0.01") || !note(r, "own error at the data") {
			t.Errorf("biased: %+v %v", a, r.Notes)
		}
	}
	// errors that were not measured at the data do not pass for such
	if r := run(curved, both, exact, fit.Options{Errors: []float64{0.01, 0.01}}); !note(r, "own error, the worst of its error table, relative: rho 1.0e-02") || note(r, "at the data") {
		t.Errorf("errors of the table: %v", r.Notes)
	}
	if r := run(curved, both, read(t, "t,x,eps,rho\n1,0.5,0.1,0.4"), fit.Options{}); !note(r, "1 value for 2 parameters: no spread") {
		t.Errorf("one value: %v", r.Notes)
	}
	if r := run(curved, both, read(t, "t,x,eps,rho,flux\n1,0.5,0.1,0.4,1e-4"), fit.Options{}); !note(r, "no spread") || !math.IsNaN(r.Parameters[0].Spread) {
		t.Errorf("two values: %v", r.Notes)
	}
}

func TestEnds(t *testing.T) {
	d := read(t, made(curved, []float64{1.3, 0.4}, 20, 0, false))
	if _, err := fit.Run(formula(curved), nil, d, fit.Options{}); !input.Is(err) {
		t.Errorf("no parameters: %v", err)
	}
	stop := errors.New("stop")
	if _, err := fit.Run(formula(curved), both, d, fit.Options{Progress: func(f float64) error {
		if f > 0.3 {
			return stop
		}
		return nil
	}}); !errors.Is(err, stop) {
		t.Errorf("stopped: %v", err)
	}
	broken := formula(func([]float64, float64, float64, float64) (float64, float64) { return math.NaN(), 0 })
	if _, err := fit.Run(broken, both, d, fit.Options{}); err == nil {
		t.Error("a network that is not finite is fitted")
	}
}
