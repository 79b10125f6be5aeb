//go:build js && wasm

package vert

import (
	"reflect"
	"syscall/js"
	"testing"
)

// FuzzAssign: whatever JSON text becomes a JavaScript value, reading it into any type gives an error or a value that comes back the same,
// never a panic. On js/wasm the seeds run.
func FuzzAssign(f *testing.F) {
	for _, s := range []string{
		`null`, `true`, `-0`, `1e400`, `"text"`, `[]`, `[1,"a",null]`, `{}`, `{"a":1,"l":[1,2],"m":{"k":{"b":true}},"p":null}`, `{"__proto__":{"a":1}}`, `{"constructor":1,"toString":2}`,
		`{"length":-1}`, `{"length":4294967296}`, `[[[[[[]]]]]]`, `{"a":9007199254740993}`, `{"a":1.5}`, `"\ud800"`,
	} {
		f.Add(s)
	}
	type inner struct {
		B bool `js:"b"`
	}
	type outer struct {
		A int              `js:"a"`
		L []uint8          `js:"l"`
		M map[string]inner `js:"m"`
		P *inner           `js:"p"`
	}
	f.Fuzz(func(t *testing.T, text string) {
		parse := js.Global().Get("Function").New("text", "try { return [JSON.parse(text)]; } catch { return null; }").Invoke(text)
		if parse.IsNull() {
			return
		}
		value := ValueOf(parse.Index(0))
		for _, target := range []any{new(bool), new(int), new(uint8), new(float64), new(string), new([]int), new([2]string), new(map[string]any), new(outer), new(*outer), new([]outer), new(map[string]float64)} {
			if value.AssignTo(target) != nil {
				continue
			}
			again := reflect.New(reflect.TypeOf(target).Elem()).Interface()
			if err := ValueOf(reflect.ValueOf(target).Elem().Interface()).AssignTo(again); err != nil {
				t.Fatalf("%s as %T: %v", text, target, err)
			}
		}
	})
}
