//go:build !js

package train

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/hrgrad/hrgrad/solver/safetensors"
)

// python returns the Python of `make data`, which has the package safetensors.
func python(t *testing.T) string {
	t.Helper()
	program := os.Getenv("HRGRAD_PYTHON")
	if program == "" {
		t.Skip("HRGRAD_PYTHON names no Python with the package safetensors; make data does")
	}
	return program
}

// The Python package reads a checkpoint: names, types, shapes, values and metadata; and what the package writes can be decoded.
func TestPythonReadsCheckpoints(t *testing.T) {
	program := python(t)
	dir := t.TempDir()
	ours, theirs := filepath.Join(dir, "ours.safetensors"), filepath.Join(dir, "theirs.safetensors")
	s := newSession(t, small())
	advance(t, s, 3)
	if err := os.WriteFile(ours, checkpoint(t, s), 0o666); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, "-c", `
import json, sys
from safetensors import safe_open
from safetensors.numpy import load_file, save_file
arrays = load_file(sys.argv[1])
with safe_open(sys.argv[1], "np") as f:
    texts = f.metadata()
save_file(arrays, sys.argv[2], {"format": "pt"})
print(json.dumps({"texts": texts, "arrays": {k: [str(a.dtype), list(a.shape), a.astype("float64").ravel().tolist()] for k, a in arrays.items()}}))
`, ours, theirs).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var got struct {
		Texts  map[string]string
		Arrays map[string][3]json.RawMessage
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	var c Config
	if err := json.Unmarshal([]byte(got.Texts[keyConfig]), &c); err != nil || !c.Equal(s.Config()) || got.Texts[keySteps] != "3" {
		t.Errorf("metadata %v, %v", got.Texts, err)
	}
	want := parameters(s)
	for _, l := range s.params.Layers {
		var values []float64
		var shape []int
		a := got.Arrays["network."+l.Name+".weight"]
		json.Unmarshal(a[1], &shape)
		json.Unmarshal(a[2], &values)
		if string(a[0]) != `"float32"` || len(shape) != 2 || shape[0] != l.In || shape[1] != l.Out {
			t.Errorf("layer %s: type %s, shape %v", l.Name, a[0], shape)
		}
		if err := bitEqual(values, want[l.W:l.W+l.In*l.Out]); err != nil {
			t.Errorf("layer %s: %v", l.Name, err)
		}
	}
	data, err := os.ReadFile(theirs)
	if err != nil {
		t.Fatal(err)
	}
	if f, err := safetensors.Decode(data, nil); err != nil || len(f.Tensors) != len(got.Arrays) {
		t.Errorf("written by the Python package: %v", err)
	}
	refused(t, "a file written by the Python package", data)
}
