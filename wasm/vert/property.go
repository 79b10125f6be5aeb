//go:build js && wasm

package vert

import (
	"fmt"
	"syscall/js"
)

// A property read through js.Value.Get, Index or Length takes the whole Go
// program down when a getter or a proxy trap throws, because syscall/js does
// not catch exceptions there. Function calls it does catch, so the reads go
// through these functions, taken once so that a page that later replaces them
// changes nothing here.
var (
	reflectGet     = js.Global().Get("Reflect").Get("get")
	objectKeys     = js.Global().Get("Object").Get("keys")
	defineProperty = js.Global().Get("Object").Get("defineProperty")
	newObject      = js.Global().Get("Object")
	newArray       = js.Global().Get("Array")
	isArray        = js.Global().Get("Array").Get("isArray")
	isView         = js.Global().Get("ArrayBuffer").Get("isView")
)

// invoke calls the JavaScript function fn and returns what it throws as an
// error.
func invoke(fn js.Value, args ...any) (js.Value, error) {
	result, thrown := try(fn, args...)
	if thrown != nil {
		return js.Value{}, fmt.Errorf("reading it threw %s", describe(thrown.Value))
	}
	return result, nil
}

// try calls fn and returns its result, or what it throws.
func try(fn js.Value, args ...any) (result js.Value, thrown *js.Error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case js.Error:
			thrown = &r
		default:
			panic(r)
		}
	}()
	return fn.Invoke(args...), nil
}

// get returns the property of an object that key, a string or an int, names.
func get(object js.Value, key any) (js.Value, error) {
	return invoke(reflectGet, object, key)
}

// describe names a thrown value without running more of its code than the
// getter of its message. js.Error.Error cannot be used: it fails on thrown
// values that are not objects.
func describe(thrown js.Value) string {
	t, ok := typeOf(thrown)
	if !ok {
		return "a bigint"
	}
	switch t {
	case js.TypeString:
		return fmt.Sprintf("%q", thrown.String())
	case js.TypeObject:
		m, again := try(reflectGet, thrown, "message")
		if t, ok := typeOf(m); again == nil && ok && t == js.TypeString {
			return fmt.Sprintf("an error: %q", m.String())
		}
	}
	return "a value of type " + t.String()
}

// typeOf returns the type of v. It reports false for a bigint, where
// js.Value.Type panics.
func typeOf(v js.Value) (t js.Type, ok bool) {
	defer func() {
		if recover() != nil {
			t, ok = js.TypeNumber, false
		}
	}()
	return v.Type(), true
}

// listLength returns the length of v if it is an Array or a typed array, and
// false if it is neither. A DataView is not a list.
func listLength(v js.Value) (n float64, ok bool, err error) {
	array, err := invoke(isArray, v)
	if err != nil {
		return 0, false, err
	}
	if !array.Truthy() {
		view, err := invoke(isView, v)
		if err != nil || !view.Truthy() {
			return 0, false, err
		}
	}
	length, err := get(v, "length")
	if err != nil {
		return 0, false, err
	}
	if t, known := typeOf(length); !known || t != js.TypeNumber {
		return 0, false, nil
	}
	return length.Float(), true, nil
}

// setProperty stores x as an own property of a plain object. An ordinary
// write to "__proto__" would replace the prototype instead.
func setProperty(object js.Value, name string, x js.Value) {
	if name == "__proto__" {
		d := newObject.New()
		d.Set("value", x)
		d.Set("writable", true)
		d.Set("enumerable", true)
		d.Set("configurable", true)
		defineProperty.Invoke(object, name, d)
		return
	}
	object.Set(name, x)
}
