package main

import (
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/engine/pool"
)

// crew shares steps over the worker threads of Node; it keeps them from one session to the next.
type crew struct{ pool *pool.Pool }

func newCrew() *crew { return &crew{pool.New()} }

// attach lets workers threads compute the steps of a session and returns how many take part.
func (c *crew) attach(s *train.Session, workers int) int {
	return c.pool.Attach(s, min(workers, s.Units()))
}

func (c *crew) close() { c.pool.Close() }

// serveAsWorker does not return where this program was started as a worker thread.
func serveAsWorker() {
	if pool.IsInstance() {
		pool.Serve()
	}
}
