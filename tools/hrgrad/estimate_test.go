package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/train"
)

// A run of a problem file tells how wrong it is; eval tells it for any eps and t, and has better fields there.
func TestEstimates(t *testing.T) {
	dir := t.TempDir()
	file, out := filepath.Join(dir, "run.ckpt"), filepath.Join(dir, "run.json")
	problem := filepath.Join("..", "..", "site", "docs", "problems", "variable.json")
	text := done(t, "train", "--problem", problem, "--steps", "60", "--seed", "33", "--eps-min", "1e-3", "--progress", "tables", "--checkpoint", file, "--out", out)
	var rec struct{ Errors *train.ErrorTable }
	data, err := os.ReadFile(out)
	if err == nil {
		err = json.Unmarshal(data, &rec)
	}
	if err != nil {
		t.Fatal(err)
	}
	hits, of, _ := rec.Errors.Hits()
	if !strings.Contains(text, "without the reference") || of != 8 || hits < 7 {
		t.Errorf("%d of %d estimates hit:\n%s", hits, of, text)
	}
	args := []string{"eval", "--checkpoint", file, "--eps", "0.2", "--t", "0.05", "--nx", "50", "--format", "json"}
	var plain, told, better struct {
		Source    string
		Rho, Flux []float64
		Estimate  map[string]float64
	}
	for to, more := range map[any][]string{&plain: nil, &told: {"--estimate"}, &better: {"--estimate", "--corrected"}} {
		if err := json.Unmarshal([]byte(done(t, append(args, more...)...)), to); err != nil {
			t.Fatal(err)
		}
	}
	var want struct{ Rho []float64 }
	if err := json.Unmarshal([]byte(done(t, "reference", "--problem", problem, "--eps", "0.2", "--t", "0.05", "--nx", "50", "--format", "json")), &want); err != nil {
		t.Fatal(err)
	}
	before, after := reference.RelL2(plain.Rho, want.Rho), reference.RelL2(better.Rho, want.Rho)
	if e := told.Estimate["rho"]; !(e < 3*before && e > before/3 && after < before/2) || better.Estimate["rho"] != e || plain.Estimate != nil {
		t.Errorf("rho is %.2e off, estimated %.2e; corrected %.2e", before, e, after)
	}
	if plain.Source != "network" || better.Source == plain.Source || reference.RelL2(told.Rho, plain.Rho) != 0 {
		t.Errorf("sources %q, %q; an estimate changes the fields", plain.Source, better.Source)
	}
	if r := call("", "eval", "--checkpoint", file, "--eps", "0.2", "--estimate"); r.code != 0 || !strings.HasPrefix(r.err, "estimated relative L2 error") || !strings.HasPrefix(r.out, "x,rho,flux\n") {
		t.Errorf("exit code %d, standard error %q", r.code, r.err)
	}
	refused(t, call("", "eval", "--checkpoint", file, "--eps", "0.2", "--estimate", "--distribution"), "estimate")
	refused(t, call("", "eval", "--checkpoint", file, "--eps", "0.2", "--corrected", "--conservation"), "corrected")
}
