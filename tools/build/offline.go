package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// offlineName is the one-file page, next to index.html.
const offlineName = "hrgrad-offline.html"

// largestOffline is the size the one-file page must not exceed.
const largestOffline = 8 << 20

// offline writes the one-file page: the same page with styles, modules and documentation in it,
// programs compressed in elements of their own, the view's document and the
// workers' script likewise. It asks for nothing outside itself.
func (s *site) offline() error {
	assets, err := os.ReadFile(filepath.Join(s.source, "offline", "assets.mjs"))
	if err != nil {
		return err
	}
	read := func(name string) ([]byte, error) {
		if name == "assets.mjs" {
			return assets, nil
		}
		if name == "docs.mjs" {
			return os.ReadFile(filepath.Join(s.source, "offline", "docs.mjs"))
		}
		return s.module(name)
	}
	scripts := map[string]string{}
	for _, entry := range []string{"app.mjs", "docs.mjs", "view-main.mjs", "worker.mjs"} {
		text, err := bundle(read, entry)
		if err != nil {
			return err
		}
		scripts[entry] = "(async () => {\n" + text + "})();\n"
	}
	viewStyle := string(s.tree["view.css"])
	viewScript := string(s.modules["wasm_exec.js"]) + "\n" + scripts["view-main.mjs"]
	view := "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\"><title>Fields</title><style>" +
		viewStyle + "</style></head><body><script>" + viewScript + "</script></body></html>"

	page, err := os.ReadFile(filepath.Join(s.source, "index.html"))
	if err != nil {
		return err
	}
	text := strings.ReplaceAll(string(page), ` <a href="bench/">How fast is this browser?</a>`, "") // a page of the site, not of the file
	text = regexp.MustCompile(`(?m)^\s*<link rel="(?:icon|apple-touch-icon|manifest|stylesheet)"[^>]*>\n`).ReplaceAllString(text, "")
	text = regexp.MustCompile(`(?m)^\s*<script type="module"[^>]*></script>\n`).ReplaceAllString(text, "")
	start, err := os.ReadFile(filepath.Join(s.source, startScript))
	if err != nil {
		return err
	}
	text = strings.Replace(text, `<script src="start.js"></script>`, "<script>"+string(start)+"</script>", 1)
	text = regexp.MustCompile(`src="\./(gallery/[^"]+)"`).ReplaceAllStringFunc(text, func(link string) string {
		return `src="data:image/webp;base64,` + base64.StdEncoding.EncodeToString(s.tree[strings.TrimSuffix(strings.TrimPrefix(link, `src="./`), `"`)]) + `"`
	})
	style := string(s.tree["style.css"]) + string(s.tree["docs.css"])
	policy := fmt.Sprintf("default-src 'none'; script-src %s %s %s 'wasm-unsafe-eval' blob:; style-src %s %s; img-src data: blob:; worker-src blob:; frame-src 'self'; base-uri 'none'; form-action 'none'",
		sourceHash(string(start))+" "+sourceHash(scripts["docs.mjs"]), sourceHash(scripts["app.mjs"]), sourceHash(viewScript), sourceHash(style), sourceHash(viewStyle))
	icon := "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(s.tree["icon.svg"])
	head := `<meta http-equiv="Content-Security-Policy" content="` + policy + "\">\n  <link rel=\"icon\" href=\"" + icon + "\">\n  <style>" + style + "</style>\n"
	text = strings.Replace(text, "</head>", "  "+head+"</head>", 1)

	var embedded strings.Builder
	embed := func(name string, content []byte) error {
		packed, err := pack(content)
		fmt.Fprintf(&embedded, "<script type=\"text/plain\" id=\"%s\">%s</script>\n", name, packed)
		return err
	}
	for _, name := range programNames {
		if !strings.HasSuffix(name, ".wasm") || name == "bench.wasm" { // of another page
			continue
		}
		content, err := os.ReadFile(filepath.Join(s.programs, name))
		if err != nil {
			return err
		}
		if err := embed(name, content); err != nil {
			return err
		}
	}
	for name, content := range s.tree {
		if dir := path.Dir(name); dir != "gallery" && dir != "trained" {
			continue
		}
		if err := embed(path.Base(name), content); err != nil {
			return err
		}
	}
	documentation, err := s.manual.one()
	if err != nil {
		return err
	}
	if err := embed("docs.html", []byte(documentation)); err != nil {
		return err
	}
	if err := embed("view.html", []byte(view)); err != nil {
		return err
	}
	if err := embed("worker.js", []byte(scripts["worker.mjs"])); err != nil {
		return err
	}
	text = strings.Replace(text, "</body>", embedded.String()+"<script>"+scripts["docs.mjs"]+"</script><script>"+scripts["app.mjs"]+"</script>\n</body>", 1)
	if len(text) > largestOffline {
		return fmt.Errorf("%s has %d bytes, at most %d are allowed", offlineName, len(text), largestOffline)
	}
	fmt.Printf("%-40s %9d bytes\n", offlineName, len(text))
	return s.write(offlineName, []byte(text))
}

// sourceHash is the source expression that allows an inline script or style.
func sourceHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// pack compresses to the one format every browser can unpack, as text.
func pack(content []byte) (string, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return "", err
	}
	if _, err := w.Write(content); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(b.Bytes()), nil
}
