package kernels

import . "github.com/hrgrad/hrgrad/wasm/kernels/asm" //nolint:revive // instruction names read as an assembler's

// sincosines exports sine and cosine of many doubles: sincos, whose bits are those of kernel.Sincos64, and cephes_sincos, whose bits are those of
// math.Sincos and which returns whether all numbers were in its range; otherwise what it has stored means nothing.
func (k *family) sincosines() {
	f, p := k.fn("sincos", 4)
	n, sin, cos, x := p[0], p[1], p[2], p[3]
	k.sweepPairs(f, n, []Var{sin, cos, x}, func(w window) {
		s, c := k.sincos(f, f.Let(V128, w.load(x)))
		w.store(sin, s)
		w.store(cos, c)
	})

	f, p = k.define("cephes_sincos"+k.suffix, []Type{I32}, i32s(4)...)
	n, sin, cos, x = p[0], p[1], p[2], p[3]
	largest := f.Local(V128)
	k.sweepPairs(f, n, []Var{sin, cos, x}, func(w window) {
		v := f.Let(V128, w.load(x))
		s, c, a := k.cephesSincos(f, v)
		f.Set(largest, k.Max(largest, a))
		w.store(sin, s)
		w.store(cos, c)
	})
	f.Set(largest, k.Lt(largest, k.Const(cephesRange)))
	f.Return(And(Ne(ExtractI32(largest, 0), Int(0)), Ne(ExtractI32(largest, 2), Int(0))))
}

// cephesRange is from where math.Sincos reduces its argument in another way.
const cephesRange = 1 << 29

// cephesSincos is math.Sincos of Go, from the Cephes library, instruction for instruction, for numbers smaller than cephesRange, with their
// absolute values.
func (k *family) cephesSincos(f *Func, x Var) (sin, cos, a Var) {
	a = f.Let(V128, k.Abs(x))
	y := f.Let(V128, k.Floor(k.Mul(a, k.Const(4/3.14159265358979323846264338327950288419716939937510582097494459))))
	j := f.Let(V128, k.Add(y, k.round())) // the integer in the lowest bits
	odd := f.Let(V128, AndV(j, k.IConst(1)))
	f.Set(j, k.IAdd(j, odd))
	f.Set(y, k.Add(y, AndV(k.ISub(k.IConst(0), odd), k.Const(1))))
	z := f.Let(V128, k.Sub(a, k.Mul(y, k.Const(7.85398125648498535156e-1))))
	f.Set(z, k.Sub(z, k.Mul(y, k.Const(3.77489470793079817668e-8))))
	f.Set(z, k.Sub(z, k.Mul(y, k.Const(2.69515142907905952645e-15))))
	zz := f.Let(V128, k.Mul(z, z))
	q := k.horner(f, []float64{
		4.16666666666665929218e-2, -1.38888888888730564116e-3, 2.48015872888517045348e-5,
		-2.75573141792967388112e-7, 2.08757008419747316778e-9, -1.13585365213876817300e-11,
	}, zz)
	c := f.Let(V128, k.Madd(k.Mul(zz, zz), q, k.Nmadd(k.Const(0.5), zz, k.Const(1))))
	q = k.horner(f, []float64{
		-1.66666666666666307295e-1, 8.33333333332211858878e-3, -1.98412698295895385996e-4,
		2.75573136213857245213e-6, -2.50507477628578072866e-8, 1.58962301576546568060e-10,
	}, zz)
	s := f.Let(V128, k.Madd(k.Mul(z, zz), q, z))

	two, four := k.IConst(2), k.IConst(4)
	swap := f.Let(V128, k.ISub(k.IConst(0), k.Shr(AndV(j, two), 1)))
	sin, cos = f.Let(V128, Bitselect(c, s, swap)), f.Let(V128, Bitselect(s, c, swap))
	f.Set(sin, XorV(sin, XorV(k.Shl(AndV(j, four), 61), AndV(x, k.signBit()))))
	f.Set(cos, XorV(cos, k.Shl(AndV(k.IAdd(j, two), four), 61)))
	return sin, cos, a
}
