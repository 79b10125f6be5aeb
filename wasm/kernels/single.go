package kernels

import . "github.com/hrgrad/hrgrad/wasm/kernels/asm" //nolint:revive // instruction names read as an assembler's

// Products of one column or one row. In a tile their sums would wait for each other.

// lastColumn (m, k, a, stride, b, c, rowBytes, acc) computes one column of C = A·B from a packed column of B, a number at the beginning of every
// vector: as many rows at a time as a vector has lanes, blocks of A transposed.
func (k *family) lastColumn() *Func {
	f, p := k.internal(8)
	m, depth, a, stride, b, c, rowBytes, acc := p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]
	lanes := k.Count()
	rows, pc := make([]Var, lanes), make([]Var, lanes)
	for r := range rows {
		rows[r], pc[r] = f.Local(I32), f.Local(I32)
	}
	l, pb, sum, av := f.Local(I32), f.Local(I32), f.Local(V128), f.Local(V128)
	block := func(height int) {
		f.Set(rows[0], a)
		f.Set(pc[0], c)
		for r := 1; r < height; r++ {
			f.Set(rows[r], Add(rows[r-1], stride))
			f.Set(pc[r], Add(pc[r-1], rowBytes))
		}
		gather := func(to Var, from []Var) {
			f.Set(to, k.loadOne(from[0]))
			for r := 1; r < height; r++ {
				f.Set(to, k.LoadLane(from[r], r, to))
			}
		}
		f.If(acc, func() { gather(sum, pc) }, func() { f.Set(sum, k.Const(0)) })
		f.Set(l, depth)
		f.Set(pb, b)
		if height == lanes {
			f.While(GeS(l, Int(lanes)), func() {
				for i, v := range k.transposed(f, rows) {
					f.Set(sum, k.Madd(v, k.LoadSplat(pb, 16*i), sum))
				}
				for _, r := range rows {
					inc(f, r, Int(16))
				}
				inc(f, pb, Int(16*lanes))
				inc(f, l, Int(-lanes))
			})
		}
		f.While(l, func() {
			gather(av, rows)
			f.Set(sum, k.Madd(av, k.LoadSplat(pb, 0), sum))
			for _, r := range rows[:height] {
				inc(f, r, Int(k.Size()))
			}
			inc(f, pb, Int(16))
			inc(f, l, Int(-1))
		})
		for r := range height {
			f.Do(k.StoreLane(pc[r], r, sum))
		}
		inc(f, a, Mul(stride, Int(height)))
		inc(f, c, Mul(rowBytes, Int(height)))
		inc(f, m, Int(-height))
	}
	f.While(GeS(m, Int(lanes)), func() { block(lanes) })
	f.While(m, func() { block(1) })
	return f
}

// rowTimes (n, columns, k, a, step, b, c, acc) computes the first n columns of one row C = A·B, the rows of B having so many columns and the
// numbers of A being step bytes apart: packing B would cost more than the product, and the sums of a tile would wait for each other; here up to
// eight vectors of columns advance together.
func (k *family) rowTimes() *Func {
	f, p := k.internal(8)
	left, depth, a, step, b, c, acc := p[0], p[2], p[3], p[4], p[5], p[6], p[7]
	rowBytes := f.Let(I32, k.bytes(p[1]))
	pa, pb, l := f.Local(I32), f.Local(I32), f.Local(I32)
	var sums [8]Var
	for v := range sums {
		sums[v] = f.Local(V128)
	}
	panel := func(vectors int, w window) {
		f.If(acc,
			func() {
				for v := range vectors {
					f.Set(sums[v], w.load(Add(c, Int(16*v))))
				}
			},
			func() {
				for v := range vectors {
					f.Set(sums[v], k.Const(0))
				}
			})
		f.Set(pa, a)
		f.Set(pb, b)
		f.Set(l, depth)
		f.While(l, func() {
			av := f.Let(V128, k.LoadSplat(pa, 0))
			for v := range vectors {
				if w.n == nil && !w.first {
					f.Set(sums[v], k.Madd(av, LoadV(pb, 16*v), sums[v]))
				} else {
					f.Set(sums[v], k.Madd(av, w.load(pb), sums[v]))
				}
			}
			inc(f, pa, step)
			inc(f, pb, rowBytes)
			inc(f, l, Int(-1))
		})
		for v := range vectors {
			w.store(Add(c, Int(16*v)), sums[v])
		}
		inc(f, b, Int(16*vectors))
		inc(f, c, Int(16*vectors))
		inc(f, left, Int(-vectors*k.Count()))
	}
	for _, vectors := range []int{8, 4, 1} {
		f.While(GeS(left, Int(vectors*k.Count())), func() { panel(vectors, window{k: k, f: f}) })
	}
	f.If(GtS(left, Int(0)), func() {
		f.If(Eq(left, Int(1)), func() { panel(1, window{k: k, f: f, first: true}) }, func() { panel(1, window{k: k, f: f, n: left}) })
	}, nil)
	return f
}
