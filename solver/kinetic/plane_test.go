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

// On the sphere, for random parameters, eps^2 macro + eps micro is the kinetic equation of f = rho + eps g at every node, derivatives by
// central differences; the mean of what Distribution shows is the density, and the mean of g is zero.
func TestPlaneResidualsOnSphereAreTheKineticEquation(t *testing.T) {
	for _, name := range []string{"transport2d-mode", "transport2d-pulse", "transport2d-lattice"} {
		for k, head := range []string{Nodal, Modal} {
			p, err := ByName(name)
			if err != nil {
				t.Fatal(err)
			}
			formulations := p.Info().Formulations
			b := newBench(t, form{p, p.Info(), Options{Formulation: formulations[k%len(formulations)], Head: head, Initial: Hard, Directions: Sphere, Width: 6, Depth: 2}}, 9, []float64{1, 0.3, 0.1, 1e-2, 1e-4}, 5)
			m := b.model.(*plane)
			st := b.model.State(b.tape, b.points, true)
			nv := m.q.n()
			f := b.tape.Add(b.tape.MulConst(b.tape.Value(st[0]), ones(nv), nv), b.tape.Mul(b.tape.Value(st[1]), b.points.Power(b.tape, 1)))
			macro, _, _ := b.model.Residual(b.tape, b.points, st, "macro")
			micro, weights, _ := b.model.Residual(b.tape, b.points, st, "micro")
			out, shown := b.model.Outputs(b.tape, b.points, st), b.model.Distribution(b.tape, b.points, st)
			b.tape.Forward()
			ma, mi, o, fd, sd := b.matrix(macro), b.matrix(micro), b.matrix(out), b.matrix(f), b.matrix(shown)
			ft, fx, fy := b.difference(f, true, timeStep(b)), b.difference(f, false, spaceStep(b)), b.differenceY(f, spaceStep(b))
			angles := len(b.model.Velocities())
			for i := range b.points.T {
				_, x, y, e := b.points.Place(i)
				var absorption, source float64
				if m.medium != nil {
					absorption, source = m.medium(x, y)
				}
				var mean, flux float64
				for j := range nv {
					k := i*nv + j
					vy, vx := math.Sincos(m.q.theta[j])
					s := math.Sqrt(1 - m.q.height[j]*m.q.height[j])
					want := e*e*(ft[k]+absorption*fd[k]-source) + e*s*(vx*fx[k]+vy*fy[k]) + fd[k] - o[3*i]
					if got := e*e*ma[i] + e*mi[k]; !near(got, want, 1e-6*(1+e*math.Abs(fx[k])+e*math.Abs(fy[k]))) {
						t.Fatalf("%s, %s, eps %g, node %d: residuals give %.10g, the equation %.10g", name, head, e, j, got, want)
					}
					mean += weights[j] * (fd[k] - o[3*i]) / e
					flux += weights[j] * s * vx * fd[k] / e
				}
				if !near(mean, 0, 2e-6+1e-10/e) || !near(flux, o[3*i+1], 1e-10/e) { // 2e-6: initial data of the mode are no polynomial in v
					t.Fatalf("%s, %s, eps %g: <g> = %g, flux %.9g and <v f>/eps %.9g", name, head, e, mean, o[3*i+1], flux)
				}
				sum := 0.0
				for j := range angles {
					sum += sd[i*angles+j] / float64(angles)
				}
				if !near(sum, o[3*i], 2e-6*(1+math.Abs(o[3*i]))) {
					t.Fatalf("%s, %s, eps %g: mean of f over the angles %.12g, density %.12g", name, head, e, sum, o[3*i])
				}
			}
		}
	}
}

// The initial state of transport2d-mode on the sphere is the eigenmode, and the network's part vanishes there: the residuals of its exact
// continuation f0 exp(-lambda t), put in for R and N, are zero.
func TestPlaneModeOnSphereSolvesItsEquation(t *testing.T) {
	for _, eps := range []float64{1, 0.3, 0.01} {
		const k = planeModeWave
		q := newSphere(4)
		rate := planeModeRate(Sphere, eps, 2*k*k)
		s := 1 - eps*eps*rate
		for j := range q.n() { // f = a(v) exp(-rate t + i k.x): (-eps^2 rate + i eps k.v + 1) a = <a> = 1
			w := k * (q.x[j] + q.y[j])
			a := 1 / complex(s, eps*w)
			if r := complex(1-eps*eps*rate, eps*w)*a - 1; math.Hypot(real(r), imag(r)) > 1e-14 {
				t.Errorf("eps %g, node %d: residual %g", eps, j, r)
			}
		}
		var mean complex128
		fine := newSphere(40)
		for j := range fine.n() {
			mean += complex(fine.share(j, 1), 0) / complex(s, eps*k*(fine.x[j]+fine.y[j]))
		}
		if math.Hypot(real(mean)-1, imag(mean)) > 1e-12 {
			t.Errorf("eps %g: <a> = %v, want 1", eps, mean)
		}
	}
}

// The rule on the sphere is exact to its degree, its harmonics are orthonormal without mean, and <v_x^2> = 1/3.
func TestSphere(t *testing.T) {
	for _, l := range []int{4, 7} {
		q := newSphere(l)
		n := q.n()
		modes := q.modes(l)
		if len(modes) != q.size(l)*n || q.size(1) != 2 || q.size(2) != 5 {
			t.Fatalf("degree %d: %d values, sizes %d, %d", l, len(modes), q.size(1), q.size(2))
		}
		for a := range q.size(l) {
			mean := 0.0
			for j := range n {
				mean += q.share(j, modes[a*n+j])
			}
			if math.Abs(mean) > 1e-14 {
				t.Errorf("mode %d has mean %g", a, mean)
			}
			for b := range q.size(l) {
				dot, want := 0.0, 0.0
				for j := range n {
					dot += q.share(j, modes[a*n+j]*modes[b*n+j])
				}
				if a == b {
					want = 1
				}
				if math.Abs(dot-want) > 1e-13 {
					t.Errorf("modes %d and %d: %g", a, b, dot)
				}
			}
		}
		second := 0.0
		for j := range n {
			second += q.share(j, q.x[j]*q.x[j])
		}
		if math.Abs(second-planeDiffusivity(Options{Directions: Sphere})) > 1e-15 {
			t.Errorf("<v_x^2> = %g", second)
		}
	}
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
