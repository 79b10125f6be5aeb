package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/problemfile/shipped"
)

// writeFile writes a file into a new folder and returns its path.
func problemFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

const waveFile = `{"version":1,"name":"wave","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"1 + a","density":"1 + 0.5*sin(2*pi*x)","parameters":{"a":[0,2]}}`

// A problem file is trained, resumed, evaluated at parameters, and compared; the file may be gone after training.
func TestProblemFile(t *testing.T) {
	path := problemFile(t, "wave.json", waveFile)
	checkpoint := filepath.Join(t.TempDir(), "wave.ckpt")
	train := []string{"train", "--problem", path, "--width", "8", "--depth", "1", "--points", "8", "--tasks", "3", "--steps", "30", "--seed", "7", "--checkpoint", checkpoint}
	whole := done(t, train...)
	if !strings.Contains(whole, `"lossHash"`) {
		t.Fatalf("no loss hash in %s", whole)
	}
	if n := strings.Count(whole, `"parameters":{"a":2}`); n != 4 || strings.Count(whole, `"parameters":{"a":0}`) != 4 {
		t.Errorf("%d rows of errors at a = 2, want those of eps = 1, 0.01, 1e-4, 1e-6", n)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	at := func(set string) string {
		return done(t, "eval", "--checkpoint", checkpoint, "--eps", "0.1", "--nx", "4", "--set", "a="+set)
	}
	if at("0") == at("2") {
		t.Error("the parameter changes nothing")
	}
	if done(t, "eval", "--checkpoint", checkpoint, "--eps", "0.1", "--nx", "4") != at("1") {
		t.Error("the default is not the middle of the range")
	}
	refused(t, call("", "eval", "--checkpoint", checkpoint, "--eps", "0.1", "--set", "a=3"), "set, a: 3 given, allowed is 0 to 2")
	refused(t, call("", "eval", "--checkpoint", checkpoint, "--eps", "1e-7"), "--extrapolate")
	done(t, "eval", "--checkpoint", checkpoint, "--eps", "1e-7", "--nx", "4", "--set", "a=3", "--extrapolate")
	done(t, "eval", "--checkpoint", checkpoint, "--eps", "0.1", "--nx", "4", "--t", "5", "--extrapolate")
	for mention, more := range map[string][]string{
		"t: 5 given, allowed is 0 to 0.1 for wave, for which the network is trained; eval goes beyond with --extrapolate": {"--t", "5"},
		"t: +Inf given":                         {"--t", "Inf", "--extrapolate"},
		"t: -1 given":                           {"--t", "-1", "--extrapolate"},
		"t: 5 given, allowed is 0 to 0.1":       {"--t", "5", "--extrapolate", "--estimate"},
		"scattering: -4 at x = 0, a = -5 given": {"--set", "a=-5", "--extrapolate"},
		"set, a: NaN given":                     {"--set", "a=NaN", "--extrapolate"},
	} {
		refused(t, call("", append([]string{"eval", "--checkpoint", checkpoint, "--eps", "0.1"}, more...)...), mention)
	}
	refused(t, call("", "eval", "--checkpoint", checkpoint, "--eps", "0.1", "--set", "b=1"), `set: "b" given, allowed is a`)
	refused(t, call("", "eval", "--checkpoint", checkpoint, "--eps", "0.1", "--set", "a"), "NAME=VALUE")
}

func TestProblemFolder(t *testing.T) {
	path := problemFile(t, "first.json", waveFile)
	folder := filepath.Dir(path)
	if out := done(t, "problems", "--problems", folder); !strings.Contains(out, `"name":"wave"`) || !strings.Contains(out, `"name":"transport-mode"`) {
		t.Errorf("the list is %s", out)
	}
	if out := done(t, "problems", "--problems", folder); strings.Count(out, `"kind":"file"`) != 1+len(shipped.Names()) || strings.Count(out, `"kind":"registered"`) != len(kinetic.Problems()) {
		t.Errorf("kinds in %s", out)
	}
	if out := done(t, "reference", "--problem", "transport-smooth-file", "--eps", "0.1", "--nx", "4"); !strings.HasPrefix(out, "x,rho,flux\n") {
		t.Errorf("a file that comes with the program: %s", out)
	}
	for _, name := range []string{"first", "wave"} {
		if out := done(t, "reference", "--problem", name, "--problems", folder, "--eps", "0.1", "--nx", "4", "--set", "a=0.5"); !strings.HasPrefix(out, "x,rho,flux\n") {
			t.Errorf("%s: %s", name, out)
		}
	}
	refused(t, call("", "reference", "--problem", path, "--eps", "0.1", "--set", "a=3"), "0 to 2, the range of the file; reference goes beyond with --extrapolate")
	done(t, "reference", "--problem", path, "--eps", "0.1", "--nx", "4", "--set", "a=3", "--extrapolate")
	refused(t, call("", "reference", "--problem", path, "--eps", "0.1", "--set", "a=-5", "--extrapolate"), "scattering: -4 at x = 0, a = -5 given")
	refused(t, call("", "reference", "--problem", "second", "--problems", folder, "--eps", "0.1"), "second")
	// A file that cannot be used is named, and the others are listed; a name that two problems have is refused.
	for name, text := range map[string]string{"broken.json": "{", "same.json": waveFile} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r := call("", "problems", "--problems", folder)
	if r.code != 2 || !strings.Contains(r.err, "broken.json: problem file: text that ends") || strings.Count(r.out, `"name":"wave"`) != 2 {
		t.Errorf("exit code %d, standard error %q, list %s", r.code, r.err, r.out)
	}
	refused(t, call("", "reference", "--problem", "wave", "--problems", folder, "--eps", "0.1"), "it is that of first, same")
}

func TestProblemFileRefused(t *testing.T) {
	for name, c := range map[string]struct{ text, says string }{
		"key":      {strings.Replace(waveFile, "density", "densty", 1), "nearest: density"},
		"formula":  {strings.Replace(waveFile, "1 + a", "1 + b", 1), "scattering, column 5"},
		"sign":     {strings.Replace(waveFile, "1 + a", "a - 1", 1), "scattering: -1 at x = 0, a = 0"},
		"taken":    {strings.Replace(waveFile, "wave", "bgk-smooth", 1), "bgk-smooth"},
		"not JSON": {"hello", "hello"},
		"empty":    {"", "problem file"},
	} {
		t.Run(name, func(t *testing.T) {
			path := problemFile(t, "p.json", c.text)
			refused(t, call("", "reference", "--problem", path, "--eps", "0.1"), c.says)
			refused(t, call("", "train", "--problem", path, "--steps", "1"), c.says)
		})
	}
	refused(t, call("", "train", "--problem", t.TempDir()+"/absent.json"), "no such file")
	refused(t, call("", "train", "--problem", t.TempDir()+"/"), "folder")
}

// What is done to the data is told on standard error.
func TestProblemNotes(t *testing.T) {
	path := problemFile(t, "jump.json", `{"version":1,"name":"jump","equation":"transport","x":[0,1],"tEnd":0.1,"density":"1 + step(x - 0.5)","left":"reflecting","right":"reflecting"}`)
	r := call("", "reference", "--problem", path, "--eps", "0.1", "--nx", "4")
	if r.code != 0 || !strings.Contains(r.err, "density may jump") {
		t.Errorf("exit code %d, standard error %q", r.code, r.err)
	}
}
