package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestCompress: every large file gets neighbours that unpack to it, small and unread ones get none,
// the cache is used again and loses what no file needs.
func TestCompress(t *testing.T) {
	stage, cache := t.TempDir(), t.TempDir()
	t.Chdir(filepath.Join("..", ".."))
	text := bytes.Repeat([]byte("the same words again and again\n"), 200)
	for name, content := range map[string][]byte{"page.html": text, "small.txt": []byte("short"), "_headers": text} {
		if err := os.WriteFile(filepath.Join(stage, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := compress(stage, cache, 5); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"small.txt.br", "small.txt.gz", "_headers.br"} {
		if size(filepath.Join(stage, name)) != 0 {
			t.Errorf("%s is there", name)
		}
	}
	packed, err := os.Open(filepath.Join(stage, "page.html.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	r, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, text) {
		t.Errorf("gzip: %d bytes, %v", len(got), err)
	}
	out, err := exec.Command("node", "--eval", "process.stdout.write(require('zlib').brotliDecompressSync(require('fs').readFileSync(process.argv[1])))", filepath.Join(stage, "page.html.br")).Output()
	if err != nil || !bytes.Equal(out, text) {
		t.Errorf("brotli: %d bytes, %v", len(out), err)
	}
	if n := size(filepath.Join(stage, "page.html.br")); n == 0 || n > int64(len(text))/10 {
		t.Errorf("brotli: %d bytes of %d", n, len(text))
	}

	// The second time nothing is compressed: the cached files keep their times.
	old := time.Now().Add(-time.Hour).Truncate(time.Second)
	entries, err := os.ReadDir(cache)
	if err != nil || len(entries) != 2 {
		t.Fatalf("%d files in the cache, %v", len(entries), err)
	}
	for _, e := range entries {
		if err := os.Chtimes(filepath.Join(cache, e.Name()), old, old); err != nil {
			t.Fatal(err)
		}
	}
	if err := compress(stage, cache, 5); err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if info, err := os.Stat(filepath.Join(cache, e.Name())); err != nil || !info.ModTime().Equal(old) {
			t.Errorf("%s was written again (%v)", e.Name(), err)
		}
	}
	if err := os.WriteFile(filepath.Join(stage, "page.html"), append(text, text...), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := compress(stage, cache, 5); err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if _, err := os.Stat(filepath.Join(cache, e.Name())); err == nil {
			t.Errorf("%s is kept", e.Name())
		}
	}
}

// TestTransferIsBounded: a site too large for a first visit is refused, and one with too large an engine.
func TestTransferIsBounded(t *testing.T) {
	s := &site{stage: t.TempDir(), tree: map[string][]byte{"js/app.mjs": nil, "gallery/large.webp": nil}, root: "assets/0"}
	for name, n := range map[string]int{"index.html": 1000, "assets/0/js/app.mjs": 2000, "assets/0/gallery/large.webp": largestTransfer} {
		if err := s.write(name, make([]byte, n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.checkTransfer(); err != nil {
		t.Error(err)
	}
	if err := s.write("assets/0/js/app.mjs", make([]byte, largestTransfer)); err != nil {
		t.Fatal(err)
	}
	if s.checkTransfer() == nil {
		t.Error("too large a site is accepted")
	}
	s = &site{stage: t.TempDir(), hashed: []string{"assets/engine.0.wasm"}}
	for _, more := range []int{0, 1} {
		if err := s.write("assets/engine.0.wasm", make([]byte, largestEngine+more)); err != nil {
			t.Fatal(err)
		}
		if err := s.checkTransfer(); (err != nil) != (more > 0) {
			t.Errorf("an engine with %d bytes above what is allowed: %v", more, err)
		}
	}
}
