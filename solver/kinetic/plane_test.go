package kinetic

import (
	"math"
	"testing"
)

// For random parameters eps^2 (f_t + sigma_a f - G) + eps v . grad f + f - rho of the distribution that Distribution shows, by central
// differences, is eps^2 macro + eps micro; and the macro residual is the conservation law of the fields that Outputs shows.
func TestPlaneResidualsAreTheKineticEquation(t *testing.T) {
	forEachForm(t, func(t *testing.T, f form) {
		if !f.info.Plane() {
			t.Skip("one space dimension")
		}
		b := newBench(t, f, 4, []float64{1, 0.3, 0.1, 0.03, 1e-2, 1e-3, 1e-6}, 6)
		for i := range b.points.T { // half of the points into the initial layer
			if e := b.points.Eps[b.points.Cell[i]]; i%2 == 0 {
				b.points.T[i] = min(b.info.TEnd/2, 1.5*e*e)
			}
		}
		m := b.model.(*plane)
		st := b.model.State(b.tape, b.points, true)
		macro, _, _ := b.model.Residual(b.tape, b.points, st, "macro")
		micro, weights, _ := b.model.Residual(b.tape, b.points, st, "micro")
		out := b.model.Outputs(b.tape, b.points, st)
		dist := b.model.Distribution(b.tape, b.points, st)
		b.tape.Forward()
		ma, mi, o, fd := b.matrix(macro), b.matrix(micro), b.matrix(out), b.matrix(dist)
		ft, fx, fy := b.difference(dist, true, timeStep(b)), b.difference(dist, false, spaceStep(b)), b.differenceY(dist, spaceStep(b))
		ot, ox, oy := b.difference(out, true, timeStep(b)), b.difference(out, false, spaceStep(b)), b.differenceY(out, spaceStep(b))
		angles := b.model.Velocities()
		var sum float64
		for _, w := range weights {
			sum += w
		}
		if math.Abs(sum-1) > 1e-14 {
			t.Errorf("column weights with sum %g", sum)
		}
		for k, value := range fd {
			i, theta := k/len(angles), angles[k%len(angles)]
			tt, x, y, e := b.points.Place(i)
			var absorption, source float64
			if m.medium != nil {
				absorption, source = m.medium(x, y)
			}
			vy, vx := math.Sincos(theta)
			want := e*e*(ft[k]+absorption*value-source) + e*(vx*fx[k]+vy*fy[k]) + value - o[3*i]
			if got := e*e*ma[i] + e*mi[k]; !near(got, want, 1e-6*(1+e*math.Abs(fx[k])+e*math.Abs(fy[k]))) {
				t.Fatalf("eps %g, t %g, x %g, y %g, angle %g: residuals give %.10g, the equation %.10g", e, tt, x, y, theta, got, want)
			}
			if tt < 1e-5 {
				continue // a difference in t is rounding
			}
			law := ot[3*i] + ox[3*i+1] + oy[3*i+2] + absorption*o[3*i] - source
			if !near(ma[i], law, 2e-6*(1+math.Abs(ot[3*i])+math.Abs(ox[3*i+1])+math.Abs(oy[3*i+2]))) {
				t.Fatalf("eps %g, t %g, x %g, y %g: macro residual %.10g, conservation law %.10g", e, tt, x, y, ma[i], law)
			}
		}
	})
}

// The rule is exact to its degree and the modes are orthonormal without mean.
func TestCircle(t *testing.T) {
	q := newCircle(16)
	const l = 5
	modes := q.modes(l)
	n := q.n()
	for a := range 2 * l {
		var mean float64
		for j := range n {
			mean += modes[a*n+j] / float64(n)
		}
		if math.Abs(mean) > 1e-14 {
			t.Errorf("mode %d has mean %g", a, mean)
		}
		for b := range 2 * l {
			var dot, want float64
			for j := range n {
				dot += modes[a*n+j] * modes[b*n+j] / float64(n)
			}
			if a == b {
				want = 1
			}
			if math.Abs(dot-want) > 1e-14 {
				t.Errorf("modes %d and %d: %g", a, b, dot)
			}
		}
	}
}
