package weighting

import (
	"math"
	"slices"
)

func init() {
	Register(Spec{
		Name: "aligned-mtl", Title: "Aligned-MTL", Order: 36,
		Paper:                  "D. Senushkin et al., Independent Component Alignment for Multi-Task Learning, CVPR 2023, arXiv 2305.19000",
		Summary:                "Gives all principal components of the gradients the length of the smallest.",
		PermutationEquivariant: true,
	}, func(o Options) Weighting { return &alignedMTL{base: newBase("aligned-mtl", o)} })
}

// alignedMTL is Aligned-MTL-UB, Algorithm 1 of the paper: with G = V S V^T over
// the eigenvalues kept, w = sqrt(s_min) V S^(-1/2) V^T 1. The preference vector is
// 1 as in LibMTL, so that aligned gradients are summed as in LS; TorchJD's default
// is their mean, 1/m of it. LibMTL and TorchJD keep eigenvalues above m times
// float32 rounding relative to the largest, and so drop tasks whose gradients are
// a thousand times shorter than another's. Here as many are kept as the cosine
// matrix has above rankCut, which does not depend on the lengths.
type alignedMTL struct {
	base
	eig   eigen
	g     []float64
	value []float64
}

// rankCut is the least eigenvalue of a cosine matrix, relative to the largest, that
// counts for its rank: vectors of float32 that should depend on each other
// leave eigenvalues of about 1e-14.
const rankCut = 1e-12

// Weights implements Weighting.
func (w *alignedMTL) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	n := w.n
	if n == 0 {
		w.rep.Path = PathEmpty
		return w.finish(), nil
	}
	long := 0.0
	for _, x := range w.norm {
		long = max(long, x)
	}
	w.g = grow(w.g, n*n)
	for i := 0; i < n; i++ {
		for j := 0; j < n; j++ {
			w.g[i*n+j] = w.k[i*n+j] * float64((w.norm[i]/long)*(w.norm[j]/long))
		}
	}
	w.eig.decompose(w.k, n)
	big, rank := slices.Max(w.eig.value), 0
	for _, s := range w.eig.value {
		if s > rankCut*big {
			rank++
		}
	}
	if short := slices.Min(w.norm); short < 1e-3*long {
		w.eig.graded(w.k, w.norm, long, n)
	} else {
		w.eig.decompose(w.g, n)
	}
	w.value = append(w.value[:0], w.eig.value...)
	slices.Sort(w.value)
	small := 0.0 // the rank-th largest; in a matrix of tiny and large entries rounding may hide it
	for ; rank > 0 && small <= 1e-300; rank-- {
		small = w.value[n-rank]
	}
	clear(w.coef)
	for k, s := range w.eig.value {
		if s < small {
			continue
		}
		v := w.eig.vector[k*n : k*n+n]
		d := 0.0
		for _, x := range v {
			d += x
		}
		d *= math.Sqrt(small / s)
		for i, x := range v {
			w.coef[i] += float64(d * x)
		}
	}
	for i := range w.coef {
		w.coef[i] = float64(w.coef[i] * w.norm[i])
	}
	w.rep.Path = PathSolved
	return w.finishCoef(), nil
}
