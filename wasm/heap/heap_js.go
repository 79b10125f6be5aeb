//go:build js && wasm

// Package heap tells the measurements of the page how much memory a Go program
// holds. Nothing is counted unless it is asked for.
package heap

import (
	"runtime"
	"syscall/js"
)

// Export makes the global function hrgradHeap(collect), which returns bytes of
// the Go heap, after a collection if that is asked for: alloc in use, sys taken
// from the WebAssembly memory, and the number of collections so far.
func Export() {
	js.Global().Set("hrgradHeap", js.FuncOf(func(_ js.Value, args []js.Value) any {
		var before, m runtime.MemStats
		runtime.ReadMemStats(&before)
		if len(args) > 0 && args[0].Truthy() {
			runtime.GC()
		}
		runtime.ReadMemStats(&m)
		return map[string]any{"alloc": float64(m.HeapAlloc), "sys": float64(m.HeapSys), "stacks": float64(m.StackSys), "collections": float64(before.NumGC)}
	}))
}
