//go:build js && wasm

package wire_test

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"syscall/js"
	"testing"

	"github.com/hrgrad/hrgrad/wasm/wire"
)

type both interface {
	wire.Message
	wire.Validator
}

// all are the messages that Go programs both send and receive.
var all = []both{&wire.Ready{}, &wire.Progress{}, &wire.Fields{}, &wire.Errors{}, &wire.Distribution{}, &wire.Conservation{}, &wire.Race{}, &wire.Fit{}, &wire.ReferenceRequest{}, &wire.ReferenceReply{}}

func eval(expr string) js.Value {
	return js.Global().Get("Function").New("return (" + expr + ")").Invoke()
}

// TestRoundTrip: what Encode makes of a message, Decode makes equal to it again, also after a structured clone with transfer.
func TestRoundTrip(t *testing.T) {
	clone := eval("(v, transfer) => structuredClone(v, { transfer })")
	r := rand.New(rand.NewPCG(1, 2))
	for _, message := range all {
		kind := reflect.TypeOf(message).Elem()
		valid := 0
		for range 60 {
			sent := reflect.New(kind)
			fill(r, sent.Elem())
			value, transfer := wire.Encode(sent.Interface().(both))
			if len(transfer) > 1 {
				t.Fatalf("%s: %d buffers", kind, len(transfer))
			}
			if name := value.Get("type").String(); name != sent.Interface().(both).Name() {
				t.Fatalf("%s: type %q", kind, name)
			}
			list := js.Global().Get("Array").New()
			for _, b := range transfer {
				list.Call("push", b)
			}
			value = clone.Invoke(value, list)
			got := reflect.New(kind)
			err := wire.Decode(value, got.Interface().(both))
			if err == nil {
				valid++
			}
			if want := sent.Interface().(both).Validate(); (err == nil) != (want == nil) {
				t.Fatalf("%s: received with %v, sent %v", kind, err, want)
			}
			if !reflect.DeepEqual(normal(sent), normal(got)) {
				t.Fatalf("%s: sent\n%+v\nreceived\n%+v", kind, sent.Elem(), got.Elem())
			}
		}
		t.Logf("%s: %d of 60 valid", kind, valid)
	}
}

// normal is a message with empty lists in place of nil ones, which vert does not tell apart.
func normal(p reflect.Value) any {
	empty(p.Elem())
	return p.Interface()
}

func empty(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			empty(v.Elem())
		}
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		for i := range v.Len() {
			empty(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			empty(v.Field(i))
		}
	}
}

// TestForeignRealm: arrays made in another realm, as in the page around a frame, are no instances of this one's classes. They
// may also start in the middle of their buffer.
func TestForeignRealm(t *testing.T) {
	require := js.Global().Get("require")
	if require.Type() != js.TypeFunction {
		t.Skip("no second realm outside Node")
	}
	v := require.Invoke("vm").Call("runInNewContext", `({nt:1,nx:2,eps:1,t:0,data:[new Float32Array(new Float32Array([9,9,5,6]).buffer,8,2)],line:{x:new Float64Array(1),values:[new Float64Array([7])],limits:[]}})`)
	var f wire.Fields
	if err := wire.Decode(v, &f); err != nil || f.Data[0][1] != 6 || f.Line.Values[0][0] != 7 || f.Reference != nil {
		t.Errorf("%+v %v", f, err)
	}
}

// TestMisfits: every misfit is one line.
func TestMisfits(t *testing.T) {
	for _, c := range []struct {
		to   wire.Validator
		expr string
	}{
		{&wire.Fields{}, `7`},
		{&wire.Fields{}, `null`},
		{&wire.Fields{}, `{}`},
		{&wire.Fields{}, `{nt:2.5,nx:2}`},
		{&wire.Fields{}, `{nt:1,nx:1,eps:1,data:"abc"}`},
		{&wire.Fields{}, `{nt:1,nx:1,eps:1,data:[[1]]}`},
		{&wire.Fields{}, `{nt:1,nx:1,eps:1,data:[new Float64Array(1)]}`},
		{&wire.Fields{}, `{nt:1,nx:1,eps:1,data:Array(1000).fill(null)}`},
		{&wire.Fields{}, `{nt:1,nx:1,eps:1,data:{length:1e9}}`},
		{&wire.Fields{}, `{line:{x:7}}`},
		{&wire.Fields{}, `{line:{limits:5}}`},
		{&wire.Fields{}, `{line:{limits:[{values:7}]}}`},
		{&wire.Fields{}, `{line:7}`},
		{&wire.Ready{}, `{problem:5}`},
		{&wire.Ready{}, `{config:{operator:{}}}`},
		{&wire.Progress{}, `{step:{}}`},
		{&wire.Progress{}, `{gradient:{m:2,cosine:"x"}}`},
		{&wire.Progress{}, `{gradient:{m:2,cosine:[1,0,0,1],conflict:[false,false],anchor:[1]}}`},
		{&wire.Errors{}, `{eps:"1"}`},
		{&wire.Errors{}, `new Proxy({},{get(){throw new Error("trap")}})`},
		{&wire.Distribution{}, `{nx:"2"}`},
		{&wire.Distribution{}, `{data:new Float32Array(1)}`},
		{&wire.Race{}, `{runners:5}`},
		{&wire.Race{}, `{runners:Array(100).fill({name:"a"})}`},
		{&wire.Request{}, `{bytes:[1]}`},
	} {
		err := wire.Decode(eval(c.expr), c.to)
		if err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%T %s: error %v", c.to, c.expr, err)
		}
	}
}

// BenchmarkFields encodes and decodes what one evaluation sends: two fields with references on the page's grid.
func BenchmarkFields(b *testing.B) {
	f := wire.Fields{Eps: 1, NT: 64, NX: 96, Line: wire.Line{X: make([]float64, 96)}}
	for range 2 {
		f.Data, f.Reference = append(f.Data, make([]float32, 64*96)), append(f.Reference, make([]float32, 64*96))
		f.Line.Values, f.Line.Reference = append(f.Line.Values, make([]float64, 96)), append(f.Line.Reference, make([]float64, 96))
	}
	var value js.Value
	b.Run("encode", func(b *testing.B) {
		for b.Loop() {
			value, _ = wire.Encode(f)
		}
	})
	b.Run("decode", func(b *testing.B) {
		for b.Loop() {
			var to wire.Fields
			if err := wire.Decode(value, &to); err != nil {
				b.Fatal(err)
			}
		}
	})
}
