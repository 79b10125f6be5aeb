package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// faulty recovers a panic of its own, and then fails in the way that its argument names.
const faulty = `package main

import (
	"fmt"
	"os"
)

type node struct{ name string }

//go:noinline
func named(n *node) string { return n.name }

//go:noinline
func own() { panic("its own") }

func recovered() (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	own()
	return
}

func main() {
	words, n := os.Args, len(os.Args)
	fmt.Println(recovered(), words[n-1], words[:n][1:], 12/n, named(&node{"one"}))
	defer fmt.Println("deferred")
	switch words[1] {
	case "nil":
		fmt.Println(named(nil))
	case "index":
		fmt.Println(words[n])
	case "slice":
		fmt.Println(words[n+1:])
	case "division":
		fmt.Println(12 / (n - 2))
	case "panic":
		own()
	}
}
`

// TestTrapFaults: failed checks end the program at once, and nothing else does what it did not before.
func TestTrapFaults(t *testing.T) {
	file := compileText(t, faulty)
	_, trace := execute(t, file, "index")
	if !strings.Contains(trace, "index out of range [2] with length 2") {
		t.Fatalf("before, an index out of range printed\n%s", trace)
	}
	if err := shrinkProgram(file, file, true); err != nil {
		t.Fatal(err)
	}
	for _, fault := range []string{"nil", "index", "slice", "division"} {
		output, trace := execute(t, file, fault)
		if output != "its own "+fault+" ["+fault+"] 6 one\n" || !strings.Contains(trace, "RuntimeError: unreachable") {
			t.Errorf("%s: printed %q and ended with\n%s", fault, output, trace)
		}
	}
	output, trace := execute(t, file, "panic")
	if !strings.HasSuffix(output, "deferred\n") || !strings.Contains(trace, "panic: its own") || !strings.Contains(trace, "main.own") {
		t.Errorf("panic: printed %q and ended with\n%s", output, trace)
	}
	if err := shrinkProgram(file, file, true); err == nil || !strings.Contains(err.Error(), "no failed check") {
		t.Errorf("a program without such calls: %v", err)
	}
}

// TestCompileProgramTwice: a program that is compiled again, which go build finds up to date, is the same.
func TestCompileProgramTwice(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	file := filepath.Join(t.TempDir(), "engine.wasm")
	var programs [2][]byte
	for i := range programs {
		if err := compileProgram("engine", file); err != nil {
			t.Fatal(err)
		}
		var err error
		if programs[i], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(programs[0], programs[1]) {
		t.Error("the second is another program")
	}
}
