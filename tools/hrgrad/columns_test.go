package main

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/problemfile/shipped"
)

// readColumns decodes CSV output.
func readColumns(t *testing.T, text string) map[string][]float64 {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	names := strings.Split(lines[0], ",")
	columns := map[string][]float64{}
	for _, l := range lines[1:] {
		cells := strings.Split(l, ",")
		if len(cells) != len(names) {
			t.Fatalf("%q has %d cells, the header %d", l, len(cells), len(names))
		}
		for k, c := range cells {
			v, err := strconv.ParseFloat(c, 64)
			if err != nil {
				t.Fatal(err)
			}
			columns[names[k]] = append(columns[names[k]], v)
		}
	}
	return columns
}

// The exact solution of transport-mode: lambda(.1) and the shape of rho and flux at t = 1, A = 0.5.
func TestReferenceColumns(t *testing.T) {
	out := done(t, "reference", "--problem", "transport-mode", "--eps", "0.1", "--t", "1", "--nx", "8", "--format", "csv")
	if !strings.HasPrefix(out, "x,rho,flux\n") {
		t.Fatalf("header of %q", out)
	}
	c := readColumns(t, out)
	const lambda = .3335557674
	for i, x := range c["x"] {
		if want := 2 * math.Pi * (float64(i) + 0.5) / 8; math.Abs(x-want) > 1e-14 {
			t.Errorf("x = %v, want %v", x, want)
		}
		a := 0.5 * math.Exp(-lambda)
		if want := 1 + a*math.Cos(x); math.Abs(c["rho"][i]-want) > 1e-9 {
			t.Errorf("rho(%v) = %v, want %v", x, c["rho"][i], want)
		}
		if want := lambda * a * math.Sin(x); math.Abs(c["flux"][i]-want) > 1e-9 {
			t.Errorf("flux(%v) = %v, want %v", x, c["flux"][i], want)
		}
	}
}

func TestEvalColumns(t *testing.T) {
	ckpt := makeCheckpoint(t, t.TempDir())
	text := done(t, "eval", "--checkpoint", ckpt, "--eps", "0.3", "--t", "0.5", "--nx", "300", "--format", "csv")
	csv := readColumns(t, text)
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(done(t, "eval", "--checkpoint", ckpt, "--eps", "0.3", "--t", "0.5", "--nx", "300", "--format", "json")), &object); err != nil {
		t.Fatal(err)
	}
	var names []string
	if err := json.Unmarshal(object["columns"], &names); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(names, ","); got != strings.Split(text, "\n")[0] {
		t.Errorf("columns %q in JSON, %q in CSV", got, strings.Split(text, "\n")[0])
	}
	for _, n := range names {
		var values []float64
		if err := json.Unmarshal(object[n], &values); err != nil {
			t.Fatal(err)
		}
		if len(values) != 300 || len(csv[n]) != 300 {
			t.Fatalf("%s: %d values in JSON, %d in CSV", n, len(values), len(csv[n]))
		}
		for i := range values {
			if values[i] != csv[n][i] {
				t.Fatalf("%s: %v in JSON, %v in CSV", n, values[i], csv[n][i])
			}
		}
	}
	// Hard initial data: at t = 0 the network is the initial data, whatever its parameters.
	start := readColumns(t, done(t, "eval", "--checkpoint", ckpt, "--eps", "0.3", "--t", "0", "--nx", "16"))
	exact := readColumns(t, done(t, "reference", "--problem", "transport-mode", "--eps", "0.3", "--t", "0", "--nx", "16"))
	for i := range start["rho"] {
		if d := math.Abs(start["rho"][i] - exact["rho"][i]); d > 1e-6 {
			t.Errorf("rho at t = 0 is off by %v", d)
		}
	}
}

// TestEvalErrors: errors at several times and Knudsen numbers, and what is refused beside them.
func TestEvalErrors(t *testing.T) {
	ckpt := t.TempDir() + "/run.ckpt"
	done(t, "train", "--problem", "transport-mode", "--optimizer", "solve", "--width", "30", "--steps", "1", "--eps-min", "1e-2", "--checkpoint", ckpt)
	r := call("", "eval", "--checkpoint", ckpt, "--errors", "3")
	if r.code != 0 || !strings.Contains(r.err, "the worst of 3 eps from 1 to 0.01") {
		t.Fatalf("%+v", r)
	}
	got := readColumns(t, r.out)
	if len(got["rho"]) != 18 || got["eps"][0] != 1 || math.Abs(got["eps"][1]-0.1) > 1e-12 || got["eps"][2] != 1e-2 || got["t"][17] < 400*got["t"][0] {
		t.Fatalf("%v", got)
	}
	for k, v := range got["rho"] {
		if !(v > 0 && v < 1e-2) {
			t.Errorf("t = %g, eps = %g: rho is off by %g", got["t"][k], got["eps"][k], v)
		}
	}
	refused(t, call("", "eval", "--checkpoint", ckpt, "--errors", "1"), "errors: 1 given")
	refused(t, call("", "eval", "--checkpoint", ckpt, "--errors", "5", "--eps", "0.1"), "eps: given with errors")
}

func TestLists(t *testing.T) {
	for name, wants := range map[string][]string{
		"problems":   {"transport-mode", "transport-smooth"},
		"operators":  {"hrgrad", "config", "ls"},
		"optimizers": {"adam"},
	} {
		found := map[string]bool{}
		for _, l := range strings.Split(strings.TrimSpace(done(t, name)), "\n") {
			var v struct{ Name, Title string }
			if err := json.Unmarshal([]byte(l), &v); err != nil {
				t.Fatalf("%s: %q: %v", name, l, err)
			}
			if v.Title == "" {
				t.Errorf("%s: %s has no title", name, v.Name)
			}
			found[v.Name] = true
		}
		for _, w := range wants {
			if !found[w] {
				t.Errorf("%s: %s is missing", name, w)
			}
		}
	}
	if got, want := strings.Count(done(t, "problems"), "\n"), len(kinetic.Problems())+len(shipped.Names()); got != want {
		t.Errorf("%d problems listed, want %d", got, want)
	}
}

func TestHelp(t *testing.T) {
	if out := done(t, "help"); !strings.Contains(out, "reference") {
		t.Errorf("help says %q", out)
	}
	if out := done(t, "train", "--help"); !strings.Contains(out, "checkpoint-every") {
		t.Errorf("train --help says %q", out)
	}
}
