package main

import "github.com/hrgrad/hrgrad/solver/kernel/minimax"

// tile multiplies four rows of A by a packed panel of B, four vectors wide, and sets or adds to C. Sums stay in V16 to V31 and run over the
// reduction index in order.
func (f family) tile() {
	f.begin("neonTile", "Row i of C, crow bytes after the one before, = or += sum over k of a_i, step bytes apart, times rows of B of four vectors.",
		"k", "A0", "A1", "A2", "A3", "step", "B", "C", "crow", "acc")
	f.line("MOVD R7, R10")
	f.line("CBNZ R9, load")
	for i := range 16 {
		f.line("VEOR V%d.B16, V%d.B16, V%d.B16", 16+i, 16+i, 16+i)
	}
	f.line("B start")
	f.label("load")
	for r := range 4 {
		f.line("VLD1 (R10), %s", f.vectors(16+4*r, 4))
		f.line("ADD R8, R10")
	}
	f.line("MOVD R7, R10")
	f.label("start")
	f.line("CBZ R0, store")
	f.label("loop")
	f.line("VLD1.P 64(R6), %s", f.vectors(0, 4))
	for r := range 4 {
		f.line("VLD1R.P (R%d)(R5), %s", 1+r, f.vectors(4+r, 1))
		for v := range 4 {
			f.accumulate(16+4*r+v, 4+r, v, 8+v)
		}
	}
	f.line("SUBS $1, R0, R0")
	f.line("BNE loop")
	f.label("store")
	for r := range 4 {
		f.line("VST1 %s, (R10)", f.vectors(16+4*r, 4))
		f.line("ADD R8, R10")
	}
	f.line("RET")
}

// The constants of tanh in the order of the table that solver/kernel passes: sign bit, largest argument, log2 e, rounding number, ln 2 in two
// parts, 1, 2, and the polynomial from its lowest coefficient on. They lie in registers from V31 downwards.
const (
	sign = 31 - iota
	largest
	log2e
	round
	ln2Hi
	ln2Lo
	one
	two
	lowest
)

// tanh is that of elementary32.go and elementary64.go, operation by operation.
func (f family) tanh() {
	degree, mantissa := len(minimax.Exp32), 23
	if f.double {
		degree, mantissa = len(minimax.Exp64), 52
	}
	f.begin("neonTanh", "Hyperbolic tangents of n vectors, n > 0; constants as tanhConstants has them.", "n", "DST", "SRC", "CONSTANTS")
	for i := range 31 - lowest + degree {
		f.line("VLD1R.P %d(R3), %s", f.size(), f.vectors(31-i, 1))
	}
	const x, a, rounded, k, q, s, t, free = 0, 1, 2, 3, 4, 5, 6, 7
	f.label("loop")
	f.line("VLD1.P 16(R2), %s", f.vectors(x, 1))
	f.bic(a, x, sign)
	f.add(a, a, a)
	f.min(a, a, largest)
	f.or(rounded, round, round)
	f.accumulate(rounded, a, log2e, free)
	f.sub(k, rounded, round)
	f.reduce(a, k, ln2Hi, free)
	f.reduce(a, k, ln2Lo, free)
	f.or(q, lowest-degree+1, lowest-degree+1)
	for i := degree - 2; i >= 0; i-- { // q = q a + c
		if f.fused {
			f.or(t, lowest-i, lowest-i)
			f.mla(t, q, a)
			f.or(q, t, t)
		} else {
			f.mul(q, q, a)
			f.add(q, q, lowest-i)
		}
	}
	f.mul(t, a, a)
	f.accumulate(a, t, q, free) // e^a - 1 of the reduced argument
	f.shift(s, rounded, mantissa)
	f.plus(s, s, one)
	f.sub(t, s, one)
	if f.fused {
		f.mla(t, s, a)
	} else {
		f.mul(free, s, a)
		f.add(t, free, t)
	}
	f.add(free, t, two)
	f.div(t, t, free)
	f.and(x, x, sign)
	f.or(t, t, x)
	f.line("VST1.P %s, 16(R1)", f.vectors(t, 1))
	f.line("SUBS $1, R0, R0")
	f.line("BNE loop")
	f.line("RET")
}

// derivative is y = (1 - t t) z, the derivative rows of a layer of hyperbolic tangents t.
func (f family) derivative() {
	f.begin("neonTanhDerivative", "y = (1 - t*t) z for n vectors, n > 0.", "n", "T", "Z", "Y")
	if f.double {
		f.line("FMOVD $1.0, F3")
		f.line("VDUP V3.D[0], V3.D2")
	} else {
		f.line("FMOVS $1.0, F3")
		f.line("VDUP V3.S[0], V3.S4")
	}
	f.label("loop")
	f.line("VLD1.P 16(R1), %s", f.vectors(0, 1))
	f.line("VLD1.P 16(R2), %s", f.vectors(1, 1))
	f.mul(0, 0, 0)
	f.sub(0, 3, 0)
	f.mul(1, 0, 1)
	f.line("VST1.P %s, 16(R3)", f.vectors(1, 1))
	f.line("SUBS $1, R0, R0")
	f.line("BNE loop")
	f.line("RET")
}
