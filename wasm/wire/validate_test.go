package wire_test

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// lists are rows of n numbers each.
func lists(rows, n int) (out [][]float64) {
	for range rows {
		out = append(out, make([]float64, n))
	}
	return out
}

// valid makes a message of every kind that passes its check.
func valid() map[string]wire.Validator {
	problem := info.Problem{Name: "a", Title: "A", Equation: "e", Summary: "s", Class: info.Gas, Domain: info.Domain{Dimensions: 1, XMax: 1, TEnd: 1, VMin: -1, VMax: 1},
		Fields: []info.Field{{Name: "rho", Symbol: "ρ", Label: "density", Unit: "1", Sign: info.Positive}}, Heads: []string{"nodal"}, Formulations: []string{"micro-macro"}}
	runner := wire.Runner{Name: "ls", Title: "LS", Worst: make([]float64, 2), Errors: lists(2, 3), History: wire.Curves{Steps: []float64{1, 2}, Worst: lists(2, 2), Total: make([]float64, 2), Seconds: make([]float64, 2)}, Line: lists(2, 4)}
	single := make([]float32, 6)
	return map[string]wire.Validator{
		"ready": &wire.Ready{Problem: problem},
		"progress": &wire.Progress{History: wire.History{Steps: []int{1, 2}, Losses: lists(2, 3)},
			Gradient: &wire.Gradient{M: 2, Cosine: make([]float64, 4), Conflict: make([]bool, 2), Angles: make([]float64, 2), Coefficients: make([]float64, 2)}},
		"fields": &wire.Fields{Eps: 1, NT: 2, NX: 3, Data: [][]float32{single, single}, Reference: [][]float32{single, single},
			Line: wire.Line{X: make([]float64, 3), Values: lists(2, 3), Reference: lists(2, 3), Limits: []wire.Limit{{Limit: info.Euler, Values: lists(2, 3)}}}},
		"errors":         &wire.Errors{Eps: []float64{1, 0.1}, Fields: []string{"rho", "u"}, Values: lists(2, 2), Estimates: make([]float64, 2), Estimated: lists(2, 2)},
		"errorsOverTime": &wire.ErrorsOverTime{T: []float64{1, 2}, Eps: []float64{1, 0.1, 0.01}, Fields: []string{"rho", "u"}, Values: lists(2, 6), Worst: lists(2, 3)},
		"distribution":   &wire.Distribution{NX: 3, NV: 2, XMax: 1, VMin: -1, VMax: 1, Data: single, Reference: single, Maxwellian: single},
		"conservation": &wire.Conservation{T: make([]float64, 2), Mass: make([]float64, 2), Momentum: make([]float64, 2), Energy: make([]float64, 2), Entropy: make([]float64, 2),
			Consistency: make([]float64, 2), Negative: make([]float64, 2)},
		"race": &wire.Race{Fields: []string{"rho", "u"}, Decades: []float64{1, 0.1, 0.01}, X: make([]float64, 4), Reference: lists(2, 4), Runners: []wire.Runner{runner, runner}},
		"fit": &wire.Fit{Fitted: true, Series: []wire.Series{{Field: "rho", T: make([]float64, 3), X: make([]float64, 3), Eps: make([]float64, 3), Value: make([]float64, 3), Sigma: make([]float64, 3), Model: make([]float64, 3)}},
			Parameters: make([]wire.Estimate, 2), Correlation: make([]float64, 4)},
		"reference request": &wire.ReferenceRequest{T: []float64{0, 1}, NX: 3},
		"reference reply":   &wire.ReferenceReply{Fraction: 1, Values: lists(2, 3), Distribution: make([]float64, 4)},
	}
}

// free are the lists whose lengths a check cannot know.
var free = map[string]bool{"ready.Tasks": true, "progress.Losses": true, "reference request.T": true, "reference request.V": true, "reference request.Set": true, "reference reply.Estimates": true, "reference reply.Distribution": true,
	"ready.Problem.Limits": true, "ready.Problem.Heads": true, "ready.Problem.Formulations": true, "ready.Problem.Directions": true,
	"race.Runners": true, "fields.Line.Limits": true, "fit.Series": true, "fit.Notes": true, "reference reply.Values": true}

// TestEveryLengthIsChecked: a message passes; with any one of its lists longer by one it does not.
func TestEveryLengthIsChecked(t *testing.T) {
	for name, m := range valid() {
		if err := m.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		changed := 0
		each(reflect.ValueOf(m).Elem(), name, func(path string, list reflect.Value) {
			if free[path] || list.Len() == 0 {
				return
			}
			before := reflect.ValueOf(list.Interface())
			list.Set(reflect.Append(list, list.Index(0)))
			changed++
			if err := m.Validate(); err == nil || !strings.HasPrefix(err.Error(), name) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s longer by one: %v", path, err)
			}
			list.Set(before)
		})
		if err := m.Validate(); err != nil || changed == 0 && name != "reference request" {
			t.Errorf("%s after %d changes: %v", name, changed, err)
		}
	}
}

// each calls visit for every list in v.
func each(v reflect.Value, path string, visit func(path string, list reflect.Value)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			each(v.Elem(), path, visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			at := path + "." + v.Type().Field(i).Name
			if v.Type().Field(i).Anonymous {
				at = path
			}
			each(v.Field(i), at, visit)
		}
	case reflect.Slice:
		visit(path, v)
		if kind := v.Type().Elem().Kind(); kind == reflect.Slice || kind == reflect.Struct {
			for i := range v.Len() {
				each(v.Index(i), path+"[]", visit)
			}
		}
	}
}

func TestNumbersAreChecked(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, x := range []float64{nan, inf, -1} {
		for name, change := range map[string]func(map[string]wire.Validator) wire.Validator{
			"fields.eps": func(v map[string]wire.Validator) wire.Validator { f := v["fields"].(*wire.Fields); f.Eps = x; return f },
			"fields.t":   func(v map[string]wire.Validator) wire.Validator { f := v["fields"].(*wire.Fields); f.T = x; return f },
			"errors.eps": func(v map[string]wire.Validator) wire.Validator {
				e := v["errors"].(*wire.Errors)
				e.Eps[1] = x
				return e
			},
			"errorsOverTime.t": func(v map[string]wire.Validator) wire.Validator {
				e := v["errorsOverTime"].(*wire.ErrorsOverTime)
				e.T[0] = x
				return e
			},
			"race.decades": func(v map[string]wire.Validator) wire.Validator {
				r := v["race"].(*wire.Race)
				r.Decades[1] = x
				return r
			},
			"distribution.xMax": func(v map[string]wire.Validator) wire.Validator {
				d := v["distribution"].(*wire.Distribution)
				d.XMax = x
				return d
			},
			"ready.tEnd": func(v map[string]wire.Validator) wire.Validator {
				r := v["ready"].(*wire.Ready)
				r.Problem.TEnd = x
				return r
			},
			"reply.fraction": func(v map[string]wire.Validator) wire.Validator {
				r := v["reference reply"].(*wire.ReferenceReply)
				r.Fraction = 2 * x
				return r
			},
		} {
			if err := change(valid()).Validate(); err == nil {
				t.Errorf("%s = %v is accepted", name, x)
			}
		}
	}
	for _, n := range []int{wire.MinRunners - 1, wire.MaxRunners + 1} {
		r := valid()["race"].(*wire.Race)
		for len(r.Runners) < n {
			r.Runners = append(r.Runners, r.Runners[0])
		}
		r.Runners = r.Runners[:n]
		if r.Validate() == nil {
			t.Errorf("a race of %d is accepted", n)
		}
	}
}

// FuzzValidate: no message with random lengths and sizes makes its check panic, and what passes has the sizes it names.
func FuzzValidate(f *testing.F) {
	f.Add(uint64(1), uint64(2), 2, 3)
	f.Add(uint64(7), uint64(9), math.MaxInt, math.MaxInt)
	f.Fuzz(func(t *testing.T, a, b uint64, m, n int) {
		for _, message := range []wire.Validator{&wire.Ready{}, &wire.Progress{}, &wire.Fields{}, &wire.Errors{}, &wire.ErrorsOverTime{}, &wire.Distribution{}, &wire.Conservation{}, &wire.Race{}, &wire.Fit{}, &wire.ReferenceRequest{}, &wire.ReferenceReply{}} {
			random(a, b, message)
			switch v := message.(type) {
			case *wire.Fields:
				v.NT, v.NX = m, n
				if v.Validate() == nil && (len(v.Data[0]) != m*n || len(v.Line.Values) != len(v.Data)) {
					t.Errorf("%+v", v)
				}
			case *wire.Distribution:
				v.NV, v.NX = m, n
				if v.Validate() == nil && v.Data != nil && len(v.Data) != m*n {
					t.Errorf("%+v", v)
				}
			case *wire.ReferenceRequest:
				v.NX = n
			}
			_ = message.Validate()
		}
	})
}
