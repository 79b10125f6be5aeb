package main

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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

// Addresses that have nothing get the site's page for them, here and on every host that is described.
func TestNotFoundPage(t *testing.T) {
	h := site(t)
	if err := os.WriteFile(filepath.Join(h.dir, "404.html"), []byte("nothing here"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/missing", "/assets/gone.mjs", "/.hidden"} {
		w := get(h, path)
		if w.Code != http.StatusNotFound || w.Body.String() != "nothing here" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || w.Header().Get("Cache-Control") != headers.Revalidate {
			t.Errorf("%s: %d %q %v", path, w.Code, w.Body, w.Header())
		}
	}
	for host, want := range map[string]string{headers.Apache(): "ErrorDocument 404 /404.html", headers.Nginx(): "error_page 404 /404.html;", headers.Caddy(): "rewrite @lost /404.html"} {
		if !strings.Contains(host, want) {
			t.Errorf("%.60s...: no %s", host, want)
		}
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

// Parts of a file are parts of the file itself, whatever the client accepts; conditions on ETags hold.
func TestRangesAndTags(t *testing.T) {
	h := site(t)
	w := get(h, "/assets/a.wasm", "Range", "bytes=1-3", "Accept-Encoding", "br")
	if w.Code != http.StatusPartialContent || w.Body.String() != "lai" || w.Header().Get("Content-Range") != "bytes 1-3/5" || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("range: status %d, %q, %v", w.Code, w.Body, w.Header())
	}
	if w := get(h, "/assets/a.wasm", "Range", "bytes=9-"); w.Code != http.StatusRequestedRangeNotSatisfiable {
		t.Errorf("range beyond the end: status %d", w.Code)
	}
	whole := get(h, "/assets/a.wasm", "Accept-Encoding", "br")
	tag := whole.Header().Get("ETag")
	if whole.Header().Get("Content-Length") != "6" || get(h, "/assets/a.wasm").Header().Get("ETag") == tag {
		t.Errorf("length %s, tag %s", whole.Header().Get("Content-Length"), tag)
	}
	for _, c := range []struct {
		match string
		code  int
	}{{tag, 304}, {`"other", ` + tag, 304}, {"W/" + tag, 304}, {"*", 304}, {`"other"`, 200}} {
		if w := get(h, "/assets/a.wasm", "Accept-Encoding", "br", "If-None-Match", c.match); w.Code != c.code {
			t.Errorf("If-None-Match %s: status %d, want %d", c.match, w.Code, c.code)
		}
	}
	if w := get(h, "/assets/a.wasm", "If-Range", `"other"`, "Range", "bytes=1-3"); w.Code != 200 || w.Body.String() != "plain" {
		t.Errorf("part of another version: status %d, %q", w.Code, w.Body)
	}
}

// Links within the folder work, links out of it do not, nor do devices and pipes.
func TestLinks(t *testing.T) {
	h := site(t)
	root := h.dir
	outside := filepath.Join(t.TempDir(), "secret.txt")
	if err := os.WriteFile(outside, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"out.txt": outside, "folder": filepath.Dir(outside), "in.html": "index.html", "x.txt.gz": outside} {
		if err := os.Symlink(to, filepath.Join(root, name)); err != nil {
			t.Skipf("no links here: %v", err)
		}
	}
	os.WriteFile(filepath.Join(root, "x.txt"), []byte("own"), 0o644)
	for _, p := range []string{"/out.txt", "/folder/secret.txt", "/folder"} {
		if w := get(h, p); w.Code != http.StatusNotFound {
			t.Errorf("%s: status %d, %q", p, w.Code, w.Body)
		}
	}
	if w := get(h, "/in.html"); w.Body.String() != "page" {
		t.Errorf("link within the folder: %d %q", w.Code, w.Body)
	}
	if w := get(h, "/x.txt", "Accept-Encoding", "gzip"); w.Body.String() != "own" || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("compressed neighbour outside: %q, %v", w.Body, w.Header())
	}
}

// Clients that send nothing, half a request, or do not read are dropped; one that reads slowly gets everything.
func TestLimits(t *testing.T) {
	defer func(a, b, c time.Duration) { readLimit, idleLimit, writeLimit = a, b, c }(readLimit, idleLimit, writeLimit)
	readLimit, idleLimit, writeLimit = 200*time.Millisecond, 200*time.Millisecond, 500*time.Millisecond
	h := site(t)
	const size = 64 << 20
	large, err := os.Create(filepath.Join(h.dir, "large.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if err := large.Truncate(size); err != nil {
		t.Fatal(err)
	}
	large.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := newServer(h.dir)
	go server.Serve(listener)
	defer server.Close()
	// What the server sends after a request and a wait, in bytes, until it closes the connection.
	received := func(request string, wait, pause time.Duration) int64 {
		c, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		io.WriteString(c, request)
		time.Sleep(wait)
		c.SetReadDeadline(time.Now().Add(60 * time.Second))
		var n int64
		for {
			k, err := io.CopyN(io.Discard, c, 8<<20)
			n += k
			if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
				t.Errorf("%q: the connection stays open", request)
			}
			if err != nil {
				return n
			}
			time.Sleep(pause)
		}
	}
	page := "GET /large.txt HTTP/1.1\r\nHost: x\r\n\r\n"
	if n := received(page, 2*time.Second, 0); n >= size {
		t.Errorf("a client that did not read for four times the limit was waited for: %d bytes", n)
	}
	if n := received(page, 0, 100*time.Millisecond); n < size {
		t.Errorf("a slow client got %d of %d bytes", n, size)
	}
	received("", 0, 0)
	received("GET / HT", 0, 0)
	received("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 0, 0) // idle after the response
}

// Every host that is described sends JavaScript modules as JavaScript.
func TestModulesHaveTheirTypeOnEveryHost(t *testing.T) {
	for host, want := range map[string]string{
		headers.Apache(): `AddType "text/javascript; charset=utf-8" .mjs`, headers.Nginx(): "text/javascript mjs;", headers.Caddy(): `header *.mjs Content-Type "text/javascript; charset=utf-8"`,
	} {
		if !strings.Contains(host, want) {
			t.Errorf("%.60s...: no %s", host, want)
		}
	}
	if want := "/assets/:tree/js/*\n  Content-Type: text/javascript"; !strings.Contains(headers.HostFile(), want) {
		t.Errorf("_headers: no %s", want)
	}
	if got := get(site(t), "/assets/js/m.mjs").Header().Get("Content-Type"); got != "text/javascript; charset=utf-8" {
		t.Errorf("here: %s", got)
	}
}
