// Package minimax holds the constants of the elementary functions of the compute kernels. The scalar Go code and the
// generator of the SIMD side module read the same tables, which is one half of why they give the same bits; the other
// half is that both evaluate them in the same order.
//
// The polynomials are Chebyshev interpolants on the reduced interval, computed with 60 digits, then rounded to the
// working precision. The stated error is the relative error of the polynomial itself, before rounding errors.
package minimax

// Exp64 are the coefficients of q, lowest first, in e^r = 1 + r + r²·q(r) for |r| <= ln(2)/2; error 5e-17 of expm1.
var Exp64 = [...]float64{
	0x1.0000000000001p-1,
	0x1.5555555555556p-3,
	0x1.5555555553d05p-5,
	0x1.1111111110996p-7,
	0x1.6c16c178b0646p-10,
	0x1.a01a01a7da98dp-13,
	0x1.a019b87f7a6e9p-16,
	0x1.71de0d573888bp-19,
	0x1.28922d8c8d4fbp-22,
	0x1.af39789bfd689p-26,
}

// Exp32 is Exp64 in single precision; error 2e-9 of expm1.
var Exp32 = [...]float32{
	0x1p-1,
	0x1.555556p-3,
	0x1.5554e8p-5,
	0x1.1110ep-7,
	0x1.6d444ap-10,
	0x1.a125f6p-13,
}

// Sin64 are the coefficients of S, lowest first, in sin r = r + r³·S(r²) for |r| <= pi/4; error 3e-17.
var Sin64 = [...]float64{
	-0x1.5555555555555p-3,
	0x1.1111111110ba5p-7,
	-0x1.a01a019e8069ap-13,
	0x1.71de3792528abp-19,
	-0x1.ae60069ee3ecfp-26,
	0x1.5e09858a97437p-33,
}

// Cos64 are the coefficients of C, lowest first, in cos r = 1 - r²/2 + r⁴·C(r²) for |r| <= pi/4; error 2e-18.
var Cos64 = [...]float64{
	0x1.5555555555555p-5,
	-0x1.6c16c16c1696p-10,
	0x1.a01a019f4d0fp-16,
	-0x1.27e4fa15bdc69p-22,
	0x1.1eeb66b6cb12cp-29,
	-0x1.907c0e977e8bdp-37,
}

// Log64 are the coefficients of L, lowest first, in ln((1+s)/(1-s)) = 2s + s·z·L(z), z = s², for arguments between sqrt(1/2)
// and sqrt(2); error 5e-18.
var Log64 = [...]float64{
	0x1.5555555555558p-1,
	0x1.9999999995204p-2,
	0x1.2492492e09d1ap-2,
	0x1.c71c62c63e016p-3,
	0x1.7462bd8e53c17p-3,
	0x1.39fd39474ad34p-3,
	0x1.2b6686d1072f3p-3,
}

// Erfcx64 are the Chebyshev coefficients of (1+2x)·e^(x²)·erfc(x) in t = (x-3.75)/(x+3.75), x >= 0; the mapping is that of
// Shepherd and Laframboise, Math. Comp. 36 (1981) 249. The first neglected coefficient is 2e-18.
var Erfcx64 = [...]float64{
	0x1.2d75d0246cee8p+0,
	-0x1.2cd0564f8c1b7p-8,
	-0x1.59159e8868995p-4,
	0x1.e50c3e7c7dccep-5,
	-0x1.b4c68f4569326p-6,
	0x1.295e991a7d82dp-7,
	-0x1.3c4c54f8d419dp-9,
	0x1.014ed1572209ap-11,
	-0x1.221e6f70130b5p-14,
	0x1.15c3f597f0492p-18,
	0x1.9f8f03ca86fc1p-21,
	-0x1.d601c320c8f9cp-23,
	0x1.71e1efca86cf9p-27,
	0x1.36bf2885524c9p-28,
	-0x1.aa4d7b1cdf20ap-31,
	-0x1.15df59ca6082bp-34,
	0x1.f8af0a9aa6d31p-36,
	0x1.b61b723941781p-43,
	-0x1.0fc16c00b50f2p-40,
	0x1.24f6a772cbc36p-45,
	0x1.2d8b49ab5f72bp-45,
	-0x1.0cb63a80de2c5p-49,
	-0x1.6884628ace07ap-50,
	0x1.561b105822235p-54,
	0x1.d3744857e262bp-55,
}

// Argument reduction: x = k·ln(2) + r with ln(2) = Ln2Hi + Ln2Lo, the product k·Ln2Hi exact for every k in use; and
// |x| = k·pi/2 + r with pi/2 = PiOver2A + PiOver2B + PiOver2C, the first two products exact for k < 2^20.
const (
	Log2E     = 0x1.71547652b82fep+0
	Ln2Hi64   = 0x1.62e42feep-1
	Ln2Lo64   = 0x1.a39ef35793c76p-33
	Ln2Hi32   = 0x1.62ep-1
	Ln2Lo32   = 0x1.0bfbe8p-15
	TwoOverPi = 0x1.45f306dc9c883p-1
	PiOver2A  = 0x1.921fb544p+0
	PiOver2B  = 0x1.0b4611a6p-34
	PiOver2C  = 0x1.3198a2e037073p-69
)

// Adding and subtracting Round rounds to the nearest integer, ties to even; the low bits of the sum are that integer in
// two's complement, as long as its magnitude is below 2^51 (2^22 in single precision).
const (
	Round64 = 0x1.8p52
	Round32 = 0x1.8p23
)

// Clamps. Beyond them the result does not change any more: exp is 0 or +Inf, tanh is 1.
const (
	ExpMin64  = -746
	ExpMax64  = 710
	ExpMin32  = -104
	ExpMax32  = 89
	TanhMax64 = 40 // of 2|x|
	TanhMax32 = 20
)

// SqrtHalf has the bits of sqrt(1/2), from which the logarithm takes mantissas.
const SqrtHalf = 0x3fe6a09e667f3bcd

// SinMax bounds the domain of sine and cosine; outside of it the result is NaN, never a number without correct digits.
const SinMax = 1 << 20
