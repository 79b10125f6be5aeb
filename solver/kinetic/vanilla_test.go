package kinetic

import (
	"math"
	"testing"
)

// The vanilla residual is eps^2 f_t + eps v f_x + f - <f> of the distribution that Distribution shows, by central differences, and
// its fields are <f> and <v f>/eps.
func TestVanillaResidualIsTheKineticEquation(t *testing.T) {
	tested := 0
	forEachForm(t, func(t *testing.T, f form) {
		if f.opt.Formulation != Vanilla {
			t.Skip("another formulation")
		}
		b := newBench(t, f, 4, []float64{1, 0.3, 0.1, 0.03, 1e-2, 1e-4}, 6)
		st := b.model.State(b.tape, b.points, true)
		node, w, _ := b.model.Residual(b.tape, b.points, st, "kinetic")
		dist, out := b.model.Distribution(b.tape, b.points, st), b.model.Outputs(b.tape, b.points, st)
		b.tape.Forward()
		r, fd, o := b.matrix(node), b.matrix(dist), b.matrix(out)
		dt, dx := b.difference(dist, true, timeStep(b)), b.difference(dist, false, spaceStep(b))
		nodes := b.model.Velocities()
		n := len(nodes)
		for i := range b.points.T {
			_, _, e := b.points.At(i)
			rho, flux := 0.0, 0.0
			for j, v := range nodes {
				rho += w[j] * fd[i*n+j]
				flux += w[j] * v * fd[i*n+j] / e
			}
			if !near(o[2*i], rho, 1e-12) || !near(o[2*i+1], flux, 1e-10/e) {
				t.Fatalf("eps %g: fields %v, want %v and %v", e, o[2*i:2*i+2], rho, flux)
			}
			for j, v := range nodes {
				k := i*n + j
				want := e*e*dt[k] + e*v*dx[k] + fd[k] - rho
				if !near(r[k], want, 1e-6*(1+math.Abs(e*dx[k]))) {
					t.Fatalf("eps %g, v %g: residual %.10g, the equation %.10g", e, v, r[k], want)
				}
			}
		}
		tested++
	})
	if tested == 0 {
		t.Error("no problem has the vanilla formulation")
	}
}
