//go:build js && wasm

package pool

import "syscall/js"

// shared is memory that the session's thread and an instance have in common: a request or an answer, and flags. Who sets the first flag hands the
// bytes over to the other; an instance waits for that in place of messages until it is told to leave.
type shared struct {
	calls        js.Value // hrgradShare
	buffer       js.Value
	flags, bytes js.Value // Int32Array, Uint8Array
	length       int
}

// The first flag, and the others.
const (
	flagIdle    = iota // before the first request
	flagRequest        // the bytes are one, for the instance
	flagReply          // the bytes are one, for the session
	flagLeave          // the instance goes back to messages
	flagFailure        // the instance has, and a message says why

	cellState = 0
	cellSize  = 1 // of the bytes
	cellBusy  = 2 // microseconds that the answer took

	flagBytes = 64
)

var int32Array = js.Global().Get("Int32Array")

// newShared makes memory for so many bytes; ok is false where none can be shared.
func newShared(length int) (m shared, ok bool) {
	calls := js.Global().Get("hrgradShare")
	if calls.Type() != js.TypeObject {
		return shared{}, false
	}
	return sharedOf(calls.Call("buffer", flagBytes+length)), true
}

// sharedOf views a buffer.
func sharedOf(buffer js.Value) shared {
	return shared{
		calls: js.Global().Get("hrgradShare"), buffer: buffer, length: buffer.Get("byteLength").Int() - flagBytes,
		flags: int32Array.New(buffer, 0, flagBytes/4), bytes: uint8Array.New(buffer, flagBytes),
	}
}

// set hands the bytes over.
func (m *shared) set(state int) { m.calls.Call("set", m.flags, state) }

// wait waits while the state is the given one, for so many milliseconds at most, and returns what it is then.
func (m *shared) wait(state, milliseconds int) int {
	return m.calls.Call("wait", m.flags, state, milliseconds).Int()
}

func (m *shared) cell(i int) int { return m.flags.Index(i).Int() }

func (m *shared) setCell(i, v int) { m.flags.SetIndex(i, v) }
