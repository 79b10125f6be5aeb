//go:build js && wasm

package vert

import (
	"math"
	"reflect"
	"strings"
	"syscall/js"
	"testing"
)

// eval returns the value of a JavaScript expression.
func eval(t testing.TB, expression string) js.Value {
	t.Helper()
	return js.Global().Call("eval", "("+expression+")")
}

// jsonOf returns the JSON text of v, which shows objects and their order.
func jsonOf(v Value) string {
	s := js.Global().Get("JSON").Call("stringify", v.Value)
	if s.IsUndefined() {
		return "undefined"
	}
	return s.String()
}

type named string

type inner struct {
	A int `js:"a"`
	B int
}

type Outer struct {
	C int `json:"c"`
}

type embedding struct {
	inner
	*Outer
	Tagged Outer `js:"t"`
}

type shadowing struct {
	inner
	A string `js:"a"`
}

type left struct{ X, Y int }
type right struct{ X, Y int }
type tie struct {
	left
	right
	Y string
}

type tagged struct {
	Z int `js:"Y"`
}
type tagWins struct {
	left
	tagged
	*tagWins // adds nothing to itself
}

type named2 struct {
	Outer `js:"outer"`
}

type omitting struct {
	S  string    `js:"s,omitempty"`
	N  int       `json:"n,omitempty"`
	P  *int      `json:",omitempty"`
	L  []int     `js:"l,omitempty"`
	A  [0]int    `js:"arr,omitempty"`
	St inner     `js:"st,omitempty"`
	Z  inner     `js:"z,omitzero"`
	V  js.Value  `js:"v,omitempty"`
	F  js.Func   `js:"f,omitempty"`
	M  Value     `js:"m,omitempty"`
	D  int       `js:"-" json:"d"`
	H  int       `js:"-,"`
	T  float64   `js:"tag" json:"other"`
	E  chan bool `json:"-"`
	u  int
}

func TestValueOf(t *testing.T) {
	one := 1
	pp := &one
	var nilPointer *int
	var nilIface any
	tests := []struct {
		name string
		in   any
		want string
	}{
		{"nil", nil, `null`},
		{"bool", true, `true`},
		{"int8", int8(-7), `-7`},
		{"int64", int64(1) << 53, `9007199254740992`},
		{"uint", uint(7), `7`},
		{"uintptr", uintptr(7), `7`},
		{"float32", float32(0.5), `0.5`},
		{"float64", 1e-300, `1e-300`},
		{"string", "é✓", `"é✓"`},
		{"named string", named("x"), `"x"`},
		{"pointer", &pp, `1`},
		{"nil pointer", nilPointer, `null`},
		{"pointer to nil interface", &nilIface, `null`},
		{"slice", []any{1, "a", nil, []int{}}, `[1,"a",null,[]]`},
		{"nil slice", []int(nil), `null`},
		{"nil func", (func())(nil), `null`},
		{"nil chan", (chan int)(nil), `null`},
		{"bytes", []byte{1, 2}, `[1,2]`},
		{"array", [2]bool{true}, `[true,false]`},
		{"map in key order", map[named]int{"c": 3, "a": 1, "b": 2}, `{"a":1,"b":2,"c":3}`},
		{"nil map", map[string]int(nil), `null`},
		{"nil map with other keys", map[int]int(nil), `null`},
		{"embedded", embedding{inner{1, 2}, &Outer{3}, Outer{4}}, `{"a":1,"B":2,"c":3,"t":{"c":4}}`},
		{"embedded nil", embedding{}, `{"a":0,"B":0,"t":{"c":0}}`},
		{"embedded with name", named2{Outer{5}}, `{"outer":{"c":5}}`},
		{"shadowed", shadowing{inner{1, 2}, "x"}, `{"B":2,"a":"x"}`},
		{"tie", tie{Y: "y"}, `{"Y":"y"}`},
		{"tag wins", tagWins{left{1, 2}, tagged{3}, &tagWins{}}, `{"X":1,"Y":3}`},
		{"omit all", omitting{u: 1}, `{"st":{"a":0,"B":0},"-":0,"tag":0}`},
		{"omit none", omitting{S: "s", N: 1, P: pp, L: []int{0}, Z: inner{A: 1}, V: js.Null(), M: Value{js.ValueOf(2)}, D: 9},
			`{"s":"s","n":1,"P":1,"l":[0],"st":{"a":0,"B":0},"z":{"a":1,"B":0},"v":null,"m":2,"-":0,"tag":0}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := jsonOf(ValueOf(test.in)); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestValueOfNonFinite(t *testing.T) {
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		v := ValueOf(f)
		if v.Type() != js.TypeNumber || math.Float64bits(v.Float()) != math.Float64bits(f) && f == f {
			t.Errorf("%v became %v", f, v.Float())
		}
	}
}

func TestValueOfIsFresh(t *testing.T) {
	in := []int{1, 2}
	v := ValueOf(in)
	in[0] = 9
	if got := jsonOf(v); got != "[1,2]" {
		t.Errorf("the array changed with its source: %s", got)
	}
}

func TestPrototypeKey(t *testing.T) {
	in := map[string]int{"__proto__": 1, "constructor": 2, "": 3}
	v := ValueOf(in)
	if got, want := jsonOf(v), `{"":3,"__proto__":1,"constructor":2}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	var out map[string]int
	if err := v.AssignTo(&out); err != nil || !reflect.DeepEqual(in, out) {
		t.Errorf("got %v, error %v", out, err)
	}
}

func TestPassThrough(t *testing.T) {
	f := js.FuncOf(func(_ js.Value, args []js.Value) any { return args[0].Int() + 1 })
	defer f.Release()
	date := js.Global().Get("Date").New(0)
	type holder struct {
		F    js.Func            `js:"f"`
		V    js.Value           `js:"v"`
		W    Value              `js:"w"`
		P    *js.Value          `js:"p"`
		L    []js.Value         `js:"l"`
		M    map[string]js.Func `js:"m"`
		I    any                `js:"i"`
		None js.Value           `js:"none"`
	}
	v := ValueOf(holder{F: f, V: date, W: Value{date}, P: &date, L: []js.Value{date}, M: map[string]js.Func{"f": f}, I: date})
	for _, name := range []string{"v", "w", "p", "i"} {
		if !v.Get(name).Equal(date) {
			t.Errorf("%s is not the object put in", name)
		}
	}
	if !v.Get("l").Index(0).Equal(date) || !v.Get("m").Get("f").Equal(f.Value) || !v.Get("f").Equal(f.Value) {
		t.Error("a list, map or func did not pass through")
	}
	if got := v.Call("f", 41).Int(); got != 42 {
		t.Errorf("the func returned %d", got)
	}

	out := holder{I: js.Value{}}
	if err := v.AssignTo(&out); err != nil {
		t.Fatal(err)
	}
	if !out.V.Equal(date) || !out.W.Equal(date) || !out.P.Equal(date) || !out.L[0].Equal(date) || !out.I.(js.Value).Equal(date) {
		t.Error("a js.Value did not come back")
	}
	if !out.None.IsUndefined() {
		t.Error("an undefined property was stored")
	}
	if got := out.M["f"].Invoke(1).Int() + out.F.Invoke(2).Int(); got != 5 {
		t.Errorf("the funcs returned %d together", got)
	}
	out.F.Release()
	if got := f.Invoke(1).Int(); got != 2 {
		t.Error("releasing the copy released the original")
	}

	g := js.FuncOf(func(js.Value, []js.Value) any { return "g" })
	same := g
	if err := (Value{g.Value}).AssignTo(&same); err != nil || !reflect.DeepEqual(same, g) {
		t.Errorf("a js.Func lost its identity, error %v", err)
	}
	g.Release()
	for _, bad := range []string{`{}`, `1`, `"f"`, `1n`} {
		if err := (Value{eval(t, bad)}).AssignTo(&same); err == nil {
			t.Errorf("%s became a js.Func", bad)
		}
	}

	if ValueOf(v).Equal(v.Value) != true || !v.JSValue().Equal(v.Value) {
		t.Error("Value is not its own value")
	}
}

func TestValueOfPanics(t *testing.T) {
	type list struct{ Next *list }
	cycle := &list{}
	cycle.Next = cycle
	var self any
	self = &self
	selfSlice := make([]any, 1)
	selfSlice[0] = selfSlice
	selfMap := map[string]any{}
	selfMap["m"] = selfMap
	tests := []struct {
		name, want string
		in         any
	}{
		{"complex", "complex128", 1i},
		{"func", "func()", func() {}},
		{"chan in struct", "chan int", struct{ C chan int }{make(chan int)}},
		{"int keys", "map[int]int", map[int]int{1: 1}},
		{"pointer cycle", "contains itself", cycle},
		{"interface cycle", "contains itself", self},
		{"slice cycle", "contains itself", selfSlice},
		{"map cycle", "contains itself", selfMap},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			defer func() {
				if s, _ := recover().(string); !strings.HasPrefix(s, "vert: ValueOf: ") || !strings.Contains(s, test.want) {
					t.Errorf("panicked with %q, want %q in it", s, test.want)
				}
			}()
			ValueOf(test.in)
		})
	}
}

type handles struct {
	V js.Value `js:"v"`
	F js.Func  `js:"f"`
}

// Exported fields of an unexported embedded struct are readable and settable,
// the ones that pass through included.
func TestPassThroughEmbedded(t *testing.T) {
	type widget struct {
		handles
		Value // embedded, yet a property of its own and not promoted
	}
	f := js.FuncOf(func(js.Value, []js.Value) any { return 6 })
	defer f.Release()
	v := ValueOf(widget{handles{js.ValueOf("v"), f}, ValueOf(1)})
	if got := jsonOf(v); got != `{"v":"v","Value":1}` || v.Call("f").Int() != 6 {
		t.Errorf("got %s", got)
	}
	var out widget
	if err := v.AssignTo(&out); err != nil {
		t.Fatal(err)
	}
	if out.V.String() != "v" || out.F.Invoke().Int() != 6 || out.Value.Int() != 1 {
		t.Errorf("got %v", out)
	}
}
