package main

import (
	. "github.com/mmcloughlin/avo/operand" //nolint:revive // operands read as an assembler's
)

// activation is a nonlinearity with the terms of its derivatives.
type activation struct {
	name  string
	value func(z vec) (y, slope vec)
	// slopes gives a' and a'' from z, or for the hyperbolic tangent a' from y.
	slopes func(v vec) (slope, second vec)
}

func (k *family) list() []activation {
	one := func() vec { return k.copy(k.constant(1)) }
	return []activation{
		{"Tanh",
			func(z vec) (vec, vec) { y := k.tanh(z); return y, k.nmadd(y, y, one()) },
			func(y vec) (vec, vec) { return k.nmadd(y, y, one()), nil },
		},
		{"Swish",
			func(z vec) (vec, vec) {
				s := k.sigmoid(z)
				y := k.mul(z, s)
				return y, k.madd(y, k.sub(one(), s), s)
			},
			func(z vec) (vec, vec) {
				s := k.sigmoid(z)
				ds := k.mul(s, k.sub(one(), s))
				inner := k.madd(z, k.nmadd(k.copy(k.constant(2)), s, one()), k.constant(2))
				return k.madd(z, ds, s), k.mul(ds, inner)
			},
		},
		{"Sine",
			k.sincos,
			func(z vec) (vec, vec) { s, c := k.sincos(z); return c, k.xor(s, k.signBit()) },
		},
	}
}

// activations defines the jets of the activations, forward with an optional bias, and their backward pass; and the bias alone.
func (k *family) activations() {
	for _, a := range k.list() {
		k.forward(a)
		k.backward(a)
	}
	if p, ok := k.define("avxAddBias", true, false, ints("points jets width"), vectors("b z")); ok {
		pb, left := k.GP64(), k.GP64()
		skip := k.skip(p["jets"], p["width"])
		k.times(p["points"], func() {
			k.MOVQ(p["b"], pb)
			k.MOVQ(p["width"], left)
			k.sweep(left, []gp{p["z"], pb}, func(w window) {
				w.store(k.add(w.load(at(p["z"], 0)), w.load(at(pb, 0))), at(p["z"], 0))
			})
			k.ADDQ(skip, p["z"])
		})
		k.finish()
	}
	if p, ok := k.define("avxBiasGradient", true, false, ints("points jets width"), vectors("gz db")); ok {
		pd, left := k.GP64(), k.GP64()
		skip := k.skip(p["jets"], p["width"])
		k.times(p["points"], func() {
			k.MOVQ(p["db"], pd)
			k.MOVQ(p["width"], left)
			k.sweep(left, []gp{p["gz"], pd}, func(w window) {
				w.store(k.add(w.load(at(pd, 0)), w.load(at(p["gz"], 0))), at(pd, 0))
			})
			k.ADDQ(skip, p["gz"])
		})
		k.finish()
	}
}

// prefix begins the names of kernels.
func (k *family) prefix() string {
	if k.wider {
		return "avx512"
	}
	return "avx"
}

// tangents defines the jets of the hyperbolic tangent for AVX-512.
func (k *family) tangents() {
	tanh := k.list()[0]
	k.forward(tanh)
	k.backward(tanh)
}

// skip is the distance in bytes from the end of a value row to the next one.
func (k *family) skip(jets, width gp) gp {
	s := k.let(jets)
	k.DECQ(s)
	k.IMULQ(width, s)
	return k.bytes(s)
}

// derivatives runs body for each derivative row of a point; o is the byte offset of that row from the value row.
func (k *family) derivatives(jets, rowBytes, l, o gp, body func()) {
	k.MOVQ(jets, l)
	k.DECQ(l)
	k.MOVQ(rowBytes, o)
	k.times(l, func() {
		body()
		k.ADDQ(rowBytes, o)
	})
}

func (k *family) forward(a activation) {
	p, ok := k.define(k.prefix()+"Forward"+a.name, k.wider, false, ints("points jets width"), vectors("b z y"))
	if !ok {
		return
	}
	jets, b, z, y := p["jets"], p["b"], p["z"], p["y"]
	rowBytes, skip := k.bytes(p["width"]), k.skip(jets, p["width"])
	pb, left, l, o := k.GP64(), k.GP64(), k.GP64(), k.GP64()
	k.times(p["points"], func() {
		k.MOVQ(b, pb)
		k.MOVQ(p["width"], left)
		k.sweep(left, []gp{z, y, pb}, func(w window) {
			v := w.load(at(z, 0))
			plain := k.label("unbiased")
			k.TESTQ(b, b)
			k.JZ(LabelRef(plain))
			k.either(k.VADDPS, k.VADDPD, w.load(at(pb, 0)), v, v)
			w.store(v, at(z, 0))
			k.Label(plain)
			value, slope := a.value(v)
			w.store(value, at(y, 0))
			k.derivatives(jets, rowBytes, l, o, func() { w.store(k.mul(slope, w.load(plus(z, o))), plus(y, o)) })
		})
		k.ADDQ(skip, z)
		k.ADDQ(skip, y)
	})
	k.finish()
}

func (k *family) backward(a activation) {
	p, ok := k.define(k.prefix()+"Backward"+a.name, k.wider, false, ints("points jets width"), vectors("in gy gz"))
	if !ok {
		return
	}
	jets, in, gy, gz := p["jets"], p["in"], p["gy"], p["gz"]
	rowBytes, skip := k.bytes(p["width"]), k.skip(jets, p["width"])
	left, l, o := k.GP64(), k.GP64(), k.GP64()
	k.times(p["points"], func() {
		k.MOVQ(p["width"], left)
		k.sweep(left, []gp{in, gy, gz}, func(w window) {
			v := w.load(at(in, 0))
			slope, second := a.slopes(v)
			sum := k.zero()
			k.derivatives(jets, rowBytes, l, o, func() { k.accumulate(sum, w.load(plus(gy, o)), w.load(plus(in, o))) })
			var cross vec
			if second == nil {
				cross = k.mul(k.mul(v, sum), k.constant(-2))
			} else {
				cross = k.mul(second, sum)
			}
			w.store(k.madd(slope, w.load(at(gy, 0)), cross), at(gz, 0))
			k.derivatives(jets, rowBytes, l, o, func() { w.store(k.mul(slope, w.load(plus(gy, o))), plus(gz, o)) })
		})
		k.ADDQ(skip, in)
		k.ADDQ(skip, gy)
		k.ADDQ(skip, gz)
	})
	k.finish()
}
