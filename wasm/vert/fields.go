//go:build js && wasm

package vert

import (
	"reflect"
	"strings"
	"sync"
	"syscall/js"
)

// Types that hold a JavaScript value and pass through unchanged, wherever
// they occur.
var (
	jsValueType = reflect.TypeFor[js.Value]()
	jsFuncType  = reflect.TypeFor[js.Func]()
	valueType   = reflect.TypeFor[Value]()
)

func passesThrough(t reflect.Type) bool {
	return t == jsValueType || t == jsFuncType || t == valueType
}

// field is one property of the objects that stand for a struct type.
type field struct {
	name      string // of the property
	index     []int  // path of the field, through embedded structs
	tagged    bool   // the name comes from a tag
	omitEmpty bool
	omitZero  bool
}

// omits reports whether ValueOf leaves out the property for field value v.
func (f *field) omits(v reflect.Value) bool {
	if f.omitZero && v.IsZero() {
		return true
	}
	if !f.omitEmpty {
		return false
	}
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct: // never empty, but a zero js.Value is undefined
		return passesThrough(v.Type()) && v.IsZero()
	}
	return v.IsZero()
}

var fieldCache sync.Map // of reflect.Type to []field

// fieldsOf returns the properties of struct type t in the order of the
// fields. Names clash as in encoding/json: the least nested field wins, then
// the tagged one, and a tie drops all of them.
func fieldsOf(t reflect.Type) []field {
	if c, ok := fieldCache.Load(t); ok {
		return c.([]field)
	}
	all := collect(nil, t, nil, nil)
	best := make(map[string]int)  // index into all of the dominant field
	tied := make(map[string]bool) // whether another one equals it in rank
	for i := range all {
		name := all[i].name
		j, seen := best[name]
		switch {
		case !seen || dominates(&all[i], &all[j]):
			best[name], tied[name] = i, false
		case !dominates(&all[j], &all[i]):
			tied[name] = true
		}
	}
	var fields []field
	for i := range all {
		if name := all[i].name; best[name] == i && !tied[name] {
			fields = append(fields, all[i])
		}
	}
	c, _ := fieldCache.LoadOrStore(t, fields)
	return c.([]field)
}

func dominates(f, g *field) bool {
	if len(f.index) != len(g.index) {
		return len(f.index) < len(g.index)
	}
	return f.tagged && !g.tagged
}

// collect appends the properties of t and of the structs it embeds. The
// embedding types are the ones being collected already; meeting one again
// through an embedded pointer adds nothing that could dominate.
func collect(all []field, t reflect.Type, index []int, embedding []reflect.Type) []field {
	for _, e := range embedding {
		if e == t {
			return all
		}
	}
	embedding = append(embedding[:len(embedding):len(embedding)], t)
	for i := range t.NumField() {
		sf := t.Field(i)
		f, skip := parseTag(sf.Tag)
		if skip {
			continue
		}
		f.index = append(index[:len(index):len(index)], i)
		if sf.Anonymous && !f.tagged {
			inner := sf.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			if inner.Kind() == reflect.Struct && !passesThrough(inner) {
				all = collect(all, inner, f.index, embedding)
				continue
			}
		}
		if !sf.IsExported() {
			continue
		}
		if !f.tagged {
			f.name = sf.Name
		}
		all = append(all, f)
	}
	return all
}

// parseTag reads the js tag, or the json tag where there is no js tag.
func parseTag(tag reflect.StructTag) (f field, skip bool) {
	text, ok := tag.Lookup("js")
	if !ok {
		text = tag.Get("json")
	}
	if text == "-" {
		return f, true
	}
	name, options, _ := strings.Cut(text, ",")
	f.name, f.tagged = name, name != ""
	for option := range strings.SplitSeq(options, ",") {
		switch option {
		case "omitempty":
			f.omitEmpty = true
		case "omitzero":
			f.omitZero = true
		}
	}
	return f, false
}
