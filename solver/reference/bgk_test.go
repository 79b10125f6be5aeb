package reference

import (
	"fmt"
	"math"
	"testing"
)

// conserved returns rho, rho u and E = (rho u^2 + rho T)/2 averaged over a
// cell of width .01 around x at t = .1.
func conserved(t testing.TB, s Solution, x float64) [3]float64 {
	t.Helper()
	pos, w := gauss(8, x-0.005, x+0.005)
	out := at(t, s, 0.1, pos...)
	var sum [3]float64
	for i := range pos {
		rho, u, tt := out[0][i], out[1][i], out[2][i]
		sum[0] += w[i] / 0.01 * rho
		sum[1] += w[i] / 0.01 * rho * u
		sum[2] += w[i] / 0.01 * (rho*u*u + rho*tt) / 2
	}
	return sum
}

func TestBGKCheckValues(t *testing.T) {
	names := [3]string{"rho", "rho u", "E"}
	for _, c := range []struct {
		problem     string
		eps         float64
		left, right []float64 // at x = -.245 and .105
	}{
		{"bgk-riemann", 1, []float64{1.45237, .12414, .95596}, []float64{.85909, .39535}},
		{"bgk-riemann", .1, []float64{1.45217, .12116, .96740}, []float64{.85967, .39961}},
		{"bgk-riemann", .01, []float64{1.45344, .10497, 1.00689}, []float64{.85832, .40790}},
		{"bgk-riemann", .001, []float64{1.45795, .08795, 1.03299}, []float64{.84634, .39892}},
		{"bgk-riemann", 1e-6, []float64{1.45924, .08407, 1.03824}, []float64{.84316, .39646}},
		{"bgk-smooth", 1, []float64{.58979, -.00809, .37620}, []float64{1.25151, -.20376}},
		{"bgk-smooth", .1, []float64{.58940, -.00798, .37873}, nil},
		{"bgk-smooth", .01, []float64{.58722, -.00741, .38960}, nil},
		{"bgk-smooth", .001, []float64{.58481, -.00683, .39706}, nil},
		{"bgk-smooth", 1e-6, []float64{.58430, -.00671, .39829}, []float64{1.25132, -.20514}},
	} {
		s := solve(t, c.problem, c.eps)
		left, right := conserved(t, s, -.245), conserved(t, s, .105)
		for i, want := range c.left {
			near(t, fmt.Sprintf("%s eps %g: %s(-.245)", c.problem, c.eps, names[i]), left[i], want, 1e-4)
		}
		for i, want := range c.right {
			near(t, fmt.Sprintf("%s eps %g: %s(.105)", c.problem, c.eps, names[i]), right[i], want, 1e-4)
		}
	}
}

// Half of the default cells stay within eight times the promised accuracy in
// rho, u, T; the order is checked on smooth data below.
func TestBGKConverged(t *testing.T) {
	x := linspace(-0.5, 0.5, 200)
	for _, p := range []string{"bgk-smooth", "bgk-riemann"} {
		for _, eps := range uniform {
			s := solve(t, p, eps)
			h := unchecked(s).(*bgkHistory)
			half, err := New(p, eps, Options{Cells: h.cells(eps) / 2})
			if err != nil {
				t.Fatal(err)
			}
			a, b := at(t, half, 0.1, x...), at(t, s, 0.1, x...)
			for f := range 3 {
				if e := RelL2(a[f], b[f]); e > 4e-3 {
					t.Errorf("%s eps %g: %s changes by %.1e", p, eps, bgkFields[f], e)
				}
			}
		}
	}
}

// The ballistic cloud solves the BGK equation for every eps: the solver is
// started from it at t = 0 and compared at t = .1. Time order two and uniform
// in eps; the error in x is of higher order.
func TestBGKOrder(t *testing.T) {
	exact := ballistic{}
	for _, eps := range []float64{1, 1e-1, 1e-2, 1e-4, 1e-6} {
		var before float64
		for l, n := range []int{80, 160, 320} {
			h := 4 / float64(n)
			s := newBGK(bgkPlain, eps, -2+h/2, h, n, false, func(x float64) moments { return exact.state(0, x) })
			// A few large steps, so that time dominates space.
			steps := n / 10
			for range steps {
				if err := s.advance(0.1 / float64(steps)); err != nil {
					t.Fatal(err)
				}
			}
			var num, den float64
			for i := range s.rho {
				x := -2 + h*(float64(i)+0.5)
				m := exact.state(0.1, x)
				for _, d := range [][2]float64{{s.rho[i], m.rho}, {s.rho[i] * s.u[i], m.rho * m.u}, {s.rho[i] * s.tt[i], m.rho * m.t}} {
					num += (d[0] - d[1]) * (d[0] - d[1])
					den += d[1] * d[1]
				}
			}
			e := math.Sqrt(num / den)
			t.Logf("eps %g, %d cells: %.2e", eps, n, e)
			if order := math.Log2(before / e); l > 0 && order < 1.8 {
				t.Errorf("eps %g, %d cells: order %.2f", eps, n, order)
			}
			before = e
		}
	}
}

// Mass, momentum and energy are conserved to rounding error on the periodic
// interval, at every eps.
func TestBGKConservation(t *testing.T) {
	for _, eps := range uniform {
		s := newBGK(bgkPlain, eps, -0.5+1./128, 1./64, 64, true, bgkSmooth.initial)
		total := func() (sum [3]float64) {
			for i, rho := range s.rho {
				sum[0] += rho / 64
				sum[1] += rho * s.u[i] / 64
				sum[2] += rho * (s.u[i]*s.u[i] + s.tt[i]) / 128
			}
			return sum
		}
		before := total()
		for range 60 {
			if err := s.advance(0.1 / 60); err != nil {
				t.Fatal(err)
			}
		}
		s.measure(s.f)
		after := total()
		for i := range before {
			near(t, fmt.Sprintf("eps %g: invariant %d", eps, i), after[i], before[i], 2e-13)
		}
	}
}

// For small eps the heat flux is that of Chapman and Enskog, q = -3/2 eps rho
// T T_x for one velocity dimension.
func TestBGKHeatFlux(t *testing.T) {
	for _, eps := range []float64{1e-4, 1e-6} {
		s := solve(t, "bgk-smooth", eps)
		x := linspace(-0.45, 0.45, 30)
		const h = 1e-3
		for _, time := range []float64{0.03, 0.1} {
			out := at(t, s, time, x...)
			q := make([]float64, len(x))
			for i, xi := range x {
				tt := at(t, s, time, xi-h, xi+h)[2]
				q[i] = -1.5 * eps * out[0][i] * out[2][i] * (tt[1] - tt[0]) / (2 * h)
			}
			if e := RelL2(out[3], q); e > 2e-3+100*eps { // Burnett terms
				t.Errorf("eps %g, t %g: q differs by %.1e", eps, time, e)
			}
		}
	}
}

// The moments of the distribution, integrated along characteristics, are the
// fields.
func TestBGKDistribution(t *testing.T) {
	for _, p := range []string{"bgk-smooth", "bgk-riemann", "bgk-ballistic"} {
		for _, eps := range []float64{1, 0.1, 1e-3} {
			s := solve(t, p, eps)
			for _, time := range []float64{0, 0.04, 0.1} {
				x := []float64{-0.5, -0.23, 0.02, 0.3, 0.5}
				v := linspace(-8, 8, 64)
				f, err := s.(Distributed).Distribution(time, x, v)
				if err != nil {
					t.Fatal(err)
				}
				out := at(t, s, time, x...)
				for i := range x {
					var m [4]float64
					for j, vj := range v {
						for k := range m {
							m[k] += 0.25 * f[i][j] * math.Pow(vj, float64(k))
						}
					}
					u := m[1] / m[0]
					at := fmt.Sprintf("%s eps %g t %g x %g: ", p, eps, time, x[i])
					near(t, at+"rho", m[0], out[0][i], 2e-4)
					near(t, at+"u", u, out[1][i], 2e-4)
					near(t, at+"T", m[2]/m[0]-u*u, out[2][i], 4e-4)
					near(t, at+"q", 0.5*(m[3]-3*u*m[2]+2*m[0]*u*u*u), out[3][i], 1e-3)
				}
			}
		}
	}
}

// Initial data: f is a Maxwellian, so u and q vanish; periodic ends agree.
func TestBGKInitialState(t *testing.T) {
	for _, eps := range uniform {
		for _, p := range []string{"bgk-smooth", "bgk-riemann"} {
			s := solve(t, p, eps)
			x := linspace(-0.5, 0.5, 40)
			out := at(t, s, 0, x...)
			for i, xi := range x {
				m := unchecked(s).(*bgkHistory).initial(xi)
				near(t, p+" rho", out[0][i], m.rho, 1e-4)
				near(t, p+" u", out[1][i], 0, 1e-9)
				near(t, p+" T", out[2][i], m.t, 1e-4)
				near(t, p+" q", out[3][i], 0, 1e-12)
			}
			if p == "bgk-smooth" {
				ends := at(t, s, 0.1, -0.5, 0.5)
				for f := range ends {
					near(t, "periodic "+bgkFields[f], ends[f][1], ends[f][0], 1e-9)
				}
			}
		}
	}
}

// eps -> 0 meets the exact Euler solution away from the smoothed jump, large
// eps the collisionless one.
func TestBGKLimits(t *testing.T) {
	euler, err := Limit("bgk-riemann", "euler", Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := bgkRiemann.domain
	ends := at(t, euler, 0, d.XMin, d.XMax)
	near(t, "left state", ends[0][0], 1.5, 0)
	near(t, "right state", ends[2][1], 0.75, 0)
	// Initial data with a jump at eps = 1e-6 against the exact solution.
	const n = 200
	step := newBGK(bgkPlain, 1e-6, -0.5+0.5/n, 1./n, n, false, func(x float64) moments { return bgkRiemann.initial(x * 1e6) })
	for range 2 * n {
		if err := step.advance(0.1 / (2 * n)); err != nil {
			t.Fatal(err)
		}
	}
	exact := at(t, euler, 0.1, linspace(-0.5+0.5/n, 0.5-0.5/n, n-1)...)
	for f, row := range [][]float64{step.rho, step.u, step.tt} {
		var sum float64
		for i := range row {
			sum += math.Abs(row[i]-exact[f][i]) / n
		}
		t.Logf("mean error of %s: %.1e", bgkFields[f], sum)
		if sum > 6e-3 {
			t.Errorf("step data: mean error of %s is %.1e", bgkFields[f], sum)
		}
	}
	for _, p := range []string{"bgk-smooth", "bgk-riemann"} {
		free, err := Limit(p, "free-flight", Options{})
		if err != nil {
			t.Fatal(err)
		}
		x := linspace(-0.5, 0.5, 100)
		for _, time := range []float64{0.003, 0.01} {
			// Collisions change the moments by less than t/eps.
			a, b := at(t, solve(t, p, 1), time, x...), at(t, free, time, x...)
			for f := range 3 {
				if e := RelL2(a[f], b[f]); e > 0.5*time {
					t.Errorf("%s t %g: %s differs from free flight by %.1e", p, time, bgkFields[f], e)
				}
			}
		}
	}
	smooth, err := Limit("bgk-smooth", "euler", Options{})
	if err != nil {
		t.Fatal(err)
	}
	limit, small := at(t, smooth, 0.1, 0.1), at(t, solve(t, "bgk-smooth", 1e-6), 0.1, 0.1)
	for f := range limit {
		near(t, "Euler limit of bgk-smooth", limit[f][0], small[f][0], 1e-5)
	}
	_, err = Limit("transport-mode", "euler", Options{})
	checkInput(t, err, "limit")
	_, err = Limit("bgk-ballistic", "free-flight", Options{})
	checkInput(t, err, "limit")
	_, err = Limit("no-such", "euler", Options{})
	checkInput(t, err, "problem")
}

func TestEulerRiemann(t *testing.T) {
	e, err := EulerRiemann(3, EulerState{1.5, 0, 1.5}, EulerState{0.625, 0, 0.75})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "p*", e.Pressure, 1.06523, 5e-6)
	near(t, "u*", e.Velocity, .467989, 5e-7)
	near(t, "rho*L", e.LeftStar.Rho, 1.169082, 5e-7)
	near(t, "rho*R", e.RightStar.Rho, .811146, 5e-7)
	left, right := [2]float64{e.leftHead, e.leftTail}, [2]float64{e.rightTail, e.rightHead}
	near(t, "fan head", left[0], -2.121320, 5e-7)
	near(t, "fan tail", left[1], -1.185343, 5e-7)
	near(t, "shock", right[0], 2.039298, 5e-7)
	near(t, "shock", right[1], right[0], 0)

	// Rankine-Hugoniot at the shock.
	flux := func(s EulerState) [3]float64 {
		u := s.U - right[0]
		p := s.Rho * s.T
		return [3]float64{s.Rho * u, s.Rho*u*u + p, u * (0.5*s.Rho*u*u + 1.5*p)}
	}
	a, b := flux(e.RightStar), flux(e.Right)
	for i := range a {
		near(t, "Rankine-Hugoniot", a[i], b[i], 1e-12)
	}
	// Riemann invariant u + c (gamma = 3) and entropy p/rho^3 in the fan.
	for _, speed := range []float64{-2.1, -1.6, -1.2} {
		s := e.Sample(speed)
		near(t, "invariant", s.U+s.sound(3), e.Left.sound(3), 1e-12)
		near(t, "characteristic", s.U-s.sound(3), speed, 1e-12)
		near(t, "entropy", s.T/(s.Rho*s.Rho), 1.5/2.25, 1e-12)
	}
	// Mirror image, and a collision with two shocks.
	m, err := EulerRiemann(3, EulerState{0.625, 0, 0.75}, EulerState{1.5, 0, 1.5})
	if err != nil {
		t.Fatal(err)
	}
	for _, speed := range []float64{-3, -1.9, -1.5, -0.2, 0.3, 2.5} {
		s, r := e.Sample(speed), m.Sample(-speed)
		near(t, "mirrored rho", r.Rho, s.Rho, 1e-12)
		near(t, "mirrored u", r.U, -s.U, 1e-12)
	}
	c, err := EulerRiemann(3, EulerState{1, 2, 1}, EulerState{1, -2, 1})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "symmetric collision", c.Velocity, 0, 1e-14)
	if !(c.leftShock && c.rightShock) {
		t.Error("two shocks expected")
	}
	_, err = EulerRiemann(3, EulerState{1, -9, 1}, EulerState{1, 9, 1})
	checkInput(t, err, "velocity difference")
	_, err = EulerRiemann(3, EulerState{-1, 0, 1}, EulerState{1, 0, 1})
	checkInput(t, err, "left")
}

// weno5 is of fifth order on smooth data, and keeps a step between its values.
func TestWENO(t *testing.T) {
	for _, v := range []float64{1, -1.5} {
		var before float64
		for l, n := range []int{20, 40, 80} {
			h := 2 * math.Pi / float64(n)
			f, df := make([]float64, n+6), make([]float64, n)
			for i := range f {
				f[i] = math.Exp(math.Sin(h * float64(i-3)))
			}
			weno5(df, f, v, h)
			var e float64
			for i := range df {
				x := h * float64(i)
				e = math.Max(e, math.Abs(df[i]+v*math.Cos(x)*math.Exp(math.Sin(x))))
			}
			if order := math.Log2(before / e); l > 0 && order < 4.4 {
				t.Errorf("v %g, %d points: order %.2f", v, n, order)
			}
			before = e
		}
		f, df := make([]float64, 26), make([]float64, 20)
		for i := 13; i < 26; i++ {
			f[i] = 1
		}
		weno5(df, f, v, 1)
		for i, d := range df {
			y := f[i+3] + 0.4/math.Abs(v)*d
			if y < -1e-6 || y > 1+1e-6 {
				t.Errorf("v %g: step becomes %g at %d", v, y, i)
			}
		}
	}
}

func BenchmarkBGKRiemannNew(b *testing.B) {
	for _, eps := range uniform {
		b.Run(fmt.Sprint(eps), func(b *testing.B) {
			for range b.N {
				solve(b, "bgk-riemann", eps)
			}
		})
	}
}

func BenchmarkBGKHeatMap(b *testing.B) {
	s := solve(b, "bgk-riemann", 1e-2)
	x := linspace(-0.5, 0.5, 127)
	for range b.N {
		for n := range 64 {
			at(b, s, 0.1*float64(n)/63, x...)
		}
	}
}
