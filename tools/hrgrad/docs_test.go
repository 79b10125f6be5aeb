//go:build !js

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// documented returns the shell code of the documentation by file: blocks of ```sh, and what follows `hrgrad ` in the text as one line.
func documented(t *testing.T) map[string][]string {
	t.Helper()
	root := filepath.Join("..", "..")
	files := []string{filepath.Join(root, "README.md"), filepath.Join(root, "site", "hosting", "README.md")}
	pages, err := filepath.Glob(filepath.Join(root, "site", "docs", "*.md"))
	if err != nil || len(pages) < 8 {
		t.Fatal(pages, err)
	}
	block := regexp.MustCompile("(?ms)^ *```sh\n(.*?)^ *```$")
	code := map[string][]string{}
	for _, file := range append(files, pages...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range block.FindAllStringSubmatch(string(text), -1) {
			code[file] = append(code[file], m[1])
		}
	}
	return code
}

// Every command in the documentation parses with the flags that the program has; make targets and Go programs are there. The shell
// itself takes the code apart, with functions in the place of programs.
func TestDocumentedCommands(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile(filepath.Join("..", "..", "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	const functions = `say() { for a in "$@"; do printf '%s\037' "$a" >&3; done; printf '\036' >&3; }
go() { say go "$@"; }
node() { say node "$@"; }
hrgrad() { say hrgrad "$@"; }
make() { say make "$@"; }
`
	for _, wrong := range []string{"make nothing", "hrgrad eval --epss 1", "hrgrad train --width wide", "node tools/headless/hrgrad.mjs evaluate", "go run ./tools/gone"} {
		if checkDocumented(strings.Fields(wrong), string(makefile)) == "" {
			t.Errorf("%q passes", wrong)
		}
	}
	counted := 0
	for file, blocks := range documented(t) {
		for _, block := range blocks {
			c := exec.Command(shell, "-c", functions+block)
			c.Env = []string{"PATH=", "HOME=/nowhere"} // no program is run
			c.Dir = t.TempDir()
			if err := os.WriteFile(filepath.Join(c.Dir, "gram.json"), []byte("{}"), 0o644); err != nil {
				t.Fatal(err)
			}
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			c.ExtraFiles = []*os.File{w}
			said := make(chan string)
			go func() {
				var b strings.Builder
				buffer := make([]byte, 4096)
				for {
					n, err := r.Read(buffer)
					b.Write(buffer[:n])
					if err != nil {
						break
					}
				}
				said <- b.String()
			}()
			c.Run() // other programs are not found, which is no matter
			w.Close()
			for _, line := range strings.Split(<-said, "\x1e") {
				words := strings.Split(strings.TrimSuffix(line, "\x1f"), "\x1f")
				words = slices.DeleteFunc(words, func(w string) bool { return w == "FLAGS" })
				if complaint := checkDocumented(words, string(makefile)); complaint != "" {
					t.Errorf("%s: %s: %s", filepath.Base(file), strings.Join(words, " "), complaint)
				}
				if len(words) > 1 {
					counted++
				}
			}
		}
	}
	if counted < 50 {
		t.Errorf("only %d commands were found", counted)
	}
}

// checkDocumented says what is wrong with a command of the documentation, in words.
func checkDocumented(words []string, makefile string) string {
	switch {
	case len(words) < 2:
		return ""
	case words[0] == "make":
		target := words[len(words)-1]
		if i := slices.IndexFunc(words[1:], func(w string) bool { return !strings.Contains(w, "=") && !strings.HasPrefix(w, "-") }); i >= 0 {
			target = words[1+i]
		}
		if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(target) + `:`).MatchString(makefile) {
			return "no such target"
		}
		return ""
	case words[0] == "go" && words[1] == "run":
		i := slices.IndexFunc(words[2:], func(w string) bool { return strings.HasPrefix(w, "./") })
		if i < 0 {
			return "go run of nothing"
		}
		if _, err := os.Stat(filepath.Join("..", "..", words[2+i])); err != nil {
			return err.Error()
		}
		if words[2+i] != "./tools/hrgrad" {
			return ""
		}
		words = words[2+i:]
	case words[0] == "node":
		if !strings.HasSuffix(words[1], "hrgrad.mjs") {
			return ""
		}
		words = words[1:]
	case words[0] != "hrgrad":
		return ""
	}
	if len(words) < 2 {
		return "no command"
	}
	// Help at the end: what stands before it is parsed, and nothing is done.
	r := call("", append(words[1:], "-help")...)
	if r.code != 0 {
		return r.err
	}
	return ""
}
