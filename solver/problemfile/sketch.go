package problemfile

import (
	"fmt"
	"strings"

	"github.com/hrgrad/hrgrad/solver/expr"
)

// Sketch is the graph of one formula of a draft, for a small plot.
type Sketch struct {
	Key    string
	Axis   string // x or v
	At     []float64
	Curves []SketchCurve
}

// SketchCurve is the formula along the axis; Label names the values of other variables and of the parameters, empty without any.
type SketchCurve struct {
	Label  string
	Values []float64
}

// sketchPoints is the number of points of a sketch.
const sketchPoints = 161

// Sketches evaluates the formulas that can be evaluated: over x, inflow over v. Formulas of two variables have a curve at each of
// three values of the other one; where there are parameters, there is a curve at their middles and, for formulas of one variable,
// at the lower ends and the upper ends of their ranges.
func (d *Draft) Sketches() []Sketch {
	p := d.partial
	if len(p.X) != 2 || !(p.X[1] > p.X[0]) {
		return nil
	}
	var out []Sketch
	for _, c := range p.parts() {
		if *c.to == nil || c.source == "" {
			continue
		}
		s := Sketch{Key: c.key, Axis: "x", At: points(p.X[0], p.X[1], sketchPoints)}
		switch {
		case len(c.vars) == 1:
			s.Curves = p.atParameters(*c.to, s.At)
		case c.key == "left.inflow":
			s.Axis, s.At = "v", points(0, 1, sketchPoints)
			s.Curves = p.atOther(*c.to, "t", []float64{0, p.TEnd / 2, p.TEnd}, 0, s.At)
		case c.key == "right.inflow":
			s.Axis, s.At = "v", points(-1, 0, sketchPoints)
			s.Curves = p.atOther(*c.to, "t", []float64{0, p.TEnd / 2, p.TEnd}, 0, s.At)
		case c.vars[0] == "t":
			s.Curves = p.atOther(*c.to, "t", []float64{0, p.TEnd / 2, p.TEnd}, 0, s.At)
		default:
			s.Curves = p.atOther(*c.to, "v", []float64{-1, 0, 1}, 1, s.At)
		}
		out = append(out, s)
	}
	return out
}

// atParameters evaluates a formula of x at the middles and at the lower and the upper ends of the parameters that it uses.
func (p *Problem) atParameters(e *expr.Expr, at []float64) []SketchCurve {
	curve := func(set []float64) SketchCurve {
		bound, c := e.Bind(set...), SketchCurve{Label: p.label(e, set)}
		for _, x := range at {
			c.Values = append(c.Values, bound.Value(x))
		}
		return c
	}
	middle := curve(p.Centre())
	if middle.Label == "" {
		return []SketchCurve{middle}
	}
	corners := p.Corners()
	return []SketchCurve{curve(corners[0]), middle, curve(corners[len(corners)-1])}
}

// atOther evaluates a formula of two variables at values of one of them, the parameters in their middles; place is that of the other
// variable among the arguments.
func (p *Problem) atOther(e *expr.Expr, name string, values []float64, place int, at []float64) []SketchCurve {
	bound := e.Bind(p.Centre()...)
	rest := p.label(e, p.Centre())
	if !e.Uses(name) {
		values = values[:1]
	}
	var out []SketchCurve
	for _, other := range values {
		var words []string
		if e.Uses(name) {
			words = append(words, fmt.Sprintf("%s = %.4g", name, other))
		}
		if rest != "" {
			words = append(words, rest)
		}
		c := SketchCurve{Label: strings.Join(words, ", ")}
		args := [2]float64{}
		args[place] = other
		for _, x := range at {
			args[1-place] = x
			c.Values = append(c.Values, bound.Value(args[:]...))
		}
		out = append(out, c)
	}
	return out
}

// label names the values of the parameters that a formula uses.
func (p *Problem) label(e *expr.Expr, set []float64) string {
	var words []string
	for i, q := range p.Parameters {
		if e.Uses(q.Name) {
			words = append(words, fmt.Sprintf("%s = %.4g", q.Name, set[i]))
		}
	}
	return strings.Join(words, ", ")
}
