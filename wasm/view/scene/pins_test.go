package scene

import (
	"testing"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/viewtest"
)

// Pins are marked on the maps of the plane and of a slab, inside them, each with another number, and on no other panel; another problem has none.
func TestPins(t *testing.T) {
	plane, slab := planeScene(t), filled(t)
	for name, s := range map[string]*Scene{"plane": plane, "slab": slab} {
		p := s.Problem
		low, high := 0.0, p.TEnd
		if p.Plane() {
			low, high = p.YMin, p.YMax
		}
		corner, middle := data.Place{X: p.XMax, Y: high}, data.Place{X: 0.5 * (p.XMin + p.XMax), Y: 0.75*low + 0.25*high}
		field, line := s.panel("field:rho"), s.panel("line:rho")
		if _, err := s.PNG(""); err != nil { // paints
			t.Fatal(err)
		}
		before, look := len(s.Overlay(field, nil)), s.Look()
		s.SetPins([]data.Place{middle})
		if !s.TakeChanged() || s.Look() == look {
			t.Errorf("%s: a pin changes nothing", name)
		}
		one := s.Overlay(field, nil)[before:]
		if len(one) < 6 {
			t.Fatalf("%s: %d bars for a pin", name, len(one))
		}
		s.SetPins([]data.Place{middle, corner})
		two := s.Overlay(field, nil)[before:]
		if len(two) <= len(one) || len(s.Overlay(line, nil)) != 0 {
			t.Errorf("%s: %d bars for two pins, %d for one; %d on the lines", name, len(two), len(one), len(s.Overlay(line, nil)))
		}
		a := field.HeatArea()
		if x, y := one[0].X+0.5*one[0].W-a.X, a.Bottom()-one[0].Y-0.5*one[0].H; x < 0.49*a.W || x > 0.51*a.W || y < 0.24*a.H || y > 0.26*a.H {
			t.Errorf("%s: a pin at (%g, %g) of %g by %g", name, x, y, a.W, a.H)
		}
		for _, b := range two {
			if b.X < a.X-1 || b.Right() > a.Right()+5 || b.Y < a.Y-5 || b.Bottom() > a.Bottom()+1 {
				t.Errorf("%s: %v outside of %v", name, b.Rect, a)
			}
		}
	}
	if err := plane.SetReady(viewtest.Ready("", "macro", "micro")); err != nil || len(plane.Pins) != 0 {
		t.Errorf("%v; %d pins after another problem came", err, len(plane.Pins))
	}
}
