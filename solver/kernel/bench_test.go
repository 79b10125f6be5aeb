package kernel

import (
	"math/rand/v2"
	"testing"
)

func BenchmarkGemmNN(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	const m, n, k = 3072, 64, 64
	x, w, y := random[float32](r, m*k), random[float32](r, k*n), make([]float32, m*n)
	b.ReportAllocs()
	for b.Loop() {
		GemmNN(m, n, k, x, w, y, false)
	}
	b.ReportMetric(2*m*n*k*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}

func BenchmarkGemmTN(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	const m, n, k = 64, 64, 3072
	x, w, y := random[float32](r, m*k), random[float32](r, k*n), make([]float32, m*n)
	b.ReportAllocs()
	for b.Loop() {
		GemmTN(m, n, k, x, w, y, true)
	}
	b.ReportMetric(2*m*n*k*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}

func BenchmarkTanh(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	x := random[float32](r, 65536)
	y := make([]float32, len(x))
	for b.Loop() {
		TanhVec(y, x)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/65536, "ns/element")
}
