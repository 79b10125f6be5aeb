package reference

import (
	"math"
	"sort"
)

// transport2d-pulse: linear transport on [-1, 1]^2, periodic, rho0 = 0.2 + exp(-|x|^2/0.04), g0 = 0, for t <= 0.1: exact by Fourier
// series. The coefficients fall as exp(-|k|^2/100), k a multiple of pi in both directions, and are below rounding beyond 20 of them. By
// isotropy a coefficient evolves with |k| alone. Its distribution over the angle to k,
//
//	f = R(t, theta) cos(k.x) + eps J(t, theta) sin(k.x), R even and J odd in cos theta,
//
// obeys, in collision times s = t/eps^2 and with v = cos theta, R_s = <R> - R - eps^2 |k| v J, J_s = -J + |k| v R, a linear system without
// division by eps. The trapezoidal rule in theta makes it a diagonal plus a matrix of rank one, whose exponential is summed as
// a Taylor series over short steps (compare transport-smooth). Beyond s = 40 the continuous spectrum is below exp(-40), and what is
// left is the eigenmode of kappa = eps |k| < 1, with the residue 1/sqrt(1 - kappa^2) of the Laplace transform; nothing if kappa >= 1. On the unit
// sphere (directions.go) the weights of the angles and the eigenmode are others.
func init() {
	registerPlane("transport2d-pulse", pulseDomain, func(d directions) solver {
		return func(eps float64, opt Options) (Solution, error) { return newPulseRule(eps, pulseAngles, d, opt) }
	})
}

var pulseDomain = Domain{Dimensions: 2, XMin: -1, XMax: 1, YMin: -1, YMax: 1, VMin: 0, VMax: 2 * math.Pi, TEnd: 0.1, Periodic: true}

const (
	pulseFloor  = 0.2
	pulseWidth  = 0.04
	pulseWaves  = 20 // multiples of pi in each direction
	pulseAngles = 64 // on the half circle
	pulseLayer  = 40.0
	pulseOrder  = 20 // Taylor order; a step has norm at most 1
)

type pulse struct {
	eps  float64
	d    directions
	wave map[int]*angularMode // by n^2 + m^2, |k| = pi sqrt(n^2 + m^2)
	amp  [][]float64          // amp[n][m]: amplitude of cos(pi n x) cos(pi m y)
}

// newPulseRule solves with n angles.
func newPulseRule(eps float64, n int, d directions, opt Options) (*pulse, error) {
	p := &pulse{eps: eps, d: d, wave: map[int]*angularMode{}, amp: allocate(pulseWaves+1, pulseWaves+1)}
	one := func(k int) float64 { // coefficient of cos(pi k x) of the periodic sum of exp(-x^2/width), period 2
		c := math.Sqrt(math.Pi*pulseWidth) * math.Exp(-math.Pi*math.Pi*pulseWidth*float64(k*k)/4)
		if k == 0 {
			c /= 2
		}
		return c
	}
	for i := range p.amp {
		if err := opt.report(float64(i) / float64(pulseWaves+1)); err != nil {
			return nil, err
		}
		for j := range p.amp[i] {
			p.amp[i][j] = one(i) * one(j)
			if square := i*i + j*j; p.amp[i][j] > 1e-15 && p.wave[square] == nil {
				p.wave[square] = newAngularMode(eps, math.Pi*math.Sqrt(float64(square)), pulseDomain.TEnd, n, d)
			}
		}
	}
	return p, nil
}

func (p *pulse) Fields() []string { return append([]string(nil), planeFields...) }

func (p *pulse) At(t float64, x []float64) ([][]float64, error) {
	// Fourier coefficients at t.
	rho, fx, fy := allocate(pulseWaves+1, pulseWaves+1), allocate(pulseWaves+1, pulseWaves+1), allocate(pulseWaves+1, pulseWaves+1)
	type pair struct{ r, j float64 }
	at := map[int]pair{}
	for square, mode := range p.wave {
		r, j := mode.moments(t)
		at[square] = pair{r, j}
	}
	for n := range rho {
		for m := range rho[n] {
			v := at[n*n+m*m]
			rho[n][m] = p.amp[n][m] * v.r
			if n+m > 0 {
				length := math.Sqrt(float64(n*n + m*m))
				fx[n][m], fy[n][m] = p.amp[n][m]*v.j*float64(n)/length, p.amp[n][m]*v.j*float64(m)/length
			}
		}
	}
	out := allocate(3, len(x)/2)
	var cx, sx, cy, sy [pulseWaves + 1]float64
	for i := range out[0] {
		for k := range cx {
			sx[k], cx[k] = math.Sincos(math.Pi * float64(k) * x[2*i])
			sy[k], cy[k] = math.Sincos(math.Pi * float64(k) * x[2*i+1])
		}
		out[0][i] = pulseFloor
		for n := range rho {
			var r, a, b float64
			for m := range rho[n] {
				r += rho[n][m] * cy[m]
				a += fx[n][m] * cy[m]
				b += fy[n][m] * sy[m]
			}
			out[0][i] += r * cx[n]
			out[1][i] += a * sx[n]
			out[2][i] += b * cx[n]
		}
	}
	return out, nil
}

// Distribution implements Distributed; v are angles. It sums over the wave vectors one by one, for the angle of each is another.
func (p *pulse) Distribution(t float64, x, v []float64) ([][]float64, error) {
	out := allocate(len(x)/2, len(v))
	profiles := map[int]*angularProfile{}
	for square, mode := range p.wave {
		profiles[square] = mode.profile(t)
	}
	type wave struct{ kx, ky, amp float64 }
	for j, theta := range v {
		var even, odd []float64
		var waves []wave
		for n := -pulseWaves; n <= pulseWaves; n++ {
			for m := -pulseWaves; m <= pulseWaves; m++ {
				a, b := max(n, -n), max(m, -m)
				profile := profiles[a*a+b*b]
				if profile == nil {
					continue
				}
				amp := p.amp[a][b] // shared by the wave vectors with the same cosines
				if a > 0 {
					amp /= 2
				}
				if b > 0 {
					amp /= 2
				}
				r, o := p.d.mean(math.Cos(theta-math.Atan2(float64(m), float64(n))), profile.at)
				waves = append(waves, wave{math.Pi * float64(n), math.Pi * float64(m), amp})
				even, odd = append(even, r), append(odd, o)
			}
		}
		for i := range out {
			f := pulseFloor
			for k, w := range waves {
				sin, cos := math.Sincos(w.kx*x[2*i] + w.ky*x[2*i+1])
				f += w.amp * (even[k]*cos + p.eps*odd[k]*sin)
			}
			out[i][j] = f
		}
	}
	return out, nil
}

// angularMode is one Fourier mode of transport in a plane; see transport2d-pulse.
type angularMode struct {
	eps, k float64
	v, w   []float64   // velocity along k: cosines of the angles on the half circle, and weights of sum 1
	start  []float64   // of every Taylor step, in collision times
	r, j   [][]float64 // the state there
	a, b   [][]float64 // Taylor coefficients of <R> and <v J>
	fluid  float64     // collision time from which the eigenmode alone is used
	slow   eigenmode
}

func newAngularMode(eps, k, end float64, n int, d directions) *angularMode {
	m := &angularMode{eps: eps, k: k, fluid: math.Inf(1)}
	m.v, m.w = d.along(n)
	kappa := eps * k
	last := end / (eps * eps)
	if last > pulseLayer {
		last, m.fluid = pulseLayer, pulseLayer
		m.slow = d.eigenmode(eps, k)
	}
	steps := int(math.Ceil(last * (2 + kappa)))
	h := last / float64(steps)
	r, j := make([]float64, n), make([]float64, n)
	for i := range r {
		r[i] = 1
	}
	for s := range steps {
		m.start = append(m.start, float64(s)*h)
		m.r, m.j = append(m.r, append([]float64(nil), r...)), append(m.j, append([]float64(nil), j...))
		a, b := m.taylor(r, j)
		m.a, m.b = append(m.a, a), append(m.b, b)
		m.advance(r, j, h)
	}
	return m
}

// derivative replaces (r, j) by scale times their derivative in s.
func (m *angularMode) derivative(r, j []float64, scale float64) {
	var rho float64
	for i, w := range m.w {
		rho += w * r[i]
	}
	e2k := m.eps * m.eps * m.k
	for i, v := range m.v {
		ri, ji := r[i], j[i]
		r[i] = scale * (rho - ri - e2k*v*ji)
		j[i] = scale * (-ji + m.k*v*ri)
	}
}

// taylor returns the Taylor coefficients of <R> and <v J> at state (r, j).
func (m *angularMode) taylor(r, j []float64) (a, b []float64) {
	a, b = make([]float64, pulseOrder+1), make([]float64, pulseOrder+1)
	r, j = append([]float64(nil), r...), append([]float64(nil), j...)
	for o := 0; ; o++ {
		for i := range r {
			a[o] += m.w[i] * r[i]
			b[o] += m.w[i] * m.v[i] * j[i]
		}
		if o == pulseOrder {
			return a, b
		}
		m.derivative(r, j, 1/float64(o+1))
	}
}

// advance moves the state (r, j) by ds in place.
func (m *angularMode) advance(r, j []float64, ds float64) {
	dr, dj := append([]float64(nil), r...), append([]float64(nil), j...)
	for o := 1; o <= pulseOrder; o++ {
		m.derivative(dr, dj, ds/float64(o))
		for i := range r {
			r[i] += dr[i]
			j[i] += dj[i]
		}
	}
}

// eigen returns the amplitude of the eigenmode at time t, 0 without one.
func (m *angularMode) eigen(t float64) float64 {
	return m.slow.weight * math.Exp(-m.slow.rate*t)
}

// moments returns <R> and <v J> at time t.
func (m *angularMode) moments(t float64) (rho, flux float64) {
	s := t / (m.eps * m.eps)
	if s >= m.fluid {
		rho = m.eigen(t)
		if m.k > 0 {
			flux = m.slow.rate / m.k * rho // from rho_t + |k| <v J> = 0
		}
		return rho, flux
	}
	n := m.step(s)
	ds := s - m.start[n]
	for o := pulseOrder; o >= 0; o-- {
		rho = rho*ds + m.a[n][o]
		flux = flux*ds + m.b[n][o]
	}
	return rho, flux
}

// step returns the index of the Taylor step that contains s.
func (m *angularMode) step(s float64) int {
	return max(sort.Search(len(m.start), func(i int) bool { return m.start[i] > s })-1, 0)
}

// angularProfile is R and J over the cosine at one time: by formula, or as the cosine series of their values at the angles.
type angularProfile struct {
	mode *angularMode
	amp  float64   // of the eigenmode
	r, j []float64 // coefficients of cos(l theta); nil: the eigenmode alone
}

func (m *angularMode) profile(t float64) *angularProfile {
	s := t / (m.eps * m.eps)
	if s >= m.fluid {
		return &angularProfile{mode: m, amp: m.eigen(t)}
	}
	n := m.step(s)
	r, j := append([]float64(nil), m.r[n]...), append([]float64(nil), m.j[n]...)
	m.advance(r, j, s-m.start[n])
	return &angularProfile{mode: m, r: cosineSeries(r), j: cosineSeries(j)}
}

// cosineSeries returns the coefficients of cos(l theta) of values at the midpoints of equal parts of the half circle.
func cosineSeries(values []float64) []float64 {
	n := len(values)
	out := make([]float64, n)
	for l := range out {
		for i, v := range values {
			out[l] += v * math.Cos(math.Pi*float64(l)*(float64(i)+0.5)/float64(n))
		}
		out[l] *= 2 / float64(n)
	}
	out[0] /= 2
	return out
}

// at returns R and J at the cosine c of the angle to k.
func (p *angularProfile) at(c float64) (r, j float64) {
	m := p.mode
	if p.r == nil {
		w := m.eps * m.k * c
		if p.amp == 0 {
			return 0, 0
		}
		root := m.slow.root
		q := p.amp / (root*root + w*w)
		return root * q, m.k * c * q
	}
	// Clenshaw's recurrence for both series.
	var r1, r2, j1, j2 float64
	for l := len(p.r) - 1; l > 0; l-- {
		r1, r2 = p.r[l]+2*c*r1-r2, r1
		j1, j2 = p.j[l]+2*c*j1-j2, j1
	}
	return p.r[0] + c*r1 - r2, p.j[0] + c*j1 - j2
}
