package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// writeApp writes the web application manifest with its icons pointed into the
// tree, and the service worker with the files of this version.
func (s *site) writeApp() error {
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
		text = strings.Replace(text, `"`+icon.Src+`"`, `"`+s.root+"/"+name+`"`, 1)
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
	files := map[string]string{"./": sha256Of(page)}
	for _, name := range slices.Concat(s.stored(), s.docs, []string{"app.webmanifest", "start.js"}) {
		content, err := os.ReadFile(filepath.Join(s.stage, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		files[strings.TrimSuffix(name, "index.html")] = sha256Of(content)
	}
	list, err := json.MarshalIndent(files, "", " ")
	if err != nil {
		return err
	}
	version := hash(list)
	return s.write("sw.js", []byte(fmt.Sprintf("// Written by tools/build.\nconst version = %q;\nconst files = %s;\n\n%s", version, list, worker)))
}

func sha256Of(content []byte) string {
	return fmt.Sprintf("%x", sha256.Sum256(content))
}

// publishing is the brotli quality of a site to be published.
const publishing = 11

// largestTransfer is what a first visit may download before it sees a field, and largestEngine the engine's part of it,
// in compressed bytes. Pictures of the gallery and icons come later.
const largestTransfer, largestEngine = 3_400_000, 1_250_000

// checkTransfer refuses a site that is too large for a first visit.
func (s *site) checkTransfer() error {
	names := []string{"index.html"}
	for _, name := range s.stored() {
		if dir := path.Base(path.Dir(name)); dir != "gallery" && dir != "icons" {
			names = append(names, name)
		}
	}
	var total int64
	for _, name := range names {
		file := filepath.Join(s.stage, filepath.FromSlash(name))
		n := size(file + ".br")
		if n == 0 {
			n = size(file)
		}
		total += n
		if strings.HasPrefix(path.Base(name), "engine.") && n > largestEngine {
			return fmt.Errorf("%s has %d bytes, at most %d are allowed", path.Base(name), n, largestEngine)
		}
	}
	fmt.Printf("%-40s %9d bytes, brotli\n", "before the first field", total)
	if total > largestTransfer {
		return fmt.Errorf("a first visit downloads %d bytes before the first field, at most %d are allowed", total, largestTransfer)
	}
	return nil
}

// stored lists the assets the training page can ask for, below the root of the site.
func (s *site) stored() []string {
	var out []string
	for name := range s.tree {
		if !strings.HasPrefix(path.Base(name), "bench") { // the page of measurements is not kept
			out = append(out, s.root+"/"+name)
		}
	}
	for _, name := range s.hashed {
		if !strings.HasPrefix(path.Base(name), "bench.") {
			out = append(out, name)
		}
	}
	return out
}
