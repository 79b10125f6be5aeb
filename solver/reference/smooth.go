package reference

import (
	"math"
	"sort"

	"github.com/hrgrad/hrgrad/solver/special"
)

// transport-smooth: linear transport on the periodic interval [0, 1] from the
// isotropic state rho = 1 + 0.5 sin(2 pi x), g = 0, for t <= 0.1.
//
// Only the wave number k = 2 pi is present. With even and odd parts
//
//	f = 1 + A (R(t,v) sin kx + eps J(t,v) cos kx),  R even and J odd in v,
//
// and time in collision units, s = t/eps^2, the equation is the linear system
//
//	R_s = <R> - R + eps^2 k v J,  J_s = -J - k v R,  R(0) = 1, J(0) = 0,
//
// which contains no division by eps. At Gauss nodes in v it is a diagonal plus
// a rank-one matrix of norm at most 2 + eps k: its exponential is summed as a
// Taylor series over short steps, without cancellation. R and J are entire in
// v, so the error of the Gauss rule falls faster than exponentially.
//
// All spectrum except one eigenvalue has decay rate 1 in s. Beyond s = 40 only
// that eigenmode is left, and it is known in closed form: with kappa = eps k,
// rho ~ (kappa/sin kappa)^2 exp(-lambda t), lambda = k^2 (1 - kappa cot
// kappa)/kappa^2 (see transport-mode; the factor is the residue of the
// Laplace transform at the eigenvalue).
func init() {
	register(Problem{Name: "transport-smooth", Domain: smoothDomain, Fields: transportFields, Solve: newSmooth, Limits: diffusion(newSmooth)})
}

var smoothDomain = Domain{Dimensions: 1, XMin: 0, XMax: 1, VMin: -1, VMax: 1, TEnd: 0.1, Periodic: true}

const (
	smoothAmplitude = 0.5
	smoothWave      = 2 * math.Pi
	// smoothLayer is the length of the initial layer in collision times, after
	// which everything but the slowest eigenmode is below exp(-40) = 4e-18.
	smoothLayer = 40.0
	smoothNodes = 64 // Gauss-Legendre nodes on [-1, 1]
	smoothOrder = 20 // Taylor order; a step has norm at most 1, 1/21! = 2e-20
)

type smooth struct {
	eps float64
	// The layer: Taylor steps in s, and at the start of each step the state.
	start  []float64   // start[n] = s at the begin of step n
	a, b   [][]float64 // a[n], b[n]: Taylor coefficients of <R> and <v J>
	r, j   [][]float64 // r[n][i], j[n][i] at v[i]
	v, w   []float64   // Gauss rule, weights of sum 1
	bary   []float64   // barycentric weights of v
	fluid  float64     // s from which the eigenmode alone is used
	lambda float64     // its decay rate in t
	weight float64     // its share of the initial density
	root   float64     // 1 - eps^2 lambda
}

func newSmooth(eps float64, opt Options) (Solution, error) {
	return newSmoothRule(eps, smoothNodes, opt)
}

// newSmoothRule is newSmooth with n Gauss nodes, for convergence tests.
func newSmoothRule(eps float64, n int, opt Options) (*smooth, error) {
	kappa := eps * smoothWave
	m := &smooth{eps: eps, v: make([]float64, n), w: make([]float64, n), fluid: math.Inf(1)}
	special.GaussLegendre(m.v, m.w, -1, 1)
	m.bary = make([]float64, n)
	for i := range m.w {
		m.w[i] /= 2
		// Gauss-Legendre barycentric weights (Wang and Xiang, Math. Comp. 2012).
		m.bary[i] = math.Sqrt((1-m.v[i]*m.v[i])*m.w[i]) * float64(1-2*(i%2))
	}
	end := smoothDomain.TEnd / (eps * eps)
	if end > smoothLayer {
		end = smoothLayer
		rate := modeRate(kappa)
		m.fluid, m.lambda = smoothLayer, smoothWave*smoothWave*rate
		m.root = 1 - kappa*kappa*rate
		m.weight = math.Pow(kappa/math.Sin(kappa), 2)
	}
	steps := int(math.Ceil(end * (2 + kappa)))
	h := end / float64(steps)
	r, j := make([]float64, n), make([]float64, n)
	for i := range r {
		r[i] = 1
	}
	for k := 0; k < steps; k++ {
		if k%32 == 0 {
			if err := opt.report(float64(k) / float64(steps)); err != nil {
				return nil, err
			}
		}
		m.start = append(m.start, float64(k)*h)
		m.r = append(m.r, append([]float64(nil), r...))
		m.j = append(m.j, append([]float64(nil), j...))
		a, b := m.taylor(r, j)
		m.a, m.b = append(m.a, a), append(m.b, b)
		m.advance(r, j, h)
	}
	return m, nil
}

// derivative replaces (r, j) by scale times their derivative in s.
func (m *smooth) derivative(r, j []float64, scale float64) {
	var rho float64
	for i, w := range m.w {
		rho += w * r[i]
	}
	e2k := m.eps * m.eps * smoothWave
	for i, v := range m.v {
		ri, ji := r[i], j[i]
		r[i] = scale * (rho - ri + e2k*v*ji)
		j[i] = scale * (-ji - smoothWave*v*ri)
	}
}

// taylor returns the Taylor coefficients of <R> and <v J> at state (r, j).
func (m *smooth) taylor(r, j []float64) (a, b []float64) {
	a, b = make([]float64, smoothOrder+1), make([]float64, smoothOrder+1)
	r, j = append([]float64(nil), r...), append([]float64(nil), j...)
	for n := 0; ; n++ {
		for i, w := range m.w {
			a[n] += w * r[i]
			b[n] += w * m.v[i] * j[i]
		}
		if n == smoothOrder {
			return a, b
		}
		m.derivative(r, j, 1/float64(n+1))
	}
}

// advance moves the state (r, j) by ds in place.
func (m *smooth) advance(r, j []float64, ds float64) {
	dr, dj := append([]float64(nil), r...), append([]float64(nil), j...)
	for n := 1; n <= smoothOrder; n++ {
		m.derivative(dr, dj, ds/float64(n))
		for i := range r {
			r[i] += dr[i]
			j[i] += dj[i]
		}
	}
}

// amplitudes returns <R> and <v J> at time t.
func (m *smooth) amplitudes(t float64) (rho, flux float64) {
	s := t / (m.eps * m.eps)
	if s >= m.fluid {
		rho = m.weight * math.Exp(-m.lambda*t)
		return rho, -m.lambda / smoothWave * rho
	}
	n := m.step(s)
	ds := s - m.start[n]
	for i := smoothOrder; i >= 0; i-- {
		rho = rho*ds + m.a[n][i]
		flux = flux*ds + m.b[n][i]
	}
	return rho, flux
}

// step returns the index of the Taylor step that contains s.
func (m *smooth) step(s float64) int {
	return max(sort.Search(len(m.start), func(i int) bool { return m.start[i] > s })-1, 0)
}

func (m *smooth) Fields() []string { return append([]string(nil), transportFields...) }

func (m *smooth) At(t float64, x []float64) ([][]float64, error) {
	a, b := m.amplitudes(t)
	out := allocate(2, len(x))
	for i, xi := range x {
		sin, cos := math.Sincos(smoothWave * xi)
		out[0][i] = 1 + smoothAmplitude*a*sin
		out[1][i] = smoothAmplitude * b * cos
	}
	return out, nil
}

// Distribution implements Distributed.
func (m *smooth) Distribution(t float64, x, v []float64) ([][]float64, error) {
	even, odd := m.profile(t, v)
	out := allocate(len(x), len(v))
	for i, xi := range x {
		sin, cos := math.Sincos(smoothWave * xi)
		for j := range v {
			out[i][j] = 1 + smoothAmplitude*(even[j]*sin+m.eps*odd[j]*cos)
		}
	}
	return out, nil
}

// profile returns R(t, v) and J(t, v).
func (m *smooth) profile(t float64, v []float64) (even, odd []float64) {
	even, odd = make([]float64, len(v)), make([]float64, len(v))
	s := t / (m.eps * m.eps)
	if s >= m.fluid {
		a := m.weight * math.Exp(-m.lambda*t)
		for j, vj := range v {
			w := m.eps * smoothWave * vj
			q := a / (m.root*m.root + w*w)
			even[j], odd[j] = m.root*q, -smoothWave*vj*q
		}
		return even, odd
	}
	n := m.step(s)
	r, j := append([]float64(nil), m.r[n]...), append([]float64(nil), m.j[n]...)
	m.advance(r, j, s-m.start[n])
	for i, vi := range v {
		even[i], odd[i] = m.interpolate(vi, r), m.interpolate(vi, j)
	}
	return even, odd
}

// interpolate evaluates at v the polynomial with the given values at the Gauss
// nodes, by the barycentric formula.
func (m *smooth) interpolate(v float64, values []float64) float64 {
	var num, den float64
	for i, vi := range m.v {
		if v == vi {
			return values[i]
		}
		q := m.bary[i] / (v - vi)
		num += q * values[i]
		den += q
	}
	return num / den
}
