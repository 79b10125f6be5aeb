package kernels

import . "github.com/hrgrad/hrgrad/wasm/kernels/asm" //nolint:revive // instruction names read as an assembler's

// orthonormalize (k, n, row, y, columns, c) makes row, of n columns, orthogonal to the k rows of y and of length one; 0 if too little of it is
// left. What kernel.Orthonormalize does in ten calls; of c only the columns that are used are computed, rounded up to whole vectors.
func (k *family) orthonormalize() {
	f, p := k.define("orthonormalize_f64", []Type{I32}, i32s(6)...)
	known, n, row, y, columns, c := p[0], p[1], p[2], p[3], p[4], p[5]
	length, ok := f.Local(F64), f.Local(I32)
	// normalize runs then if the row is not shorter than least, with length one.
	normalize := func(least float64, then func()) {
		f.Set(length, F64Sqrt(Call(k.dot, n, row, row)))
		f.If(F64Lt(length, F64Const(least)), func() {}, func() {
			f.Do(Call(k.scale, n, F64Div(F64Const(1), length), row))
			then()
		})
	}
	normalize(1e-150, func() {
		width := f.Let(I32, Mul(DivU(Add(known, Int(k.Count()-1)), Int(k.Count())), Int(k.Count())))
		f.Set(width, Select(width, n, LtS(width, n)))
		f.If(known, func() {
			for range 2 {
				f.Do(Call(k.row, width, n, n, row, Int(8), columns, c, Int(0)))
				f.Do(Call(k.scale, known, F64Const(-1), c))
				f.Do(Call(k.row, n, n, known, c, Int(8), y, row, Int(1)))
			}
		}, nil)
		normalize(1e-10, func() { f.Set(ok, Int(1)) })
	})
	f.Return(ok)
}
