// Command kernelgen builds the SIMD side modules from their source in wasm/kernels:
//
//	kernelgen -o DIR    writes DIR/kernels-simd.wasm and DIR/kernels-relaxed.wasm
//
// No binary is kept under version control; a build takes a fraction of a second and is reproducible byte for byte.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hrgrad/hrgrad/wasm/kernels"
)

func main() {
	dir := flag.String("o", "", "output `directory`, created if necessary")
	flag.Parse()
	if *dir == "" || flag.NArg() != 0 {
		fmt.Fprintln(os.Stderr, "usage: kernelgen -o DIR")
		os.Exit(2)
	}
	if err := write(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "kernelgen:", err)
		os.Exit(1)
	}
}

func write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, relaxed := range []bool{false, true} {
		name := "kernels-simd.wasm"
		if relaxed {
			name = "kernels-relaxed.wasm"
		}
		if err := os.WriteFile(filepath.Join(dir, name), kernels.Binary(relaxed), 0o644); err != nil {
			return err
		}
	}
	return nil
}
