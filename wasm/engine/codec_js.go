//go:build js && wasm

package main

import (
	"fmt"
	"syscall/js"
	"unsafe"

	"github.com/hrgrad/hrgrad/wasm/engine/protocol"
	"github.com/norunners/vert"
)

// maxBytes bounds a checkpoint from the page.
const maxBytes = 64 << 20

// post sends a message to a port or to the page of a worker scope. Structure
// crosses with vert, arrays as transferred typed arrays.
func post(to js.Value, message any) {
	var transfer []any
	array := func(constructor string, bytes []byte, size int) js.Value {
		u := js.Global().Get("Uint8Array").New(len(bytes))
		js.CopyBytesToJS(u, bytes)
		buffer := u.Get("buffer")
		transfer = append(transfer, buffer)
		return js.Global().Get(constructor).New(buffer, 0, len(bytes)/size)
	}
	floats := func(s []float32) js.Value {
		if s == nil {
			return js.Null()
		}
		return array("Float32Array", raw(s), 4)
	}
	doubles := func(s []float64) js.Value { return array("Float64Array", raw(s), 8) }
	named := func(names []string, values [][]float64) js.Value {
		if values == nil {
			return js.Null()
		}
		o := object()
		for f, name := range names {
			o.Set(name, doubles(values[f]))
		}
		return o
	}

	value := vert.ValueOf(message).JSValue()
	switch m := message.(type) {
	case protocol.Fields:
		list := js.Global().Get("Array").New()
		for _, f := range m.Fields {
			o := vert.ValueOf(f).JSValue()
			o.Set("data", floats(f.Data))
			o.Set("reference", floats(f.Reference))
			list.Call("push", o)
		}
		value.Set("fields", list)
		line := object("x", doubles(m.Line.X), "values", named(m.Line.Names, m.Line.Values), "reference", named(m.Line.Names, m.Line.Reference))
		limits := js.Global().Get("Array").New()
		for _, l := range m.Line.Limits {
			limits.Call("push", object("name", js.ValueOf(l.Name), "label", js.ValueOf(l.Label), "values", named(m.Line.Names, l.Values)))
		}
		line.Set("limits", limits)
		value.Set("line", line)
	case protocol.Distribution:
		value.Set("data", floats(m.Data))
		value.Set("reference", floats(m.Reference))
		value.Set("maxwellian", floats(m.Maxwellian))
	case protocol.Race:
		entries := value.Get("entries")
		for i, e := range m.Entries {
			o := entries.Index(i)
			o.Set("history", object("steps", doubles(e.HistorySteps), "worst", named(m.Fields, e.HistoryWorst), "total", doubles(e.HistoryTotal)))
			o.Set("errors", object("eps", doubles(e.Eps), "values", named(m.Fields, e.Errors)))
			if e.Line != nil {
				o.Set("line", object("x", doubles(m.X), "values", named(m.Fields, e.Line)))
			}
		}
		if m.Line != nil {
			value.Set("reference", object("x", doubles(m.X), "values", named(m.Fields, m.Line)))
		}
	case protocol.Saved:
		value.Set("bytes", array("Uint8Array", m.Bytes, 1))
	case protocol.ReferenceReply:
		values := js.Null()
		if m.Values != nil {
			values = js.Global().Get("Array").New()
			for _, v := range m.Values {
				values.Call("push", doubles(v))
			}
		}
		value.Set("values", values)
		if m.Distribution != nil {
			value.Set("distribution", doubles(m.Distribution))
		}
	}
	to.Call("postMessage", value, transfer)
}

func decodeRequest(data js.Value) (protocol.Request, error) {
	var r protocol.Request
	if err := assign(data, &r); err != nil {
		return r, err
	}
	if r.Type == protocol.Resume {
		bytes := data.Get("bytes")
		if !bytes.InstanceOf(js.Global().Get("Uint8Array")) || bytes.Length() > maxBytes {
			return r, fmt.Errorf("checkpoint: a Uint8Array of at most %d bytes is needed", maxBytes)
		}
		r.Bytes = make([]byte, bytes.Length())
		js.CopyBytesToGo(r.Bytes, bytes)
	}
	return r, nil
}

func decodeReferenceRequest(data js.Value) (protocol.ReferenceRequest, error) {
	var r protocol.ReferenceRequest
	err := assign(data, &r)
	return r, err
}

func decodeReply(data js.Value) (protocol.ReferenceReply, error) {
	var r protocol.ReferenceReply
	if err := assign(data, &r); err != nil {
		return r, err
	}
	values := data.Get("values")
	if values.Type() != js.TypeObject {
		return r, nil
	}
	r.Values = make([][]float64, values.Length())
	for f := range r.Values {
		r.Values[f] = readDoubles(values.Index(f))
	}
	if d := data.Get("distribution"); d.Type() == js.TypeObject {
		r.Distribution = readDoubles(d)
	}
	return r, nil
}

// readDoubles copies a Float64Array.
func readDoubles(v js.Value) []float64 {
	out := make([]float64, v.Length())
	js.CopyBytesToGo(raw(out), js.Global().Get("Uint8Array").New(v.Get("buffer"), v.Get("byteOffset"), v.Get("byteLength")))
	return out
}

// object makes an object of keys and values in turn.
func object(entries ...any) js.Value {
	o := js.Global().Get("Object").New()
	for i := 0; i+1 < len(entries); i += 2 {
		o.Set(entries[i].(string), entries[i+1])
	}
	return o
}

// assign reads a structured value, with an error of one line.
func assign(data js.Value, to any) error {
	if data.Type() != js.TypeObject {
		return fmt.Errorf("message: an object is needed, %v was given", data.Type())
	}
	if err := (vert.Value{Value: data}).AssignTo(to); err != nil {
		return fmt.Errorf("message: %w", err)
	}
	return nil
}

// raw views numbers as the bytes they have in memory; wasm is little-endian, as
// typed arrays on every current machine are.
func raw[T float32 | float64](s []T) []byte {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), len(s)*int(unsafe.Sizeof(s[0])))
}
