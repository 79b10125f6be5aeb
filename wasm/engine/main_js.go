//go:build js && wasm

// Command engine is the training engine of the page. One program has two roles,
// chosen by its argument, each in a worker of its own:
//
//	coordinator  trains a session and answers the page
//	reference    computes reference solutions for the coordinator
//	gradient     computes a share of the gradients of every step; the coordinator
//	             starts as many of these as it is told
//
// A second argument names the compute kernels: auto, scalar, simd or relaxed. The
// worker hands over as globalThis.hrgradPort the MessagePort that joins the two.
package main

import (
	"fmt"
	"os"
	"slices"
	"syscall/js"
	"time"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/engine/coordinator"
	"github.com/hrgrad/hrgrad/wasm/engine/pool"
	"github.com/hrgrad/hrgrad/wasm/engine/refserver"
	"github.com/hrgrad/hrgrad/wasm/heap"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// slice is how long training goes on before messages are let in.
const slice = 30 * time.Millisecond

func main() {
	role := ""
	if len(os.Args) > 1 {
		role = os.Args[1]
	}
	heap.Export()
	var err error
	switch role {
	case "coordinator":
		err = coordinate()
	case "reference":
		err = serveReferences()
	case "gradient":
		pool.Serve()
	default:
		err = input.Unknown("role", role, []string{"coordinator", "reference", "gradient"})
	}
	fmt.Fprintln(os.Stderr, "engine:", err)
	os.Exit(1)
}

// coordinate runs the coordinator; it returns only with an error.
func coordinate() error {
	page, port := js.Global(), js.Global().Get("hrgradPort")
	start := time.Now()
	workers := pool.New()
	workers.Mended = func(text string) { post(page, wire.Mended{Message: text}) }
	c := coordinator.New(coordinator.Environment{
		Open: func(config train.Config) (coordinator.Session, error) {
			s, err := train.New(config)
			if err != nil {
				return nil, err // a nil *train.Session must not become a non-nil Session
			}
			return s, nil
		},
		Resume: func(checkpoint []byte) (coordinator.Session, error) {
			s, err := train.Resume(checkpoint)
			if err != nil {
				return nil, err
			}
			return s, nil
		},
		Show: func(weights []byte) (coordinator.Session, error) {
			s, err := train.Network(weights)
			if err != nil {
				return nil, err
			}
			return s, nil
		},
		Attach: func(s coordinator.Session, n int) { workers.Attach(s.(*train.Session), n) },
		Conserve: func(s coordinator.Session, eps float64, times []float64) ([]train.ConservationReport, error) {
			return train.Conservation(s.(*train.Session), eps, times)
		},
		Solve: func(s coordinator.Session, features int, progress func(done float64) error) (*train.Solved, error) {
			return s.(*train.Session).Solve(features, progress)
		},
		Correct: func(s coordinator.Session) *train.Corrector { return s.(*train.Session).NewCorrector() },
		Post:    func(message wire.Message) { post(page, message) },
		Ask:     func(r wire.ReferenceRequest) { post(port, r) },
		Now:     func() time.Duration { return time.Since(start) },
	})
	inbox := newInbox()
	inbox.listen(page, func(data js.Value) {
		var r wire.Request
		if err := wire.Decode(data, &r); err != nil {
			post(page, wire.Fault{Message: err.Error(), Action: "Reload the page."})
			return
		}
		c.Handle(r)
	})
	inbox.listen(port, func(data js.Value) {
		var r wire.ReferenceReply
		if err := wire.Decode(data, &r); err != nil {
			post(page, wire.Fault{Message: err.Error(), Action: "Reload the page."})
			return
		}
		c.Deliver(r)
	})
	wrong := chooseKernels()
	post(page, wire.Hello{Kernels: kernel.Active(), Available: kernel.Available()})
	if wrong != nil {
		post(page, wire.Fault{Message: wrong.Error(), Action: "Training works with the kernels named in the status line."})
	}
	for {
		inbox.drain()
		switch wait := c.Wait(); {
		case wait == 0:
			c.Work(slice)
			inbox.yield()
		case wait < 0:
			inbox.wait()
		default:
			inbox.waitFor(wait)
		}
	}
}

// serveReferences runs the reference server; it does not return.
func serveReferences() error {
	port := js.Global().Get("hrgradPort")
	inbox := newInbox()
	last := time.Now()
	s := refserver.New(func(r wire.ReferenceReply) { post(port, r) }, func() bool {
		if time.Since(last) < slice {
			return false
		}
		inbox.yield()
		inbox.drain()
		last = time.Now()
		return true
	})
	inbox.listen(port, func(data js.Value) {
		var r wire.ReferenceRequest
		if err := wire.Decode(data, &r); err != nil {
			post(port, wire.ReferenceReply{ID: r.ID, Error: err.Error()})
		} else {
			s.Add(r)
		}
	})
	for {
		inbox.drain()
		if s.Work() {
			inbox.yield()
		} else {
			inbox.wait()
		}
	}
}

// chooseKernels takes the implementation that the second argument names. By
// default it is the fastest one that gives the same bits on every engine; one
// that this engine lacks is a fault and the default is used.
func chooseKernels() error {
	name := "auto"
	if len(os.Args) > 2 {
		name = os.Args[2]
	}
	var wrong error
	if name != "auto" {
		if wrong = kernel.Use(name); wrong == nil {
			return nil
		}
	}
	best := kernel.Scalar
	if slices.Contains(kernel.Available(), kernel.SIMD) {
		best = kernel.SIMD
	}
	if err := kernel.Use(best); err != nil {
		return err
	}
	return wrong
}

// post sends a message to a port or to the page of a worker scope.
func post(to js.Value, message wire.Message) {
	value, transfer := wire.Encode(message)
	to.Call("postMessage", value, transfer)
}
