package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/operand" //nolint:revive // operands read as an assembler's
)

// Tile heights. Six rows by two vectors are twelve sums in sixteen registers, with room for two vectors of B, one of A and a product;
// the smaller ones finish the rows.
var heights = []int{6, 4, 2, 1}

func (k *family) gemm() {
	for _, h := range heights {
		k.tileRow(h)
	}
	k.rowTimes()
	k.transpose()
}

// tileRow defines avxTilesH (tiles, n, k, a, aRow, aStep, b, bStep, bNext, c, cRow, acc): so many times H rows of C = A·B or C += A·B,
// in panels of two vectors of columns whose sums stay in registers. A(r, l) lies at a + r*aRow + l*aStep, so that A may be given by
// rows or by columns; row l of the panel of B under work at b + l*bStep, the first row of the next panel at b + k*bStep + bNext. cRow is
// the distance of rows of C. All distances are in bytes. A last panel is read whole, whatever n is, and is one vector wide if that is
// enough.
func (k *family) tileRow(h int) {
	p, ok := k.define(fmt.Sprintf("avxTiles%d", h), false, false, ints("_tiles n _k"), vectors("a"), ints("aRow aStep"), vectors("b"),
		ints("bStep _bNext"), vectors("c"), ints("cRow _acc"))
	if !ok {
		return
	}
	left, a, aRow, aStep, b, bStep, c, cRow := p["n"], p["a"], p["aRow"], p["aStep"], p["b"], p["bStep"], p["c"], p["cRow"]
	argument := func(name string) Mem {
		v, err := k.Param(name).Resolve()
		if err != nil {
			panic(err)
		}
		return v.Addr
	}
	rowA, rowC := k.rowsOf(aRow, h), k.rowsOf(cRow, h)
	pa, l := k.GP64(), k.GP64()

	panel := func(vectors int, tail bool) {
		part := func(v int) window {
			if !tail || v < vectors-1 {
				return window{k: k}
			}
			n := k.let(left)
			if v > 0 {
				k.SUBQ(Imm(uint64(v*k.lanes())), n)
			}
			return window{k: k, mask: k.maskOf(n)}
		}
		sums := make([][]vec, h)
		for r := range sums {
			for range vectors {
				sums[r] = append(sums[r], k.zero())
			}
		}
		fresh := k.label("fresh")
		k.CMPQ(argument("_acc"), Imm(0))
		k.JEQ(LabelRef(fresh))
		for v := range vectors {
			w := part(v)
			for r := range h {
				m := rowC.at(c, r, vectorBytes*v)
				switch {
				case w.mask == nil:
					k.move(m, sums[r][v])
				case k.double:
					k.VMASKMOVPD(m, w.mask, sums[r][v])
				default:
					k.VMASKMOVPS(m, w.mask, sums[r][v])
				}
			}
		}
		k.Label(fresh)

		step := func() {
			var bv []vec
			for v := range vectors {
				bv = append(bv, k.copy(at(b, vectorBytes*v)))
			}
			for r := range h {
				av := k.splat(rowA.at(pa, r, 0))
				for v := range vectors {
					k.accumulate(sums[r][v], av, bv[v])
				}
			}
			k.ADDQ(aStep, pa)
			k.ADDQ(bStep, b)
		}
		const unroll = 4
		many, few, one, end := k.label("four"), k.label("few"), k.label("one"), k.label("end")
		k.MOVQ(a, pa)
		k.MOVQ(argument("_k"), l)
		k.Label(many)
		k.SUBQ(Imm(unroll), l)
		k.JLT(LabelRef(few))
		for range unroll {
			step()
		}
		k.JMP(LabelRef(many))
		k.Label(few)
		k.ADDQ(Imm(unroll), l)
		k.JZ(LabelRef(end))
		k.Label(one)
		step()
		k.DECQ(l)
		k.JNZ(LabelRef(one))
		k.Label(end)
		for v := range vectors {
			w := part(v)
			for r := range h {
				w.store(sums[r][v], rowC.at(c, r, vectorBytes*v))
			}
		}
	}
	whole, last, narrow, done := k.label("whole"), k.label("last"), k.label("narrow"), k.label("finished")
	k.Label(whole)
	k.CMPQ(left, Imm(uint64(2*k.lanes())))
	k.JLT(LabelRef(last))
	panel(2, false)
	k.ADDQ(argument("_bNext"), b)
	k.ADDQ(Imm(2*vectorBytes), c)
	k.SUBQ(Imm(uint64(2*k.lanes())), left)
	k.JMP(LabelRef(whole))
	k.Label(last)
	k.TESTQ(left, left)
	k.JZ(LabelRef(done))
	k.CMPQ(left, Imm(uint64(k.lanes())))
	k.JLE(LabelRef(narrow))
	panel(2, true)
	k.JMP(LabelRef(done))
	k.Label(narrow)
	panel(1, true)
	k.Label(done)
	k.IMUL3Q(Imm(uint64(h)), aRow, l) // on to the next rows
	k.ADDQ(l, a)
	k.IMUL3Q(Imm(uint64(h)), cRow, l)
	k.ADDQ(l, argument("c"))
	k.MOVQ(argument("c"), c)
	k.MOVQ(argument("b"), b)
	k.MOVQ(argument("n"), left)
	k.DECQ(argument("_tiles"))
	k.JNZ(LabelRef(whole))
	k.finish()
}

// rowTimes defines avxRowTimes (n, k, a, b, bRow, c, acc): one row C = A·B or C += A·B with rows of B bRow bytes apart. With one row the
// sums of a tile would wait for each other; here up to eight vectors of columns advance together.
func (k *family) rowTimes() {
	p, ok := k.define("avxRowTimes", false, false, ints("n k"), vectors("a b"), ints("bRow"), vectors("c"), ints("acc"))
	if !ok {
		return
	}
	left, a, b, bRow, c := p["n"], p["a"], p["b"], p["bRow"], p["c"]
	pa, pb, l := k.GP64(), k.GP64(), k.GP64()
	panel := func(vectors int, w window) {
		sums := make([]vec, vectors)
		for v := range sums {
			sums[v] = k.zero()
		}
		fresh := k.label("fresh")
		k.TESTQ(p["acc"], p["acc"])
		k.JZ(LabelRef(fresh))
		for v := range sums {
			k.move(w.load(at(c, vectorBytes*v)), sums[v])
		}
		k.Label(fresh)
		k.MOVQ(a, pa)
		k.MOVQ(b, pb)
		k.MOVQ(p["k"], l)
		k.times(l, func() {
			av := k.splat(at(pa, 0))
			for v := range sums {
				k.accumulate(sums[v], av, w.load(at(pb, vectorBytes*v)))
			}
			k.ADDQ(Imm(uint64(k.size())), pa)
			k.ADDQ(bRow, pb)
		})
		for v := range sums {
			w.store(sums[v], at(c, vectorBytes*v))
		}
		k.ADDQ(U32(vectorBytes*vectors), b)
		k.ADDQ(U32(vectorBytes*vectors), c)
		k.SUBQ(U32(vectors*k.lanes()), left)
	}
	for _, vectors := range []int{8, 4, 1} {
		again, next := k.label("panel"), k.label("next")
		k.Label(again)
		k.CMPQ(left, Imm(uint64(vectors*k.lanes())))
		k.JLT(LabelRef(next))
		panel(vectors, window{k: k})
		k.JMP(LabelRef(again))
		k.Label(next)
	}
	done := k.label("finished")
	k.TESTQ(left, left)
	k.JZ(LabelRef(done))
	panel(1, window{k: k, mask: k.maskOf(left)})
	k.Label(done)
	k.finish()
}

// transpose defines avxTranspose (n, b, bRow, dst, dstRow): n blocks of as many rows and columns as a vector has lanes, side by side in
// B and below each other in dst, transposed.
func (k *family) transpose() {
	p, ok := k.define("avxTranspose", true, false, ints("n"), vectors("b"), ints("bRow"), vectors("dst"), ints("dstRow"))
	if !ok {
		return
	}
	b, bRow, dst, dstRow := p["b"], p["bRow"], p["dst"], p["dstRow"]
	lanes := k.lanes()
	k.times(p["n"], func() {
		row := k.let(b)
		var in []vec
		for i := range lanes {
			in = append(in, k.copy(at(row, 0)))
			if i < lanes-1 {
				k.ADDQ(bRow, row)
			}
		}
		var out []vec
		if k.double {
			out = k.transpose4(in)
		} else {
			out = k.transpose8(in)
		}
		for _, v := range out {
			k.move(v, at(dst, 0))
			k.ADDQ(dstRow, dst)
		}
		k.ADDQ(Imm(vectorBytes), b)
	})
	k.finish()
}

func (k *family) three(op func(...Op), a, b vec) vec {
	r := k.YMM()
	op(b, a, r)
	return r
}

// half joins the lower (0x20) or upper (0x31) halves of a and b.
func (k *family) half(a, b vec, which uint8) vec {
	r := k.YMM()
	k.VPERM2F128(U8(which), b, a, r)
	return r
}

func (k *family) transpose4(in []vec) []vec {
	var t []vec
	for i := 0; i < 4; i += 2 {
		t = append(t, k.three(k.VUNPCKLPD, in[i], in[i+1]), k.three(k.VUNPCKHPD, in[i], in[i+1]))
	}
	return []vec{k.half(t[0], t[2], 0x20), k.half(t[1], t[3], 0x20), k.half(t[0], t[2], 0x31), k.half(t[1], t[3], 0x31)}
}

func (k *family) transpose8(in []vec) []vec {
	var pairs, quads []vec
	for i := 0; i < 8; i += 2 {
		pairs = append(pairs, k.three(k.VUNPCKLPS, in[i], in[i+1]), k.three(k.VUNPCKHPS, in[i], in[i+1]))
	}
	for i := 0; i < 8; i += 4 {
		for j := range 2 {
			quads = append(quads, k.three(k.VUNPCKLPD, pairs[i+j], pairs[i+j+2]), k.three(k.VUNPCKHPD, pairs[i+j], pairs[i+j+2]))
		}
	}
	var out []vec
	for _, which := range []uint8{0x20, 0x31} {
		for j := range 4 {
			out = append(out, k.half(quads[j], quads[j+4], which))
		}
	}
	return out
}
