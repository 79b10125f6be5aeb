//go:build js && wasm

package pool

import (
	"encoding/json"
	"syscall/js"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
)

const (
	// patience, and patienceShares times what this thread needed for its own share,
	// is how long an instance may take after that. Only one that has ended without a
	// message, or a computer that was suspended, takes so long.
	patience       = 5 * time.Second
	patienceShares = 10
	// maxFailures is how often in a row an instance may end without having computed
	// anything before no further one is started in its place.
	maxFailures = 4
	// yieldEvery is how often a session that waits for instances to start lets their
	// messages arrive.
	yieldEvery = 10 * time.Millisecond
	// lookFor is how many milliseconds a session waits for an answer in shared memory before it lets messages arrive.
	lookFor = 20
)

// No time.Time or channel of them, as those of timers: in anything that is passed as an interface it brings the formatting and parsing of
// times into the program, 20 kB of the download.
var loaded = time.Now()

// Pool starts instances and keeps them from one session to the next. It is used
// by one goroutine.
type Pool struct {
	spawn    js.Value
	slots    []*slot
	held     holding       // what the instances were told to hold
	sequence int           // of configurations, to tell late answers
	arrived  chan struct{} // something came from an instance
	yielded  time.Duration // when messages last could arrive, since loaded
	patience time.Duration

	// Choose leaves steps to the session's thread where they take longer with instances, as it finds out from time to time. Chosen is told when it
	// has, with the times of both; nil: nobody is.
	Choose bool
	Chosen func(workers int, together, alone time.Duration)

	// Mended is told in a sentence of every instance that ended or did not answer; nil: nobody is.
	Mended func(text string)
}

// New returns a pool of one worker, the thread of the session.
func New() *Pool {
	p := &Pool{arrived: make(chan struct{}, 1), patience: patience}
	if Available() {
		p.spawn = js.Global().Get("hrgradSpawn")
	}
	return p
}

// Available tells whether instances can be started here.
func Available() bool { return js.Global().Get("hrgradSpawn").Type() == js.TypeFunction }

// Attach lets W workers compute the gradients of a session, from 1 to MaxWorkers; instances beyond that number are stopped. It returns
// the W that is used: 1 where no instance can be started.
func (p *Pool) Attach(s *train.Session, workers int) int {
	workers = max(1, min(workers, MaxWorkers))
	if p.spawn.Type() != js.TypeFunction {
		workers = 1
	}
	shares := train.Share(s.Units(), workers)
	p.resize(len(shares) - 1)
	if len(shares) == 1 {
		s.SetRemote(nil)
		return workers
	}
	config := s.Config().ForWorkers()
	text, err := json.Marshal(config)
	if err != nil {
		panic(err) // a checked configuration holds finite numbers
	}
	s.SetRemote(&remote{pool: p, config: config, text: string(text), shares: shares, stand: make([]*train.Worker, len(shares))})
	return workers
}

// resize makes the number of instances n.
func (p *Pool) resize(n int) {
	for len(p.slots) > n {
		last := len(p.slots) - 1
		p.slots[last].stop()
		p.slots = p.slots[:last]
	}
	for len(p.slots) < n {
		p.held = holding{} // the new instance does not
		s := &slot{pool: p}
		p.slots = append(p.slots, s)
		s.start()
	}
}

// Close stops all instances. Sessions that were attached compute on their own thread from then on.
func (p *Pool) Close() { p.resize(0) }

// Ready returns how many instances, of how many, stand ready for the session that trained last.
func (p *Pool) Ready() (ready, all int) {
	for _, s := range p.slots {
		if s.ready {
			ready++
		}
	}
	return ready, len(p.slots)
}

// sharing tells whether an answer is waited for that comes through shared memory.
func (p *Pool) sharing() bool {
	for _, s := range p.slots {
		if s.waiting && s.memory != nil {
			return true
		}
	}
	return false
}

// wake tells the goroutine of the session that something has arrived.
func (p *Pool) wake() {
	select {
	case p.arrived <- struct{}{}:
	default:
	}
}

// yield lets messages of starting instances arrive, seldom enough to cost little. A shorter sleep is over before the scheduler looks at it, and
// nothing arrives.
func (p *Pool) yield() {
	if time.Since(loaded)-p.yielded > yieldEvery {
		time.Sleep(time.Millisecond)
		p.yielded = time.Since(loaded)
	}
}
