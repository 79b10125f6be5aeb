package kernels

import . "github.com/hrgrad/hrgrad/wasm/kernels/asm" //nolint:revive // instruction names read as an assembler's

// Tile heights; the smaller ones finish the rows. Two rows by four vectors are eight sums, which with four vectors of B, two of A and a
// product just fill the fifteen vector registers of V8 on amd64, and four rows by two vectors are as many: what is narrower than four vectors, or
// needs one pointer for all rows of A, takes these. V8 moves all loads of a block to its beginning, so higher tiles and unrolled steps spill:
// six rows, unrolled four times, ran at 22 GFLOP/s where four ran at 31.
// Of A by columns one row is left to rowTimes.
var heights, wideHeights, colHeights = []int{4, 2, 1}, []int{2, 1}, []int{4, 2}

// panelVectors is the width of a panel of the packed matrix in vectors, where there are as many columns, and narrowVectors that of the next ones.
const panelVectors, narrowVectors = 4, 2

// gemm defines the tiles, the product with a packed matrix, and the three exported products.
func (k *family) gemm() {
	tiles := func(heights []int, transposed bool, widest int) (all []tile) {
		for _, h := range heights {
			all = append(all, tile{h, k.tileRow(h, transposed, widest)})
		}
		return all
	}
	k.rowTiles, k.wideTiles = tiles(heights, false, narrowVectors), tiles(wideHeights, false, panelVectors)
	k.colTiles = tiles(colHeights, true, narrowVectors)
	k.column = k.lastColumn()
	k.mulPacked = k.multiplyPacked()
	k.row = k.rowTimes()

	for _, form := range []struct {
		name string
		pack *Func
	}{{"gemm_nn", k.packRows}, {"gemm_nt", k.packCols}} {
		f, p := k.fn(form.name, 8)
		m, n, depth, a, b, c, acc, scratch := p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]
		product := func() {
			f.Do(Call(form.pack, n, depth, b, scratch))
			f.Do(Call(k.mulPacked, m, n, depth, a, scratch, c, acc))
		}
		if form.name == "gemm_nn" {
			f.If(Eq(m, Int(1)), func() { f.Do(Call(k.row, n, n, depth, a, Int(k.Size()), b, c, acc)) }, product)
		} else {
			product()
		}
	}
	k.gemmTN()
}

// tile is the function for so many rows.
type tile struct {
	height int
	fn     *Func
}

// tileRow (n, rowBytes, k, a, stride, b, c, acc) computes h rows of the first n columns of C = A·B: every panel of B in turn, the sums of one
// panel in registers. C has rowBytes from row to row. stride is that of A in bytes: from row to row, or, with A given by columns (transposed), from
// column to column. Transposed there is a last parameter: the bytes from row to row of B where it is not packed, else 0. widest is the number of
// vectors of the widest panels. A single column beyond the last panel of narrowVectors is left to others.
func (k *family) tileRow(h int, transposed bool, widest int) *Func {
	f, p := k.internal(map[bool]int{false: 8, true: 9}[transposed])
	n, rowBytes, depth, a, stride, b, c, acc := p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]
	left := f.Let(I32, n)
	end, step, begin := f.Local(I32), f.Local(I32), f.Local(I32)
	sums := make([][]Var, h)
	pc, pa := make([]Var, h), make([]Var, h)
	vectors := func() []Var {
		all := make([]Var, widest)
		for v := range all {
			all[v] = f.Local(V128)
		}
		return all
	}
	bv := vectors()
	for r := range h {
		sums[r] = vectors()
		pc[r] = f.Local(I32)
		if r == 0 || !transposed {
			pa[r] = f.Local(I32)
		}
	}
	// panel takes vectors of columns; of the last ones what is left.
	panel := func(vectors int, tail bool) {
		part := func(v int) window {
			w := window{k: k, f: f}
			if tail {
				w.n = Sub(left, Int(v*k.Count()))
			}
			return w
		}
		f.Set(pc[0], c)
		f.Set(pa[0], a)
		for r := 1; r < h; r++ {
			f.Set(pc[r], Add(pc[r-1], rowBytes))
			if !transposed {
				f.Set(pa[r], Add(pa[r-1], stride))
			}
		}
		each := func(do func(r, v int)) {
			for r := range h {
				for v := range vectors {
					do(r, v)
				}
			}
		}
		f.If(acc,
			func() { each(func(r, v int) { f.Set(sums[r][v], part(v).load(Add(pc[r], Int(16*v)))) }) },
			func() { each(func(r, v int) { f.Set(sums[r][v], k.Const(0)) }) })

		var next Value = Int(16 * vectors)
		if transposed {
			f.Set(step, Select(p[8], next, p[8]))
			f.Set(begin, b)
			next = step
		}
		f.Set(end, Add(b, Mul(depth, next)))
		f.While(Ne(b, end), func() {
			for v := range vectors {
				f.Set(bv[v], LoadV(b, 16*v))
			}
			for r := range h {
				var av Var
				if transposed {
					av = f.Let(V128, k.LoadSplat(pa[0], r*k.Size()))
				} else {
					av = f.Let(V128, k.LoadSplat(pa[r], 0))
				}
				for v := range vectors {
					f.Set(sums[r][v], k.Madd(av, bv[v], sums[r][v]))
				}
			}
			if transposed {
				inc(f, pa[0], stride)
			} else {
				for r := range h {
					inc(f, pa[r], Int(k.Size()))
				}
			}
			inc(f, b, next)
		})
		if transposed {
			f.Set(b, Select(Add(begin, Int(16*vectors)), b, p[8]))
		}
		each(func(r, v int) { part(v).store(Add(pc[r], Int(16*v)), sums[r][v]) })
	}
	for vectors := widest; vectors >= narrowVectors; vectors /= 2 {
		f.While(GeS(left, Int(vectors*k.Count())), func() {
			panel(vectors, false)
			inc(f, c, Int(16*vectors))
			inc(f, left, Int(-vectors*k.Count()))
		})
	}
	f.If(GtS(left, Int(k.Count())), func() { panel(2, true) }, func() {
		f.If(GtS(left, Int(1)), func() { panel(1, true) }, nil)
	})
	return f
}

// single returns 1 where tiles leave the last of n columns to others.
func (k *family) single(n Value) Expr { return Eq(And(n, Int(narrowVectors*k.Count()-1)), Int(1)) }

// multiplyPacked (m, n, k, a, packed, c, acc) computes C = A·B from a packed B.
func (k *family) multiplyPacked() *Func {
	f, p := k.internal(7)
	m, n, depth, a, packed, c, acc := p[0], p[1], p[2], p[3], p[4], p[5], p[6]
	stride, rowBytes := f.Let(I32, k.bytes(depth)), f.Let(I32, k.bytes(n))
	f.If(k.single(n), func() {
		inc(f, n, Int(-1))
		f.Do(Call(k.column, m, depth, a, stride, Add(packed, k.bytes(Mul(n, depth))), Add(c, k.bytes(n)), rowBytes, acc))
	}, nil)
	with := func(tiles []tile) func() {
		return func() {
			k.rows(f, m, tiles, func(t tile) {
				f.Do(Call(t.fn, n, rowBytes, depth, a, stride, packed, c, acc))
				inc(f, a, Mul(stride, Int(t.height)))
				inc(f, c, Mul(rowBytes, Int(t.height)))
			})
		}
	}
	f.If(n, func() { f.If(GeS(n, Int(panelVectors*k.Count())), with(k.wideTiles), with(k.rowTiles)) }, nil)
	return f
}

// rows takes m rows in tiles, the highest first; body handles one of them.
func (k *family) rows(f *Func, m Var, tiles []tile, body func(t tile)) {
	for _, t := range tiles {
		f.While(GeS(m, Int(t.height)), func() {
			body(t)
			inc(f, m, Int(-t.height))
		})
	}
}

// unpackedBytes is the longest row of B that gemm_tn reads where it is: a block of such rows stays in the first-level cache beside A.
const unpackedBytes = 256

// gemmTN takes Depth rows of A and B at a time, so that both stay in the first-level cache while all tiles of C pass over
// them; C carries the sums from block to block, in order. A single last column, of an output that is a density and values at nodes, is a row of Bᵀ·A,
// and a single last row one of Aᵀ·B: their sums advance side by side.
func (k *family) gemmTN() {
	f, p := k.fn("gemm_tn", 8)
	m, n, depth, a, b, c, acc, scratch := p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]
	stride, rowBytes := f.Let(I32, k.bytes(m)), f.Let(I32, k.bytes(n))
	columns := f.Let(I32, n)
	block, left, pa, pc, to := f.Local(I32), f.Local(I32), f.Local(I32), f.Local(I32), f.Local(I32)
	packed, step := f.Local(I32), f.Local(I32)
	f.If(k.single(n), func() {
		inc(f, n, Int(-1))
		move := func(body func()) {
			f.Set(pc, Add(c, k.bytes(n)))
			f.Set(to, scratch)
			f.Set(left, m)
			f.While(left, func() {
				body()
				inc(f, pc, rowBytes)
				inc(f, to, Int(k.Size()))
				inc(f, left, Int(-1))
			})
		}
		f.If(acc, func() { move(func() { f.Do(k.storeOne(to, k.loadOne(pc))) }) }, nil)
		f.Do(Call(k.row, m, m, depth, Add(b, k.bytes(n)), rowBytes, a, scratch, acc))
		move(func() { f.Do(k.storeOne(pc, k.loadOne(to))) })
	}, nil)
	f.If(n, func() {
		f.Repeat(func() {
			f.Set(block, Select(Int(Depth), depth, GtS(depth, Int(Depth))))
			whole := And(Eq(And(n, Int(narrowVectors*k.Count()-1)), Int(0)), LtS(rowBytes, Int(unpackedBytes+16)))
			f.If(whole, func() {
				f.Set(packed, b)
				f.Set(step, rowBytes)
			}, func() {
				f.Do(Call(k.packBlock, columns, block, b, scratch))
				f.Set(packed, scratch)
				f.Set(step, Int(0))
			})
			f.Set(left, m)
			f.Set(pa, a)
			f.Set(pc, c)
			k.rows(f, left, k.colTiles, func(t tile) {
				f.Do(Call(t.fn, n, rowBytes, block, pa, stride, packed, pc, acc, step))
				inc(f, pa, Int(t.height*k.Size()))
				inc(f, pc, Mul(rowBytes, Int(t.height)))
			})
			f.If(left, func() { f.Do(Call(k.row, n, columns, block, pa, stride, b, pc, acc)) }, nil)
			f.Set(acc, Int(1))
			inc(f, a, Mul(stride, block))
			inc(f, b, Mul(rowBytes, block))
			f.Set(depth, Sub(depth, block))
		}, depth)
	}, nil)
}
