package data

import (
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// Quantities that the distribution panel can show.
const (
	ShowF           = "f"
	ShowEquilibrium = "equilibrium" // local Maxwellian, or the density for transport
	ShowDifference  = "difference"  // f minus its equilibrium
)

// Distribution is f(x, v) at one Knudsen number and time, with the local equilibria that belong to it.
type Distribution struct {
	wire.Distribution

	own [2][]float32 // equilibria by moments of Data and Reference, once needed
}

// XAt is the position of column i, VAt the velocity of row j.
func (d *Distribution) XAt(i int) float64 {
	if d == nil {
		return math.NaN()
	}
	return d.XMin + (d.XMax-d.XMin)*float64(i)/float64(d.NX-1)
}

func (d *Distribution) VAt(j int) float64 {
	return d.VMin + (d.VMax-d.VMin)*float64(j)/float64(d.NV-1)
}

// Directions reports whether v are directions of flight in [-1, 1], as for transport, whose
// collisions only make f isotropic.
func (d *Distribution) Directions() bool { return d.VMin >= -1.001 && d.VMax <= 1.001 }

// Equilibrium is the local equilibrium of the network (0) or the reference (1): the local
// Maxwellian, or for directions the mean over v.
func (d *Distribution) Equilibrium(which int) []float32 {
	f := d.Data
	if which == 1 {
		f = d.Reference
	} else if d.Maxwellian != nil {
		return d.Maxwellian
	}
	if d.own[which] == nil && f != nil {
		d.own[which] = d.fromMoments(f)
	}
	return d.own[which]
}

// fromMoments is the equilibrium with the moments of f by the trapezoidal rule, which is exact to
// rounding for distributions that fade before the ends of the velocities.
func (d *Distribution) fromMoments(f []float32) []float32 {
	out := make([]float32, len(f))
	for i := range d.NX {
		var n, m, e float64
		for j := range d.NV {
			w, v := 1.0, d.VAt(j)
			if j == 0 || j == d.NV-1 {
				w = 0.5
			}
			w *= float64(f[j*d.NX+i])
			n, m, e = n+w, m+w*v, e+w*v*v
		}
		u := m / n
		temperature := e/n - u*u
		h := (d.VMax - d.VMin) / float64(d.NV-1)
		for j := range d.NV {
			value := n / float64(d.NV-1)
			if !d.Directions() {
				c := d.VAt(j) - u
				value = n * h / math.Sqrt(2*math.Pi*temperature) * math.Exp(-c*c/(2*temperature))
			}
			out[j*d.NX+i] = float32(value)
		}
	}
	return out
}

// populated is the range of rows where f exceeds a thousandth of its maximum anywhere, with a
// margin. For directions it is all of them.
func (d *Distribution) populated() (lo, hi int) {
	_, top, ok := plot.Range(d.Data, d.Reference)
	if d.Directions() || !ok || !(top > 0) {
		return 0, d.NV - 1
	}
	lo, hi = d.NV-1, 0
	for _, f := range [][]float32{d.Data, d.Reference} {
		for k, v := range f {
			if float64(v) > 1e-3*top && !math.IsInf(float64(v), 0) {
				lo, hi = min(lo, k/d.NX), max(hi, k/d.NX)
			}
		}
	}
	margin := max(1, (hi-lo)/16)
	return max(0, lo-margin), min(d.NV-1, hi+margin)
}

// SetDistribution replaces the distribution; one without data takes its panels away.
func (st *State) SetDistribution(d *wire.Distribution) error {
	if d.Data == nil {
		st.Distribution, st.WantDistribution = nil, false
		st.news |= NewDistribution
		return nil
	}
	st.Distribution, st.WantDistribution = &Distribution{Distribution: *d}, true
	st.settleVelocities()
	st.news |= NewDistribution
	return nil
}

// settleVelocities chooses the rows on display, those of before if they still fit well.
func (st *State) settleVelocities() {
	d := st.Distribution
	lo, hi := 0, d.NV-1
	if !st.AllVelocities {
		lo, hi = d.populated()
		if a, b := st.Row0, st.Row1; a <= lo && hi <= b && b < d.NV && b-a <= (hi-lo)*5/4+2 {
			lo, hi = a, b
		}
	}
	st.Row0, st.Row1 = lo, hi
}

// SetQuantity chooses what the map of the distribution shows: f, equilibrium or difference.
func (st *State) SetQuantity(name string) error {
	switch name {
	case ShowF, ShowEquilibrium, ShowDifference:
	default:
		return fmt.Errorf("distribution: %q is unknown; allowed are f, equilibrium and difference", name)
	}
	if st.Quantity != name {
		st.Quantity = name
		st.news |= NewQuantity
	}
	return nil
}

// SetAllVelocities shows every velocity, or only those that are populated.
func (st *State) SetAllVelocities(all bool) {
	if st.AllVelocities == all {
		return
	}
	st.AllVelocities = all
	if st.Distribution != nil {
		st.settleVelocities()
	}
	st.news |= NewDistribution
}

// SetCut moves the cut through the distribution to x.
func (st *State) SetCut(x float64) {
	if x != st.CutX {
		st.CutX = x
		st.news |= NewCut
	}
}

// SetPointer tells the x under the pointer, NaN when it is over none: the cut follows it.
func (st *State) SetPointer(x float64) {
	before := st.CutColumn()
	st.pointerX = x
	if st.CutColumn() != before {
		st.news |= NewCut
	}
}

// CutColumn is the column of the distribution that the cut shows: under the pointer, at the x
// chosen last, or the middle one.
func (st *State) CutColumn() int {
	d := st.Distribution
	if d == nil {
		return 0
	}
	x := st.CutX
	if st.pointerX == st.pointerX {
		x = st.pointerX
	}
	if x != x {
		return d.NX / 2
	}
	return Sample(x, d.XMin, d.XMax, d.NX)
}

// Sample is the index of the sample nearest to v among n equidistant ones in [lo, hi].
func Sample(v, lo, hi float64, n int) int {
	k := int(math.Round((v - lo) / (hi - lo) * float64(n-1)))
	return max(0, min(k, n-1))
}

// ShownDistribution returns the values of the distribution that are to be shown, all rows, or nil
// with the reason.
func (st *State) ShownDistribution() ([]float32, string) {
	d := st.Distribution
	if d == nil {
		return nil, "The distribution of the particles over x and v at the chosen t"
	}
	if st.Show != ShowNetwork && d.Reference == nil {
		return nil, "Computing the reference of f at this ε."
	}
	of := func(which int) []float32 {
		f := d.Data
		if which == 1 {
			f = d.Reference
		}
		switch st.Quantity {
		case ShowEquilibrium:
			return d.Equilibrium(which)
		case ShowDifference:
			return minus(f, d.Equilibrium(which))
		}
		return f
	}
	switch st.Show {
	case ShowReference:
		return of(1), ""
	case ShowError:
		return minus(of(0), of(1)), ""
	}
	return of(0), ""
}

func minus(a, b []float32) []float32 {
	out := make([]float32, len(a))
	for k, v := range a {
		out[k] = v - b[k]
	}
	return out
}
