package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The stored run has a line of each engine for every benchmark that measures without being asked to, and is read; what is compared with itself is as good as it was.
func TestBaseline(t *testing.T) {
	stored, err := readEarlier("baseline.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	names := 0
	for _, b := range append(append(kernelBenchmarks[float32]("f32"), kernelBenchmarks[float64]("f64")...), trainingBenchmarks()...) {
		names++
		for _, engine := range []string{"native", "node"} {
			r := result{Bench: b.name, Engine: engine, Kernels: "simd", Unit: b.unit, Value: stored[[3]string{b.name, engine, "simd"}]}
			if r.Value <= 0 {
				t.Errorf("%s, %s: no value; make a new one by (make -s bench) > tools/bench/baseline.jsonl", b.name, engine)
			} else if compared := stored.compare(r); compared.Better != 1 || compared.Was != r.Value {
				t.Errorf("%s, %s: compared with itself %+v", b.name, engine, compared)
			}
		}
	}
	if names < 20 {
		t.Errorf("only %d benchmarks", names)
	}
}

// A rate that doubles and a duration that halves are twice as good; what the earlier run does not have is not compared.
func TestCompare(t *testing.T) {
	file := filepath.Join(t.TempDir(), "earlier.jsonl")
	lines := `{"bench":"machine/cores","value":2,"unit":"cores","engine":"native"}
{"bench":"rate","value":10,"unit":"steps/s","engine":"native","kernels":"simd"}
{"bench":"time","value":10,"unit":"ms","engine":"native","kernels":"simd"}
`
	if err := os.WriteFile(file, []byte(lines), 0o644); err != nil {
		t.Fatal(err)
	}
	e, err := readEarlier(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		r           result
		was, better float64
	}{
		{result{Bench: "rate", Value: 20, Unit: "steps/s", Engine: "native", Kernels: "simd"}, 10, 2},
		{result{Bench: "time", Value: 5, Unit: "ms", Engine: "native", Kernels: "simd"}, 10, 2},
		{result{Bench: "rate", Value: 20, Unit: "steps/s", Engine: "node", Kernels: "simd"}, 0, 0},
		{result{Bench: "machine/cores", Value: 4, Unit: "cores", Engine: "native"}, 0, 0},
	} {
		if got := e.compare(test.r); got.Was != test.was || got.Better != test.better {
			t.Errorf("%+v: was %v, better %v", test.r, got.Was, got.Better)
		}
	}
	if err := os.WriteFile(file, []byte(lines+"{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := readEarlier(file); err == nil {
		t.Error("a file that is cut off is taken")
	}
	if _, err := readEarlier(file + ".none"); err == nil || !strings.Contains(err.Error(), "earlier.jsonl.none") {
		t.Errorf("a file that is not there: %v", err)
	}
}
