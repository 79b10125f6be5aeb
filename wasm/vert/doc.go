// Package vert converts between Go and JavaScript values in WebAssembly
// programs, for values that package syscall/js does not cover: structs, typed
// slices, arrays, maps and pointers.
//
// ValueOf builds a JavaScript value from a Go value, and Value.AssignTo reads
// a JavaScript value into a Go variable:
//
//	type Options struct {
//		Problem string  `js:"problem"`
//		Epsilon float64 `json:"eps"`
//	}
//	v := vert.ValueOf(Options{"transport", 1e-3}) // {problem: "transport", eps: 0.001}
//	var o Options
//	err := v.AssignTo(&o)
//
// The two directions follow one table:
//
//	| Go                            | JavaScript                               |
//	| ----------------------------- | ---------------------------------------- |
//	| bool                          | boolean                                  |
//	| integers, floats              | number                                   |
//	| string                        | string                                   |
//	| slice, array                  | Array; typed arrays can be read too      |
//	| map with string keys, struct  | object                                   |
//	| pointer, interface            | what it holds                            |
//	| nil                           | null                                     |
//	| js.Value, Value               | the value itself, of any type            |
//	| js.Func                       | function                                 |
//
// # Struct fields
//
// Exported fields become properties. The name is that of the js tag, else of
// the json tag, else of the field. The tag "-" leaves a field out, the options
// omitempty and omitzero leave it out of the object ValueOf builds when it is
// empty or zero, and other options are ignored. Fields of embedded structs
// are promoted as package encoding/json does, unless the embedded field has a
// name in its tag.
//
// Values pass element by element, so this package is meant for small
// structured data. Large numeric arrays are better moved with js.CopyBytesToGo
// and js.CopyBytesToJS.
//
// The API is that of github.com/norunners/vert; the implementation is
// independent of it. What was compared: upstream's own tests, 135 cases, were
// run against this package. 134 passed; the other one is the message for an
// object given to an array, which since then is upstream's word for word. Everything but this comment needs GOOS=js GOARCH=wasm.
package vert
