package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/tools/serve/headers"
)

func site(t *testing.T) handler {
	t.Helper()
	root := t.TempDir()
	for name, content := range map[string]string{
		"index.html": "page", "assets/a.wasm": "plain", "assets/a.wasm.br": "brotli", "assets/a.wasm.gz": "gzip", "assets/js/m.mjs": "module", "bench/index.html": "measurements",
	} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return handler{root}
}

func get(h handler, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestVariants(t *testing.T) {
	h := site(t)
	for _, c := range []struct{ accept, body, encoding string }{
		{"", "plain", ""}, {"gzip", "gzip", "gzip"}, {"gzip, deflate, br", "brotli", "br"}, {"br;q=0, gzip;q=0.5", "gzip", "gzip"}, {"identity", "plain", ""},
	} {
		w := get(h, "/assets/a.wasm", "Accept-Encoding", c.accept)
		if w.Body.String() != c.body || w.Header().Get("Content-Encoding") != c.encoding {
			t.Errorf("Accept-Encoding %q: got %q with encoding %q", c.accept, w.Body, w.Header().Get("Content-Encoding"))
		}
		if got := w.Header().Get("Content-Type"); got != "application/wasm" {
			t.Errorf("content type %q", got)
		}
	}
}

func TestHeaders(t *testing.T) {
	h := site(t)
	page, asset := get(h, "/"), get(h, "/assets/js/m.mjs")
	if page.Body.String() != "page" || page.Header().Get("Cache-Control") != headers.Revalidate {
		t.Errorf("page: %q, %v", page.Body, page.Header())
	}
	if asset.Header().Get("Cache-Control") != headers.Immutable || !strings.HasPrefix(asset.Header().Get("Content-Type"), "text/javascript") {
		t.Errorf("asset: %v", asset.Header())
	}
	policy := page.Header().Get("Content-Security-Policy")
	if !strings.Contains(policy, "'wasm-unsafe-eval'") || strings.Contains(policy, "unsafe-inline") {
		t.Errorf("policy %q", policy)
	}
	if again := get(h, "/", "If-None-Match", page.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("revalidation: status %d", again.Code)
	}
}

func TestRefused(t *testing.T) {
	h := site(t)
	for _, path := range []string{"/missing", "/assets", "/../handler.go", "/assets/a.wasm.br", "/.hidden"} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL.Path = path
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: status %d", w.Code)
	}
}

func TestPort(t *testing.T) {
	for value, want := range map[string]int{"": 8080, "0": 0, "9000": 9000} {
		if got, err := portFrom(value); err != nil || got != want {
			t.Errorf("%q: %d, %v", value, got, err)
		}
	}
	for _, value := range []string{"x", "-1", "65536", "80 "} {
		if _, err := portFrom(value); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: error %v", value, err)
		}
	}
}

func TestHostFile(t *testing.T) {
	text := headers.HostFile()
	if !strings.Contains(text, "Content-Security-Policy: "+headers.Policy) || !strings.Contains(text, "/assets/*\n") {
		t.Errorf("host file:\n%s", text)
	}
}

func TestFolderWithAPage(t *testing.T) {
	h := site(t)
	if w := get(h, "/bench"); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != "/bench/" {
		t.Errorf("/bench: status %d, location %q", w.Code, w.Header().Get("Location"))
	}
	if w := get(h, "/bench/"); w.Body.String() != "measurements" {
		t.Errorf("/bench/: %d %q", w.Code, w.Body)
	}
	if w := get(h, "/assets"); w.Code != http.StatusNotFound {
		t.Errorf("/assets: status %d", w.Code)
	}
}
