package kernels

import . "github.com/hrgrad/hrgrad/wasm/kernels/asm" //nolint:revive // instruction names read as an assembler's

// parts defines load_part(p, n) and store_part(p, v, n): the first n lanes, none for n <= 0, all for n >= the lane count. Memory beyond
// is not touched and the other lanes load as zero.
func (k *family) parts() {
	f, p := k.m.Func("", []Type{V128}, I32, I32)
	k.loadPart = f
	v := f.Local(V128)
	n := p[1]
	if k.Double {
		f.If(GtS(n, Int(1)), func() { f.Set(v, LoadV(p[0], 0)) }, func() {
			f.If(Eq(n, Int(1)), func() { f.Set(v, Load64Zero(p[0], 0)) }, nil)
		})
	} else {
		f.If(GtS(n, Int(3)), func() { f.Set(v, LoadV(p[0], 0)) }, func() {
			f.If(GtS(n, Int(1)), func() {
				f.Set(v, Load64Zero(p[0], 0))
				f.If(Eq(n, Int(3)), func() { f.Set(v, Load32Lane(p[0], 8, 2, v)) }, nil)
			}, func() {
				f.If(Eq(n, Int(1)), func() { f.Set(v, Load32Zero(p[0], 0)) }, nil)
			})
		})
	}
	f.Return(v)

	f, p = k.m.Func("", nil, I32, V128, I32)
	k.storePart = f
	n = p[2]
	if k.Double {
		f.If(GtS(n, Int(1)), func() { f.Do(StoreV(p[0], 0, p[1])) }, func() {
			f.If(Eq(n, Int(1)), func() { f.Do(Store64Lane(p[0], 0, 0, p[1])) }, nil)
		})
		return
	}
	f.If(GtS(n, Int(3)), func() { f.Do(StoreV(p[0], 0, p[1])) }, func() {
		f.If(GtS(n, Int(1)), func() {
			f.Do(Store64Lane(p[0], 0, 0, p[1]))
			f.If(Eq(n, Int(3)), func() { f.Do(Store32Lane(p[0], 8, 2, p[1])) }, nil)
		}, func() {
			f.If(Eq(n, Int(1)), func() { f.Do(Store32Lane(p[0], 0, 0, p[1])) }, nil)
		})
	})
}

// window reads and writes vectors, whole or the first lanes of them.
type window struct {
	k *family
	f *Func
	n Value // lanes to touch, nil for all

	first bool // only the first lane is touched, which needs no call
	at    int  // bytes after the pointer, of a whole vector
}

func (w window) load(p Value) Expr {
	switch {
	case w.first:
		return w.k.loadOne(p)
	case w.n == nil:
		return LoadV(p, w.at)
	}
	return Call(w.k.loadPart, p, w.n)
}

func (w window) store(p, v Value) {
	switch {
	case w.first:
		w.f.Do(w.k.storeOne(p, v))
	case w.n == nil:
		w.f.Do(StoreV(p, w.at, v))
	default:
		w.f.Do(Call(w.k.storePart, p, v, w.n))
	}
}

func (k *family) loadOne(p Value) Expr {
	if k.Double {
		return Load64Zero(p, 0)
	}
	return Load32Zero(p, 0)
}

func (k *family) storeOne(p, v Value) Expr {
	if k.Double {
		return Store64Lane(p, 0, 0, v)
	}
	return Store32Lane(p, 0, 0, v)
}

// sweepPairs is sweep with two vectors at a time, their instructions in turn, for bodies that are long chains of dependent instructions.
func (k *family) sweepPairs(f *Func, n Value, pointers []Var, body func(w window)) {
	left := f.Let(I32, n)
	pair := Int(2 * k.Count())
	f.While(GeS(left, pair), func() {
		f.Interleave(func() { body(window{k: k, f: f}) }, func() { body(window{k: k, f: f, at: 16}) })
		for _, p := range pointers {
			inc(f, p, Int(32))
		}
		f.Set(left, Sub(left, pair))
	})
	k.sweep(f, left, pointers, body)
}

// sweep runs body over n elements, a vector at a time and the rest last; it advances the pointers by what was done.
func (k *family) sweep(f *Func, n Value, pointers []Var, body func(w window)) {
	k.sweepTo(f, n, pointers, body, func(left Var) { body(window{k: k, f: f, n: left}) })
}

// sweepRow is sweep for rows that often end with, or are, a single element: outputs are a density and the values at the nodes.
func (k *family) sweepRow(f *Func, n Value, pointers []Var, body func(w window)) {
	k.sweepTo(f, n, pointers, body, func(left Var) {
		f.If(Eq(left, Int(1)), func() { body(window{k: k, f: f, first: true}) }, func() { body(window{k: k, f: f, n: left}) })
	})
}

func (k *family) sweepTo(f *Func, n Value, pointers []Var, body func(w window), rest func(left Var)) {
	left := f.Let(I32, n)
	lanes := Int(k.Count())
	f.While(GeS(left, lanes), func() {
		body(window{k: k, f: f})
		for _, p := range pointers {
			inc(f, p, Int(16))
		}
		f.Set(left, Sub(left, lanes))
	})
	f.If(left, func() {
		rest(left)
		for _, p := range pointers {
			inc(f, p, k.bytes(left))
		}
	}, nil)
}
