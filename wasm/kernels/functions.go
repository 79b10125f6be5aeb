package kernels

import (
	"github.com/hrgrad/hrgrad/solver/kernel/minimax"
	. "github.com/hrgrad/hrgrad/wasm/kernels/asm" //nolint:revive // instruction names read as an assembler's
)

// Elementary functions, instruction for instruction those of solver/kernel/elementary32.go and elementary64.go. Each
// appends code to f and returns the variable with the result.

func (k *family) pick(single, double float64) Var {
	if k.Double {
		return k.Const(double)
	}
	return k.Const(single)
}

// mantissa is the number of explicit mantissa bits, the shift from an integer to a power of two.
func (k *family) mantissa() int {
	if k.Double {
		return 52
	}
	return 23
}

func (k *family) round() Var { return k.pick(minimax.Round32, minimax.Round64) }

func (k *family) signBit() Var { return k.IConst(1 << (8*k.Size() - 1)) }

func (k *family) horner(f *Func, coefficients []float64, z Var) Var {
	n := len(coefficients) - 1
	q := f.Let(V128, k.Const(coefficients[n]))
	for i := n - 1; i >= 0; i-- {
		f.Set(q, k.Madd(q, z, k.Const(coefficients[i])))
	}
	return q
}

// pow2 returns 2^i from i + round.
func (k *family) pow2(rounded Value) Expr {
	return k.IAdd(k.Shl(rounded, k.mantissa()), k.Const(1))
}

func (k *family) expReduced(f *Func, x Var) (rounded, e Var) {
	coefficients := minimax.Exp64[:]
	if !k.Double {
		coefficients = nil
		for _, c := range minimax.Exp32 {
			coefficients = append(coefficients, float64(c))
		}
	}
	rounded = f.Let(V128, k.Madd(x, k.Const(minimax.Log2E), k.round()))
	n := f.Let(V128, k.Sub(rounded, k.round()))
	r := f.Let(V128, k.Nmadd(n, k.pick(minimax.Ln2Hi32, minimax.Ln2Hi64), x))
	f.Set(r, k.Nmadd(n, k.pick(minimax.Ln2Lo32, minimax.Ln2Lo64), r))
	q := k.horner(f, coefficients, r)
	return rounded, f.Let(V128, k.Madd(k.Mul(r, r), q, r))
}

func (k *family) exp(f *Func, x Var) Var {
	y := f.Let(V128, k.Pmin(x, k.pick(minimax.ExpMax32, minimax.ExpMax64)))
	f.Set(y, k.Pmax(y, k.pick(minimax.ExpMin32, minimax.ExpMin64)))
	rounded, e := k.expReduced(f, y)
	n := f.Let(V128, k.Sub(rounded, k.round()))
	half := f.Let(V128, k.Madd(n, k.Const(0.5), k.round()))
	rest := f.Let(V128, k.Add(k.Sub(n, k.Sub(half, k.round())), k.round()))
	return f.Let(V128, k.Mul(k.Mul(k.Add(k.Const(1), e), k.pow2(half)), k.pow2(rest)))
}

func (k *family) tanh(f *Func, x Var) Var {
	a := f.Let(V128, k.Abs(x))
	f.Set(a, k.Pmin(k.Add(a, a), k.pick(minimax.TanhMax32, minimax.TanhMax64)))
	rounded, e := k.expReduced(f, a)
	s := f.Let(V128, k.pow2(rounded))
	t := f.Let(V128, k.Madd(s, e, k.Sub(s, k.Const(1))))
	return f.Let(V128, OrV(k.Div(t, k.Add(t, k.Const(2))), AndV(x, k.signBit())))
}

func (k *family) sigmoid(f *Func, x Var) Var {
	a := f.Let(V128, OrV(x, k.signBit()))
	e := k.exp(f, a)
	numerator := Bitselect(e, k.Const(1), k.Lt(x, k.Const(0)))
	return f.Let(V128, k.Div(numerator, k.Add(k.Const(1), e)))
}

func (k *family) sincos(f *Func, x Var) (sin, cos Var) {
	if !k.Double {
		// In double precision, two halves.
		d := &family{Lanes: Lanes{Double: true, Relaxed: k.Relaxed}, f: f}
		low := f.Let(V128, PromoteLow(x))
		high := f.Let(V128, PromoteLow(Shuffle(x, x, [16]byte{8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15})))
		sl, cl := d.sincos(f, low)
		sh, ch := d.sincos(f, high)
		join := [16]byte{0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23}
		return f.Let(V128, Shuffle(Demote(sl), Demote(sh), join)), f.Let(V128, Shuffle(Demote(cl), Demote(ch), join))
	}
	a := f.Let(V128, k.Abs(x))
	rounded := f.Let(V128, k.Madd(a, k.Const(minimax.TwoOverPi), k.round()))
	n := f.Let(V128, k.Sub(rounded, k.round()))
	r := f.Let(V128, k.Nmadd(n, k.Const(minimax.PiOver2A), a))
	f.Set(r, k.Nmadd(n, k.Const(minimax.PiOver2B), r))
	f.Set(r, k.Nmadd(n, k.Const(minimax.PiOver2C), r))
	z := f.Let(V128, k.Mul(r, r))
	q := k.horner(f, minimax.Sin64[:], z)
	s := f.Let(V128, k.Madd(k.Mul(z, r), q, r))
	q = k.horner(f, minimax.Cos64[:], z)
	c := f.Let(V128, k.Madd(k.Mul(z, z), q, k.Nmadd(z, k.Const(0.5), k.Const(1))))

	odd := f.Let(V128, k.ISub(k.IConst(0), AndV(rounded, k.IConst(1))))
	inside := f.Let(V128, k.Le(a, k.Const(minimax.SinMax)))
	sin = f.Let(V128, Bitselect(c, s, odd))
	cos = f.Let(V128, Bitselect(s, c, odd))
	two := k.IConst(2)
	f.Set(sin, XorV(sin, XorV(k.Shl(AndV(rounded, two), 62), AndV(x, k.signBit()))))
	f.Set(cos, XorV(cos, k.Shl(AndV(k.IAdd(rounded, k.IConst(1)), two), 62)))
	nan := k.IConst(0x7ff8 << 48)
	f.Set(sin, Bitselect(sin, nan, inside))
	f.Set(cos, Bitselect(cos, nan, inside))
	return sin, cos
}

// elementwise exports tanh, exp, sigmoid and sin over vectors.
func (k *family) elementwise() {
	sin := func(f *Func, x Var) Var { s, _ := k.sincos(f, x); return s }
	for _, e := range []struct {
		name string
		body func(*Func, Var) Var
	}{{"tanh", k.tanh}, {"exp", k.exp}, {"sigmoid", k.sigmoid}, {"sin", sin}} {
		f, p := k.fn(e.name, 3)
		n, dst, src := p[0], p[1], p[2]
		sweep := k.sweep
		if e.name == "sin" && k.Double { // the features of many points; elsewhere two chains at a time are not worth their size
			sweep = k.sweepPairs
		}
		sweep(f, n, []Var{dst, src}, func(w window) {
			w.store(dst, e.body(f, f.Let(V128, w.load(src))))
		})
	}
}
