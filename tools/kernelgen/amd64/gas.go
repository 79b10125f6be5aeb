package main

import (
	"github.com/hrgrad/hrgrad/solver/kernel/formula"
	"github.com/hrgrad/hrgrad/solver/kernel/minimax"
	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/operand" //nolint:revive // operands read as an assembler's
	"github.com/mmcloughlin/avo/reg"
)

// gas defines the kernels of gases, in double precision only and never fused: func(n int, rows **float64, numbers *float64).
func (k *family) gas() {
	for _, f := range formula.Kernels[vec]() {
		k.Function(k.prefix() + f.Name)
		k.Attributes(attr.NOSPLIT)
		k.Pragma("noescape")
		k.SignatureExpr("func(n int, rows **float64, numbers *float64)")
		k.labels = 0
		m := rowMachine{family: k, rows: k.GP64(), numbers: k.GP64(), index: k.GP64()}
		n := k.GP64()
		k.Load(k.Param("n"), n)
		k.Load(k.Param("rows"), m.rows)
		k.Load(k.Param("numbers"), m.numbers)
		k.XORQ(m.index, m.index)
		k.sweep(n, []gp{m.index}, func(w window) {
			m.some = w.wide
			if w.mask != nil { // in memory, so that it takes no register
				m.mask = k.AllocLocal(vectorBytes)
				k.VMOVUPD(w.mask, m.mask)
				m.masked = true
			}
			f.Body(m)
		})
		k.finish()
	}
}

// rowMachine implements formula.Machine. Addresses of rows are in a table, and index is what has been done, in bytes.
type rowMachine struct {
	*family
	rows, numbers, index gp
	masked               bool
	mask                 Mem
	some                 reg.Register // the mask of vectors of 64 bytes; nil: all lanes
}

func (m rowMachine) at(row, offset int) (window, Mem) {
	p, w := m.GP64(), window{k: m.family, wide: m.some}
	m.MOVQ(at(m.rows, 8*row), p)
	if m.masked {
		w.mask = m.YMM()
		m.VMOVUPD(m.mask, w.mask)
	}
	return w, Mem{Base: p, Index: m.index, Scale: 1, Disp: 8 * offset}
}

func (m rowMachine) Load(row, offset int) vec {
	w, at := m.at(row, offset)
	return w.load(at)
}

func (m rowMachine) Store(row int, v vec) {
	w, at := m.at(row, 0)
	w.store(v, at)
}

func (m rowMachine) Number(i int) vec { return m.splat(at(m.numbers, 8*i)) }

func (m rowMachine) Const(c float64) vec {
	if c == 0 {
		return m.zero()
	}
	return m.copy(m.constant(c))
}

func (m rowMachine) Add(a, b vec) vec   { return m.add(a, b) }
func (m rowMachine) Sub(a, b vec) vec   { return m.sub(a, b) }
func (m rowMachine) Mul(a, b vec) vec   { return m.mul(a, b) }
func (m rowMachine) Div(a, b vec) vec   { return m.div(a, b) }
func (m rowMachine) Min(a, b vec) vec   { return m.pmin(a, b) }
func (m rowMachine) Max(a, b vec) vec   { return m.pmax(a, b) }
func (m rowMachine) Abs(a vec) vec      { return m.abs(a) }
func (m rowMachine) Sqrt(a vec) vec     { return m.sqrt(a) }
func (m rowMachine) Exp(a vec) vec      { return m.exp(a) }
func (m rowMachine) Log(a vec) vec      { return m.log(a) }
func (m rowMachine) Negative(a vec) vec { return m.xor(a, m.signBit()) }

func (m rowMachine) ZeroIf(a, b, v vec) vec {
	return m.without(v, m.compare(lessOrEq, a, b))
}

// log is Log64 of normal numbers above zero, NaN for all others.
func (k *family) log(x vec) vec {
	const one, fraction = 1023 << 52, 1<<52 - 1
	biased := k.iadd(x, k.integer(one-minimax.SqrtHalf))
	exponent := k.vector()
	k.VPSRLQ(U8(52), biased, exponent)
	n := k.sub(k.or(exponent, k.integer(0x433<<52)), k.constant(1<<52+1023))
	f := k.vector()
	k.VPSUBQ(k.and(biased, k.integer(^uint64(fraction))), x, f)
	f = k.sub(k.iadd(f, k.integer(one)), k.constant(1))
	s := k.div(f, k.add(f, k.constant(2)))
	z := k.mul(s, s)
	q := k.horner(minimax.Log64[:], z)
	h := k.mul(k.mul(f, k.constant(0.5)), f)
	t := k.add(k.mul(s, k.add(h, k.mul(z, q))), k.mul(n, k.constant(minimax.Ln2Lo64)))
	y := k.sub(k.mul(n, k.constant(minimax.Ln2Hi64)), k.sub(k.sub(h, t), f))
	least, most := k.copy(k.constant(0x1p-1022)), k.constant(0x1.fffffffffffffp1023)
	normal := k.and(k.compare(lessOrEq, least, x), k.compare(lessOrEq, x, most))
	return k.choose(y, k.copy(k.integer(0x7ff8<<48)), normal)
}
