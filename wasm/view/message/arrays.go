//go:build js && wasm

package message

import (
	"fmt"
	"math"
	"syscall/js"
	"unsafe"

	"github.com/hrgrad/hrgrad/wasm/view/data"
)

func number(v *float64) float64 {
	if v == nil {
		return math.NaN()
	}
	return *v
}

// typed copies the bytes of a typed array whose elements have size bytes. The view on the buffer
// is made in this realm, as arrays may come from the parent window's.
func typed(v js.Value, size int) ([]byte, error) {
	n := v.Get("byteLength").Int()
	if n%size != 0 || n/size > data.MaxSamples {
		return nil, fmt.Errorf("%d bytes; at most %d values are allowed", n, data.MaxSamples)
	}
	b := make([]byte, n)
	js.CopyBytesToGo(b, js.Global().Get("Uint8Array").New(v.Get("buffer"), v.Get("byteOffset"), n))
	return b, nil
}

// kindOf is Float32Array, Float64Array, Array, ... also for values of another window.
func kindOf(v js.Value) string {
	if v.Type() != js.TypeObject {
		return v.Type().String()
	}
	s := js.Global().Get("Object").Get("prototype").Get("toString").Call("call", v).String()
	return s[len("[object ") : len(s)-1]
}

// samples reads an array of float32; null and undefined give nil.
func samples(v js.Value) ([]float32, error) {
	if v.IsUndefined() || v.IsNull() {
		return nil, nil
	}
	if kindOf(v) == "Float32Array" {
		b, err := typed(v, 4)
		if err != nil || len(b) == 0 {
			return nil, err
		}
		return unsafe.Slice((*float32)(unsafe.Pointer(&b[0])), len(b)/4), nil
	}
	n, err := numbers(v)
	if err != nil {
		return nil, err
	}
	out := make([]float32, len(n))
	for i, x := range n {
		out[i] = float32(x)
	}
	return out, nil
}

// numbers reads an array or typed array of numbers or booleans; null and undefined give nil, and
// elements that are neither give NaN.
func numbers(v js.Value) ([]float64, error) {
	if v.IsUndefined() || v.IsNull() {
		return nil, nil
	}
	switch kind := kindOf(v); kind {
	case "Float64Array":
		b, err := typed(v, 8)
		if err != nil || len(b) == 0 {
			return nil, err
		}
		return unsafe.Slice((*float64)(unsafe.Pointer(&b[0])), len(b)/8), nil
	case "Float32Array":
		s, err := samples(v)
		out := make([]float64, len(s))
		for i, x := range s {
			out[i] = float64(x)
		}
		return out, err
	case "Array", "Int32Array", "Uint32Array", "Uint8Array", "Int8Array", "Uint16Array", "Int16Array", "Uint8ClampedArray":
		n := v.Length()
		if n > data.MaxSamples {
			return nil, fmt.Errorf("%d values; at most %d are allowed", n, data.MaxSamples)
		}
		out := make([]float64, n)
		for i := range out {
			e := v.Index(i)
			switch e.Type() {
			case js.TypeNumber:
				out[i] = e.Float()
			case js.TypeBoolean:
				if e.Bool() {
					out[i] = 1
				}
			default:
				out[i] = math.NaN()
			}
		}
		return out, nil
	default:
		return nil, fmt.Errorf("%s given; an array of numbers is needed", kind)
	}
}

// matrix reads an array of rows or one flat array.
func matrix(v js.Value) ([]float64, error) {
	if kindOf(v) != "Array" || v.Length() == 0 || v.Index(0).Type() != js.TypeObject {
		return numbers(v)
	}
	var out []float64
	for i := 0; i < v.Length() && i < 64; i++ {
		row, err := numbers(v.Index(i))
		if err != nil {
			return nil, err
		}
		out = append(out, row...)
	}
	return out, nil
}

// numberMap reads an object of arrays of numbers.
func numberMap(m map[string]js.Value) (map[string][]float64, error) {
	if m == nil {
		return nil, nil
	}
	out := make(map[string][]float64, len(m))
	for k, v := range m {
		n, err := numbers(v)
		if err != nil {
			return nil, err
		}
		out[k] = n
	}
	return out, nil
}
