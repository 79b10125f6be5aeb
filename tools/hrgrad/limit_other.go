//go:build !linux

package main

// addressSpace returns 0: no limit is known.
func addressSpace() float64 { return 0 }
