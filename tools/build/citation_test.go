package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The entries have what CITATION.cff says; a file that lacks something is refused.
func TestCitation(t *testing.T) {
	w, err := readCitation(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	c := w.bibtex()
	for entry, parts := range map[string][]string{
		c.Software: {"@software{hrgrad,\n", "author = {{The HRGrad authors}}", "url = {https://github.com/hrgrad/hrgrad}"},
		c.Paper:    {"@misc{liang2026,\n", "author = {Liang, Z.}", "eprint = {2604.24745}", "archivePrefix = {arXiv}", "year = {2026}"},
	} {
		for _, part := range parts {
			if !strings.Contains(entry, part) {
				t.Errorf("%s lacks %s", entry, part)
			}
		}
		if strings.Count(entry, "{") != strings.Count(entry, "}") {
			t.Errorf("braces of %s", entry)
		}
	}
	dir := t.TempDir()
	for text, want := range map[string]string{"title: A\n": "authors", "title: A\nauthors: [{name: B}]\nrepository-code: c\n": "references", "title: [": "CITATION.cff"} {
		if err := os.WriteFile(filepath.Join(dir, "CITATION.cff"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := readCitation(dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
