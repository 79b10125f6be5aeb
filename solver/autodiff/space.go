package autodiff

// Space is a set of points whose rows belong to units. A unit is the smallest piece whose weight gradient is kept apart: a
// task is a sum of units, and units are what gradient workers share out.
type Space struct {
	N    int   // points
	Seg  []int // segment s owns points Seg[s] <= i < Seg[s+1]; len(Seg) = len(Unit)+1
	Unit []int // unit of each segment
	// Plane: space has two dimensions, and the jets of its nodes have a fourth row, the y derivative.
	Plane bool
}

// jets is the number of rows of a node with derivatives at every point: value, d/dt, d/dx and, in the plane, d/dy.
func (s *Space) jets() int {
	if s.Plane {
		return 4
	}
	return 3
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
	r := NewSpace(counts, units)
	r.Plane = s.Plane
	return r
}

// Repeat returns the space in which every point stands n times in a row, as (point, velocity) pairs do.
func (s *Space) Repeat(n int) *Space {
	r := &Space{N: s.N * n, Unit: s.Unit, Seg: make([]int, len(s.Seg)), Plane: s.Plane}
	for i, v := range s.Seg {
		r.Seg[i] = v * n
	}
	return r
}
