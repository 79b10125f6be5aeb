package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
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
	var todo []string             // cached copies to be compressed
	copies := map[string]string{} // site file -> cached copy
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
		if size(cached+".br") > 0 && size(cached+".gz") > 0 {
			return nil
		}
		todo = append(todo, cached)
		return os.WriteFile(cached, content, 0o644)
	})
	if err != nil {
		return err
	}
	if len(todo) > 0 {
		if _, err := exec.LookPath("node"); err != nil {
			return fmt.Errorf("node is needed to compress the site; install Node 20 or later, or use -compress none")
		}
		arguments := append([]string{filepath.Join("tools", "build", "compress.mjs"), strconv.Itoa(quality)}, todo...)
		if err := run(nil, "node", arguments...); err != nil {
			return err
		}
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
	for _, cached := range todo {
		if err := os.Remove(cached); err != nil {
			return err
		}
	}
	return tidy(cache, fmt.Sprintf("-q%d", quality), copies)
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
