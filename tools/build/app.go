package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
)

// writeApp writes the web application manifest with its icons pointed into the
// tree, and the service worker with the files of this version.
func (s *site) writeApp(root string) error {
	manifest, err := os.ReadFile(filepath.Join(s.source, "app.webmanifest"))
	if err != nil {
		return err
	}
	var form struct {
		Icons []struct {
			Src string `json:"src"`
		} `json:"icons"`
	}
	if err := json.Unmarshal(manifest, &form); err != nil {
		return fmt.Errorf("app.webmanifest: %w", err)
	}
	text := string(manifest)
	for _, icon := range form.Icons {
		name := strings.TrimPrefix(icon.Src, "./")
		if _, ok := s.tree[name]; !ok {
			return fmt.Errorf("app.webmanifest: %s is not a file of the site", icon.Src)
		}
		text = strings.Replace(text, `"`+icon.Src+`"`, `"`+root+"/"+name+`"`, 1)
	}
	if err := s.write("app.webmanifest", []byte(text)); err != nil {
		return err
	}

	worker, err := os.ReadFile(filepath.Join(s.source, "sw.js"))
	if err != nil {
		return err
	}
	page, err := os.ReadFile(filepath.Join(s.stage, "index.html"))
	if err != nil {
		return err
	}
	files := append(s.stored(root), "./", "app.webmanifest")
	sort.Strings(files)
	list, err := json.MarshalIndent(files, "", " ")
	if err != nil {
		return err
	}
	// The page names the tree, and the tree the programs: with the list this covers every byte.
	version := hash([]byte(hash(page) + text + string(list)))
	return s.write("sw.js", []byte(fmt.Sprintf("// Written by tools/build.\nconst version = %q;\nconst files = %s;\n\n%s", version, list, worker)))
}

// stored lists the assets the training page can ask for, below the root of the site.
func (s *site) stored(root string) []string {
	var out []string
	for name := range s.tree {
		if !strings.HasPrefix(path.Base(name), "bench") { // the page of measurements is not kept
			out = append(out, root+"/"+name)
		}
	}
	for _, name := range s.hashed {
		if !strings.HasPrefix(path.Base(name), "bench.") {
			out = append(out, name)
		}
	}
	return out
}
