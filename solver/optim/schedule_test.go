package optim

import (
	"math"
	"testing"
)

func TestRate(t *testing.T) {
	const base, plan = 0.02, 1000
	for _, c := range []struct {
		schedule string
		step     int
		want     float64
	}{
		{Constant, 0, base / 100}, {Constant, 49, base / 2}, {Constant, 99, base}, {Constant, 100, base}, {Constant, 10 * plan, base},
		{Cosine, 500, base * 0.5005}, {Cosine, 1000, base * 0.001}, {Cosine, 5000, base * 0.001},
		{Cosine, 250, base * (0.001 + 0.4995*(1+math.Sqrt(0.5)))}, {Cosine, 0, base / 100},
		{Exponential, 200, base * 0.96}, {Exponential, 1000, base * math.Pow(0.96, 5)}, {Exponential, 300, base * math.Pow(0.96, 1.5)},
		{Exponential, 10, base * math.Pow(0.96, 0.05) * 0.11},
	} {
		if got := Rate(c.schedule, base, c.step, plan); math.Abs(got-c.want) > 1e-13*c.want {
			t.Errorf("%s at step %d: %.15g, want %.15g", c.schedule, c.step, got, c.want)
		}
	}
}

func TestRateIsPositiveAndFallsAfterWarmup(t *testing.T) {
	for _, schedule := range []string{Cosine, Exponential, Constant} {
		for _, plan := range []int{1, 50, 1000} {
			last := math.Inf(1)
			for step := range 2000 {
				r := Rate(schedule, 1, step, plan)
				if !(r > 0 && r <= 1) {
					t.Fatalf("%s: rate %v at step %d of %d", schedule, r, step, plan)
				}
				if step >= warmup {
					if r > last {
						t.Fatalf("%s: rate rises to %v at step %d of %d", schedule, r, step, plan)
					}
					last = r
				}
			}
		}
	}
}
