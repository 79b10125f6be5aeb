package kernels

import . "github.com/hrgrad/hrgrad/wasm/kernels/asm" //nolint:revive // instruction names read as an assembler's

// squareLoss (points, cols, r, w, c, grad or 0) returns sum_i w_i sum_j c_j r_ij^2 in double precision, each sum in order, and adds 2 w_i c_j r_ij
// to grad.
func (k *family) squareLoss() {
	f, p := k.define("square_loss"+k.suffix, []Type{F64}, i32s(6)...)
	points, cols, r, w, c, grad := p[0], p[1], p[2], p[3], p[4], p[5]
	sum, row := f.Local(F64), f.Local(F64)
	pc, wi := f.Local(I32), f.Local(V128)
	wanted := f.Let(I32, Ne(grad, Int(0)))
	high := [16]byte{8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15}
	d := Lanes{Double: true}
	add := func(a, b Value) {
		products := f.Let(V128, d.Mul(a, b))
		f.Set(row, F64Add(row, ExtractF64(products, 0)))
		f.Set(row, F64Add(row, ExtractF64(products, 1)))
	}
	f.While(points, func() {
		f.Set(row, F64Const(0))
		f.Set(pc, c)
		f.Set(wi, k.LoadSplat(w, 0))
		k.sweepRow(f, cols, []Var{r, pc, grad}, func(w window) {
			v := f.Let(V128, w.load(r))
			cv := f.Let(V128, k.Mul(w.load(pc), v))
			f.If(wanted, func() { w.store(grad, k.Add(w.load(grad), k.Mul(k.Const(2), k.Mul(wi, cv)))) }, nil)
			if k.Double {
				add(cv, v)
				return
			}
			add(PromoteLow(cv), PromoteLow(v))
			add(PromoteLow(Shuffle(cv, cv, high)), PromoteLow(Shuffle(v, v, high)))
		})
		first := wi
		if !k.Double {
			first = f.Let(V128, PromoteLow(wi))
		}
		f.Set(sum, F64Add(sum, F64Mul(ExtractF64(first, 0), row)))
		inc(f, w, Int(k.Size()))
		inc(f, points, Int(-1))
	})
	f.Return(sum)
}
