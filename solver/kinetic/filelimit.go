package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/expr"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/special"
)

// diffusionLimit is what diffusion makes of the data of a file with periodic or reflecting ends, as a known part at every Knudsen number. With the
// eigenfunctions p_j and rates of -(p'/(3 sigma))' + sigma_a p the density in the diffusion limit is
//
//	D(tau, x) = sum_j p_j(x) c_j(tau),  c_j' = -rate_j c_j + source_j,
//
// tau the time on the local clock, and its flux -D_x/(3 sigma). Transport keeps a density from decaying faster than it collides, so the rates
// are bounded by sigma/eps^2, and the flux of a mode is smaller in proportion: the conservation law holds mode by mode. In the diffusion limit the
// densities of a file with sigma from 0.1 to 3 decay at rates from ten to ten thousand, which few smooth functions of time do not follow.
type diffusionLimit struct {
	m      *medium
	series spectral   // with more harmonics
	slope  *expr.Expr // of sigma
	rise   *expr.Expr // of the initial density
	mean   float64    // sigma
	rates  []float64  // of the eigenfunctions
	thick  []float64  // sigma in their mean
	modes  []float64  // coefficients of the functions, eigenfunction after eigenfunction

	set    []float64   // of the data below
	start  []float64   // coefficients of the initial density
	source [][]float64 // coefficients of the powers of t/T in the source

	kept map[float64]*limitPoint
	p    []float64 // see gained
}

// limitPoint holds the eigenfunctions at a point: p, p'/sigma and its slope.
type limitPoint struct{ value, slope, bend []float64 }

// The sizes of the limit.
const (
	limitResolved  = 16   // harmonics of the head, if the data need no more with the tolerance of other formulations
	limitMirrored  = 40   // likewise between reflecting ends, where there is one function for each
	limitHarmonics = 6    // beside those of the head
	limitPowers    = 6    // of t in the source, interpolated at as many points
	limitSteady    = 10.  // rate times end from which on powers of t are integrated by parts
	limitEnd       = 2e-4 // of iterations: beside the diffusion limit the residual that they begin with is small
)

// Knudsen numbers between the diffusion limit and what has not collided: where the eigenfunctions give way to the initial data on the local clock, whose
// few Fourier modes suit free flight better; where the density no longer makes up for clocks that differ from place to place, which takes many; what R
// and the first mode of G are small below; and the middle of an input that resolves all this.
const (
	limitFlight = 0.2
	limitShift  = 0.1
	limitLeft   = 0.1
	transition  = 0.05
)

// A medium whose least cross-section is below this share of the wave number is thin: particles cross a period of it at Knudsen numbers at which
// thick places are near the diffusion limit, and more Legendre modes are needed.
const (
	thinMedium    = 0.1
	thinModes     = 12
	thinHarmonics = 4 // more, in the formulation Balanced: with 9 the flux of a medium with sigma from 0.1 to 3.2 is off by 1.4e-2 at eps = 0.03, with 13 by 5.7e-3
)

func newDiffusionLimit(s *fileSpectral) *diffusionLimit {
	f := s.m.file
	d := &diffusionLimit{m: s.m, series: s.spectral, slope: f.Sigma.Diff("x"), rise: s.slope, mean: s.mean, kept: map[float64]*limitPoint{}, p: make([]float64, limitPowers)}
	d.series.harmonics += limitHarmonics
	n, set, points := d.series.basis(), f.Centre(), d.series.grid()
	matrix := make([]float64, n*n)
	row := make([]autodiff.Jet, n)
	share := 1 / float64(len(points))
	for _, x := range points {
		d.functions(x, row)
		diffusivity, absorb := share/(3*value(f.Sigma, set, x)), share*value(f.Absorb, set, x)
		for a := range n {
			for b := range n {
				matrix[a*n+b] += float64(float64(diffusivity*row[a].Dx)*row[b].Dx) + float64(float64(absorb*row[a].V)*row[b].V)
			}
		}
	}
	d.modes = jacobi(matrix, n)
	d.thick = make([]float64, n)
	for j := range n {
		d.rates = append(d.rates, max(0, matrix[j*n+j]))
	}
	for _, x := range points {
		sigma := share * value(f.Sigma, set, x)
		for j, v := range d.point(x).value {
			d.thick[j] += float64(sigma * float64(v*v))
		}
	}
	return d
}

// functions sets the Fourier functions, orthonormal in the mean over the period.
func (d *diffusionLimit) functions(x float64, out []autodiff.Jet) {
	d.series.functions(x, 0, out)
	for k := 1; k < len(out); k++ {
		out[k] = out[k].Scale(math.Sqrt2)
	}
}

// bounded is what is left of a rate of diffusion where transport bounds it, as a share.
func bounded(eps, rate, sigma float64) float64 {
	z := eps * eps * rate / sigma
	return 1 / math.Sqrt(1+float64(z*z))
}

// left is the size of what is not known of rho and of the flux.
func (d *diffusionLimit) left(eps float64) float64 {
	q := eps / (eps + limitLeft)
	return q * q
}

// under is 1 for Knudsen numbers far below at, 0 for those far above.
func under(eps, at float64) float64 {
	q := eps / at
	q *= q
	return 1 / (1 + float64(q*q))
}

// jacobi returns the eigenvectors of a symmetric matrix as rows and leaves the eigenvalues on its diagonal (Golub and Van Loan, section 8.5).
func jacobi(a []float64, n int) []float64 {
	v := make([]float64, n*n)
	size := 0.0
	for i := range n {
		v[i*n+i] = 1
		size = max(size, math.Abs(a[i*n+i]))
	}
	for range 40 {
		worst := 0.0
		for p := range n {
			for q := p + 1; q < n; q++ {
				off := a[p*n+q]
				worst = max(worst, math.Abs(off))
				if math.Abs(off) < 1e-18*size {
					continue
				}
				theta := (a[q*n+q] - a[p*n+p]) / (2 * off)
				t := 1 / (math.Abs(theta) + math.Sqrt(float64(theta*theta)+1))
				if theta < 0 {
					t = -t
				}
				c := 1 / math.Sqrt(float64(t*t)+1)
				s := t * c
				for k := range n {
					x, y := a[k*n+p], a[k*n+q]
					a[k*n+p], a[k*n+q] = float64(c*x)-float64(s*y), float64(s*x)+float64(c*y)
				}
				for _, m := range [][]float64{a, v} {
					x, y := m[p*n:(p+1)*n], m[q*n:(q+1)*n]
					for k, u := range x {
						w := y[k]
						x[k], y[k] = float64(c*u)-float64(s*w), float64(s*u)+float64(c*w)
					}
				}
			}
		}
		if worst < 1e-16*size {
			break
		}
	}
	return v
}

// point returns the eigenfunctions at x.
func (d *diffusionLimit) point(x float64) *limitPoint {
	if p := d.kept[x]; p != nil {
		return p
	}
	n := d.series.basis()
	row := make([]autodiff.Jet, n)
	d.functions(x, row)
	sigma := jet(d.m.file.Sigma, d.m.file.Centre(), autodiff.Jet{V: x, Dx: 1})
	p := &limitPoint{make([]float64, n), make([]float64, n), make([]float64, n)}
	for j := range n {
		var value, slope, bend float64
		for b, w := range d.modes[j*n : (j+1)*n] {
			k := float64(d.harmonic(b)) * d.series.wave
			value += float64(w * row[b].V)
			slope += float64(w * row[b].Dx)
			bend -= float64(w * float64(float64(k*k)*row[b].V))
		}
		p.value[j], p.slope[j] = value, slope/sigma.V
		p.bend[j] = (bend - float64(p.slope[j]*sigma.Dx)) / sigma.V
	}
	if len(d.kept) >= 4096 {
		clear(d.kept)
	}
	d.kept[x] = p
	return p
}

// harmonic is the wave number of function b.
func (d *diffusionLimit) harmonic(b int) int {
	if d.series.mirrored {
		return b
	}
	return (b + 1) / 2
}

// data expands initial density and source for parameters.
func (d *diffusionLimit) data(set []float64) {
	if d.start != nil && equal(d.set, set) {
		return
	}
	d.set = append(d.set[:0], set...)
	f, n := d.m.file, d.series.basis()
	x := d.series.grid()
	share := 1 / float64(len(x))
	d.start = make([]float64, n)
	powers := 1
	if f.SourceG.Uses("t") {
		powers = limitPowers
	}
	nodes := make([]float64, powers)
	for k := range nodes {
		nodes[k] = 0.5 - float64(0.5*math.Cos(math.Pi*(float64(k)+0.5)/float64(powers)))
	}
	d.source = make([][]float64, powers)
	for k := range d.source {
		d.source[k] = make([]float64, n)
	}
	values := make([]float64, powers)
	for _, x := range x {
		p := d.point(x)
		kernel.Axpy(float64(share*value(f.Rho0, set, x)), p.value, d.start)
		for k, t := range nodes {
			values[k] = value(f.SourceG, set, float64(t*f.TEnd), x)
		}
		for k, v := range monomials(nodes, values) {
			kernel.Axpy(float64(share*v), p.value, d.source[k])
		}
	}
}

// monomials returns the coefficients of the polynomial through values at nodes, by Newton's divided differences.
func monomials(nodes, values []float64) []float64 {
	n := len(nodes)
	c := append([]float64(nil), values...)
	for k := 1; k < n; k++ {
		for i := n - 1; i >= k; i-- {
			c[i] = (c[i] - c[i-1]) / (nodes[i] - nodes[i-k])
		}
	}
	out := make([]float64, n)
	for k := n - 1; k >= 0; k-- { // out = out (t - node_k) + c_k
		for i := n - 1; i > 0; i-- {
			out[i] = out[i-1] - float64(nodes[k]*out[i])
		}
		out[0] = c[k] - float64(nodes[k]*out[0])
	}
	return out
}

// gained sets p to the integrals of exp(-rate (tau-s)) (s/T)^k over s from 0 to tau.
func (d *diffusionLimit) gained(rate, tau, decay float64) {
	z, end := rate*tau, d.m.file.TEnd
	if z < 1e-3 {
		d.p[0] = tau * (1 - float64(z/2*(1-float64(z/3*(1-z/4)))))
	} else {
		d.p[0] = (1 - decay) / rate
	}
	if len(d.source) == 1 {
		return
	}
	if rate*end > limitSteady {
		power := 1.0
		for k := 1; k < limitPowers; k++ {
			power *= tau / end
			d.p[k] = (power - float64(float64(k)/end*d.p[k-1])) / rate
		}
		return
	}
	clear(d.p)
	for i, u := range limitNodes {
		w := limitWeights[i] * tau * kernel.Exp64(-rate*tau*(1-u))
		for k := range d.p {
			d.p[k] += w
			w *= u * tau / end
		}
	}
}

// limitNodes and limitWeights are Gauss's rule on [0, 1].
var limitNodes, limitWeights = func() (u, w [10]float64) {
	special.GaussLegendre(u[:], w[:], 0, 1)
	return
}()

// at returns D and D_x/sigma, less in each mode by what its rate is less.
func (d *diffusionLimit) at(l *local) (density, flux autodiff.Jet) {
	d.data(l.set)
	p := d.point(l.x)
	tau, end := l.tau.V, d.m.file.TEnd
	var change, changed, slope float64 // of D; what D changes by in tau; its slope over sigma
	var in, bend float64               // slopes of the flux in tau and x
	for j, rate := range d.rates {
		share := bounded(l.eps, rate, d.thick[j])
		slowed := rate * share
		decay := kernel.Exp64(-slowed * tau)
		d.gained(slowed, tau, decay)
		c, driven, power := d.start[j]*decay, 0.0, 1.0
		for k := range d.source {
			c += float64(d.source[k][j] * d.p[k])
			driven += float64(d.source[k][j] * power)
			power *= tau / end
		}
		driven -= float64(slowed * c)
		change += float64(p.value[j] * (c - d.start[j]))
		changed += float64(p.value[j] * driven)
		slope += float64(p.slope[j] * (c - d.start[j]))
		flux.V += float64(p.slope[j] * float64(share*c))
		in += float64(p.slope[j] * float64(share*driven))
		bend += float64(p.bend[j] * float64(share*c))
	}
	density = autodiff.Jet{V: change, Dt: float64(changed * l.tau.Dt), Dx: float64(slope*l.sigma.V) + float64(changed*l.tau.Dx)}
	density = density.Add(jet(d.m.file.Rho0, l.set, autodiff.Jet{V: l.x, Dx: 1}))
	flux.Dt, flux.Dx = float64(in*l.tau.Dt), bend+float64(in*l.tau.Dx)
	return density, flux
}

// known returns rho_K and the slope of D over sigma. What a source has given within the last collision has not begun to diffuse.
func (d *diffusionLimit) known(l *local) (rho, flux autodiff.Jet) {
	m := d.m
	x := autodiff.Jet{V: l.x, Dx: 1}
	density, flux := d.at(l)
	w := under(l.eps, limitFlight)
	start := jet(m.file.Rho0, l.set, x)
	gain := jet(m.file.SourceG, l.set, autodiff.Constant(0), x).Sub(l.absorb.Mul(start))
	density = density.Scale(w).Add(start.Add(l.tau.Mul(gain)).Scale(1 - w))
	flux = flux.Scale(w).Add(jet(d.rise, l.set, x).Div(l.sigma).Scale(1 - w))

	held := l.clock.Scale(float64(l.eps * l.eps)).Div(l.sigma) // t - tau
	rho = density.Mul(held.Mul(l.absorb).Scale(-1).Exp())
	source, carried := jet(m.file.SourceG, l.set, autodiff.Jet{V: l.t, Dt: 1}, x), flux.Scale(1.0/3)
	if m.micro { // streaming of the micro part, while it lasts
		drift := m.drift(l)
		source = source.Sub(drift)
		carried = carried.Add(autodiff.Jet{V: m.stream(l), Dx: drift.V})
	}
	return rho.Add(held.Mul(source)).Add(d.shift(l).Mul(carried).Scale(under(l.eps, limitShift))), flux
}

// shift is the slope of tau. While the clocks run, what they let through differs from place to place; with a third of the flux times this the
// density is what the flux on the local clock has carried.
func (d *diffusionLimit) shift(l *local) autodiff.Jet {
	h, u := l.eps*l.eps/l.sigma.V, 0.0
	if h > 0 {
		u = l.t / h
	}
	left := 1 - l.clock.V
	var delayed, squared float64 // u left, u^2 left
	if left > 0 {
		delayed, squared = u*left, u*u*left
	}
	slope := jet(d.slope, l.set, autodiff.Jet{V: l.x, Dx: 1})
	a := h / l.sigma.V * (l.clock.V - delayed)
	b := h / l.sigma.V / l.sigma.V * (2*(delayed-l.clock.V) + squared)
	return autodiff.Jet{V: float64(a * slope.V), Dt: delayed / l.sigma.V * slope.V, Dx: float64(b*float64(slope.V*slope.V)) + float64(a*slope.Dx)}
}

// leaving is |d/dx| of e_b/sigma at the points, e_b that of the last Legendre mode L. Free flight moves a distribution to ever higher modes, so a series that ends
// with zero sends it back. In a chain without an end, mode L+1 follows from mode L as -i sign(k) times it where little is scattered, so
// that streaming damps mode L by |k|; where much is, both are small.
func (p *separator) leaving() [][]float64 {
	s := p.s
	n := len(p.x)
	count, sign := n, 0.0
	if s.mirrored { // the circle of twice the length, from its points between the ends
		if count, sign = 2*n, 1; s.modes%2 == 1 {
			sign = -1
		}
	}
	response := func(distance float64) (sum float64) { // between points
		for k := 1; k <= count/2; k++ {
			share := 2.0
			if 2*k == count {
				share = 1
			}
			sum += float64(share * s.wave * float64(k) / float64(count) * kernel.Cos64(2*math.Pi*float64(k)*distance/float64(count)))
		}
		return sum
	}
	direct, reflected := make([]float64, count), make([]float64, count)
	for d := range direct {
		direct[d], reflected[d] = response(float64(d)), response(float64(d+1))
	}
	out := make([][]float64, s.basis())
	for b := range out {
		out[b] = make([]float64, n)
		for i := range n {
			for j := range n {
				r := direct[(i-j+count)%count]
				if s.mirrored {
					r += float64(sign * reflected[i+j])
				}
				out[b][i] += float64(p.overSigma(s.modes, b, j).V * r)
			}
		}
	}
	return out
}
