//go:build !js

package main

import (
	"fmt"
	"os"
)

// The view runs in a page only; its drawing is in the packages below, which build and are tested everywhere.
func main() {
	fmt.Fprintln(os.Stderr, "view: build with GOOS=js GOARCH=wasm; `make run` serves the page")
	os.Exit(2)
}
