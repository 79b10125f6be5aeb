package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestReproducible builds twice and compares the bytes: no map order, time or path may leak into a module.
func TestReproducible(t *testing.T) {
	a, b := t.TempDir(), filepath.Join(t.TempDir(), "new")
	for _, dir := range []string{a, b} {
		if err := write(dir); err != nil {
			t.Fatal(err)
		}
	}
	var sizes []int
	for _, name := range []string{"kernels-simd.wasm", "kernels-relaxed.wasm"} {
		x, err := os.ReadFile(filepath.Join(a, name))
		if err != nil {
			t.Fatal(err)
		}
		y, err := os.ReadFile(filepath.Join(b, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(x, y) {
			t.Errorf("%s differs between two builds", name)
		}
		if !bytes.HasPrefix(x, []byte("\x00asm\x01\x00\x00\x00")) {
			t.Errorf("%s is not a WebAssembly module", name)
		}
		sizes = append(sizes, len(x))
	}
	if sizes[0] == sizes[1] {
		t.Error("the two variants are the same size: relaxed instructions are missing")
	}
}
