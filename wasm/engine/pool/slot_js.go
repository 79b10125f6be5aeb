//go:build js && wasm

package pool

import (
	"syscall/js"
	"time"
)

// slot is the place of one instance: when it ends, another takes its place.
type slot struct {
	pool     *Pool
	instance js.Value // undefined: none
	handlers []js.Func
	life     int // counts the instances of this place
	failures int // in a row, without an answer in between

	setup    string // what a new instance is told
	sequence int    // of the setup
	content  string // what the units of the setup depend on
	started  bool   // the instance listens
	ready    bool   // the instance holds the units of the setup
	waiting  bool   // for the answer to a request
	answered bool   // and here it is
	lost     bool   // the instance ended while it was waited for
	busy     time.Duration

	memory *shared // through which requests and answers go; nil: they are messages

	bytes js.Value // Uint8Array that travels to and fro; undefined while it is away or before the first
	size  int      // bytes of the answer in it
}

var uint8Array = js.Global().Get("Uint8Array")

func (s *slot) alive() bool { return s.instance.Type() == js.TypeObject }

// start starts an instance, unless too many have ended here.
func (s *slot) start() {
	s.bytes, s.size = js.Undefined(), 0
	if s.failures >= maxFailures {
		return
	}
	s.life++
	life := s.life // what an instance says after another has taken its place is not listened to
	listener := func(f func(js.Value)) js.Func {
		return js.FuncOf(func(_ js.Value, args []js.Value) any {
			if s.life == life {
				f(args[0])
			}
			return nil
		})
	}
	s.handlers = []js.Func{listener(s.receive), listener(func(reason js.Value) { s.ended(reason.String()) })}
	s.instance = s.pool.spawn.Invoke(s.handlers[0], s.handlers[1])
}

// stop ends the instance; it calls no handler from then on.
func (s *slot) stop() {
	if s.alive() {
		s.instance.Call("stop")
	}
	for _, f := range s.handlers {
		f.Release()
	}
	s.life++
	s.handlers, s.instance = nil, js.Undefined()
	s.started, s.ready, s.waiting, s.memory = false, false, false, nil
}

// ended puts a new instance into the place of the present one.
func (s *slot) ended(reason string) {
	js.Global().Get("console").Call("warn", "gradient worker: "+reason+"; its share is computed again")
	s.failures++
	if s.pool.Mended != nil {
		switch {
		case s.failures >= maxFailures:
			s.pool.Mended("A gradient worker does not stay (" + reason + "). Training goes on with one thread less.")
		case s.started:
			s.pool.Mended("A gradient worker was lost (" + reason + ") and another has taken its place. Its share was computed again: the run is the same as without.")
		}
	}
	lost := s.waiting
	s.stop()
	s.lost = lost
	s.start()
	s.pool.wake()
}

// configure tells the instance its units.
func (s *slot) configure(setup string, sequence int) {
	s.setup, s.sequence, s.ready, s.size = setup, sequence, false, 0
	s.instruct()
}

func (s *slot) instruct() {
	if s.started && s.setup != "" {
		s.leave()
		s.instance.Call("post", map[string]any{"type": "setup", "setup": s.setup})
	}
}

// leave lets the instance go back to messages.
func (s *slot) leave() {
	if s.memory != nil {
		s.memory.set(flagLeave)
		s.memory = nil
	}
}

// send sends a request, through shared memory where there is some.
func (s *slot) send(request []byte) {
	s.waiting = true
	if s.share(len(request)) {
		js.CopyBytesToJS(s.memory.bytes, request)
		s.memory.setCell(cellSize, len(request))
		s.memory.set(flagRequest)
		return
	}
	if s.bytes.Type() != js.TypeObject || s.bytes.Length() < len(request) {
		s.bytes = uint8Array.New(len(request))
	}
	js.CopyBytesToJS(s.bytes, request)
	s.instance.Call("post", map[string]any{"type": "request", "bytes": s.bytes, "size": len(request)}, []any{s.bytes.Get("buffer")})
	s.bytes = js.Undefined()
}

// share makes sure that there is shared memory for requests of a size, where there can be. How large answers are is known after the first one.
func (s *slot) share(size int) bool {
	if s.memory != nil && size <= s.memory.length {
		return true
	}
	s.leave()
	if s.size == 0 {
		return false
	}
	m, ok := newShared(max(size, s.size))
	if ok {
		s.memory = &m
		s.instance.Call("post", map[string]any{"type": "share", "buffer": m.buffer}, []any{})
	}
	return ok
}

// look waits for an answer in shared memory, for so many milliseconds at most.
func (s *slot) look(milliseconds int) {
	if s.memory == nil || !s.waiting || s.memory.wait(flagRequest, milliseconds) != flagReply {
		return
	}
	s.size = s.memory.cell(cellSize)
	s.busy = time.Duration(s.memory.cell(cellBusy)) * time.Microsecond
	s.waiting, s.answered, s.failures = false, true, 0
}

// receive takes a message of the instance.
func (s *slot) receive(data js.Value) {
	switch data.Get("type").String() {
	case "started":
		s.started = true
		s.instruct()
	case "ready":
		s.ready = data.Get("sequence").Int() == s.sequence
	case "reply":
		if s.waiting {
			s.bytes, s.size = data.Get("bytes"), data.Get("size").Int()
			s.busy = time.Duration(data.Get("milliseconds").Float() * float64(time.Millisecond))
			s.waiting, s.answered, s.failures = false, true, 0
			s.pool.wake()
		}
	case "failure":
		s.ended(data.Get("message").String())
	}
}

// read copies the answer to dst.
func (s *slot) read(dst []byte) []byte {
	if cap(dst) < s.size {
		dst = make([]byte, s.size)
	}
	dst = dst[:s.size]
	if s.memory != nil {
		js.CopyBytesToGo(dst, s.memory.bytes)
	} else {
		js.CopyBytesToGo(dst, s.bytes)
	}
	return dst
}
