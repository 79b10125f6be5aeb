package main

import (
	"flag"
	"runtime"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// kernelsFlag adds --kernels.
func kernelsFlag(fs *flag.FlagSet) *string {
	return fs.String("kernels", "", "compute kernels: scalar, simd or relaxed (default: the fastest available)")
}

// useKernels selects the kernels; one that is not available here is bad input.
func useKernels(name string) error {
	if name == "" {
		return nil
	}
	return asInput(kernel.Use(name))
}

// engine names what runs this program.
func engine() string {
	if runtime.GOOS == "js" {
		return "node"
	}
	return "native"
}

// ignoredKernels accepts --kernels where nothing is computed with them, so that a runner can pass it to every command.
func ignoredKernels(fs *flag.FlagSet) { fs.String("kernels", "", "accepted and without effect here") }
