package reference

import "gonum.org/v1/gonum/floats"

// tridiagonal is a square matrix with rows (lower[i], diag[i], upper[i]);
// lower[0] and the last upper are zero. After factorise it holds the Thomas
// factors. It is used for diagonally dominant matrices only, for which
// elimination without pivoting is stable.
type tridiagonal struct {
	lower, diag, upper []float64
}

func newTridiagonal(n int) tridiagonal {
	return tridiagonal{make([]float64, n), make([]float64, n), make([]float64, n)}
}

// fill sets all rows to (l, d, u).
func (t *tridiagonal) fill(l, d, u float64) {
	for i := range t.diag {
		t.lower[i], t.diag[i], t.upper[i] = l, d, u
	}
}

// factorise replaces the matrix by its factors: lower the multipliers, diag
// the inverse pivots.
func (t *tridiagonal) factorise() {
	t.diag[0] = 1 / t.diag[0]
	for i := 1; i < len(t.diag); i++ {
		t.lower[i] *= t.diag[i-1]
		t.diag[i] = 1 / (t.diag[i] - t.lower[i]*t.upper[i-1])
	}
}

// solve overwrites b with the solution; the matrix must be factorised.
func (t *tridiagonal) solve(b []float64) {
	n := len(b)
	for i := 1; i < n; i++ {
		b[i] -= t.lower[i] * b[i-1]
	}
	b[n-1] *= t.diag[n-1]
	for i := n - 2; i >= 0; i-- {
		b[i] = (b[i] - t.upper[i]*b[i+1]) * t.diag[i]
	}
}

// solveTridiagonal sets dst = t^-1 b for a factorised t, column by column in
// one pass over the rows.
func (t *tridiagonal) solveTridiagonal(dst square, b *tridiagonal) {
	n := len(t.diag)
	clear(dst.data)
	for i := 0; i < n; i++ {
		row := dst.row(i)
		if i > 0 {
			// Row i-1 of the eliminated right-hand side ends at column i.
			floats.AddScaled(row[:i+1], -t.lower[i], dst.row(i - 1)[:i+1])
			row[i-1] += b.lower[i]
		}
		row[i] += b.diag[i]
		if i+1 < n {
			row[i+1] += b.upper[i]
		}
	}
	for i := n - 1; i >= 0; i-- {
		row := dst.row(i)
		d := t.diag[i]
		if i+1 == n {
			for c := range row {
				row[c] *= d
			}
			continue
		}
		u := t.upper[i]
		for c, next := range dst.row(i + 1) {
			row[c] = (row[c] - u*next) * d
		}
	}
}
