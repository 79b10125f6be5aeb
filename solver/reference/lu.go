package reference

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/floats"
)

// square is an n by n matrix, row by row.
type square struct {
	n    int
	data []float64
}

func newSquare(n int) square { return square{n, make([]float64, n*n)} }

// row returns row i, which shares memory with the matrix.
func (a square) row(i int) []float64 { return a.data[i*a.n : (i+1)*a.n : (i+1)*a.n] }

// lu solves dense systems by Gaussian elimination with partial pivoting, in
// the row-oriented order (Golub, Van Loan, Matrix Computations, 4th ed.,
// algorithm 3.4.1), whose inner loop runs along rows in memory.
//
// It stands in for mat.LU of gonum, which brings all of BLAS and LAPACK along:
// 60 kB of the 1.2 MB that every worker downloads, for one matrix of some 300
// rows. The two agree to rounding; tests hold them against each other.
type lu struct {
	factors square // U above and on the diagonal, multipliers of unit lower L below
	swap    []int  // row k was exchanged with row swap[k] >= k at step k
}

var errSingular = errors.New("matrix is singular or not finite")

func newLU(n int) lu { return lu{newSquare(n), make([]int, n)} }

// luPanel is the number of columns eliminated together: the rest of the matrix
// is read and written once per panel, not once per column.
const luPanel = 4

// factorise replaces the matrix in factors by its factors. It returns
// errSingular for a pivot that is exactly zero or not finite, after which the
// factors are useless; matrices close to singular pass.
func (f *lu) factorise() error {
	n := f.factors.n
	for k := 0; k < n; k += luPanel {
		end := min(k+luPanel, n)
		if err := f.eliminatePanel(k, end); err != nil {
			return err
		}
		f.updatePanelRows(k, end)
		if end < n {
			f.updateTrailing(k)
		}
	}
	return nil
}

// eliminatePanel factorises the columns [begin, end) from row begin down and
// exchanges whole rows.
func (f *lu) eliminatePanel(begin, end int) error {
	a, n := f.factors, f.factors.n
	for k := begin; k < end; k++ {
		p, largest := k, math.Abs(a.data[k*n+k])
		for i := k + 1; i < n; i++ {
			if v := math.Abs(a.data[i*n+k]); v > largest {
				p, largest = i, v
			}
		}
		if !(largest > 0) || math.IsInf(largest, 1) { // also NaN
			return errSingular
		}
		f.swap[k] = p
		pivot := a.row(k)
		if p != k {
			for c, other := 0, a.row(p); c < n; c++ {
				pivot[c], other[c] = other[c], pivot[c]
			}
		}
		for i := k + 1; i < n; i++ {
			row := a.row(i)
			row[k] /= pivot[k]
			floats.AddScaled(row[k+1:end], -row[k], pivot[k+1:end])
		}
	}
	return nil
}

// updatePanelRows completes the rows [begin, end) of U right of the panel.
func (f *lu) updatePanelRows(begin, end int) {
	for k := begin + 1; k < end; k++ {
		row := f.factors.row(k)
		for c := begin; c < k; c++ {
			floats.AddScaled(row[end:], -row[c], f.factors.row(c)[end:])
		}
	}
}

// updateTrailing subtracts the product of the panel's L and U from the rows
// below and the columns right of the full panel that begins at column k.
func (f *lu) updateTrailing(k int) {
	a, n, end := f.factors, f.factors.n, k+luPanel
	u0 := a.row(k)[end:]
	u1 := a.row(k + 1)[end:][:len(u0)]
	u2 := a.row(k + 2)[end:][:len(u0)]
	u3 := a.row(k + 3)[end:][:len(u0)]
	for i := end; i < n; i++ {
		row := a.row(i)
		l0, l1, l2, l3 := row[k], row[k+1], row[k+2], row[k+3]
		rest := row[end:][:len(u0)]
		for c, u := range u0 {
			rest[c] -= l0*u + l1*u1[c] + l2*u2[c] + l3*u3[c]
		}
	}
}

// solve overwrites b with the solution; the matrix must be factorised.
func (f *lu) solve(b []float64) {
	n := f.factors.n
	b = b[:n]
	for k, p := range f.swap {
		b[k], b[p] = b[p], b[k]
	}
	for i := 1; i < n; i++ {
		b[i] -= dot(f.factors.row(i)[:i], b)
	}
	for i := n - 1; i >= 0; i-- {
		row := f.factors.row(i)
		b[i] = (b[i] - dot(row[i+1:], b[i+1:])) / row[i]
	}
}

// dot returns the sum of a[i] b[i] over a, in four partial sums.
func dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	for len(a) >= 4 && len(b) >= 4 {
		s0 += a[0] * b[0]
		s1 += a[1] * b[1]
		s2 += a[2] * b[2]
		s3 += a[3] * b[3]
		a, b = a[4:], b[4:]
	}
	for i, v := range a {
		s0 += v * b[i]
	}
	return (s0 + s1) + (s2 + s3)
}
