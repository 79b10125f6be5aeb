package autodiff

import (
	"math/rand/v2"
	"testing"
)

// randomSpace returns runs with their units, some of them empty.
func randomSpace(rng *rand.Rand) (counts, units []int) {
	for range 1 + rng.IntN(8) {
		counts, units = append(counts, rng.IntN(5)), append(units, rng.IntN(3))
	}
	return counts, units
}

// checkSpace checks what every space promises.
func checkSpace(t *testing.T, s *Space) {
	t.Helper()
	if len(s.Seg) != len(s.Unit)+1 || s.Seg[0] != 0 || s.Seg[len(s.Seg)-1] != s.N {
		t.Fatalf("segments %v, units %v of %d points", s.Seg, s.Unit, s.N)
	}
	for k := range s.Unit {
		if s.Seg[k] >= s.Seg[k+1] {
			t.Fatalf("empty segment %d in %v", k, s.Seg)
		}
		if k > 0 && s.Unit[k] == s.Unit[k-1] {
			t.Fatalf("neighbours of one unit in %v", s.Unit)
		}
	}
}

func TestNewSpaceKeepsTheUnitOfEveryPoint(t *testing.T) {
	rng := newRand(3)
	for range 500 {
		counts, units := randomSpace(rng)
		s := NewSpace(counts, units)
		checkSpace(t, s)
		i := 0
		for k, n := range counts {
			for range n {
				if unitOf(s, i) != units[k] {
					t.Fatalf("counts %v, units %v: point %d has unit %d", counts, units, i, unitOf(s, i))
				}
				i++
			}
		}
		if i != s.N {
			t.Fatalf("counts %v: N = %d", counts, s.N)
		}
	}
}

func TestSliceAndRepeat(t *testing.T) {
	rng := newRand(4)
	for range 500 {
		s := NewSpace(randomSpace(rng))
		from := rng.IntN(s.N + 1)
		to := from + rng.IntN(s.N-from+1)
		cut := s.Slice(from, to)
		checkSpace(t, cut)
		if cut.N != to-from {
			t.Fatalf("slice %d:%d has %d points", from, to, cut.N)
		}
		for i := range cut.N {
			if unitOf(cut, i) != unitOf(s, from+i) {
				t.Fatalf("slice %d:%d of %v %v: unit of point %d", from, to, s.Seg, s.Unit, i)
			}
		}
		k := 1 + rng.IntN(4)
		r := s.Repeat(k)
		checkSpace(t, r)
		if r.N != k*s.N {
			t.Fatalf("repeat %d of %d points has %d", k, s.N, r.N)
		}
		for i := range r.N {
			if unitOf(r, i) != unitOf(s, i/k) {
				t.Fatalf("repeat %d: unit of point %d", k, i)
			}
		}
	}
}
