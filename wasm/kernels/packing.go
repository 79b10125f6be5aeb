package kernels

import . "github.com/hrgrad/hrgrad/wasm/kernels/asm" //nolint:revive // instruction names read as an assembler's

// packing defines the two ways to pack the right-hand matrix into panels of two vectors, in the order in which the tiles
// read it: panel by panel, reduction index within the panel. A last panel of at most one vector is one vector wide. Missing columns
// are zero.
func (k *family) packing() {
	k.packRows = k.packFromRows()
	k.packCols = k.packFromColumns()
}

// packFromRows (n, k, b, dst) packs B, k×n.
func (k *family) packFromRows() *Func {
	f, p := k.internal(4)
	n, depth, b, dst := p[0], p[1], p[2], p[3]
	left := f.Let(I32, n)
	stride := f.Let(I32, k.bytes(n))
	row, l := f.Local(I32), f.Local(I32)
	panel := func(vectors int, tail bool) {
		f.Set(row, b)
		f.Set(l, depth)
		f.While(l, func() {
			for v := range vectors {
				w := window{k: k, f: f}
				if tail {
					w.n = Sub(left, Int(v*k.Count()))
				}
				f.Do(StoreV(dst, 16*v, w.load(Add(row, Int(16*v)))))
			}
			inc(f, dst, Int(16*vectors))
			inc(f, row, stride)
			inc(f, l, Int(-1))
		})
	}
	f.While(GeS(left, Int(2*k.Count())), func() {
		panel(2, false)
		inc(f, b, Int(32))
		inc(f, left, Int(-2*k.Count()))
	})
	f.If(GtS(left, Int(k.Count())), func() { panel(2, true) }, func() {
		f.If(left, func() { panel(1, true) }, nil)
	})
	return f
}

// packFromColumns (n, k, b, dst) packs Bᵀ, B being n×k: a transposition, element by element.
func (k *family) packFromColumns() *Func {
	f, p := k.internal(4)
	n, depth, b, dst := p[0], p[1], p[2], p[3]
	left := f.Let(I32, n)
	q, l, width, j, to := f.Local(I32), f.Local(I32), f.Local(I32), f.Local(I32), f.Local(I32)
	f.While(GtS(left, Int(0)), func() {
		f.Set(width, Select(Int(2*k.Count()), Int(k.Count()), GtS(left, Int(k.Count()))))
		f.Set(j, Int(0))
		f.While(LtS(j, width), func() {
			f.Set(to, Add(dst, k.bytes(j)))
			f.Set(l, depth)
			f.While(l, func() {
				if k.Double {
					f.If(LtS(j, left), func() { f.Do(StoreI64(to, 0, LoadI64(b, 0))) }, func() { f.Do(StoreI64(to, 0, Int64(0))) })
				} else {
					f.If(LtS(j, left), func() { f.Do(StoreI32(to, 0, LoadI32(b, 0))) }, func() { f.Do(StoreI32(to, 0, Int(0))) })
				}
				inc(f, to, k.bytes(width))
				f.If(LtS(j, left), func() { inc(f, b, Int(k.Size())) }, nil)
				inc(f, l, Int(-1))
			})
			inc(f, j, Int(1))
		})
		f.Set(q, Mul(depth, k.bytes(width)))
		inc(f, dst, q)
		f.Set(left, Sub(left, width))
	})
	return f
}
