// Command amd64 writes the vector kernels of solver/kernel for amd64 processors with AVX2, products, hyperbolic tangents and kernels of gases also for AVX-512, as Go assembly:
//
//	go run . -o ../../../solver/kernel
//
// writes kernels_amd64.s (the kernels), kernels_amd64.go (their declarations) and calls_amd64.go (one generic function per kernel that
// picks precision and variant). They are under version control, so that nobody needs this program to build; its test proves them fresh. It
// is a module of its own, because the assembler avo is needed by nothing else.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	dir := flag.String("o", "", "output `directory`")
	flag.Parse()
	if *dir == "" || flag.NArg() != 0 {
		fmt.Fprintln(os.Stderr, "usage: amd64 -o DIR")
		os.Exit(2)
	}
	if err := write(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "amd64:", err)
		os.Exit(1)
	}
}

func write(dir string) error {
	files, err := generate()
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
