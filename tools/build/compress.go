package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/andybalholm/brotli"
	"golang.org/x/sync/errgroup"
)

// smallest is the size below which compression does not pay.
const smallest = 512

// unread are files for the host, not for its visitors.
var unread = map[string]bool{"_headers": true, ".htaccess": true}

// compress gives every file of the site a .br and a .gz neighbour. Results are
// kept in cache under the hash of the content: the best brotli of the view takes
// half a minute, and most builds change other files.
func compress(stage, cache string, quality int) error {
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return err
	}
	copies := map[string]string{} // site file -> cached results, without their endings
	seen := map[string]bool{}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	err := filepath.WalkDir(stage, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || unread[filepath.Base(file)] || filepath.Base(file) == offlineName {
			return err
		}
		content, err := os.ReadFile(file)
		if err != nil || len(content) < smallest {
			return err
		}
		cached := filepath.Join(cache, fmt.Sprintf("%s-q%d", hash(content), quality))
		copies[file] = cached
		if seen[cached] { // two files with one content
			return nil
		}
		seen[cached] = true
		if size(cached+".br") > 0 && size(cached+".gz") > 0 {
			return nil
		}
		group.Go(func() error { return compressOne(cached, content, quality) })
		return nil
	})
	if failed := group.Wait(); err == nil {
		err = failed
	}
	if err != nil {
		return err
	}
	for file, cached := range copies {
		plain := size(file)
		for _, suffix := range []string{".br", ".gz"} {
			content, err := os.ReadFile(cached + suffix)
			if err != nil {
				return err
			}
			if int64(len(content)) >= plain {
				continue
			}
			if err := os.WriteFile(file+suffix, content, 0o644); err != nil {
				return err
			}
		}
	}
	return tidy(cache, fmt.Sprintf("-q%d", quality), copies)
}

// compressOne writes the results for one file. They are renamed when complete: an interrupted build
// must not leave half a file in the cache.
func compressOne(cached string, content []byte, quality int) error {
	level := 6
	if quality > 9 {
		level = gzip.BestCompression
	}
	for suffix, writer := range map[string]func(io.Writer) (io.WriteCloser, error){
		".br": func(w io.Writer) (io.WriteCloser, error) {
			return brotli.NewWriterOptions(w, brotli.WriterOptions{Quality: quality, LGWin: 24}), nil
		},
		".gz": func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriterLevel(w, level) },
	} {
		var b bytes.Buffer
		w, err := writer(&b)
		if err != nil {
			return err
		}
		if _, err := w.Write(content); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		part := cached + ".part" + suffix
		if err := os.WriteFile(part, b.Bytes(), 0o644); err != nil {
			return err
		}
		if err := os.Rename(part, cached+suffix); err != nil {
			return err
		}
	}
	return nil
}

// tidy drops cached results of the same quality that this build did not use.
func tidy(cache, quality string, copies map[string]string) error {
	used := map[string]bool{}
	for _, cached := range copies {
		used[filepath.Base(cached)] = true
	}
	entries, err := os.ReadDir(cache)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := strings.TrimSuffix(strings.TrimSuffix(e.Name(), ".br"), ".gz")
		if strings.HasSuffix(name, quality) && !used[name] {
			if err := os.Remove(filepath.Join(cache, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
