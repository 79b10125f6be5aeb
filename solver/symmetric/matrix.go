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
	blocks   []block
}

// block is a run of tiles of one column, which lie below each other in memory too: products with all of them at once share the work of arranging
// the other operand.
type block struct{ row, count, column int }

// blockTiles is the most tiles of a block: their part of a Jacobian stays in the second-level cache while the columns pass, and their rows are a
// multiple of those of the highest tiles of registers.
const blockTiles = 6

// New returns the zero matrix of n rows.
func New(n int) *Matrix { return NewEnvelope(n, func(int) int { return 0 }) }

// NewEnvelope returns the zero matrix of n rows whose row i begins at column first(i).
func NewEnvelope(n int, first func(i int) int) *Matrix {
	s := shape(n, first)
	places := 0
	for i, f := range s.first {
		s.start = append(s.start, places-f)
		places += i - f + 1
	}
	for from := 0; from < s.tiles; from += blockTiles {
		to := min(from+blockTiles, s.tiles)
		for j := range to {
			for i := max(from, j); i < to; i++ {
				switch last := len(s.blocks) - 1; {
				case s.first[i] > j:
				case last >= 0 && s.blocks[last].column == j && s.blocks[last].row+s.blocks[last].count == i && i > from:
					s.blocks[last].count++
				default:
					s.blocks = append(s.blocks, block{i, 1, j})
				}
			}
		}
	}
	return s.Like()
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
	l := &Matrix{n: s.n, tiles: s.tiles, first: s.first, start: s.start, blocks: s.blocks}
	last := s.tiles - 1
	l.t = make([][]float64, s.start[last]+last+1)
	for _, b := range s.blocks {
		all := make([]float64, b.count*Tile*Tile)
		for r := range b.count {
			l.t[s.start[b.row+r]+b.column] = all[r*Tile*Tile:][:Tile*Tile]
		}
	}
	return l
}

// Len returns the number of rows.
func (s *Matrix) Len() int { return s.n }

// at returns the tile in row i and column j of tiles, first[i] <= j <= i.
func (s *Matrix) at(i, j int) []float64 { return s.t[s.start[i]+j] }

// below returns so many tiles of one block from that in row i and column j on.
func (s *Matrix) below(i, j, count int) []float64 { return s.at(i, j)[:count*Tile*Tile] }

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
	if n := s.tiles * min(rows, gramRows) * Tile; cap(old) < n {
		old = make([]float64, n)
	} else {
		old = old[:n]
	}
	return old
}

// gramRows is the number of rows that AddGram takes at a time.
const gramRows = 512

// AddGram adds JᵀJ for rows×n J, within the envelope. Every element is summed over the rows in order.
func (s *Matrix) AddGram(j []float64, rows int, scratch []float64, workers int) {
	for ; rows > 0; rows -= gramRows {
		some := min(rows, gramRows)
		parallel(s.tiles, workers, func(k int) {
			s.transpose(k, j, some, scratch[k*some*Tile:(k+1)*some*Tile])
		})
		parallel(len(s.blocks), workers, func(k int) {
			b := s.blocks[k]
			kernel.GemmNT(b.count*Tile, Tile, some, scratch[b.row*some*Tile:], scratch[b.column*some*Tile:], s.below(b.row, b.column, b.count), true)
		})
		j = j[some*s.n:]
	}
}

// transpose writes the columns of J of the k-th row of tiles as rows; what is beyond the last column is zero.
func (s *Matrix) transpose(k int, j []float64, rows int, to []float64) {
	from, width := k*Tile, min(Tile, s.n-k*Tile)
	clear(to[width*rows:])
	r := 0
	for ; r+4 <= rows; r += 4 {
		a, b, c, d := j[r*s.n+from:][:width], j[(r+1)*s.n+from:][:width], j[(r+2)*s.n+from:][:width], j[(r+3)*s.n+from:][:width]
		for i, v := range a {
			t := to[i*rows+r:][:4]
			t[0], t[1], t[2], t[3] = v, b[i], c[i], d[i]
		}
	}
	for ; r < rows; r++ {
		for i, v := range j[r*s.n+from:][:width] {
			to[i*rows+r] = v
		}
	}
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
