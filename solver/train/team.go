package train

import (
	"runtime"
	"sync/atomic"
)

// team is the goroutines that share the work of a step: the caller's and helpers. Of the items of a piece of work each has its own, every so many,
// so that what one has touched in the last piece is in the cache of its core in the next; whoever has done them goes on with those of others, so
// that results must not depend on who does what. Between two pieces a helper looks for the next one again and again for a short while, since one that sleeps
// is late by more than many pieces take; then it sleeps.
type team struct {
	spins   int // how often to look before going to sleep
	members []member
	work    func(item int)
	open    atomic.Int64 // items that are not done
	waits   atomic.Bool  // the caller sleeps until they are
	done    chan struct{}
	closed  atomic.Bool
}

// member is a goroutine of a team, the first is the caller's.
type member struct {
	left   atomic.Int64 // of its items, those that nobody has taken
	sleeps atomic.Bool
	wake   chan struct{}
	_      [40]byte // members do not share lines of the cache
}

// teamSpins takes .2 to .4 milliseconds, longer than what one goroutine does alone between two pieces of a step: with 32 tasks the operator needs 70.
const teamSpins = 500000

// teamOwner is what a session holds of a team, whose goroutines end when it is collected as garbage.
type teamOwner struct{ team *team }

// newTeam starts n-1 goroutines.
func newTeam(n int) *teamOwner {
	t := &team{members: make([]member, n), done: make(chan struct{}, 1)}
	if n <= runtime.GOMAXPROCS(0) { // else whoever looks keeps another one from its work
		t.spins = teamSpins
	}
	for i := 1; i < n; i++ {
		t.members[i].wake = make(chan struct{}, 1)
		go t.help(i)
	}
	o := &teamOwner{t}
	runtime.AddCleanup(o, (*team).close, t)
	return o
}

// each calls work for the items 0 to n-1 and returns when all calls have. One goroutine calls it at a time.
func (o *teamOwner) each(n int, work func(item int)) {
	t := o.team
	size := len(t.members)
	if n < 2 || size < 2 {
		for i := range n {
			work(i)
		}
		return
	}
	t.work = work
	t.open.Store(int64(n))
	for i := range t.members {
		t.members[i].left.Store(int64((n - i + size - 1) / size))
	}
	for i := 1; i < min(n, size); i++ {
		t.members[i].rouse()
	}
	for i := range t.members {
		t.take(i)
	}
	for range t.spins {
		if t.open.Load() == 0 {
			break
		}
	}
	if t.open.Load() > 0 {
		t.waits.Store(true)
		if t.open.Load() > 0 || !t.waits.CompareAndSwap(true, false) {
			<-t.done
		}
	}
	t.work = nil // it holds the session, and with it the owner
	runtime.KeepAlive(o)
}

// take does items of a member until nobody has to.
func (t *team) take(of int) {
	m := &t.members[of]
	for {
		n := m.left.Load()
		if n <= 0 {
			return
		}
		if !m.left.CompareAndSwap(n, n-1) {
			continue
		}
		t.work(of + len(t.members)*int(n-1)) // the work stays as it is until this item is done
		if t.open.Add(-1) == 0 && t.waits.CompareAndSwap(true, false) {
			t.done <- struct{}{}
		}
	}
}

// help is what a helper does until the team is closed.
func (t *team) help(own int) {
	m := &t.members[own]
	for !t.closed.Load() {
		for range t.spins {
			if m.left.Load() > 0 {
				break
			}
		}
		if m.left.Load() > 0 {
			for i := range t.members {
				t.take((own + i) % len(t.members))
			}
			continue
		}
		m.sleeps.Store(true)
		if m.left.Load() > 0 || t.closed.Load() {
			if m.sleeps.CompareAndSwap(true, false) {
				continue
			}
		}
		<-m.wake
	}
}

// rouse wakes a helper that sleeps.
func (m *member) rouse() {
	if m.sleeps.CompareAndSwap(true, false) {
		m.wake <- struct{}{}
	}
}

func (t *team) close() {
	t.closed.Store(true)
	for i := range t.members[1:] {
		t.members[1+i].rouse()
	}
}
