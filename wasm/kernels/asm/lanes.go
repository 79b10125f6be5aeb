package asm

// Lanes gives the lane-wise floating-point instructions of one precision under one name, in the plain or relaxed variant.
type Lanes struct {
	Double  bool // f64x2, else f32x4
	Relaxed bool // fuse products and sums
}

// Count is the number of lanes, Size the bytes of one.
func (l Lanes) Count() int { return 16 / l.Size() }

// Size is the number of bytes of one lane.
func (l Lanes) Size() int {
	if l.Double {
		return 8
	}
	return 4
}

// Scalar is the type of one lane.
func (l Lanes) Scalar() Type {
	if l.Double {
		return F64
	}
	return F32
}

func (l Lanes) op(single, double uint32, args ...Value) Expr {
	if l.Double {
		return simd(double, args...)
	}
	return simd(single, args...)
}

// Lane-wise arithmetic. Pmin(a, b) is b < a ? b : a and Pmax(a, b) is a < b ? b : a: a NaN in a stays.
func (l Lanes) Add(a, b Value) Expr  { return l.op(0xe4, 0xf0, a, b) }
func (l Lanes) Sub(a, b Value) Expr  { return l.op(0xe5, 0xf1, a, b) }
func (l Lanes) Mul(a, b Value) Expr  { return l.op(0xe6, 0xf2, a, b) }
func (l Lanes) Div(a, b Value) Expr  { return l.op(0xe7, 0xf3, a, b) }
func (l Lanes) Sqrt(a Value) Expr    { return l.op(0xe3, 0xef, a) }
func (l Lanes) Floor(a Value) Expr   { return l.op(0x67, 0x75, a) }
func (l Lanes) Abs(a Value) Expr     { return l.op(0xe0, 0xec, a) }
func (l Lanes) Neg(a Value) Expr     { return l.op(0xe1, 0xed, a) }
func (l Lanes) Pmin(a, b Value) Expr { return l.op(0xea, 0xf6, a, b) }
func (l Lanes) Pmax(a, b Value) Expr { return l.op(0xeb, 0xf7, a, b) }
func (l Lanes) Max(a, b Value) Expr  { return l.op(0xe9, 0xf5, a, b) } // NaN if either is
func (l Lanes) Lt(a, b Value) Expr   { return l.op(0x43, 0x49, a, b) }
func (l Lanes) Le(a, b Value) Expr   { return l.op(0x45, 0x4b, a, b) }

// Madd is a*b + c with two roundings, or with relaxed_madd.
func (l Lanes) Madd(a, b, c Value) Expr {
	if l.Relaxed {
		return l.op(0x105, 0x107, a, b, c)
	}
	return l.Add(l.Mul(a, b), c)
}

// Nmadd is c - a*b with two roundings, or with relaxed_nmadd.
func (l Lanes) Nmadd(a, b, c Value) Expr {
	if l.Relaxed {
		return l.op(0x106, 0x108, a, b, c)
	}
	return l.Sub(c, l.Mul(a, b))
}

// Integer instructions on lanes of the same width.
func (l Lanes) IAdd(a, b Value) Expr     { return l.op(0xae, 0xce, a, b) }
func (l Lanes) ISub(a, b Value) Expr     { return l.op(0xb1, 0xd1, a, b) }
func (l Lanes) Shl(a Value, by int) Expr { return l.op(0xab, 0xcb, a, Int(by)) }
func (l Lanes) Shr(a Value, by int) Expr { return l.op(0xad, 0xcd, a, Int(by)) }
func (l Lanes) Splat(a Value) Expr       { return l.op(0x13, 0x14, a) }
func (l Lanes) LoadLane(p Value, lane int, v Value) Expr {
	if l.Double {
		return Load64Lane(p, 0, lane, v)
	}
	return Load32Lane(p, 0, lane, v)
}
func (l Lanes) StoreLane(p Value, lane int, v Value) Expr {
	if l.Double {
		return Store64Lane(p, 0, lane, v)
	}
	return Store32Lane(p, 0, lane, v)
}
func (l Lanes) LoadSplat(p Value, o int) Expr {
	if l.Double {
		return Load64Splat(p, o)
	}
	return Load32Splat(p, o)
}

// Const is the same number in every lane, rounded to the precision.
func (l Lanes) Const(v float64) Expr {
	var b [16]byte
	for i := 0; i < 16; i += l.Size() {
		if l.Double {
			copy(b[i:], f64bits(v))
		} else {
			copy(b[i:], f32bits(float32(v)))
		}
	}
	return ConstV(b)
}

// IConst is the same integer in every lane.
func (l Lanes) IConst(v uint64) Expr {
	var b [16]byte
	for i := range b {
		b[i] = byte(v >> (8 * (i % l.Size())))
	}
	return ConstV(b)
}
