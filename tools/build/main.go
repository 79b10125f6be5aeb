// Command build makes the static site in site/dist.
//
//	go run ./tools/build [-out site/dist] [-compress best|fast|none] [-offline] [-formulas]
//
// It compiles the engine and the view to WebAssembly, generates the kernels'
// side modules, and writes everything that index.html loads under assets/ with
// the hash of the content in the path. manifest.json lists the files. Every
// file gets a brotli and a gzip neighbour for servers that can send them. With
// -offline there is also hrgrad-offline.html, the whole page in one file.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

func main() {
	out := flag.String("out", filepath.Join("site", "dist"), "directory to write; what is there is replaced")
	level := flag.String("compress", "best", "compression: best (for publishing), fast or none")
	offline := flag.Bool("offline", false, "also write "+offlineName+", one file that needs no server")
	list := flag.Bool("formulas", false, "only print the formulas of the documentation as JSON, for site/tools/make-math.mjs")
	flag.Parse()
	if flag.NArg() > 0 {
		fail(2, "unknown argument %q; see -help", flag.Arg(0))
	}
	quality, ok := map[string]int{"best": publishing, "fast": 5, "none": 0}[*level]
	if !ok {
		fail(2, "compress: got %q, allowed: best, fast, none", *level)
	}
	if _, err := os.Stat(filepath.Join("site", "index.html")); err != nil {
		fail(2, "site/index.html is missing; run this from the root of the repository")
	}
	if *list {
		if err := listFormulas(); err != nil {
			fail(1, "%v", err)
		}
		return
	}
	start := time.Now()
	if err := build(*out, quality, *offline); err != nil {
		fail(1, "%v", err)
	}
	fmt.Printf("built %s in %.1f s\n", *out, time.Since(start).Seconds())
}

// build makes the site in a directory of its own and puts it in place when it
// is complete, so that a failure leaves the last site as it was.
func build(out string, quality int, offline bool) error {
	programs := filepath.Join("build", "wasm")
	if err := compilePrograms(programs); err != nil {
		return err
	}
	parent := filepath.Dir(filepath.Clean(out))
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	stage, err := os.MkdirTemp(parent, ".dist-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(stage)
	s := &site{source: "site", programs: programs, stage: stage}
	if err := s.assemble(); err != nil {
		return err
	}
	if offline {
		if err := s.offline(); err != nil {
			return err
		}
	}
	if quality > 0 {
		if err := compress(stage, filepath.Join("build", "compressed"), quality); err != nil {
			return err
		}
	}
	if quality == publishing {
		if err := s.checkTransfer(); err != nil {
			return err
		}
	}
	if err := s.writeManifest(); err != nil {
		return err
	}
	if err := os.Chmod(stage, 0o755); err != nil {
		return err
	}
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	return os.Rename(stage, out)
}

func fail(code int, format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, "build: "+format+"\n", arguments...)
	os.Exit(code)
}
