//go:build !js

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// elsewhere builds this program for WebAssembly, runs it in the given engine with the same arguments and hands its results on.
func elsewhere(engine string, out func(result) error) error {
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
	node := exec.Command("node", append([]string{filepath.Join(build.Dir, runner), program}, withoutFile(os.Args[1:])...)...)
	node.Stderr = os.Stderr
	lines, err := node.StdoutPipe()
	if err != nil {
		return err
	}
	if err := node.Start(); err != nil {
		return err
	}
	for d := json.NewDecoder(lines); ; {
		var r result
		if err = d.Decode(&r); err != nil {
			break
		}
		if err = out(r); err != nil {
			break
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	} else {
		_ = node.Process.Kill()
	}
	return errors.Join(err, node.Wait())
}

// withoutFile drops -against from arguments, and asks for lines instead of a table: both are made here.
func withoutFile(args []string) []string {
	var rest []string
	for i := 0; i < len(args); i++ {
		name, _, joined := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		switch {
		case name == "scaling":
			rest = append(rest, "-run=^scale/")
			continue
		case name == "growth":
			rest = append(rest, "-run=^growth/")
			continue
		case name != "against":
			rest = append(rest, args[i])
			continue
		}
		if !joined {
			i++
		}
	}
	return rest
}
