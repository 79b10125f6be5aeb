package problemfile_test

import (
	"math"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// All that is wrong is told at once, each at its key, formulas with their columns; data are checked when nothing else is wrong.
func TestDraftFaults(t *testing.T) {
	for _, c := range []struct {
		text string
		want []problemfile.Fault // Message: a part of it
	}{
		{`{"version": 1, "name": "Layers", "equation": "transport", "x": [0, 1], "tEnd": "soon", "scattering": "1 + 2y", "density": "",
			"left": {"inflow": "1 +"}, "right": {"inflow": ""}}`, []problemfile.Fault{
			{"tEnd", 0, `"soon" given`}, {"name", 0, `"Layers" given`}, {"density", 0, "missing"}, {"scattering", 6, "column 6"}, {"left.inflow", 4, "formula ends"}, {"right.inflow", 1, "missing"}}},
		{`{"version": 1, "name": "a", "equation": "transport", "x": [1, 0], "tEnd": 1, "density": "x", "colour": 1, "parameters": {"a": [1]}}`, []problemfile.Fault{
			{"", 0, `"colour" given`}, {"parameters", 0, "a: [1] given"}, {"x", 0, "[1 0] given"}}},
		{`{"version": 1, "name": "a", "equation": "transport", "x": [0, 1], "tEnd": 1, "density": "-1", "scattering": "x - 0.5 + 0*a", "parameters": {"a": [0, 1]},
			"left": "reflecting", "right": "reflecting"}`, []problemfile.Fault{
			{"scattering", 0, "x = 0"}, {"density", 0, "-1 at x = 0"}}},
		{`{"version": 1, "name": "My Gas", "equation": "bgk", "x": [0, 1], "tEnd": -1, "density": "1 +", "scattering": "1", "smoothing": 2}`, []problemfile.Fault{
			{"name", 0, `"My Gas" given`}, {"tEnd", 0, "-1 given"}, {"smoothing", 0, "2 given"}, {"scattering", 0, "the key given"}, {"density", 4, "formula ends"}}},
		{`{"version": 1, "name": "a", "equation": "transport", "x": [0, 1], "tEnd": 1, "density": "a + b", "parameters": {"a": [0, 1], "a": [1, 2], "b": [0, 1]}}`, []problemfile.Fault{
			{"parameters", 0, "the key a second time"}}},
		{`{"version": 1,`, []problemfile.Fault{{"", 0, "problem file: "}}},
		{`[1]`, []problemfile.Fault{{"", 0, "problem file: "}}},
		{``, []problemfile.Fault{{"", 0, "problem file: "}}},
		{layers, nil},
	} {
		d := problemfile.Check([]byte(c.text))
		if (d.Problem == nil) != (len(c.want) > 0) {
			t.Errorf("%s: problem %v", c.text, d.Problem)
		}
		for _, w := range c.want {
			found := false
			for _, f := range d.Faults {
				found = found || f.Key == w.Key && f.Column == w.Column && strings.Contains(f.Message, w.Message)
			}
			if !found {
				t.Errorf("%s: %+v is missing in %+v", c.text, w, d.Faults)
			}
		}
		if len(d.Faults) > len(c.want)+1 { // a key of the frame and its neighbours may both complain
			t.Errorf("%s: %+v", c.text, d.Faults)
		}
	}
}

// A draft accepts what Parse accepts, and says of the rest what Parse says of it.
func FuzzDraft(f *testing.F) {
	f.Add([]byte(layers))
	f.Add([]byte(gas))
	f.Add([]byte(`{"version": 1, "name": "a", "x": [0, 1e300], "density": "x^a", "parameters": {"a": [0, 1]}, "left": {"inflow": "t/v"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d := problemfile.Check(data)
		_, err := problemfile.Parse(data)
		if (err == nil) != (d.Problem != nil) || (err != nil) != (len(d.Faults) > 0) {
			t.Fatalf("Parse: %v, Check: %+v", err, d.Faults)
		}
		for _, fault := range d.Faults {
			if fault.Message == "" || strings.Contains(fault.Message, "\n") {
				t.Fatalf("%+v", fault)
			}
		}
		d.Sketches()
	})
}

func TestSketches(t *testing.T) {
	d := problemfile.Check([]byte(`{"version": 1, "name": "a", "equation": "transport", "x": [0, 2], "tEnd": 1, "scattering": "1 + a*x", "density": "x +", "source": "t*x", "micro": "v*x",
		"left": {"inflow": "v"}, "right": {"inflow": "1"}, "parameters": {"a": [1, 3]}}`))
	type curve struct {
		label string
		last  float64
	}
	want := map[string][]curve{
		"scattering": {{"a = 1", 3}, {"a = 2", 5}, {"a = 3", 7}}, "source": {{"t = 0", 0}, {"t = 0.5", 1}, {"t = 1", 2}}, "micro": {{"v = -1", -2}, {"v = 0", 0}, {"v = 1", 2}},
		"left.inflow": {{"", 1}}, "right.inflow": {{"", 1}},
	}
	for _, s := range d.Sketches() {
		if len(s.Curves) != len(want[s.Key]) {
			t.Errorf("%s: %d curves", s.Key, len(s.Curves))
			continue
		}
		for i, c := range s.Curves {
			if w := want[s.Key][i]; c.Label != w.label || math.Abs(c.Values[len(s.At)-1]-w.last) > 1e-12 || len(c.Values) != len(s.At) {
				t.Errorf("%s: curve %d is %q, ends at %g", s.Key, i, c.Label, c.Values[len(s.At)-1])
			}
		}
		delete(want, s.Key)
	}
	if len(want) > 0 {
		t.Errorf("no sketch of %v", want)
	}
}
