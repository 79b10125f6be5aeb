//go:build !(js && wasm)

// Command engine runs in workers of the page only: build it with GOOS=js
// GOARCH=wasm. What can be tested natively is in the packages below it.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "engine: this program runs in a browser; build it with GOOS=js GOARCH=wasm")
	os.Exit(2)
}
