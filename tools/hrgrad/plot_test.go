//go:build !js

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The plot names every runner, is the same for the same race, and comes in each format.
func TestPlot(t *testing.T) {
	dir := t.TempDir()
	heads := map[string]string{".svg": "<?xml", ".png": "\x89PNG", ".pdf": "%PDF"}
	for ext, head := range heads {
		file := filepath.Join(dir, "a"+ext)
		done(t, smallRace("--plot", file)...)
		text, err := os.ReadFile(file)
		if err != nil || !bytes.HasPrefix(text, []byte(head)) {
			t.Errorf("%s: %v, %.20q", ext, err, text)
		}
		if ext != ".svg" {
			continue
		}
		for _, name := range []string{"hrgrad", "ls:rate=2e-2", "0.5"} {
			if !bytes.Contains(text, []byte(">"+name+"<")) {
				t.Errorf("%s is missing in\n%s", name, text)
			}
		}
		again := filepath.Join(dir, "b.svg")
		done(t, smallRace("--plot", again)...)
		if b, _ := os.ReadFile(again); !bytes.Equal(text, b) {
			t.Error("two plots of one race differ")
		}
	}
	refused(t, call("", "compare", "--operators", "hrgrad", "--steps", "3", "--seeds", "1", "--progress", "none", "--plot", filepath.Join(dir, "c.svg")), "add ls")
}
