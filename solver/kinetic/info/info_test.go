package info

import (
	"math"
	"strings"
	"testing"
)

func good() Problem {
	return Problem{
		Name: "layers-2", Title: "Layers", Equation: "f_t = 0", Summary: "Nothing moves.", Class: Transport,
		Domain: Domain{Dimensions: 2, XMax: 1, YMax: 1, TEnd: 1, VMin: -1, VMax: 1},
		Fields: []Field{
			{Name: "rho", Symbol: "ρ", Label: "density", Unit: "1", Sign: Positive},
			{Name: "flux_x", Symbol: "j_x", Label: "flux along x", Unit: "1", Sign: Signed},
		},
		Limits: []Limit{Diffusion}, Heads: []string{"nodal"}, Formulations: []string{"micro-macro"},
	}
}

func TestCheck(t *testing.T) {
	p := good()
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	if a := p.Axes(); len(a) != 2 || a[1].Name != "y" || p.Index("flux_x") != 1 || p.Index("flux") != -1 || strings.Join(p.FieldNames(), " ") != "rho flux_x" {
		t.Errorf("axes %v, fields %v", p.Axes(), p.FieldNames())
	}
	for mention, spoil := range map[string]func(p *Problem){
		"name":            func(p *Problem) { p.Name = "Layers" },
		`""`:              func(p *Problem) { p.Name = "" },
		"title":           func(p *Problem) { p.Title = "" },
		"equation":        func(p *Problem) { p.Equation = "" },
		"summary":         func(p *Problem) { p.Summary = "" },
		"class":           func(p *Problem) { p.Class = "plasma" },
		"dimensions":      func(p *Problem) { p.Dimensions = 3 },
		"tEnd":            func(p *Problem) { p.TEnd = math.NaN() },
		"xMax":            func(p *Problem) { p.XMin = 1 },
		"yMax":            func(p *Problem) { p.YMax = math.Inf(1) },
		"vMax":            func(p *Problem) { p.VMin = 1 },
		"at least one":    func(p *Problem) { p.Fields = nil },
		"heads":           func(p *Problem) { p.Heads = nil },
		"formulations":    func(p *Problem) { p.Formulations = nil },
		"fields[1]: name": func(p *Problem) { p.Fields[1].Name = "rho" },
		"underscores":     func(p *Problem) { p.Fields[0].Name = "my field" },
		"symbol":          func(p *Problem) { p.Fields[0].Symbol = "" },
		"unit":            func(p *Problem) { p.Fields[0].Unit = "" },
		"sign":            func(p *Problem) { p.Fields[0].Sign = "" },
		"limits[1]":       func(p *Problem) { p.Limits = []Limit{Diffusion, Diffusion} },
		"limits[0]":       func(p *Problem) { p.Limits = []Limit{{"hydrodynamic", "hydrodynamic limit"}} },
	} {
		p := good()
		spoil(&p)
		if err := p.Check(); err == nil || !strings.Contains(err.Error(), mention) {
			t.Errorf("%s: %v", mention, err)
		}
	}
}
