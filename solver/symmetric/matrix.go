// Package symmetric holds symmetric positive definite matrices in square tiles, and their Cholesky factors.
//
// It is our own and not gonum's, for two reasons: gonum's products are assembly on amd64 and Go elsewhere, which sum in different
// orders, whereas a training step must have the same bits on every engine; and kernel.Gemm runs on the SIMD side module in a browser.
//
// A matrix may have an envelope: the first column of each row that is not zero. Only tiles within it are stored and worked on; the factor
// has the same envelope (George & Liu, Computer Solution of Large Sparse Positive Definite Systems, section 4.2).
//
//	s := symmetric.New(n)
//	s.AddGram(rows, count, s.Scratch(nil, count), 1) // S += JᵀJ
//	l := s.Like()
//	err := l.Factor(s, damping, l.Scratch(nil, symmetric.Tile), 1, nil) // L Lᵀ = S + damping
//	l.Forward(x)
//	l.Back(x) // x = (S + damping)⁻¹ x
package symmetric

import (
	"fmt"
	"math"
	"sync"
	"sync/atomic"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// Tile is the width of the square tiles: three of them fit into the first-level cache in part and into the second in full, and the
// products of tiles dominate all else from a few hundred unknowns on.
const Tile = 64

// Matrix is the lower half of a symmetric n×n matrix in square tiles, or its Cholesky factor. Rows and columns beyond n
// are padding: ones on the diagonal, zeros elsewhere.
type Matrix struct {
	n, tiles int
	first    []int       // first tile of each row of tiles
	start    []int       // place of that tile in t
	t        [][]float64 // tiles, row after row
}

// New returns the zero matrix of n rows.
func New(n int) *Matrix { return NewEnvelope(n, func(int) int { return 0 }) }

// NewEnvelope returns the zero matrix of n rows whose row i begins at column first(i).
func NewEnvelope(n int, first func(i int) int) *Matrix {
	s := shape(n, first)
	for i, f := range s.first {
		s.start = append(s.start, len(s.t)-f)
		for range i - f + 1 {
			s.t = append(s.t, make([]float64, Tile*Tile))
		}
	}
	return s
}

func shape(n int, first func(i int) int) *Matrix {
	s := &Matrix{n: n, tiles: (n + Tile - 1) / Tile}
	for i := range s.tiles {
		least := i
		for r := i * Tile; r < min(n, (i+1)*Tile); r++ {
			least = min(least, first(r)/Tile)
		}
		s.first = append(s.first, least)
	}
	return s
}

// Size returns the bytes and the multiplications of Factor of a matrix of n rows with an envelope, without making it.
func Size(n int, first func(i int) int) (bytes, multiplications float64) {
	for i, f := range shape(n, first).first {
		w := float64(i - f + 1)
		bytes += 8 * Tile * Tile * w
		multiplications += Tile * Tile * Tile * w * w / 2
	}
	return bytes, multiplications
}

// Like returns the zero matrix of the same shape.
func (s *Matrix) Like() *Matrix {
	l := &Matrix{n: s.n, tiles: s.tiles, first: s.first, start: s.start}
	for range s.t {
		l.t = append(l.t, make([]float64, Tile*Tile))
	}
	return l
}

// Len returns the number of rows.
func (s *Matrix) Len() int { return s.n }

// at returns the tile in row i and column j of tiles, first[i] <= j <= i.
func (s *Matrix) at(i, j int) []float64 { return s.t[s.start[i]+j] }

// Row calls take for the stored parts of row i, in ascending order: columns from <= j < from+len(part). The part may be changed.
func (s *Matrix) Row(i int, take func(from int, part []float64)) {
	k, r := i/Tile, i%Tile
	for j := s.first[k]; j <= k; j++ {
		from := j * Tile
		take(from, s.at(k, j)[r*Tile:r*Tile+min(Tile, i+1-from)])
	}
}

// Clear sets the matrix to zero.
func (s *Matrix) Clear() {
	for _, t := range s.t {
		clear(t)
	}
}

// Scratch returns what AddGram needs for so many rows, and Factor for Tile rows; it uses old if that is long enough.
func (s *Matrix) Scratch(old []float64, rows int) []float64 {
	if n := s.tiles * rows * Tile; cap(old) < n {
		old = make([]float64, n)
	} else {
		old = old[:n]
	}
	return old
}

// AddGram adds JᵀJ for rows×n J, within the envelope.
func (s *Matrix) AddGram(j []float64, rows int, scratch []float64, workers int) {
	for k := range s.tiles {
		p := scratch[k*rows*Tile : (k+1)*rows*Tile]
		from, width := k*Tile, min(Tile, s.n-k*Tile)
		for r := range rows {
			clear(p[r*Tile+copy(p[r*Tile:(r+1)*Tile], j[r*s.n+from:r*s.n+from+width]) : (r+1)*Tile])
		}
	}
	parallel(len(s.t), workers, func(k int) {
		i, l := s.place(k)
		kernel.GemmTN(Tile, Tile, rows, scratch[i*rows*Tile:], scratch[l*rows*Tile:], s.t[k], true)
	})
}

// place returns row and column of the k-th tile.
func (s *Matrix) place(k int) (i, j int) {
	for i+1 < s.tiles && s.start[i+1]+s.first[i+1] <= k {
		i++
	}
	return i, k - s.start[i]
}

// Largest returns the largest diagonal element.
func (s *Matrix) Largest() float64 {
	var m float64
	for i := range s.n {
		m = max(m, *s.diagonal(i))
	}
	return m
}

func (s *Matrix) diagonal(i int) *float64 { return &s.at(i/Tile, i/Tile)[i%Tile*(Tile+1)] }

// Factor sets l, of the shape of s, to the Cholesky factor of S + mu: the right-looking block algorithm (Golub & Van Loan, Matrix
// Computations, section 4.2.6). It fails with the first pivot that is not positive. scratch is that of Tile rows. tick, which may be nil,
// is told the share of the work that is done; its error ends the work.
func (l *Matrix) Factor(s *Matrix, mu float64, scratch []float64, workers int, tick func(done float64) error) error {
	for k, t := range s.t {
		copy(l.t[k], t)
	}
	for i := range l.tiles * Tile {
		if d := l.diagonal(i); i < l.n {
			*d += mu
		} else {
			*d = 1
		}
	}
	var below []int // rows of tiles that reach the present column
	for k := range l.tiles {
		if tick != nil {
			left := float64(l.tiles-k) / float64(l.tiles)
			if err := tick(1 - left*left*left); err != nil {
				return err
			}
		}
		d := l.at(k, k)
		if p := factorTile(d); p >= 0 {
			return fmt.Errorf("matrix is not positive definite at pivot %d", k*Tile+p)
		}
		below = below[:0]
		for i := k + 1; i < l.tiles; i++ {
			if l.first[i] <= k {
				below = append(below, i)
			}
		}
		parallel(len(below), workers, func(i int) {
			t := l.at(below[i], k)
			solveTile(d, t)
			negative := scratch[i*Tile*Tile : (i+1)*Tile*Tile]
			for e, v := range t {
				negative[e] = -v
			}
		})
		parallel(len(below)*(len(below)+1)/2, workers, func(e int) {
			i, j := triangle(e)
			kernel.GemmNT(Tile, Tile, Tile, scratch[i*Tile*Tile:], l.at(below[j], k), l.at(below[i], below[j]), true)
		})
	}
	return nil
}

// triangle returns row and column of the e-th element of a lower triangle.
func triangle(e int) (i, j int) {
	for (i+1)*(i+2)/2 <= e {
		i++
	}
	return i, e - i*(i+1)/2
}

// factorTile factors a tile in place and clears what is above its diagonal; it returns the row of a bad pivot or -1.
func factorTile(a []float64) int {
	for j := range Tile {
		row := a[j*Tile : (j+1)*Tile]
		for i := range j {
			other := a[i*Tile : (i+1)*Tile]
			v := row[i]
			for p := range i {
				v -= float64(row[p] * other[p])
			}
			row[i] = v / other[i]
		}
		d := row[j]
		for p := range j {
			d -= float64(row[p] * row[p])
		}
		if !(d > 0) || math.IsInf(d, 1) {
			return j
		}
		row[j] = math.Sqrt(d)
		clear(row[j+1:])
	}
	return -1
}

// solveTile replaces A by A L⁻ᵀ, some columns at a time: what those before take off is a product for the kernels, which sum in the same order.
func solveTile(l, a []float64) {
	const some = 16
	var before, of [Tile * Tile]float64
	var part [Tile * some]float64
	for from := 0; from < Tile; from += some {
		if from > 0 {
			for r := range Tile {
				for p, v := range a[r*Tile : r*Tile+from] {
					before[r*from+p] = -v
				}
				copy(part[r*some:(r+1)*some], a[r*Tile+from:])
			}
			for j := range some {
				copy(of[j*from:(j+1)*from], l[(from+j)*Tile:])
			}
			kernel.GemmNT(Tile, some, from, before[:], of[:], part[:], true)
			for r := range Tile {
				copy(a[r*Tile+from:r*Tile+from+some], part[r*some:])
			}
		}
		for r := range Tile {
			row := a[r*Tile+from : r*Tile+from+some]
			for j := range some {
				lj := l[(from+j)*Tile+from : (from+j)*Tile+from+some]
				v := row[j]
				for p := range j {
					v -= float64(row[p] * lj[p])
				}
				row[j] = v / lj[j]
			}
		}
	}
}

// Forward replaces x by L⁻¹ x.
func (l *Matrix) Forward(x []float64) {
	for i := range l.n {
		v := x[i]
		for j := l.first[i/Tile]; j <= i/Tile; j++ {
			row := l.at(i/Tile, j)[i%Tile*Tile:]
			from := j * Tile
			for p := range min(Tile, i-from) {
				v -= float64(row[p] * x[from+p])
			}
		}
		x[i] = v / *l.diagonal(i)
	}
}

// Back replaces x by L⁻ᵀ x.
func (l *Matrix) Back(x []float64) {
	for i := l.n - 1; i >= 0; i-- {
		x[i] /= *l.diagonal(i)
		v := x[i]
		for j := l.first[i/Tile]; j <= i/Tile; j++ {
			row := l.at(i/Tile, j)[i%Tile*Tile:]
			from := j * Tile
			for p := range min(Tile, i-from) {
				x[from+p] -= float64(row[p] * v)
			}
		}
	}
}

// Substitute replaces x by (L Lᵀ)⁻¹ x as Forward and Back do, several times as fast: the sums run in the order of the kernels.
func (l *Matrix) Substitute(x []float64) { substitute(l, l.t, x) }

// substitute works with the tiles t of a factor of the shape of l.
func substitute[T kernel.Float](l *Matrix, t [][]T, x []T) {
	row := func(i int, take func(a, x []T)) {
		for j := l.first[i/Tile]; j <= i/Tile; j++ {
			from := j * Tile
			if n := min(Tile, i-from); n > 0 {
				take(t[l.start[i/Tile]+j][i%Tile*Tile:][:n], x[from:from+n])
			}
		}
	}
	diagonal := func(i int) T { return t[l.start[i/Tile]+i/Tile][i%Tile*(Tile+1)] }
	for i := range l.n {
		row(i, func(a, part []T) { x[i] -= T(kernel.Dot(a, part)) })
		x[i] /= diagonal(i)
	}
	for i := l.n - 1; i >= 0; i-- {
		x[i] /= diagonal(i)
		row(i, func(a, part []T) { kernel.Axpy(-x[i], a, part) })
	}
}

// Single is a factor in single precision, for iterations that it speeds up: half of the memory to go through. The product of a rounded factor
// with its transpose is positive definite too.
type Single struct {
	shape *Matrix // without tiles
	t     [][]float32
	x     []float32
}

// Single returns the factor rounded to single precision.
func (l *Matrix) Single() *Single {
	s := &Single{shape: &Matrix{n: l.n, tiles: l.tiles, first: l.first, start: l.start}, x: make([]float32, l.n)}
	for _, t := range l.t {
		low := make([]float32, len(t))
		for i, v := range t {
			low[i] = float32(v)
		}
		s.t = append(s.t, low)
	}
	return s
}

// Substitute replaces x by (L Lᵀ)⁻¹ x, in single precision.
func (s *Single) Substitute(x []float64) {
	for i, v := range x {
		s.x[i] = float32(v)
	}
	substitute(s.shape, s.t, s.x)
	for i, v := range s.x {
		x[i] = float64(v)
	}
}

// parallel runs f(0..n-1) on at most the given number of goroutines. Every f writes places of its own, so results do not depend on
// their number.
func parallel(n, workers int, f func(k int)) {
	if workers = min(workers, n); workers <= 1 {
		for k := range n {
			f(k)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := int(next.Add(1)) - 1; k < n; k = int(next.Add(1)) - 1 {
				f(k)
			}
		}()
	}
	wg.Wait()
}
