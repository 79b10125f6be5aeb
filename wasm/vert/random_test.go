//go:build js && wasm

package vert

import (
	"io"
	"math"
	"math/rand"
	"reflect"
	"syscall/js"
	"testing"
	"testing/quick"
	"unsafe"
)

type leafs struct {
	Bool    bool
	Int     int
	Int8    int8 `js:"i8"`
	Int16   int16
	Int32   int32 `json:"i32"`
	Int64   int64
	Uint    uint
	Uint8   uint8
	Uint16  uint16
	Uint32  uint32
	Uint64  uint64
	Uintptr uintptr
	Float32 float32
	Float64 float64
	String  string
	Named   named
}

type everything struct {
	leafs
	Ptr    *leafs `js:"ptr"`
	PtrPtr **int16
	Slice  []leafs
	Slices [][]float64
	Bytes  []byte
	Ptrs   []*string
	Array  [3]leafs
	PArray *[2]*int32
	Map    map[string]leafs
	MapP   map[named]*leafs
	Maps   map[string]map[string][]int8
	Empty  struct{}
	PSlice *[]uint16
	//lint:ignore U1000 unexported fields do not cross
	private int
}

// canonical makes v such that a round trip can return it: integers a float64
// holds exactly, no state in unexported fields, no pointer to something that
// becomes null.
func canonical(v reflect.Value) {
	switch v.Kind() {
	case reflect.Int, reflect.Int64:
		v.SetInt(v.Int() >> 11)
	case reflect.Uint, reflect.Uint64, reflect.Uintptr:
		v.SetUint(v.Uint() >> 11)
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		canonical(v.Elem())
		switch e := v.Elem(); e.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			if e.IsNil() {
				v.SetZero()
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			canonical(v.Index(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			e := reflect.New(v.Type().Elem()).Elem()
			e.Set(v.MapIndex(k))
			canonical(e)
			v.SetMapIndex(k, e)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() || v.Type().Field(i).Anonymous {
				canonical(f)
			}
		}
	}
}

// fill sets v to a random value. testing/quick cannot, because of the
// unexported embedded struct, so it does the fields one by one.
func fill(t testing.TB, v reflect.Value, r *rand.Rand) {
	for i := range v.NumField() {
		f := v.Field(i)
		switch {
		case v.Type().Field(i).Anonymous:
			fill(t, f, r)
		case f.CanSet():
			x, ok := quick.Value(f.Type(), r)
			if !ok {
				t.Fatalf("no random value of type %v", f.Type())
			}
			f.Set(x)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for i := range 40 {
		var in, out everything
		fill(t, reflect.ValueOf(&in).Elem(), r)
		canonical(reflect.ValueOf(&in).Elem())
		if err := ValueOf(in).AssignTo(&out); err != nil {
			t.Fatalf("value %d: %v", i, err)
		}
		if !reflect.DeepEqual(in, out) {
			t.Fatalf("value %d:\n in %+v\nout %+v", i, in, out)
		}
	}
}

func TestRoundTripNumbers(t *testing.T) {
	check := func(name string, f any) {
		if err := quick.Check(f, &quick.Config{MaxCount: 500, Rand: rand.New(rand.NewSource(2))}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	check("float64", func(bits uint64) bool {
		in, out := math.Float64frombits(bits), 0.0
		return ValueOf(in).AssignTo(&out) == nil && (out == in || in != in && out != out)
	})
	check("float32", func(bits uint32) bool {
		in, out := math.Float32frombits(bits), float32(0)
		return ValueOf(in).AssignTo(&out) == nil && (out == in || in != in && out != out)
	})
	// A float64 goes into an integer exactly when the integer gives it back.
	check("int16", func(in float64) bool {
		in = math.Ldexp(math.Round(in/math.MaxFloat64*(1<<18)), -1)
		var out int16
		err := ValueOf(in).AssignTo(&out)
		fits := in == math.Trunc(in) && in >= math.MinInt16 && in <= math.MaxInt16
		return fits == (err == nil) && (!fits || float64(out) == in)
	})
	check("uint8", func(in int16) bool {
		var out uint8
		err := ValueOf(in).AssignTo(&out)
		fits := in >= 0 && in <= math.MaxUint8
		return fits == (err == nil) && (!fits || int16(out) == in)
	})
}

// atoms are JavaScript expressions for awkward values.
var atoms = []string{
	`undefined`, `null`, `true`, `false`, `0`, `-0`, `1`, `-1`, `1.5`, `NaN`, `Infinity`, `2**53`, `-(2**63)`, `2**64`, `1e308`,
	`""`, `"a"`, `"\ud800"`, `"\0"`, `Symbol()`, `Symbol.iterator`, `0n`, `-(2n**70n)`, `() => 1`, `class {}`, `Math.max`,
	`new Proxy(() => 1, {})`, `{}`, `[]`, `new Array(50)`, `new Array(2**32 - 1)`, `Object.create(null)`, `new Date`, `new Date(NaN)`, `/x/`, `new Map([[1, 2]])`, `new Set`,
	`new Error("e")`, `Promise.resolve()`, `new Uint8Array(3)`, `new BigInt64Array(2)`, `new Float64Array([NaN, 1])`,
	`new ArrayBuffer(2)`, `new DataView(new ArrayBuffer(2))`, `new Number(1)`, `new String("ab")`, `Object(Symbol())`, `Object(1n)`,
	`globalThis`, `(function () { return arguments })(1, 2)`, `{length: 3}`, `{length: -1}`,
	`new Proxy({}, {get() { throw 1 }})`, `new Proxy([1, 2], {get() { throw new Error }})`, `new Proxy({}, {ownKeys() { throw {} }})`,
	`new Proxy({}, {getPrototypeOf() { throw 1 }, has() { throw 1 }})`, `new Proxy([], {get() { return 2**40 }})`,
	`(() => { const p = Proxy.revocable([], {}); p.revoke(); return p.proxy })()`,
	`(() => { const o = {a: 1}; o.A = o.next = o; return o })()`, `(() => { const a = []; a.push(a, a); return a })()`,
	`{get A() { throw null }, get x() { throw undefined }}`, `new Proxy({}, {get(t, k, r) { return r }})`,
	`new Proxy({}, {get: () => 1, ownKeys: () => ["A", "x"], getOwnPropertyDescriptor: () => ({enumerable: true, configurable: true})})`,
}

var names = []string{"A", "a", "x", "y", "B", "next", "0", "length", "__proto__", ""}

// randomJS builds a JavaScript value of atoms, arrays and objects.
func randomJS(atoms []js.Value, r *rand.Rand, depth int) js.Value {
	if depth == 0 || r.Intn(3) == 0 {
		return atoms[r.Intn(len(atoms))]
	}
	if r.Intn(2) == 0 {
		a := newArray.New()
		for i := range r.Intn(4) {
			a.SetIndex(i, randomJS(atoms, r, depth-1))
		}
		return a
	}
	o := newObject.New()
	for range r.Intn(4) {
		setProperty(o, names[r.Intn(len(names))], randomJS(atoms, r, depth-1))
	}
	return o
}

type recursive struct {
	Next *recursive            `js:"next"`
	A    any                   `json:"a"`
	X    []recursive           `js:"x"`
	Y    map[string]*recursive `js:"y"`
	B    [2]*recursive
}

type chanEmbedding struct {
	*inner
	*Outer
	io.Reader
	C chan int `js:"x"`
	F func()   `js:"y"`
}

var types = []reflect.Type{
	reflect.TypeFor[bool](), reflect.TypeFor[int](), reflect.TypeFor[int8](), reflect.TypeFor[uint16](), reflect.TypeFor[uint64](),
	reflect.TypeFor[uintptr](), reflect.TypeFor[float32](), reflect.TypeFor[float64](), reflect.TypeFor[complex64](), reflect.TypeFor[string](),
	reflect.TypeFor[named](), reflect.TypeFor[any](), reflect.TypeFor[io.Reader](), reflect.TypeFor[error](), reflect.TypeFor[chan int](),
	reflect.TypeFor[func()](), reflect.TypeFor[unsafe.Pointer](), reflect.TypeFor[map[int]int](), reflect.TypeFor[js.Value](),
	reflect.TypeFor[js.Func](), reflect.TypeFor[Value](), reflect.TypeFor[js.Error](), reflect.TypeFor[recursive](), reflect.TypeFor[embedding](),
	reflect.TypeFor[chanEmbedding](), reflect.TypeFor[tie](), reflect.TypeFor[omitting](), reflect.TypeFor[everything](), reflect.TypeFor[reflect.Value](),
}

// randomType builds a Go type of pointers, lists, maps and structs.
func randomType(r *rand.Rand, depth int) reflect.Type {
	if depth == 0 || r.Intn(4) == 0 {
		return types[r.Intn(len(types))]
	}
	elem := func() reflect.Type { return randomType(r, depth-1) }
	switch r.Intn(5) {
	case 0:
		return reflect.PointerTo(elem())
	case 1:
		return reflect.SliceOf(elem())
	case 2:
		return reflect.ArrayOf(r.Intn(3), elem())
	case 3:
		return reflect.MapOf(reflect.TypeFor[string](), elem())
	}
	fields := []reflect.StructField{{Name: "A", Type: elem()}, {Name: "X", Type: elem(), Tag: `js:"x"`}, {Name: "Y", Type: elem(), Tag: `json:"y,omitempty"`}}
	return reflect.StructOf(fields[:r.Intn(4)])
}

// TestNeverPanics assigns random JavaScript values to random types, twice so
// that the second finds what the first left. It fails by the panic itself, or
// by the process ending when an exception escapes from JavaScript.
func TestNeverPanics(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	awkward := make([]js.Value, len(atoms))
	for i, expr := range atoms {
		awkward[i] = eval(t, expr)
	}
	assign := func(v js.Value, target reflect.Value) bool {
		err := (Value{v}).AssignTo(target.Interface())
		if err == nil {
			return true
		}
		if e, ok := err.(*InvalidAssignmentError); !ok || e == nil || e.Error() == "" {
			t.Fatalf("error %#v for target type %v", err, target.Type())
		}
		return false
	}
	var fit, misfit int
	count := func(ok bool) {
		if ok {
			fit++
		} else {
			misfit++
		}
	}
	for _, v := range awkward {
		for _, typ := range types {
			for _, typ := range []reflect.Type{typ, reflect.SliceOf(typ), reflect.MapOf(reflect.TypeFor[named](), typ)} {
				count(assign(v, reflect.New(typ)))
			}
		}
	}
	for range 4000 {
		target := reflect.New(randomType(r, 3))
		for range 2 {
			count(assign(randomJS(awkward, r, 3), target))
		}
		var held any = target.Elem().Interface() // the same type, met inside an interface
		count(assign(randomJS(awkward, r, 2), reflect.ValueOf(&held)))
	}
	if fit < 1000 || misfit < 1000 {
		t.Errorf("%d assignments fit and %d did not, too few to mean much", fit, misfit)
	}
}
