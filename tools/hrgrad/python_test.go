//go:build !js

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// The Python code of the documentation reads what the page saves as NPZ.
func TestPythonReadsFields(t *testing.T) {
	program := os.Getenv("HRGRAD_PYTHON")
	if program == "" {
		t.Skip("HRGRAD_PYTHON names no Python with numpy; make data does")
	}
	page, err := os.ReadFile(filepath.Join("..", "..", "site", "docs", "data.md"))
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile("(?s)```python\n(.*?)```").FindSubmatch(page)
	if code == nil {
		t.Fatal("no Python in data.md")
	}
	module, err := filepath.Abs(filepath.Join("..", "..", "site", "js", "record.mjs"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := exec.Command("node", "--input-type=module", "-e", `
import { writeFileSync } from 'node:fs';
const { fieldsNPZ } = await import('file://' + process.argv[1]);
const problem = { xMin: 0, xMax: 1, tEnd: 0.5, fields: [{ name: 'rho' }, { name: 'flux' }] };
const message = { eps: 0.25, nt: 2, nx: 3, ny: 0, t: 0.5, data: [Float32Array.of(1, 2, 3, 3, 4, 0), Float32Array.of(0, 0, 0, 0, 0, 0)], reference: [Float32Array.of(1, 1, 1, 0, 0, 10), new Float32Array(6)] };
writeFileSync('fields.npz', fieldsNPZ(message, problem, { problem: 'two ⟨walls⟩' }));
`, module)
	write.Dir = dir
	if out, err := write.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	read := exec.Command(program, "-c", string(code[1])+`
print(run["t"].tolist(), run["x"].tolist(), run["flux"].dtype, run["flux"].shape, sorted(run.files))
import zipfile; print(zipfile.ZipFile("fields.npz").testzip())
`)
	read.Dir = dir
	out, err := read.CombinedOutput()
	want := "two ⟨walls⟩ at eps = 0.25\nrelative error at the end: 1.118\n[0.0, 0.5] [0.0, 0.5, 1.0] float32 (2, 3) ['about', 'eps', 'flux', 'flux_reference', 'rho', 'rho_reference', 't', 'x']\nNone\n"
	if err != nil || string(out) != want {
		t.Errorf("%v: %s\nwant %s", err, out, want)
	}
}

// NumPy reads what eval and reference print as NPZ, to the same numbers as in their JSON.
func TestPythonReadsColumns(t *testing.T) {
	program := os.Getenv("HRGRAD_PYTHON")
	if program == "" {
		t.Skip("HRGRAD_PYTHON names no Python with numpy; make data does")
	}
	dir := t.TempDir()
	for _, format := range []string{"json", "npz"} {
		text := done(t, "reference", "--problem", "transport-mode", "--eps", "0.1", "--t", "0.25", "--nx", "7", "--format", format)
		if err := os.WriteFile(filepath.Join(dir, "a."+format), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	read := exec.Command(program, "-c", `
import json, numpy as np
a, b = np.load("a.npz"), json.load(open("a.json"))
about = json.loads(str(a["about"]))
print(about["problem"] == b["problem"], about["source"], float(a["eps"]), float(a["t"]), all(a[k].tolist() == b[k] for k in b["columns"]), sorted(a.files))
`)
	read.Dir = dir
	out, err := read.CombinedOutput()
	if want := "True reference 0.1 0.25 True ['about', 'eps', 'flux', 'rho', 't', 'x']\n"; err != nil || string(out) != want {
		t.Errorf("%v: %s, want %s", err, out, want)
	}
}
