package main

import (
	. "github.com/mmcloughlin/avo/operand" //nolint:revive // operands read as an assembler's
)

// rowwise defines what a graph does with whole rows: copies and sums of strided rows, and products of jets.
func (k *family) rowwise() {
	for _, add := range []bool{false, true} {
		name := "avxCopyRows"
		if add {
			name = "avxAddRows"
		}
		p, ok := k.define(name, true, false, ints("rows cols"), vectors("dst"), ints("dstStride"), vectors("src"), ints("srcStride"))
		if !ok {
			continue
		}
		to, from, left := k.GP64(), k.GP64(), k.GP64()
		dstBytes, srcBytes := k.bytes(p["dstStride"]), k.bytes(p["srcStride"])
		k.times(p["rows"], func() {
			k.MOVQ(p["dst"], to)
			k.MOVQ(p["src"], from)
			k.MOVQ(p["cols"], left)
			k.sweep(left, []gp{to, from}, func(w window) {
				v := w.load(at(from, 0))
				if add {
					v = k.add(w.load(at(to, 0)), v)
				}
				w.store(v, at(to, 0))
			})
			k.ADDQ(dstBytes, p["dst"])
			k.ADDQ(srcBytes, p["src"])
		})
		k.finish()
	}
	k.jetRows()
	k.columnProduct("avxColumnProduct", false)
	k.columnProduct("avxAddColumnProduct", true)
	k.jetProduct("avxProduct", false)
	k.jetProduct("avxSpread", true)
	k.jetProductGradient("avxProductGradient", false)
	k.jetProductGradient("avxSpreadGradient", true)
}

// jetRows (points, plane, cols, src, dst) writes the jets of every column, given as four doubles, as rows: three, or in the plane (1, else 0) four.
func (k *family) jetRows() {
	p, ok := k.define("avxJetRows", true, false, ints("points plane cols"), params("src", doubles), vectors("dst"))
	if !ok {
		return
	}
	src, dst := p["src"], p["dst"]
	rowBytes, skip := k.bytes(p["cols"]), k.GP64()
	k.LEAQ(Mem{Base: p["plane"], Disp: 2}, skip)
	k.IMULQ(rowBytes, skip)
	left, row := k.GP64(), k.GP64()
	// last stores what only the plane has.
	last := func(store func()) {
		flat := k.label("flat")
		k.TESTQ(p["plane"], p["plane"])
		k.JZ(LabelRef(flat))
		store()
		k.Label(flat)
	}
	k.times(p["points"], func() {
		k.MOVQ(p["cols"], left)
		loop, rest, next := k.label("columns"), k.label("rest"), k.label("point")
		const step = 4
		k.Label(loop)
		k.CMPQ(left, Imm(step))
		k.JLT(LabelRef(rest))
		var rows [4]vec // value, t, x, y
		for l := range rows {
			rows[l] = k.YMM()
		}
		if k.double {
			var c [step]vec
			for j := range c {
				c[j] = k.copy(at(src, 32*j))
			}
			for h := range 2 { // value and x, t and y
				a, b := k.YMM(), k.YMM()
				if h == 0 {
					k.VUNPCKLPD(c[1], c[0], a)
					k.VUNPCKLPD(c[3], c[2], b)
				} else {
					k.VUNPCKHPD(c[1], c[0], a)
					k.VUNPCKHPD(c[3], c[2], b)
				}
				k.VPERM2F128(U8(0x20), b, a, rows[h])
				k.VPERM2F128(U8(0x31), b, a, rows[2+h])
			}
		} else {
			var c [step]vec
			for j := range c {
				c[j] = k.XMM()
				k.VCVTPD2PSY(at(src, 32*j), c[j])
			}
			for h := range 2 { // value and t, x and y
				a, b := k.XMM(), k.XMM()
				if h == 0 {
					k.VUNPCKLPS(c[1], c[0], a)
					k.VUNPCKLPS(c[3], c[2], b)
				} else {
					k.VUNPCKHPS(c[1], c[0], a)
					k.VUNPCKHPS(c[3], c[2], b)
				}
				k.VUNPCKLPD(b, a, rows[2*h].AsX())
				k.VUNPCKHPD(b, a, rows[2*h+1].AsX())
			}
		}
		store := func(l int) {
			if k.double {
				k.VMOVUPD(rows[l], at(row, 0))
			} else {
				k.VMOVUPS(rows[l].AsX(), at(row, 0))
			}
			k.ADDQ(rowBytes, row)
		}
		k.MOVQ(dst, row)
		for l := range 3 {
			store(l)
		}
		last(func() { store(3) })
		k.ADDQ(Imm(32*step), src)
		k.ADDQ(Imm(uint64(step*k.size())), dst)
		k.SUBQ(Imm(step), left)
		k.JMP(LabelRef(loop))

		k.Label(rest)
		k.TESTQ(left, left)
		k.JZ(LabelRef(next))
		one := func(l int) {
			x := k.XMM()
			k.VMOVSD(at(src, 8*l), x)
			if k.double {
				k.VMOVSD(x, at(row, 0))
			} else {
				k.VCVTPD2PSX(x, x)
				k.VMOVSS(x, at(row, 0))
			}
			k.ADDQ(rowBytes, row)
		}
		k.MOVQ(dst, row)
		for l := range 3 {
			one(l)
		}
		last(func() { one(3) })
		k.ADDQ(Imm(32), src)
		k.ADDQ(Imm(uint64(k.size())), dst)
		k.DECQ(left)
		k.JMP(LabelRef(rest))
		k.Label(next)
		k.ADDQ(skip, dst)
	})
	k.finish()
}

// columnProduct (rows, cols, x, w, dst): dst_ij = x_ij w_j, or added.
func (k *family) columnProduct(name string, add bool) {
	p, ok := k.define(name, !add, false, ints("rows cols"), vectors("x w dst"))
	if !ok {
		return
	}
	pw, left := k.GP64(), k.GP64()
	k.times(p["rows"], func() {
		k.MOVQ(p["w"], pw)
		k.MOVQ(p["cols"], left)
		k.sweep(left, []gp{p["x"], pw, p["dst"]}, func(w window) {
			v := w.load(at(p["x"], 0))
			if add {
				sum := w.load(at(p["dst"], 0))
				k.accumulate(sum, v, w.load(at(pw, 0)))
				v = sum
			} else {
				v = k.mul(v, w.load(at(pw, 0)))
			}
			w.store(v, at(p["dst"], 0))
		})
	})
	k.finish()
}

// factor reads the jets of the second factor of a product at a point: rows like those of the first, or with spread one number for all
// columns.
type factor struct {
	k      *family
	b      gp
	spread bool
}

func (b factor) load(w window, m Mem) vec {
	if b.spread {
		return b.k.splat(m)
	}
	return w.load(m)
}

// pointers are those that move along a row, with or without the second factor.
func (b factor) pointers(p ...gp) []gp {
	if b.spread {
		return p
	}
	return append(p, b.b)
}

// jets runs body for each derivative row with its offset o in the matrices of whole rows and jet m of the second factor.
func (b factor) jets(jets, rowBytes, l, o, ob gp, body func(m Mem)) {
	k := b.k
	if !b.spread {
		k.derivatives(jets, rowBytes, l, o, func() { body(plus(b.b, o)) })
		return
	}
	k.MOVQ(b.b, ob)
	k.derivatives(jets, rowBytes, l, o, func() {
		k.ADDQ(Imm(uint64(k.size())), ob)
		body(at(ob, 0))
	})
}

// next moves on to the next point.
func (b factor) next(jetBytes, skip gp, whole ...gp) {
	for _, p := range whole {
		b.k.ADDQ(skip, p)
	}
	if b.spread {
		b.k.ADDQ(jetBytes, b.b)
	} else {
		b.k.ADDQ(skip, b.b)
	}
}

// jetProduct (points, jets, cols, a, b, out): out = a b, out_l = a_l b + a b_l.
func (k *family) jetProduct(name string, spread bool) {
	p, ok := k.define(name, false, false, ints("points jets cols"), vectors("a b out"))
	if !ok {
		return
	}
	jets, a, out := p["jets"], p["a"], p["out"]
	b := factor{k, p["b"], spread}
	rowBytes, skip, jetBytes := k.bytes(p["cols"]), k.skip(jets, p["cols"]), k.bytes(jets)
	left, l, o, ob := k.GP64(), k.GP64(), k.GP64(), k.GP64()
	k.times(p["points"], func() {
		k.MOVQ(p["cols"], left)
		k.sweep(left, b.pointers(a, out), func(w window) {
			av, bv := w.load(at(a, 0)), b.load(w, at(b.b, 0))
			w.store(k.mul(av, bv), at(out, 0))
			b.jets(jets, rowBytes, l, o, ob, func(m Mem) {
				second := k.mul(av, b.load(w, m))
				w.store(k.madd(w.load(plus(a, o)), bv, second), plus(out, o))
			})
		})
		b.next(jetBytes, skip, a, out)
	})
	k.finish()
}

// jetProductGradient (points, jets, cols, g, b, ga): ga += g b + sum_l g_l b_l, ga_l += g_l b.
func (k *family) jetProductGradient(name string, spread bool) {
	p, ok := k.define(name, false, false, ints("points jets cols"), vectors("gn b ga"))
	if !ok {
		return
	}
	jets, g, ga := p["jets"], p["gn"], p["ga"]
	b := factor{k, p["b"], spread}
	rowBytes, skip, jetBytes := k.bytes(p["cols"]), k.skip(jets, p["cols"]), k.bytes(jets)
	left, l, o, ob := k.GP64(), k.GP64(), k.GP64(), k.GP64()
	k.times(p["points"], func() {
		k.MOVQ(p["cols"], left)
		k.sweep(left, b.pointers(g, ga), func(w window) {
			bv := b.load(w, at(b.b, 0))
			sum := k.mul(w.load(at(g, 0)), bv)
			b.jets(jets, rowBytes, l, o, ob, func(m Mem) {
				gl := w.load(plus(g, o))
				k.accumulate(sum, gl, b.load(w, m))
				v := w.load(plus(ga, o))
				k.accumulate(v, gl, bv)
				w.store(v, plus(ga, o))
			})
			w.store(k.add(w.load(at(ga, 0)), sum), at(ga, 0))
		})
		b.next(jetBytes, skip, g, ga)
	})
	k.finish()
}
