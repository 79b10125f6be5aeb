//go:build !linux

package main

import "os"

// supervise does nothing here: see supervise_linux.go. Under Node the runner does it.
func supervise() (code int, done bool) { return 0, false }

// processID is the number under which people know this process.
func processID() int { return os.Getpid() }
