package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// crash prints what a program computes, survives garbage collection and growing stacks, and then panics below a function that
// is inlined.
const crash = `package main

import (
	"fmt"
	"runtime"
	"strings"
)

type tree struct{ left, right *tree }

func grow(n int) *tree {
	if n == 0 {
		return &tree{}
	}
	return &tree{grow(n - 1), grow(n - 1)}
}

func (t *tree) size() int {
	if t == nil {
		return 0
	}
	return 1 + t.left.size() + t.right.size()
}

func deep(n int) int {
	var room [64]int
	if n == 0 {
		return room[0]
	}
	return 1 + deep(n-1)
}

func recovered() (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	var none *tree
	return fmt.Sprint(none.left)
}

func fall(words []string) string { return words[len(words)] }

//go:noinline
func generic[T any](first T, f func(T) string) string { return f(first) }

func main() {
	t := grow(14)
	runtime.GC()
	fmt.Println(t.size(), deep(20000), recovered(), strings.Repeat("ab", 3))
	defer fmt.Println("deferred")
	fmt.Println(generic(struct{ words []string }{[]string{"one"}}, func(s struct{ words []string }) string { return fall(s.words) }))
}
`

// compileText compiles a program of one file.
func compileText(t *testing.T, text string) (file string) {
	dir := t.TempDir()
	source := filepath.Join(dir, "main.go")
	if err := os.WriteFile(source, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(dir, "plain.wasm")
	if err := run([]string{"GOOS=js", "GOARCH=wasm"}, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", file, source); err != nil {
		t.Fatal(err)
	}
	return file
}

// execute runs a program that crashes.
func execute(t *testing.T, file string, arguments ...string) (output, trace string) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command("node", append([]string{filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js"), file}, arguments...)...)
	var out, errors bytes.Buffer
	command.Stdout, command.Stderr = &out, &errors
	if err := command.Run(); err == nil {
		t.Errorf("%s %v did not crash", file, arguments)
	}
	return out.String(), errors.String()
}

// TestShrink: a shrunk program prints what it did before and dies of the same panic, in functions by name but without lines.
func TestShrink(t *testing.T) {
	plain := compileText(t, crash)
	small := filepath.Join(t.TempDir(), "small.wasm")
	program, err := os.ReadFile(plain)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(small, program, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := shrinkProgram(small, small, false); err != nil {
		t.Fatal(err)
	}
	shrunk, err := os.ReadFile(small)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(shrunk, []byte("main.generic[go.shape")) || bytes.Contains(shrunk, []byte("runtime/panic.go")) {
		t.Error("types of generic functions or names of files are still there")
	}
	before, trace := execute(t, plain)
	after, bare := execute(t, small)
	if after != before || !strings.Contains(before, "32767 20000 runtime error: invalid memory address or nil pointer dereference ababab\ndeferred\n") {
		t.Errorf("printed %q, before %q", after, before)
	}
	const panicked, function, generic, line = "panic: runtime error: index out of range [1] with length 1", "main.main()", "main.generic[...](", "main.go:"
	for _, text := range []string{trace, bare} {
		if !strings.Contains(text, panicked) || !strings.Contains(text, function) || !strings.Contains(text, generic) {
			t.Errorf("the trace lacks the panic or a function:\n%s", text)
		}
	}
	if !strings.Contains(trace, line) || strings.Contains(bare, line) {
		t.Errorf("lines before or no lines after are wrong:\n%s\n%s", trace, bare)
	}
}

// TestShrinkRefuses: what is no module, or one that is cut off, is an error and no panic.
func TestShrinkRefuses(t *testing.T) {
	for _, program := range []string{"", "no module", "\x00asm\x01\x00\x00\x00\x0b\x7f\x01", "\x00asm\x01\x00\x00\x00\x0b\x03\x01\x01\x00",
		"\x00asm\x01\x00\x00\x00\x0b\x05\x01\x00\x41\x00\x0b"} {
		if _, err := shrink([]byte(program), true); err == nil {
			t.Errorf("%q is taken", program)
		}
	}
}
