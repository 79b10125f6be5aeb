package coordinator

import (
	"slices"
	"testing"

	"github.com/hrgrad/hrgrad/wasm/wire"
)

// Every session that becomes the current one gets the number of workers the page asked for last, and a change during a run does not
// stop it.
func TestWorkersFollowTheSession(t *testing.T) {
	p := newPage(script{})
	var counts []int
	var last Session
	p.env.Attach = func(s Session, workers int) { counts, last = append(counts, workers), s }
	p.Handle(wire.Request{Type: wire.Workers, Count: 3}) // before the first session: kept for it
	p.Handle(wire.Request{Type: wire.Init})
	if !slices.Equal(counts, []int{3}) || last != p.Coordinator.session {
		t.Fatalf("after the start: workers %v", counts)
	}
	p.Handle(wire.Request{Type: wire.Run})
	p.Handle(wire.Request{Type: wire.Workers, Count: 2})
	if !p.running() || !slices.Equal(counts, []int{3, 2}) {
		t.Errorf("running %v, workers %v", p.running(), counts)
	}
	p.Handle(wire.Request{Type: wire.Reset})
	if !slices.Equal(counts, []int{3, 2, 2}) || last != p.Coordinator.session {
		t.Errorf("after a reset: workers %v", counts)
	}
	p.Handle(wire.Request{Type: wire.Workers, Count: -1})
	if counts[len(counts)-1] != 1 {
		t.Errorf("a number below 1 became %d", counts[len(counts)-1])
	}
}
