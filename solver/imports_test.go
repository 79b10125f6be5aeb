package solver_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// forbidden are the packages, with everything below them, that the solver must not import under any build tag: it is an
// ordinary Go library, and only wasm/ talks to a browser.
var forbidden = []string{"syscall/js", "github.com/hajimehoshi/ebiten", "github.com/hrgrad/hrgrad/wasm", "github.com/norunners/vert"}

func TestSolverImportsNoBrowserAndNoEbiten(t *testing.T) {
	files := 0
	packages := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		files++
		packages[filepath.Dir(path)] = true
		for _, spec := range f.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			for _, bad := range forbidden {
				if name == bad || strings.HasPrefix(name, bad+"/") {
					t.Errorf("%s imports %s", path, name)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"autodiff", "kernel", "kinetic", "optim", "reference", "train", "weighting"} {
		if !packages[want] {
			t.Errorf("package %s was not visited", want)
		}
	}
	if files < 20 {
		t.Errorf("only %d files were read", files)
	}
}
