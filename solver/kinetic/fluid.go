package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
)

// fluid is the limit of a gas for eps -> 0: the solution of the Euler equations from smooth data that are constant at both
// ends of the grid. It is to a shock tube what beam and lift are to transport-inflow: the known part, which holds the front
// that no network of a size to train in a minute represents. What is left, of the order of eps, is the network's.
//
// The scheme is MUSCL with the limiter of van Leer in (log rho, u, log T), the flux of Harten, Lax and van Leer, and Heun's
// method (Toro, Riemann Solvers and Numerical Methods for Fluid Dynamics, ch. 10 and 14). Between nodes cubic convolution in t
// and x has continuous first derivatives.
type fluid struct {
	gamma  float64
	x0, h  float64        // the first node and the spacing
	dt     float64        // between stored times
	middle float64        // Knudsen number at which the fluid has half of the ansatz
	more   transport      // of the viscous gas; zero: Euler
	ends   bool           // the grid's
	change [][][3]float64 // [time][node] of (log rho, u, log T) less the data at t = 0
	state  [][][3]float64
}

// fluidGrid is the grid of a fluid on [lo, hi] until end.
type fluidGrid struct {
	lo, hi, end  float64
	cells, times int  // times: stored intervals
	ends         bool // the rates are right in the first and the last interval too; without, half of them at both ends
}

// tubeGrid is that of a shock tube.
var tubeGrid = fluidGrid{lo: -0.5, hi: 0.5, end: slabEnd, cells: 800, times: 160}

// share is the part s(eps) that the fluid has in the ansatz: 1 for eps -> 0, a half in the middle.
func (f *fluid) share(eps float64) float64 {
	r := eps / f.middle
	return 1 / (1 + float64(r*r))
}

// fluidKnudsen is the middle of a domain of length 1 and waves that cross a part of it.
const fluidKnudsen = 3e-3

// fluidFloor is the least factor of the network's share of the macroscopic fields. The residual of a captured front is large,
// and without damping the network works on it: with 0.2 the velocity at eps = 1e-6 was 2.1e-2 off after 2000 steps.
const fluidFloor = 0.01

// newFluid solves the Euler equations from (log rho, u, log T) at t = 0.
func newFluid(gamma float64, grid fluidGrid, more transport, start func(x float64) [3]float64) *fluid {
	f := &fluid{gamma: gamma, more: more, middle: fluidKnudsen, ends: grid.ends, h: (grid.hi - grid.lo) / float64(grid.cells), dt: grid.end / float64(grid.times)}
	f.x0 = grid.lo + 0.5*f.h
	first := make([][3]float64, grid.cells)
	for i := range first {
		first[i] = start(f.x0 + float64(f.h*float64(i)))
	}
	w := append([][3]float64(nil), first...)
	s := newScheme(f, first)
	f.store(first, w)
	for k := range grid.times {
		s.advance(f.dt*float64(k), f.dt)
		cells(&s.now, w)
		f.store(first, w)
	}
	return f
}

func (f *fluid) store(first, w [][3]float64) {
	change := make([][3]float64, len(w))
	for i := range w {
		for k := range change[i] {
			change[i][k] = w[i][k] - first[i][k]
		}
	}
	f.change, f.state = append(f.change, change), append(f.state, append([][3]float64(nil), w...))
}

// at returns the change since t = 0 and the state, as (log rho, u, log T) with derivatives.
func (f *fluid) at(t, x float64) (change, state [3]autodiff.Jet) {
	return f.between(f.change, t, x), f.between(f.state, t, x)
}

// changed returns the change alone.
func (f *fluid) changed(t, x float64) [3]autodiff.Jet { return f.between(f.change, t, x) }

// between interpolates a table.
func (f *fluid) between(table [][][3]float64, t, x float64) (out [3]autodiff.Jet) {
	cells, times := len(table[0]), len(table)
	i, cx, dx := convolution((x-f.x0)/f.h, cells)
	n, ct, dt := convolution(t/f.dt, times)
	if f.ends {
		continued(n, times, &ct)
		continued(n, times, &dt)
	}
	for a := range 4 {
		row := table[clampIndex(n+a, times)]
		for b := range 4 {
			at := clampIndex(i+b, cells)
			j := autodiff.Jet{V: ct[a] * cx[b], Dt: dt[a] * cx[b] / f.dt, Dx: ct[a] * dx[b] / f.h}
			for k := range out {
				out[k] = out[k].Add(j.Scale(row[at][k]))
			}
		}
	}
	return out
}

func clampIndex(i, n int) int { return min(max(i, 0), n-1) }

// convolution returns the first of four nodes (which may be one beyond the ends), the weights of cubic convolution at z and their
// derivatives (Keys, IEEE Trans. Acoust. Speech Signal Process. 29, 1981).
func convolution(z float64, n int) (first int, weight, slope [4]float64) {
	i := min(max(int(math.Floor(z)), 0), n-2)
	s := min(max(z-float64(i), 0), 1)
	s2 := float64(s * s)
	s3 := float64(s2 * s)
	weight = [4]float64{
		-float64(0.5*s) + s2 - float64(0.5*s3), 1 - float64(2.5*s2) + float64(1.5*s3),
		float64(0.5*s) + float64(2*s2) - float64(1.5*s3), -float64(0.5*s2) + float64(0.5*s3),
	}
	slope = [4]float64{-0.5 + float64(2*s) - float64(1.5*s2), -float64(5*s) + float64(4.5*s2), 0.5 + float64(4*s) - float64(4.5*s2), -s + float64(1.5*s2)}
	return i - 1, weight, slope
}

// continued puts what the weights of convolution give to a node beyond the ends of n to the three beside it, as for the cubic continuation
// 3 f_0 - 3 f_1 + f_2 (Keys 1981).
func continued(first, n int, c *[4]float64) {
	if first < 0 {
		c[1], c[2], c[3], c[0] = c[1]+float64(3*c[0]), c[2]-float64(3*c[0]), c[3]+c[0], 0
	}
	if first+3 >= n {
		c[2], c[1], c[0], c[3] = c[2]+float64(3*c[3]), c[1]-float64(3*c[3]), c[0]+c[3], 0
	}
}

// lifted is the ansatz with the fluid: the base of the macroscopic fields and the factor of the network's share, which a floor
// keeps from vanishing.
func (f *fluid) lifted(t, x, eps float64, start [3]autodiff.Jet) (base [3]autodiff.Jet, factor float64) {
	share := f.share(eps)
	if share < 1e-4 {
		return start, 1
	}
	change := f.changed(t, x)
	for k := range base {
		base[k] = start[k].Add(change[k].Scale(share))
	}
	return base, f.damped(eps)
}

// damped is the factor of the network's share.
func (f *fluid) damped(eps float64) float64 { return 1 - float64((1-fluidFloor)*f.share(eps)) }

const fluidInputs = 3

// inputs sets the state of the fluid, as far as it has a share.
func (f *fluid) inputs(t, x, eps float64, out []autodiff.Jet) {
	share := f.share(eps)
	if share < 1e-4 {
		clear(out[:fluidInputs])
		return
	}
	_, state := f.at(t, x)
	for k, s := range state {
		out[k] = s.Scale(share)
	}
}

// calm is the factor of the squared residuals at the fronts of the fluid: 1/(1 + (s c/front)^2) with its share s and its rate
// of compression c > 0, the largest of nodes and times beside (t, x). The residual of a captured front is of the order of c,
// and no change of the network's share lowers it. As in Liu et al., J. Sci. Comput. 98 (2024), for shocks of networks alone.
func (f *fluid) calm(t, x, eps, front float64) float64 {
	share := f.share(eps)
	if share < 1e-4 {
		return 1
	}
	cells, times := len(f.state[0]), len(f.state)
	i, n := int((x-f.x0)/f.h), int(t/f.dt)
	c := 0.0
	for a := n; a <= n+1; a++ {
		row := f.state[clampIndex(a, times)]
		for b := i - 4; b <= i+4; b++ {
			c = math.Max(c, row[clampIndex(b, cells)][1]-row[clampIndex(b+1, cells)][1])
		}
	}
	c *= share / (f.h * front)
	return 1 / (1 + float64(c*c))
}
