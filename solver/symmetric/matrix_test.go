package symmetric

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// random returns rows of a matrix J whose Gram matrix has the envelope first: row r touches columns that are coupled only.
func random(rng *rand.Rand, n, width int) (rows []float64, count int) {
	for from := 0; from < n; from++ {
		for range 3 {
			row := make([]float64, n)
			for j := from; j < min(n, from+width); j++ {
				row[j] = 2*rng.Float64() - 1
			}
			rows = append(rows, row...)
			count++
		}
	}
	return rows, count
}

// residual returns the largest element of (JᵀJ + mu) x - b.
func residual(rows []float64, n int, mu float64, x, b []float64) float64 {
	r := make([]float64, n)
	for from := 0; from < len(rows); from += n {
		row := rows[from : from+n]
		var dot float64
		for j, v := range row {
			dot += v * x[j]
		}
		for j, v := range row {
			r[j] += v * dot
		}
	}
	var worst float64
	for i := range r {
		worst = max(worst, math.Abs(r[i]+mu*x[i]-b[i]))
	}
	return worst
}

func TestSolvesWithAndWithoutEnvelope(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 63, 64, 65, 200} {
		const width, mu = 30, 0.01
		rows, count := random(rng, n, width)
		b := make([]float64, n)
		for i := range b {
			b[i] = 2*rng.Float64() - 1
		}
		var solutions [][]float64
		for _, first := range []func(int) int{func(int) int { return 0 }, func(i int) int { return max(0, i-width) }} {
			s := NewEnvelope(n, first)
			s.AddGram(rows, count, s.Scratch(nil, count), 1)
			l := s.Like()
			if err := l.Factor(s, mu, l.Scratch(nil, Tile), 2, nil); err != nil {
				t.Fatal(err)
			}
			x := append([]float64(nil), b...)
			l.Forward(x)
			l.Back(x)
			if off := residual(rows, n, mu, x, b); off > 1e-10 {
				t.Errorf("n = %d: residual %g", n, off)
			}
			solutions = append(solutions, x)
		}
		for i, v := range solutions[0] {
			if math.Abs(v-solutions[1][i]) > 1e-10*(1+math.Abs(v)) {
				t.Fatalf("n = %d: x[%d] = %g in full, %g within the envelope", n, i, v, solutions[1][i])
			}
		}
	}
}

// TestSingle: in single precision a factor solves to the digits of it.
func TestSingle(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	const n, width, mu = 200, 30, 0.01
	rows, count := random(rng, n, width)
	s := NewEnvelope(n, func(i int) int { return max(0, i-width) })
	s.AddGram(rows, count, s.Scratch(nil, count), 1)
	l := s.Like()
	if err := l.Factor(s, mu, l.Scratch(nil, Tile), 1, nil); err != nil {
		t.Fatal(err)
	}
	x := make([]float64, n)
	for i := range x {
		x[i] = 2*rng.Float64() - 1
	}
	low := append([]float64(nil), x...)
	l.Substitute(x)
	single := l.Single()
	l.Clear() // which it keeps nothing of
	single.Substitute(low)
	var off, size float64
	for i, v := range x {
		off, size = max(off, math.Abs(low[i]-v)), max(size, math.Abs(v))
	}
	if !(off > 0 && off < 1e-4*size) {
		t.Errorf("off by %g of %g", off, size)
	}
}

func TestEnvelopeSavesMemoryAndWork(t *testing.T) {
	const n = 64 * 50
	band, bandWork := Size(n, func(i int) int { return max(0, i-64) })
	all, allWork := Size(n, func(int) int { return 0 })
	if band > all/8 || bandWork > allWork/100 {
		t.Errorf("band: %g bytes and %g multiplications, full: %g and %g", band, bandWork, all, allWork)
	}
	s := NewEnvelope(n, func(i int) int { return max(0, i-64) })
	if got := float64(len(s.t) * Tile * Tile * 8); got != band {
		t.Errorf("%g bytes stored, Size says %g", got, band)
	}
}

func TestRowsAndWorkers(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const n, width = 150, 20
	rows, count := random(rng, n, width)
	first := func(i int) int { return max(0, i-width) }
	one, three := NewEnvelope(n, first), NewEnvelope(n, first)
	one.AddGram(rows, count, one.Scratch(nil, count), 1)
	three.AddGram(rows, count, three.Scratch(nil, count), 3)
	a, b := one.Like(), three.Like()
	if err := errors.Join(a.Factor(one, 1, a.Scratch(nil, Tile), 1, nil), b.Factor(three, 1, b.Scratch(nil, Tile), 3, nil)); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for i := range n {
		var from []float64
		a.Row(i, func(_ int, part []float64) { from = append(from, part...) })
		b.Row(i, func(_ int, part []float64) {
			for j, v := range part {
				if from[j] != v {
					t.Fatalf("row %d differs with three workers", i)
				}
			}
			from = from[len(part):]
			seen += len(part)
		})
		if len(from) != 0 {
			t.Fatalf("row %d has two lengths", i)
		}
	}
	if seen < n*width/2 {
		t.Errorf("%d elements seen", seen)
	}
}

func TestFactorRefusesAndStops(t *testing.T) {
	s := New(100)
	l := s.Like()
	if err := l.Factor(s, 0, l.Scratch(nil, Tile), 1, nil); err == nil {
		t.Error("the zero matrix was factored")
	}
	stop := errors.New("stop")
	if err := l.Factor(s, 1, l.Scratch(nil, Tile), 1, func(done float64) error {
		if done > 0 {
			return stop
		}
		return nil
	}); !errors.Is(err, stop) {
		t.Errorf("the error of tick was lost: %v", err)
	}
}

// TestSolveTileBits: in blocks the triangular solve of a tile has the bits of the plain loop.
func TestSolveTileBits(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	l, a := make([]float64, Tile*Tile), make([]float64, Tile*Tile)
	for i := range l {
		l[i], a[i] = rng.NormFloat64(), rng.NormFloat64()
		if i%(Tile+1) == 0 {
			l[i] = 8 + rng.Float64()
		}
	}
	want := append([]float64(nil), a...)
	for r := range Tile {
		row := want[r*Tile : (r+1)*Tile]
		for j := range Tile {
			for p := range j {
				row[j] -= float64(row[p] * l[j*Tile+p])
			}
			row[j] /= l[j*Tile+j]
		}
	}
	solveTile(l, a)
	for i, v := range a {
		if v != want[i] {
			t.Fatalf("element %d is %v, want %v", i, v, want[i])
		}
	}
}
