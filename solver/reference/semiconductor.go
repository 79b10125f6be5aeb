package reference

import (
	"errors"
	"math"
)

// semiconductorSolver integrates the linear Boltzmann-Poisson system on a periodic interval,
//
//	eps^2 f_t + eps (v f_x + phi_x f_v) = rho M - f,  beta phi_xx = rho - c(x),  M = pi^(-1/2) exp(-v^2),
//
// by Fourier series in x and Hermite functions in v: f = M (rho + eps sum_l g_l H_l), H_l orthonormal under M. With H_l the equation is
//
//	rho_t + (g_1)_x/sqrt 2 = 0
//	eps^2 (g_1)_t + g_1 + eps (g_2)_x = -rho_x/sqrt 2 + sqrt 2 phi_x rho
//	eps^2 (g_l)_t + g_l + eps (sqrt(l/2) (g_(l-1))_x + sqrt((l+1)/2) (g_(l+1))_x) = eps sqrt(2l) phi_x g_(l-1),  l > 1,
//
// without any division by eps. In time it is the implicit part of the Runge-Kutta method ARS(4,4,3), L-stable, of order 3 and with the last
// stage as the new state (Ascher, Ruuth, Spiteri, Appl. Numer. Math. 25, 1997); so rho and the fluxes, which are algebraic for eps -> 0, have
// the same order. Streaming and relaxation, linear with constant coefficients, are one tridiagonal system per wave number; the terms of
// the field are iterated to rounding error, which contracts by about the step over the time of drift. Steps grow with time out of the
// initial layer of width eps^2, so that their number rises as -log eps.
type semiconductorSolver struct {
	*semiconductorProblem
	eps   float64
	modes int // highest Hermite mode
	// y[l*(waves+1)+k] is the amplitude of exp(i k a x) in rho (l = 0) and g_l, a = 2 pi/length, k >= 0.
	y     []complex128
	doped []complex128 // amplitudes of c

	start    []complex128    // (1, eps^2, ..., eps^2) y at the start of a step, and what earlier stages add
	right    []complex128    // right-hand side of a stage
	before   []complex128    // iterate before
	rates    [4][]complex128 // of the stages
	cos, sin []float64       // of a k x_j, [j*(waves+1)+k]
	gradient []complex128    // of phi_x
	field    []float64       // phi_x at the points
	value    []float64       // another function there
	upper    []complex128    // of the eliminated tridiagonal system
}

// semiconductorProblem is what distinguishes one device from another.
type semiconductorProblem struct {
	domain  Domain
	beta    float64
	bias    float64 // mean of phi_x
	doping  func(x float64) float64
	initial func(x float64) float64 // rho; f = rho M
	waves   int                     // highest wave number
}

var semiconductorFields = []string{"rho", "flux", "phi_x"}

// arsImplicit is the implicit table of ARS(4,4,3).
var arsImplicit = [4][4]float64{{0.5}, {1. / 6, 0.5}, {-0.5, 0.5, 0.5}, {1.5, -1.5, 0.5, 0.5}}

func (p *semiconductorProblem) solver(eps float64) *semiconductorSolver {
	s := &semiconductorSolver{semiconductorProblem: p, eps: eps, modes: semiconductorModes(eps)}
	n, points := p.waves+1, 3*p.waves+1 // the products are free of aliasing
	size := (s.modes + 1) * n
	for _, p := range []*[]complex128{&s.y, &s.start, &s.right, &s.before} {
		*p = make([]complex128, size)
	}
	for i := range s.rates {
		s.rates[i] = make([]complex128, size)
	}
	s.gradient, s.upper = make([]complex128, n), make([]complex128, s.modes+1)
	s.cos, s.sin = make([]float64, points*n), make([]float64, points*n)
	for j := range points {
		for k := range n {
			s.sin[j*n+k], s.cos[j*n+k] = math.Sincos(2 * math.Pi * float64(j*k%points) / float64(points))
		}
	}
	s.field, s.value = make([]float64, points), make([]float64, points)
	s.doped = p.series(p.doping)
	copy(s.y, p.series(p.initial))
	return s
}

// semiconductorModes is the number of Hermite modes: free flight over t/eps makes (k t/eps)^l/sqrt(2^l l!) of mode l and collisions take
// exp(-t/eps^2) off; for small eps g_l is of order eps^(l-1).
func semiconductorModes(eps float64) int {
	switch {
	case eps > 0.03:
		return 48
	case eps > 1e-3:
		return 24
	}
	return 10
}

// series returns the amplitudes of a function, by the trapezoidal rule.
func (p *semiconductorProblem) series(f func(x float64) float64) []complex128 {
	const points = 512
	out := make([]complex128, p.waves+1)
	for j := range points {
		v := f(p.domain.XMin+p.length()*float64(j)/points) / points
		for k := range out {
			sin, cos := math.Sincos(2 * math.Pi * float64(j*k%points) / points)
			out[k] += complex(v*cos, -v*sin)
		}
	}
	return out
}

func (p *semiconductorProblem) length() float64 { return p.domain.XMax - p.domain.XMin }

// wave is the wave number of amplitude k.
func (p *semiconductorProblem) wave(k int) float64 { return 2 * math.Pi / p.length() * float64(k) }

// potential sets the amplitudes of phi_x from those of rho.
func (p *semiconductorProblem) potential(rho, doping, out []complex128) {
	out[0] = complex(p.bias, 0)
	for k := 1; k < len(out); k++ {
		out[k] = (rho[k] - doping[k]) / complex(0, p.beta*p.wave(k))
	}
}

// toPoints sets the values at the points.
func (s *semiconductorSolver) toPoints(a []complex128, out []float64) {
	n := s.waves + 1
	for j := range out {
		sum := real(a[0])
		for k := 1; k < n; k++ {
			sum += 2 * (real(a[k])*s.cos[j*n+k] - imag(a[k])*s.sin[j*n+k])
		}
		out[j] = sum
	}
}

// toSeries adds factor times the amplitudes of the values.
func (s *semiconductorSolver) toSeries(values []float64, factor float64, out []complex128) {
	n := s.waves + 1
	factor /= float64(len(values))
	for j, v := range values {
		v *= factor
		for k := range n {
			out[k] += complex(v*s.cos[j*n+k], -v*s.sin[j*n+k])
		}
	}
}

// force sets out to the terms of the field at the state y.
func (s *semiconductorSolver) force(y, out []complex128) {
	n := s.waves + 1
	clear(out)
	s.potential(y[:n], s.doped, s.gradient)
	s.toPoints(s.gradient, s.field)
	for l := 1; l <= s.modes; l++ {
		s.toPoints(y[(l-1)*n:l*n], s.value)
		for j, e := range s.field {
			s.value[j] *= e
		}
		factor := math.Sqrt(2 * float64(l))
		if l > 1 {
			factor *= s.eps
		}
		s.toSeries(s.value, factor, out[l*n:(l+1)*n])
	}
}

// coupling returns the coefficient of streaming between modes l-1 and l, both ways, at a wave number.
func (s *semiconductorSolver) coupling(l int, wave float64) complex128 {
	c := wave * math.Sqrt(float64(l)/2)
	if l > 1 {
		c *= s.eps
	}
	return complex(0, c)
}

// addLinear adds the linear terms at the state y.
func (s *semiconductorSolver) addLinear(y, out []complex128) {
	n := s.waves + 1
	for k := range n {
		wave := s.wave(k)
		for l := range s.modes + 1 {
			var r complex128
			if l > 0 {
				r = -y[l*n+k] - s.coupling(l, wave)*y[(l-1)*n+k]
			}
			if l < s.modes {
				r -= s.coupling(l+1, wave) * y[(l+1)*n+k]
			}
			out[l*n+k] += r
		}
	}
}

// relax solves (1, eps^2, ...) y - h addLinear(y) = b for y; b is overwritten. The matrix has a positive Hermitian part, so that elimination
// needs no pivots.
func (s *semiconductorSolver) relax(h float64, b, y []complex128) {
	n := s.waves + 1
	step := complex(h, 0)
	for k := range n {
		wave := s.wave(k)
		var above complex128 // factor of the row before
		for l := range s.modes + 1 {
			d := complex(1, 0)
			if l > 0 {
				d = complex(s.eps*s.eps+h, 0)
				c := step * s.coupling(l, wave)
				d -= c * above
				b[l*n+k] -= c * b[(l-1)*n+k]
			}
			above = 0
			if l < s.modes {
				above = step * s.coupling(l+1, wave) / d
			}
			s.upper[l] = above
			b[l*n+k] /= d
		}
		y[s.modes*n+k] = b[s.modes*n+k]
		for l := s.modes - 1; l >= 0; l-- {
			y[l*n+k] = b[l*n+k] - s.upper[l]*y[(l+1)*n+k]
		}
	}
}

// advance makes one step of size dt. It fails if the iteration of the field does not end.
func (s *semiconductorSolver) advance(dt float64) error {
	n := s.waves + 1
	for i, y := range s.y {
		s.start[i] = y
		if i >= n {
			s.start[i] *= complex(s.eps*s.eps, 0)
		}
	}
	for i, row := range arsImplicit {
		for j := range i {
			addScaled(s.start, dt*(row[j]-previous(i, j)), s.rates[j])
		}
		h := dt * row[i]
		size := s.size()
		for k := 0; ; k++ {
			copy(s.before, s.y)
			s.force(s.y, s.rates[i])
			copy(s.right, s.start)
			addScaled(s.right, h, s.rates[i])
			s.relax(h, s.right, s.y)
			if s.distance() <= 1e-13*size {
				break
			}
			if k == 60 || math.IsNaN(size) {
				return errors.New("reference: the electric field does not converge; use more cells")
			}
		}
		s.force(s.y, s.rates[i])
		s.addLinear(s.y, s.rates[i])
	}
	return nil
}

// previous is the coefficient of stage j that is in the right-hand side already.
func previous(i, j int) float64 {
	if j >= i-1 {
		return 0
	}
	return arsImplicit[i-1][j]
}

// size is the norm of the state, distance that of its last change.
func (s *semiconductorSolver) size() float64 {
	sum := 0.0
	for _, v := range s.y {
		sum += real(v)*real(v) + imag(v)*imag(v)
	}
	return math.Sqrt(sum)
}

func (s *semiconductorSolver) distance() float64 {
	sum := 0.0
	for i, v := range s.y {
		d := v - s.before[i]
		sum += real(d)*real(d) + imag(d)*imag(d)
	}
	return math.Sqrt(sum)
}

func addScaled(dst []complex128, factor float64, src []complex128) {
	if factor == 0 {
		return
	}
	for i, v := range src {
		dst[i] += complex(factor*real(v), factor*imag(v))
	}
}
