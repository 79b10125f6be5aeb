package scene

import (
	"bytes"
	"image/png"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
	"github.com/hrgrad/hrgrad/wasm/view/viewtest"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

func planeScene(t testing.TB) *Scene {
	t.Helper()
	s := New()
	s.Resize(1100, 900, 1)
	if err := s.SetReady(&wire.Ready{Problem: viewtest.Plane, Config: map[string]string{"operator": "hrgrad"}, Tasks: []string{"macro", "micro"}}); err != nil {
		t.Fatal(err)
	}
	if err := s.SetFields(viewtest.Heap(48, 0.05)); err != nil {
		t.Fatal(err)
	}
	if err := s.SetDistribution(viewtest.Directions(48, 64)); err != nil {
		t.Fatal(err)
	}
	return s
}

// A problem in the plane has a map of the density, one of the flux with arrows, the distribution over directions, and cuts of every
// field; a click on a map chooses point and cut.
func TestPlane(t *testing.T) {
	s := planeScene(t)
	want := []string{"field:rho", "field:flux", "line:rho", "line:flux_x", "line:flux_y", "velocities"}
	if names := s.Names(); !slices.Equal(names[:6], want) {
		t.Fatalf("panels %v", names)
	}
	for _, show := range []string{data.ShowReference, data.ShowError, data.ShowAll, data.ShowNetwork} {
		if err := s.SetShow(show); err != nil {
			t.Fatal(err)
		}
		picture, err := s.PNG("")
		if err != nil {
			t.Fatal(err)
		}
		if name := os.Getenv("HRGRAD_PICTURES"); name != "" {
			os.WriteFile(name+"/"+show+".png", picture, 0o666)
		}
		if _, err := png.Decode(bytes.NewReader(picture)); err != nil {
			t.Fatal(err)
		}
	}
	p := s.panel("field:flux")
	a := p.HeatArea()
	if math.Abs(a.W-a.H) > 1 {
		t.Errorf("a square of %g by %g", a.W, a.H)
	}
	arrows := s.Arrows(p, nil)
	if len(arrows) < 20 || len(arrows)%2 != 0 {
		t.Errorf("%d ends of arrows", len(arrows))
	}
	middle := plot.Point{X: a.X + a.W/2, Y: a.Y + a.H/2 - s.Scroll()}
	for i := 0; i < len(arrows); i += 2 {
		from, to := arrows[i], arrows[i+1]
		x, y := (from.X+to.X)/2-middle.X, (from.Y+to.Y)/2-middle.Y
		if (to.X-from.X)*x+(to.Y-from.Y)*y < 0 && math.Hypot(x, y) > 30 {
			t.Errorf("the arrow at (%g, %g) from the middle points inwards", x, y)
		}
	}
	if s.Arrows(s.panel("field:rho"), nil) != nil {
		t.Error("arrows over the density")
	}
	pick, ok := s.PickAt(a.X+0.75*a.W, a.Y+0.25*a.H-s.Scroll())
	if !ok || math.Abs(pick.X-0.5) > 0.05 || math.Abs(pick.Y-0.5) > 0.05 {
		t.Fatalf("pick %+v, %v", pick, ok)
	}
	if s.MarkerY != pick.Y || s.Position() != pick.X {
		t.Errorf("marked (%g, %g)", s.Position(), s.MarkerY)
	}
	if len(s.Overlay(p, nil)) < 6 {
		t.Error("no marks of cut and point")
	}
	if err := s.SetFields(viewtest.Wave(8, 8, 0)); err == nil {
		t.Error("fields of one dimension were taken")
	}
}
