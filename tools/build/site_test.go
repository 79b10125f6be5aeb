package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// assembled makes the site of the repository with stand-ins for the programs, which take minutes to
// compile, in a directory of the test.
func assembled(t *testing.T) *site {
	t.Helper()
	programs := t.TempDir()
	for i, name := range programNames {
		content := append([]byte("\x00asm\x01\x00\x00\x00"), bytes.Repeat([]byte{byte(i)}, 3000)...)
		if name == "wasm_exec.js" {
			content = []byte("globalThis.Go = class {};\n")
		}
		if err := os.WriteFile(filepath.Join(programs, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(filepath.Join("..", ".."))
	s := &site{source: "site", programs: programs, stage: t.TempDir()}
	if err := s.assemble(); err != nil {
		t.Fatal(err)
	}
	return s
}

func content(t *testing.T, s *site, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(s.stage, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestPagesNameWhatIsThere: every file that a page or the service worker names exists, and a page
// preloads each module that its entry imports.
func TestPagesNameWhatIsThere(t *testing.T) {
	s := assembled(t)
	link := regexp.MustCompile(`(?:href|src)="([^":#?]*assets/[^"]+)"`)
	for _, page := range []string{"index.html", "bench/index.html"} {
		text := content(t, s, page)
		found := link.FindAllStringSubmatch(text, -1)
		if len(found) < 4 {
			t.Errorf("%s names %d files", page, len(found))
		}
		for _, m := range found {
			if _, err := os.Stat(filepath.Join(s.stage, filepath.Dir(page), filepath.FromSlash(m[1]))); err != nil {
				t.Errorf("%s: %v", page, err)
			}
		}
		if !strings.Contains(text, "Content-Security-Policy") {
			t.Errorf("%s has no policy", page)
		}
	}
	if page := content(t, s, "index.html"); !strings.Contains(page, `rel="modulepreload" href="`+s.root+`/js/catalogue.mjs"`) {
		t.Error("a module that app.mjs imports is not preloaded")
	}
	list := regexp.MustCompile(`(?s)const files = (\{.*?\});`).FindStringSubmatch(content(t, s, "sw.js"))
	if list == nil {
		t.Fatal("the service worker has no list of files")
	}
	var files map[string]string
	if err := json.Unmarshal([]byte(list[1]), &files); err != nil {
		t.Fatal(err)
	}
	for name, sum := range files {
		if strings.HasSuffix(name, "/") {
			name += "index.html"
		}
		if want := sha256.Sum256([]byte(content(t, s, name))); sum != hex.EncodeToString(want[:]) {
			t.Errorf("service worker: %s has another content", name)
		}
	}
}

// TestPathsFollowContents: another byte in any file of the tree is another path, so that no cache
// mixes versions.
func TestPathsFollowContents(t *testing.T) {
	s := assembled(t)
	before := s.treeHash()
	s.tree["js/app.mjs"] = append(s.tree["js/app.mjs"], '\n')
	if s.treeHash() == before {
		t.Error("the path stays when a module changes")
	}
	if _, err := os.Stat(filepath.Join(s.stage, "assets", before)); err != nil {
		t.Error(err)
	}
}

// TestAssemblyNamesWhatIsMissing: a page that names a file that is not there is an error.
func TestAssemblyNamesWhatIsMissing(t *testing.T) {
	s := assembled(t)
	s.source = t.TempDir()
	page := "<!doctype html>\n<meta charset=\"utf-8\">\n<link rel=\"stylesheet\" href=\"./gone.css\">\n"
	if err := os.WriteFile(filepath.Join(s.source, "x.html"), []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := s.writePage("x.html", "x.html", s.root, "js/app.mjs"); err == nil || !strings.Contains(err.Error(), "gone.css") {
		t.Errorf("error %v", err)
	}
}

// TestOfflinePage: the one file asks for nothing, holds every program, and its policy allows the
// scripts and styles in it and no others.
func TestOfflinePage(t *testing.T) {
	s := assembled(t)
	if err := s.offline(); err != nil {
		t.Fatal(err)
	}
	page := content(t, s, offlineName)
	if m := regexp.MustCompile(`(?:href|src)="(?:\./|assets/|https?:)[^"]*\.(?:css|mjs|js|wasm|webp)"`).FindString(page); m != "" {
		t.Errorf("the page asks for %s", m)
	}
	policy := regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]+)"`).FindStringSubmatch(page)
	if policy == nil {
		t.Fatal("no policy")
	}
	scripts := regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindAllStringSubmatch(page, -1)
	styles := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindAllStringSubmatch(page, -1)
	if len(scripts) != 3 || len(styles) != 1 { // why the page does not start, the documentation, and the page
		t.Fatalf("%d scripts and %d styles", len(scripts), len(styles))
	}
	for _, text := range []string{scripts[0][1], scripts[1][1], scripts[2][1], styles[0][1]} {
		sum := sha256.Sum256([]byte(text))
		if !strings.Contains(policy[1], base64.StdEncoding.EncodeToString(sum[:])) {
			t.Error("the policy forbids what is in the page")
		}
	}
	for _, name := range []string{"engine.wasm", "view.wasm", "kernels-simd.wasm", "docs.html", "view.html", "worker.js"} {
		m := regexp.MustCompile(`<script type="text/plain" id="` + regexp.QuoteMeta(name) + `">([^<]*)</script>`).FindStringSubmatch(page)
		if m == nil {
			t.Errorf("%s is missing", name)
			continue
		}
		packed, err := base64.StdEncoding.DecodeString(m[1])
		if err != nil {
			t.Fatal(err)
		}
		r, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if want, err := os.ReadFile(filepath.Join(s.programs, name)); err == nil && !bytes.Equal(got, want) {
			t.Errorf("%s is not what was packed", name)
		}
	}
	// What the element holds is a script: Node parses it.
	file := filepath.Join(t.TempDir(), "app.js")
	if err := os.WriteFile(file, []byte(scripts[0][1]), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("node", "--check", file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestManifest lists every file of the site with its size and hash.
func TestManifest(t *testing.T) {
	s := assembled(t)
	if err := s.writeManifest(); err != nil {
		t.Fatal(err)
	}
	var list map[string]entry
	if err := json.Unmarshal([]byte(content(t, s, "manifest.json")), &list); err != nil {
		t.Fatal(err)
	}
	for _, name := range append(s.stored(), "index.html", "sw.js", "app.webmanifest", "404.html", "start.js") {
		e, ok := list[name]
		if text := content(t, s, name); !ok || e.Bytes != int64(len(text)) || len(e.SHA256) != 64 {
			t.Errorf("%s: %+v", name, e)
		}
	}
}
