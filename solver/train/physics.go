package train

import (
	"fmt"
	"math"
	"slices"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// Physics tells what fields and distribution at one time have of what the equation wants: contents, signs and symmetry.
type Physics struct {
	T float64 `json:"t"`
	// Contents are integrals over the domain: mass of rho and, of a gas, momentum of rho u and energy. Drifts are their changes since t = 0,
	// relative to the mass, the integral of rho sqrt T and the energy at t = 0, NaN where these vanish. Both count what is inside: where
	// particles pass walls, are absorbed or emitted, a drift is no error, and that of the reference says how large it has to be.
	Contents, Drifts map[string]float64
	// Least holds the least value of every field that cannot be negative, and of f where it is known.
	Least map[string]float64
	// Negative is the share of the mass where f is negative; NaN without f.
	Negative float64
	// Asymmetry is the largest distance of a field from its mirror image, relative to its norm, for every mirror that the data have.
	Asymmetry map[string]float64
}

// Source is what Physics looks at: a network or a reference. Distribution may return nil where f is not known.
type Source interface {
	At(t float64, x []float64) ([][]float64, error)
	Distribution(t float64, x, v []float64) ([][]float64, error)
}

// at is a session at one Knudsen number.
type at struct {
	s   *Session
	eps float64
}

// Source returns the network of a session at one Knudsen number for Physics.
func (s *Session) Source(eps float64) Source { return at{s, eps} }

// At implements Source.
func (a at) At(t float64, x []float64) ([][]float64, error) { return a.s.Evaluate(a.eps, t, x) }

// Distribution implements Source.
func (a at) Distribution(t float64, x, v []float64) ([][]float64, error) {
	return a.s.Distribution(a.eps, t, x, v)
}

// mirrored is the mirror of a domain in one coordinate, or of a square in its diagonal. A period has a mirror halfway between its middle and
// its ends as well, as that of sin 2 pi x.
type mirrored struct {
	name string
	at   func(d info.Domain, x []float64) []float64
	swap bool // components change places
}

// mirrors lists the mirrors of a domain.
func mirrors(p kinetic.Info) []mirrored {
	n := p.Coordinates()
	var out []mirrored
	for c, a := range p.Axes() {
		out = append(out, mirrored{name: a.Name, at: func(d info.Domain, x []float64) []float64 {
			m := slices.Clone(x)
			for i := c; i < len(m); i += n {
				m[i] = a.Min + a.Max - m[i]
			}
			return m
		}})
	}
	if n == 1 && p.Periodic {
		out = append(out, mirrored{name: "x about a quarter", at: func(d info.Domain, x []float64) []float64 {
			m := slices.Clone(x)
			for i, v := range m {
				if m[i] = (3*d.XMin+d.XMax)/2 - v; m[i] < d.XMin {
					m[i] += d.XMax - d.XMin
				}
			}
			return m
		}})
	}
	if n == 2 && p.XMin == p.YMin && p.XMax == p.YMax {
		out = append(out, mirrored{name: "x=y", swap: true, at: func(d info.Domain, x []float64) []float64 {
			m := slices.Clone(x)
			for i := 0; i < len(m); i += 2 {
				m[i], m[i+1] = m[i+1], m[i]
			}
			return m
		}})
	}
	return out
}

// mirrorsWithin is the asymmetry of the reference below which the data are taken to have a symmetry.
const mirrorsWithin = 1e-6

// Checks measures a network and its reference at a time, with the velocities v for f.
func Checks(p kinetic.Info, network, known Source, t float64, v []float64) (net, ref Physics, err error) {
	if net, err = measure(p, network, t, v); err != nil {
		return net, ref, err
	}
	if ref, err = measure(p, known, t, v); err != nil {
		return net, ref, err
	}
	for name, a := range ref.Asymmetry { // a mirror that the data do not have
		if !(a < mirrorsWithin) {
			delete(net.Asymmetry, name)
			delete(ref.Asymmetry, name)
		}
	}
	return net, ref, nil
}

func measure(p kinetic.Info, s Source, t float64, v []float64) (Physics, error) {
	out := Physics{T: t, Contents: map[string]float64{}, Drifts: map[string]float64{}, Least: map[string]float64{}, Asymmetry: map[string]float64{}, Negative: math.NaN()}
	x := errorPoints(p)
	now, err := s.At(t, x)
	if err != nil {
		return out, err
	}
	start, err := s.At(0, x)
	if err != nil {
		return out, err
	}
	cell := 1.0
	for _, a := range p.Axes() {
		cell *= a.Max - a.Min
	}
	cell /= float64(len(x) / p.Coordinates())
	first, scale := integrals(p, start, cell)
	out.Contents, _ = integrals(p, now, cell)
	for name, c := range out.Contents {
		out.Drifts[name] = math.NaN()
		if scale[name] != 0 {
			out.Drifts[name] = (c - first[name]) / scale[name]
		}
	}
	for i, f := range p.Fields {
		if f.Sign == info.Positive {
			out.Least[f.Name] = slices.Min(now[i])
		}
	}
	f := x // in the plane at fewer points: f has as many values at each as there are velocities
	if p.Plane() {
		f = Midpoints(p, 12, 12)
	}
	if err := out.distribution(s, t, f, v); err != nil {
		return out, err
	}
	for _, m := range mirrors(p) {
		image, err := s.At(t, m.at(p.Domain, x))
		if err != nil {
			return out, err
		}
		out.Asymmetry[m.name] = asymmetry(p, m, now, image)
	}
	return out, nil
}

// distribution looks at f.
func (q *Physics) distribution(s Source, t float64, x, v []float64) error {
	f, err := s.Distribution(t, x, v)
	if err != nil || f == nil {
		return err
	}
	least, negative, all := math.Inf(1), 0.0, 0.0
	for _, row := range f {
		for _, value := range row {
			if math.IsNaN(value) {
				return fmt.Errorf("%w: f is not a number at t = %g", ErrDiverged, t)
			}
			least, all, negative = min(least, value), all+math.Abs(value), negative+max(0, -value)
		}
	}
	q.Least["f"] = least
	if all > 0 {
		q.Negative = negative / all
	}
	return nil
}

// integrals returns the contents of Physics and what their drifts are relative to.
func integrals(p kinetic.Info, fields [][]float64, cell float64) (of, scale map[string]float64) {
	of, scale = map[string]float64{}, map[string]float64{}
	rho, u, temp := p.Index("rho"), p.Index("u"), p.Index("T")
	degrees := 3.0
	if p.OneVelocity() {
		degrees = 1
	}
	for i, r := range fields[rho] {
		of["mass"] += cell * r
		if p.Class != info.Gas || u < 0 || temp < 0 {
			continue
		}
		v, t := fields[u][i], fields[temp][i]
		of["momentum"] += cell * r * v
		of["energy"] += cell * 0.5 * r * (v*v + degrees*t)
		scale["momentum"] += cell * r * math.Sqrt(max(0, t))
	}
	scale["mass"], scale["energy"] = of["mass"], of["energy"]
	return of, scale
}

// asymmetry is the largest relative distance of a field from its image, each with the parity that fits it.
func asymmetry(p kinetic.Info, m mirrored, now, image [][]float64) float64 {
	worst := 0.0
	for i, f := range p.Fields {
		other := i
		if m.swap && f.Vector != "" { // the other component
			other = slices.IndexFunc(p.Fields, func(g info.Field) bool { return g.Vector == f.Vector && g.Name != f.Name })
		}
		var even, odd, size float64
		for k, v := range now[i] {
			w := image[other][k]
			even, odd, size = even+(v-w)*(v-w), odd+(v+w)*(v+w), size+v*v
		}
		off := even
		if f.Sign == info.Signed {
			off = min(even, odd)
		}
		if size > 0 {
			worst = max(worst, math.Sqrt(off/size))
		}
	}
	return worst
}
