package kernels

import . "github.com/hrgrad/hrgrad/wasm/kernels/asm" //nolint:revive // instruction names read as an assembler's

// packing defines the ways to pack the right-hand matrix into panels of panelVectors vectors, in the order in which the tiles
// read it: panel by panel, reduction index within the panel. What is left are panels of narrowVectors, and a last one of at most one vector is one
// vector wide. Missing columns are zero.
func (k *family) packing() {
	k.packRows = k.packFromRows(panelVectors)
	k.packBlock = k.packFromRows(narrowVectors)
	k.packCols = k.packFromColumns()
}

// packFromRows (n, k, b, dst) packs B, k×n; widest is the number of vectors of the widest panels.
func (k *family) packFromRows(widest int) *Func {
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
	for vectors := widest; vectors >= narrowVectors; vectors /= 2 {
		f.While(GeS(left, Int(vectors*k.Count())), func() {
			panel(vectors, false)
			inc(f, b, Int(16*vectors))
			inc(f, left, Int(-vectors*k.Count()))
		})
	}
	f.If(GtS(left, Int(k.Count())), func() { panel(2, true) }, func() {
		f.If(left, func() { panel(1, true) }, nil)
	})
	return f
}

// packFromColumns (n, k, b, dst) packs Bᵀ, B being n×k: a transposition, vectors of columns a square block at a time, the last columns element
// by element.
func (k *family) packFromColumns() *Func {
	f, p := k.internal(4)
	n, depth, b, dst := p[0], p[1], p[2], p[3]
	left, bytes := f.Let(I32, n), f.Let(I32, k.bytes(depth))
	l, width, j, to := f.Local(I32), f.Local(I32), f.Local(I32), f.Local(I32)
	rows := make([]Var, k.Count())
	for i := range rows {
		rows[i] = f.Local(I32)
	}
	lanes := Int(k.Count())
	load, store := LoadI32, StoreI32
	zero := Int(0)
	if k.Double {
		load, store, zero = LoadI64, StoreI64, Int64(0)
	}
	// whole packs a vector of columns, the rows from b on, and moves b on.
	whole := func() {
		f.Set(rows[0], b)
		for i := 1; i < len(rows); i++ {
			f.Set(rows[i], Add(rows[i-1], bytes))
		}
		f.Set(b, Add(rows[len(rows)-1], bytes))
		f.Set(l, depth)
		f.While(GeS(l, lanes), func() {
			for _, v := range k.transposed(f, rows) {
				f.Do(StoreV(to, 0, v))
				inc(f, to, k.bytes(width))
			}
			for _, r := range rows {
				inc(f, r, Int(16))
			}
			f.Set(l, Sub(l, lanes))
		})
		f.While(l, func() {
			for i, r := range rows {
				f.Do(store(to, i*k.Size(), load(r, 0)))
				inc(f, r, Int(k.Size()))
			}
			inc(f, to, k.bytes(width))
			inc(f, l, Int(-1))
		})
	}
	// column packs one column of a vector, or zeros.
	column := func() {
		f.Set(l, depth)
		f.While(l, func() {
			f.If(GtS(left, j), func() {
				f.Do(store(to, 0, load(b, 0)))
				inc(f, b, Int(k.Size()))
			}, func() { f.Do(store(to, 0, zero)) })
			inc(f, to, k.bytes(width))
			inc(f, l, Int(-1))
		})
	}
	f.While(GtS(left, Int(0)), func() {
		f.Set(width, Select(Int(narrowVectors*k.Count()), lanes, GtS(left, lanes)))
		f.Set(width, Select(Int(panelVectors*k.Count()), width, GeS(left, Int(panelVectors*k.Count()))))
		f.Set(j, Int(0))
		f.While(LtS(j, width), func() {
			f.Set(to, Add(dst, k.bytes(j)))
			f.If(GeS(Sub(left, j), lanes), func() {
				whole()
				f.Set(j, Add(j, lanes))
			}, func() {
				column()
				inc(f, j, Int(1))
			})
		})
		inc(f, dst, Mul(bytes, width))
		f.Set(left, Sub(left, width))
	})
	return f
}

// transposed loads a square block of as many rows as a vector has lanes and returns its columns.
func (k *family) transposed(f *Func, rows []Var) []Var {
	v := make([]Var, len(rows))
	for i, r := range rows {
		v[i] = f.Let(V128, LoadV(r, 0))
	}
	even := [16]byte{0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23}
	odd := [16]byte{8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31}
	halves := func(a, b Var) []Var { return []Var{f.Let(V128, Shuffle(a, b, even)), f.Let(V128, Shuffle(a, b, odd))} }
	if k.Double {
		return halves(v[0], v[1])
	}
	low := [16]byte{0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23}
	high := [16]byte{8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31}
	mix := func(a, b Var, lanes [16]byte) Var { return f.Let(V128, Shuffle(a, b, lanes)) }
	return append(halves(mix(v[0], v[1], low), mix(v[2], v[3], low)), halves(mix(v[0], v[1], high), mix(v[2], v[3], high))...)
}
