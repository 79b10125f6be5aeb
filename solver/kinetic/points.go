package kinetic

import (
	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// Points are collocation points in cells of equal eps. Space has the units of their rows; Cells the space of the cells.
type Points struct {
	Space, Cells *autodiff.Space
	T            []float64 // per point
	X            []float64 // positions: a coordinate per point, two where Space is a plane
	Cell         []int     // per point
	Eps          []float64 // per cell
	Set          []float64 // parameters of a problem file, per cell one after the other; empty without
}

// Parameters returns the parameters of a cell.
func (p *Points) Parameters(cell int) []float64 {
	n := len(p.Set) / max(1, len(p.Eps))
	return p.Set[cell*n : cell*n+n]
}

// At returns t, x and eps of point i in one space dimension.
func (p *Points) At(i int) (t, x, eps float64) { return p.T[i], p.X[i], p.Eps[p.Cell[i]] }

// Place returns t, x, y and eps of point i in the plane.
func (p *Points) Place(i int) (t, x, y, eps float64) {
	return p.T[i], p.X[2*i], p.X[2*i+1], p.Eps[p.Cell[i]]
}

// KnudsenCodes is the number of columns of Codes.
const KnudsenCodes = 2

// Codes builds the inputs of the eps encoder, cells×KnudsenCodes: log10 eps over six decades, scaled to [-1, 1], and 2 eps - 1.
func (p *Points) Codes(g autodiff.Graph) autodiff.Node {
	return p.codes(g, 0, nil)
}

// codes builds the inputs of the encoder with n further ones, which more sets from the parameters of a cell.
func (p *Points) codes(g autodiff.Graph, n int, more func(set []float64, out []autodiff.Jet)) autodiff.Node {
	return g.Known(p.Cells, KnudsenCodes+n, false, func(i int, out []autodiff.Jet) {
		eps := p.Eps[i]
		out[0] = autodiff.Constant(1 + kernel.Log64(eps)*(0.4342944819032518/3))
		out[1] = autodiff.Constant(2*eps - 1)
		if n > 0 {
			more(p.Parameters(i), out[KnudsenCodes:])
		}
	})
}

// scaledParameters sets the parameters of a problem file, scaled from their ranges to [-1, 1].
func scaledParameters(of []problemfile.Parameter) func(set []float64, out []autodiff.Jet) {
	return func(set []float64, out []autodiff.Jet) {
		for k, v := range set {
			out[k] = autodiff.Constant((2*v - of[k].Min - of[k].Max) / (of[k].Max - of[k].Min))
		}
	}
}

// Power returns eps^k as an n×1 leaf without jets.
func (p *Points) Power(g autodiff.Graph, k int) autodiff.Node {
	power := g.Known(p.Cells, 1, false, func(i int, out []autodiff.Jet) {
		v := 1.0
		for range k {
			v *= p.Eps[i]
		}
		out[0] = autodiff.Constant(v)
	})
	return g.PerCell(power, p.Space, p.Cell)
}
