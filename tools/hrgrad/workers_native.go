//go:build !js

package main

import "github.com/hrgrad/hrgrad/solver/train"

// team shares steps over goroutines.
type team struct{}

func newTeam() *team { return &team{} }

// attach lets workers goroutines compute the steps of a session and returns how many take part.
func (*team) attach(s *train.Session, workers int) int {
	n := min(workers, s.Units())
	s.SetWorkers(n)
	return n
}

func (*team) close() {}

// serveAsWorker is for js/wasm, where a worker is another instance of this program.
func serveAsWorker() {}
