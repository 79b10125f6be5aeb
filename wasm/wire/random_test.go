package wire_test

import (
	"math/rand/v2"
	"reflect"
)

// fill gives every field of a struct a random value: lists of up to three elements, arrays and pointers nil now and then.
func fill(r *rand.Rand, v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int:
		v.SetInt(int64(r.IntN(9) - 2))
	case reflect.Uint8, reflect.Uint64:
		v.SetUint(uint64(r.IntN(256)))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(float32(r.NormFloat64())))
	case reflect.String:
		v.SetString([]string{"", "rho", "ε", "a longer text\nof two lines"}[r.IntN(4)])
	case reflect.Pointer:
		if r.IntN(3) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(r, v.Elem())
		}
	case reflect.Slice:
		if n := r.IntN(5); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n-1, n-1))
			for i := range v.Len() {
				fill(r, v.Index(i))
			}
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"seed": "18446744073709551615", "operator": "hrgrad"}))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(r, v.Field(i))
		}
	}
}

// random fills the message that a pointer leads to.
func random(a, b uint64, message any) {
	fill(rand.New(rand.NewPCG(a, b)), reflect.ValueOf(message).Elem())
}
