package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// counting allocates, runs goroutines that block, wait and are collected, and counts the use of a setting of GODEBUG, which registers it as a metric.
const counting = `//go:debug randautoseed=0
package main

import (
	"fmt"
	"math/rand"
	"runtime"
	"sync"
	"time"
)

func main() {
	var group sync.WaitGroup
	sum, values := 0, make(chan int)
	for i := range 100 {
		group.Add(1)
		go func() {
			defer group.Done()
			time.Sleep(time.Millisecond)
			values <- len(make([]int, 1000*i))
		}()
	}
	go func() {
		group.Wait()
		close(values)
	}()
	for v := range values {
		sum += v
		if v%5000 == 0 {
			runtime.GC()
		}
	}
	fmt.Println(sum, rand.Int())
}
`

// reading reads a metric.
const reading = `package main

import (
	"fmt"
	"runtime/metrics"
)

func main() {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
	metrics.Read(s)
	fmt.Println(s[0].Value.Uint64() > 0)
}
`

// TestDropUnused: a program without traces and metrics loses what only these use and computes what it did; one that reads metrics keeps it.
func TestDropUnused(t *testing.T) {
	for _, test := range []struct {
		text, output string
		drops        bool
	}{{counting, "4950000 5577006791947779410\n", true}, {reading, "true\n", false}} {
		file := compileText(t, test.text)
		program, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		shrunk, err := shrink(program, false)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, shrunk, 0o755); err != nil {
			t.Fatal(err)
		}
		root, err := exec.Command("go", "env", "GOROOT").Output()
		if err != nil {
			t.Fatal(err)
		}
		output, err := exec.Command("node", filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js"), file).CombinedOutput()
		if err != nil || string(output) != test.output {
			t.Errorf("%v: printed %q, want %q", err, output, test.output)
		}
		code := sectionOf(t, program, codeSection)
		start, memory, err := joinSegments(sectionOf(t, program, dataSection))
		if err != nil {
			t.Fatal(err)
		}
		symbols, _ := findSymbols(start, memory)
		used, err := dropUnused(code, symbols)
		if err != nil {
			t.Fatal(err)
		}
		dropped := len(code) - len(used)
		if test.drops && dropped < 50_000 || !test.drops && dropped != 0 {
			t.Errorf("%q lost %d bytes of code", test.output, dropped)
		}
	}
}

// sectionOf returns a section of a module.
func sectionOf(t *testing.T, program []byte, wanted byte) []byte {
	t.Helper()
	r := reader{data: program, at: 8}
	for r.at < len(program) && !r.failed {
		kind, content := r.byte(), r.bytes(r.uint())
		if kind == wanted {
			return content
		}
	}
	t.Fatalf("no section %d", wanted)
	return nil
}
