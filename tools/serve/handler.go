package main

import (
	"fmt"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/hrgrad/hrgrad/tools/serve/headers"
)

// handler serves the files below root: correct media types, the precompressed
// .br or .gz neighbour of a file when the client accepts it, cache headers and
// the security headers. Names and links that lead out of the folder do not open.
type handler struct{ dir string }

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for name, value := range headers.Security() {
		w.Header().Set(name, value)
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	root, err := os.OpenRoot(h.dir) // each time: a new build may replace the folder
	if err != nil {
		http.Error(w, "the site is not there", http.StatusServiceUnavailable)
		return
	}
	defer root.Close()
	name := path.Clean("/" + r.URL.Path)
	if strings.HasSuffix(r.URL.Path, "/") {
		name = path.Join(name, "index.html")
	}
	// Compressed neighbours and dot files are not pages of their own.
	base := path.Base(name)
	ext := path.Ext(base)
	if strings.HasPrefix(base, ".") || ext == ".br" || ext == ".gz" {
		notFound(w, r, root)
		return
	}
	if ext == "" && base != "/" { // a folder with a page of its own
		if _, err := root.Stat(inside(path.Join(name, "index.html"))); err == nil {
			http.Redirect(w, r, name+"/", http.StatusMovedPermanently)
			return
		}
	}
	accept := r.Header.Get("Accept-Encoding")
	if r.Header.Get("Range") != "" { // a part is one of the file itself
		accept = ""
	}
	file, encoding, err := open(root, name, accept)
	if err != nil {
		notFound(w, r, root)
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
	head.Set("ETag", fmt.Sprintf(`"%x-%x%s"`, info.ModTime().UnixNano(), info.Size(), encoding))
	if encoding != "" {
		head.Set("Content-Encoding", encoding)
		head.Set("Content-Length", strconv.FormatInt(info.Size(), 10))
	}
	http.ServeContent(patient{w, http.NewResponseController(w)}, r, "", time.Time{}, file)
}

// notFound answers with the page of the site for addresses that have nothing.
func notFound(w http.ResponseWriter, r *http.Request, root *os.Root) {
	page, err := root.ReadFile("404.html")
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", headers.ContentType("404.html"))
	w.Header().Set("Cache-Control", headers.Revalidate)
	w.WriteHeader(http.StatusNotFound)
	if r.Method != http.MethodHead {
		w.Write(page) // a client that is gone needs none
	}
}

// patient moves the deadline of a response with every piece that the client has taken: a slow client gets all of it, one that does not
// read is dropped.
type patient struct {
	http.ResponseWriter
	control *http.ResponseController
}

func (p patient) Write(b []byte) (int, error) {
	p.control.SetWriteDeadline(time.Now().Add(writeLimit)) // not every writer has one
	return p.ResponseWriter.Write(b)
}

// inside turns a cleaned path of an address into a name below the root.
func inside(name string) string { return filepath.FromSlash(strings.TrimPrefix(name, "/")) }

// open opens the best variant of a file that the client accepts and returns
// its content encoding, empty for the file itself. Directories do not open.
func open(root *os.Root, name, accept string) (*os.File, string, error) {
	name = inside(name)
	info, err := root.Stat(name)
	if err != nil {
		return nil, "", err
	}
	if !info.Mode().IsRegular() {
		return nil, "", os.ErrNotExist
	}
	for _, v := range []struct{ encoding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !accepts(accept, v.encoding) {
			continue
		}
		if f, err := root.Open(name + v.suffix); err == nil {
			return f, v.encoding, nil
		}
	}
	f, err := root.Open(name)
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
