//go:build !js

package main

import "github.com/hrgrad/hrgrad/solver/train"

// crew shares steps over goroutines.
type crew struct{}

func newCrew() *crew { return &crew{} }

// attach lets workers goroutines compute the steps of a session and returns how many take part.
func (*crew) attach(s *train.Session, workers int) int {
	n := min(workers, s.Units())
	s.SetWorkers(n)
	return n
}

func (*crew) close() {}

// serveAsWorker is for js/wasm, where a worker is another instance of this program.
func serveAsWorker() {}
