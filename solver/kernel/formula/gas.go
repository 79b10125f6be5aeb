// Package formula has the arithmetic of the kernels of gases (solver/kernel/gas.go), operation for operation that of their loops, for all programs that
// write vector code: the assembly of amd64 and the side module have the same instructions because both are written from here.
package formula

// Machine is a vector processor at some elements i of the rows of a kernel.
type Machine[V any] interface {
	Load(row, offset int) V // elements i+offset of a row
	Store(row int, v V)     // elements i
	Number(k int) V         // number k that the kernel is given
	Const(c float64) V

	Add(a, b V) V
	Sub(a, b V) V
	Mul(a, b V) V
	Div(a, b V) V
	Min(a, b V) V // b where b < a, else a
	Max(a, b V) V // b where a < b, else a
	Abs(a V) V
	Sqrt(a V) V
	Exp(a V) V
	Log(a V) V          // NaN unless a is a normal number above zero
	ZeroIf(a, b, v V) V // 0 where a <= b, else v
	Negative(v V) V
}

// Kernel is a kernel on rows. Its rows and numbers are those of the function of the same name.
type Kernel[V any] struct {
	Name string
	Rows int
	Body func(Machine[V])
}

// Kernels lists all of them.
func Kernels[V any]() []Kernel[V] {
	return []Kernel[V]{
		{"LimitedSlopes", 2, limitedSlopes[V]},
		{"ExpSides", 4, expSides[V]},
		{"EulerFaces", 9, eulerFaces[V]},
		{"ViscousFaces", 5, viscousFaces[V]},
		{"EulerStep", 11, func(m Machine[V]) { eulerStep(m, false) }},
		{"EulerStepSecond", 14, func(m Machine[V]) { eulerStep(m, true) }},
		{"MomentFaces", 14, momentFaces[V]},
		{"MomentStep", 18, func(m Machine[V]) { momentStep(m, false) }},
		{"MomentStepSecond", 18, func(m Machine[V]) { momentStep(m, true) }},
	}
}

// limitedSlopes has the rows dst, w.
func limitedSlopes[V any](m Machine[V]) {
	middle := m.Load(1, 1)
	a, b := m.Sub(middle, m.Load(1, 0)), m.Sub(m.Load(1, 2), middle)
	mean := m.Div(m.Mul(m.Mul(m.Const(2), a), b), m.Add(a, b))
	m.Store(0, m.Mul(m.Const(0.5), m.ZeroIf(m.Mul(a, b), m.Const(0), mean)))
}

// side returns a field at the left or the right of a face from rows of states and of slopes.
func side[V any](m Machine[V], right bool, state, slope int) V {
	if right {
		return m.Sub(m.Load(state, 2), m.Load(slope, 1))
	}
	return m.Add(m.Load(state, 1), m.Load(slope, 0))
}

// expSides has the rows w, slope, left, right.
func expSides[V any](m Machine[V]) {
	m.Store(2, m.Exp(side(m, false, 0, 1)))
	m.Store(3, m.Exp(side(m, true, 0, 1)))
}

// eulerFaces has the rows u, its slope, rho and T at the left, at the right, flux (3), and the numbers gamma, gamma-1.
func eulerFaces[V any](m Machine[V]) {
	l := [3]V{m.Load(2, 0), side(m, false, 0, 1), m.Load(3, 0)}
	r := [3]V{m.Load(4, 0), side(m, true, 0, 1), m.Load(5, 0)}
	slow, fast := m.Const(0), m.Const(0)
	cl := m.Sqrt(m.Mul(m.Number(0), l[2]))
	slow, fast = m.Min(slow, m.Sub(l[1], cl)), m.Max(fast, m.Add(l[1], cl))
	cr := m.Sqrt(m.Mul(m.Number(0), r[2]))
	slow, fast = m.Min(slow, m.Sub(r[1], cr)), m.Max(fast, m.Add(r[1], cr))
	a := conserved(m, 1, l)
	ua := m.Div(a[1], a[0])
	pa := m.Mul(m.Number(1), m.Sub(a[2], m.Mul(m.Mul(m.Const(0.5), a[1]), ua)))
	upper := [3]V{m.Mul(fast, a[1]), m.Mul(fast, m.Add(m.Mul(a[1], ua), pa)), m.Mul(fast, m.Mul(ua, m.Add(a[2], pa)))}
	both, width := m.Mul(slow, fast), m.Sub(fast, slow)
	b := conserved(m, 1, r)
	out := func(k int, fb V) {
		m.Store(6+k, m.Div(m.Add(m.Sub(upper[k], m.Mul(slow, fb)), m.Mul(both, m.Sub(b[k], a[k]))), width))
	}
	out(0, b[1])
	ub := m.Div(b[1], b[0])
	pb := m.Mul(m.Number(1), m.Sub(b[2], m.Mul(m.Mul(m.Const(0.5), b[1]), ub)))
	out(1, m.Add(m.Mul(b[1], ub), pb))
	out(2, m.Mul(ub, m.Add(b[2], pb)))
}

// conserved turns (rho, u, T) into density, momentum and energy; gamma-1 is a number of the kernel.
func conserved[V any](m Machine[V], number int, s [3]V) [3]V {
	half := m.Mul(m.Mul(m.Const(0.5), s[1]), s[1])
	return [3]V{s[0], m.Mul(s[0], s[1]), m.Mul(s[0], m.Add(m.Div(s[2], m.Number(number)), half))}
}

// viscousFaces has the rows rho, u, T, and the fluxes of momentum and energy, to which it adds, and the numbers eps, h, stress, heat, started, most.
func viscousFaces[V any](m Machine[V]) {
	tl, tr := m.Load(2, 1), m.Load(2, 2)
	p := m.Mul(m.Const(0.5), m.Add(m.Mul(m.Load(0, 1), tl), m.Mul(m.Load(0, 2), tr)))
	k := m.Div(m.Mul(m.Number(0), p), m.Number(1))
	limited := func(q, most V) V {
		return m.Div(m.Mul(m.Number(4), q), m.Add(m.Const(1), m.Div(m.Abs(q), most)))
	}
	most := m.Mul(m.Number(5), p)
	ul, ur := m.Load(1, 1), m.Load(1, 2)
	momentum := m.Negative(limited(m.Mul(m.Mul(m.Number(2), k), m.Sub(ur, ul)), most))
	heat := limited(m.Mul(m.Mul(m.Number(3), k), m.Sub(tr, tl)), m.Mul(most, m.Sqrt(m.Mul(m.Const(0.5), m.Add(tl, tr)))))
	energy := m.Sub(m.Mul(m.Mul(m.Const(0.5), m.Add(ul, ur)), momentum), heat)
	m.Store(3, m.Add(m.Load(3, 0), momentum))
	m.Store(4, m.Add(m.Load(4, 0), energy))
}

// eulerStep has the rows rho, u, T before, flux (3), log rho, u, log T, rho, T after and, in the second stage, rho, u, T at the start of the step,
// and the numbers gamma-1, dt, h.
func eulerStep[V any](m Machine[V], second bool) {
	c := conserved(m, 0, [3]V{m.Load(0, 0), m.Load(1, 0), m.Load(2, 0)})
	for k := range c {
		c[k] = m.Add(c[k], moved(m, 3+k, 1, 2))
	}
	if second {
		a := conserved(m, 0, [3]V{m.Load(11, 0), m.Load(12, 0), m.Load(13, 0)})
		for k := range c {
			c[k] = m.Mul(m.Const(0.5), m.Add(a[k], c[k]))
		}
	}
	u := m.Div(c[1], c[0])
	m.Store(7, u)
	inner := m.Sub(m.Div(c[2], c[0]), m.Mul(m.Mul(m.Const(0.5), u), u))
	density, temperature := m.Log(c[0]), m.Log(m.Mul(m.Number(0), inner))
	m.Store(6, density)
	m.Store(8, temperature)
	m.Store(9, m.Exp(density))
	m.Store(10, m.Exp(temperature))
}

// moved is what the fluxes of a row bring a cell in the time dt.
func moved[V any](m Machine[V], row, dt, h int) V {
	return m.Mul(m.Number(dt), m.Div(m.Sub(m.Load(row, 0), m.Load(row, 1)), m.Number(h)))
}

// momentFaces has the rows u, Q, their slopes, rho and T at the left, at the right, rho, T of the cells and flux (4), and the numbers momentSpeed,
// -4 eps/h, momentMost/2.
func momentFaces[V any](m Machine[V]) {
	l := [4]V{m.Load(4, 0), side(m, false, 0, 2), m.Load(5, 0), side(m, false, 1, 3)}
	r := [4]V{m.Load(6, 0), side(m, true, 0, 2), m.Load(7, 0), side(m, true, 1, 3)}
	slow, fast := m.Const(0), m.Const(0)
	cl := m.Mul(m.Number(0), m.Sqrt(l[2]))
	slow, fast = m.Min(slow, m.Sub(l[1], cl)), m.Max(fast, m.Add(l[1], cl))
	cr := m.Mul(m.Number(0), m.Sqrt(r[2]))
	slow, fast = m.Min(slow, m.Sub(r[1], cr)), m.Max(fast, m.Add(r[1], cr))
	a, b := fiveMoments(m, l), fiveMoments(m, r)
	flux := func(k int) V {
		both := m.Mul(m.Mul(slow, fast), m.Sub(b[k], a[k]))
		return m.Div(m.Add(m.Sub(m.Mul(fast, a[k+1]), m.Mul(slow, b[k+1])), both), m.Sub(fast, slow))
	}
	for k := range 3 {
		m.Store(10+k, flux(k))
	}
	last := flux(3)
	t := m.Mul(m.Const(0.5), m.Add(m.Load(9, 1), m.Load(9, 2)))
	d := m.Mul(m.Mul(m.Number(1), t), m.Sub(m.Load(1, 2), m.Load(1, 1)))
	most := m.Mul(m.Mul(m.Mul(m.Number(2), m.Add(m.Load(8, 1), m.Load(8, 2))), t), t)
	m.Store(13, m.Add(last, m.Div(d, m.Add(m.Const(1), m.Div(m.Abs(d), most)))))
}

// fiveMoments turns (rho, u, T, Q) into the first five moments, the fifth with D = 0.
func fiveMoments[V any](m Machine[V], s [4]V) [5]V {
	c := fourMoments(m, s)
	u2, p := m.Mul(s[1], s[1]), m.Mul(s[0], s[2])
	fifth := m.Mul(u2, m.Add(m.Mul(s[0], u2), m.Mul(m.Const(6), p)))
	fifth = m.Add(fifth, m.Mul(m.Mul(m.Const(4), s[1]), s[3]))
	return [5]V{c[0], c[1], c[2], c[3], m.Add(fifth, m.Mul(m.Mul(m.Const(3), p), s[2]))}
}

func fourMoments[V any](m Machine[V], s [4]V) [4]V {
	mass, p := m.Mul(s[0], s[1]), m.Mul(s[0], s[2])
	ram := m.Mul(mass, s[1])
	return [4]V{s[0], mass, m.Add(ram, p), m.Add(m.Mul(s[1], m.Add(ram, m.Mul(m.Const(3), p))), s[3])}
}

// momentStep has the rows rho, T, w (4), flux (4), moments at the start of the step (4) and after its first stage (4), and the numbers dt, h,
// momentMost. The first stage sets all of them but the fluxes, the second all but the moments.
func momentStep[V any](m Machine[V], second bool) {
	var c [4]V
	if second {
		for k := range c {
			c[k] = m.Add(m.Add(m.Load(10+k, 0), m.Load(14+k, 0)), moved(m, 6+k, 0, 1))
			c[k] = m.Mul(m.Const(0.5), c[k])
		}
	} else {
		c = fourMoments(m, [4]V{m.Load(0, 0), m.Load(3, 0), m.Load(1, 0), m.Load(5, 0)})
		for k := range c {
			m.Store(10+k, c[k])
			c[k] = m.Add(c[k], moved(m, 6+k, 0, 1))
			m.Store(14+k, c[k])
		}
	}
	u := m.Div(c[1], c[0])
	m.Store(3, u)
	t := m.Sub(m.Div(c[2], c[0]), m.Mul(u, u))
	p := m.Mul(c[0], t)
	q := m.Sub(c[3], m.Mul(u, m.Add(m.Mul(c[1], u), m.Mul(m.Const(3), p))))
	most := m.Mul(m.Mul(m.Number(2), p), m.Sqrt(t))
	m.Store(5, m.Max(m.Negative(most), m.Min(most, q)))
	density, temperature := m.Log(c[0]), m.Log(t)
	m.Store(2, density)
	m.Store(4, temperature)
	m.Store(0, m.Exp(density))
	m.Store(1, m.Exp(temperature))
}
