package lines

import (
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/viewtest"
)

func TestDeviations(t *testing.T) {
	k := &data.Conservation{Negative: []float64{0, 0, 1e-3}, Moments: map[string]float64{"rho": 1e-3}}
	if n := deviations(k, viewtest.Transport.Fields); !strings.Contains(n, "ρ 0.0010") || !strings.Contains(n, "f < 0 for 0.0010") {
		t.Errorf("note %q", n)
	}
}
