package info

// Checkerboard is the medium of the lattice problem of radiation transport (Brunner & Holloway 2005, figure 1) on the square [0, 7]^2: unit
// squares that absorb at the rate Absorption around one that emits at the rate 1. A square with the lower left corner i is in each
// coordinate (tanh((x - i)/Edge) - tanh((x - i - 1)/Edge))/2, so that its edges are smooth.
var Checkerboard = struct {
	Edge, Absorption float64
	Absorbers        [][2]int
	Source           [2]int
}{
	Edge: 0.15, Absorption: 10, Source: [2]int{3, 3},
	Absorbers: [][2]int{{1, 1}, {3, 1}, {5, 1}, {2, 2}, {4, 2}, {1, 3}, {5, 3}, {2, 4}, {4, 4}, {1, 5}, {5, 5}},
}
