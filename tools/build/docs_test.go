package main

import (
	"html"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocumentation: every link inside the documentation and to the page leads to a file and, with a fragment, to an element; pages
// carry no style or script of their own, which the policy forbids; every formula is MathML.
func TestDocumentation(t *testing.T) {
	s := assembled(t)
	if len(s.docs) < 12 {
		t.Fatalf("%d pages: %v", len(s.docs), s.docs)
	}
	attribute := regexp.MustCompile(`(?:href|src)="([^"]*)"`)
	for _, name := range s.docs {
		if path.Ext(name) != ".html" {
			continue
		}
		text := content(t, s, name)
		for _, bad := range []string{" style=", "<style", "<script>", "$$"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s: %q", name, bad)
			}
		}
		if n := strings.Count(text, "<h1"); n != 1 {
			t.Errorf("%s has %d titles", name, n)
		}
		for _, m := range attribute.FindAllStringSubmatch(text, -1) {
			to := html.UnescapeString(m[1])
			if strings.Contains(to, "://") {
				continue
			}
			file, fragment, _ := strings.Cut(to, "#")
			file, _, _ = strings.Cut(file, "?")
			target := name
			if file != "" {
				target = path.Join(path.Dir(name), file)
				if strings.HasSuffix(file, "/") {
					target = path.Join(target, "index.html")
				}
			}
			if _, err := os.Stat(filepath.Join(s.stage, filepath.FromSlash(target))); err != nil {
				t.Errorf("%s: link %s: %v", name, to, err)
				continue
			}
			if fragment != "" && !strings.Contains(content(t, s, target), `id="`+fragment+`"`) {
				t.Errorf("%s: link %s: no element %q", name, to, fragment)
			}
		}
	}
	if !strings.Contains(content(t, s, "docs/method.html"), "<math") {
		t.Error("the page on the method has no MathML")
	}
	equations := content(t, s, "docs/equations.html")
	for _, part := range []string{"<code>bgk-riemann</code>", "tanh(20 x)", "f<sub>t</sub>", "<sup>−1/2</sup>"} {
		if !strings.Contains(equations, part) {
			t.Errorf("the page of the equations lacks %q", part)
		}
	}
	for page, parts := range map[string][]string{"command-line": {"<code>--eps-min NUMBER</code>", "<code>hrgrad-tempered</code>", "Exit codes"}, "library": {"func main()", "least cosine 0.4472"}} {
		text := html.UnescapeString(content(t, s, "docs/"+page+".html"))
		for _, part := range parts {
			if !strings.Contains(text, part) {
				t.Errorf("page %s lacks %q", page, part)
			}
		}
	}
}

// TestDocumentationInOne: in one document no name stands twice, and links stay inside it.
func TestDocumentationInOne(t *testing.T) {
	m, err := readManual(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	text, err := m.one()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, id := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(text, -1) {
		if seen[id[1]] {
			t.Errorf("two elements %s", id[1])
		}
		seen[id[1]] = true
	}
	for _, to := range regexp.MustCompile(`href="([^"]+)"`).FindAllStringSubmatch(text, -1) {
		if inside := strings.TrimPrefix(to[1], "#"); inside != to[1] && !seen[inside] {
			t.Errorf("no element %s", inside)
		}
	}
}

// TestBrokenLinks: links to pages, sections and files that are not there are refused with their place.
func TestBrokenLinks(t *testing.T) {
	m, err := readManual(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"[a](gone.md)":            "no such file",
		"[a](results.md#gone)":    `no section "gone"`,
		"[a](#gone)":              `no section "gone"`,
		"[a](../../../secret)":    "leaves the repository",
		"![a](picture.png)":       "pictures",
		"[a](../../RATIONALE.md)": "",
		"[a](#t)":                 "",
	} {
		d := &document{name: "x", source: docsFolder + "/x.md", text: []byte("# T\n\n" + text + "\n")}
		err := d.parse(m.markdown)
		if err == nil {
			_, err = m.render(d, asPages)
		}
		if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for text, want := range map[string]string{"Text.\n": "title", "# A\n\n### B\n": "level 3 after level 1"} {
		d := &document{source: "x.md", text: []byte(text)}
		if err := d.parse(m.markdown); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
