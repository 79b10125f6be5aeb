package reference

import (
	"os"
	"path/filepath"
	"testing"
)

// The problem files of the documentation are sound, and a coarse reference of each is finite.
func TestDocumentedFiles(t *testing.T) {
	files, err := filepath.Glob("../../site/docs/problems/*.json")
	if err != nil || len(files) < 6 {
		t.Fatalf("%d files, error %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p := parseFile(t, string(data))
		s, err := FromFile(p).Solve(0.1, Options{Cells: 60})
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for f, e := range s.(Estimated).ErrorEstimate() {
			if !(e < 0.1) {
				t.Errorf("%s: estimated error %g of field %d", file, e, f)
			}
		}
	}
}
