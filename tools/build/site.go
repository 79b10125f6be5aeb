package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"sort"
	"strings"

	"github.com/hrgrad/hrgrad/solver/problemfile"
	"github.com/hrgrad/hrgrad/solver/problemfile/shipped"
	"github.com/hrgrad/hrgrad/tools/serve/headers"
	"github.com/hrgrad/hrgrad/wasm/engine/catalogue"
)

// site assembles the page's files.
//
//	index.html               the page; always checked for a newer one
//	docs/                    the documentation
//	bench/index.html         the page of measurements
//	404.html                 for addresses that have nothing
//	start.js                 says why the page does not start
//	app.webmanifest, sw.js   what makes the page an application that works offline
//	assets/<hash>/...        styles, modules, the view's document: one hash over all of them
//	assets/<name>.<hash>.wasm  the programs, which change less often
type site struct {
	source   string              // the site's sources
	programs string              // compiled programs
	stage    string              // what is being written
	tree     map[string][]byte   // content below assets/<hash>/ by path
	root     string              // assets/<hash>
	modules  map[string][]byte   // of the site's sources, by their names below js/
	imports  map[string][]string // modules of the tree that a module of the tree imports
	hashed   []string            // programs written under assets/
	manual   *manual             // the documentation
	docs     []string            // its pages below the root of the site
}

// program is what the page must know of a compiled program.
type program struct {
	URL   string `json:"url"` // relative to the manifest module
	Bytes int    `json:"bytes"`
}

// startScript is the script that tells why a page does not start, below the sources.
const startScript = "js/start.js"

func (s *site) assemble() error {
	s.tree = map[string][]byte{}
	for _, name := range []string{"style.css", "docs.css", "view.css", "view.html", "icon.svg"} {
		if err := s.add(name, filepath.Join(s.source, name)); err != nil {
			return err
		}
	}
	for _, pattern := range []string{"icons/*.png", "gallery/*.webp", "trained/*.weights"} {
		pictures, err := filepath.Glob(filepath.Join(s.source, filepath.FromSlash(pattern)))
		if err != nil {
			return err
		}
		for _, file := range pictures {
			if err := s.add(path.Dir(pattern)+"/"+filepath.Base(file), file); err != nil {
				return err
			}
		}
	}
	modules, err := filepath.Glob(filepath.Join(s.source, "js", "*.mjs"))
	if err != nil {
		return err
	}
	for _, file := range modules {
		if err := s.add("js/"+filepath.Base(file), file); err != nil {
			return err
		}
	}
	if err := s.add("js/gowasm.mjs", filepath.Join("tools", "headless", "gowasm.mjs")); err != nil {
		return err
	}
	if err := s.add("js/wasm_exec.js", filepath.Join(s.programs, "wasm_exec.js")); err != nil {
		return err
	}
	if err := s.addCatalogue(); err != nil {
		return err
	}
	if err := s.addPrograms(); err != nil {
		return err
	}
	if err := s.joinModules(); err != nil {
		return err
	}
	root := "assets/" + s.treeHash()
	s.root = root
	for name, content := range s.tree {
		if err := s.write(root+"/"+name, content); err != nil {
			return err
		}
	}
	if s.manual, err = readManual("."); err != nil {
		return err
	}
	if err := s.manual.converted(); err != nil {
		return err
	}
	if err := s.writeDocs(); err != nil {
		return err
	}
	return s.writePages(root)
}

func (s *site) add(name, file string) error {
	content, err := os.ReadFile(file)
	s.tree[name] = content
	return err
}

// addCatalogue writes what can be chosen as a module, so that the controls work
// before the engine has arrived, and how to cite as another.
func (s *site) addCatalogue() error {
	choices, err := catalogue.New()
	if err != nil {
		return err
	}
	cited, err := readCitation(".")
	if err != nil {
		return err
	}
	if err := s.addModule("js/citation.mjs", "citations", cited.bibtex()); err != nil {
		return err
	}
	if err := s.addModule("js/catalogue.mjs", "catalogue", choices); err != nil {
		return err
	}
	return s.addExamples()
}

// examples are the problem files that the page's editor starts from, in the documentation's folder of problems.
var examples = []string{"two-materials", "absorbing-slab", "mode-with-parameter", "heated-gas", "colliding-clouds"}

// addExamples writes them as a module, with their titles, and after them the files that come with the program.
func (s *site) addExamples() error {
	type example struct {
		Title string `json:"title"`
		Text  string `json:"text"`
	}
	var list []example
	add := func(name string, text []byte) error {
		p, err := problemfile.Parse(text)
		if err != nil {
			return fmt.Errorf("%s.json: %w", name, err)
		}
		list = append(list, example{p.Title, p.Indent()})
		return nil
	}
	for _, name := range examples {
		text, err := os.ReadFile(filepath.Join(s.source, "docs", "problems", name+".json"))
		if err != nil {
			return err
		}
		if err := add(name, text); err != nil {
			return err
		}
	}
	for _, name := range shipped.Names() {
		if err := add(name, shipped.Text(name)); err != nil {
			return err
		}
	}
	return s.addModule("js/examples.mjs", "examples", list)
}

// addPrograms writes the programs under names with their hash, and a module
// that tells the page these names.
func (s *site) addPrograms() error {
	files := map[string]program{}
	for _, name := range programNames {
		if !strings.HasSuffix(name, ".wasm") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(s.programs, name))
		if err != nil {
			return err
		}
		target := strings.TrimSuffix(name, ".wasm") + "." + hash(content) + ".wasm"
		if err := s.write("assets/"+target, content); err != nil {
			return err
		}
		s.hashed = append(s.hashed, "assets/"+target)
		files[name] = program{URL: "../../" + target, Bytes: len(content)}
	}
	return s.addModule("js/manifest.mjs", "files", files)
}

func (s *site) addModule(name, export string, value any) error {
	text, err := json.MarshalIndent(value, "", " ")
	s.tree[name] = []byte("// Written by tools/build.\nexport const " + export + " = " + string(text) + ";\n")
	return err
}

// treeHash covers names and contents, so that every path changes with any file:
// modules import each other by plain relative names.
func (s *site) treeHash() string {
	names := make([]string, 0, len(s.tree))
	for name := range s.tree {
		names = append(names, name)
	}
	sort.Strings(names)
	var all []byte
	for _, name := range names {
		all = append(all, name+"\x00"+hash(s.tree[name])+"\x00"...)
	}
	return hash(all)
}

// local matches the attributes of a page that name files of the tree.
var local = regexp.MustCompile(`(href|src)="\./([^"]+)"`)

// writePages writes the pages and the headers file for hosts that read one.
func (s *site) writePages(root string) error {
	if err := s.writePage("index.html", "index.html", root, "js/app.mjs"); err != nil {
		return err
	}
	// In a folder of its own every host serves it under /bench.
	if err := s.writePage("bench.html", "bench/index.html", "../"+root, "js/bench.mjs"); err != nil {
		return err
	}
	// A host shows it at any depth, so it names no other file.
	lost, err := os.ReadFile(filepath.Join(s.source, "404.html"))
	if err != nil {
		return err
	}
	if err := s.write("404.html", lost); err != nil {
		return err
	}
	// Outside the tree: a page that is older than the tree must still be able to say so.
	script, err := os.ReadFile(filepath.Join(s.source, startScript))
	if err != nil {
		return err
	}
	if err := s.write("start.js", script); err != nil {
		return err
	}
	if err := s.writeApp(); err != nil {
		return err
	}
	if err := s.write(".htaccess", []byte(headers.Apache())); err != nil {
		return err
	}
	return s.write("_headers", []byte(headers.HostFile()))
}

// writePage writes a page with its links pointed into the tree at root, the
// policy for hosts that send no headers, and hints to fetch all its modules at
// once.
func (s *site) writePage(source, target, root, entry string) error {
	page, err := os.ReadFile(filepath.Join(s.source, source))
	if err != nil {
		return err
	}
	var missing error
	text := local.ReplaceAllStringFunc(string(page), func(link string) string {
		part := local.FindStringSubmatch(link)
		if _, ok := s.tree[part[2]]; !ok {
			missing = fmt.Errorf("%s: %s is not a file of the site", source, part[2])
		}
		return fmt.Sprintf(`%s="%s/%s"`, part[1], root, part[2])
	})
	if missing != nil {
		return missing
	}
	head := `<meta http-equiv="Content-Security-Policy" content="` + headers.Policy + "\">\n"
	for _, name := range s.pageModules(entry) {
		head += "  <link rel=\"modulepreload\" href=\"" + root + "/" + name + "\">\n"
	}
	const mark = "<meta charset=\"utf-8\">\n"
	if !strings.Contains(text, mark) {
		return fmt.Errorf("%s: the line %q is needed", source, strings.TrimSpace(mark))
	}
	return s.write(target, []byte(strings.Replace(text, mark, mark+"  "+head, 1)))
}

// pageModules lists a module and those it imports, sorted.
func (s *site) pageModules(entry string) []string {
	out := append([]string{entry}, s.imports[entry]...)
	sort.Strings(out)
	return out
}

func (s *site) write(name string, content []byte) error {
	file := filepath.Join(s.stage, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, content, 0o644)
}

// entry is one file of manifest.json; the sizes of compressed neighbours are
// left out where there is none.
type entry struct {
	Bytes  int64  `json:"bytes"`
	Brotli int64  `json:"brotli,omitempty"`
	Gzip   int64  `json:"gzip,omitempty"`
	SHA256 string `json:"sha256"`
}

// writeManifest lists every file with its sizes, for people and for checks of a
// deployed copy.
func (s *site) writeManifest() error {
	list := map[string]entry{}
	err := filepath.WalkDir(s.stage, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(file, ".br") || strings.HasSuffix(file, ".gz") {
			return err
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(s.stage, file)
		sum := sha256.Sum256(content)
		list[filepath.ToSlash(name)] = entry{Bytes: int64(len(content)), Brotli: size(file + ".br"), Gzip: size(file + ".gz"), SHA256: hex.EncodeToString(sum[:])}
		return err
	})
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return err
	}
	for _, name := range s.hashed {
		e := list[name]
		fmt.Printf("%-40s %9d bytes", strings.TrimPrefix(name, "assets/"), e.Bytes)
		if e.Brotli > 0 {
			fmt.Printf(", gzip %8d, brotli %8d", e.Gzip, e.Brotli)
		}
		fmt.Println()
	}
	return s.write("manifest.json", append(text, '\n'))
}

func size(file string) int64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return info.Size()
}

func hash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:6])
}
