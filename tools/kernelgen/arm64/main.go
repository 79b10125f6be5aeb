// Command arm64 writes the vector kernels of solver/kernel for arm64 processors (NEON), as Go assembly:
//
//	go run ./tools/kernelgen/arm64 -o solver/kernel
//
// writes kernels_arm64.s and kernels_arm64.go (their declarations). They are under version control, so that nobody needs this program to
// build; its test proves them fresh. Go's assembler has no vector arithmetic of floating-point numbers but the fused one, so these
// instructions are written as words, each with its name in a comment (encodings: Arm Architecture Reference Manual, C7.2).
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
		fmt.Fprintln(os.Stderr, "usage: arm64 -o DIR")
		os.Exit(2)
	}
	for name, text := range generate() {
		if err := os.WriteFile(filepath.Join(*dir, name), text, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "arm64:", err)
			os.Exit(1)
		}
	}
}
