package conflict

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/hrgrad/hrgrad/solver/weighting"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// TestPictureAgreesWithTheOperators: from what an operator reports, the picture finds the anchor
// inside the cone, the angles and the direction in which the operator really moves.
func TestPictureAgreesWithTheOperators(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	paths := map[string]int{}
	for _, spec := range weighting.Specs() {
		if spec.Elementwise {
			continue
		}
		name := spec.Name
		for m := 2; m <= 3; m++ {
			for range 40 {
				op, err := weighting.New(name, weighting.Options{Tasks: m})
				if err != nil {
					t.Fatal(err)
				}
				g := make([]vector, m)
				for i := range g {
					scale := math.Exp(2 * r.NormFloat64())
					g[i] = vector{scale * r.NormFloat64(), scale * r.NormFloat64(), scale * r.NormFloat64()}
				}
				in := weighting.Input{M: m, Losses: make([]float64, m)}
				for i := range g {
					in.Losses[i] = 1
					for j := range g {
						in.Gram = append(in.Gram, g[i].dot(g[j]))
					}
				}
				rep, err := op.Weights(in)
				if err != nil {
					t.Fatal(err)
				}
				gradient := &wire.Gradient{M: m, Cosine: rep.Cosine, Angles: rep.Angles, MaxAngles: rep.MaxAngles, Anchor: rep.Anchor, Coefficients: rep.Coefficients, Conflict: rep.Conflict, Path: rep.Path}
				if err := (&wire.Progress{Gradient: gradient}).Validate(); err != nil {
					t.Fatal(err)
				}
				p, ok := pictureOf(gradient)
				if !ok {
					t.Fatalf("%s: no picture", name)
				}
				paths[name+" "+rep.Path]++
				if p.hasAnchor && rep.AnchorMethod == weighting.AnchorRays {
					for i, e := range p.gradients {
						if e.dot(p.anchor) < -1e-9 {
							t.Errorf("%s: the anchor opposes task %d", name, i)
						}
					}
				}
				// The direction of sum w_i g_i, by its products with the unit gradients.
				var u vector
				for i, w := range rep.Weights {
					u = u.plus(w, g[i])
				}
				u, ok = u.unit()
				if ok != p.hasUpdate {
					t.Errorf("%s: an update %v, one in the picture %v", name, ok, p.hasUpdate)
				}
				if !ok {
					continue
				}
				for i := range g {
					e, _ := g[i].unit()
					if math.Abs(e.dot(u)-p.gradients[i].dot(p.update)) > 1e-6 {
						t.Errorf("%s, m = %d, path %s: cosine of task %d with the update is %g; the picture shows %g", name, m, rep.Path, i, e.dot(u), p.gradients[i].dot(p.update))
					}
				}
			}
		}
	}
	for _, want := range []string{"hrgrad rotated", "hrgrad no-conflict", "config config", "rgb rotated", "harmonic solved"} {
		if paths[want] == 0 {
			t.Errorf("no %s among %v", want, paths)
		}
	}
}
