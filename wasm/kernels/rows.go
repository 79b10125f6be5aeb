package kernels

import . "github.com/hrgrad/hrgrad/wasm/kernels/asm" //nolint:revive // instruction names read as an assembler's

// rowwise exports what a graph does with whole rows: copies and sums of strided rows, and products of jets.
func (k *family) rowwise() {
	for _, add := range []bool{false, true} {
		name := "copy_rows"
		if add {
			name = "add_rows"
		}
		f, p := k.fn(name, 6)
		rows, cols, dst, dstStride, src, srcStride := p[0], p[1], p[2], p[3], p[4], p[5]
		to, from := f.Local(I32), f.Local(I32)
		f.If(Eq(cols, Int(1)), func() { // components and densities are single columns
			toBytes, fromBytes := f.Let(I32, k.bytes(dstStride)), f.Let(I32, k.bytes(srcStride))
			f.While(rows, func() {
				v := k.loadOne(src)
				if add {
					v = k.Add(k.loadOne(dst), v)
				}
				f.Do(k.storeOne(dst, v))
				inc(f, dst, toBytes)
				inc(f, src, fromBytes)
				inc(f, rows, Int(-1))
			})
		}, nil)
		f.While(rows, func() {
			f.Set(to, dst)
			f.Set(from, src)
			k.sweepRow(f, cols, []Var{to, from}, func(w window) {
				if add {
					w.store(to, k.Add(w.load(to), w.load(from)))
				} else {
					w.store(to, w.load(from))
				}
			})
			inc(f, dst, k.bytes(dstStride))
			inc(f, src, k.bytes(srcStride))
			inc(f, rows, Int(-1))
		})
	}
	k.jetRowsFrom()
	k.columnProduct("column_product", false)
	k.columnProduct("add_column_product", true)
	k.jetProduct("product", false)
	k.jetProduct("spread", true)
	k.jetProductGradient("product_gradient", false)
	k.jetProductGradient("spread_gradient", true)
}

// jetRowsFrom (points, jets, cols, src, dst) writes 3 or 4 jets of every column, given as four doubles, as rows.
func (k *family) jetRowsFrom() {
	f, p := k.fn("jet_rows", 5)
	points, jets, cols, src, dst := p[0], p[1], p[2], p[3], p[4]
	rowBytes := f.Let(I32, k.bytes(cols))
	plane := f.Let(I32, Eq(jets, Int(4)))
	skip := f.Let(I32, Mul(Sub(jets, Int(1)), rowBytes))
	left, row := f.Local(I32), f.Local(I32)
	// half is the value and the t derivative, or the derivatives in x and y, of column c.
	half := func(c, h int) Var {
		v := f.Let(V128, LoadV(src, 32*c+16*h))
		if !k.Double {
			f.Set(v, Demote(v))
		}
		return v
	}
	low := [16]byte{0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23}
	high := [16]byte{8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31}
	// pair interleaves two columns.
	pair := func(c, h int) Var {
		return f.Let(V128, Shuffle(half(c, h), half(c+1, h), [16]byte{0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23}))
	}
	f.While(points, func() {
		f.Set(left, cols)
		f.While(GeS(left, Int(k.Count())), func() {
			f.Set(row, dst)
			for h := range 2 {
				var a, b Var
				if k.Double {
					a, b = half(0, h), half(1, h)
				} else {
					a, b = pair(0, h), pair(2, h)
				}
				f.Do(StoreV(row, 0, Shuffle(a, b, low)))
				inc(f, row, rowBytes)
				second := func() { f.Do(StoreV(row, 0, Shuffle(a, b, high))) }
				if h == 0 {
					second()
					inc(f, row, rowBytes)
				} else {
					f.If(plane, second, nil)
				}
			}
			inc(f, src, Int(32*k.Count()))
			inc(f, dst, Int(16))
			inc(f, left, Int(-k.Count()))
		})
		f.While(left, func() {
			f.Set(row, dst)
			lane := Store32Lane
			if k.Double {
				lane = Store64Lane
			}
			for h := range 2 {
				a := half(0, h)
				f.Do(lane(row, 0, 0, a))
				inc(f, row, rowBytes)
				second := func() { f.Do(lane(row, 0, 1, a)) }
				if h == 0 {
					second()
					inc(f, row, rowBytes)
				} else {
					f.If(plane, second, nil)
				}
			}
			inc(f, src, Int(32))
			inc(f, dst, Int(k.Size()))
			inc(f, left, Int(-1))
		})
		inc(f, dst, skip)
		inc(f, points, Int(-1))
	})
}

// columnProduct (rows, cols, x, w, dst): dst_ij = x_ij w_j, or added.
func (k *family) columnProduct(name string, add bool) {
	f, p := k.fn(name, 5)
	rows, cols, x, w, dst := p[0], p[1], p[2], p[3], p[4]
	pw := f.Local(I32)
	f.While(rows, func() {
		f.Set(pw, w)
		k.sweepRow(f, cols, []Var{x, pw, dst}, func(w window) {
			if add {
				w.store(dst, k.Madd(w.load(x), w.load(pw), w.load(dst)))
			} else {
				w.store(dst, k.Mul(w.load(x), w.load(pw)))
			}
		})
		inc(f, rows, Int(-1))
	})
}

// factor reads jet l of the second factor of a product at a point: a row like those of the first, or with spread one number for all
// columns.
type factor struct {
	k      *family
	b      Var
	spread bool
}

func (b factor) load(w window, offset Value) Expr {
	if b.spread {
		return b.k.LoadSplat(Add(b.b, offset), 0)
	}
	return w.load(Add(b.b, offset))
}

// pointers are those that move along a row, with or without the second factor.
func (b factor) pointers(p ...Var) []Var {
	if b.spread {
		return p
	}
	return append(p, b.b)
}

// jets runs body for each derivative row with its offset o in the matrices of whole rows and ob in the second factor.
func (b factor) jets(f *Func, jets, rowBytes Value, body func(o, ob Var)) {
	l, o := f.Let(I32, Sub(jets, Int(1))), f.Let(I32, rowBytes)
	ob := o
	if b.spread {
		ob = f.Let(I32, Int(b.k.Size()))
	}
	each := func() {
		body(o, ob)
		inc(f, o, rowBytes)
		if b.spread {
			inc(f, ob, Int(b.k.Size()))
		}
	}
	twice(f, l, each)
}

// next moves on to the next point.
func (b factor) next(f *Func, jets, skip Value, whole ...Var) {
	for _, p := range whole {
		inc(f, p, skip)
	}
	if b.spread {
		inc(f, b.b, b.k.bytes(jets))
	} else {
		inc(f, b.b, skip)
	}
}

// jetProduct (points, jets, cols, a, b, out): out = a b, out_l = a_l b + a b_l.
func (k *family) jetProduct(name string, spread bool) {
	f, p := k.fn(name, 6)
	points, jets, cols, a, out := p[0], p[1], p[2], p[3], p[5]
	b := factor{k, p[4], spread}
	rowBytes := f.Let(I32, k.bytes(cols))
	skip := f.Let(I32, Mul(Sub(jets, Int(1)), rowBytes))
	f.While(points, func() {
		k.sweepRow(f, cols, b.pointers(a, out), func(w window) {
			av, bv := f.Let(V128, w.load(a)), f.Let(V128, b.load(w, Int(0)))
			w.store(out, k.Mul(av, bv))
			b.jets(f, jets, rowBytes, func(o, ob Var) {
				w.store(Add(out, o), k.Madd(w.load(Add(a, o)), bv, k.Mul(av, b.load(w, ob))))
			})
		})
		b.next(f, jets, skip, a, out)
		inc(f, points, Int(-1))
	})
}

// jetProductGradient (points, jets, cols, g, b, ga): ga += g b + sum_l g_l b_l, ga_l += g_l b.
func (k *family) jetProductGradient(name string, spread bool) {
	f, p := k.fn(name, 6)
	points, jets, cols, g, ga := p[0], p[1], p[2], p[3], p[5]
	b := factor{k, p[4], spread}
	rowBytes := f.Let(I32, k.bytes(cols))
	skip := f.Let(I32, Mul(Sub(jets, Int(1)), rowBytes))
	f.While(points, func() {
		k.sweepRow(f, cols, b.pointers(g, ga), func(w window) {
			bv := f.Let(V128, b.load(w, Int(0)))
			sum := f.Let(V128, k.Mul(w.load(g), bv))
			b.jets(f, jets, rowBytes, func(o, ob Var) {
				gl := f.Let(V128, w.load(Add(g, o)))
				f.Set(sum, k.Madd(gl, b.load(w, ob), sum))
				w.store(Add(ga, o), k.Madd(gl, bv, w.load(Add(ga, o))))
			})
			w.store(ga, k.Add(w.load(ga), sum))
		})
		b.next(f, jets, skip, g, ga)
		inc(f, points, Int(-1))
	})
}
