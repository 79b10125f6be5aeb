package plot

import (
	"math"
	"strconv"
	"strings"
)

// Tick is a labelled (major) or unlabelled (minor) position on an axis.
type Tick struct {
	Value float64
	Label string
	Minor bool
}

// LinearTicks places ticks at multiples of 1, 2 or 5 times a power of ten in [lo, hi]: about n of
// them, at least three where a finer step gives that without doubling n. When plain labels would be long, the labels are mantissas
// and exponent is the common power of ten; otherwise exponent is 0.
func LinearTicks(lo, hi float64, n int) (ticks []Tick, exponent int) {
	if !(hi > lo) || math.IsInf(hi-lo, 0) || n < 1 {
		return nil, 0
	}
	step := NiceStep((hi - lo) / float64(n))
	if !(step > 1e-11*math.Max(math.Abs(lo), math.Abs(hi))) { // below it ticks coincide
		return nil, 0
	}
	count := func(step float64) int {
		return int(math.Floor(hi/step+1e-9)) - int(math.Ceil(lo/step-1e-9)) + 1
	}
	for k := 0; k < 2 && count(step) < 3; k++ {
		finer := NiceStep(step / 2.6)
		if count(finer) > 2*n+1 {
			break
		}
		step = finer
	}
	top := math.Max(math.Abs(lo), math.Abs(hi))
	if e := int(math.Floor(math.Log10(top))); e >= 5 || e <= -3 {
		exponent = e
	}
	unit := math.Pow(10, float64(exponent))
	decimals := int(math.Max(0, math.Ceil(-math.Log10(step/unit)-1e-9)))
	first := math.Ceil(lo/step - 1e-9)
	for k := 0; k <= 2*n+2; k++ {
		v := (first + float64(k)) * step
		if v > hi+1e-9*step {
			break
		}
		ticks = append(ticks, Tick{Value: v, Label: Minus(trimZero(strconv.FormatFloat(v/unit, 'f', decimals, 64)))})
	}
	return ticks, exponent
}

// NiceStep rounds v up to 1, 2 or 5 times a power of ten.
func NiceStep(v float64) float64 {
	p := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5, 10} {
		if v <= m*p*(1+1e-9) {
			return m * p
		}
	}
	return 10 * p
}

// trimZero removes the sign of a zero.
func trimZero(s string) string {
	if strings.Trim(s, "-0.") == "" {
		return strings.TrimPrefix(s, "-")
	}
	return s
}

// PiTicks places ticks at multiples of pi for ranges from 0 to a small multiple of pi; ok is
// false for other ranges.
func PiTicks(lo, hi float64, n int) (ticks []Tick, ok bool) {
	quarters := hi / math.Pi * 2
	if lo != 0 || math.Abs(quarters-math.Round(quarters)) > 1e-4 || quarters < 1.5 || quarters > 16.5 {
		return nil, false
	}
	total := int(math.Round(quarters))
	step := 1
	for total/step > n {
		step *= 2
	}
	for q := 0; q <= total; q += step {
		var l string
		switch {
		case q == 0:
			l = "0"
		case q%2 == 0 && q == 2:
			l = "π"
		case q%2 == 0:
			l = strconv.Itoa(q/2) + "π"
		case q == 1:
			l = "π/2"
		default:
			l = strconv.Itoa(q) + "π/2"
		}
		ticks = append(ticks, Tick{Value: float64(q) * math.Pi / 2, Label: l})
	}
	return ticks, true
}

// LogTicks places labelled ticks at powers of ten of [lo, hi], at most n of them, and unlabelled
// ones between (2..9 when there are few decades, skipped decades otherwise).
func LogTicks(lo, hi float64, n int) []Tick {
	if !(lo > 0) || !(hi > lo) || math.IsInf(hi, 0) || n < 1 {
		return nil
	}
	a, b := int(math.Ceil(math.Log10(lo)-1e-9)), int(math.Floor(math.Log10(hi)+1e-9))
	stride := 1
	for (b-a)/stride+1 > n {
		stride++
	}
	var ticks []Tick
	for d := a - 1; d <= b; d++ {
		p := math.Pow(10, float64(d))
		if d >= a {
			t := Tick{Value: p, Minor: ((d%stride)+stride)%stride != 0}
			if !t.Minor {
				t.Label = PowerLabel(d)
			}
			ticks = append(ticks, t)
		}
		if b-a > 5 {
			continue
		}
		for m := 2; m <= 9; m++ {
			if v := float64(m) * p; v >= lo && v <= hi {
				t := Tick{Value: v, Minor: true}
				// Less than one decade: the multiples carry the labels.
				if b <= a && (m == 2 || m == 5) {
					t.Minor, t.Label = false, multipleLabel(m, d)
				}
				ticks = append(ticks, t)
			}
		}
	}
	return ticks
}

// multipleLabel is the markup for m times a power of ten.
func multipleLabel(m, d int) string {
	if d >= -2 && d <= 2 {
		return Short(float64(m)*math.Pow(10, float64(d)), 1)
	}
	return strconv.Itoa(m) + "·" + PowerLabel(d)
}

// PowerLabel is the markup for a power of ten.
func PowerLabel(d int) string {
	switch d {
	case 0:
		return "1"
	case 1:
		return "10"
	}
	return "10^{" + Minus(strconv.Itoa(d)) + "}"
}

// Minus replaces the hyphen of a formatted number by a minus sign.
func Minus(s string) string { return strings.ReplaceAll(s, "-", "−") }

// Number formats v with the given significant digits, in markup: 0.0123, 1.2·10^{−5}.
func Number(v float64, digits int) string {
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 1):
		return "∞"
	case math.IsInf(v, -1):
		return "−∞"
	case v == 0:
		return "0"
	}
	s := strconv.FormatFloat(v, 'e', digits-1, 64)
	i := strings.IndexByte(s, 'e')
	e, _ := strconv.Atoi(s[i+1:])
	if e >= -3 && e < 6 {
		return Minus(strconv.FormatFloat(v, 'f', max(0, digits-1-e), 64))
	}
	m := s[:i]
	if strings.Contains(m, ".") {
		m = strings.TrimRight(strings.TrimRight(m, "0"), ".")
	}
	power := "10^{" + strconv.Itoa(e) + "}"
	switch m {
	case "1":
		return Minus(power)
	case "-1":
		return Minus("-" + power)
	}
	return Minus(m + "·" + power)
}

// Short is Number without the zeros at the end of a decimal fraction.
func Short(v float64, digits int) string {
	s := Number(v, digits)
	if !strings.ContainsAny(s, "^∞N") && strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}
