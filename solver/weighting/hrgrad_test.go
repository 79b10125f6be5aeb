package weighting

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// The two-task example, worked by hand: g_1 = (1,0), g_2 = (-0.6,0.8). The cone
// is spanned by l = (0.6,1) and (1,0.6), that is by (0,0.8) and (0.64,0.48), so
// d* = U((0,1) + (0.8,0.6)) = (0.447214, 0.894427) = U(1,2).
func TestTwoTaskExample(t *testing.T) {
	g := [][]float64{{1, 0}, {-0.6, 0.8}}
	w := mustNew(t, "hrgrad", Options{})
	r := mustWeights(t, w, gramOf(g), nil)
	if r.Path != PathRotated || r.AnchorMethod != AnchorRays || r.Conflicts != 2 {
		t.Fatalf("path %s, anchor %s, %d conflicts", r.Path, r.AnchorMethod, r.Conflicts)
	}
	d := combine(g, r.Anchor)
	want := []float64{1 / math.Sqrt(5), 2 / math.Sqrt(5)}
	for i := range want {
		if math.Abs(d[i]-want[i]) > 1e-12 {
			t.Fatalf("anchor %v, want %v", d, want)
		}
	}
	// angle(g_1, d*) = atan 2, and by symmetry about the bisector the same for g_2.
	for i, a := range r.MaxAngles {
		if math.Abs(a-math.Atan(2)) > 1e-12 {
			t.Errorf("largest angle %d is %v, want atan 2 = %v", i, a, math.Atan(2))
		}
	}
	// Both gradients turn by the same a towards the bisector; the closed form of
	// the objective is (1 - cos(phi-2a))/2 + (1/4)(1 - cos a) * 2 with phi the
	// angle between them, so the first step from a = 0 is 0.2 sin(phi)/2 for each.
	phi := math.Acos(-0.6)
	for i, a := range r.Angles {
		if want := 0.2 * math.Sin(phi) / 2; math.Abs(a-want) > 1e-12 {
			t.Errorf("angle %d is %v, want %v", i, a, want)
		}
	}
	// By symmetry g_u = d*, and the update is its length times the sum of cosines
	// of the turned gradients, 2 cos(phi/2 - a).
	u := combine(g, r.Weights)
	length := 2 * math.Cos(phi/2-0.1*math.Sin(phi))
	for i := range u {
		if math.Abs(u[i]-length*want[i]) > 1e-12 {
			t.Fatalf("update %v, want %v along %v", u, length, want)
		}
	}
	if math.Abs(r.MinCosine-math.Cos(phi/2)) > 1e-12 {
		t.Errorf("least cosine %v, want %v", r.MinCosine, math.Cos(phi/2))
	}
	if want := 2*(2-1.2)/4 - 1; math.Abs(r.Alignment-want) > 1e-12 {
		t.Errorf("alignment %v, want %v", r.Alignment, want)
	}
}

// unitVectors returns gb_i (nil for a zero gradient).
func unitVectors(g [][]float64) [][]float64 {
	out := make([][]float64, len(g))
	for i := range g {
		if isZero(g[i]) {
			continue
		}
		out[i] = append([]float64(nil), g[i]...)
		rescale(out[i], 1/math.Sqrt(dot(g[i], g[i])))
	}
	return out
}

// turned rebuilds r_i = cos(a) gb_i + sin(a) U(d* - (gb_i.d*) gb_i) from the
// report, in the space of the gradients.
func turned(gb [][]float64, rep *Report) (r [][]float64, d []float64) {
	for i := range gb {
		if gb[i] == nil {
			continue
		}
		if d == nil {
			d = make([]float64, len(gb[i]))
		}
		for k := range d {
			d[k] += rep.Anchor[i] * gb[i][k]
		}
	}
	r = make([][]float64, len(gb))
	for i := range gb {
		if gb[i] == nil {
			continue
		}
		r[i] = append([]float64(nil), gb[i]...)
		if rep.Angles[i] == 0 {
			continue
		}
		c := dot(gb[i], d)
		w := append([]float64(nil), d...)
		for k := range w {
			w[k] -= c * gb[i][k]
		}
		rescale(w, 1/math.Sqrt(dot(w, w)))
		for k := range w {
			r[i][k] = math.Cos(rep.Angles[i])*gb[i][k] + math.Sin(rep.Angles[i])*w[k]
		}
	}
	return r, d
}

// The anchor has unit length and agrees with every task; angles stay in their
// boxes and at 0 without conflict; turned gradients keep their length; the
// update has equal cosine with all of them and the length of the method.
func TestHRGradStages(t *testing.T) {
	paths := map[string]int{}
	each(t, 6, func(t *testing.T, fam family, r *rand.Rand, g [][]float64) {
		w := mustNew(t, "hrgrad", Options{})
		gb := unitVectors(g)
		for range 4 {
			rep := mustWeights(t, w, gramOf(g), losses(r, len(g)))
			paths[rep.Path]++
			if rep.AnchorMethod == "" || rep.Path == PathEmpty {
				continue
			}
			rot, d := turned(gb, rep)
			if math.Abs(dot(d, d)-1) > 1e-6 {
				t.Fatalf("anchor of length %v", math.Sqrt(dot(d, d)))
			}
			for i := range g {
				if gb[i] == nil {
					continue
				}
				if c := dot(gb[i], d); c < -1e-6 {
					t.Fatalf("anchor (%s) has product %v with task %d", rep.AnchorMethod, c, i)
				}
				if rep.Anchor[i] < 0 {
					t.Fatalf("anchor coefficient %d is %v", i, rep.Anchor[i])
				}
				if a := rep.Angles[i]; a < 0 || a > math.Min(rep.MaxAngles[i], math.Pi/2) || !rep.Conflict[i] && a != 0 {
					t.Fatalf("angle %d is %v, largest %v, conflict %v", i, a, rep.MaxAngles[i], rep.Conflict[i])
				}
				if l := dot(rot[i], rot[i]); math.Abs(l-1) > 1e-6 {
					t.Fatalf("turned gradient %d has length %v", i, math.Sqrt(l))
				}
			}
			if !fam.generic && fam.name != "duplicated" && fam.name != "orthogonal" || rep.Path == PathMinNorm || rep.Path == PathStationary {
				continue
			}
			u := combine(g, rep.Weights)
			length, first := 0.0, math.NaN()
			for i := range g {
				if gb[i] == nil {
					continue
				}
				c := cosine(rot[i], u)
				length += math.Sqrt(dot(g[i], g[i])) * c
				if math.IsNaN(first) {
					first = c
				}
				if math.Abs(c-first) > 1e-8 {
					t.Fatalf("cosine with turned gradient %d is %v, with the first %v (%s)", i, c, first, rep.Path)
				}
			}
			if got := math.Sqrt(dot(u, u)); math.Abs(got-length) > 1e-8*length {
				t.Fatalf("update of length %v, want %v", got, length)
			}
		}
	})
	for _, p := range []string{PathNoConflict, PathRotated, PathGuarded, PathStationary, PathEmpty} {
		if paths[p] == 0 {
			t.Errorf("no input took path %q: %v", p, paths)
		}
	}
}

// Without any conflict HRGrad is ConFIG, bit for bit.
func TestHRGradIsConFIGWithoutConflict(t *testing.T) {
	seen := 0
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 2))
		m := 1 + int(seed%12)
		g := shared(r, gaussian(r, m, 40), 1.5)
		h := mustWeights(t, mustNew(t, "hrgrad", Options{}), gramOf(g), nil)
		c := mustWeights(t, mustNew(t, "config", Options{}), gramOf(g), nil)
		if h.Conflicts > 0 {
			continue
		}
		seen++
		if h.Path != PathNoConflict || h.InnerSteps != 0 {
			t.Fatalf("path %s, %d inner steps", h.Path, h.InnerSteps)
		}
		for i := range g {
			if h.Weights[i] != c.Weights[i] || h.Angles[i] != 0 {
				t.Fatalf("weight %v, ConFIG %v, angle %v", h.Weights[i], c.Weights[i], h.Angles[i])
			}
		}
	}
	if seen < 50 {
		t.Fatalf("only %d inputs without conflict", seen)
	}
}

// squeezed returns the m vertices of a regular simplex around the origin, lifted
// by h along a common direction: unit vectors whose hull has its nearest point at
// distance h, with a Gram matrix of condition number about 1/((m-1) h^2).
func squeezed(m int, h float64) [][]float64 {
	g := make([][]float64, m)
	mf := float64(m)
	for i := range g {
		g[i] = make([]float64, m)
		for k := range g[i] {
			g[i][k] = -1 / mf
		}
		g[i][i]++
		rescale(g[i], math.Sqrt((1-h*h)*mf/(mf-1)))
		for k := range g[i] {
			g[i][k] += h / math.Sqrt(mf)
		}
	}
	return g
}

// A positive product with every task holds up to the condition number stated at
// HRGrad, 1e13/m, and beyond it the operator says that there is no common
// direction rather than returning one. ConFIG alone holds up to 1e6.
func TestHRGradConditioning(t *testing.T) {
	minNorm := 0
	r := rand.New(rand.NewPCG(2, 2))
	for _, m := range []int{2, 3, 5, 8, 16, 32} {
		for e := 0.25; e <= 18; e += 0.25 {
			cond := math.Pow(10, e)
			g := squeezed(m, 1/math.Sqrt(cond*float64(m-1)))
			for i := range g {
				// Lengths from 1e-10 to 1e15, by powers of two to keep the angles.
				rescale(g[i], math.Ldexp(1, r.IntN(84)-33))
			}
			rep := mustWeights(t, mustNew(t, "hrgrad", Options{}), gramOf(g), nil)
			u := combine(g, rep.Weights)
			least := math.Inf(1)
			for i := range g {
				least = math.Min(least, cosine(g[i], u))
			}
			if rep.Path == PathMinNorm {
				minNorm++
			}
			name := fmt.Sprintf("m=%d cond 1e%v: path %s, least cosine %.3g", m, e, rep.Path, least)
			switch {
			case cond <= 1e13/float64(m):
				if rep.Path == PathStationary || least <= 0 {
					t.Errorf("%s; must be positive", name)
				}
			case cond >= 1e16:
				if rep.Path != PathStationary || least != 0 {
					t.Errorf("%s; must be stationary", name)
				}
			}
			c := mustWeights(t, mustNew(t, "config", Options{}), gramOf(g), nil)
			if e < 5.9 && c.MinCosine <= 0 {
				t.Errorf("%s: ConFIG has cosine %v within its cut", name, c.MinCosine)
			}
			if e > 6.1 && c.MinCosine > 1e-6 {
				t.Errorf("%s: ConFIG keeps %v beyond its cut", name, c.MinCosine)
			}
		}
	}
	if minNorm == 0 {
		t.Error("no input took the minimum-norm path")
	}
}

// A gradient parallel to the anchor does not turn.
func TestParallelToAnchor(t *testing.T) {
	g := [][]float64{{1, 0.5, 0}, {-1, 0.5, 0}, {0, 3, 0}}
	rep := mustWeights(t, mustNew(t, "hrgrad", Options{}), gramOf(g), nil)
	if rep.MaxAngles[2] != 0 || rep.Angles[2] != 0 || rep.Conflict[2] {
		t.Fatalf("largest angle %v, angle %v", rep.MaxAngles[2], rep.Angles[2])
	}
	if rep.Angles[0] <= 0 || math.Abs(rep.Angles[0]-rep.Angles[1]) > 1e-12 {
		t.Fatalf("angles %v", rep.Angles)
	}
}

// The angle iteration descends on its objective and, run long, meets the
// optimality conditions on the box; its derivative is that of the objective.
func TestAngleObjective(t *testing.T) {
	objective := func(rot [][]float64, gb [][]float64, lambda float64) float64 {
		m := float64(len(rot))
		s := 0.0
		for i := range rot {
			for j := 0; j < i; j++ {
				s += (1 - dot(rot[i], rot[j])) / (m * (m - 1))
			}
			d := 0.0
			for k := range rot[i] {
				d += (rot[i][k] - gb[i][k]) * (rot[i][k] - gb[i][k])
			}
			s += lambda * d / (4 * m)
		}
		return s
	}
	interior := 0
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 3))
		m := 2 + int(seed%5)
		g := gaussian(r, m, 9)
		gb := unitVectors(g)
		last := math.Inf(1)
		for _, steps := range []int{1, 3, 10, 4000} {
			w := mustNew(t, "hrgrad", Options{})
			w.(*HRGrad).search.least, w.(*HRGrad).search.most = steps, steps
			rep := mustWeights(t, w, gramOf(g), nil)
			if rep.Conflicts == 0 || rep.Path != PathRotated {
				break
			}
			rot, _ := turned(gb, rep)
			now := objective(rot, gb, 1)
			if now > last+1e-14 {
				t.Fatalf("objective rose from %v to %v", last, now)
			}
			last = now
			if steps < 4000 {
				continue
			}
			for i := range g {
				a := rep.Angles[i]
				shift := func(h float64) float64 {
					rep.Angles[i] = a + h
					rot, _ := turned(gb, rep)
					rep.Angles[i] = a
					return objective(rot, gb, 1)
				}
				if !rep.Conflict[i] || a < 1e-6 || a > rep.MaxAngles[i]-1e-6 {
					continue
				}
				interior++
				if slope := (shift(1e-5) - shift(-1e-5)) / 2e-5; math.Abs(slope) > 1e-7 {
					t.Fatalf("interior angle %v has slope %v", a, slope)
				}
			}
		}
	}
	if interior < 5 {
		t.Fatalf("only %d interior angles seen", interior)
	}
}

// The number of inner steps follows the spread of the relative loss changes.
func TestInnerSteps(t *testing.T) {
	gram := gramOf([][]float64{{1, 0}, {-0.6, 0.8}})
	w := mustNew(t, "hrgrad", Options{})
	for i, c := range []struct {
		losses []float64
		want   int
	}{
		{[]float64{1, 1}, 1},   // nothing to compare with
		{[]float64{1, 1}, 1},   // no change
		{[]float64{2, 0.5}, 4}, // changes 1, -0.5: s = 0.75, 1 + 9*0.75/1.75 = 4.857
		{[]float64{4, 1}, 1},   // both double: s = 0
		{[]float64{4e9, 1}, 9}, // cut at 1e6: s = 5e5, just below the largest
		{nil, 1},               // without losses
		{[]float64{0, 0}, 1},   // both vanish
		{[]float64{5, 7}, 1},   // from zero: counts as none
	} {
		if rep := mustWeights(t, w, gram, c.losses); rep.InnerSteps != c.want {
			t.Errorf("call %d: %d inner steps, want %d", i, rep.InnerSteps, c.want)
		}
	}
}
