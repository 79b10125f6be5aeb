package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// programNames are the files compilePrograms makes.
var programNames = []string{"engine.wasm", "view.wasm", "bench.wasm", "kernels-simd.wasm", "kernels-relaxed.wasm", "wasm_exec.js"}

// sources are the packages of the programs in Go.
var sources = map[string]string{"engine": "./wasm/engine", "view": "./wasm/view", "bench": "./tools/bench"}

// cold are packages of the engine whose speed nobody notices. Their calls are not expanded in place, which is 3 % of the download.
var cold = []string{
	"encoding/...", "fmt", "time", "os", "reflect", "internal/fmtsort", "internal/poll", "text/scanner", "bufio", "io", "strings", "bytes", "syscall",
	"github.com/norunners/vert", module + "/wasm/...", module + "/solver/problemfile", module + "/solver/fit", module + "/solver/safetensors",
	module + "/solver/kinetic/info", module + "/solver/input", module + "/solver/solve", module + "/solver/special", "math/cmplx", module + "/solver/train", module + "/solver/expr", module + "/solver/reference",
}

const module = "github.com/hrgrad/hrgrad"

// compileProgram writes a program in Go for js/wasm. What the compiler wrote stays beside it: go build leaves a file alone that it finds up to date,
// and one that has been shrunk already is none of its own.
func compileProgram(name, file string) error {
	compiled := file + ".compiled"
	arguments := []string{"build", "-trimpath", "-ldflags", "-s -w", "-o", compiled}
	if name == "engine" {
		for _, pattern := range cold {
			arguments = append(arguments, "-gcflags="+pattern+"=-l")
		}
	}
	if err := run([]string{"GOOS=js", "GOARCH=wasm"}, "go", append(arguments, sources[name])...); err != nil {
		return err
	}
	return shrinkProgram(compiled, file, name == "engine") // the view survives faults of a lost graphics context
}

// compilePrograms compiles the engine, the view and the benchmarks, generates the side modules
// and fetches the support file of the Go in use.
func compilePrograms(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var group sync.WaitGroup
	failures := make([]error, 4)
	for i, name := range []string{"engine", "view", "bench"} {
		group.Add(1)
		go func() {
			defer group.Done()
			failures[i] = compileProgram(name, filepath.Join(dir, name+".wasm"))
		}()
	}
	group.Add(1)
	go func() {
		defer group.Done()
		failures[3] = run(nil, "go", "run", "./tools/kernelgen", "-o", dir)
	}()
	group.Wait()
	for _, err := range failures {
		if err != nil {
			return err
		}
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env GOROOT: %w", err)
	}
	support, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return fmt.Errorf("the Go in use lacks lib/wasm/wasm_exec.js (Go 1.24 or later has it): %w", err)
	}
	return os.WriteFile(filepath.Join(dir, "wasm_exec.js"), support, 0o644)
}

// run runs a command for the machine it is on, with additions to the
// environment; an error carries what the command printed.
func run(environment []string, name string, arguments ...string) error {
	c := exec.Command(name, arguments...)
	c.Env = append(os.Environ(), environment...)
	var output bytes.Buffer
	c.Stdout, c.Stderr = &output, &output
	if err := c.Run(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(arguments, " "), err, output.String())
	}
	return nil
}
