package plot

import (
	"image/color"
	"math"
)

// Norm maps the values of [Lo, Hi] to a colour map. A diverging norm gives zero the middle
// colour and equal magnitudes equal distance from it, also when [Lo, Hi] is not symmetric. A logarithmic one is for positive values.
type Norm struct {
	Lo, Hi    float64
	Diverging bool
	Log       bool
	Map       *Colormap
}

// Position is the place of v in the colour map, unclamped.
func (n Norm) Position(v float64) float64 {
	if n.Diverging {
		return 0.5 + 0.5*v/math.Max(math.Abs(n.Lo), math.Abs(n.Hi))
	}
	if n.Log {
		return math.Log(math.Max(v, n.Lo)/n.Lo) / math.Log(n.Hi/n.Lo)
	}
	return (v - n.Lo) / (n.Hi - n.Lo)
}

// Color is the colour of v, or bad when v is NaN or infinite.
func (n Norm) Color(v float64, bad color.RGBA) color.RGBA {
	if math.IsNaN(v - v) {
		return bad
	}
	return n.Map.At(n.Position(v))
}

// Range is the smallest and largest finite value; ok is false when there is none.
func Range(values ...[]float32) (lo, hi float64, ok bool) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, s := range values {
		for _, v := range s {
			f := float64(v)
			if f-f == 0 {
				lo, hi = math.Min(lo, f), math.Max(hi, f)
			}
		}
	}
	return lo, hi, lo <= hi
}

// Widen returns the range rounded outwards to a tenth of its span in one significant digit.
// A range of no width grows around its value.
func Widen(lo, hi float64) (float64, float64) {
	span := hi - lo
	scale := math.Max(math.Abs(lo), math.Abs(hi))
	if span <= 1e-6*scale || span == 0 {
		pad := 0.05 * scale
		if pad == 0 {
			pad = 1
		}
		return lo - pad, hi + pad
	}
	step := math.Pow(10, math.Floor(math.Log10(span))) / 10
	if span/step > 40 {
		step *= 5
	}
	return math.Floor(lo/step+1e-9) * step, math.Ceil(hi/step-1e-9) * step
}

// Settle widens the range of new data, or keeps the previous range if the data fit into it and a
// new one would be shorter by less than a tenth: colours and axes do not flicker while a field is
// being learnt.
func Settle(prevLo, prevHi, lo, hi float64) (float64, float64) {
	a, b := Widen(lo, hi)
	if prevLo < prevHi && lo >= prevLo && hi <= prevHi && b-a > 0.9*(prevHi-prevLo) {
		return prevLo, prevHi
	}
	return a, b
}
