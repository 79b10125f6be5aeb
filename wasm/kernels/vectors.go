package kernels

import . "github.com/hrgrad/hrgrad/wasm/kernels/asm" //nolint:revive // instruction names read as an assembler's

// dots exports dot and gram2. Element i belongs to partial sum i mod 4: lanes of two float64 vectors.
func (k *family) dots() {
	d := Lanes{Double: true, Relaxed: k.Relaxed}

	// four loads elements i..i+3 of p as two float64 vectors, the first n of them if n is given.
	four := func(f *Func, p Var, n Value) [2]Var {
		w := window{k: k, f: f, n: n}
		if !k.Double {
			v := f.Let(V128, w.load(p))
			high := Shuffle(v, v, [16]byte{8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15})
			return [2]Var{f.Let(V128, PromoteLow(v)), f.Let(V128, PromoteLow(high))}
		}
		second := window{k: k, f: f}
		if n != nil {
			second.n = Sub(n, Int(2))
		}
		return [2]Var{f.Let(V128, w.load(p)), f.Let(V128, second.load(Add(p, Int(16))))}
	}
	loop := func(f *Func, n Var, pointers []Var, body func(n Value)) {
		f.While(GeS(n, Int(4)), func() {
			body(nil)
			for _, p := range pointers {
				inc(f, p, Int(4*k.Size()))
			}
			inc(f, n, Int(-4))
		})
		f.If(n, func() { body(n) }, nil)
	}
	total := func(f *Func, s [2]Var) Expr {
		v := f.Let(V128, d.Add(s[0], s[1]))
		return F64Add(ExtractF64(v, 0), ExtractF64(v, 1))
	}

	f, p := k.define("dot"+k.suffix, []Type{F64}, i32s(3)...)
	s := [2]Var{f.Local(V128), f.Local(V128)}
	loop(f, p[0], p[1:3], func(n Value) {
		x, y := four(f, p[1], n), four(f, p[2], n)
		for h := range 2 {
			f.Set(s[h], d.Madd(x[h], y[h], s[h]))
		}
	})
	f.Return(total(f, s))
	k.dot = f

	f, p = k.fn("gram2", 6)
	var sums [2][2][2]Var
	for i := range sums {
		for j := range sums[i] {
			sums[i][j] = [2]Var{f.Local(V128), f.Local(V128)}
		}
	}
	loop(f, p[0], p[1:5], func(n Value) {
		y := [2][2]Var{four(f, p[3], n), four(f, p[4], n)}
		for i := range 2 {
			x := four(f, p[1+i], n)
			for j := range 2 {
				for h := range 2 {
					f.Set(sums[i][j][h], d.Madd(x[h], y[j][h], sums[i][j][h]))
				}
			}
		}
	})
	for i := range 2 {
		for j := range 2 {
			f.Do(StoreF64(p[5], 8*(2*i+j), total(f, sums[i][j])))
		}
	}
}

// updates exports axpy, add_scaled, blend, scale and adam.
func (k *family) updates() {
	scalar := k.Scalar()
	f, p := k.define("axpy"+k.suffix, nil, I32, scalar, I32, I32)
	a := f.Let(V128, k.Splat(p[1]))
	x, y := p[2], p[3]
	k.sweep(f, p[0], []Var{x, y}, func(w window) { w.store(y, k.Madd(a, w.load(x), w.load(y))) })

	f, p = k.define("add_scaled"+k.suffix, nil, I32, scalar, I32, I32, I32)
	a = f.Let(V128, k.Splat(p[1]))
	x, y = p[2], p[3]
	dst := p[4]
	k.sweep(f, p[0], []Var{x, y, dst}, func(w window) { w.store(dst, k.Madd(a, w.load(x), w.load(y))) })

	f, p = k.define("blend"+k.suffix, nil, I32, scalar, I32, scalar, I32)
	a, b := f.Let(V128, k.Splat(p[1])), f.Let(V128, k.Splat(p[3]))
	y, x = p[2], p[4]
	k.sweep(f, p[0], []Var{x, y}, func(w window) { w.store(y, k.Madd(a, w.load(y), k.Mul(b, w.load(x)))) })

	f, p = k.define("scale"+k.suffix, nil, I32, scalar, I32)
	a = f.Let(V128, k.Splat(p[1]))
	x = p[2]
	k.sweep(f, p[0], []Var{x}, func(w window) { w.store(x, k.Mul(a, w.load(x))) })
	k.scale = f

	f, p = k.define("adam"+k.suffix, nil, I32, I32, I32, I32, I32, scalar, scalar, scalar, scalar, scalar)
	theta, m, g, s := p[1], p[2], p[3], p[4]
	var c [5]Var
	for i := range c {
		c[i] = f.Let(V128, k.Splat(p[5+i]))
	}
	rate, b2, complement, c2, delta := c[0], c[1], c[2], c[3], c[4]
	k.sweep(f, p[0], []Var{theta, m, g, s}, func(w window) {
		gv := f.Let(V128, w.load(g))
		sv := f.Let(V128, k.Madd(b2, w.load(s), k.Mul(complement, k.Mul(gv, gv))))
		w.store(s, sv)
		step := k.Div(w.load(m), k.Add(k.Sqrt(k.Div(sv, c2)), delta))
		w.store(theta, k.Nmadd(rate, step, w.load(theta)))
	})
}
