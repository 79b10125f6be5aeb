package solve

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/symmetric"
)

// How the constant matrices K_m of a term are found: from the residuals of unit outputs.

// component returns the k-th of the jets.
func component(j *autodiff.Jet, k int) *float64 {
	switch k {
	case 0:
		return &j.V
	case 1:
		return &j.Dt
	case 2:
		return &j.Dx
	}
	return &j.Dy
}

// answer sets dst to the weighted residuals of outputs t.cut.y, rows×c.
func (t *Term) answer(dst []float64) {
	t.rest.Forward()
	t.fresh = false
	for i, v := range t.rest.Values(t.bare) {
		dst[i] = float64(t.scale[i] * v)
	}
}

// huge is the size of unit outputs, and of random ones: beside it the known parts of a residual, which cancel, are lost in rounding, and not the
// other way round, at the smallest Knudsen numbers too, where outputs count with their powers (1e-22 near a wall).
const huge = 1 << 60

// answers calls take for derivative k and output o with the change of the residuals per unit of the output.
func (t *Term) answers(outputs []int, take func(k, o int, change []float64)) {
	clear(t.cut.y)
	t.answer(t.base)
	change := make([]float64, len(t.base))
	for k := range t.jets {
		for _, o := range outputs {
			at := component(&t.cut.y[o], k)
			*at = huge
			t.answer(change)
			*at = 0
			for i, v := range change {
				change[i] = (v - t.base[i]) / huge
			}
			take(k, o, change)
		}
	}
}

// The tolerances of Learn, relative.
const (
	sameMatrix = 1e-8 // what is left of a matrix that others make up
	linearity  = 1e-7 // of the residual
)

// Learn finds the constant matrices from a batch. It fails where the residual is not an affine function of the outputs, made of few
// such matrices.
func (t *Term) Learn(s *Sample) error {
	t.load(s)
	o, c, n := t.head.Outputs(), t.width(), t.rows
	all := make([]int, o)
	for i := range all {
		all[i] = i
	}
	found := make([][]float64, t.jets*n) // C_ik, o×c
	for i := range found {
		found[i] = make([]float64, o*c)
	}
	t.answers(all, func(k, out int, change []float64) {
		for i := range n {
			copy(found[k*n+i][out*c:(out+1)*c], change[i*c:(i+1)*c])
		}
	})
	if err := t.span(found, o*c); err != nil {
		return err
	}
	t.choose(o, c)
	t.u = make([]float64, n*t.m*t.head.Features())
	t.part, t.outputs = make([]float64, n*t.head.Features()), make([]float64, n*o)
	for range t.m {
		t.from, t.to = append(t.from, 0), append(t.to, o)
	}
	return t.verify(rand.New(rand.NewPCG(1, 2)))
}

// span sets K to an orthonormal basis of the matrices, by Gram-Schmidt with pivoting.
func (t *Term) span(found [][]float64, size int) error {
	left := make([]float64, len(found)) // squared norms
	for i, f := range found {
		norm := math.Sqrt(kernel.Dot(f, f))
		if math.IsNaN(norm) || math.IsInf(norm, 0) {
			return t.nonlinear()
		}
		if norm > 0 {
			kernel.Scale(1/norm, f)
			left[i] = 1
		}
	}
	t.k, t.m = t.k[:0], 0
	for {
		best := 0
		for i, v := range left {
			if v > left[best] {
				best = i
			}
		}
		if left[best] <= sameMatrix*sameMatrix {
			break
		}
		if t.m == t.width() && t.m >= 64 {
			return fmt.Errorf("%s: the residual does not separate into constant matrices", t.Name)
		}
		q := append([]float64(nil), found[best]...)
		kernel.Scale(1/math.Sqrt(kernel.Dot(q, q)), q)
		t.k, t.m = append(t.k, q...), t.m+1
		for i, f := range found {
			if left[i] > 0 {
				for range 2 {
					kernel.Axpy(-kernel.Dot(q, f), q, f)
				}
				left[i] = kernel.Dot(f, f)
			}
		}
	}
	if t.m == 0 {
		return fmt.Errorf("%s: the residual does not depend on the network", t.Name)
	}
	return nil
}

func (t *Term) nonlinear() error {
	return fmt.Errorf("%s: the residual is not linear in the outputs of the network", t.Name)
}

// choose picks the fewest outputs whose answers tell the M coefficients, and the pseudo-inverse that does.
func (t *Term) choose(o, c int) {
	m := t.m
	column := func(k, out int) []float64 { return t.k[(k*o+out)*c : (k*o+out+1)*c] }
	var basis [][]float64 // orthonormal, of the coefficients that are determined
	t.probes = t.probes[:0]
	for len(basis) < m {
		best, most := -1, 0.0
		var rows [][]float64
		for out := range o {
			var rest [][]float64
			total := 0.0
			for j := range c {
				v := make([]float64, m)
				for k := range v {
					v[k] = column(k, out)[j]
				}
				for range 2 {
					for _, b := range basis {
						kernel.Axpy(-kernel.Dot(b, v), b, v)
					}
				}
				total += kernel.Dot(v, v)
				rest = append(rest, v)
			}
			if total > most {
				best, most, rows = out, total, rest
			}
		}
		if best < 0 || most < 1e-20 {
			break
		}
		t.probes = append(t.probes, best)
		for _, v := range rows {
			for range 2 {
				for _, b := range basis {
					kernel.Axpy(-kernel.Dot(b, v), b, v)
				}
			}
			if norm := math.Sqrt(kernel.Dot(v, v)); norm > 1e-6*math.Sqrt(most) {
				kernel.Scale(1/norm, v)
				basis = append(basis, v)
			}
		}
	}
	// a = (B Bᵀ)⁻¹ B answers, B = M×(probes·c)
	rows := len(t.probes) * c
	b := make([]float64, m*rows)
	for k := range m {
		for p, out := range t.probes {
			copy(b[k*rows+p*c:], column(k, out))
		}
	}
	bt := make([]float64, rows*m)
	for k := range m {
		for r := range rows {
			bt[r*m+k] = b[k*rows+r]
		}
	}
	g := symmetric.New(m)
	g.AddGram(bt, rows, g.Scratch(nil, rows), 1)
	l := g.Like()
	t.inverse = make([]float64, m*rows)
	if l.Factor(g, 0, l.Scratch(nil, symmetric.Tile), 1, nil) != nil {
		return // verify will tell
	}
	for r := range rows {
		v := bt[r*m : (r+1)*m]
		l.Forward(v)
		l.Back(v)
		for k := range m {
			t.inverse[k*rows+r] = v[k]
		}
	}
}

// verify compares the residuals of random outputs with those that the matrices give.
func (t *Term) verify(rng *rand.Rand) error {
	o, c := t.head.Outputs(), t.width()
	a := t.coefficients()
	for i := range t.cut.y {
		for k := range t.jets {
			*component(&t.cut.y[i], k) = huge * (2*rng.Float64() - 1)
		}
	}
	y := append([]autodiff.Jet(nil), t.cut.y...)
	got := make([]float64, len(t.base))
	t.answer(got)
	clear(t.cut.y)
	for i := range t.rows {
		want := append([]float64(nil), t.base[i*c:(i+1)*c]...)
		size := kernel.Dot(want, want)
		for k := range t.jets {
			for m := range t.m {
				for out := range y {
					kernel.Axpy(float64(a[(i*t.m+m)*t.jets+k]**component(&y[out], k)), t.k[(m*o+out)*c:(m*o+out+1)*c], want)
				}
			}
		}
		var off float64
		for j, v := range want {
			d := got[i*c+j] - v
			off += d * d
		}
		size += kernel.Dot(want, want)
		if !(off <= linearity*linearity*size) {
			return t.nonlinear()
		}
	}
	return nil
}

// coefficients returns the a_imk of the batch, rows×M×jets.
func (t *Term) coefficients() []float64 {
	c := t.width()
	a := make([]float64, t.rows*t.m*t.jets)
	rows := len(t.probes) * c
	place := map[int]int{}
	for p, o := range t.probes {
		place[o] = p
	}
	t.answers(t.probes, func(k, o int, change []float64) {
		from := place[o] * c
		for i := range t.rows {
			for m := range t.m {
				a[(i*t.m+m)*t.jets+k] += kernel.Dot(t.inverse[m*rows+from:m*rows+from+c], change[i*c:(i+1)*c])
			}
		}
	})
	return a
}
