package reference

import (
	"math"
	"sort"
)

// semiconductorHistory is the recorded solution.
type semiconductorHistory struct {
	*semiconductorProblem
	eps   float64
	modes int
	doped []complex128
	t     []float64      // ascending from 0 to TEnd
	y     [][]complex128 // amplitudes of rho and g_1 at each
	rest  [][]complex64  // of g_2 and higher, for the distribution
}

// Steps are a share semiconductorShare of eps^2 + t in the initial layer, at most TEnd/semiconductorSteps. Options.Cells replaces the
// latter and refines the former with it.
const (
	semiconductorSteps = 120
	semiconductorShare = 0.08
)

func (p *semiconductorProblem) solve(eps float64, opt Options) (Solution, error) {
	s := p.solver(eps)
	steps := semiconductorSteps
	if opt.Cells != 0 {
		steps = opt.Cells
	}
	end := p.domain.TEnd
	most := end / float64(steps)
	share := semiconductorShare * semiconductorSteps / float64(steps)
	r := &semiconductorHistory{semiconductorProblem: p, eps: eps, modes: s.modes, doped: s.doped}
	r.record(0, s.y)
	for t, k := 0.0, 1; t < end; k++ {
		dt := math.Min(most, share*(eps*eps+t))
		left := end - t
		if n := math.Ceil(left/dt - 1e-9); n < 8 { // the last steps are equal
			dt = left / n
		}
		if err := s.advance(dt); err != nil {
			return nil, err
		}
		t += dt
		if end-t < 1e-9*dt {
			t = end
		}
		r.record(t, s.y)
		if k%8 == 0 {
			if err := opt.report(math.Min(1, t/end)); err != nil {
				return nil, err
			}
		}
	}
	return r, nil
}

// record appends the state y at time t.
func (r *semiconductorHistory) record(t float64, y []complex128) {
	n := 2 * (r.waves + 1)
	r.t = append(r.t, t)
	r.y = append(r.y, append([]complex128(nil), y[:n]...))
	rest := make([]complex64, len(y)-n)
	for i, v := range y[n:] {
		rest[i] = complex64(v)
	}
	r.rest = append(r.rest, rest)
}

func (r *semiconductorHistory) Fields() []string {
	return append([]string(nil), semiconductorFields...)
}

// weights returns the first index and the weights of cubic interpolation in time.
func (r *semiconductorHistory) weights(t float64) (int, [4]float64) {
	n := min(max(sort.SearchFloat64s(r.t, t)-2, 0), len(r.t)-4)
	var c [4]float64
	for a := range c {
		c[a] = 1
		for b := range c {
			if b != a {
				c[a] *= (t - r.t[n+b]) / (r.t[n+a] - r.t[n+b])
			}
		}
	}
	return n, c
}

func (r *semiconductorHistory) At(t float64, x []float64) ([][]float64, error) {
	waves := r.waves + 1
	y, gradient := make([]complex128, 2*waves), make([]complex128, waves)
	n, c := r.weights(t)
	for a := range c {
		addScaled(y, c[a], r.y[n+a])
	}
	r.potential(y[:waves], r.doped, gradient)
	out := allocate(len(semiconductorFields), len(x))
	for i, xi := range x {
		out[0][i] = r.sum(y[:waves], xi)
		out[1][i] = r.sum(y[waves:], xi) / math.Sqrt2
		out[2][i] = r.sum(gradient, xi)
	}
	return out, nil
}

// sum evaluates a Fourier series.
func (r *semiconductorHistory) sum(a []complex128, x float64) float64 {
	v := real(a[0])
	for k := 1; k < len(a); k++ {
		sin, cos := math.Sincos(r.wave(k) * (x - r.domain.XMin))
		v += 2 * (real(a[k])*cos - imag(a[k])*sin)
	}
	return v
}

// Distribution implements Distributed.
func (r *semiconductorHistory) Distribution(t float64, x, v []float64) ([][]float64, error) {
	waves := r.waves + 1
	y := make([]complex128, (r.modes+1)*waves)
	n, c := r.weights(t)
	for a := range c {
		addScaled(y, c[a], r.y[n+a])
		for i, z := range r.rest[n+a] {
			y[2*waves+i] += complex(c[a]*float64(real(z)), c[a]*float64(imag(z)))
		}
	}
	out := allocate(len(x), len(v))
	h := make([]float64, r.modes+1)
	for i, xi := range x {
		for l := range h {
			h[l] = r.sum(y[l*waves:(l+1)*waves], xi)
		}
		for j, vj := range v {
			// sum_l h_l H_l by the recurrence sqrt((l+1)/2) H_(l+1) = v H_l - sqrt(l/2) H_(l-1)
			before, now := 0.0, 1/math.Sqrt(math.Pi)*math.Exp(-vj*vj)
			f := 0.0
			for l, hl := range h {
				if l > 0 {
					hl *= r.eps
				}
				f += hl * now
				before, now = now, (vj*now-math.Sqrt(float64(l)/2)*before)/math.Sqrt(float64(l+1)/2)
			}
			out[i][j] = f
		}
	}
	return out, nil
}
