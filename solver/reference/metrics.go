package reference

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// RelL2 returns |approx - exact|_2 / |exact|_2, or the root mean square of
// approx if exact is zero everywhere (see Zero). Any NaN among the arguments gives NaN. It panics if the lengths
// differ.
func RelL2(approx, exact []float64) float64 {
	if len(approx) != len(exact) {
		panic("reference: RelL2: lengths differ")
	}
	num, den := floats.Distance(approx, exact, 2), floats.Norm(exact, 2)
	if den == 0 {
		return num / math.Sqrt(float64(max(1, len(exact))))
	}
	return num / den
}

// Distance is RelL2, or if absolute the root mean square of approx - exact.
func Distance(approx, exact []float64, absolute bool) float64 {
	v := RelL2(approx, exact)
	if absolute && !Zero(exact) {
		v = floats.Distance(approx, exact, 2) / math.Sqrt(float64(len(exact)))
	}
	return v
}

// faint is the size of a field, beside the first one of its problem, below which an error relative to it says nothing: of unit density, a flux of
// 1e-12 is right to four digits of what counts where the error is 1e-8.
const faint = 1e-6

// Faint reports whether a field nearly vanishes beside another one. Its error is then the root mean square.
func Faint(values, beside []float64) bool {
	return !Zero(values) && floats.Norm(values, 2)/math.Sqrt(float64(len(values))) <= faint*floats.Norm(beside, 2)/math.Sqrt(float64(len(beside)))
}

// Zero reports whether all values are zero, so that there is no relative error.
func Zero(values []float64) bool { return floats.Norm(values, 2) == 0 }

// Decades returns the Knudsen numbers 1, 0.1, ..., down to the last power of
// ten that is not below epsMin. It is empty unless 0 < epsMin <= 1.
func Decades(epsMin float64) []float64 { return scaled(1, epsMin) }

// Between returns the Knudsen numbers between the decades, 0.3, 0.03, ...,
// not below epsMin: those a network trained on decades has not seen.
func Between(epsMin float64) []float64 { return scaled(3, epsMin) }

// scaled lists the numbers c 10^-k in [epsMin, 1], correctly rounded.
func scaled(c, epsMin float64) []float64 {
	var out []float64
	if !(epsMin > 0) {
		return out
	}
	for power := 1.0; power <= 1e22; power *= 10 { // powers up to 1e22 are exact
		eps := c / power
		if eps > 1 {
			continue
		}
		if eps < epsMin {
			break
		}
		out = append(out, eps)
	}
	return out
}
