//go:build js && wasm

package pool

import (
	"encoding/json"
	"fmt"
	"syscall/js"
	"time"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/train"
)

// IsInstance tells whether this program was started by a pool; it then should call Serve and nothing else.
func IsInstance() bool { return js.Global().Get("hrgradGradientPort").Type() == js.TypeObject }

// Serve computes gradients for the pool that started this instance. It does not return.
func Serve() {
	s := &server{port: js.Global().Get("hrgradGradientPort")}
	s.port.Set("onmessage", js.FuncOf(func(_ js.Value, args []js.Value) any {
		if err := s.handle(args[0].Get("data")); err != nil {
			s.port.Call("postMessage", map[string]any{"type": "failure", "message": err.Error()})
		}
		return nil
	}))
	s.port.Call("postMessage", map[string]any{"type": "started"})
	select {}
}

// server is the instance's side of the channel.
type server struct {
	port           js.Value
	worker         *train.Worker
	request, reply []byte
}

func (s *server) handle(data js.Value) error {
	switch kind := data.Get("type").String(); kind {
	case "setup":
		return s.setUp(data.Get("setup").String())
	case "request":
		return s.answer(data.Get("bytes"), data.Get("size").Int())
	case "share":
		return s.share(sharedOf(data.Get("buffer")))
	default:
		return fmt.Errorf("unknown message %q", kind)
	}
}

func (s *server) setUp(text string) error {
	var u setup
	if err := json.Unmarshal([]byte(text), &u); err != nil {
		return err
	}
	if err := kernel.Use(u.Kernels); err != nil {
		return err
	}
	var err error
	if s.worker, err = train.NewWorker(u.Config, u.Units); err != nil {
		return err
	}
	s.port.Call("postMessage", map[string]any{"type": "ready", "sequence": u.Sequence})
	return nil
}

// answer computes and sends the answer in the buffer of the request, or in a
// larger one that then travels in its place.
func (s *server) answer(bytes js.Value, size int) error {
	if s.worker == nil {
		return fmt.Errorf("a request came before a setup")
	}
	start := time.Now()
	if err := s.compute(bytes, size); err != nil {
		return err
	}
	if bytes.Length() < len(s.reply) {
		bytes = uint8Array.New(len(s.reply))
	}
	js.CopyBytesToJS(bytes, s.reply)
	milliseconds := float64(time.Since(start)) / float64(time.Millisecond)
	s.port.Call("postMessage", map[string]any{"type": "reply", "bytes": bytes, "size": len(s.reply), "milliseconds": milliseconds}, []any{bytes.Get("buffer")})
	return nil
}

// compute sets the reply to a request.
func (s *server) compute(bytes js.Value, size int) (err error) {
	if cap(s.request) < size {
		s.request = make([]byte, size)
	}
	s.request = s.request[:size]
	js.CopyBytesToGo(s.request, bytes)
	s.reply, err = s.worker.Gradients(s.request, s.reply[:0])
	return err
}

// share answers requests in shared memory until it is told to leave. Messages wait until then.
func (s *server) share(m shared) error {
	const hour = 3600 * 1000
	for {
		state := m.cell(cellState)
		for state == flagIdle || state == flagReply {
			state = m.wait(state, hour)
		}
		if state != flagRequest {
			return nil
		}
		start := time.Now()
		err := s.compute(m.bytes, m.cell(cellSize))
		if err == nil && len(s.reply) > m.length {
			err = fmt.Errorf("a reply of %d bytes does not fit into %d", len(s.reply), m.length)
		}
		if err != nil {
			m.set(flagFailure)
			return err
		}
		js.CopyBytesToJS(m.bytes, s.reply)
		m.setCell(cellSize, len(s.reply))
		m.setCell(cellBusy, int(time.Since(start)/time.Microsecond))
		m.set(flagReply)
	}
}
