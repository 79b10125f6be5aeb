package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The committed assembly is what this program writes.
func TestFresh(t *testing.T) {
	for name, want := range generate() {
		got, err := os.ReadFile(filepath.Join("../../../solver/kernel", name))
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(got, want) {
			t.Errorf("solver/kernel/%s is out of date: go run ./tools/kernelgen/arm64 -o solver/kernel", name)
		}
	}
}
