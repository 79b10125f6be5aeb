package main

import (
	"fmt"
	"os"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/engine/pool"
)

// team shares steps over the worker threads of Node; it keeps them from one session to the next.
type team struct{ pool *pool.Pool }

func newTeam() *team {
	t := &team{pool.New()}
	t.pool.Choose = true
	told := false
	t.pool.Chosen = func(workers int, together, alone time.Duration) {
		if alone <= together && !told {
			told = true
			fmt.Fprintf(os.Stderr, "hrgrad: workers: gradients take %v with %d threads and %v with one, which goes on alone; this is looked at again from time to time\n",
				together.Round(time.Microsecond), workers, alone.Round(time.Microsecond))
		}
	}
	return t
}

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
