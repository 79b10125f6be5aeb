//go:build js && wasm

package vert

import (
	"fmt"
	"reflect"
	"sort"
	"syscall/js"
)

// Value is a JavaScript value that can be assigned to a Go value. Its zero
// value is undefined.
type Value struct {
	js.Value
}

// JSValue returns the value as package syscall/js knows it.
func (v Value) JSValue() js.Value {
	return v.Value
}

// maxDepth bounds the nesting of values in both directions, pointers and
// interfaces included. It keeps the recursion well within the 1 MB stack that
// JavaScript engines give a WebAssembly program.
const maxDepth = 500

// ValueOf returns i as a JavaScript value, by the table in the package
// comment. Maps and structs become new objects, slices and arrays new Arrays;
// nothing is shared with i. The properties made from a map are in ascending
// order of the keys.
//
// Numbers become float64, so integers beyond 2^53 are rounded.
//
// Like js.ValueOf, it panics if i cannot be converted: a complex number,
// channel, func, unsafe pointer, or a map whose keys are not of string kind
// (wherever it occurs in i, unless nil), and a value that contains itself or
// is nested deeper than 500 levels.
func ValueOf(i any) Value {
	return Value{valueOf(reflect.ValueOf(i), 0)}
}

func valueOf(v reflect.Value, depth int) js.Value {
	if !v.IsValid() {
		return js.Null()
	}
	if depth > maxDepth {
		panic(fmt.Sprintf("vert: ValueOf: value contains itself or is nested deeper than %d levels, at type %s", maxDepth, v.Type()))
	}
	switch v.Type() {
	case jsValueType:
		return v.Interface().(js.Value)
	case jsFuncType:
		return v.Interface().(js.Func).Value
	case valueType:
		return v.Interface().(Value).Value
	}
	switch v.Kind() {
	case reflect.Bool:
		return js.ValueOf(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return js.ValueOf(v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return js.ValueOf(v.Uint())
	case reflect.Float32, reflect.Float64:
		return js.ValueOf(v.Float())
	case reflect.String:
		return js.ValueOf(v.String())
	case reflect.Pointer, reflect.Interface:
		return valueOf(v.Elem(), depth+1)
	case reflect.Slice:
		if v.IsNil() {
			return js.Null()
		}
		return valueOfList(v, depth)
	case reflect.Array:
		return valueOfList(v, depth)
	case reflect.Map:
		return valueOfMap(v, depth)
	case reflect.Struct:
		return valueOfStruct(v, depth)
	case reflect.Chan, reflect.Func:
		if v.IsNil() {
			return js.Null()
		}
	}
	panic("vert: ValueOf: cannot convert Go type " + v.Type().String())
}

func valueOfList(v reflect.Value, depth int) js.Value {
	array := newArray.New(v.Len())
	for i := range v.Len() {
		array.SetIndex(i, valueOf(v.Index(i), depth+1))
	}
	return array
}

func valueOfMap(v reflect.Value, depth int) js.Value {
	if v.IsNil() {
		return js.Null()
	}
	if v.Type().Key().Kind() != reflect.String {
		panic("vert: ValueOf: cannot convert Go type " + v.Type().String() + ", map keys must be strings")
	}
	keys := v.MapKeys()
	sort.Slice(keys, func(i, j int) bool { return keys[i].String() < keys[j].String() })
	object := newObject.New()
	for _, k := range keys {
		setProperty(object, k.String(), valueOf(v.MapIndex(k), depth+1))
	}
	return object
}

func valueOfStruct(v reflect.Value, depth int) js.Value {
	object := newObject.New()
	fields := fieldsOf(v.Type())
	for i := range fields {
		f := &fields[i]
		fv, err := v.FieldByIndexErr(f.index)
		if err != nil || f.omits(fv) { // err: inside a nil embedded pointer
			continue
		}
		setProperty(object, f.name, valueOf(fv, depth+1))
	}
	return object
}
