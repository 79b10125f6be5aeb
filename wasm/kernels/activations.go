package kernels

import . "github.com/hrgrad/hrgrad/wasm/kernels/asm" //nolint:revive // instruction names read as an assembler's

// Numbers of the activations, those of kernel.Activation.
const (
	identity = iota
	tanh
	swish
	sine
)

// activations exports the jets of the activations, forward with an optional bias, and their backward pass.
func (k *family) activations() {
	k.forward = k.byActivation("activation_forward", 7, k.activationForward)
	k.backward = k.byActivation("activation_backward", 8, k.activationBackward)
}

// byActivation exports a function that calls the one body made for its first parameter.
func (k *family) byActivation(name string, params int, body func(f *Func, p []Var, act int)) *Func {
	var bodies []*Func
	for act := identity; act <= sine; act++ {
		f, p := k.internal(params)
		body(f, p, act)
		bodies = append(bodies, f)
	}
	f, p := k.fn(name, params)
	args := make([]Value, params)
	for i := range args {
		args[i] = p[i]
	}
	for act, b := range bodies {
		f.If(Eq(p[0], Int(act)), func() { f.Do(Call(b, args...)) }, nil)
	}
	return f
}

// points runs body for every vector of the value row of every point, with pointers into arrays of jet rows.
func (k *family) points(f *Func, jets, points, width Value, pointers []Var, body func(w window)) {
	skip := f.Let(I32, Mul(Sub(jets, Int(1)), k.bytes(width)))
	left := f.Let(I32, points)
	f.While(left, func() {
		k.sweep(f, width, pointers, body)
		for _, p := range pointers {
			inc(f, p, skip)
		}
		inc(f, left, Int(-1))
	})
}

// jetRows runs body for each derivative row of a point; o is the byte offset of that row from the value row.
func (k *family) jetRows(f *Func, jets, rowBytes Value, body func(o Var)) {
	l, o := f.Let(I32, Sub(jets, Int(1))), f.Let(I32, rowBytes)
	twice(f, l, func() {
		body(o)
		inc(f, o, rowBytes)
	})
}

// twice runs body l times; for two, the derivatives of most problems, without a loop.
func twice(f *Func, l Var, body func()) {
	f.If(Eq(l, Int(2)), func() {
		body()
		body()
	}, func() {
		f.While(l, func() {
			body()
			inc(f, l, Int(-1))
		})
	})
}

func (k *family) activationForward(f *Func, p []Var, act int) {
	jets, points, width, b, z, y := p[1], p[2], p[3], p[4], p[5], p[6]
	rowBytes := f.Let(I32, k.bytes(width))
	biased := f.Let(I32, Ne(b, Int(0)))
	pb := f.Local(I32)
	skip := f.Let(I32, Mul(Sub(jets, Int(1)), rowBytes))
	left := f.Let(I32, points)
	f.While(left, func() {
		f.Set(pb, b)
		sweep := k.sweep
		switch act {
		case identity:
			sweep = k.sweepRow
		case tanh:
			sweep = k.sweepPairs
		}
		sweep(f, width, []Var{z, y, pb}, func(w window) {
			v := f.Let(V128, w.load(z))
			f.If(biased, func() {
				f.Set(v, k.Add(v, w.load(pb)))
				w.store(z, v)
			}, nil)
			if act == identity {
				f.If(Ne(z, y), func() {
					w.store(y, v)
					k.jetRows(f, jets, rowBytes, func(o Var) { w.store(Add(y, o), w.load(Add(z, o))) })
				}, nil)
				return
			}
			value, slope := k.activate(f, v, act)
			w.store(y, value)
			k.jetRows(f, jets, rowBytes, func(o Var) { w.store(Add(y, o), k.Mul(slope, w.load(Add(z, o)))) })
		})
		inc(f, z, skip)
		inc(f, y, skip)
		inc(f, left, Int(-1))
	})
}

// activate returns a(z) and a'(z).
func (k *family) activate(f *Func, z Var, act int) (value, slope Var) {
	one := k.Const(1)
	switch act {
	case tanh:
		y := k.tanh(f, z)
		return y, f.Let(V128, k.Nmadd(y, y, one))
	case swish:
		s := k.sigmoid(f, z)
		y := f.Let(V128, k.Mul(z, s))
		return y, f.Let(V128, k.Madd(y, k.Sub(one, s), s))
	default:
		return k.sincos(f, z)
	}
}

func (k *family) activationBackward(f *Func, p []Var, act int) {
	jets, points, width, z, y, gy, gz := p[1], p[2], p[3], p[4], p[5], p[6], p[7]
	rowBytes := f.Let(I32, k.bytes(width))
	if act == identity {
		f.If(Ne(gy, gz), func() {
			k.sweep(f, Mul(Mul(jets, points), width), []Var{gy, gz}, func(w window) { w.store(gz, w.load(gy)) })
		}, nil)
		return
	}
	in := z // what a' and a'' are functions of
	if act == tanh {
		in = y
	}
	k.points(f, jets, points, width, []Var{in, gy, gz}, func(w window) {
		v := f.Let(V128, w.load(in))
		slope, curvature := k.curvature(f, v, act)
		cross := f.Let(V128, k.Const(0))
		k.jetRows(f, jets, rowBytes, func(o Var) {
			f.Set(cross, k.Madd(w.load(Add(gy, o)), w.load(Add(in, o)), cross))
		})
		if act == tanh {
			f.Set(cross, k.Mul(k.Const(-2), k.Mul(v, cross)))
		} else {
			f.Set(cross, k.Mul(curvature, cross))
		}
		w.store(gz, k.Madd(slope, w.load(gy), cross))
		k.jetRows(f, jets, rowBytes, func(o Var) { w.store(Add(gz, o), k.Mul(slope, w.load(Add(gy, o)))) })
	})
}

// curvature returns a' and a” as functions of z; for tanh only a', as a function of y.
func (k *family) curvature(f *Func, v Var, act int) (slope, second Var) {
	one := k.Const(1)
	switch act {
	case tanh:
		return f.Let(V128, k.Nmadd(v, v, one)), v
	case swish:
		s := k.sigmoid(f, v)
		ds := f.Let(V128, k.Mul(s, k.Sub(one, s)))
		slope = f.Let(V128, k.Madd(v, ds, s))
		inner := k.Madd(v, k.Nmadd(k.Const(2), s, one), k.Const(2))
		return slope, f.Let(V128, k.Mul(ds, inner))
	default:
		s, c := k.sincos(f, v)
		return c, f.Let(V128, k.Neg(s))
	}
}
