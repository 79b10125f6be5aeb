package main

import (
	. "github.com/mmcloughlin/avo/operand" //nolint:revive // operands read as an assembler's
)

// wide is the family of doubles of the same variant.
func (k *family) wide() *family {
	return &family{Context: k.Context, data: k.data, double: true, fused: k.fused}
}

// four loads elements of p as doubles, all four or those of the mask (in the precision of the family).
func (k *family) four(p gp, mask vec) vec {
	r := k.YMM()
	switch {
	case k.double:
		return window{k: k, mask: mask}.load(at(p, 0))
	case mask == nil:
		k.VCVTPS2PD(at(p, 0), r)
	default:
		x := k.XMM()
		k.VMASKMOVPS(at(p, 0), mask.AsX(), x)
		k.VCVTPS2PD(x, r)
	}
	return r
}

// storeFour rounds four doubles to the precision and stores all or those of the mask.
func (k *family) storeFour(v vec, p gp, mask vec) {
	if k.double {
		window{k: k, mask: mask}.store(v, at(p, 0))
		return
	}
	x := k.XMM()
	k.VCVTPD2PSY(v, x)
	if mask == nil {
		k.VMOVUPS(x, at(p, 0))
	} else {
		k.VMASKMOVPS(x, mask.AsX(), at(p, 0))
	}
}

// fours runs body for four elements at a time; it uses n up and advances the pointers, those to doubles by their size.
func (k *family) fours(n gp, pointers []gp, body func(mask vec), doubles ...gp) {
	again, rest, done := k.label("fours"), k.label("rest"), k.label("done")
	k.Label(again)
	k.SUBQ(Imm(4), n)
	k.JLT(LabelRef(rest))
	body(nil)
	for _, p := range pointers {
		k.ADDQ(Imm(uint64(4*k.size())), p)
	}
	for _, p := range doubles {
		k.ADDQ(Imm(32), p)
	}
	k.JMP(LabelRef(again))
	k.Label(rest)
	k.ADDQ(Imm(4), n)
	k.JZ(LabelRef(done))
	body(k.maskOf(n))
	k.Label(done)
}

// dots defines avxDot, and avxGram and avxProducts, eight inner products at once: of two vectors with four, and of four with themselves and with u. Element i belongs to partial sum i mod 4: the lanes of one vector of
// doubles.
func (k *family) dots() {
	d := k.wide()
	four, loop := k.four, k.fours
	// total is (0+2)+(1+3).
	total := func(s vec) vec {
		high, r := k.XMM(), k.XMM()
		k.VEXTRACTF128(Imm(1), s, high)
		k.VADDPD(high, s.AsX(), r)
		k.VHADDPD(r, r, r)
		return r
	}

	if p, ok := k.define("avxDot", false, true, ints("n"), vectors("x y")); ok {
		s := k.zero()
		loop(p["n"], []gp{p["x"], p["y"]}, func(mask vec) { d.accumulate(s, four(p["x"], mask), four(p["y"], mask)) })
		r := total(s)
		k.VZEROUPPER()
		k.Store(r, k.ReturnIndex(0))
		k.RET()
	}

	if p, ok := k.define("avxProducts", false, false, ints("n"), vectors("v0 v1 v2 v3 u"), params("out", doubles)); ok {
		vs, u := []gp{p["v0"], p["v1"], p["v2"], p["v3"]}, p["u"]
		var sums [2][4]vec
		for i := range sums {
			for j := range sums[i] {
				sums[i][j] = k.zero()
			}
		}
		loop(p["n"], append(append([]gp{}, vs...), u), func(mask vec) {
			x := four(u, mask)
			for j, p := range vs {
				v := four(p, mask)
				d.accumulate(sums[0][j], v, v)
				d.accumulate(sums[1][j], x, v)
			}
		})
		for i := range sums {
			for j := range sums[i] {
				k.VMOVSD(total(sums[i][j]), at(p["out"], 8*(4*i+j)))
			}
		}
		k.finish()
	}

	if p, ok := k.define("avxGram", false, false, ints("n"), vectors("x0 x1 y0 y1 y2 y3"), params("out", doubles)); ok {
		xs, ys := []gp{p["x0"], p["x1"]}, []gp{p["y0"], p["y1"], p["y2"], p["y3"]}
		var sums [2][4]vec
		for i := range sums {
			for j := range sums[i] {
				sums[i][j] = k.zero()
			}
		}
		loop(p["n"], append(append([]gp{}, xs...), ys...), func(mask vec) {
			x := [2]vec{four(xs[0], mask), four(xs[1], mask)}
			for j := range ys {
				y := four(ys[j], mask)
				for i := range xs {
					d.accumulate(sums[i][j], x[i], y)
				}
			}
		})
		for i := range sums {
			for j := range sums[i] {
				k.VMOVSD(total(sums[i][j]), at(p["out"], 8*(4*i+j)))
			}
		}
		k.finish()
	}
}

// updates defines y += a*x, dst = y + a*x, y = a*y + b*x, x *= a and Adam's step.
func (k *family) updates() {
	if p, ok := k.define("avxAxpy", false, false, ints("n"), scalars("a"), vectors("x y")); ok {
		a := k.argument("a")
		k.sweep(p["n"], []gp{p["x"], p["y"]}, func(w window) {
			y := w.load(at(p["y"], 0))
			k.accumulate(y, a, w.load(at(p["x"], 0)))
			w.store(y, at(p["y"], 0))
		})
		k.finish()
	}
	if p, ok := k.define("avxAddScaled", false, false, ints("n"), scalars("a"), vectors("x y dst")); ok {
		a := k.argument("a")
		k.sweep(p["n"], []gp{p["x"], p["y"], p["dst"]}, func(w window) {
			y := w.load(at(p["y"], 0))
			k.accumulate(y, a, w.load(at(p["x"], 0)))
			w.store(y, at(p["dst"], 0))
		})
		k.finish()
	}
	if p, ok := k.define("avxBlend", false, false, ints("n"), scalars("a"), vectors("y"), scalars("b"), vectors("x")); ok {
		a, b := k.argument("a"), k.argument("b")
		k.sweep(p["n"], []gp{p["x"], p["y"]}, func(w window) {
			bx := k.mul(b, w.load(at(p["x"], 0)))
			w.store(k.madd(a, w.load(at(p["y"], 0)), bx), at(p["y"], 0))
		})
		k.finish()
	}
	if p, ok := k.define("avxScale", true, false, ints("n"), scalars("a"), vectors("x")); ok {
		a := k.argument("a")
		k.sweep(p["n"], []gp{p["x"]}, func(w window) { w.store(k.mul(a, w.load(at(p["x"], 0))), at(p["x"], 0)) })
		k.finish()
	}
	if p, ok := k.define("avxAdam", false, false, ints("n"), vectors("p m grad s"), scalars("rate b2 complement c2 delta")); ok {
		rate, b2, complement, c2, delta := k.argument("rate"), k.argument("b2"), k.argument("complement"), k.argument("c2"), k.argument("delta")
		k.sweep(p["n"], []gp{p["p"], p["m"], p["grad"], p["s"]}, func(w window) {
			g := w.load(at(p["grad"], 0))
			s := k.madd(b2, w.load(at(p["s"], 0)), k.mul(complement, k.mul(g, g)))
			w.store(s, at(p["s"], 0))
			step := k.div(w.load(at(p["m"], 0)), k.add(k.sqrt(k.div(s, c2)), delta))
			w.store(k.nmadd(rate, step, w.load(at(p["p"], 0))), at(p["p"], 0))
		})
		k.finish()
	}
}

// mixed defines the vector operations of SOAP, whose averages are doubles whatever the precision of gradients and parameters.
func (k *family) mixed() {
	d := k.wide()
	number := func(name string) vec { // a parameter of type float64
		v, err := k.Param(name).Resolve()
		if err != nil {
			panic(err)
		}
		return d.splat(v.Addr)
	}
	// loop is fours with the window of doubles.
	loop := func(n gp, pointers []gp, body func(mask vec, w window), doubles ...gp) {
		k.fours(n, pointers, func(mask vec) {
			w := window{k: d, mask: mask}
			if mask != nil && !k.double {
				w.mask = k.YMM()
				k.VPMOVSXDQ(mask.AsX(), w.mask)
			}
			body(mask, w)
		}, doubles...)
	}
	if p, ok := k.define("avxBlendWide", false, false, ints("n"), params("a", number64), params("y", doubles), params("b", number64), vectors("x")); ok {
		a, b := number("a"), number("b")
		loop(p["n"], []gp{p["x"]}, func(mask vec, w window) {
			bx := d.mul(b, k.four(p["x"], mask))
			w.store(d.madd(a, w.load(at(p["y"], 0)), bx), at(p["y"], 0))
		}, p["y"])
		k.finish()
	}
	if p, ok := k.define("avxAdaptive", false, false, ints("n"), params("s", doubles), vectors("grad m"), params("b2 complement c1 c2 delta", number64)); ok {
		b2, complement, c1, c2, delta := number("b2"), number("complement"), number("c1"), number("c2"), number("delta")
		loop(p["n"], []gp{p["grad"], p["m"]}, func(mask vec, w window) {
			g := k.four(p["grad"], mask)
			s := d.madd(b2, w.load(at(p["s"], 0)), d.mul(complement, d.mul(g, g)))
			w.store(s, at(p["s"], 0))
			m := d.div(k.four(p["m"], mask), c1)
			k.storeFour(d.div(m, d.add(d.sqrt(d.div(s, c2)), delta)), p["m"], mask)
		}, p["s"])
		k.finish()
	}
	if p, ok := k.define("avxDescend", true, false, ints("n"), params("rate", number64), vectors("d p")); ok {
		rate := number("rate")
		loop(p["n"], []gp{p["d"], p["p"]}, func(mask vec, w window) {
			step := d.mul(rate, k.four(p["d"], mask))
			if k.double {
				w.store(k.sub(w.load(at(p["p"], 0)), step), at(p["p"], 0))
				return
			}
			x, y := k.XMM(), k.XMM()
			k.VCVTPD2PSY(step, x)
			if mask == nil {
				k.VMOVUPS(at(p["p"], 0), y)
				k.VSUBPS(x, y, y)
				k.VMOVUPS(y, at(p["p"], 0))
			} else {
				k.VMASKMOVPS(at(p["p"], 0), mask.AsX(), y)
				k.VSUBPS(x, y, y)
				k.VMASKMOVPS(y, mask.AsX(), at(p["p"], 0))
			}
		})
		k.finish()
	}
}
