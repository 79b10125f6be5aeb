//go:build !unix

package main

import "time"

var began = time.Now()

// processorTime is the time of this process, whose one thread computes; that of the processor is not told here.
func processorTime() time.Duration { return time.Since(began) }
