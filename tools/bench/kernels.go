package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

func filled[T kernel.Float](n int) []T {
	r := rand.New(rand.NewPCG(uint64(n), 1))
	s := make([]T, n)
	for i := range s {
		s[i] = T(r.NormFloat64())
	}
	return s
}

// kernelBenchmarks lists the kernels at one precision. Shapes are rows × inputs × outputs of a layer; dense is forward and backward
// of a tanh layer with two derivatives, weight gradient included.
func kernelBenchmarks[T kernel.Float](precision string) []benchmark {
	var list []benchmark
	for _, rows := range []int{768, 3072, 12288} {
		for _, w := range []int{32, 64, 128} {
			if precision == "f64" && (rows != 3072 || w != 64) {
				continue
			}
			list = append(list, layerBenchmarks[T](precision, rows, w)...)
		}
	}
	const n = 65536
	x, y := filled[T](n), make([]T, n)
	vector := func(name string, run func()) {
		list = append(list, benchmark{name: fmt.Sprintf("kernel/%s/%s/%d", name, precision, n), unit: "ns/element", run: run,
			value: func(s float64) float64 { return s * 1e9 / n }})
	}
	vector("tanh", func() { kernel.TanhVec(y, x) })
	vector("sigmoid", func() { kernel.SigmoidVec(y, x) })
	vector("exp", func() { kernel.ExpVec(y, x) })
	vector("sin", func() { kernel.SinVec(y, x) })
	vector("axpy", func() { kernel.Axpy(1e-9, x, y) })
	vector("dot", func() { kernel.Dot(x, y) })
	p, s := filled[T](n), filled[T](n)
	for i := range s {
		s[i] *= s[i]
	}
	vector("adam", func() { kernel.AdamStep(p, x, x, s, 1e-6, 0.999, 1, 1e-8) })

	g := make([][]T, 8)
	for i := range g {
		g[i] = filled[T](20000)
	}
	out := make([]float64, 64)
	list = append(list, benchmark{name: fmt.Sprintf("kernel/gram/%s/8x20000", precision), unit: "ms",
		run: func() { kernel.Gram(g, out) }, value: func(s float64) float64 { return s * 1e3 }})
	return list
}

func layerBenchmarks[T kernel.Float](precision string, rows, w int) []benchmark {
	const jets = 3
	points := rows / jets
	x, weights, bias := filled[T](rows*w), filled[T](w*w), filled[T](w)
	for i := range weights {
		weights[i] *= T(0.1)
	}
	y, g0, gx, dw, db := make([]T, rows*w), filled[T](rows*w), make([]T, rows*w), make([]T, w*w), make([]T, w)
	gy := make([]T, rows*w)
	shape := fmt.Sprintf("%s/%dx%dx%d", precision, rows, w, w)
	flop := func(products float64) func(float64) float64 {
		return func(s float64) float64 { return products * 2 * float64(rows) * float64(w*w) / s / 1e9 }
	}
	return []benchmark{
		{name: "kernel/gemm_nn/" + shape, unit: "GFLOP/s", run: func() { kernel.GemmNN(rows, w, w, x, weights, y, false) }, value: flop(1)},
		{name: "kernel/gemm_nt/" + shape, unit: "GFLOP/s", run: func() { kernel.GemmNT(rows, w, w, x, weights, y, false) }, value: flop(1)},
		{name: "kernel/gemm_tn/" + shape, unit: "GFLOP/s", run: func() { kernel.GemmTN(w, w, rows, x, y, dw, false) }, value: flop(1)},
		{name: "kernel/dense/" + shape, unit: "GFLOP/s", run: func() {
			copy(gy, g0) // the backward pass overwrites it
			kernel.DenseForward(kernel.Tanh, jets, points, w, w, x, weights, bias, nil, y)
			kernel.DenseBackward(kernel.Tanh, jets, points, w, w, weights, nil, y, gy, gx, false)
			kernel.DenseWeightGradient(jets, points, w, w, x, gy, dw, db)
		}, value: flop(3)},
	}
}
