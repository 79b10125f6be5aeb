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
	vector := func(name string, run func(x, y []T)) {
		list = append(list, benchmark{
			name: fmt.Sprintf("kernel/%s/%s/%d", name, precision, n), unit: "ns/element",
			prepare: func() func() {
				x, y := filled[T](n), make([]T, n)
				return func() { run(x, y) }
			},
			value: func(s float64) float64 { return s * 1e9 / n },
		})
	}
	vector("tanh", func(x, y []T) { kernel.TanhVec(y, x) })
	vector("sigmoid", func(x, y []T) { kernel.SigmoidVec(y, x) })
	vector("exp", func(x, y []T) { kernel.ExpVec(y, x) })
	vector("sin", func(x, y []T) { kernel.SinVec(y, x) })
	vector("axpy", func(x, y []T) { kernel.Axpy(1e-9, x, y) })
	vector("dot", func(x, y []T) { kernel.Dot(x, y) })
	list = append(list, benchmark{
		name: fmt.Sprintf("kernel/adam/%s/%d", precision, n), unit: "ns/element",
		prepare: func() func() {
			x, p, s := filled[T](n), filled[T](n), filled[T](n)
			for i := range s {
				s[i] *= s[i]
			}
			return func() { kernel.AdamStep(p, x, x, s, 1e-6, 0.999, 1, 1e-8) }
		},
		value: func(s float64) float64 { return s * 1e9 / n },
	}, benchmark{
		name: fmt.Sprintf("kernel/gram/%s/8x20000", precision), unit: "ms",
		prepare: func() func() {
			g := make([][]T, 8)
			for i := range g {
				g[i] = filled[T](20000)
			}
			out := make([]float64, 64)
			return func() { kernel.Gram(g, out) }
		},
		value: func(s float64) float64 { return s * 1e3 },
	})
	return list
}

// layer is the data of one dense layer and its gradients.
type layer[T kernel.Float] struct{ x, w, b, y, g0, gx, dw, db, gy []T }

func newLayer[T kernel.Float](rows, w int) layer[T] {
	l := layer[T]{filled[T](rows * w), filled[T](w * w), filled[T](w), filled[T](rows * w), filled[T](rows * w),
		make([]T, rows*w), make([]T, w*w), make([]T, w), make([]T, rows*w)}
	for i := range l.w {
		l.w[i] *= T(0.1)
	}
	return l
}

func layerBenchmarks[T kernel.Float](precision string, rows, w int) []benchmark {
	const jets = 3
	points := rows / jets
	var list []benchmark
	add := func(name string, products float64, run func(l layer[T])) {
		list = append(list, benchmark{
			name: fmt.Sprintf("kernel/%s/%s/%dx%dx%d", name, precision, rows, w, w), unit: "GFLOP/s",
			prepare: func() func() {
				l := newLayer[T](rows, w)
				return func() { run(l) }
			},
			value: func(s float64) float64 { return products * 2 * float64(rows) * float64(w*w) / s / 1e9 },
		})
	}
	add("gemm_nn", 1, func(l layer[T]) { kernel.GemmNN(rows, w, w, l.x, l.w, l.y, false) })
	add("gemm_nt", 1, func(l layer[T]) { kernel.GemmNT(rows, w, w, l.x, l.w, l.y, false) })
	add("gemm_tn", 1, func(l layer[T]) { kernel.GemmTN(w, w, rows, l.x, l.y, l.dw, false) })
	add("dense", 3, func(l layer[T]) {
		copy(l.gy, l.g0) // the backward pass overwrites it
		kernel.DenseForward(kernel.Tanh, jets, points, w, w, l.x, l.w, l.b, nil, l.y)
		kernel.DenseBackward(kernel.Tanh, jets, points, w, w, l.w, nil, l.y, l.gy, l.gx, false)
		kernel.DenseWeightGradient(jets, points, w, w, l.x, l.gy, l.dw, l.db)
	})
	return list
}
