package train

import (
	"math"
	"testing"
)

// Problems of files with a parameter.
const (
	ownTransport = `{"version":1,"name":"own","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"1 + a*x","density":"0","left":{"inflow":"b"},"right":"reflecting","parameters":{"a":[0,4],"b":[0.5,1]}}`
	ownGas       = `{"version":1,"name":"own","equation":"bgk","x":[0,1],"tEnd":0.1,"density":"1 + a*sin(2*pi*x)","parameters":{"a":[0,0.5]}}`
)

// Steps of SOAP and then of Levenberg-Marquardt train an own problem for all of its parameters: the loss falls, and the network differs
// between them.
func TestOwnProblemPolish(t *testing.T) {
	nativeOnly(t)
	for _, problem := range []string{ownTransport, ownGas} {
		s := newSession(t, Config{Problem: problem, Optimizer: "soap+lm", Tasks: 3, Points: 8, Width: 6, Depth: 1, Steps: 40, Seed: 5, Operator: "hrgrad"})
		first, last := 0.0, 0.0
		levenberg := 0
		for k := range 40 {
			r, err := s.Step()
			if err != nil {
				t.Fatal(err)
			}
			if k == 0 {
				first = r.Total
			}
			if r.Levenberg != nil {
				levenberg++
				last = r.Levenberg.After
			}
		}
		if levenberg == 0 || !(last < first/3) {
			t.Errorf("%d iterations, losses from %v to %v", levenberg, first, last)
		}
		// the points of the iterations cover the ranges
		least, most := math.Inf(1), math.Inf(-1)
		for _, term := range s.lm.terms {
			for k := 0; k < len(term.set); k += len(s.layout.parameters) {
				least, most = math.Min(least, term.set[k]), math.Max(most, term.set[k])
			}
		}
		q := s.layout.parameters[0]
		if least > q.Min+0.1*(q.Max-q.Min) || most < q.Max-0.1*(q.Max-q.Min) {
			t.Errorf("values of %s from %v to %v, range %v to %v", q.Name, least, most, q.Min, q.Max)
		}
	}
}

// EvaluateEach gives what EvaluateAt gives at one Knudsen number after another.
func TestEvaluateEach(t *testing.T) {
	for _, precision := range []string{"float32", "float64"} {
		s := newSession(t, Config{Problem: ownTransport, Precision: precision, Tasks: 2, Points: 4, Width: 6, Depth: 1})
		const n = 600
		eps, at, x := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range x {
			eps[i], at[i], x[i] = math.Pow(10, -float64(i%4)), 0.1*float64(i)/n, float64(i*7%n)/n
		}
		set := []float64{1, 0.7}
		got, err := s.EvaluateEach(set, eps, at, x)
		if err != nil {
			t.Fatal(err)
		}
		s.SetParameters(set)
		for i := range x {
			want, err := s.EvaluateAt(eps[i], at[i:i+1], x[i:i+1])
			if err != nil {
				t.Fatal(err)
			}
			for f := range want {
				tolerance := 1e-12
				if precision == "float32" {
					tolerance = 1e-4
				}
				if d := math.Abs(got[f][i] - want[f][0]); !(d <= tolerance*(1+math.Abs(want[f][0]))) {
					t.Fatalf("%s: field %d at eps = %v: %v, want %v", precision, f, eps[i], got[f][i], want[f][0])
				}
			}
		}
		if _, err := s.EvaluateEach(set, eps[:1], []float64{0.2}, []float64{0.5}); err == nil {
			t.Error("a time beyond the end is accepted")
		}
		if _, err := s.EvaluateEach(set, []float64{2}, []float64{0.1}, []float64{0.5}); err == nil {
			t.Error("eps = 2 is accepted")
		}
	}
}
