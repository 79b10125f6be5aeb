package main

import (
	"github.com/hrgrad/hrgrad/solver/kernel/minimax"
	. "github.com/mmcloughlin/avo/operand" //nolint:revive // operands read as an assembler's
)

// Elementary functions, instruction for instruction those of solver/kernel/elementary32.go and elementary64.go.

func (k *family) pick(single, double float64) Mem {
	if k.double {
		return k.constant(double)
	}
	return k.constant(single)
}

// mantissa is the number of explicit mantissa bits, the shift from an integer to a power of two.
func (k *family) mantissa() int {
	if k.double {
		return 52
	}
	return 23
}

func (k *family) round() Mem { return k.pick(minimax.Round32, minimax.Round64) }

func (k *family) signBit() Mem { return k.integer(1 << (8*k.size() - 1)) }

func (k *family) abs(x vec) vec { return k.and(x, k.integer(1<<(8*k.size()-1)-1)) }

func (k *family) horner(coefficients []float64, z vec) vec {
	n := len(coefficients) - 1
	q := k.copy(k.constant(coefficients[n]))
	for i := n - 1; i >= 0; i-- {
		q = k.madd(q, z, k.constant(coefficients[i]))
	}
	return q
}

// pow2 returns 2^i from i + round.
func (k *family) pow2(rounded vec) vec { return k.iadd(k.shl(rounded, k.mantissa()), k.constant(1)) }

func (k *family) expReduced(x vec) (rounded, e vec) {
	coefficients := minimax.Exp64[:]
	if !k.double {
		coefficients = nil
		for _, c := range minimax.Exp32 {
			coefficients = append(coefficients, float64(c))
		}
	}
	rounded = k.madd(x, k.copy(k.constant(minimax.Log2E)), k.round())
	n := k.sub(rounded, k.round())
	r := k.nmadd(n, k.copy(k.pick(minimax.Ln2Hi32, minimax.Ln2Hi64)), x)
	r = k.nmadd(n, k.copy(k.pick(minimax.Ln2Lo32, minimax.Ln2Lo64)), r)
	q := k.horner(coefficients, r)
	return rounded, k.madd(k.mul(r, r), q, r)
}

func (k *family) exp(x vec) vec {
	y := k.pmin(x, k.copy(k.pick(minimax.ExpMax32, minimax.ExpMax64)))
	y = k.pmax(y, k.copy(k.pick(minimax.ExpMin32, minimax.ExpMin64)))
	rounded, e := k.expReduced(y)
	n := k.sub(rounded, k.round())
	half := k.madd(n, k.copy(k.constant(0.5)), k.round())
	rest := k.add(k.sub(n, k.sub(half, k.round())), k.round())
	return k.mul(k.mul(k.add(e, k.constant(1)), k.pow2(half)), k.pow2(rest))
}

func (k *family) tanh(x vec) vec {
	a := k.abs(x)
	a = k.pmin(k.add(a, a), k.copy(k.pick(minimax.TanhMax32, minimax.TanhMax64)))
	rounded, e := k.expReduced(a)
	s := k.pow2(rounded)
	t := k.madd(s, e, k.sub(s, k.constant(1)))
	return k.or(k.div(t, k.add(t, k.constant(2))), k.and(x, k.signBit()))
}

func (k *family) sigmoid(x vec) vec {
	e := k.exp(k.or(x, k.signBit()))
	one := k.copy(k.constant(1))
	return k.div(k.choose(e, one, k.compare(lessThan, x, k.zero())), k.add(one, e))
}

func (k *family) sincos(x vec) (sin, cos vec) {
	if !k.double {
		// In double precision, two halves.
		d := &family{Context: k.Context, data: k.data, double: true, fused: k.fused}
		high := k.XMM()
		k.VEXTRACTF128(Imm(1), x, high)
		widen := func(half Op) vec {
			r := k.YMM()
			k.VCVTPS2PD(half, r)
			return r
		}
		sl, cl := d.sincos(widen(x.AsX()))
		sh, ch := d.sincos(widen(high))
		join := func(low, high vec) vec {
			l, h, r := k.YMM(), k.XMM(), k.YMM()
			k.VCVTPD2PSY(low, l.AsX())
			k.VCVTPD2PSY(high, h)
			k.VINSERTF128(Imm(1), h, l, r)
			return r
		}
		return join(sl, sh), join(cl, ch)
	}
	a := k.abs(x)
	rounded := k.madd(a, k.copy(k.constant(minimax.TwoOverPi)), k.round())
	n := k.sub(rounded, k.round())
	r := k.nmadd(n, k.copy(k.constant(minimax.PiOver2A)), a)
	r = k.nmadd(n, k.copy(k.constant(minimax.PiOver2B)), r)
	r = k.nmadd(n, k.copy(k.constant(minimax.PiOver2C)), r)
	z := k.mul(r, r)
	s := k.madd(k.mul(z, r), k.horner(minimax.Sin64[:], z), r)
	c := k.madd(k.mul(z, z), k.horner(minimax.Cos64[:], z), k.nmadd(z, k.copy(k.constant(0.5)), k.constant(1)))

	odd := k.shl(rounded, 63) // the sign tells an odd quadrant
	inside := k.compare(lessOrEq, a, k.constant(minimax.SinMax))
	sin, cos = k.choose(c, s, odd), k.choose(s, c, odd)
	two := k.integer(2)
	sin = k.xor(sin, k.xor(k.shl(k.and(rounded, two), 62), k.and(x, k.signBit())))
	cos = k.xor(cos, k.shl(k.and(k.iadd(rounded, k.integer(1)), two), 62))
	nan := k.copy(k.integer(0x7ff8 << 48))
	return k.choose(sin, nan, inside), k.choose(cos, nan, inside)
}

// elementwise defines tanh, exp, sigmoid and sine over vectors.
func (k *family) elementwise() {
	for _, e := range []struct {
		name string
		body func(vec) vec
	}{
		{"avxTanh", k.tanh}, {"avxExp", k.exp}, {"avxSigmoid", k.sigmoid},
		{"avxSin", func(x vec) vec { s, _ := k.sincos(x); return s }},
	} {
		p, ok := k.define(e.name, false, false, ints("n"), vectors("dst src"))
		if !ok {
			continue
		}
		k.sweep(p["n"], []gp{p["dst"], p["src"]}, func(w window) {
			w.store(e.body(w.load(at(p["src"], 0))), at(p["dst"], 0))
		})
		k.finish()
	}
}
