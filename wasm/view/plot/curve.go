package plot

import "math"

// Curve maps samples to points, appending to dst. A sample that cannot be placed gives a NaN
// point, which breaks the line. Where several samples fall into one device column only their
// extremes are kept, and the ends of the curve, so cost and look do not depend on their number.
func Curve(dst []Point, x, y []float64, fx, fy Axis, scale float64) []Point {
	n := min(len(x), len(y))
	// Values far outside the plot stay finite, and steep lines leave it at the right place.
	limit := 50 * math.Abs(fy.To-fy.From)
	place := func(i int) Point {
		p := Point{fx.At(x[i]), fy.At(y[i])}
		p.Y = math.Max(fy.From-limit-1, math.Min(p.Y, fy.From+limit+1))
		return p
	}
	for i := 0; i < n; {
		p := place(i)
		if !finite(p) {
			dst = append(dst, Point{math.NaN(), math.NaN()})
			i++
			continue
		}
		column := math.Floor(p.X * scale)
		lo, hi, last := p, p, p
		count := 1
		for i++; i < n; i++ {
			q := place(i)
			if !finite(q) || math.Floor(q.X*scale) != column {
				break
			}
			if q.Y < lo.Y {
				lo = q
			}
			if q.Y > hi.Y {
				hi = q
			}
			last = q
			count++
		}
		if count > 2 {
			if lo.X > hi.X {
				lo, hi = hi, lo
			}
			if i == count && p != lo {
				dst = append(dst, p)
			}
			dst = append(dst, lo, hi)
			if i == n && last != hi {
				dst = append(dst, last)
			}
			continue
		}
		dst = append(dst, p)
		if count > 1 {
			dst = append(dst, last)
		}
	}
	return dst
}

// Bounds is the smallest and largest finite value; ok is false when there is none. positive
// skips values that a log axis cannot show.
func Bounds(positive bool, values ...[]float64) (lo, hi float64, ok bool) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, s := range values {
		for _, v := range s {
			if v-v == 0 && (!positive || v > 0) {
				lo, hi = math.Min(lo, v), math.Max(hi, v)
			}
		}
	}
	return lo, hi, lo <= hi
}
