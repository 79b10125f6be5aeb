package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// What the size of a spectral head follows from: amplitudes below tolerance are left out, within bounds.
const (
	gasTolerance     = 1e-5
	gasHarmonics     = 8    // at least: waves steepen
	mostGasHarmonics = 24   // three times those of the data, at most
	gasModes         = 14   // at least
	mostGasModes     = 26   // what is beyond hardly reaches the fields
	farGasModes      = 60   // data that need more are refused
	gasSteep         = 0.5  // of the time in which a wave breaks
	gasLeast         = 0.05 // of the density, beside its least value at t = 0, and of the temperature
)

// spectral sizes the head for the data of a file: the constant state is that in the middle of their range, harmonics and modes are those of
// the data, of their Maxwellians and of free flight.
func (p fileGas) spectral() (*gasSpectral, error) {
	f := p.file
	length := f.X[1] - f.X[0]
	s := &gasSpectral{start: f.X[0], wave: 2 * math.Pi / length}
	const points = 8 * mostGasHarmonics
	type state struct{ rho, u, temp float64 }
	var all [][]state
	least, slow, fast, cold, hot := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(1), 0.0
	for _, set := range append(f.Corners(), f.Centre()) {
		var row []state
		for i := range points {
			x := f.X[0] + float64(length*float64(i)/points)
			w := state{value(f.Rho0, set, x), value(f.U0, set, x), value(f.T0, set, x)}
			row = append(row, w)
			least, slow, fast = min(least, w.rho), min(slow, w.u), max(fast, w.u)
			cold, hot = min(cold, w.temp), max(hot, w.temp)
		}
		all = append(all, row)
	}
	s.u0, s.scale, s.least = 0.5*(slow+fast), math.Sqrt(0.5*(cold+hot)), gasLeast*min(1, least)
	content, reach, steep := 1, 0, 1e-3
	for _, row := range all {
		for _, field := range []func(w state) float64{
			func(w state) float64 { return w.rho },
			func(w state) float64 { return w.rho * (w.u - s.u0) },
			func(w state) float64 { return w.rho * (w.temp + float64((w.u-s.u0)*(w.u-s.u0))) },
		} {
			var values []float64
			for _, w := range row {
				values = append(values, field(w))
			}
			for k, a := range amplitudes(values) {
				if a > gasTolerance {
					content = max(content, k+1)
				}
				flight := float64(k+1) * s.wave * s.scale * f.TEnd
				reach = max(reach, reachOf(func(l int, now, _ float64) float64 { return flight * now / math.Sqrt(float64(l+1)) }, a*kernel.Exp64(-0.5*flight*flight)))
			}
		}
		for i, w := range row { // (3) at the data, and the slope of the speeds u + c, u - c of sound
			next := row[(i+1)%points]
			du, dc := next.u-w.u, math.Sqrt(3*next.temp)-math.Sqrt(3*w.temp)
			steep = max(steep, (math.Abs(du)+math.Abs(dc))*points/length)
			u, d := (w.u-s.u0)/s.scale, w.temp/(s.scale*s.scale)-1
			reach = max(reach, reachOf(func(l int, now, before float64) float64 {
				return (float64(u*now) + float64(d*math.Sqrt(float64(l))*before)) / math.Sqrt(float64(l+1))
			}, 1))
		}
	}
	if content > mostGasHarmonics/2 {
		return nil, input.New("head", Spectral, "%s or %s for %s, whose data need more than %d harmonics", Nodal, Modal, f.Name, mostGasHarmonics/2)
	}
	if steep *= f.TEnd; steep >= gasSteep {
		return nil, input.New("head", Spectral, "%s or %s for %s, whose waves steepen too much until the end", Nodal, Modal, f.Name)
	}
	decay := math.Acosh(1/steep) - math.Sqrt(1-float64(steep*steep)) // of the harmonics of a wave that steepens (Fubini): J_k(k s)/(k s)
	s.harmonics = min(mostGasHarmonics, max(gasHarmonics, 2*content, int(math.Ceil(6/decay))))
	if reach > farGasModes {
		return nil, input.New("head", Spectral, "%s or %s for %s, whose data need more than %d Hermite modes", Nodal, Modal, f.Name, farGasModes)
	}
	s.pace = max(1, 0.5*float64(content)*s.wave*f.TEnd*(math.Sqrt(3*hot)+0.5*(fast-slow)))
	s.modes = min(mostGasModes, max(gasModes, reach-conserved+1))
	return s, nil
}

// reachOf returns the last l at which a sequence, which next continues from first, is above the tolerance, with neighbours.
func reachOf(next func(l int, now, before float64) float64, first float64) (reach int) {
	before, now := 0.0, first
	for l := range 2 * farGasModes {
		before, now = now, next(l, now, before)
		if math.Abs(now) > gasTolerance {
			reach = l + 1
		}
	}
	return reach
}

// amplitudes returns those of the harmonics 1, 2, ... of a periodic function, beside its size.
func amplitudes(values []float64) (out []float64) {
	n := len(values)
	size := 1e-300
	for _, v := range values {
		size = max(size, math.Abs(v))
	}
	for k := 1; k <= n/2; k++ {
		var re, im float64
		for i, v := range values {
			sin, cos := kernel.Sincos64(2 * math.Pi * float64(k*i%n) / float64(n))
			re, im = re+float64(v*cos), im+float64(v*sin)
		}
		out = append(out, math.Hypot(re, im)*2/(float64(n)*size))
	}
	return out
}
