package kernel

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// processorTime is that of the calling thread.
func processorTime() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		panic(err)
	}
	return time.Duration(t.Nano())
}

// BenchmarkVectorWidth gives the rates of products with the tiles for AVX2 and for AVX-512, in processor time, taking turns.
func BenchmarkVectorWidth(b *testing.B) {
	if !avx512 {
		b.Skip("no AVX-512 here")
	}
	shapes := []struct {
		form    string
		m, n, k int
	}{{"NN", 3072, 64, 64}, {"NT", 3072, 64, 64}, {"TN", 64, 64, 3072}}
	for _, w := range []int{8, 12, 16, 20, 24, 28, 32, 40, 64, 128} {
		for _, f := range []string{"NN", "NT"} {
			shapes = append(shapes, struct {
				form    string
				m, n, k int
			}{f, 48, w, w})
		}
		shapes = append(shapes, struct {
			form    string
			m, n, k int
		}{"TN", w, w, 192})
	}
	for _, s := range shapes {
		b.Run(fmt.Sprintf("%s/%dx%dx%d/f32", s.form, s.m, s.n, s.k), func(b *testing.B) { vectorWidth[float32](b, s.form, s.m, s.n, s.k) })
	}
	for _, s := range shapes {
		b.Run(fmt.Sprintf("%s/%dx%dx%d/f64", s.form, s.m, s.n, s.k), func(b *testing.B) { vectorWidth[float64](b, s.form, s.m, s.n, s.k) })
	}
}

func vectorWidth[T Float](b *testing.B, form string, m, n, k int) {
	defer func() { avx512 = true }()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	r := rand.New(rand.NewPCG(1, 1))
	x, w, y := random[T](r, m*k), random[T](r, k*n), make([]T, m*n)
	product := map[string]func(m, n, k int, a, b, c []T, acc bool){"NN": GemmNN[T], "NT": GemmNT[T], "TN": GemmTN[T]}[form]
	flop := 2 * float64(m) * float64(n) * float64(k)
	times := max(1, int(4e6/flop))
	var rates [2][]float64
	for b.Loop() {
		for i := range rates {
			avx512 = i == 1
			before := processorTime()
			for range times {
				product(m, n, k, x, w, y, false)
			}
			rates[i] = append(rates[i], float64(times)*flop/float64(processorTime()-before))
		}
	}
	for i, name := range []string{"AVX2-GFLOP/s", "AVX512-GFLOP/s"} {
		slices.Sort(rates[i])
		b.ReportMetric(rates[i][len(rates[i])/2], name)
	}
	b.ReportMetric(0, "ns/op")
}

// BenchmarkTanhWidth gives the time per element of hyperbolic tangents with two derivatives, forward and backward, with AVX2 and with AVX-512, in
// processor time, taking turns.
func BenchmarkTanhWidth(b *testing.B) {
	if !avx512 {
		b.Skip("no AVX-512 here")
	}
	for _, w := range []int{32, 64, 128} {
		b.Run(fmt.Sprintf("%d/f32", w), func(b *testing.B) { tanhWidth[float32](b, w) })
		b.Run(fmt.Sprintf("%d/f64", w), func(b *testing.B) { tanhWidth[float64](b, w) })
	}
}

func tanhWidth[T Float](b *testing.B, width int) {
	defer func() { avx512 = true }()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	const points, jets, times = 16, 3, 2000
	r := rand.New(rand.NewPCG(1, 1))
	n := points * jets * width
	z, y, gy, gz := random[T](r, n), make([]T, n), random[T](r, n), make([]T, n)
	var spent [2][]float64
	for b.Loop() {
		for i := range spent {
			avx512 = i == 1
			before := processorTime()
			for range times {
				ActivationForward(Tanh, jets, points, width, z, y)
				ActivationBackward(Tanh, jets, points, width, nil, y, gy, gz)
			}
			spent[i] = append(spent[i], float64(processorTime()-before)/times/float64(n))
		}
	}
	for i, name := range []string{"AVX2-ns/element", "AVX512-ns/element"} {
		slices.Sort(spent[i])
		b.ReportMetric(spent[i][len(spent[i])/2], name)
	}
	b.ReportMetric(0, "ns/op")
}
