package kinetic

import (
	"math"
	"slices"
	"testing"

	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// A gas with a shock has modes over an envelope that follow the heat flux part of g at all temperatures of its waves.
func TestFileThins(t *testing.T) {
	parse := func(text string) fileGas {
		f, err := problemfile.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return newFileGas(resolvable(f))
	}
	p := parse(`{"version":1,"name":"far","equation":"bgk","x":[-1,1],"tEnd":0.25,"density":"0.5625 - 0.4375*tanh(x/0.04)","temperature":"0.9 - 0.1*tanh(x/0.04)","left":"open","right":"open"}`)
	if known := p.Info().Formulations; known[0] != Transition || !slices.Contains(known, Moments) || !slices.Contains(known, Flight) || !slices.Contains(known, Uncollided) {
		t.Fatalf("formulations %v", known)
	}
	q := p.velocities(Moments)
	modes, measure := q.modes(3, flightModes), q.measure()
	for _, s := range []struct{ u, temp float64 }{{0.3, 0.6}, {0.7, 0.5}, {0.6, 1.5}, {0, 1}} {
		g := make([]float64, q.n())
		for j, v := range q.v {
			c := (v - s.u) / math.Sqrt(s.temp)
			g[j] = math.Exp(-c*c/2) * (c*c*c - 3*c) / q.envelope[j]
		}
		size := func() (sum float64) {
			for j, y := range g {
				sum += measure[j] * y * y
			}
			return math.Sqrt(sum)
		}
		whole := size()
		for k := range flightModes {
			mode, part := modes[k*q.n():(k+1)*q.n()], 0.0
			for j, y := range g {
				part += measure[j] * y * mode[j]
			}
			for j := range g {
				g[j] -= part * mode[j]
			}
		}
		if rest := size() / whole; rest > 0.1 {
			t.Errorf("u %g, T %g: the modes leave %.1e", s.u, s.temp, rest)
		} else {
			t.Logf("u %g, T %g: the modes leave %.1e", s.u, s.temp, rest)
		}
	}
}
