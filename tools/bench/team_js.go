package main

import (
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/engine/pool"
)

// team shares steps over workers of the surroundings.
type team struct{ pool *pool.Pool }

func newTeam() team {
	p := pool.New()
	p.Choose = true
	return team{p}
}

// attach lets w workers compute the steps of s and waits until they are there; false where there are none.
func (t team) attach(s *train.Session, w int) bool {
	if t.pool.Attach(s, w) != w {
		return false
	}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		step(s)
		if ready, all := t.pool.Ready(); ready == all {
			return true
		}
	}
	return false
}

func (t team) close() { t.pool.Close() }

// serve does not return in a worker.
func serve() {
	if pool.IsInstance() {
		pool.Serve()
	}
}
