package kinetic

import (
	"math"
	"runtime"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// The gas of four moments, row by row, has the bits of the same scheme cell by cell: losses of files depend on them.
func TestMomentGasIsThatOfCells(t *testing.T) {
	grid := fluidGrid{lo: -0.5, hi: 0.5, end: 0.02, cells: 203, times: 12, ends: true}
	for _, eps := range []float64{1e-3, 0.03, 1} {
		f := newMomentGas(grid, eps, bgkTube.logarithms)
		n := grid.cells
		row := func() [][4]float64 { return make([][4]float64, n) }
		m := &cellMoments{eps: eps, h: f.h, w: row(), s: row(), now: row(), end: row(), rate: row()}
		for i, w := range f.state[0] {
			copy(m.w[i][:], w[:])
		}
		for k := 1; k <= grid.times; k++ {
			speed, hot := 0.0, 0.0
			for _, w := range m.w {
				temp := kernel.Exp64(w[2])
				speed, hot = max(speed, math.Abs(w[1])+float64(momentSpeed*math.Sqrt(temp))), max(hot, temp)
			}
			steps := max(math.Ceil(1.2*speed*f.dt/(0.45*f.h)), math.Ceil(1.2*momentHeat*eps*hot*f.dt/(0.4*f.h*f.h)))
			for range int(steps) {
				if !m.step(f.dt / steps) {
					t.Fatal("no solution")
				}
			}
			for i, got := range f.state[k] {
				for j := range got {
					if runtime.GOARCH != "arm64" && got[j] != m.w[i][j] || math.Abs(got[j]-m.w[i][j]) > 1e-12 { // there the compiler fuses
						t.Fatalf("eps %g: field %d of cell %d at stored time %d is %v, cell by cell %v", eps, j, i, k, got[j], m.w[i][j])
					}
				}
			}
		}
	}
}

// cellMoments is the scheme of momentGas in its plainest form.
type cellMoments struct {
	eps, h   float64
	w, s     [][4]float64 // (log rho, u, log T, Q) and (rho, u, T, Q)
	now, end [][4]float64 // moments at the start of a step, and after it
	rate     [][4]float64
}

// step goes on by dt, by Heun's method. It reports whether all temperatures stay above zero.
func (m *cellMoments) step(dt float64) bool {
	decay := kernel.Exp64(-0.5 * dt / m.eps)
	for i := range m.w {
		m.w[i][3] *= decay
	}
	m.rates()
	for i := range m.s {
		m.now[i] = moments(&m.s[i])
		for k, r := range m.rate[i] {
			m.end[i][k] = m.now[i][k] + float64(dt*r)
		}
	}
	if !m.set() {
		return false
	}
	m.rates()
	for i := range m.s {
		for k, r := range m.rate[i] {
			m.end[i][k] = 0.5 * (m.now[i][k] + m.end[i][k] + float64(dt*r))
		}
	}
	ok := m.set()
	for i := range m.w {
		m.w[i][3] *= decay
	}
	return ok
}

// set takes w from the moments.
func (m *cellMoments) set() bool {
	for i := range m.end {
		c := &m.end[i]
		u := c[1] / c[0]
		temp := c[2]/c[0] - float64(u*u)
		if !(c[0] > 0 && temp > 0) {
			return false
		}
		p := c[0] * temp
		q := c[3] - float64(u*(float64(c[1]*u)+float64(3*p)))
		most := momentMost * p * math.Sqrt(temp)
		m.w[i] = [4]float64{kernel.Log64(c[0]), u, kernel.Log64(temp), max(-most, min(most, q))}
	}
	return true
}

// moments turns (rho, u, T, Q) into the first four moments.
func moments(s *[4]float64) [4]float64 {
	mass, p := s[0]*s[1], s[0]*s[2]
	ram := float64(mass * s[1])
	return [4]float64{s[0], mass, ram + p, float64(s[1]*(ram+float64(3*p))) + s[3]}
}

// rates sets s to the states w, and the time derivatives of the moments without collisions.
func (m *cellMoments) rates() {
	n := len(m.w)
	for i := range m.w {
		m.s[i] = momentState(&m.w[i])
	}
	at := func(i int) *[4]float64 { return &m.w[clampIndex(i, n)] }
	var before [4]float64
	for i := range n + 1 { // the face left of node i
		var left, right [4]float64
		a, b, c, d := at(i-2), at(i-1), at(i), at(i+1)
		for k := range left {
			left[k] = b[k] + float64(0.5*vanLeer(b[k]-a[k], c[k]-b[k]))
			right[k] = c[k] - float64(0.5*vanLeer(c[k]-b[k], d[k]-c[k]))
		}
		flux := momentFlux(momentState(&left), momentState(&right))
		flux[3] += m.excess(&m.s[clampIndex(i-1, n)], &m.s[clampIndex(i, n)])
		if i > 0 {
			for k := range flux {
				m.rate[i-1][k] = (before[k] - flux[k]) / m.h
			}
		}
		before = flux
	}
}

// excess is D at a face between two states.
func (m *cellMoments) excess(l, r *[4]float64) float64 {
	temp := 0.5 * (l[2] + r[2])
	d := -4 * m.eps / m.h * temp * (r[3] - l[3])
	return d / (1 + math.Abs(d)/(momentMost*0.5*(l[0]+r[0])*temp*temp))
}

func momentState(w *[4]float64) [4]float64 {
	return [4]float64{kernel.Exp64(w[0]), w[1], kernel.Exp64(w[2]), w[3]}
}

// momentFlux is that of Harten, Lax and van Leer between two states (rho, u, T, Q), with D = 0.
func momentFlux(left, right [4]float64) (out [4]float64) {
	cl, cr := momentSpeed*math.Sqrt(left[2]), momentSpeed*math.Sqrt(right[2])
	slow, fast := min(0, left[1]-cl, right[1]-cr), max(0, left[1]+cl, right[1]+cr)
	a, b := moments(&left), moments(&right)
	fa, fb := [4]float64{a[1], a[2], a[3], fourth(&left)}, [4]float64{b[1], b[2], b[3], fourth(&right)}
	for k := range out {
		out[k] = (float64(fast*fa[k]) - float64(slow*fb[k]) + float64(slow*fast*(b[k]-a[k]))) / (fast - slow)
	}
	return out
}

// fourth is the fourth moment with D = 0.
func fourth(s *[4]float64) float64 {
	u2, p := float64(s[1]*s[1]), s[0]*s[2]
	return float64(u2*(float64(s[0]*u2)+float64(6*p))) + float64(4*s[1]*s[3]) + float64(3*p*s[2])
}
