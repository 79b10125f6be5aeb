package kinetic

import (
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// edited is a problem of the package with another description and other defaults.
type edited struct {
	smooth
	info     Info
	defaults Defaults
}

func (e edited) Info() Info         { return e.info }
func (e edited) Defaults() Defaults { return e.defaults }

func TestRegisterRefuses(t *testing.T) {
	n := len(All())
	for mention, spoil := range map[string]func(e *edited){
		"not taken":         func(e *edited) { e.info.Name = "transport-mode" },
		"symbol":            func(e *edited) { e.info.Fields = []info.Field{{Name: "rho"}} },
		"transport-longest": func(e *edited) { e.info.Summary = "" },
		"head":              func(e *edited) { e.defaults.Head = "spectral" },
		"formulation":       func(e *edited) { e.defaults.Formulation = "" },
		"initial":           func(e *edited) { e.defaults.Initial = "firm" },
		"rate":              func(e *edited) { e.defaults.Rate = -1 },
		"width":             func(e *edited) { e.defaults.Width = 0 },
		"points":            func(e *edited) { e.defaults.Points = 0 },
	} {
		e := edited{info: smooth{}.Info(), defaults: smooth{}.Defaults()}
		e.info.Name = "transport-longest"
		spoil(&e)
		if err := Register(e); !input.Is(err) || !strings.Contains(err.Error(), mention) {
			t.Errorf("%s: %v", mention, err)
		}
	}
	if len(All()) != n {
		t.Errorf("%d problems after refusals, %d before", len(All()), n)
	}
}
