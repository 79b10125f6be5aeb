package info

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

const (
	lower  = "abcdefghijklmnopqrstuvwxyz"
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits = "0123456789"
)

// named tells whether a name starts with one of the letters and consists of the characters.
func named(name, letters, characters string) bool {
	return name != "" && strings.Contains(letters, name[:1]) && strings.Trim(name, characters) == ""
}

// Check returns an error that says what is wrong with the domain.
func (d Domain) Check() error {
	switch {
	case d.Dimensions < 1 || d.Dimensions > 2:
		return fmt.Errorf("dimensions: got %d, allowed: 1 or 2", d.Dimensions)
	case !(d.TEnd > 0) || math.IsInf(d.TEnd, 0):
		return fmt.Errorf("tEnd: got %g, allowed: positive, finite", d.TEnd)
	}
	for _, a := range append(d.Axes(), Axis{"v", d.VMin, d.VMax}) {
		if !(a.Min < a.Max) || math.IsInf(a.Max-a.Min, 0) {
			return fmt.Errorf("%sMin, %sMax: got %g, %g, allowed: an interval, the smaller end first", a.Name, a.Name, a.Min, a.Max)
		}
	}
	return nil
}

// Check returns an error that says what is missing or wrong in the description.
func (p Problem) Check() error {
	wrong := func(key, given, allowed string) error {
		return fmt.Errorf("problem %q: %s: got %s, allowed: %s", p.Name, key, given, allowed)
	}
	switch {
	case !named(p.Name, lower, lower+digits+"-"):
		return wrong("name", fmt.Sprintf("%q", p.Name), "lower-case letters, digits and hyphens, a letter first")
	case p.Title == "":
		return wrong("title", "nothing", "a few words")
	case p.Equation == "":
		return wrong("equation", "nothing", "the equation in one line")
	case p.Summary == "":
		return wrong("summary", "nothing", "a sentence")
	case !slices.Contains(Classes, p.Class):
		return wrong("class", fmt.Sprintf("%q", p.Class), fmt.Sprint(Classes))
	case len(p.Fields) == 0:
		return wrong("fields", "none", "at least one")
	case len(p.Heads) == 0:
		return wrong("heads", "none", "at least one")
	case len(p.Formulations) == 0:
		return wrong("formulations", "none", "at least one")
	}
	if err := p.Domain.Check(); err != nil {
		return fmt.Errorf("problem %q: %w", p.Name, err)
	}
	for i, f := range p.Fields {
		key := fmt.Sprintf("fields[%d]", i)
		switch {
		case !named(f.Name, lower+upper, lower+upper+digits+"_"):
			return wrong(key+".name", fmt.Sprintf("%q", f.Name), "letters, digits and underscores, a letter first")
		case p.Index(f.Name) != i:
			return wrong(key+".name", f.Name+" twice", "different names")
		case f.Symbol == "" || f.Label == "" || f.Unit == "":
			return wrong(key+" ("+f.Name+")", fmt.Sprintf("symbol %q, label %q, unit %q", f.Symbol, f.Label, f.Unit), `all three, "1" as the unit of a number`)
		case f.Sign != Positive && f.Sign != Signed:
			return wrong(key+".sign", fmt.Sprintf("%q", f.Sign), "positive or signed")
		}
	}
	for i, l := range p.Limits {
		if !slices.Contains(Limits, l) || slices.Index(p.Limits, l) != i {
			return wrong(fmt.Sprintf("limits[%d]", i), fmt.Sprintf("%q", l.Name), "each of the package's limits once")
		}
	}
	return nil
}
