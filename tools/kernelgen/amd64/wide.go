package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/operand" //nolint:revive // operands read as an assembler's
	"github.com/mmcloughlin/avo/reg"
)

// The tiles of the matrix products for AVX-512: the same sums in the same order as those of gemm.go, in registers of twice the width, of
// which there are twice as many. Only instructions of AVX512F. They are plain only: fused ones are no faster than those for AVX2 on the
// processor that was measured.

const wideBytes = 64

// Twelve rows by two vectors are 24 sums in 32 registers.
var wideHeights = []int{12, 8, 4, 2, 1}

func (k *family) wideTiles() {
	for _, h := range wideHeights {
		k.wideRow(h)
	}
}

// wideMasks returns masks of the columns in a panel's two vectors, n of them in all.
func (k *family) wideMasks(n gp) []reg.Register {
	lanes := wideBytes / k.size()
	ones := k.GP64()
	k.MOVQ(n, reg.RCX)
	k.MOVQ(I32(-1), ones)
	k.SHLQ(reg.CL, ones)
	k.NOTQ(ones)
	first, second := k.K(), k.K()
	k.KMOVW(ones.As32(), first)
	k.SHRQ(Imm(uint64(lanes)), ones)
	k.KMOVW(ones.As32(), second)
	return []reg.Register{first, second}
}

// wideRow defines avx512TilesH with the parameters of avxTilesH: panels of two vectors of 64 bytes. The last panel is masked, so that
// neither B nor C is touched beyond n columns.
func (k *family) wideRow(h int) {
	p, ok := k.define(fmt.Sprintf("avx512Tiles%d", h), true, false, ints("_tiles n _k"), vectors("_a"), ints("aRow aStep"), vectors("b"),
		ints("bStep _bNext"), vectors("c"), ints("cRow _acc"))
	if !ok {
		return
	}
	left, aRow, aStep, b, bStep, c, cRow := p["n"], p["aRow"], p["aStep"], p["b"], p["bStep"], p["c"], p["cRow"]
	argument := func(name string) Mem {
		v, err := k.Param(name).Resolve()
		if err != nil {
			panic(err)
		}
		return v.Addr
	}
	lanes := wideBytes / k.size()
	pa, l := k.GP64(), k.GP64()
	// Rows of A: 0 to 5 from one pointer, 6 to 11 from another.
	rowA := k.rowsOf(aRow, h)
	var upper gp
	if h > 4 {
		upper = k.GP64()
	}
	element := func(r int) Mem {
		if r >= 6 {
			return rowA.at(upper, r-6, 0)
		}
		return rowA.at(pa, r, 0)
	}

	// The same registers in every panel: avo takes what is cleared by an exclusive or for something used from the start on.
	sums := make([][2]vec, h)
	for r := range sums {
		sums[r] = [2]vec{k.ZMM(), k.ZMM()}
	}
	panel := func(vectors int, tail bool) {
		masks := []reg.Register{nil, nil}
		if tail {
			masks = k.wideMasks(left)
			if vectors == 2 {
				masks[0] = nil
			}
		}
		load := func(m Mem, v int, to vec) {
			if masks[v] == nil {
				k.move(m, to)
			} else {
				k.either(k.zeroing(k.VMOVUPS_Z), k.zeroing(k.VMOVUPD_Z), m, masks[v], to)
			}
		}
		for r := range sums {
			for _, s := range sums[r][:vectors] {
				k.VPXORD(s, s, s)
			}
		}
		rows := func(each func(r, v int, m Mem)) {
			k.MOVQ(c, l) // not yet or no longer the count
			for r := range h {
				for v := range vectors {
					each(r, v, at(l, wideBytes*v))
				}
				if r < h-1 {
					k.ADDQ(cRow, l)
				}
			}
		}
		fresh, again, done := k.label("fresh"), k.label("step"), k.label("summed")
		k.CMPQ(argument("_acc"), Imm(0))
		k.JEQ(LabelRef(fresh))
		rows(func(r, v int, m Mem) { load(m, v, sums[r][v]) })
		k.Label(fresh)
		k.MOVQ(argument("_a"), pa)
		if h > 4 {
			k.LEAQ(Mem{Base: pa, Index: rowA.three, Scale: 2}, upper)
		}
		k.MOVQ(argument("_k"), l)
		k.TESTQ(l, l)
		k.JZ(LabelRef(done))
		k.Label(again)
		var bv []vec
		for v := range vectors {
			r := k.ZMM()
			load(at(b, wideBytes*v), v, r)
			bv = append(bv, r)
		}
		// The product takes the element of A from memory to all lanes. An instruction of its own for that, twice the width of those in
		// gemm.go, takes turns with the arithmetic on Zen 4: two thirds of the speed.
		for r := range h {
			for v := range vectors {
				product := k.ZMM()
				k.either(k.VMULPS_BCST, k.VMULPD_BCST, element(r), bv[v], product)
				k.either(k.VADDPS, k.VADDPD, product, sums[r][v], sums[r][v])
			}
		}
		k.ADDQ(aStep, pa)
		if h > 6 {
			k.ADDQ(aStep, upper)
		}
		k.ADDQ(bStep, b)
		k.DECQ(l)
		k.JNZ(LabelRef(again))
		k.Label(done)
		rows(func(r, v int, m Mem) {
			if masks[v] == nil {
				k.move(sums[r][v], m)
			} else {
				k.either(k.VMOVUPS, k.VMOVUPD, sums[r][v], masks[v], m)
			}
		})
	}
	whole, last, narrow, done := k.label("whole"), k.label("last"), k.label("narrow"), k.label("finished")
	k.Label(whole)
	k.CMPQ(left, Imm(uint64(2*lanes)))
	k.JLT(LabelRef(last))
	panel(2, false)
	k.ADDQ(argument("_bNext"), b)
	k.ADDQ(U32(2*wideBytes), c)
	k.SUBQ(Imm(uint64(2*lanes)), left)
	k.JMP(LabelRef(whole))
	k.Label(last)
	k.TESTQ(left, left)
	k.JZ(LabelRef(done))
	k.CMPQ(left, Imm(uint64(lanes)))
	k.JLE(LabelRef(narrow))
	panel(2, true)
	k.JMP(LabelRef(done))
	k.Label(narrow)
	panel(1, true)
	k.Label(done)
	k.IMUL3Q(Imm(uint64(h)), aRow, l) // on to the next rows
	k.ADDQ(l, argument("_a"))
	k.IMUL3Q(Imm(uint64(h)), cRow, l)
	k.ADDQ(l, argument("c"))
	k.MOVQ(argument("c"), c)
	k.MOVQ(argument("b"), b)
	k.MOVQ(argument("n"), left)
	k.DECQ(argument("_tiles"))
	k.JNZ(LabelRef(whole))
	k.finish()
}

// zeroing makes a masked load one of the instructions that either takes.
func (k *family) zeroing(load func(m, mask, to Op)) func(...Op) {
	return func(ops ...Op) { load(ops[0], ops[1], ops[2]) }
}
