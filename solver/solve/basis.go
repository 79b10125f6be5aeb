package solve

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// Random features of few variables are nearly dependent: of two hundred smooth functions of time and Knudsen number the last ones differ from
// what the others make up by 1e-9 of their size and less. Their normal matrix squares that, and what is beside its rounding and its damping is
// lost. So the system is summed and solved for an orthonormal basis of the features, which is found by Gram-Schmidt on rows of values
// (Björck, Numerical Methods for Least Squares Problems, section 2.4); weights of the features follow from those of the basis.

// dependent is the size of what a feature adds to those before it, relative to its own, below which it is rounding.
const dependent = 1e-12

// values returns the features at the rows of a batch, computed before, rows×F.
func (t *Term) values() []float64 {
	own, extra, f := t.head.Layer.In, t.head.Extra.Out, t.head.Features()
	hidden := t.tape.Values(t.opened.hidden)
	out := make([]float64, 0, t.rows*f)
	for i := range t.rows {
		at := i * t.group * t.rowsOfJets
		out = append(out, hidden[at*own:(at+1)*own]...)
		if extra > 0 {
			out = append(out, t.tape.Values(t.opened.extra)[at*extra:(at+1)*extra]...)
		}
		out = append(out, 1)
	}
	return out
}

// Orthonormalize makes the system one for the weights of an orthonormal basis of the features, in the mean over the rows of samples of term k; these are
// more than the features. It is called before the first batch is added. Term.Change is for batches that are computed without: see Plain.
func (s *System) Orthonormalize(k int, samples []*Sample) {
	f := s.head.Features()
	var rows []float64
	for _, sample := range samples {
		s.terms[k].Compute(sample)
		rows = append(rows, s.terms[k].values()...)
	}
	s.basis = orthonormal(rows, f)
	s.Plain(false)
}

// Plain switches the terms to feature rows of the features themselves, or back to those of the basis.
func (s *System) Plain(on bool) {
	for _, t := range s.terms {
		if t.basis = s.basis; on {
			t.basis = nil
		}
	}
}

// orthonormal returns the upper triangular F×F matrix T with which the columns of rows T, rows n×F, are orthonormal in the mean over the rows.
// Columns that depend on those before them are zero.
func orthonormal(rows []float64, f int) []float64 {
	n := len(rows) / f
	columns, combine := make([][]float64, f), make([][]float64, f) // of the basis; the coefficients of the features in it
	scale := 1 / math.Sqrt(float64(n))
	for j := range f {
		q, t := make([]float64, n), make([]float64, f)
		for i := range q {
			q[i] = scale * rows[i*f+j]
		}
		t[j] = 1
		size := math.Sqrt(kernel.Dot(q, q))
		for range 2 {
			for i := range j {
				r := kernel.Dot(columns[i], q)
				kernel.Axpy(-r, columns[i], q)
				kernel.Axpy(-r, combine[i], t)
			}
		}
		if left := math.Sqrt(kernel.Dot(q, q)); left > dependent*size {
			kernel.Scale(1/left, q)
			kernel.Scale(1/left, t)
		} else {
			clear(q)
			clear(t)
		}
		columns[j], combine[j] = q, t
	}
	out := make([]float64, f*f)
	for j, t := range combine {
		for i, v := range t {
			out[i*f+j] = v
		}
	}
	return out
}
