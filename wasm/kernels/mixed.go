package kernels

import . "github.com/hrgrad/hrgrad/wasm/kernels/asm" //nolint:revive // instruction names read as an assembler's

// mixed exports the vector operations of SOAP, whose averages are doubles whatever the precision of gradients and parameters.
func (k *family) mixed() {
	d := &family{Lanes: Lanes{Double: true, Relaxed: k.Relaxed}, m: k.m, loadPart: k.doubles.loadPart, storePart: k.doubles.storePart}

	// two loads two elements as doubles, or with one the first.
	two := func(f *Func, p Var, one bool) Var {
		switch {
		case k.Double && one:
			return f.Let(V128, Load64Zero(p, 0))
		case k.Double:
			return f.Let(V128, LoadV(p, 0))
		case one:
			return f.Let(V128, PromoteLow(Load32Zero(p, 0)))
		}
		return f.Let(V128, PromoteLow(Load64Zero(p, 0)))
	}
	store := func(f *Func, p Var, one bool, v Var) {
		switch {
		case k.Double && one:
			f.Do(Store64Lane(p, 0, 0, v))
		case k.Double:
			f.Do(StoreV(p, 0, v))
		case one:
			f.Do(Store32Lane(p, 0, 0, f.Let(V128, Demote(v))))
		default:
			f.Do(Store64Lane(p, 0, 0, f.Let(V128, Demote(v))))
		}
	}
	// loop runs body for two elements at a time and the last; doubles are the pointers to doubles.
	loop := func(f *Func, n Var, pointers, doubles []Var, body func(one bool, w window)) {
		f.While(GeS(n, Int(2)), func() {
			body(false, window{k: d, f: f})
			for _, p := range pointers {
				inc(f, p, Int(2*k.Size()))
			}
			for _, p := range doubles {
				inc(f, p, Int(16))
			}
			inc(f, n, Int(-2))
		})
		f.If(n, func() { body(true, window{k: d, f: f, first: true}) }, nil)
	}

	f, p := k.define("blend_wide"+k.suffix, nil, I32, F64, I32, F64, I32)
	d.f = f
	a, b := f.Let(V128, d.Splat(p[1])), f.Let(V128, d.Splat(p[3]))
	y, x := p[2], p[4]
	loop(f, p[0], []Var{x}, []Var{y}, func(one bool, w window) {
		bx := f.Let(V128, d.Mul(b, two(f, x, one)))
		w.store(y, d.Madd(a, w.load(y), bx))
	})

	f, p = k.define("adaptive"+k.suffix, nil, I32, I32, I32, I32, F64, F64, F64, F64, F64)
	d.f = f
	s, g, m := p[1], p[2], p[3]
	var c [5]Var
	for i := range c {
		c[i] = f.Let(V128, d.Splat(p[4+i]))
	}
	b2, complement, c1, c2, delta := c[0], c[1], c[2], c[3], c[4]
	loop(f, p[0], []Var{g, m}, []Var{s}, func(one bool, w window) {
		gv := two(f, g, one)
		sv := f.Let(V128, d.Madd(b2, w.load(s), d.Mul(complement, d.Mul(gv, gv))))
		w.store(s, sv)
		mv := f.Let(V128, d.Div(two(f, m, one), c1))
		store(f, m, one, f.Let(V128, d.Div(mv, d.Add(d.Sqrt(d.Div(sv, c2)), delta))))
	})

	f, p = k.define("descend"+k.suffix, nil, I32, F64, I32, I32)
	d.f = f
	rate := f.Let(V128, d.Splat(p[1]))
	dir, to := p[2], p[3]
	loop(f, p[0], []Var{dir, to}, nil, func(one bool, w window) {
		step := f.Let(V128, d.Mul(rate, two(f, dir, one)))
		if k.Double {
			w.store(to, d.Sub(w.load(to), step))
			return
		}
		// Rounded, then subtracted in the precision of the parameters.
		v := f.Let(V128, k.Sub(map[bool]Expr{false: Load64Zero(to, 0), true: Load32Zero(to, 0)}[one], Demote(step)))
		if one {
			f.Do(Store32Lane(to, 0, 0, v))
		} else {
			f.Do(Store64Lane(to, 0, 0, v))
		}
	})
}
