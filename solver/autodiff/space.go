package autodiff

// Space is a set of points whose rows belong to units. A unit is the smallest piece whose weight gradient is kept apart: a
// task is a sum of units, and units are what gradient workers share out.
type Space struct {
	N    int   // points
	Seg  []int // segment s owns points Seg[s] <= i < Seg[s+1]; len(Seg) = len(Unit)+1
	Unit []int // unit of each segment
}

// NewSpace joins runs of points with the given counts and units; empty runs are dropped and neighbours of one unit merged.
func NewSpace(counts, units []int) *Space {
	s := &Space{Seg: []int{0}}
	for i, n := range counts {
		if n == 0 {
			continue
		}
		s.N += n
		if k := len(s.Unit); k > 0 && s.Unit[k-1] == units[i] {
			s.Seg[k] = s.N
			continue
		}
		s.Unit = append(s.Unit, units[i])
		s.Seg = append(s.Seg, s.N)
	}
	return s
}

// Slice returns the space of points from <= i < to.
func (s *Space) Slice(from, to int) *Space {
	var counts, units []int
	for k, u := range s.Unit {
		counts = append(counts, max(0, min(to, s.Seg[k+1])-max(from, s.Seg[k])))
		units = append(units, u)
	}
	return NewSpace(counts, units)
}

// Repeat returns the space in which every point stands n times in a row, as (point, velocity) pairs do.
func (s *Space) Repeat(n int) *Space {
	r := &Space{N: s.N * n, Unit: s.Unit, Seg: make([]int, len(s.Seg))}
	for i, v := range s.Seg {
		r.Seg[i] = v * n
	}
	return r
}
