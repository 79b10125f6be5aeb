package problemfile

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/hrgrad/hrgrad/solver/expr"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// Problem is a checked problem file with its formulas compiled. Every formula takes the variables that Keys names for it, in that
// order, and then the parameters in the order of File.Parameters. It is immutable.
type Problem struct {
	File
	Sigma, Absorb           *expr.Expr // x: cross-sections of scattering and absorption
	SourceG                 *expr.Expr // t, x
	Rho0                    *expr.Expr // x
	Micro0, Micro0Slope     *expr.Expr // x, v; with its mean over v, which whoever uses it takes off; and its derivative in x
	U0, T0                  *expr.Expr // x
	InflowLeft, InflowRight *expr.Expr // t, v; nil without inflow

	// Notes say what was done to the data and what a network cannot resolve, a sentence each.
	Notes []string
}

// Parse reads and checks a problem file. Errors are of type *input.Error.
func Parse(data []byte) (*Problem, error) {
	f, err := read(data)
	if err != nil {
		return nil, err
	}
	return f.Compile()
}

// Compile checks a file and compiles its formulas. Defaults are left empty in File, so that Text stays short.
func (f File) Compile() (*Problem, error) {
	p := &Problem{File: f}
	for _, check := range []func() []error{p.checkFrame, p.compile, p.checkData} {
		if errs := check(); len(errs) > 0 {
			return nil, errs[0]
		}
	}
	return p, nil
}

// Names lists the parameters.
func (f *File) Names() []string {
	var names []string
	for _, p := range f.Parameters {
		names = append(names, p.Name)
	}
	return names
}

// Centre returns the middles of the parameters' ranges.
func (f *File) Centre() []float64 {
	var c []float64
	for _, p := range f.Parameters {
		c = append(c, 0.5*(p.Min+p.Max))
	}
	return c
}

// Corners returns every combination of the ends of the parameters' ranges, first the lower ends; one empty combination without parameters.
func (f *File) Corners() [][]float64 {
	out := [][]float64{nil}
	for _, p := range f.Parameters {
		var next [][]float64
		for _, c := range out {
			next = append(next, append(slices.Clone(c), p.Min), append(slices.Clone(c), p.Max))
		}
		out = next
	}
	return out
}

// PrandtlNumber is that of a gas with three velocity dimensions; 1, that of the BGK equation, if the file names none.
func (f *File) PrandtlNumber() float64 {
	if f.Prandtl == 0 {
		return 1
	}
	return f.Prandtl
}

// IsPeriodic reports whether the ends of the domain are joined.
func (f *File) IsPeriodic() bool { return f.Left.Kind == Periodic || f.Left.Kind == "" }

const nameLetters = "abcdefghijklmnopqrstuvwxyz"

// limits of numbers in a file.
const (
	maxNumber = 1e6
	minNumber = 1e-6
)

// checkFrame checks everything but the formulas.
func (p *Problem) checkFrame() (errs []error) {
	errs = p.checkKeys()
	for _, check := range []func() error{p.checkDensity, p.checkParameters, p.checkEnds} {
		if err := check(); err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

func (p *Problem) checkKeys() (errs []error) {
	keep := func(err error) { errs = append(errs, err) }
	finite := func(x float64) bool { return math.Abs(x) <= maxNumber }
	switch {
	case p.Version == 0:
		keep(input.Missing("version", "%d", Version))
	case p.Version != Version:
		keep(input.New("version", p.Version, "%d: this program reads no other version", Version))
	}
	switch {
	case p.Name == "":
		keep(input.Missing("name", "%s", find("name").form))
	case len(p.Name) > 40 || !strings.Contains(nameLetters, p.Name[:1]) || strings.Trim(p.Name, nameLetters+"0123456789-") != "":
		keep(input.New("name", p.Name, "%s", find("name").form))
	}
	if len([]rune(p.Title)) > 120 || strings.ContainsFunc(p.Title, unicode.IsControl) {
		keep(input.New("title", p.Title, "%s, on one line", find("title").form))
	}
	switch {
	case p.Equation == "":
		keep(input.Missing("equation", "%s", find("equation").form))
	case p.Equation != Transport && p.Equation != Gas:
		keep(input.Unknown("equation", p.Equation, []string{Transport, Gas}))
	}
	switch {
	case p.X == nil:
		keep(input.Missing("x", "%s", find("x").form))
	case len(p.X) != 2 || !finite(p.X[0]) || !finite(p.X[1]) || !(p.X[1]-p.X[0] >= minNumber):
		keep(input.New("x", p.X, "[left, right], right above left by at least 1e-6, between -1e6 and 1e6"))
	}
	switch {
	case p.TEnd == 0:
		keep(input.Missing("tEnd", "a number from 1e-6 to 1e6"))
	case !(p.TEnd >= minNumber) || !finite(p.TEnd):
		keep(input.New("tEnd", p.TEnd, "a number from 1e-6 to 1e6"))
	}
	if p.Smoothing < 0 || len(p.X) == 2 && p.Smoothing > p.X[1]-p.X[0] && p.X[1] > p.X[0] {
		keep(input.New("smoothing", p.Smoothing, "above 0, up to the length of the domain"))
	}
	given := map[string]bool{
		"scattering": p.Scattering != "", "absorption": p.Absorption != "", "source": p.Source != "", "micro": p.Micro != "", "velocity": p.Velocity != "",
		"temperature": p.Temperature != "", "dimensions": p.Dimensions != 0, "prandtl": p.Prandtl != 0,
	}
	for _, k := range keys {
		if known := p.Equation == Transport || p.Equation == Gas; known && k.only != "" && k.only != p.Equation && given[k.name] {
			keep(&input.Error{Field: k.name, Given: "the key", Allowed: fmt.Sprintf("with equation %q, not with %q", k.only, p.Equation)})
		}
	}
	if p.Dimensions != 0 && p.Dimensions != 1 && p.Dimensions != 3 {
		keep(input.New("dimensions", p.Dimensions, "%s", find("dimensions").form))
	}
	switch {
	case p.Prandtl == 0:
	case p.Dimensions != 3:
		keep(&input.Error{Field: "prandtl", Given: "the key", Allowed: "with dimensions 3; with one velocity dimension there is no Prandtl number to choose"})
	case !(p.Prandtl >= 0.666 && p.Prandtl <= 1):
		keep(input.New("prandtl", p.Prandtl, "%s", find("prandtl").form))
	}
	return errs
}

func (p *Problem) checkDensity() error {
	if p.Density == "" {
		return input.Missing("density", "%s", find("density").form)
	}
	return nil
}

func (p *Problem) checkParameters() error {
	if len(p.Parameters) > MaxParameters {
		return input.New("parameters", fmt.Sprint(len(p.Parameters)), "up to %d", MaxParameters)
	}
	taken := append([]string{"x", "y", "t", "v", "pi", "eps", "if", "else"}, expr.Functions()...)
	for i, q := range p.Parameters {
		ok := q.Name != "" && len(q.Name) <= 20 && strings.Contains(nameLetters+strings.ToUpper(nameLetters), q.Name[:1]) &&
			strings.Trim(q.Name, nameLetters+strings.ToUpper(nameLetters)+"0123456789_") == ""
		if !ok || slices.Contains(taken, q.Name) || slices.Contains(p.Names()[:i], q.Name) {
			return input.New("parameters", q.Name, "names of letters, digits and _, a letter first, up to 20, each once, none of %s", strings.Join(taken, ", "))
		}
		if !(q.Min < q.Max) || math.Abs(q.Min) > maxNumber || math.Abs(q.Max) > maxNumber {
			return input.New("parameters, "+q.Name, []float64{q.Min, q.Max}, "[least, greatest], the smaller first, between -1e6 and 1e6")
		}
	}
	return nil
}

func (p *Problem) checkEnds() error {
	if p.Left.Kind == "" && p.Right.Kind == "" {
		return nil
	}
	allowed, form := ends(p.Equation), find("left").form
	for _, e := range []struct {
		name        string
		this, other End
	}{{"left", p.Left, p.Right}, {"right", p.Right, p.Left}} {
		switch {
		case e.this.Kind == "":
			return input.Missing(e.name, "%s, because the other end is given", form)
		case !slices.Contains(allowed, e.this.Kind):
			return input.New(e.name, e.this.Kind, "%s", form)
		case (e.this.Kind == Periodic) != (e.other.Kind == Periodic):
			return input.New(e.name, e.this.Kind, `"periodic" at both ends or at none`)
		}
	}
	return nil
}

// part is one formula of a file.
type part struct {
	key             string
	source, missing string   // the text, and what stands for an empty one
	vars            []string // before the parameters
	to              **expr.Expr
}

// parts lists the formulas that the equation has.
func (p *Problem) parts() []part {
	parts := []part{{"density", p.Density, "", []string{"x"}, &p.Rho0}}
	if p.Equation == Gas {
		return append(parts, part{"velocity", p.Velocity, "0", []string{"x"}, &p.U0}, part{"temperature", p.Temperature, "1", []string{"x"}, &p.T0})
	}
	parts = append(parts, part{"scattering", p.Scattering, "1", []string{"x"}, &p.Sigma}, part{"absorption", p.Absorption, "0", []string{"x"}, &p.Absorb},
		part{"source", p.Source, "0", []string{"t", "x"}, &p.SourceG}, part{"micro", p.Micro, "0", []string{"x", "v"}, &p.Micro0})
	if p.Left.Kind == Inflow {
		parts = append(parts, part{"left.inflow", p.Left.Inflow, "", []string{"t", "v"}, &p.InflowLeft})
	}
	if p.Right.Kind == Inflow {
		parts = append(parts, part{"right.inflow", p.Right.Inflow, "", []string{"t", "v"}, &p.InflowRight})
	}
	return parts
}

// compile parses the formulas; those that cannot be parsed stay nil.
func (p *Problem) compile() (errs []error) {
	for _, c := range p.parts() {
		source := c.source
		if source == "" {
			source = c.missing
		}
		e, err := expr.Parse(source, append(c.vars, p.Names()...)...)
		if err != nil {
			if at := new(expr.Error); errors.As(err, &at) {
				err = &formulaError{c.key, source, at}
			}
			errs = append(errs, err)
			continue
		}
		if p.Smoothing > 0 {
			e = e.Smooth(p.Smoothing)
		}
		*c.to = e
	}
	if p.Micro0 != nil {
		p.Micro0Slope = p.Micro0.Diff("x")
	}
	return errs
}

// Describe says in a few words what the problem is.
func (f *File) Describe() string {
	var parts []string
	say := func(label, formula string) {
		if formula != "" && formula != "0" {
			parts = append(parts, label+" "+formula)
		}
	}
	say("σ =", f.Scattering)
	say("σ_a =", f.Absorption)
	say("G =", f.Source)
	say("ρ =", f.Density)
	say("u =", f.Velocity)
	say("T =", f.Temperature)
	if f.Dimensions == 3 {
		parts = append(parts, fmt.Sprintf("three velocity dimensions, Pr = %.4g", f.PrandtlNumber()))
	}
	switch {
	case f.IsPeriodic():
		parts = append(parts, "periodic")
	default:
		parts = append(parts, "left "+f.Left.words(), "right "+f.Right.words())
	}
	for _, q := range f.Parameters {
		parts = append(parts, fmt.Sprintf("%s in [%g, %g]", q.Name, q.Min, q.Max))
	}
	return strings.Join(parts, ", ")
}

// Initial says in one line what f is at t = 0.
func (f *File) Initial() string {
	or := func(formula, missing string) string {
		if formula == "" {
			return missing
		}
		return formula
	}
	if f.Equation == Gas {
		return fmt.Sprintf("f = M with ρ = %s, u = %s, T = %s", f.Density, or(f.Velocity, "0"), or(f.Temperature, "1"))
	}
	if f.Micro == "" {
		return "f = " + f.Density
	}
	return fmt.Sprintf("f = %s + ε (g − ⟨g⟩), g = %s", f.Density, f.Micro)
}

// Boundary says in one line what holds at the ends.
func (f *File) Boundary() string {
	if f.IsPeriodic() {
		return info.PeriodicEnds
	}
	return fmt.Sprintf("x = %g: %s; x = %g: %s", f.X[0], f.Left.condition("v > 0"), f.X[1], f.Right.condition("v < 0"))
}

func (e End) condition(incoming string) string {
	switch e.Kind {
	case Inflow:
		return fmt.Sprintf("f = %s for %s", e.Inflow, incoming)
	case Reflecting:
		return "f(v) = f(−v)"
	case Open:
		return "the state of the end goes on beyond it"
	}
	return e.Kind
}

func (e End) words() string {
	if e.Kind == Inflow {
		return "inflow " + e.Inflow
	}
	return e.Kind
}

// CheckAt checks the data at values of the parameters, which may lie outside of their ranges.
func (p *Problem) CheckAt(set []float64) error {
	at := *p
	at.Parameters = slices.Clone(p.Parameters)
	for k, v := range set {
		at.Parameters[k].Min, at.Parameters[k].Max = v, v
	}
	if errs := at.checkData(); len(errs) > 0 {
		return errs[0]
	}
	return nil
}

// Values checks values of the parameters and returns them; nil stands for the middles of their ranges.
func (f *File) Values(set []float64) ([]float64, error) {
	if set == nil {
		return f.Centre(), nil
	}
	if len(set) != len(f.Parameters) {
		return nil, input.New("parameters", fmt.Sprintf("%d values", len(set)), "%d", len(f.Parameters))
	}
	for i, q := range f.Parameters {
		if !(set[i] >= q.Min && set[i] <= q.Max) {
			return nil, input.New(q.Name, set[i], "%g to %g", q.Min, q.Max)
		}
	}
	return set, nil
}
