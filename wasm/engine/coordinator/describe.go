package coordinator

import (
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// describe tells of a problem in the form in which it crosses.
func describe(p kinetic.Info) wire.Problem {
	out := wire.Problem{
		Name: p.Name, Title: p.Title, Equation: p.Equation, Summary: p.Summary, XMin: p.XMin, XMax: p.XMax, TEnd: p.TEnd, VMin: p.VMin, VMax: p.VMax,
		Periodic: p.Periodic, Heads: p.Heads, Formulations: p.Formulations,
	}
	for _, f := range p.Fields {
		out.Fields = append(out.Fields, wire.Field{Name: f.Name, Label: f.Label, Unit: f.Unit})
	}
	return out
}
