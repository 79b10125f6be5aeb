//go:build js && wasm

package vert

import (
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"
	"syscall/js"
	"testing"
	"unsafe"
)

// TestAssign reads JavaScript expressions into targets that already hold
// something, which shows what stays.
func TestAssign(t *testing.T) {
	type rec struct {
		A int             `js:"a"`
		L []int           `js:"l"`
		M map[string]rec0 `js:"m"`
		P *rec0           `js:"p"`
		I any             `js:"i"`
	}
	seven := 7
	tests := []struct {
		expr   string
		target any // pointer
		want   any // what it points to afterwards
	}{
		{`true`, new(bool), true},
		{`-0`, new(uint8), uint8(0)},
		{`255`, new(uint8), uint8(255)},
		{`-128`, new(int8), int8(-128)},
		{`-(2**63)`, new(int64), int64(math.MinInt64)},
		{`2**63 - 1024`, new(int), math.MaxInt64 - 1023},
		{`2**64 - 2048`, new(uint64), uint64(math.MaxUint64 - 2047)},
		{`Infinity`, new(float32), float32(math.Inf(1))},
		{`0.1`, new(float32), float32(0.1)},
		{`1e308`, new(float64), 1e308},
		{`"a\u{1F600}"`, new(named), named("a😀")},
		{`null`, &[]int{1}, []int{1}},
		{`undefined`, new(chan int), (chan int)(nil)},
		{`5`, new(*int), ptr(5)},
		{`5`, new(***int), ptr(ptr(ptr(5)))},
		{`[1,,null,4]`, &[]int{9, 9, 9, 9, 9}, []int{1, 0, 0, 4}},
		{`[]`, new([]int), []int{}},
		{`[[1],[2,3]]`, new([][]int8), [][]int8{{1}, {2, 3}}},
		{`new Uint8Array([1,2])`, new([]byte), []byte{1, 2}},
		{`new Float32Array([0.5])`, &[1]float64{}, [1]float64{0.5}},
		{`[,5]`, &[2]int{1, 2}, [2]int{1, 5}},
		{`{a: 1, b: null, c: undefined}`, new(map[named]*int), map[named]*int{"a": ptr(1), "b": nil, "c": nil}},
		{`{a: 1, b: null}`, &map[string]int{"a": 5, "b": 6, "z": 7}, map[string]int{"a": 1, "b": 6, "z": 7}},
		{`{}`, new(map[string]int), map[string]int{}},
		{`{x: [1]}`, &map[string]any{"x": []int{}}, map[string]any{"x": []int{1}}},
		{`1.5`, new(any), 1.5},
		{`"s"`, new(any), "s"},
		{`false`, new(any), false},
		{`1`, ptr[any](int8(3)), int8(1)},
		{`1`, ptr[any](&seven), &seven},
		{`2`, ptr[any]((*int)(nil)), ptr(2)},
		{`{a: 1, B: 2, c: 3, t: {c: 4}}`, new(embedding), embedding{inner{1, 2}, &Outer{3}, Outer{4}}},
		{`{c: null}`, new(embedding), embedding{}},
		{`{X: 1, Y: "y"}`, new(tie), tie{Y: "y"}},
		{`{outer: {c: 5}}`, new(named2), named2{Outer{5}}},
		{`{a: "x", B: 2}`, new(shadowing), shadowing{inner{0, 2}, "x"}},
		{`{d: 1, D: 1, "-": 2, other: 3, tag: 4, u: 5, E: 6}`, new(omitting), omitting{H: 2, T: 4}},
		{`new (class { get a() { return 3 } })`, new(inner), inner{A: 3}},
		{`new Proxy({a: 4}, {})`, new(inner), inner{A: 4}},
		{`Object.create(null, {a: {value: 4}})`, new(inner), inner{A: 4}},
		{`{m: {k: {y: 2}, n: {x: 3}}, p: {y: 9}, i: {x: 4}}`,
			&rec{A: 1, L: []int{1}, M: map[string]rec0{"k": {X: 1}}, P: &rec0{X: 8}, I: rec0{Y: 5}},
			rec{1, []int{1}, map[string]rec0{"k": {1, 2}, "n": {3, 0}}, &rec0{8, 9}, rec0{4, 5}}},
		{`(() => { const s = {x: 1}; return [s, s] })()`, new([]rec0), []rec0{{X: 1}, {X: 1}}},
	}
	for _, test := range tests {
		t.Run(test.expr, func(t *testing.T) {
			if err := (Value{eval(t, test.expr)}).AssignTo(test.target); err != nil {
				t.Fatal(err)
			}
			if got := reflect.ValueOf(test.target).Elem().Interface(); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %#v, want %#v", got, test.want)
			}
		})
	}
	if seven != 1 {
		t.Error("the pointer in an interface was not followed")
	}
}

type rec0 struct {
	X int `js:"x"`
	Y int `js:"y"`
}

func ptr[T any](x T) *T { return &x }

// TestMismatch tries a value of every JavaScript type on a target of every
// kind, and expects an error with exactly this type and kind unless they fit.
func TestMismatch(t *testing.T) {
	values := map[js.Type]string{
		js.TypeBoolean: `true`, js.TypeNumber: `1`, js.TypeString: `"s"`,
		js.TypeSymbol: `Symbol("s")`, js.TypeFunction: `() => 1`, js.TypeObject: `{}`,
	}
	fits := map[js.Type][]reflect.Kind{
		js.TypeBoolean: {reflect.Bool},
		js.TypeNumber: {reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8,
			reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr, reflect.Float32, reflect.Float64},
		js.TypeString: {reflect.String},
		js.TypeObject: {reflect.Map, reflect.Struct},
	}
	targets := []any{new(bool), new(int), new(int8), new(int16), new(int32), new(int64), new(uint), new(uint8), new(uint16),
		new(uint32), new(uint64), new(uintptr), new(float32), new(float64), new(complex64), new(complex128), new(string),
		new(chan int), new(func()), new(unsafe.Pointer), new(io.Reader), new([]int), new([1]int), new(map[string]int), new(struct{ A int })}
	for jt, expr := range values {
		v := Value{eval(t, expr)}
		for _, target := range targets {
			kind := reflect.TypeOf(target).Elem().Kind()
			want := true
			for _, k := range fits[jt] {
				want = want && k != kind
			}
			target := reflect.New(reflect.TypeOf(target).Elem()).Interface()
			err := v.AssignTo(target)
			var e *InvalidAssignmentError
			if errors.As(err, &e) != want || want && (e.Type != jt || e.Kind != kind) {
				t.Errorf("%s to %v: error %v", jt, kind, err)
			}
			if want && !reflect.ValueOf(target).Elem().IsZero() {
				t.Errorf("%s to %v: the target changed", jt, kind)
			}
		}
	}
}

func TestErrors(t *testing.T) {
	type rec struct {
		L []map[string]uint8 `js:"l"`
	}
	type node struct {
		Next *node            `js:"next"`
		Kids map[string]*node `js:"kids"`
		List []node           `js:"list"`
	}
	type unreachable struct{ *inner }
	tests := []struct {
		expr   string
		target any
		want   string
	}{
		{`true`, new(int), "vert: cannot assign JS boolean to Go int"},
		{`NaN`, new(int), "vert: cannot assign JS number to Go int: NaN is not an integer"},
		{`-Infinity`, new(uint), "vert: cannot assign JS number to Go uint: -Inf is not an integer"},
		{`1.5`, new(int64), "JS number to Go int64: 1.5 is not an integer"},
		{`1e-300`, new(uint64), "1e-300 is not an integer"},
		{`128`, new(int8), "128 is out of range"},
		{`-129`, new(int8), "-129 is out of range"},
		{`2**63`, new(int64), "is out of range"},
		{`-(2**63) - 2048`, new(int64), "is out of range"},
		{`2**64`, new(uint64), "is out of range"},
		{`-1`, new(uint), "-1 is out of range"},
		{`1e39`, new(float32), "1e+39 is out of range"},
		{`10n`, new(int), "it is a bigint"},
		{`10n`, new(any), "it is a bigint"},
		{`{}`, new(any), "JS object to Go interface"},
		{`1`, ptr[any]("s"), "JS number to Go string"},
		{`{}`, new([]int), "the object is not an array"},
		{`{length: 1, 0: 1}`, new([]int), "the object is not an array"},
		{`new DataView(new ArrayBuffer(2))`, new([]int), "the object is not an array"},
		{`[]`, new(rec), "the object is an array"},
		{`[]`, new(map[string]int), "the object is an array"},
		{`[1,2,3]`, new([2]int), "length 3, want 2"},
		{`[1]`, new([2]int), "length 1, want 2"},
		{`{1: 1}`, new(map[int]int), "map keys must be strings"},
		{`{l: [{}, {"a b": 256}]}`, new(rec), `vert: .l[1]["a b"]: cannot assign JS number to Go uint8: 256 is out of range`},
		{`[1, "x"]`, new([2]int), "vert: [1]: cannot assign JS string to Go int"},
		{`{a: 1}`, new(unreachable), "vert: .a: cannot assign JS object to Go struct: it lies in an embedded nil pointer"},
		{`new Array(2**32 - 1)`, new([]int), "length 4.294967295e+09"},
		{`(() => { const o = {}; o.next = o; return o })()`, new(node), "vert: .next: cannot assign JS object to Go struct: the object contains itself"},
		{`(() => { const o = {list: [], kids: {}}; o.kids.a = {list: [o]}; return o })()`, new(node), `.kids["a"].list[0]: `},
		{`(() => { class N { get next() { return new N } }; return new N })()`, new(node), "nested deeper than 500 levels"},
		{`(() => { const s = new Array(2**19); return [s, s] })()`, new([][]bool), "vert: [1]: "},
		{`{get a() { throw new Error("two\nlines") }}`, new(inner), `vert: .a: cannot assign JS object to Go struct: reading it threw an error: "two\nlines"`},
		{`{get a() { throw 5 }}`, new(inner), "reading it threw a value of type number"},
		{`{get a() { throw "s" }}`, new(inner), `reading it threw "s"`},
		{`{get a() { throw 5n }}`, new(inner), "reading it threw a bigint"},
		{`{get a() { throw {get message() { throw 1 }} }}`, new(inner), "reading it threw a value of type object"},
		{`{get a() { throw {message: 1n} }}`, new(inner), "reading it threw a value of type object"},
		{`(() => { const p = Proxy.revocable({}, {}); p.revoke(); return p.proxy })()`, new(inner), "reading it threw an error"},
		{`new Proxy({}, {ownKeys() { throw new Error("keys") }})`, new(map[string]int), `an error: "keys"`},
		{`new Proxy([1], {get(t, k) { if (k !== "length") throw new Error("no"); return 1 }})`, new([]int), `vert: [0]: `},
		{`new Proxy([], {get() { throw new Error("no") }})`, new([]int), `reading it threw`},
		{`new Proxy([], {get() { return NaN }})`, new([]int), `length NaN`},
		{`new Proxy([], {get() { return -1 }})`, new([]int), `length -1`},
		{`new Proxy([], {get() { return 1n }})`, new([]int), `not an array`},
	}
	for _, test := range tests {
		t.Run(test.expr, func(t *testing.T) {
			err := (Value{eval(t, test.expr)}).AssignTo(test.target)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got error %v, want %q", err, test.want)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than one line: %q", err)
			}
			if _, ok := err.(*InvalidAssignmentError); !ok {
				t.Errorf("error of type %T", err)
			}
		})
	}
}

func TestTargets(t *testing.T) {
	var nilPointer *int
	tests := []struct {
		target any
		kind   reflect.Kind
	}{
		{nil, reflect.Invalid},
		{nilPointer, reflect.Pointer},
		{0, reflect.Int},
		{"", reflect.String},
		{inner{}, reflect.Struct},
		{map[string]int{}, reflect.Map},
		{[]int{1}, reflect.Slice},
		{make(chan int), reflect.Chan},
		{js.Value{}, reflect.Struct},
	}
	for _, v := range []Value{{}, ValueOf(nil), ValueOf(1), ValueOf([]int{1})} {
		for _, test := range tests {
			err := v.AssignTo(test.target)
			if want := (&InvalidAssignmentError{Kind: test.kind}); !reflect.DeepEqual(err, error(want)) {
				t.Errorf("target %#v: %v", test.target, err)
			}
			if err != nil && !strings.Contains(err.Error(), "want a non-nil pointer") {
				t.Errorf("target %#v: %v", test.target, err)
			}
		}
	}
}

// A few shared objects can stand for a tree too large to read.
func TestTooManyValues(t *testing.T) {
	type tree struct{ A, B *tree }
	v := eval(t, `(() => { let o = {}; for (let i = 0; i < 100; i++) o = {A: o, B: o}; return o })()`)
	var out tree
	a := assigner{nodes: 5000}
	if err := a.assign(reflect.ValueOf(&out).Elem(), v, 0); err == nil || !strings.Contains(err.Error(), "too many values") {
		t.Error(err)
	}
}

// Targets that refer to themselves never run out of levels on their own.
func TestCyclicTargets(t *testing.T) {
	type P *P
	var p P
	p = &p
	var q P
	var self any
	self = &self
	for _, target := range []any{&p, &q, &self} {
		err := ValueOf(1).AssignTo(target)
		if err == nil || !strings.Contains(err.Error(), "nested deeper") {
			t.Errorf("%T: %v", target, err)
		}
	}
}

// The recursion has to fit the stack of a page, so a value of the greatest
// depth passes in both directions.
func TestGreatestDepth(t *testing.T) {
	type node struct {
		Next *node `js:"next"`
	}
	var head *node
	for range maxDepth / 2 { // a struct and a pointer each
		head = &node{head}
	}
	var out *node
	if err := ValueOf(head).AssignTo(&out); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(head, out) {
		t.Error("the list changed")
	}
}

func ExampleValue_AssignTo() {
	type Options struct {
		Problem string  `js:"problem"`
		Epsilon float64 `json:"eps"`
		Tasks   uint8   `js:"tasks"`
	}
	v := ValueOf(map[string]any{"problem": "transport", "tasks": 8})
	o := Options{Epsilon: 1e-3}
	fmt.Println(v.AssignTo(&o), o)
	fmt.Println(ValueOf(map[string]any{"tasks": 2.5}).AssignTo(&o))
	// Output:
	// <nil> {transport 0.001 8}
	// vert: .tasks: cannot assign JS number to Go uint8: 2.5 is not an integer
}

func BenchmarkAssignFloats(b *testing.B) {
	v := ValueOf(make([]float64, 1000))
	for b.Loop() {
		var out []float64
		if err := v.AssignTo(&out); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkValueOfFloats(b *testing.B) {
	in := make([]float64, 1000)
	for b.Loop() {
		ValueOf(in)
	}
}

// TestObjectToArray: the message is that of upstream, whose tests compare it.
func TestObjectToArray(t *testing.T) {
	var to [2]int
	err := ValueOf(map[string]int{"a": 1}).AssignTo(&to)
	if want := "vert: cannot assign JS object to Go array"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}
