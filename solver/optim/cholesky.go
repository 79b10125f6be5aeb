package optim

import (
	"fmt"
	"math"
	"sync"
	"sync/atomic"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// tile is the width of the square tiles of a symmetric matrix: three of them fit into the first-level cache in part and into
// the second in full, and the products of tiles dominate all else from a few hundred unknowns on.
const tile = 64

// tiled is the lower half of a symmetric n×n matrix in square tiles, or its Cholesky factor. Rows and columns beyond n
// are padding: ones on the diagonal, zeros elsewhere.
//
// It is our own and not gonum's, for two reasons: gonum's products are assembly on amd64 and Go elsewhere, which sum in different
// orders, whereas a training step must have the same bits on every engine; and kernel.Gemm runs on the SIMD side module in a browser.
type tiled struct {
	n, tiles int
	t        [][]float64 // tile (i, j), i >= j, at i(i+1)/2+j
}

func newTiled(n int) *tiled {
	s := &tiled{n: n, tiles: (n + tile - 1) / tile}
	for range s.tiles * (s.tiles + 1) / 2 {
		s.t = append(s.t, make([]float64, tile*tile))
	}
	return s
}

func (s *tiled) at(i, j int) []float64 { return s.t[i*(i+1)/2+j] }

// clear sets the matrix to zero.
func (s *tiled) clear() {
	for _, t := range s.t {
		clear(t)
	}
}

// add adds JᵀJ for rows×n J. panels is scratch.
func (s *tiled) add(j []float64, rows int, panels []float64, workers int) {
	for k := range s.tiles {
		p := panels[k*rows*tile : (k+1)*rows*tile]
		from, width := k*tile, min(tile, s.n-k*tile)
		for r := range rows {
			clear(p[r*tile+copy(p[r*tile:(r+1)*tile], j[r*s.n+from:r*s.n+from+width]) : (r+1)*tile])
		}
	}
	parallel(len(s.t), workers, func(k int) {
		i, l := s.place(k)
		kernel.GemmTN(tile, tile, rows, panels[i*rows*tile:], panels[l*rows*tile:], s.t[k], true)
	})
}

// place returns row and column of the k-th tile.
func (s *tiled) place(k int) (i, j int) {
	for (i+1)*(i+2)/2 <= k {
		i++
	}
	return i, k - i*(i+1)/2
}

// largest returns the largest diagonal element.
func (s *tiled) largest() float64 {
	var m float64
	for i := range s.n {
		m = max(m, s.at(i/tile, i/tile)[i%tile*(tile+1)])
	}
	return m
}

// factor sets l to the Cholesky factor of S + mu: the right-looking block algorithm (Golub & Van Loan, Matrix Computations,
// section 4.2.6). It fails with the first pivot that is not positive. panel is scratch of tiles×tile×tile.
func (l *tiled) factor(s *tiled, mu float64, panel []float64, workers int) error {
	for k, t := range s.t {
		copy(l.t[k], t)
	}
	for i := range l.tiles * tile {
		d := &l.at(i/tile, i/tile)[i%tile*(tile+1)]
		if i < l.n {
			*d += mu
		} else {
			*d = 1
		}
	}
	for k := range l.tiles {
		d := l.at(k, k)
		if p := factorTile(d); p >= 0 {
			return fmt.Errorf("matrix is not positive definite at pivot %d", k*tile+p)
		}
		below := l.tiles - k - 1
		parallel(below, workers, func(i int) {
			t := l.at(k+1+i, k)
			solveTile(d, t)
			negative := panel[i*tile*tile : (i+1)*tile*tile]
			for e, v := range t {
				negative[e] = -v
			}
		})
		parallel(below*(below+1)/2, workers, func(e int) {
			i, j := l.place(e)
			kernel.GemmNT(tile, tile, tile, panel[i*tile*tile:], l.at(k+1+j, k), l.at(k+1+i, k+1+j), true)
		})
	}
	return nil
}

// factorTile factors a tile in place and clears what is above its diagonal; it returns the row of a bad pivot or -1.
func factorTile(a []float64) int {
	for j := range tile {
		row := a[j*tile : (j+1)*tile]
		for i := range j {
			other := a[i*tile : (i+1)*tile]
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

// solveTile replaces A by A L⁻ᵀ.
func solveTile(l, a []float64) {
	for r := range tile {
		row := a[r*tile : (r+1)*tile]
		for j := range tile {
			lj := l[j*tile : (j+1)*tile]
			v := row[j]
			for p := range j {
				v -= float64(row[p] * lj[p])
			}
			row[j] = v / lj[j]
		}
	}
}

// forward replaces x by L⁻¹ x.
func (l *tiled) forward(x []float64) {
	for i := range l.n {
		v := x[i]
		for j := range i/tile + 1 {
			row := l.at(i/tile, j)[i%tile*tile:]
			from := j * tile
			for p := range min(tile, i-from) {
				v -= float64(row[p] * x[from+p])
			}
		}
		x[i] = v / l.at(i/tile, i/tile)[i%tile*(tile+1)]
	}
}

// back replaces x by L⁻ᵀ x.
func (l *tiled) back(x []float64) {
	for i := l.n - 1; i >= 0; i-- {
		x[i] /= l.at(i/tile, i/tile)[i%tile*(tile+1)]
		v := x[i]
		for j := range i/tile + 1 {
			row := l.at(i/tile, j)[i%tile*tile:]
			from := j * tile
			for p := range min(tile, i-from) {
				x[from+p] -= float64(row[p] * v)
			}
		}
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
