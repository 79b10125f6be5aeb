package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestRewrittenBits: the golden runs, short ones of every problem, formulation and optimiser, have the bits of a native build when the
// program that trains is rewritten as the engine of the page is.
func TestRewrittenBits(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	compiled, file := filepath.Join(t.TempDir(), "train.compiled"), filepath.Join(t.TempDir(), "train.wasm")
	compile := exec.Command("go", "test", "-vet=off", "-c", "-o", compiled, "./solver/train")
	compile.Dir, compile.Env = root, append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if output, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	if err := shrinkProgram(compiled, file, true); err != nil {
		t.Fatal(err)
	}
	run := exec.Command("node", filepath.Join(root, "tools/headless/exec.mjs"), file, "-test.run", "^TestGoldenRuns$", "-test.v")
	run.Dir = filepath.Join(root, "solver/train")
	if output, err := run.CombinedOutput(); err != nil || !strings.Contains(string(output), "--- PASS: TestGoldenRuns") {
		t.Errorf("%v: %s", err, output)
	}
}
