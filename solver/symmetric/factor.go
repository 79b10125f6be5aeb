package symmetric

import (
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

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
	var below []int  // rows of tiles that reach the present column
	var work []block // of the columns after it, rows and columns among those
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
			negative := scratch[below[i]*Tile*Tile:]
			for e, v := range t {
				negative[e] = -v
			}
		})
		work = l.reach(k, work[:0])
		parallel(len(work), workers, func(e int) {
			b := work[e]
			kernel.GemmNT(b.count*Tile, Tile, Tile, scratch[b.row*Tile*Tile:], l.at(b.column, k), l.below(b.row, b.column, b.count), true)
		})
	}
	return nil
}

// reach appends to work the parts of the blocks beyond column k of tiles whose rows and columns both reach it.
func (l *Matrix) reach(k int, work []block) []block {
	for _, b := range l.blocks {
		if b.column <= k || l.first[b.column] > k {
			continue
		}
		for from, end := b.row, b.row+b.count; from < end; {
			to := from
			for to < end && l.first[to] <= k {
				to++
			}
			if to > from {
				work = append(work, block{from, to - from, b.column})
			}
			from = to + 1
		}
	}
	return work
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
