package solve

import (
	"math"
	"slices"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// couplings splits the outputs into parts that no D_mn = K_m K_nᵀ couples, and finds in each an orthonormal basis in levels: the D_mn take a
// vector of one level to that level and its neighbours (block Lanczos, Golub & Van Loan, section 10.3.6, for several matrices at once). With
// Legendre modes, or values at Gauss points, a level holds two of them. What the D_mn take to zero, as a mean that every residual
// projects out, is in no level. Couplings of different classes are left out; mixed tells that there are any.
func couplings(terms []*Term, outputs int, class []int) (some []part, mixed bool) {
	var ds [][]float64
	for _, t := range terms {
		ds = append(ds, t.products()...)
	}
	if class != nil {
		for _, d := range ds {
			for i, v := range d {
				if class[i/outputs] != class[i%outputs] {
					mixed = mixed || math.Abs(v) > negligible
					d[i] = 0
				}
			}
		}
	}
	// Classes may have very different sizes, as Fourier modes of a smooth function have; what is negligible is so within a class.
	size := map[int]float64{}
	for _, d := range ds {
		for i, v := range d {
			if class != nil && v != 0 {
				c := class[i/outputs]
				size[c] = max(size[c], math.Abs(v))
			}
		}
	}
	scale := func(o int) float64 {
		if class == nil || size[class[o]] == 0 {
			return 1
		}
		_, exponent := math.Frexp(size[class[o]])
		return math.Ldexp(1, -exponent)
	}
	// Components of the graph whose edges are the nonzero elements.
	component := make([]int, outputs)
	for i := range component {
		component[i] = -1
	}
	var parts []part
	for start := range outputs {
		if component[start] >= 0 {
			continue
		}
		id := len(parts)
		component[start] = id
		members := []int{start}
		for k := 0; k < len(members); k++ {
			for o := range outputs {
				if component[o] < 0 && coupled(ds, outputs, members[k], o, negligible/scale(o)) {
					component[o] = id
					members = append(members, o)
				}
			}
		}
		parts = append(parts, levels(ds, outputs, members, scale(start)))
	}
	for _, p := range parts {
		if len(p.basis) > 0 {
			some = append(some, p)
		}
	}
	return some, mixed
}

// products returns the D_mn, n <= m, scaled to length one; those that vanish are left out.
func (t *Term) products() (out [][]float64) {
	o := t.head.Outputs()
	for m := range t.m {
		for n := range m + 1 {
			d := make([]float64, o*o)
			within := t.product(m, n)
			for i := t.from[m]; i < t.to[m]; i++ {
				copy(d[i*o+t.from[n]:i*o+t.to[n]], within[(i-t.from[m])*(t.to[n]-t.from[n]):])
			}
			if norm := math.Sqrt(kernel.Dot(d, d)); norm > 1e-9 {
				kernel.Scale(1/norm, d)
				out = append(out, d)
			}
		}
	}
	return out
}

// negligible is the size, beside one, below which a coupling is rounding.
const negligible = 1e-8

func coupled(ds [][]float64, n, i, j int, least float64) bool {
	for _, d := range ds {
		if math.Abs(d[i*n+j]) > least || math.Abs(d[j*n+i]) > least {
			return true
		}
	}
	return false
}

// levels builds the basis of a component from its first output on, of products times scale, a power of two.
func levels(ds [][]float64, n int, members []int, scale float64) (p part) {
	all, outputs := ds, n
	n = len(members)
	ds = nil
	for _, d := range all { // what leads out of the component is rounding
		within := make([]float64, 0, n*n)
		for _, i := range members {
			for _, j := range members {
				within = append(within, scale*d[i*outputs+j])
			}
		}
		ds = append(ds, within)
	}
	add := func(v []float64) bool {
		for range 2 {
			for _, b := range p.basis {
				kernel.Axpy(-kernel.Dot(b, v), b, v)
			}
		}
		norm := math.Sqrt(kernel.Dot(v, v))
		if norm < 1e-6 {
			return false
		}
		kernel.Scale(1/norm, v)
		p.basis = append(p.basis, v)
		return true
	}
	images := func(v []float64) (out [][]float64) {
		for _, d := range ds {
			straight, across := make([]float64, n), make([]float64, n)
			for i, w := range v {
				if w != 0 {
					kernel.Axpy(w, d[i*n:(i+1)*n], across)
				}
			}
			for i := range straight {
				straight[i] = kernel.Dot(d[i*n:(i+1)*n], v)
			}
			out = append(out, straight, across)
		}
		return out
	}
	for i := range n {
		unit := make([]float64, n)
		unit[i] = 1
		for range 2 {
			for _, b := range p.basis {
				kernel.Axpy(-kernel.Dot(b, unit), b, unit)
			}
		}
		felt := 0.0
		for _, im := range images(unit) {
			felt = max(felt, kernel.Dot(im, im))
		}
		if math.Sqrt(kernel.Dot(unit, unit)) < 1e-7 || felt < 1e-16 {
			continue
		}
		add(unit)
		for from := len(p.basis) - 1; from < len(p.basis); {
			to := len(p.basis)
			for _, v := range p.basis[from:to] {
				for _, im := range images(v) {
					add(im)
				}
			}
			from = to
		}
	}
	// A vector is coupled to its own level and the one before; which vectors these are, the matrices tell.
	for a := range p.basis {
		ims := images(p.basis[a])
		first := slices.IndexFunc(p.basis[:a], func(b []float64) bool {
			return slices.ContainsFunc(ims, func(im []float64) bool { return math.Abs(kernel.Dot(im, b)) > negligible })
		})
		if first < 0 {
			first = a
		}
		p.first = append(p.first, first)
	}
	for a, v := range p.basis { // over all outputs
		p.basis[a] = make([]float64, outputs)
		for i, o := range members {
			p.basis[a][o] = v[i]
		}
	}
	return p
}
