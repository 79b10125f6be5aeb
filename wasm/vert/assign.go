//go:build js && wasm

package vert

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"syscall/js"
)

// maxNodes bounds the number of values one assignment reads. A graph of
// shared objects, or getters that make new ones, can unfold without end; this
// is far beyond the structured data the package is meant for.
const maxNodes = 1 << 20

// AssignTo stores the JavaScript value v in the Go value that i points to, by
// the table in the package comment. Anything that does not fit is an
// *InvalidAssignmentError and never a panic; what was assigned before the
// error was found stays.
//
//   - null and undefined leave the target untouched. So does a property that
//     the object lacks. An element of a new slice, or a new map entry, is zero.
//   - Integers take integral numbers in their range only: no fractions, no NaN
//     and no infinities. A float32 takes the nearest value, and a finite number
//     beyond its range is an error. A bigint fits js.Value and Value alone.
//   - A nil pointer is allocated. A pointer that is not nil keeps its address.
//   - A slice is replaced by a new one; an array needs a list of its length.
//   - A map is made if nil. Its other entries stay, and an entry it has already
//     is updated as a struct field would be.
//   - A non-nil interface keeps its dynamic type and takes what that type
//     takes. A nil interface without methods takes a boolean as bool, a number as
//     float64 and a string as string, and nothing else.
//   - js.Value and Value take anything. js.Func takes a function; its Release has
//     no effect unless it held that same function before.
//   - Unexported struct fields are left alone. An embedded nil pointer to an
//     unexported struct type cannot be allocated, so properties for it are errors.
//
// JavaScript values that contain themselves, are nested deeper than 500
// levels, or unfold to more than 2^20 values are errors, and so are exceptions
// thrown by getters and proxies.
func (v Value) AssignTo(i any) error {
	t := reflect.ValueOf(i)
	if t.Kind() != reflect.Pointer || t.IsNil() {
		return &InvalidAssignmentError{Kind: t.Kind()}
	}
	a := assigner{nodes: maxNodes}
	if err := a.assign(t.Elem(), v.Value, 0); err != nil { // a nil *InvalidAssignmentError is not a nil error
		return err
	}
	return nil
}

// assigner is the state of one call of AssignTo.
type assigner struct {
	nodes int        // how many more values may be read
	open  []js.Value // objects being read, from the outermost
}

// assign stores v in t, which can be set.
func (a *assigner) assign(t reflect.Value, v js.Value, depth int) *InvalidAssignmentError {
	a.nodes-- // also for the holes of a sparse array
	if v.IsNull() || v.IsUndefined() {
		return nil
	}
	jt, known := typeOf(v)
	fail := func(detail string) *InvalidAssignmentError {
		return &InvalidAssignmentError{Type: jt, Kind: t.Kind(), detail: detail}
	}
	if depth > maxDepth {
		return fail(fmt.Sprintf("nested deeper than %d levels", maxDepth))
	}
	if a.nodes < 0 {
		return fail("it unfolds to too many values")
	}
	switch t.Type() {
	case jsValueType:
		t.Set(reflect.ValueOf(v))
		return nil
	case valueType:
		t.Set(reflect.ValueOf(Value{v}))
		return nil
	case jsFuncType:
		if !known || jt != js.TypeFunction {
			return fail("want a function")
		}
		if f := t.Interface().(js.Func); !f.Equal(v) {
			t.Set(reflect.ValueOf(js.Func{Value: v}))
		}
		return nil
	}
	switch t.Kind() {
	case reflect.Pointer:
		if !t.IsNil() {
			return a.assign(t.Elem(), v, depth+1)
		}
		p := reflect.New(t.Type().Elem())
		if err := a.assign(p.Elem(), v, depth+1); err != nil {
			return err
		}
		t.Set(p.Convert(t.Type())) // a named pointer type differs from that of p
		return nil
	case reflect.Interface:
		if !t.IsNil() {
			return a.assignHeld(t, v, depth)
		}
	}
	if !known {
		return fail("it is a bigint")
	}

	switch jt {
	case js.TypeBoolean:
		switch {
		case t.Kind() == reflect.Bool:
			t.SetBool(v.Bool())
			return nil
		case isEmptyInterface(t):
			t.Set(reflect.ValueOf(v.Bool()))
			return nil
		}
	case js.TypeNumber:
		if isEmptyInterface(t) {
			t.Set(reflect.ValueOf(v.Float()))
			return nil
		}
		if detail, ok := setNumber(t, v.Float()); !ok {
			return fail(detail)
		}
		return nil
	case js.TypeString:
		switch {
		case t.Kind() == reflect.String:
			t.SetString(v.String())
			return nil
		case isEmptyInterface(t):
			t.Set(reflect.ValueOf(v.String()))
			return nil
		}
	case js.TypeObject:
		return a.assignObject(t, v, depth, fail)
	}
	return fail("")
}

func isEmptyInterface(t reflect.Value) bool {
	return t.Kind() == reflect.Interface && t.NumMethod() == 0
}

// assignHeld stores v in what the interface t holds. The value inside an
// interface cannot be set, so it is replaced by a copy that can, unless it is a
// pointer, whose target is reached.
func (a *assigner) assignHeld(t reflect.Value, v js.Value, depth int) *InvalidAssignmentError {
	held := t.Elem()
	if held.Kind() == reflect.Pointer && !held.IsNil() {
		return a.assign(held.Elem(), v, depth+1)
	}
	c := reflect.New(held.Type()).Elem()
	c.Set(held)
	err := a.assign(c, v, depth+1)
	if err == nil {
		t.Set(c)
	}
	return err
}

// setNumber stores f in t, or reports why it does not fit. The detail is
// empty if t is not of a numeric kind.
func setNumber(t reflect.Value, f float64) (detail string, ok bool) {
	text := strconv.FormatFloat(f, 'g', -1, 64)
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if math.Trunc(f) != f || math.IsInf(f, 0) {
			return text + " is not an integer", false
		}
		// Both bounds are exact float64 values; the upper one is out of range.
		if f < -1<<63 || f >= 1<<63 || t.OverflowInt(int64(f)) {
			return text + " is out of range", false
		}
		t.SetInt(int64(f))
		return "", true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		if math.Trunc(f) != f || math.IsInf(f, 0) {
			return text + " is not an integer", false
		}
		if f < 0 || f >= 1<<64 || t.OverflowUint(uint64(f)) {
			return text + " is out of range", false
		}
		t.SetUint(uint64(f))
		return "", true
	case reflect.Float32, reflect.Float64:
		if t.OverflowFloat(f) {
			return text + " is out of range", false
		}
		t.SetFloat(f)
		return "", true
	}
	return "", false
}

// assignObject stores the object v, which may be a list, in t.
func (a *assigner) assignObject(t reflect.Value, v js.Value, depth int, fail func(string) *InvalidAssignmentError) *InvalidAssignmentError {
	switch t.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map, reflect.Struct:
	default:
		return fail("")
	}
	// Only objects on the way from the root count: sharing is not a cycle.
	for _, o := range a.open {
		if o.Equal(v) {
			return fail("the object contains itself")
		}
	}
	a.open = append(a.open, v)
	defer func() { a.open = a.open[:len(a.open)-1] }()

	length, isList, err := listLength(v)
	if err != nil {
		return fail(err.Error())
	}
	wantList := t.Kind() == reflect.Slice || t.Kind() == reflect.Array
	switch {
	case t.Kind() == reflect.Array && !isList:
		return fail("") // the message of upstream, word for word
	case wantList && !isList:
		return fail("the object is not an array")
	case !wantList && isList:
		return fail("the object is an array")
	case t.Kind() == reflect.Map:
		return a.assignMap(t, v, depth, fail)
	case t.Kind() == reflect.Struct:
		return a.assignStruct(t, v, depth, fail)
	}
	// A proxy may claim any length, so the condition is one NaN does not pass.
	if !(length >= 0 && length <= float64(a.nodes)) {
		return fail(fmt.Sprintf("length %v, at most %d more values can be read", length, max(a.nodes, 0)))
	}
	return a.assignList(t, v, int(length), depth, fail)
}

func (a *assigner) assignList(t reflect.Value, v js.Value, n, depth int, fail func(string) *InvalidAssignmentError) *InvalidAssignmentError {
	if t.Kind() == reflect.Array {
		if n != t.Len() {
			return fail(fmt.Sprintf("length %d, want %d", n, t.Len()))
		}
		for i := range n {
			if err := a.assignProperty(t.Index(i), v, i, depth, fail); err != nil {
				return err.within("[" + strconv.Itoa(i) + "]")
			}
		}
		return nil
	}
	// Grown step by step, since a sparse array can be long and hold nothing
	// that fits.
	s := reflect.MakeSlice(t.Type(), 0, min(n, 1024))
	zero := reflect.Zero(t.Type().Elem())
	for i := range n {
		s = reflect.Append(s, zero)
		if err := a.assignProperty(s.Index(i), v, i, depth, fail); err != nil {
			return err.within("[" + strconv.Itoa(i) + "]")
		}
	}
	t.Set(s)
	return nil
}

func (a *assigner) assignMap(t reflect.Value, v js.Value, depth int, fail func(string) *InvalidAssignmentError) *InvalidAssignmentError {
	mt := t.Type()
	if mt.Key().Kind() != reflect.String {
		return fail("map keys must be strings")
	}
	keys, err := invoke(objectKeys, v)
	if err != nil {
		return fail(err.Error())
	}
	n := keys.Length()
	if n > a.nodes {
		return fail(fmt.Sprintf("%d properties, at most %d more values can be read", n, max(a.nodes, 0)))
	}
	if t.IsNil() {
		t.Set(reflect.MakeMap(mt))
	}
	for i := range n {
		name := keys.Index(i).String()
		key := reflect.ValueOf(name).Convert(mt.Key())
		elem := reflect.New(mt.Elem()).Elem() // map entries cannot be set in place
		if old := t.MapIndex(key); old.IsValid() {
			elem.Set(old)
		}
		if err := a.assignProperty(elem, v, name, depth, fail); err != nil {
			return err.within("[" + strconv.Quote(name) + "]")
		}
		t.SetMapIndex(key, elem)
	}
	return nil
}

func (a *assigner) assignStruct(t reflect.Value, v js.Value, depth int, fail func(string) *InvalidAssignmentError) *InvalidAssignmentError {
	fields := fieldsOf(t.Type())
	for i := range fields {
		f := &fields[i]
		x, err := get(v, f.name)
		if err != nil {
			return fail(err.Error()).within("." + f.name)
		}
		if x.IsNull() || x.IsUndefined() {
			continue // before an embedded pointer is allocated for nothing
		}
		ft, ok := settableField(t, f.index)
		if !ok {
			return fail("it lies in an embedded nil pointer to an unexported struct").within("." + f.name)
		}
		if err := a.assign(ft, x, depth+1); err != nil {
			return err.within("." + f.name)
		}
	}
	return nil
}

// settableField returns the field of t at index and allocates the embedded
// pointers on the way. It reports false if one of them cannot be set.
func settableField(t reflect.Value, index []int) (reflect.Value, bool) {
	for i, x := range index {
		if i > 0 && t.Kind() == reflect.Pointer {
			if t.IsNil() {
				if !t.CanSet() {
					return reflect.Value{}, false
				}
				t.Set(reflect.New(t.Type().Elem()))
			}
			t = t.Elem()
		}
		t = t.Field(x)
	}
	return t, true
}

// assignProperty stores the property of v that key, a string or an int, names
// in t.
func (a *assigner) assignProperty(t reflect.Value, v js.Value, key any, depth int, fail func(string) *InvalidAssignmentError) *InvalidAssignmentError {
	x, err := get(v, key)
	if err != nil {
		return fail(err.Error())
	}
	return a.assign(t, x, depth+1)
}
