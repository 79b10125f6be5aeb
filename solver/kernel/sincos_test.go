package kernel

import (
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
)

// Vectors of sines and cosines have the bits of the functions of one number, whatever the number and however many there are.
func TestSincosOfVectors(t *testing.T) {
	before := Active()
	defer use(before)
	special := []float64{0, math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1), 1 << 20, 1<<29 - 1, 1 << 29, -1 << 29, 1e300, 5e-324, -3e-310}
	for k := range 40 {
		for _, x := range []float64{float64(k) * math.Pi / 4, float64(-k) * math.Pi / 8} {
			special = append(special, x, math.Nextafter(x, 100), math.Nextafter(x, -100))
		}
	}
	r := rand.New(rand.NewPCG(3, 9))
	for _, name := range Available() {
		if name == Relaxed {
			continue
		}
		use(name)
		refused := 0
		for n := range 300 {
			x := make([]float64, n)
			for i := range x {
				x[i] = 20*r.Float64() - 10
				if n%3 > 0 {
					x[i] *= math.Pow(2, float64(r.IntN(60)-35))
				}
				if n%7 == 1 {
					x[i] = special[r.IntN(len(special))]
				}
			}
			sin, cos := make([]float64, n), make([]float64, n)
			for which, f := range []struct {
				vector func(sin, cos, x []float64) bool
				one    func(x float64) (float64, float64)
			}{{func(sin, cos, x []float64) bool { SincosVec(sin, cos, x); return true }, Sincos64}, {CephesSincosVec, math.Sincos}} {
				if !f.vector(sin, cos, x) {
					refused++
					continue
				}
				for i, v := range x {
					if s, c := f.one(v); !sameBits(sin[i], s) || !sameBits(cos[i], c) {
						t.Fatalf("%s, function %d, %d numbers: sine and cosine of %v are %v and %v, not %v and %v", name, which, n, v, sin[i], cos[i], s, c)
					}
				}
			}
		}
		// Of the side module: those with numbers out of range, and short ones.
		if module := runtime.GOOS == "js" && name != Scalar; module && (refused > 100 || refused < 5) || !module && refused != 300 {
			t.Errorf("%s: %d of 300 vectors refused", name, refused)
		}
	}
}

// sameBits reports whether both are the same number, or neither is one.
func sameBits(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || a != a && b != b
}
