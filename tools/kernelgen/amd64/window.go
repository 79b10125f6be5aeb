package main

import (
	. "github.com/mmcloughlin/avo/operand" //nolint:revive // operands read as an assembler's
	"github.com/mmcloughlin/avo/reg"
)

// window reads and writes vectors, whole or the first lanes of them: memory beyond is not touched, the other lanes load as zero.
type window struct {
	k    *family
	mask reg.VecVirtual // nil for all lanes
	wide reg.Register   // the same for vectors of 64 bytes
}

func (w window) load(m Mem) vec {
	r := w.k.vector()
	switch {
	case w.wide != nil:
		w.k.either(w.k.zeroing(w.k.VMOVUPS_Z), w.k.zeroing(w.k.VMOVUPD_Z), m, w.wide, r)
	case w.mask == nil:
		w.k.move(m, r)
	case w.k.double:
		w.k.VMASKMOVPD(m, w.mask, r)
	default:
		w.k.VMASKMOVPS(m, w.mask, r)
	}
	return r
}

func (w window) store(v vec, m Mem) {
	switch {
	case w.wide != nil:
		w.k.either(w.k.VMOVUPS, w.k.VMOVUPD, v, w.wide, m)
	case w.mask == nil:
		w.k.move(v, m)
	case w.k.double:
		w.k.VMASKMOVPD(v, w.mask, m)
	default:
		w.k.VMASKMOVPS(v, w.mask, m)
	}
}

// maskOf returns the mask of the first n lanes, 0 <= n <= lanes.
func (k *family) maskOf(n gp) vec {
	table, o := k.GP64(), k.GP64()
	k.LEAQ(k.maskTable(), table)
	k.MOVQ(U32(k.lanes()), o)
	k.SUBQ(n, o)
	m := k.YMM()
	k.VMOVUPS(Mem{Base: table, Index: o, Scale: uint8(k.size())}, m)
	return m
}

// at is the memory at a register, plus a displacement in bytes.
func at(base gp, displacement int) Mem { return Mem{Base: base, Disp: displacement} }

// plus is the memory at base + index bytes.
func plus(base, index gp) Mem { return Mem{Base: base, Index: index, Scale: 1} }

// rows are addresses of up to six rows of a matrix that are a register of bytes apart: row r lies at base + r*row. The address modes of the
// processor give rows 0, 1, 2 and 4, multiples 3 and 5 the others.
type rows struct{ row, three, five gp }

func (k *family) rowsOf(row gp, height int) rows {
	m := rows{row: row}
	if height > 3 {
		m.three = k.GP64()
		k.LEAQ(Mem{Base: row, Index: row, Scale: 2}, m.three)
	}
	if height > 4 {
		m.five = k.GP64()
		k.LEAQ(Mem{Base: row, Index: row, Scale: 4}, m.five)
	}
	return m
}

func (m rows) at(base gp, r, displacement int) Mem {
	a := Mem{Base: base, Disp: displacement}
	switch r {
	case 1, 2, 4:
		a.Index, a.Scale = m.row, uint8(r)
	case 3:
		a.Index, a.Scale = m.three, 1
	case 5:
		a.Index, a.Scale = m.five, 1
	}
	return a
}

// sweep runs body over n elements, a vector at a time and the rest last; it uses n up and advances the pointers by what was done.
func (k *family) sweep(n gp, pointers []gp, body func(w window)) {
	loop, tail, done := k.label("vectors"), k.label("rest"), k.label("swept")
	k.Label(loop)
	k.CMPQ(n, Imm(uint64(k.lanes())))
	k.JLT(LabelRef(tail))
	body(window{k: k})
	for _, p := range pointers {
		k.ADDQ(Imm(uint64(k.vectorBytes())), p)
	}
	k.SUBQ(Imm(uint64(k.lanes())), n)
	k.JMP(LabelRef(loop))
	k.Label(tail)
	k.TESTQ(n, n)
	k.JZ(LabelRef(done))
	if k.wider {
		body(window{k: k, wide: k.wideMasks(n)[0]})
	} else {
		body(window{k: k, mask: k.maskOf(n)})
	}
	for _, p := range pointers {
		k.LEAQ(Mem{Base: p, Index: n, Scale: uint8(k.size())}, p)
	}
	k.Label(done)
}

// times runs body n times, n >= 0, and uses n up.
func (k *family) times(n gp, body func()) {
	loop, done := k.label("loop"), k.label("done")
	k.TESTQ(n, n)
	k.JZ(LabelRef(done))
	k.Label(loop)
	body()
	k.DECQ(n)
	k.JNZ(LabelRef(loop))
	k.Label(done)
}

// let returns a new register with the value of another.
func (k *family) let(a gp) gp {
	r := k.GP64()
	k.MOVQ(a, r)
	return r
}

// bytes returns a count of elements in bytes.
func (k *family) bytes(count gp) gp {
	r := k.let(count)
	k.SHLQ(Imm(uint64(2+k.size()/8)), r)
	return r
}

func (k *family) finish() {
	k.VZEROUPPER()
	k.RET()
}
