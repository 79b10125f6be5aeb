//go:build !js

package wire_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/wasm/wire"
)

var update = flag.Bool("update", false, "write site/js/wire.gen.mjs")

// sent are the messages that cross to or from the page.
var sent = []wire.Message{
	wire.Hello{}, wire.Ready{}, wire.Progress{}, wire.Fields{}, wire.Errors{}, wire.ErrorsOverTime{}, wire.Distribution{}, wire.Conservation{}, wire.Race{},
	wire.Solving{}, wire.ReferenceProgress{}, wire.Saved{}, wire.Checked{}, wire.Fault{}, wire.Mended{}, wire.Pong{}, wire.Fit{},
}

// TestJavaScriptIsFresh: the page's part of the description is what this package says. `go test ./wasm/wire -update` writes it.
func TestJavaScriptIsFresh(t *testing.T) {
	file := filepath.Join("..", "..", "site", "js", "wire.gen.mjs")
	want := javaScript()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is out of date; write it with: go test ./wasm/wire -update", file)
	}
}

// javaScript is the page's part: constants, and a JSDoc type for every struct.
func javaScript() string {
	var b strings.Builder
	fmt.Fprintln(&b, "// Written by `go test ./wasm/wire -update` from package wasm/wire: what crosses between the engine, the page and the view.")
	fmt.Fprintf(&b, "\n// Operators in a race.\nexport const minRunners = %d;\nexport const maxRunners = %d;\n", wire.MinRunners, wire.MaxRunners)
	fmt.Fprintf(&b, "\n// Points in each direction of a grid that the page may ask for.\nexport const minGrid = %d;\nexport const maxGrid = %d;\n", wire.MinGrid, wire.MaxGrid)
	fmt.Fprintf(&b, "\n// Bytes of a checkpoint at most.\nexport const maxCheckpoint = %d;\n", wire.MaxCheckpoint)
	fmt.Fprintf(&b, "\n// Bytes of measurements at most.\nexport const maxData = %d;\n", wire.MaxData)
	fmt.Fprint(&b, "\n// Types of the requests that the engine takes.\nexport const requests = [", quoted(wire.Requests, ", "), "];\n")
	var names []string
	for _, m := range sent {
		names = append(names, m.Name())
	}
	fmt.Fprint(&b, "\n// Types of the messages that the engine sends.\nexport const messages = [", quoted(names, ", "), "];\n")

	d := types{}
	for _, m := range sent {
		d.add(reflect.TypeOf(m), "'"+m.Name()+"'")
	}
	d.add(reflect.TypeFor[wire.Request](), "")
	var union []string
	for _, m := range sent {
		union = append(union, nameOf(reflect.TypeOf(m)))
	}
	for _, text := range d.texts {
		fmt.Fprint(&b, "\n", text)
	}
	fmt.Fprintf(&b, "\n/** @typedef {%s} Message */\n", strings.Join(union, " | "))
	return b.String()
}

func quoted(names []string, separator string) string {
	return "'" + strings.Join(names, "'"+separator+"'") + "'"
}

// types collects the definitions of structs, those of their fields first.
type types struct {
	seen  map[string]bool
	texts []string
}

// add defines a struct; kind is the type of its property type, empty for one that has it already.
func (d *types) add(t reflect.Type, kind string) {
	name := nameOf(t)
	if d.seen == nil {
		d.seen = map[string]bool{}
	}
	if d.seen[name] {
		return
	}
	d.seen[name] = true
	var b strings.Builder
	fmt.Fprintf(&b, "/**\n * @typedef {object} %s\n", name)
	if kind != "" {
		fmt.Fprintf(&b, " * @property {%s} type\n", kind)
	}
	d.properties(&b, t, kind == "" && nameOf(t) == "Request")
	fmt.Fprint(&b, " */\n")
	d.texts = append(d.texts, b.String())
}

// properties writes those of a struct, those of embedded structs among them; optional ones in brackets.
func (d *types) properties(b *strings.Builder, t reflect.Type, optional bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && tag == "" {
			d.properties(b, f.Type, optional)
			continue
		}
		if !f.IsExported() || tag == "-" {
			continue
		}
		name := tag
		if (optional && name != "type") || strings.Contains(options, "omit") {
			name = "[" + name + "]"
		}
		kind := d.typeOf(f.Type, f.Tag.Get("js") == "-")
		if optional && tag == "type" {
			kind = "(" + quoted(wire.Requests, "|") + ")"
		}
		fmt.Fprintf(b, " * @property {%s} %s\n", kind, name)
	}
}

// typeOf is the JSDoc type of a field; array tells that it crosses as a typed array.
func (d *types) typeOf(t reflect.Type, array bool) string {
	if array {
		typed := map[reflect.Type]string{reflect.TypeFor[[]float32](): "Float32Array", reflect.TypeFor[[]float64](): "Float64Array", reflect.TypeFor[[]byte](): "Uint8Array"}
		if name, ok := typed[t]; ok {
			return name + "|null"
		}
		return typed[t.Elem()] + "[]|null"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "boolean"
	case reflect.String:
		return "string"
	case reflect.Pointer:
		return d.typeOf(t.Elem(), false) + "|null"
	case reflect.Slice:
		return d.typeOf(t.Elem(), false) + "[]"
	case reflect.Map:
		return "Object<string, " + d.typeOf(t.Elem(), false) + ">"
	case reflect.Struct:
		d.add(t, "")
		return nameOf(t)
	}
	return "number"
}

// nameOf is the name of a struct without the types it is made with.
func nameOf(t reflect.Type) string {
	name, _, _ := strings.Cut(t.Name(), "[")
	return name
}
