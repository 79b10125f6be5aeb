package reference

import (
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

func TestRegisterRefuses(t *testing.T) {
	n := len(Problems())
	for mention, spoil := range map[string]func(p *Problem){
		"bgk-smooth": func(p *Problem) { p.Name = "bgk-smooth" },
		`""`:         func(p *Problem) { p.Name = "" },
		"tEnd":       func(p *Problem) { p.Domain.TEnd = 0 },
		"Fields":     func(p *Problem) { p.Fields = nil },
		"Solve":      func(p *Problem) { p.Solve = nil },
		"nearest: euler": func(p *Problem) {
			p.Limits = map[info.Limit]func(Options) (Solution, error){{Name: "eulers"}: newNothing}
		},
		"diffusion: missing,": func(p *Problem) { p.Limits = map[info.Limit]func(Options) (Solution, error){info.Diffusion: nil} },
	} {
		p := Problem{Name: "nothing", Domain: modeDomain(1), Fields: transportFields, Solve: newMode}
		spoil(&p)
		if err := Register(p); !input.Is(err) || !strings.Contains(err.Error(), mention) {
			t.Errorf("%s: %v", mention, err)
		}
	}
	if len(Problems()) != n {
		t.Errorf("%v after refusals", Problems())
	}
}

func newNothing(Options) (Solution, error) { return nil, nil }
