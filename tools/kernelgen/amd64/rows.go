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
	k.columnProduct("avxColumnProduct", false)
	k.columnProduct("avxAddColumnProduct", true)
	k.jetProduct("avxProduct", false)
	k.jetProduct("avxSpread", true)
	k.jetProductGradient("avxProductGradient", false)
	k.jetProductGradient("avxSpreadGradient", true)
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
