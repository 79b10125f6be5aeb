//go:build !js

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// elsewhere builds this program for WebAssembly and runs it in the given engine with the same arguments.
func elsewhere(engine string) error {
	runner, ok := map[string]string{"node": "tools/headless/exec.mjs", "chromium": "tools/headless/chromium.mjs"}[engine]
	if !ok {
		return fmt.Errorf("-engine: %q given; allowed: native, node, chromium", engine)
	}
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/hrgrad/hrgrad").Output()
	if err != nil {
		return fmt.Errorf("go list: %w", err)
	}
	dir, err := os.MkdirTemp("", "hrgrad-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "bench.wasm")
	build := exec.Command("go", "build", "-o", program, "./tools/bench")
	build.Dir = strings.TrimSpace(string(root))
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("go build: %w", err)
	}
	node := exec.Command("node", append([]string{filepath.Join(build.Dir, runner), program}, os.Args[1:]...)...)
	node.Stdout, node.Stderr = os.Stdout, os.Stderr
	return node.Run()
}
