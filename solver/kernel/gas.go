package kernel

import "math"

// Kernels of schemes for gases (solver/kinetic/fluidscheme.go, moments.go), on rows of cells in double precision, with the same bits in every build, relaxed
// or not. Face i lies between cells i+1 and i+2 of a row: rows of cells have two more than rows of faces at the beginning. Vector code is written
// from solver/kernel/formula.

// GasRows are rows of states: the logarithm of the density, the velocity and the logarithm of the temperature, in gases of four moments also Q, and
// density and temperature of the same cells.
type GasRows struct {
	W         [4][]float64
	Rho, Temp []float64
}

// GasSides are states at both sides of faces: the limited slopes of the fields of cells, the first of them that of cell 1, and density and temperature.
type GasSides struct {
	Slope       [4][]float64
	Left, Right [2][]float64
}

// Set takes the sides from the first fields of w. A slope is a half of the harmonic mean of the differences to the cells beside, 0 where their signs differ
// (van Leer).
func (s *GasSides) Set(w *GasRows, fields int) {
	n := len(s.Left[0])
	for k := range fields {
		slope := s.Slope[k]
		rows := elements(elements(make([]*float64, 0, 18), 0, n+1, slope), 0, n+3, w.W[k])
		if !sideGas(gasSlopes, n+1, rows, nil) {
			limitedSlopes(slope[:n+1], w.W[k])
		}
	}
	for k := range s.Left {
		left, right, field := s.Left[k], s.Right[k], w.W[2*k]
		rows := elements(elements(make([]*float64, 0, 18), 0, n+3, field), 0, n+1, s.Slope[2*k])
		if !sideGas(gasSides, n, elements(rows, 0, n, left, right), nil) {
			expSides(field, s.Slope[2*k], left[:n], right)
		}
	}
}

// EulerFaces sets the fluxes of density, momentum and energy at faces to those of Harten, Lax and van Leer.
func EulerFaces(gamma float64, w *GasRows, s *GasSides, flux *[4][]float64) {
	n := len(flux[0])
	rows := elements(make([]*float64, 0, 18), 0, n+3, w.W[1])
	rows = elements(rows, 0, n+1, s.Slope[1])
	rows = elements(rows, 0, n, s.Left[0], s.Left[1], s.Right[0], s.Right[1], flux[0], flux[1], flux[2])
	if !sideGas(gasEulerFaces, n, rows, []float64{gamma, gamma - 1}) {
		eulerFaces(gamma, w, s, flux)
	}
}

// elements appends pointers to the elements with index at, after which every row must have n with that one.
//
//go:noinline
func elements(to []*float64, at, n int, rows ...[]float64) []*float64 {
	for _, r := range rows {
		need("row", r, at+n)
		to = append(to, first(r[at:]))
	}
	return to
}

// Viscosity is what ViscousFaces needs of a gas: stress and heat flux are a share of -Stress eps p u_x and -Heat eps p T_x, at most Most p and
// Most p sqrt(T); H is the distance of cells.
type Viscosity struct{ Eps, Stress, Heat, H, Share, Most float64 }

// ViscousFaces adds to fluxes what stress and heat flux do.
func ViscousFaces(c Viscosity, w *GasRows, flux *[4][]float64) {
	n := len(flux[1])
	rows := elements(elements(make([]*float64, 0, 18), 0, n+3, w.Rho, w.W[1], w.Temp), 0, n, flux[1], flux[2])
	if !sideGas(gasViscousFaces, n, rows, []float64{c.Eps, c.H, c.Stress, c.Heat, c.Share, c.Most}) {
		viscousFaces(c, w, flux)
	}
}

// EulerStep sets cells from at of after, one fewer than faces, to those of before after the time dt, with start to the mean of that and start.
func EulerStep(gamma, dt, h float64, before, after, start *GasRows, flux *[4][]float64, at int) {
	n := len(flux[0]) - 1
	rows := elements(make([]*float64, 0, 18), at, n, before.Rho, before.W[1], before.Temp)
	rows = elements(rows, 0, n+1, flux[0], flux[1], flux[2])
	rows = elements(rows, at, n, after.W[0], after.W[1], after.W[2], after.Rho, after.Temp)
	which := gasEulerStep
	if start != nil {
		rows = elements(rows, at, n, start.Rho, start.W[1], start.Temp)
		which = gasEulerSecond
	}
	if !sideGas(which, n, rows, []float64{gamma - 1, dt, h}) {
		eulerStep(gamma, dt, h, before, after, start, flux, at)
	}
}

// MomentGas is what MomentFaces and MomentStep need of a gas of four moments: the speed of its fastest wave, the diffusivity over the distance
// of cells that D has, that distance, and a bound of Q and D.
type MomentGas struct{ Speed, Excess, H, Most float64 }

// MomentFaces sets the fluxes of the first four moments, as EulerFaces.
func MomentFaces(c MomentGas, w *GasRows, s *GasSides, flux *[4][]float64) {
	n := len(flux[0])
	rows := elements(make([]*float64, 0, 18), 0, n+3, w.W[1], w.W[3])
	rows = elements(rows, 0, n+1, s.Slope[1], s.Slope[3])
	rows = elements(rows, 0, n, s.Left[0], s.Left[1], s.Right[0], s.Right[1])
	rows = elements(rows, 0, n+3, w.Rho, w.Temp)
	rows = elements(rows, 0, n, flux[:]...)
	if !sideGas(gasMomentFaces, n, rows, []float64{c.Speed, c.Excess, c.Most * 0.5}) {
		momentFaces(c, w, s, flux)
	}
}

// MomentStep sets cells from at of w, one fewer than faces, after the time dt. The first stage of a step keeps their moments in now and the new ones in
// end, the second takes the mean of both.
func MomentStep(c MomentGas, second bool, dt float64, w *GasRows, flux, now, end *[4][]float64, at int) {
	n := len(flux[0]) - 1
	rows := elements(make([]*float64, 0, 18), at, n, w.Rho, w.Temp)
	rows = elements(rows, at, n, w.W[:]...)
	rows = elements(rows, 0, n+1, flux[:]...)
	rows = elements(elements(rows, 0, n, now[:]...), 0, n, end[:]...)
	which := gasMomentStep
	if second {
		which = gasMomentSecond
	}
	if !sideGas(which, n, rows, []float64{dt, c.H, c.Most}) {
		momentStep(c, second, dt, w, flux, now, end, at)
	}
}

func first(s []float64) *float64 {
	if len(s) == 0 {
		return nil
	}
	return &s[0]
}

// gasKernel names a kernel.
type gasKernel int

// In the order of formula.Kernels.
const (
	gasSlopes gasKernel = iota
	gasSides
	gasEulerFaces
	gasViscousFaces
	gasEulerStep
	gasEulerSecond
	gasMomentFaces
	gasMomentStep
	gasMomentSecond
)

// The reference loops.

func limitedSlopes(dst, w []float64) {
	w = w[:len(dst)+2]
	for i := range dst {
		a, b := w[i+1]-w[i], w[i+2]-w[i+1]
		dst[i] = 0
		if !(a*b <= 0) {
			dst[i] = 0.5 * (2 * a * b / (a + b))
		}
	}
}

func expSides(w, slope, left, right []float64) {
	for i := range left {
		left[i], right[i] = Exp64(w[i+1]+slope[i]), Exp64(w[i+2]-slope[i+1])
	}
}

// at returns the states at both sides of face i.
func (s *GasSides) at(w *GasRows, i int) (left, right [4]float64) {
	left[0], left[2], right[0], right[2] = s.Left[0][i], s.Left[1][i], s.Right[0][i], s.Right[1][i]
	for k := 1; k < 4; k += 2 {
		if len(w.W[k]) > 0 {
			left[k], right[k] = w.W[k][i+1]+s.Slope[k][i], w.W[k][i+2]-s.Slope[k][i+1]
		}
	}
	return left, right
}

// waves returns the least and the largest speed at a face, at most and at least 0.
func waves(ul, cl, ur, cr float64) (slow, fast float64) {
	// Comparisons cost less than min and max, which have their own rules for zeros.
	for _, s := range [2]float64{ul - cl, ur - cr} {
		if s < slow {
			slow = s
		}
	}
	for _, s := range [2]float64{ul + cl, ur + cr} {
		if s > fast {
			fast = s
		}
	}
	return slow, fast
}

// hll is the flux between conserved quantities a and b with fluxes fa and fb.
func hll(slow, fast, a, b, fa, fb float64) float64 {
	return (float64(fast*fa) - float64(slow*fb) + float64(slow*fast*(b-a))) / (fast - slow)
}

func eulerFaces(gamma float64, w *GasRows, s *GasSides, flux *[4][]float64) {
	for i := range flux[0] {
		left, right := s.at(w, i)
		slow, fast := waves(left[1], math.Sqrt(gamma*left[2]), right[1], math.Sqrt(gamma*right[2]))
		a, b := conserved(gamma, left[0], left[1], left[2]), conserved(gamma, right[0], right[1], right[2])
		fa, fb := eulerFlux(gamma, a), eulerFlux(gamma, b)
		for k := range a {
			flux[k][i] = hll(slow, fast, a[k], b[k], fa[k], fb[k])
		}
	}
}

// conserved returns density, momentum and energy.
func conserved(gamma, rho, u, temp float64) [3]float64 {
	return [3]float64{rho, rho * u, rho * (float64(temp/(gamma-1)) + float64(0.5*u*u))}
}

func eulerFlux(gamma float64, c [3]float64) [3]float64 {
	u := c[1] / c[0]
	pressure := (gamma - 1) * (c[2] - float64(0.5*c[1]*u))
	return [3]float64{c[1], float64(c[1]*u) + pressure, u * (c[2] + pressure)}
}

func viscousFaces(c Viscosity, w *GasRows, flux *[4][]float64) {
	rho, u, temp := w.Rho, w.W[1], w.Temp
	for i := range flux[1] {
		tl, tr := temp[i+1], temp[i+2]
		p := 0.5 * (float64(rho[i+1]*tl) + float64(rho[i+2]*tr))
		limited := func(q, most float64) float64 { return c.Share * q / (1 + math.Abs(q)/most) }
		k := c.Eps * p / c.H
		momentum := -limited(c.Stress*k*(u[i+2]-u[i+1]), c.Most*p)
		heat := limited(c.Heat*k*(tr-tl), c.Most*p*math.Sqrt(0.5*(tl+tr)))
		flux[1][i] += momentum
		flux[2][i] += float64(0.5*(u[i+1]+u[i+2])*momentum) - heat
	}
}

func eulerStep(gamma, dt, h float64, before, after, start *GasRows, flux *[4][]float64, at int) {
	for i := range len(flux[0]) - 1 {
		j := at + i
		c := conserved(gamma, before.Rho[j], before.W[1][j], before.Temp[j])
		for k := range c {
			c[k] += float64(dt * ((flux[k][i] - flux[k][i+1]) / h))
		}
		if start != nil {
			a := conserved(gamma, start.Rho[j], start.W[1][j], start.Temp[j])
			for k := range c {
				c[k] = 0.5 * (a[k] + c[k])
			}
		}
		u := c[1] / c[0]
		after.set(j, c[0], u, (gamma-1)*(c[2]/c[0]-float64(0.5*u*u)))
	}
}

// set sets density, velocity and temperature of a cell.
func (r *GasRows) set(j int, rho, u, temp float64) {
	r.W[0][j], r.W[1][j], r.W[2][j] = logNormal(rho), u, logNormal(temp)
	r.Rho[j], r.Temp[j] = Exp64(r.W[0][j]), Exp64(r.W[2][j])
}

// logNormal is Log64 of normal numbers above zero, else NaN.
func logNormal(x float64) float64 {
	if x >= 0x1p-1022 && x <= math.MaxFloat64 {
		return Log64(x)
	}
	return math.NaN()
}

func momentFaces(c MomentGas, w *GasRows, s *GasSides, flux *[4][]float64) {
	rho, temp, q := w.Rho, w.Temp, w.W[3]
	for i := range flux[0] {
		left, right := s.at(w, i)
		slow, fast := waves(left[1], c.Speed*math.Sqrt(left[2]), right[1], c.Speed*math.Sqrt(right[2]))
		a, b := moments(left), moments(right)
		for k := range flux {
			flux[k][i] = hll(slow, fast, a[k], b[k], a[k+1], b[k+1])
		}
		t := 0.5 * (temp[i+1] + temp[i+2])
		d := c.Excess * t * (q[i+2] - q[i+1])
		flux[3][i] += d / (1 + math.Abs(d)/(c.Most*0.5*(rho[i+1]+rho[i+2])*t*t))
	}
}

// moments turns (rho, u, T, Q) into the first five moments, the last with D = 0.
func moments(s [4]float64) [5]float64 {
	mass, p, u2 := s[0]*s[1], s[0]*s[2], float64(s[1]*s[1])
	ram := float64(mass * s[1])
	return [5]float64{
		s[0], mass, ram + p, float64(s[1]*(ram+float64(3*p))) + s[3],
		float64(u2*(float64(s[0]*u2)+float64(6*p))) + float64(4*s[1]*s[3]) + float64(3*p*s[2]),
	}
}

func momentStep(g MomentGas, second bool, dt float64, w *GasRows, flux, now, end *[4][]float64, at int) {
	for i := range len(flux[0]) - 1 {
		j := at + i
		var c [4]float64
		if !second {
			m := moments([4]float64{w.Rho[j], w.W[1][j], w.Temp[j], w.W[3][j]})
			copy(c[:], m[:])
		}
		for k := range c {
			change := float64(dt * ((flux[k][i] - flux[k][i+1]) / g.H))
			if second {
				c[k] = 0.5 * (now[k][i] + end[k][i] + change)
			} else {
				now[k][i] = c[k]
				c[k] += change
				end[k][i] = c[k]
			}
		}
		u := c[1] / c[0]
		temp := c[2]/c[0] - float64(u*u)
		p := c[0] * temp
		q := c[3] - float64(u*(float64(c[1]*u)+float64(3*p)))
		most := g.Most * p * math.Sqrt(temp)
		w.W[3][j] = max(-most, min(most, q))
		w.set(j, c[0], u, temp)
	}
}
