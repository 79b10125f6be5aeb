package problemfile_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

const layers = `{"version": 1, "name": "layers", "equation": "transport", "x": [0, 1], "tEnd": 0.1, "scattering": "1 + a*x^2", "absorption": 0,
	"density": "0", "left": {"inflow": "1"}, "right": "reflecting", "parameters": {"a": [0.2, 1], "b": [1, 2]}}`

func ExampleParse() {
	p, err := problemfile.Parse([]byte(layers))
	fmt.Println(err, p.Sigma.Value(0.5, 1, 1.5), p.InflowLeft.Value(0, 0.3, 1, 1))
	_, err = problemfile.Parse([]byte(strings.Replace(layers, "1 + a*x^2", "a - 2*x", 1)))
	fmt.Println(err)
	_, err = problemfile.Parse([]byte(strings.Replace(layers, "scattering", "scatering", 1)))
	fmt.Println(err)
	// Output:
	// <nil> 1.25 1
	// scattering: 0 at x = 0.1, a = 0.2, b = 1 given, allowed is 1e-6 to 1e6
	// problem file, key: "scatering" given, allowed is version, name, title, equation, x, tEnd, scattering, absorption, source, density, micro, velocity, temperature, left, right, dimensions, prandtl, smoothing, parameters (nearest: scattering)
}

const gas = `{"version":1,"name":"clouds","title":"Two clouds","equation":"bgk","x":[-1,1],"tEnd":0.1,"density":"1 + step(x)","velocity":"x < 0 ? 1 : -1","temperature":"1","left":"open","right":"open","smoothing":0.05}`

func TestText(t *testing.T) {
	for _, source := range []string{layers, gas} {
		p, err := problemfile.Parse([]byte(source))
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{p.Text(), p.Indent()} {
			q, err := problemfile.Parse([]byte(text))
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			if !reflect.DeepEqual(p.File, q.File) || q.Text() != p.Text() {
				t.Errorf("%s comes back as %s", p.Text(), q.Text())
			}
		}
	}
	if p, _ := problemfile.Parse([]byte(gas)); p.Text() != gas {
		t.Errorf("written as %s", p.Text())
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ old, new, says string }{
		{`"version": 1, `, ``, "version: missing"}, {`"version": 1`, `"version": 2`, "version: 2 given"}, {`"layers"`, `"Layers"`, "name:"}, {`"layers"`, `5`, "name: 5 given"},
		{`"transport"`, `"transprot"`, "nearest: transport"}, {`[0, 1], "tEnd"`, `[1, 0], "tEnd"`, "x:"}, {`[0, 1], "tEnd"`, `[0], "tEnd"`, "x:"}, {`"tEnd": 0.1`, `"tEnd": -1`, "tEnd:"}, {`"tEnd": 0.1`, `"tEnd": null`, "tEnd: null"},
		{`"tEnd": 0.1`, `"tEnd": 1e400`, "tEnd:"}, {`"1 + a*x^2"`, `"1 + a*x^"`, "scattering, column 9"}, {`"1 + a*x^2"`, `"1 + t"`, `unknown name "t"`}, {`"1 + a*x^2"`, `[1]`, "scattering: [1]"},
		{`"1 + a*x^2"`, `"1/x"`, "scattering: +Inf at x = 0"}, {`"absorption": 0`, `"absorption": -1`, "absorption: -1 at x"}, {`"absorption": 0`, `"absorption": ""`, `absorption: "" given, allowed is a formula`}, {`"absorption": 0`, `"velocity": "0"`, "velocity: the key given"},
		{`{"inflow": "1"}`, `"periodic"`, `"periodic" at both`}, {`{"inflow": "1"}`, `"open"`, "left:"}, {`{"inflow": "1"}`, `{"inflow": "x"}`, "left.inflow, column 1"}, {`{"inflow": "1"}`, `{"outflow": "1"}`, "left:"},
		{`"left": {"inflow": "1"}, `, ``, "left: missing"}, {`"a": [0.2, 1]`, `"a": [1, 0.2]`, "parameters, a"}, {`"a": [0.2, 1]`, `"x": [0.2, 1]`, "parameters:"}, {`"b": [1, 2]`, `"a": [1, 2]`, "a: \"the key a second time"},
		{`"b": [1, 2]`, `"b": [1, 2], "c": [0, 1], "d": [0, 1]`, "up to 3"}, {`"density": "0",`, ``, "density: missing"}, {`"density": "0"`, `"density": "-1"`, "density: -1 at"}, {`"density": "0"`, `"density": "0", "density": "1"`, "second time"},
		{`"tEnd": 0.1,`, `"tEnd": 0.1`, "line 1, column 84"}, {`"b": [1, 2]}}`, `"b": [1, 2]}} 7`, "one JSON object"}, {`"b": [1, 2]`, `"b": 7`, "parameters, b: 7 given"}, {`"tEnd": 0.1`, `"tEnd": 0`, "tEnd: 0 given"},
		{`"1 + a*x^2"`, `"1 + 1e-3/abs(x - 0.12345)"`, "at x = 0.12345, a = 0.2"}, {`"1 + a*x^2"`, `"1 - exp(-((x - 0.30012)/1e-4)^2)"`, "scattering: "}, {`"1 + a*x^2"`, `"1 - 40*(a - 0.2)*(1 - a)*(b - 1)*(2 - b)"`, "scattering: -0.2 at x = 0, a = 0.4, b = 1.5"},
		{`"absorption": 0`, `"source": "1/(t - 0.07)"`, "source: +Inf at x = 0, t = 0.07"}, {`{"inflow": "1"}`, `{"inflow": "1/v"}`, "left.inflow: 1e+09 at t = 0, v = 1e-09"},
		{`"1 + a*x^2"`, `"` + strings.Repeat("(", 1500) + `"`, `..."((((`}, {`"layers"`, `"layers", "title": "` + "\xe9" + `"`, "byte 0xe9 at line 1, column 44 given, allowed is text in UTF-8"}, {`"layers"`, "\"lay\x00ers\"", "byte 0x00 at line 1, column 28"},
		{`[0, 1], "tEnd"`, `[0, 1,], "tEnd"`, `line 1, column 70: a comma before ']'`}, {`"b": [1, 2]}}`, `"b": [1, 2]},}`, "line 2, column 109: a comma before '}'"}, {`"tEnd": 0.1`, "\n// end\n\"tEnd\": 0.1", "line 2, column 1: a comment given"},
		{`"tEnd": 0.1`, `"tEnd": NaN`, "line 1, column 80: invalid character 'N'"}, {`"name"`, "\u201cname\u201d", "column 16: the quotation mark \u201c"}, {`"b": [1, 2]}}`, `"b": [1, 2]`, "text that ends at line 2, column 107"},
		{`{"inflow": "1"}`, `{"inflow": "1", "inflow": "2"}`, "left: the key inflow a second time"}, {`"layers"`, `"layers", "title": "a\u0000b"`, "title:"}, {`"layers"`, `"` + strings.Repeat("l", 5000) + `"`, `lll"... given`},
		{`[0, 1], "tEnd"`, strings.Repeat("[", 20000), "nested too deeply"}, {`"1 + a*x^2"`, "\"1 \u2212 x\"", "\"\u2212\" does not fit here; write -"}, {`"1 + a*x^2"`, `"1,5 + x"`, "a comma does not fit here; write 1.5"},
		{`"1 + a*x^2"`, "\"1 + x\u00b2\"", "write ^2"}, {`"1 + a*x^2"`, "\"2 + sin(\u03c0*x)\"", "write pi"},
	} {
		if !strings.Contains(layers, c.old) {
			t.Fatalf("%s is not in the file", c.old)
		}
		_, err := problemfile.Parse([]byte(strings.Replace(layers, c.old, c.new, 1)))
		if !input.Is(err) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s -> %s: %v, want %q", c.old, c.new, err, c.says)
		}
	}
	for _, data := range []string{"", "[]", "null", `"a"`, "{", "\x00", strings.Repeat("[", 100000), strings.Repeat(" ", problemfile.MaxSize+1)} {
		if _, err := problemfile.Parse([]byte(data)); !input.Is(err) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.20q: %v", data, err)
		}
	}
}

// Gases: dimensions and Prandtl number.
func TestGasRefused(t *testing.T) {
	for _, c := range []struct{ more, says string }{
		{`"dimensions":2`, "dimensions: 2 given"}, {`"dimensions":0`, "dimensions: 0 given"}, {`"dimensions":"3"`, "dimensions:"}, {`"dimensions":3.5`, "dimensions: 3.5"},
		{`"prandtl":1`, "prandtl: the key given, allowed is with dimensions 3"}, {`"dimensions":1,"prandtl":0.7`, "prandtl: the key"}, {`"dimensions":3,"prandtl":0.5`, "prandtl: 0.5 given"},
		{`"dimensions":3,"prandtl":1.1`, "prandtl: 1.1"}, {`"dimensions":3,"prandtl":0`, "prandtl: 0 given"}, {`"dimensions":3,"prandtl":-1`, "prandtl: -1"},
	} {
		if _, err := problemfile.Parse([]byte(strings.Replace(gas, `"smoothing":0.05`, c.more, 1))); !input.Is(err) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.more, err, c.says)
		}
	}
	for _, c := range []struct{ old, new, says string }{
		{`"temperature":"1"`, `"temperature":"1 - 1.2*exp(-((x - 0.3001)/1e-4)^2)"`, "temperature: -0.1"}, {`"x < 0 ? 1 : -1"`, `"300*x"`, "velocity: |u| + 6 sqrt(T) = 306 at x = -1"}, {`"tEnd":0.1`, `"tEnd":1e5`, "tEnd: 100000 given, allowed is up to 142.9"},
	} {
		if _, err := problemfile.Parse([]byte(strings.Replace(gas, c.old, c.new, 1))); !input.Is(err) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.new, err, c.says)
		}
	}
	p, err := problemfile.Parse([]byte(strings.Replace(gas, `"smoothing":0.05`, `"dimensions":3`, 1)))
	if err != nil || p.PrandtlNumber() != 1 || !strings.Contains(p.Describe(), "three velocity dimensions, Pr = 1") {
		t.Errorf("%v, Prandtl number %g, %s", err, p.PrandtlNumber(), p.Describe())
	}
}

func TestNotes(t *testing.T) {
	p, err := problemfile.Parse([]byte(`{"version":1,"name":"n","equation":"transport","x":[0,1],"tEnd":1,"density":"1 + step(x - 0.5) - step(x - 1)","micro":"v^2"}`))
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(p.Notes, " "); !strings.Contains(text, "mean 0.333") || !strings.Contains(text, "density may jump") {
		t.Errorf("notes: %q", text)
	}
	p, err = problemfile.Parse([]byte(`{"version":1,"name":"n","equation":"transport","x":[0,1],"tEnd":1,"density":"1","source":"x*t","micro":"x*v"}`))
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(p.Notes, " "); !strings.Contains(text, "source is 0 at x = 0 and 0.05 at x = 1") || !strings.Contains(text, "micro is 0 at x = 0 and -0.9952") {
		t.Errorf("notes: %q", text)
	}
	p, err = problemfile.Parse([]byte(strings.Replace(layers, `{"inflow": "1"}`, `{"inflow": "v - a"}`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(p.Notes, " "); !strings.Contains(text, "left.inflow is -0.95 at t = 0, v = 0.05") || !strings.Contains(text, "parameter b stands in no formula") || strings.Contains(text, "parameter a") {
		t.Errorf("notes: %q", text)
	}
	for scattering, thin := range map[string]bool{"0.001": true, "0.01 + 0.009*sin(2*pi*x)": true, "0.1": false, "1": false} {
		p, err = problemfile.Parse([]byte(`{"version":1,"name":"n","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"` + scattering + `","density":"1 + 0.5*sin(2*pi*x)"}`))
		if err != nil {
			t.Fatal(err)
		}
		if text := strings.Join(p.Notes, " "); strings.Contains(text, "scattering is as low as 0.001 (x = ") != thin {
			t.Errorf("scattering %s: notes %q", scattering, text)
		}
	}
	p, err = problemfile.Parse([]byte(gas))
	if err != nil {
		t.Fatal(err)
	}
	if v := p.Rho0.Value(0); v != 1.5 {
		t.Errorf("the smoothed step is %v in its middle", v-1)
	}
	if text := strings.Join(p.Notes, " "); strings.Contains(text, "density") || !strings.Contains(text, "velocity may jump") {
		t.Errorf("notes: %q", text)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(layers))
	f.Add([]byte(gas))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := problemfile.Parse(data)
		if err != nil {
			if !input.Is(err) || strings.Contains(err.Error(), "\n") {
				t.Fatalf("%q", err)
			}
			return
		}
		q, err := problemfile.Parse([]byte(p.Text()))
		if err != nil || q.Text() != p.Text() {
			t.Fatalf("%s: %v", p.Text(), err)
		}
	})
}
