package lines

import (
	"testing"

	"github.com/hrgrad/hrgrad/wasm/wire"
)

func TestDeviations(t *testing.T) {
	if n := deviations(&wire.Conservation{Negative: []float64{0, 0, 1e-3}}); n != "f < 0 for 0.0010 of the mass" {
		t.Errorf("note %q", n)
	}
	if n := deviations(&wire.Conservation{Negative: []float64{0, 0}}); n != "" {
		t.Errorf("note %q", n)
	}
}
