package kernels

import . "github.com/hrgrad/hrgrad/wasm/kernels/asm" //nolint:revive // instruction names read as an assembler's

// chunk is the number of rows a dense layer takes at a time (rounded down to whole points): the product of a chunk is
// still in the first-level cache when the activation reads it.
const chunk = 48

// dense exports the fused layers.
func (k *family) dense() {
	f, p := k.fn("dense_forward", 11)
	act, jets, points, in, out, x, w, b, z, y, scratch := p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9], p[10]
	f.Do(Call(k.packRows, out, in, w, scratch))
	k.chunks(f, jets, points, func(points, rows Var) {
		f.Do(Call(k.mulPacked, rows, out, in, x, scratch, z, Int(0)))
		f.Do(Call(k.forward, act, jets, points, out, b, z, y))
		inc(f, x, Mul(rows, k.bytes(in)))
		inc(f, z, Mul(rows, k.bytes(out)))
		inc(f, y, Mul(rows, k.bytes(out)))
	})

	f, p = k.fn("dense_backward", 12)
	act, jets, points, in, out, w, z = p[0], p[1], p[2], p[3], p[4], p[5], p[6]
	y, gy, gx, acc, scratch := p[7], p[8], p[9], p[10], p[11]
	f.Do(Call(k.packCols, in, out, w, scratch))
	k.chunks(f, jets, points, func(points, rows Var) {
		f.Do(Call(k.backward, act, jets, points, out, z, y, gy, gy))
		f.Do(Call(k.mulPacked, rows, in, out, gy, scratch, gx, acc))
		inc(f, z, Mul(rows, k.bytes(out)))
		inc(f, y, Mul(rows, k.bytes(out)))
		inc(f, gy, Mul(rows, k.bytes(out)))
		inc(f, gx, Mul(rows, k.bytes(in)))
	})

	f, p = k.fn("bias_gradient", 5)
	jets, points, width, gz, db := p[0], p[1], p[2], p[3], p[4]
	pd := f.Local(I32)
	skip := f.Let(I32, Mul(Sub(jets, Int(1)), k.bytes(width)))
	f.While(points, func() {
		f.Set(pd, db)
		k.sweepRow(f, width, []Var{gz, pd}, func(w window) { w.store(pd, k.Add(w.load(pd), w.load(gz))) })
		inc(f, gz, skip)
		inc(f, points, Int(-1))
	})
}

// chunks runs body over all points, about chunk rows at a time.
func (k *family) chunks(f *Func, jets, left Var, body func(points, rows Var)) {
	points, rows := f.Let(I32, DivU(Int(chunk), jets)), f.Local(I32)
	f.Set(points, Select(points, Int(1), points))
	f.While(left, func() {
		f.Set(points, Select(points, left, LtS(points, left)))
		f.Set(rows, Mul(points, jets))
		body(points, rows)
		f.Set(left, Sub(left, points))
	})
}
