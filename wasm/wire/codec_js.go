//go:build js && wasm

package wire

import (
	"fmt"
	"reflect"
	"syscall/js"
	"unsafe"

	"github.com/norunners/vert"
)

// Encode makes the JavaScript object of a message and the list of what postMessage is to transfer: the one buffer of all
// arrays, or nothing.
func Encode(m Message) (value js.Value, transfer []any) {
	value = vert.ValueOf(m).JSValue()
	value.Set("type", m.Name())
	p := packing{}
	walk(reflect.ValueOf(m), value, p.add)
	if len(p.views) == 0 {
		return value, nil
	}
	p.place()
	return value, []any{p.buffer}
}

// Decode reads a message and checks it. Objects and arrays may come from another realm, as those of the window around a
// frame do. Values that are no structured clones, with getters that throw, are errors of vert.
func Decode(data js.Value, to Validator) error {
	if data.Type() != js.TypeObject {
		return fmt.Errorf("message: an object is needed, %v given", data.Type())
	}
	if err := (vert.Value{Value: data}).AssignTo(to); err != nil {
		return fmt.Errorf("message: %w", err)
	}
	var err error
	walk(reflect.ValueOf(to), data, func(array reflect.Value, owner js.Value, key any) {
		if err == nil {
			err = read(array, property(owner, key), key)
		}
	})
	if err != nil {
		return fmt.Errorf("message: %w", err)
	}
	return to.Validate()
}

// walk calls visit for every array of a message with the object or list and the key that it has there.
func walk(v reflect.Value, at js.Value, visit func(array reflect.Value, owner js.Value, key any)) {
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct || at.Type() != js.TypeObject {
		return
	}
	for _, f := range arraysOf(v.Type()) {
		field := v.Field(f.index)
		switch {
		case f.array:
			visit(field, at, f.name)
		case field.Kind() == reflect.Slice: // of structs
			list := at.Get(f.name)
			for i := range field.Len() {
				walk(field.Index(i), list.Index(i), visit)
			}
		default:
			walk(field, at.Get(f.name), visit)
		}
	}
}

func property(owner js.Value, key any) js.Value {
	if i, ok := key.(int); ok {
		return owner.Index(i)
	}
	return owner.Get(key.(string))
}

func setProperty(owner js.Value, key any, value js.Value) {
	if i, ok := key.(int); ok {
		owner.SetIndex(i, value)
		return
	}
	owner.Set(key.(string), value)
}

// packing collects the arrays of a message for one buffer.
type packing struct {
	views  []view
	bytes  int
	buffer js.Value
}

// view is one typed array over the buffer.
type view struct {
	owner js.Value
	key   any
	kind  *kind
	data  reflect.Value
	from  int
}

func (p *packing) add(array reflect.Value, owner js.Value, key any) {
	k := kindOf(array.Type())
	if _, listed := key.(int); array.IsNil() && !listed {
		setProperty(owner, key, js.Null())
		return
	}
	if k == nil { // a list of arrays
		list := newArray.New(array.Len())
		setProperty(owner, key, list)
		for i := range array.Len() {
			p.add(array.Index(i), list, i)
		}
		return
	}
	p.views = append(p.views, view{owner, key, k, array, p.bytes})
	p.bytes += (array.Len()*k.size + 7) &^ 7 // every array starts at a multiple of the largest element
}

// scratch holds the bytes of one message on their way: a program on this target has one thread, and nothing here lets go of it.
var scratch []byte

// place copies the arrays into the buffer, at once, and makes the views of them.
func (p *packing) place() {
	if len(scratch) < p.bytes {
		scratch = make([]byte, p.bytes)
	}
	for _, v := range p.views {
		copy(scratch[v.from:], bytesOf(v.data, v.kind))
	}
	block := uint8Array.New(p.bytes)
	js.CopyBytesToJS(block, scratch[:p.bytes])
	p.buffer = block.Get("buffer")
	for _, v := range p.views {
		setProperty(v.owner, v.key, v.kind.constructor().New(p.buffer, v.from, v.data.Len()))
	}
}

// read copies a typed array, or a list of typed arrays, into a slice. null and undefined give nil.
func read(to reflect.Value, from js.Value, key any) error {
	to.SetZero()
	if from.IsNull() || from.IsUndefined() {
		return nil
	}
	k := kindOf(to.Type())
	if k == nil {
		if tagOf(from) != "Array" || from.Length() > maxLists {
			return fmt.Errorf("%v: %s given, allowed: a list of at most %d typed arrays", key, tagOf(from), maxLists)
		}
		list := reflect.MakeSlice(to.Type(), from.Length(), from.Length())
		for i := range list.Len() {
			if err := read(list.Index(i), from.Index(i), fmt.Sprintf("%v[%d]", key, i)); err != nil {
				return err
			}
		}
		to.Set(list)
		return nil
	}
	if tag := tagOf(from); tag != k.name {
		return fmt.Errorf("%v: %s given, allowed: %s", key, tag, k.name)
	}
	n := from.Length()
	if n*k.size > MaxCheckpoint {
		return fmt.Errorf("%v: %d values given, allowed: at most %d bytes", key, n, MaxCheckpoint)
	}
	slice := reflect.MakeSlice(to.Type(), n, n)
	js.CopyBytesToGo(bytesOf(slice, k), uint8Array.New(from.Get("buffer"), from.Get("byteOffset"), from.Get("byteLength")))
	to.Set(slice)
	return nil
}

// bytesOf views numbers as the bytes they have in memory; wasm is little-endian, as typed arrays on every current machine
// are.
func bytesOf(slice reflect.Value, k *kind) []byte {
	if slice.Len() == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(slice.UnsafePointer()), slice.Len()*k.size)
}

var (
	newArray   = js.Global().Get("Array")
	uint8Array = js.Global().Get("Uint8Array")
	toString   = js.Global().Get("Object").Get("prototype").Get("toString")
)

func (k *kind) constructor() js.Value { return js.Global().Get(k.name) }

// tagOf is Float32Array, Array, Object, ..., also for values of another realm.
func tagOf(v js.Value) string {
	if v.Type() != js.TypeObject {
		return v.Type().String()
	}
	s := toString.Call("call", v).String()
	return s[len("[object ") : len(s)-1]
}
