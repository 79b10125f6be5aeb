package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hrgrad/hrgrad/tools/serve/headers"
)

// handler serves the files below root: correct media types, the precompressed
// .br or .gz neighbour of a file when the client accepts it, cache headers and
// the security headers.
type handler struct{ root string }

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for name, value := range headers.Security() {
		w.Header().Set(name, value)
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	name := path.Clean("/" + r.URL.Path)
	if strings.HasSuffix(r.URL.Path, "/") {
		name = path.Join(name, "index.html")
	}
	// Compressed neighbours and dot files are not pages of their own.
	base := path.Base(name)
	ext := path.Ext(base)
	if strings.HasPrefix(base, ".") || ext == ".br" || ext == ".gz" {
		http.NotFound(w, r)
		return
	}
	if ext == "" && base != "/" { // a folder with a page of its own
		if _, err := os.Stat(filepath.Join(h.root, filepath.FromSlash(name), "index.html")); err == nil {
			http.Redirect(w, r, name+"/", http.StatusMovedPermanently)
			return
		}
	}
	file, encoding, err := open(filepath.Join(h.root, filepath.FromSlash(name)), r.Header.Get("Accept-Encoding"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		http.Error(w, "file not readable", http.StatusInternalServerError)
		return
	}
	head := w.Header()
	head.Set("Content-Type", headers.ContentType(name))
	head.Set("Cache-Control", headers.CacheControl(name))
	head.Set("Vary", "Accept-Encoding")
	tag := fmt.Sprintf(`"%x-%x%s"`, info.ModTime().UnixNano(), info.Size(), encoding)
	head.Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if encoding != "" {
		head.Set("Content-Encoding", encoding)
	}
	head.Set("Content-Length", strconv.FormatInt(info.Size(), 10))
	if r.Method == http.MethodHead {
		return
	}
	// A client that went away is no error of the server.
	_, _ = io.Copy(w, file)
}

// open opens the best variant of a file that the client accepts and returns
// its content encoding, empty for the file itself. Directories do not open.
func open(name, accept string) (*os.File, string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, "", err
	}
	if info.IsDir() {
		return nil, "", os.ErrNotExist
	}
	for _, v := range []struct{ encoding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !accepts(accept, v.encoding) {
			continue
		}
		if f, err := os.Open(name + v.suffix); err == nil {
			return f, v.encoding, nil
		}
	}
	f, err := os.Open(name)
	return f, "", err
}

// accepts reports whether an Accept-Encoding header allows an encoding by name
// with a quality above zero.
func accepts(header, encoding string) bool {
	for _, item := range strings.Split(header, ",") {
		name, parameters, _ := strings.Cut(item, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		key, value, found := strings.Cut(strings.TrimSpace(parameters), "=")
		if !found || strings.TrimSpace(key) != "q" {
			return true
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		return err == nil && q > 0
	}
	return false
}
