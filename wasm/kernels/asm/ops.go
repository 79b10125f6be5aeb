package asm

// Integer instructions.

// Int is an i32 constant.
func Int(v int) Expr { return sleb([]byte{0x41}, int64(int32(v))) }

// Int64 is an i64 constant.
func Int64(v int64) Expr { return sleb([]byte{0x42}, v) }

// Eq, Ne and the signed comparisons give 1 or 0.
func Eq(a, b Value) Expr  { return expr([]byte{0x46}, a, b) }
func Ne(a, b Value) Expr  { return expr([]byte{0x47}, a, b) }
func LtS(a, b Value) Expr { return expr([]byte{0x48}, a, b) }
func GtS(a, b Value) Expr { return expr([]byte{0x4a}, a, b) }
func GeS(a, b Value) Expr { return expr([]byte{0x4e}, a, b) }

// Arithmetic modulo 2^32.
func Add(a, b Value) Expr  { return expr([]byte{0x6a}, a, b) }
func Sub(a, b Value) Expr  { return expr([]byte{0x6b}, a, b) }
func Mul(a, b Value) Expr  { return expr([]byte{0x6c}, a, b) }
func DivU(a, b Value) Expr { return expr([]byte{0x6e}, a, b) }

// And is bitwise.
func And(a, b Value) Expr { return expr([]byte{0x71}, a, b) }

// Select is a if cond is not zero, else b; both are evaluated.
func Select(a, b, cond Value) Expr { return expr([]byte{0x1b}, a, b, cond) }

// Scalar floating point, as far as tails and results need it.
func F64Add(a, b Value) Expr { return expr([]byte{0xa0}, a, b) }
func F64Mul(a, b Value) Expr { return expr([]byte{0xa2}, a, b) }
func F64Div(a, b Value) Expr { return expr([]byte{0xa3}, a, b) }
func F64Sqrt(a Value) Expr   { return expr([]byte{0x9f}, a) }
func F64Lt(a, b Value) Expr  { return expr([]byte{0x63}, a, b) }

// F64Const is a double constant.
func F64Const(v float64) Expr { return append(Expr{0x44}, f64bits(v)...) }

// StoreF64 stores a double.
func StoreF64(p Value, o int, v Value) Expr { return mem(0x39, 3, o, p, v) }

// memarg is alignment (log2; a hint) and constant offset.
func memarg(align byte, offset int) []byte { return uleb([]byte{align}, uint64(offset)) }

func mem(op byte, align byte, offset int, args ...Value) Expr {
	return expr(append([]byte{op}, memarg(align, offset)...), args...)
}

// Scalar loads and stores as integers (copying) or floats.
func LoadI32(p Value, offset int) Expr      { return mem(0x28, 2, offset, p) }
func LoadI64(p Value, offset int) Expr      { return mem(0x29, 3, offset, p) }
func StoreI32(p Value, o int, v Value) Expr { return mem(0x36, 2, o, p, v) }
func StoreI64(p Value, o int, v Value) Expr { return mem(0x37, 3, o, p, v) }

func simd(code uint32, args ...Value) Expr { return expr(uleb([]byte{0xfd}, uint64(code)), args...) }

func simdMem(code uint32, align byte, offset int, args ...Value) Expr {
	return expr(append(uleb([]byte{0xfd}, uint64(code)), memarg(align, offset)...), args...)
}

func simdLane(code uint32, align byte, offset, lane int, args ...Value) Expr {
	return append(simdMem(code, align, offset, args...), byte(lane))
}

// Vector loads and stores; alignment is never required.
func LoadV(p Value, offset int) Expr                 { return simdMem(0x00, 2, offset, p) }
func StoreV(p Value, o int, v Value) Expr            { return simdMem(0x0b, 2, o, p, v) }
func Load32Zero(p Value, o int) Expr                 { return simdMem(0x5c, 2, o, p) }
func Load64Zero(p Value, o int) Expr                 { return simdMem(0x5d, 2, o, p) }
func Load32Splat(p Value, o int) Expr                { return simdMem(0x09, 2, o, p) }
func Load64Splat(p Value, o int) Expr                { return simdMem(0x0a, 2, o, p) }
func Load32Lane(p Value, o, lane int, v Value) Expr  { return simdLane(0x56, 2, o, lane, p, v) }
func Load64Lane(p Value, o, lane int, v Value) Expr  { return simdLane(0x57, 2, o, lane, p, v) }
func Store32Lane(p Value, o, lane int, v Value) Expr { return simdLane(0x5a, 2, o, lane, p, v) }
func Store64Lane(p Value, o, lane int, v Value) Expr { return simdLane(0x5b, 2, o, lane, p, v) }

// Bitwise vector instructions. Bitselect takes the bits of a where mask is set, else of b.
func AndV(a, b Value) Expr            { return simd(0x4e, a, b) }
func OrV(a, b Value) Expr             { return simd(0x50, a, b) }
func XorV(a, b Value) Expr            { return simd(0x51, a, b) }
func Bitselect(a, b, mask Value) Expr { return simd(0x52, a, b, mask) }

// Shuffle picks bytes of a (0-15) and b (16-31).
func Shuffle(a, b Value, lanes [16]byte) Expr { return append(simd(0x0d, a, b), lanes[:]...) }

// ConstV is a vector constant.
func ConstV(bytes [16]byte) Expr { return append(Expr{0xfd, 0x0c}, bytes[:]...) }

// PromoteLow converts the two low single-precision lanes; Demote converts back, the high lanes become zero.
func PromoteLow(a Value) Expr { return simd(0x5f, a) }
func Demote(a Value) Expr     { return simd(0x5e, a) }

// ExtractF64 and ExtractI32 take a lane as a scalar.
func ExtractF64(a Value, lane int) Expr { return append(simd(0x21, a), byte(lane)) }
func ExtractI32(a Value, lane int) Expr { return append(simd(0x1b, a), byte(lane)) }
