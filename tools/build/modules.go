package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Modules of pages and workers that a browser asks for by name; the modules of the sources that they import are joined to each of them: every
// file of its own costs a browser some milliseconds of its one thread for them, before the first module can run.
var entryModules = []string{"app.mjs", "bench.mjs", "cone.mjs", "view-main.mjs", "worker.mjs"}

// apartModules stay files of their own beside the modules that import them: tests read the catalogue and start engines.
var apartModules = []string{"catalogue.mjs", "engine.mjs"}

// module is the content of a module of the sources.
func (s *site) module(name string) ([]byte, error) {
	content, ok := s.modules[name]
	if !ok {
		return nil, fmt.Errorf("%s is not a module of the site", name)
	}
	return content, nil
}

// joinModules puts joined modules in the place of those of the tree.
func (s *site) joinModules() error {
	s.modules, s.imports = map[string][]byte{}, map[string][]string{}
	for _, name := range slices.Collect(maps.Keys(s.tree)) {
		if base, ok := strings.CutPrefix(name, "js/"); ok {
			s.modules[base] = s.tree[name]
			delete(s.tree, name)
		}
	}
	s.tree["js/wasm_exec.js"] = s.modules["wasm_exec.js"] // a classic script of the view's document
	for _, name := range slices.Concat(entryModules, apartModules) {
		text, imports, err := join(s.module, name, apartModules, true)
		if err != nil {
			return err
		}
		s.tree["js/"+name] = []byte(text)
		for _, i := range imports {
			s.imports["js/"+name] = append(s.imports["js/"+name], "js/"+i)
		}
	}
	return nil
}
