package reference

import (
	"fmt"
	"testing"
	"time"
)

// conserved returns rho, rho u and E = (rho u^2 + rho T)/2 averaged over a
// cell of width .01 around x at t = .1.
func conserved(t testing.TB, s Solution, x float64) [3]float64 {
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
		problem string
		eps, x  float64
		want    []float64
	}{
		{"bgk-riemann", 1, -.245, []float64{1.45237, .12414, .95596}},
		{"bgk-riemann", 1, .105, []float64{.85909, .39535}},
		{"bgk-riemann", .1, -.245, []float64{1.45217, .12116, .96740}},
		{"bgk-riemann", .1, .105, []float64{.85967, .39961}},
		{"bgk-riemann", .01, -.245, []float64{1.45344, .10497, 1.00689}},
		{"bgk-riemann", .01, .105, []float64{.85832, .40790}},
		{"bgk-riemann", .001, -.245, []float64{1.45795, .08795, 1.03299}},
		{"bgk-riemann", .001, .105, []float64{.84634, .39892}},
		{"bgk-riemann", 1e-6, -.245, []float64{1.45924, .08407, 1.03824}},
		{"bgk-riemann", 1e-6, .105, []float64{.84316, .39646}},
		{"bgk-smooth", 1, -.245, []float64{.58979, -.00809, .37620}},
		{"bgk-smooth", 1, .105, []float64{1.25151, -.20376}},
		{"bgk-smooth", .1, -.245, []float64{.58940, -.00798, .37873}},
		{"bgk-smooth", .01, -.245, []float64{.58722, -.00741, .38960}},
		{"bgk-smooth", .001, -.245, []float64{.58481, -.00683, .39706}},
		{"bgk-smooth", 1e-6, -.245, []float64{.58430, -.00671, .39829}},
		{"bgk-smooth", 1e-6, .105, []float64{1.25132, -.20514}},
	} {
		key := fmt.Sprint(c.problem, c.eps)
		start := time.Now()
		if _, ok := solved[key]; !ok {
			solved[key] = solve(t, c.problem, c.eps)
			t.Log(c.problem, c.eps, time.Since(start))
		}
		got := conserved(t, solved[key], c.x)
		t.Log(c.problem, c.eps, c.x, got)
		for i, want := range c.want {
			near(t, fmt.Sprintf("%s eps %g x %g: %s", c.problem, c.eps, c.x, names[i]), got[i], want, 3e-4)
		}
	}
}

var solved = map[string]Solution{}
