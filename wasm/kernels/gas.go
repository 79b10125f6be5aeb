package kernels

import (
	"github.com/hrgrad/hrgrad/solver/kernel/formula"
	"github.com/hrgrad/hrgrad/solver/kernel/minimax"
	. "github.com/hrgrad/hrgrad/wasm/kernels/asm" //nolint:revive // instruction names read as an assembler's
)

// gases exports gas_f64 (which, n, rows, numbers): kernel number which of formula.Kernels for n elements. Rows is a table of addresses, 8 bytes each, numbers are
// doubles. Also the relaxed module rounds products here.
func (k *family) gases() {
	d := &family{Lanes: Lanes{Double: true}, m: k.m, loadPart: k.loadPart, storePart: k.storePart}
	list := formula.Kernels[Var]()
	var bodies []*Func
	for _, kernel := range list {
		f, p := d.internal(3)
		n, table, numbers := p[0], p[1], p[2]
		m := rowMachine{family: d, numbers: numbers}
		for row := range kernel.Rows {
			m.rows = append(m.rows, f.Let(I32, LoadI32(table, 8*row)))
		}
		d.sweep(f, n, m.rows, func(w window) {
			m.w = w
			kernel.Body(m)
		})
		bodies = append(bodies, f)
	}
	f, p := k.fn("gas", 4)
	for i, body := range bodies {
		f.If(Eq(p[0], Int(i)), func() { f.Do(Call(body, p[1], p[2], p[3])) }, nil)
	}
}

// rowMachine implements formula.Machine.
type rowMachine struct {
	*family
	rows    []Var
	numbers Var
	w       window
}

func (m rowMachine) let(e Value) Var { return m.w.f.Let(V128, e) }

func (m rowMachine) Load(row, offset int) Var {
	if offset == 0 {
		return m.let(m.w.load(m.rows[row]))
	}
	return m.let(m.w.load(Add(m.rows[row], Int(8*offset))))
}

func (m rowMachine) Store(row int, v Var) { m.w.store(m.rows[row], v) }

func (m rowMachine) Number(i int) Var    { return m.let(Load64Splat(m.numbers, 8*i)) }
func (m rowMachine) Const(c float64) Var { return m.family.Const(c) }
func (m rowMachine) Add(a, b Var) Var    { return m.let(m.Lanes.Add(a, b)) }
func (m rowMachine) Sub(a, b Var) Var    { return m.let(m.Lanes.Sub(a, b)) }
func (m rowMachine) Mul(a, b Var) Var    { return m.let(m.Lanes.Mul(a, b)) }
func (m rowMachine) Div(a, b Var) Var    { return m.let(m.Lanes.Div(a, b)) }
func (m rowMachine) Min(a, b Var) Var    { return m.let(m.Pmin(a, b)) }
func (m rowMachine) Max(a, b Var) Var    { return m.let(m.Pmax(a, b)) }
func (m rowMachine) Abs(a Var) Var       { return m.let(m.Lanes.Abs(a)) }
func (m rowMachine) Sqrt(a Var) Var      { return m.let(m.Lanes.Sqrt(a)) }
func (m rowMachine) Negative(a Var) Var  { return m.let(m.Neg(a)) }
func (m rowMachine) Exp(a Var) Var       { return m.exp(m.w.f, a) }

func (m rowMachine) ZeroIf(a, b, v Var) Var {
	return m.let(Bitselect(m.family.Const(0), v, m.let(m.Le(a, b))))
}

// Log is Log64 of normal numbers above zero, NaN for all others.
func (m rowMachine) Log(x Var) Var {
	const one, fraction = 1023 << 52, 1<<52 - 1
	k := m.family
	biased := m.let(k.IAdd(x, k.IConst(one-minimax.SqrtHalf)))
	n := m.let(k.Lanes.Sub(OrV(k.Shr(biased, 52), k.IConst(0x433<<52)), k.Const(1<<52+1023)))
	f := m.let(k.IAdd(k.ISub(x, AndV(biased, k.IConst(^uint64(fraction)))), k.IConst(one)))
	f = m.let(k.Lanes.Sub(f, k.Const(1)))
	s := m.Div(f, m.Add(f, k.Const(2)))
	z := m.Mul(s, s)
	q := k.horner(m.w.f, minimax.Log64[:], z)
	h := m.Mul(m.Mul(f, k.Const(0.5)), f)
	t := m.Add(m.Mul(s, m.Add(h, m.Mul(z, q))), m.Mul(n, k.Const(minimax.Ln2Lo64)))
	y := m.Sub(m.Mul(n, k.Const(minimax.Ln2Hi64)), m.Sub(m.Sub(h, t), f))
	normal := m.let(AndV(k.Le(k.Const(0x1p-1022), x), k.Le(x, k.Const(0x1.fffffffffffffp1023))))
	return m.let(Bitselect(y, k.IConst(0x7ff8<<48), normal))
}
