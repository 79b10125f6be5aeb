package kinetic

import (
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// edited is a problem of the package with another description.
type edited struct {
	smooth
	info Info
}

func (e edited) Info() Info { return e.info }

func TestRegisterRefuses(t *testing.T) {
	n := len(All())
	for mention, spoil := range map[string]func(e *edited){
		"not taken":         func(e *edited) { e.info.Name = "transport-mode" },
		"symbol":            func(e *edited) { e.info.Fields = []info.Field{{Name: "rho"}} },
		"head":              func(e *edited) { e.info.Heads = nil },
		"formulation":       func(e *edited) { e.info.Formulations = nil },
		"transport-longest": func(e *edited) { e.info.Summary = "" },
	} {
		e := edited{info: smooth{}.Info()}
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
