package wire

import (
	"reflect"
	"strings"
	"sync"
)

// kind is one kind of typed array.
type kind struct {
	name string // of its constructor
	size int    // bytes of an element
}

var kinds = map[reflect.Type]*kind{
	reflect.TypeFor[[]float32](): {"Float32Array", 4},
	reflect.TypeFor[[]float64](): {"Float64Array", 8},
	reflect.TypeFor[[]byte]():    {"Uint8Array", 1},
}

// maxLists bounds the arrays of a list of arrays.
const maxLists = 64

// kindOf is the kind of array that a slice of numbers crosses as; nil for a list of them.
func kindOf(t reflect.Type) *kind { return kinds[t] }

// part is a field of a struct that is an array or has arrays below it.
type part struct {
	index int
	name  string // of the property
	array bool
}

var partCache sync.Map // reflect.Type -> []part

// arraysOf lists the fields of a struct that are arrays, those tagged js:"-", and those that hold structs with arrays.
func arraysOf(t reflect.Type) []part {
	if known, ok := partCache.Load(t); ok {
		return known.([]part)
	}
	var parts []part
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		inner := f.Type
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		switch {
		case f.Tag.Get("js") == "-":
			parts = append(parts, part{i, name, true})
		case inner.Kind() == reflect.Struct && f.IsExported() && !f.Anonymous && len(arraysOf(inner)) > 0:
			parts = append(parts, part{i, name, false})
		}
	}
	partCache.Store(t, parts)
	return parts
}
