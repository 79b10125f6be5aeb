package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// bgkVelocities is a quadrature of int dv over the whole line, with an envelope W(v) of the functions it integrates: nodes ascending.
type bgkVelocities struct{ v, w, envelope []float64 }

// trapezoid returns n equidistant nodes of the given spacing around 0, with the Maxwellian of unit density at temperature temp as
// envelope. The error of the rule for a Gaussian of temperature T is 2 exp(-2 pi^2 T/spacing^2): below 1e-16 for T = 0.75 and
// spacing 0.6.
func trapezoid(n int, spacing, temp float64) bgkVelocities {
	q := bgkVelocities{make([]float64, n), make([]float64, n), make([]float64, n)}
	for j := range q.v {
		v := spacing * (float64(j) - 0.5*float64(n-1))
		q.v[j], q.w[j] = v, spacing
		q.envelope[j] = kernel.Exp64(-v*v/(2*temp)) / math.Sqrt(2*math.Pi*temp)
	}
	return q
}

// refine returns nodes r times as dense on the same range, without envelope. The weights stay those of the old nodes, 0 between:
// what is known at the old nodes alone is integrated there.
func (q bgkVelocities) refine(r int) bgkVelocities {
	n := r*(q.n()-1) + 1
	f := bgkVelocities{make([]float64, n), make([]float64, n), ones(n)}
	h := q.spacing() / float64(r)
	for j := range f.v {
		f.v[j] = q.v[0] + float64(h*float64(j))
		if j%r == 0 {
			f.v[j], f.w[j] = q.v[j/r], q.w[j/r]
		}
	}
	return f
}

func (q bgkVelocities) n() int { return len(q.v) }

func (q bgkVelocities) spacing() float64 { return (q.v[q.n()-1] - q.v[0]) / float64(q.n()-1) }

// measure is w_j W_j: sum_j measure_j gh_j^2 is the square of the norm of g = W gh in L2(1/W).
func (q bgkVelocities) measure() []float64 { return q.moment(0) }

// inverse is w_j over a Maxwellian of temperature temp: the weights of L2(1/W) for functions without envelope.
func (q bgkVelocities) inverse(temp float64) []float64 {
	d := make([]float64, q.n())
	for j, v := range q.v {
		d[j] = q.w[j] * kernel.Exp64(v*v/(2*temp)) * math.Sqrt(2*math.Pi*temp)
	}
	return d
}

// moment is the column w_j W_j v_j^k.
func (q bgkVelocities) moment(k int) []float64 {
	m := make([]float64, q.n())
	for j, v := range q.v {
		m[j] = q.w[j] * q.envelope[j]
		for range k {
			m[j] *= v
		}
	}
	return m
}

// modes is the n×nv matrix of the polynomials of degree from, ..., from+n-1 that are orthonormal in the discrete measure, close to
// Hermite's: built by the recurrence of Stieltjes, made orthogonal to all before it again so that rounding does not grow.
func (q bgkVelocities) modes(from, n int) []float64 {
	nv, d := q.n(), q.measure()
	dot := func(a, b []float64) float64 {
		var s float64
		for j, w := range d {
			s += float64(w * float64(a[j]*b[j]))
		}
		return s
	}
	var basis [][]float64
	next := ones(nv)
	for range from + n {
		for range 2 {
			for _, b := range basis {
				c := dot(next, b)
				for j := range next {
					next[j] -= float64(c * b[j])
				}
			}
		}
		size := math.Sqrt(dot(next, next))
		own := make([]float64, nv)
		for j := range own {
			own[j] = next[j] / size
			next[j] = q.v[j] * own[j]
		}
		basis = append(basis, own)
	}
	var out []float64
	for _, b := range basis[from:] {
		out = append(out, b...)
	}
	return out
}

// project is the matrix of gh -> gh less its part in span(1, v, v^2), orthogonal in the discrete measure: the discrete moments 0, 1
// and 2 of W gh vanish.
func (q bgkVelocities) project() []float64 {
	n, d := q.n(), q.measure()
	b := q.modes(0, 3)
	m := make([]float64, n*n)
	for i := range n {
		for j := range n {
			for k := range 3 {
				m[i*n+j] -= float64(d[i] * float64(b[k*n+i]*b[k*n+j]))
			}
		}
		m[i*n+i]++
	}
	return m
}

// interpolate is the matrix that takes gh at the nodes to W gh at the velocities to, by the sinc series of equidistant nodes.
func (q bgkVelocities) interpolate(to []float64) []float64 {
	n, h := q.n(), q.spacing()
	m := make([]float64, n*len(to))
	for i, v := range q.v {
		for j, x := range to {
			m[i*len(to)+j] = q.envelope[i] * sinc((x-v)/h)
		}
	}
	return m
}

// sinc returns sin(pi z)/(pi z).
func sinc(z float64) float64 {
	if math.Abs(z) < 1e-8 {
		return 1
	}
	if k := math.Round(z); math.Abs(z-k) < 1e-12 {
		return 0
	}
	return kernel.Sin64(math.Pi*z) / (math.Pi * z)
}
