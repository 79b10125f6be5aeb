//go:build js && wasm

package main

import (
	"syscall/js"
	"time"
)

// inbox collects messages of a worker scope and of ports until the main
// goroutine takes them; nothing is computed inside an event handler.
type inbox struct {
	waiting []func()
	arrived chan struct{}
	woken   chan struct{}
	bell    js.Value
}

func newInbox() *inbox {
	b := &inbox{arrived: make(chan struct{}, 1), woken: make(chan struct{}, 1)}
	channel := js.Global().Get("MessageChannel").New()
	b.bell = channel.Get("port2")
	channel.Get("port1").Set("onmessage", js.FuncOf(func(js.Value, []js.Value) any {
		signal(b.woken)
		return nil
	}))
	return b
}

// listen calls handle in drain for every message of a port or worker scope.
func (b *inbox) listen(port js.Value, handle func(data js.Value)) {
	port.Set("onmessage", js.FuncOf(func(_ js.Value, args []js.Value) any {
		data := args[0].Get("data")
		b.waiting = append(b.waiting, func() { handle(data) })
		signal(b.arrived)
		return nil
	}))
}

// drain handles everything that has arrived.
func (b *inbox) drain() {
	for len(b.waiting) > 0 {
		next := b.waiting[0]
		b.waiting = b.waiting[1:]
		next()
	}
}

// yield lets the event loop deliver what has arrived. A message to oneself takes
// a tenth of a millisecond, the shortest timer several.
func (b *inbox) yield() {
	b.bell.Call("postMessage", js.Null())
	<-b.woken
}

// wait blocks until a message arrives.
func (b *inbox) wait() {
	if len(b.waiting) == 0 {
		<-b.arrived
	}
}

// waitFor blocks until a message arrives or the time is over.
func (b *inbox) waitFor(d time.Duration) {
	if len(b.waiting) > 0 {
		return
	}
	over := make(chan struct{})
	timer := time.AfterFunc(d, func() { close(over) })
	defer timer.Stop()
	select {
	case <-b.arrived:
	case <-over:
	}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
