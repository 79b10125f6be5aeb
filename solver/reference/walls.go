package reference

import (
	"errors"
	"math"

	"github.com/hrgrad/hrgrad/solver/special"
	"gonum.org/v1/gonum/floats"
)

// wallGas is a gas between two diffuse walls at x = -1/2 and 1/2 that is steady: the BGK equation with v in R^3, depending on x alone,
//
//	eps v1 f_x = M - f,  M = rho (2 pi T)^(-3/2) exp(-|v - (0, u, 0)|^2/(2T)) with the moments of f.
//
// No gas passes through a wall, so the velocity is along the walls everywhere. What leaves a wall is M with the wall's u and T and the
// density sigma that makes the mass flux zero. As f times a number is a solution too, the force on the walls is set: int v1^2 f dv = 1.
//
// With v = v1 the reduced distributions (Chu, Phys. Fluids 8, 1965) phi = int f dv2 dv3, chi = int v2 f dv2 dv3 and psi = int (v2^2 +
// v3^2) f dv2 dv3 relax to N, u N and (2T + u^2) N, N = rho (2 pi T)^(-1/2) exp(-v^2/(2T)). With f = M + eps g,
//
//	v M_x + eps v g_x + g = 0,  int v (1, v2, |v|^2/2) g dv = (0, shear, energy) constant in x,                            (1)
//
// from which the moments of g vanish. M is linear in x on every cell, and on it g is known exactly; the means of (1) over the cells and (1) at both
// walls determine rho, u, T at the nodes, sigma at the walls and both constants. Nothing cancels for eps -> 0, where the cells hold
// Fourier's and Newton's laws in central differences: errors are of second order in the width of cells for every eps. Newton's method
// solves it; cells are graded towards the walls, where the derivatives of the solution are singular like log d.
type wallGas struct {
	eps   float64
	shear bool      // walls move: u is an unknown
	x     []float64 // nodes
	left  []float64 // their distances from the left wall, without cancellation; from the right in reverse
	v, w  []float64 // nodes and weights of int_0^infinity dv
	// odd[k][r n + j] is how M(x_j, v_k) enters g(v_k) - g(-v_k) of row r; rows are the left wall, the means of the cells, the right
	// wall. pass[k][r] is how g(v_k) of the left wall enters g(v_k) there. back[k][j] and through[k] are how M and g(-v_k) of the right wall enter g(-v_k) at the left wall.
	odd, pass, back [][]float64
	through         []float64
}

// wallState is a steady state.
type wallState struct {
	rho, u, temp  []float64
	sigma         [2]float64
	shear, energy float64 // times eps: fluxes of f
}

// wallPair holds the velocities and temperatures of both walls.
type wallPair struct{ u, temp [2]float64 }

const (
	wallSpeeds  = 28  // velocities v > 0
	wallFastest = 8.5 // largest velocity: M at T = 1.5 is below 1e-10 of its peak
	wallFinest  = 5e-3
	leastWall   = 1e-8 // below, differences of neighbours are lost to rounding, and fields differ from those here by less than 1e-7
)

func newWallGas(eps float64, cells int, shear bool) *wallGas {
	cells += cells % 2
	g := &wallGas{eps: eps, shear: shear, x: make([]float64, cells+1), left: make([]float64, cells+1)}
	n := cells + 1
	// x = tanh(b y)/(2 tanh b) for equidistant y; the first cells are a small part of eps wide.
	b := 0.5 * math.Log(1/(wallFinest*eps))
	for i := range n {
		y := 2*float64(i)/float64(cells) - 1
		d := 0.5 * math.Sinh(b*(1-math.Abs(y))) / (math.Cosh(b*y) * math.Sinh(b)) // from the nearer wall
		g.left[i], g.x[i] = d, d-0.5
		if i > cells/2 {
			g.left[i], g.x[i] = 1-d, 0.5-d
		}
	}
	g.v, g.w = make([]float64, wallSpeeds), make([]float64, wallSpeeds)
	special.GaussLegendre(g.v, g.w, 0, 1)
	for k, s := range g.v { // dense at v = 0, where g is steep near the walls
		g.v[k], g.w[k] = wallFastest*s*s, 2*wallFastest*s*g.w[k]
	}
	for _, v := range g.v {
		g.sweep(v)
	}
	return g
}

// width is that of cell c.
func (g *wallGas) width(c int) float64 {
	n := len(g.x)
	if c < n/2 {
		return g.left[c+1] - g.left[c]
	}
	return g.left[n-1-c] - g.left[n-2-c] // the mirror image
}

// sweep appends the rows of velocity v.
func (g *wallGas) sweep(v float64) {
	n := len(g.x)
	rows := n + 1
	along, pass := make([]float64, rows*n), make([]float64, rows)
	row := func(r int) []float64 { return along[r*n : (r+1)*n] }
	at, in := make([]float64, n), 1.0 // g at the present node
	pass[0] = 1
	for c := range n - 1 {
		h := g.width(c)
		a := h / (g.eps * v)
		gone := -math.Expm1(-a)
		r := 1.0
		if a > 1e-300 {
			r = gone / a
		}
		out := row(c + 1)
		for j := range c + 1 {
			out[j] = r * at[j]
		}
		rest := 1 - r
		if a < 1e-4 {
			rest = a/2 - a*a/6
		}
		out[c] += rest * v / h
		out[c+1] -= rest * v / h
		pass[c+1] = r * in
		floats.Scale(1-gone, at)
		at[c] += gone * v / h
		at[c+1] -= gone * v / h
		in *= 1 - gone
	}
	copy(row(rows-1), at)
	pass[rows-1] = in
	odd, back := make([]float64, rows*n), make([]float64, n)
	for r := range rows {
		for j := range n { // particles that fly left see the mirror image
			odd[r*n+j] = along[r*n+j] - along[(rows-1-r)*n+n-1-j]
		}
	}
	for j := range n {
		back[j] = at[n-1-j]
	}
	g.odd, g.pass, g.back, g.through = append(g.odd, odd), append(g.pass, pass), append(g.back, back), append(g.through, in)
}

// equations sets the residual r of a state, and its derivatives in jac by log rho, log T (and u) at the nodes, log sigma, energy (and
// shear) over eps.
func (g *wallGas) equations(s *wallState, walls wallPair, r []float64, jac square) {
	n, rows := len(g.x), len(g.x)+1
	clear(jac.data)
	blocks := 2
	if g.shear {
		blocks = 3
	}
	sigma, flux := blocks*n, blocks*n+2 // columns
	peak := func(rho, temp, v float64) float64 {
		return rho / math.Sqrt(2*math.Pi*temp) * math.Exp(-v*v/(2*temp))
	}
	// moments[p] are int v^(p+1) of what a node, or a wall, adds to a row.
	add := func(row int, moments [3]float64, u, temp float64, column int, wall bool) {
		m0, m2, m4 := moments[0], moments[1], moments[2]
		lift := 0.5 * (2*temp + u*u)
		mass, energy := m0, 0.5*m2+lift*m0
		r[row] += mass
		r[rows+row] += energy
		if g.shear {
			r[2*rows+row] += u * m0
		}
		jac.row(row)[column] += mass
		jac.row(rows + row)[column] += energy
		if g.shear {
			jac.row(2*rows + row)[column] += u * m0
		}
		if wall {
			return
		}
		t0, t2 := -0.5*m0+m2/(2*temp), -0.5*m2+m4/(2*temp) // by log T
		jac.row(row)[n+column] += t0
		jac.row(rows + row)[n+column] += 0.5*t2 + lift*t0 + temp*m0
		if g.shear {
			jac.row(2*rows + row)[n+column] += u * t0
			jac.row(rows + row)[2*n+column] += u * m0
			jac.row(2*rows + row)[2*n+column] += m0
		}
	}
	clear(r)
	moments := make([][3]float64, rows)
	last := len(r) - 1
	for j := range n {
		clear(moments)
		for k, v := range g.v {
			m := g.w[k] * v * peak(s.rho[j], s.temp[j], v)
			odd, pass := g.odd[k], g.pass[k]
			for i := range rows {
				c := odd[i*n+j]
				switch j { // g enters with (sigma M - M)/eps
				case 0:
					c -= pass[i] / g.eps
				case n - 1:
					c += pass[rows-1-i] / g.eps
				}
				c *= m
				moments[i][0] += c
				moments[i][1] += c * v * v
				moments[i][2] += c * v * v * v * v
			}
			// int v^2 f at the left wall: sigma M of the wall comes in, M + eps g flies out
			e := g.back[k][j] * g.eps
			switch j {
			case 0:
				e++
			case n - 1:
				e -= g.through[k]
			}
			r[last] += e * m * v
			jac.row(last)[j] += e * m * v
			jac.row(last)[n+j] += e * m * v * (-0.5 + v*v/(2*s.temp[j]))
		}
		for i := range rows {
			add(i, moments[i], s.u[j], s.temp[j], j, false)
		}
	}
	r[last]--
	for side := range 2 {
		clear(moments)
		for k, v := range g.v {
			m := g.w[k] * v * peak(s.sigma[side], walls.temp[side], v)
			for i := range rows {
				c := g.pass[k][i]
				if side == 1 {
					c = -g.pass[k][rows-1-i]
				}
				c *= m / g.eps
				moments[i][0] += c
				moments[i][1] += c * v * v
			}
			e := m * v
			if side == 1 {
				e *= g.through[k]
			}
			r[last] += e
			jac.row(last)[sigma+side] += e
		}
		for i := range rows {
			add(i, moments[i], walls.u[side], walls.temp[side], sigma+side, true)
		}
	}
	for i := range rows {
		r[rows+i] -= s.energy
		jac.row(rows + i)[flux] = -1
		if g.shear {
			r[2*rows+i] -= s.shear
			jac.row(2*rows + i)[flux+1] = -1
		}
	}
}

// solve improves a state to the steady one between the given walls.
func (g *wallGas) solve(s *wallState, walls wallPair) error {
	n := len(g.x)
	size := 2*n + 3
	if g.shear {
		size += n + 1
	}
	r, f := make([]float64, size), newLU(size)
	for range 30 {
		g.equations(s, walls, r, f.factors)
		if err := f.factorise(); err != nil {
			return err
		}
		f.solve(r)
		largest := 0.0
		for _, d := range r[:size-1] {
			largest = math.Max(largest, math.Abs(d))
		}
		step := math.Min(1, 0.5/largest)
		if math.IsNaN(step) {
			break
		}
		for j := range n {
			s.rho[j] *= math.Exp(-step * r[j])
			s.temp[j] *= math.Exp(-step * r[n+j])
			if g.shear {
				s.u[j] -= step * r[2*n+j]
			}
		}
		at := size - 3
		if g.shear {
			at--
		}
		for side := range s.sigma {
			s.sigma[side] *= math.Exp(-step * r[at+side])
		}
		s.energy -= step * r[at+2]
		if g.shear {
			s.shear -= step * r[at+3]
		}
		if largest < 1e-9 { // convergence is quadratic
			return nil
		}
	}
	return errors.New("reference: no steady state found; use more cells")
}

// rest is the gas at rest with T = 1.
func (g *wallGas) rest() *wallState {
	n := len(g.x)
	s := &wallState{rho: make([]float64, n), u: make([]float64, n), temp: make([]float64, n), sigma: [2]float64{1, 1}}
	for j := range n {
		s.rho[j], s.temp[j] = 1, 1
	}
	return s
}

func (s *wallState) clone() *wallState {
	c := *s
	c.rho, c.u, c.temp = append([]float64(nil), s.rho...), append([]float64(nil), s.u...), append([]float64(nil), s.temp...)
	return &c
}
