package kinetic

import (
	"math"
	"testing"
)

// A table of free flight has its moments, their slopes and the heat flux between its nodes, and the data at t = 0.
func TestFlightTable(t *testing.T) {
	p := gasOf(t, openTube)
	exact, table, start := p.free(), p.flown(), p.startOf()
	m := &bgk{flight: exact, flown: table, start: start}
	rng := newRand(5)
	var largest [3]float64 // value, slopes in t and x
	off := largest
	for range 400 {
		at, x := p.file.TEnd*rng.Float64(), rng.Float64()
		got, want := m.flightState(at, x, nil), exact.at(at, x)
		for k, g := range append(got.macro[:], got.heat) {
			w := append(want.macro[:], want.heat)[k]
			if k == 3 {
				g.Dt = w.Dt // left out
			}
			for j, pair := range [3][2]float64{{g.V, w.V}, {g.Dt, w.Dt}, {g.Dx, w.Dx}} {
				off[j] = math.Max(off[j], math.Abs(pair[0]-pair[1]))
				largest[j] = math.Max(largest[j], math.Abs(pair[1]))
			}
		}
	}
	t.Logf("off by %.1e of %.1e", off, largest)
	for j, most := range [3]float64{1e-4, 5e-3, 5e-3} {
		if off[j] > most*largest[j] {
			t.Errorf("derivative %d is off by %g of %g", j, off[j], largest[j])
		}
	}
	for _, x := range []float64{0, 0.31, 0.5, 1} {
		if got := m.flightChange(0, x); got[0].V != 0 || got[1].Dx != 0 || got[2].V != 0 {
			t.Errorf("x %g: free flight has changed the data at t = 0: %v", x, got)
		}
	}
}

// Smoothing leaves what is constant as it is, moves nothing at t = 0, and takes the kinks off a gas of four moments.
func TestBlurredMoments(t *testing.T) {
	p := gasOf(t, openTube)
	const eps = 0.1
	four, blurred := p.four().solve(eps), p.calm().solve(eps)
	kink := func(f *fluid) (most float64) {
		row := f.state[len(f.state)-1]
		for i := 1; i < len(row)-1; i++ {
			most = math.Max(most, math.Abs(row[i+1][2]-2*row[i][2]+row[i-1][2])/(f.h*f.h))
		}
		return most
	}
	if a, b := kink(four), kink(blurred); b > 0.5*a {
		t.Errorf("second slope of log T %g, was %g", b, a)
	}
	for i, c := range blurred.change[0] {
		if c != [3]float64{} {
			t.Fatalf("cell %d has changed by %v at t = 0", i, c)
		}
	}
	still := newMomentGas(fluidGrid{hi: 1, end: 0.1, cells: 100, times: 10}, eps, func(float64) [3]float64 { return [3]float64{0.3, 0, 0.2} }).blurred(eps, 2)
	for _, w := range still.state[10] {
		if math.Abs(w[0]-0.3) > 1e-12 || math.Abs(w[2]-0.2) > 1e-12 {
			t.Fatalf("gas at rest becomes %v", w)
		}
	}
}

// Two thirds of the strata of a gas in formulation transition lie above a hundredth.
func TestTransitionCrowds(t *testing.T) {
	p := gasOf(t, openTube)
	rng, eps, above := newRand(3), make([]float64, 6), 0
	const draws = 100
	for range draws {
		DrawKnudsen(rng, Formed(p, Transition), 1e-6, 1, eps)
		for _, e := range eps {
			if !(e >= 1e-6 && e <= 1) {
				t.Fatalf("Knudsen number %g", e)
			}
			if e > kneeKnudsen {
				above++
			}
		}
	}
	if share := float64(above) / (6 * draws); math.Abs(share-2.0/3) > 0.01 {
		t.Errorf("%.3f of the Knudsen numbers are above %g, want two thirds", share, kneeKnudsen)
	}
}
