package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// wallBasis are the functions of x in which a gas between walls differs from its continuum: Legendre polynomials, and for the Knudsen
// layers exponentials of the distances from both walls over eps.
const (
	wallPolynomials = 6
	wallModes       = wallPolynomials + 2*len(wallLayers)
	wallColumns     = wallModes + 2 // with the densities that leave the walls
)

var wallLayers = [...]float64{0.15, 0.6, 2} // lengths of the exponentials in eps

// setWallBasis sets the functions and eps times their derivatives at distances left and right from the walls, times a factor.
func setWallBasis(left, right, eps float64, value, slope []float64) {
	z := left - right // 2x on [-1, 1]
	p, before, d, dBefore := 1.0, 0.0, 0.0, 0.0
	for k := range wallPolynomials {
		value[k], slope[k] = p, 2*eps*d
		n := float64(k)
		next := (float64((2*n+1)*z*p) - float64(n*before)) / (n + 1)
		dNext := (float64((2*n+1)*(p+float64(z*d))) - float64(n*dBefore)) / (n + 1)
		before, p, dBefore, d = p, next, d, dNext
	}
	k := wallPolynomials
	for _, length := range wallLayers {
		a, b := kernel.Exp64(-left/(length*eps)), kernel.Exp64(-right/(length*eps))
		value[k], slope[k] = a, -a/length
		value[k+1], slope[k+1] = b, b/length
		k += 2
	}
}

// stations are the places at which the gas is looked at to know f at a point: on both sides of it those from which particles come, by
// product integration along their flight, and two for the jump between what a wall sends out and the gas at the wall.
const (
	wallCells = 16 // between a wall and the point
	stations  = 2*wallCells + 2 + 4
)

// station is a place with the weights of what it adds to f.
type station struct {
	left, right float64 // distances from the walls
	wall        int     // -1, 1: part of the jump at the left or right wall; 0: none
	share       float64 // of the gas in the state between wall and gas, for parts of a jump
}

// wallMesh is an equidistant coordinate y in [-1, 1] that is dense at the walls: x = tanh(b y)/(2 tanh b).
type wallMesh struct{ b, sinh, tanh float64 }

func newWallMesh(eps float64) wallMesh {
	b := -0.5 * kernel.Log64(0.03*eps)
	grow := kernel.Exp64(b)
	shrink := 1 / grow
	return wallMesh{b, 0.5 * (grow - shrink), (grow - shrink) / (grow + shrink)}
}

// distances returns those of y from the walls, without cancellation.
func (m wallMesh) distances(y float64) (left, right float64) {
	a := math.Abs(y)
	grow, in := kernel.Exp64(m.b*a), kernel.Exp64(m.b*(1-a))
	d := 0.5 * (in - 1/in) / ((grow + 1/grow) * m.sinh)
	if y > 0 {
		return 1 - d, d
	}
	return d, 1 - d
}

// at returns y of the point x.
func (m wallMesh) at(x float64) float64 {
	z := 2 * x * m.tanh
	return min(1, max(-1, 0.5*kernel.Log64((1+z)/(1-z))/m.b))
}

// jumpShares and jumpWeights are Gauss's rule with two points on [0, 1].
var jumpShares = [2]float64{0.5 - 0.5/math.Sqrt(3), 0.5 + 0.5/math.Sqrt(3)}

// path lists the stations of a point and sets come, stations×speeds, so that for v = speeds[k]
//
//	g(x, v) = - sum of come[j][k] M'_j(v) over the left,  g(x, -v) = sum of come[j][k] M'_j(v) over the right,
//
// where M' is M_x on the way; of a jump it is the derivative along the way between wall and gas, in the direction of x, over eps. come is v
// times the integral of exp(-s/(eps v))/(eps v) over the hat function of a station, s the length of the flight, and of a jump the part that arrives.
func path(x, eps float64, speeds []float64, at *[stations]station, come []float64) {
	mesh := newWallMesh(eps)
	y := mesh.at(x)
	nv := len(speeds)
	clear(come)
	for side := range 2 {
		sign, wall := -1.0, -1
		if side == 1 {
			sign, wall = 1, 1
		}
		first := side * (wallCells + 1)
		for i := range wallCells + 1 { // from the point to the wall
			z := y + float64((sign-y)*float64(i)/wallCells)
			l, r := mesh.distances(z)
			if i == wallCells {
				l, r = float64(side), 1-float64(side)
			}
			at[first+i] = station{left: l, right: r}
		}
		for k, v := range speeds {
			length := eps * v
			arrives := 1.0
			for i := range wallCells {
				a, b := at[first+i], at[first+i+1] // the nearer and the farther end
				h := b.left - a.left
				if a.left > 0.5 {
					h = a.right - b.right
				}
				h = math.Abs(h)
				gone, near, far := hats(h / length)
				come[(first+i)*nv+k] += float64(v * arrives * near)
				come[(first+i+1)*nv+k] += float64(v * arrives * far)
				arrives *= 1 - gone
			}
			for i := range 2 {
				come[(2*wallCells+2+2*side+i)*nv+k] = 0.5 * arrives
			}
		}
		for i, share := range jumpShares {
			at[2*wallCells+2+2*side+i] = station{left: float64(side), right: 1 - float64(side), wall: wall, share: share}
		}
	}
}

// hats returns 1 - e^-a and the integrals of e^-s over [0, a] times hat functions: 1 - s/a and s/a.
func hats(a float64) (gone, near, far float64) {
	if a < 0.05 {
		near = a * (0.5 - float64(a*(1.0/6-float64(a*(1.0/24-a/120)))))
		far = a * (0.5 - float64(a*(1.0/3-float64(a*(1.0/8-a/30)))))
		return near + far, near, far
	}
	if math.IsInf(a, 1) {
		return 1, 1, 0
	}
	e := kernel.Exp64(-a)
	gone = 1 - e
	r := gone / a
	return gone, 1 - r, r - e
}
