package kinetic

import (
	"testing"

	"github.com/hrgrad/hrgrad/solver/reference"
)

// The boundary residual is the incoming part of the distribution, the split-off part included, less that of the reference,
// and zero for outgoing velocities.
func TestBoundaryResidual(t *testing.T) {
	forEachForm(t, func(t *testing.T, f form) {
		b := newBench(t, f, 9, []float64{1, 0.3, 1e-2, 1e-6}, 8)
		if !hasTerm(b.model, "boundary") {
			if !f.info.Periodic && f.slab() {
				t.Fatal("a problem with walls has no boundary term")
			}
			t.Skip("periodic, or a constant far field by construction")
		}
		for i := range b.points.X {
			b.points.X[i] = []float64{f.info.XMin, f.info.XMax}[i%2]
		}
		st := b.model.State(b.tape, b.points, false)
		node, columns, _ := b.model.Residual(b.tape, b.points, st, "boundary")
		dist := b.model.Distribution(b.tape, b.points, st)
		b.tape.Forward()
		r, fs, nodes := b.tape.Values(node), b.tape.Values(dist), b.model.Velocities()
		if len(columns) != len(nodes) || len(r) != len(fs) {
			t.Fatalf("%d column weights, %d residuals for %d values of f", len(columns), len(r), len(fs))
		}
		for i := range b.points.X {
			tt, x, eps := b.points.At(i)
			d, ok := coarse(t, f.info.Name, eps).(reference.Distributed)
			if !ok {
				t.Skip("the reference has no distribution")
			}
			want, err := d.Distribution(tt, []float64{x}, nodes)
			if err != nil {
				t.Fatal(err)
			}
			for j, v := range nodes {
				k := i*len(nodes) + j
				if incoming := v != 0 && (x == f.info.XMin) == (v > 0); !incoming {
					if r[k] != 0 {
						t.Fatalf("x %g, v %g: residual %g of an outgoing velocity", x, v, r[k])
					}
				} else if !near(r[k], fs[k]-want[0][j], 1e-9) {
					t.Fatalf("eps %g, t %g, x %g, v %g: residual %g, f %g, reference %g", eps, tt, x, v, r[k], fs[k], want[0][j])
				}
			}
		}
	})
}
