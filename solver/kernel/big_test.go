package kernel

import (
	"math"
	"math/big"
)

// Elementary functions in multiple precision, the yardstick of the accuracy tests: plain Taylor series after halving the
// argument, far slower than anything else here and just as simple.

const bigPrec = 400

func bf(x float64) *big.Float { return new(big.Float).SetPrec(bigPrec).SetFloat64(x) }

func newBig() *big.Float { return new(big.Float).SetPrec(bigPrec) }

// bigExp returns e^x: halve the argument until it is small, sum, square back.
func bigExp(x *big.Float) *big.Float {
	n := max(0, x.MantExp(nil)) + 20
	r := newBig().SetMantExp(x, -n)
	sum, term := bf(1), bf(1)
	for i := 1; i < 30; i++ {
		term.Mul(term, r).Quo(term, bf(float64(i)))
		sum.Add(sum, term)
	}
	for ; n > 0; n-- {
		sum.Mul(sum, sum)
	}
	return sum
}

func bigTanh(x *big.Float) *big.Float {
	e := bigExp(newBig().Mul(x, bf(2)))
	return newBig().Quo(newBig().Sub(e, bf(1)), newBig().Add(e, bf(1)))
}

func bigSigmoid(x *big.Float) *big.Float {
	return newBig().Quo(bf(1), newBig().Add(bf(1), bigExp(newBig().Neg(x))))
}

// bigLog refines math.Log by Newton's method on e^y = x.
func bigLog(x *big.Float) *big.Float {
	f, _ := x.Float64()
	y := bf(math.Log(f))
	for range 4 {
		e := bigExp(newBig().Neg(y))
		y.Add(y, newBig().Sub(newBig().Mul(x, e), bf(1)))
	}
	return y
}

const piDigits = "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798214808651328230664709384460955058223172535940812848111745"

// bigSincos reduces by multiples of pi/2 exactly enough for arguments up to 2^20 and sums both series.
func bigSincos(x *big.Float) (sin, cos *big.Float) {
	pi, _, err := big.ParseFloat(piDigits, 10, bigPrec, big.ToNearestEven)
	if err != nil {
		panic(err)
	}
	half := newBig().Quo(pi, bf(2))
	f, _ := newBig().Quo(x, half).Float64()
	k := math.RoundToEven(f)
	r := newBig().Sub(x, newBig().Mul(half, bf(k)))
	z := newBig().Neg(newBig().Mul(r, r))
	sin, cos = newBig(), newBig()
	ts, tc := newBig().Set(r), bf(1)
	for i := 1; i < 90; i += 2 {
		sin.Add(sin, ts)
		cos.Add(cos, tc)
		tc.Mul(tc, z).Quo(tc, bf(float64(i)*float64(i+1)))
		ts.Mul(ts, z).Quo(ts, bf(float64(i+1)*float64(i+2)))
	}
	switch int64(k) & 3 {
	case 1:
		sin, cos = cos, sin.Neg(sin)
	case 2:
		sin.Neg(sin)
		cos.Neg(cos)
	case 3:
		sin, cos = cos.Neg(cos), sin
	}
	return sin, cos
}

// bigErfc sums the alternating series of erf with enough digits to survive its cancellation.
func bigErfc(x float64) *big.Float {
	prec := uint(bigPrec + 4*x*x)
	nb := func(v float64) *big.Float { return new(big.Float).SetPrec(prec).SetFloat64(v) }
	// erf x = 2/sqrt(pi) e^(-x²) sum 2^n x^(2n+1)/(2n+1)!!, all terms positive.
	z := nb(x)
	z.Mul(z, z).Mul(z, nb(2))
	sum, term := nb(0), nb(x)
	for n := 0; n < int(200+10*x*x); n++ {
		sum.Add(sum, term)
		term.Mul(term, z).Quo(term, nb(float64(2*n+3)))
	}
	// e^(-x²) at this precision.
	r := nb(x)
	r.Mul(r, r).SetMantExp(r, -40)
	e, t := nb(1), nb(1)
	for i := 1; i < 200; i++ {
		t.Mul(t, r).Quo(t, nb(float64(i)))
		e.Add(e, t)
	}
	for range 40 {
		e.Mul(e, e)
	}
	pi := bigPi(prec)
	erf := sum.Quo(sum.Mul(sum, nb(2)), e.Mul(e, pi.Sqrt(pi)))
	return nb(1).Sub(nb(1), erf)
}

// bigPi is Machin's formula, pi = 16 arctan(1/5) - 4 arctan(1/239).
func bigPi(prec uint) *big.Float {
	nb := func(v float64) *big.Float { return new(big.Float).SetPrec(prec).SetFloat64(v) }
	arctan := func(q float64) *big.Float {
		sum, p := nb(0), nb(1)
		p.Quo(p, nb(q))
		for i := 0; p.MantExp(nil) > -int(prec)-8; i++ {
			t := nb(0).Quo(p, nb(float64(2*i+1)))
			if i%2 == 1 {
				t.Neg(t)
			}
			sum.Add(sum, t)
			p.Quo(p, nb(q*q))
		}
		return sum
	}
	a, b := arctan(5), arctan(239)
	return a.Sub(a.Mul(a, nb(16)), b.Mul(b, nb(4)))
}
