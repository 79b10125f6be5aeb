package conflict

import (
	"math"

	"github.com/hrgrad/hrgrad/wasm/wire"
)

// The picture of the harmonized cone for two or three tasks is in the span of the unit
// gradients gb_i, embedded isometrically by a Cholesky factor of their cosines K. See Liang,
// arXiv 2604.24745: cone H = {Gb l : l >= 0, K l >= 0}, anchor d* in H, rotations
// r_i = cos(a_i) gb_i + sin(a_i) U(d* - (gb_i.d*) gb_i).

type vector [3]float64

func (a vector) dot(b vector) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }

func (a vector) plus(s float64, b vector) vector {
	return vector{a[0] + s*b[0], a[1] + s*b[1], a[2] + s*b[2]}
}

func (a vector) cross(b vector) vector {
	return vector{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}

// unit returns a/|a|, or false when a cannot be told from zero.
func (a vector) unit() (vector, bool) {
	n := math.Sqrt(a.dot(a))
	if !(n > 1e-9) || math.IsInf(n, 0) {
		return vector{}, false
	}
	return vector{a[0] / n, a[1] / n, a[2] / n}, true
}

// conePicture holds everything that is drawn, as unit vectors.
type conePicture struct {
	gradients []vector
	dropped   []bool   // zero gradients
	rays      []vector // extreme rays of the cone, in order around it
	anchor    vector
	rotated   []vector
	update    vector

	hasAnchor, hasUpdate bool
}

// pictureOf embeds the gradients of two or three tasks; false when the cosines are those of no
// vectors.
func pictureOf(g *wire.Gradient) (p conePicture, ok bool) {
	p.gradients, p.dropped, ok = embed(g.Cosine, g.M)
	if !ok {
		return p, false
	}
	var alive []int
	for i, gone := range p.dropped {
		if !gone {
			alive = append(alive, i)
		}
	}
	p.rays = p.extremeRays(alive)
	var sum vector
	for i, a := range g.Anchor {
		sum = sum.plus(a, p.gradients[i])
	}
	p.anchor, p.hasAnchor = sum.unit()
	for i, e := range p.gradients {
		r := e
		if p.hasAnchor && i < len(g.Angles) && !p.dropped[i] {
			r = rotate(e, p.anchor, g.Angles[i])
		}
		p.rotated = append(p.rotated, r)
	}
	sum = vector{}
	for i, c := range g.Coefficients {
		sum = sum.plus(c, p.gradients[i])
	}
	p.update, p.hasUpdate = sum.unit()
	return p, true
}

// embed factors K = L L^T; row i of L is the unit gradient i. A task with zero gradient has a zero
// row in K.
func embed(k []float64, m int) (v []vector, dropped []bool, ok bool) {
	v, dropped = make([]vector, m), make([]bool, m)
	for i := range m {
		if !(k[i*m+i] > 0) {
			if k[i*m+i] != 0 {
				return nil, nil, false
			}
			dropped[i] = true
			continue
		}
		rest := 1.0
		for j := range i {
			if v[j][j] < 1e-6 { // linearly dependent on those before
				continue
			}
			s := k[i*m+j]
			for l := range j {
				s -= v[i][l] * v[j][l]
			}
			v[i][j] = s / v[j][j]
			rest -= v[i][j] * v[i][j]
		}
		if !(rest > -1e-3) || math.IsInf(rest, 0) {
			return nil, nil, false
		}
		v[i][i] = math.Sqrt(math.Max(0, rest))
		v[i], _ = v[i].unit()
	}
	return v, dropped, true
}

// rotate turns e towards d by the angle a, in their plane.
func rotate(e, d vector, a float64) vector {
	w, ok := d.plus(-e.dot(d), e).unit()
	if !ok || a-a != 0 {
		return e
	}
	return vector{}.plus(math.Cos(a), e).plus(math.Sin(a), w)
}

// extremeRays are the directions of the cone where all but one of its dimensions are bound by
// constraints l_i >= 0 or (K l)_i >= 0: with two or three tasks every choice of constraints is
// tried.
func (p *conePicture) extremeRays(alive []int) []vector {
	n := len(alive)
	if n < 2 {
		return nil
	}
	var rows []vector // constraints on l
	for a, i := range alive {
		var e, k vector
		e[a] = 1
		for b, j := range alive {
			k[b] = p.gradients[i].dot(p.gradients[j])
		}
		rows = append(rows, e, k)
	}
	var rays []vector
	try := func(l vector) {
		l, ok := l.unit()
		if !ok {
			return
		}
		for _, r := range rows {
			if r.dot(l) < -1e-9 {
				return
			}
		}
		var d vector
		for a, i := range alive {
			d = d.plus(l[a], p.gradients[i])
		}
		if d, ok = d.unit(); !ok {
			return
		}
		for _, q := range rays {
			if q.dot(d) > 1-1e-9 {
				return
			}
		}
		rays = append(rays, d)
	}
	for i, a := range rows {
		if n == 2 {
			try(vector{-a[1], a[0]})
			try(vector{a[1], -a[0]})
			continue
		}
		for _, b := range rows[:i] {
			l := a.cross(b)
			try(l)
			try(vector{}.plus(-1, l))
		}
	}
	return around(rays)
}

// around sorts directions of a cone by their angle about its middle.
func around(rays []vector) []vector {
	if len(rays) < 3 {
		return rays
	}
	var sum vector
	for _, r := range rays {
		sum = sum.plus(1, r)
	}
	axis, ok := sum.unit()
	if !ok {
		return rays
	}
	x, y := frameAbout(axis, rays[0])
	angle := func(r vector) float64 { return math.Atan2(r.dot(y), r.dot(x)) }
	for i := 1; i < len(rays); i++ {
		for j := i; j > 0 && angle(rays[j]) < angle(rays[j-1]); j-- {
			rays[j], rays[j-1] = rays[j-1], rays[j]
		}
	}
	return rays
}

// frameAbout completes the unit vector axis to a right-handed frame whose first vector leans
// towards hint.
func frameAbout(axis, hint vector) (x, y vector) {
	for _, h := range []vector{hint, {1}, {0, 1}, {0, 0, 1}} {
		if e, ok := h.plus(-h.dot(axis), axis).unit(); ok {
			return e, axis.cross(e)
		}
	}
	return vector{1}, vector{0, 1}
}
