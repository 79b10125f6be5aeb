package main

import (
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/engine/pool"
)

// team shares steps over the worker threads of Node; it keeps them from one session to the next.
type team struct{ pool *pool.Pool }

func newTeam() *team { return &team{pool.New()} }

// attach lets workers threads compute the steps of a session and returns how many take part.
func (c *team) attach(s *train.Session, workers int) int {
	return c.pool.Attach(s, min(workers, s.Units()))
}

func (c *team) close() { c.pool.Close() }

// serveAsWorker does not return where this program was started as a worker thread.
func serveAsWorker() {
	if pool.IsInstance() {
		pool.Serve()
	}
}
