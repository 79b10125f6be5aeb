package info

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/hrgrad/hrgrad/solver/input"
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
		return input.New("dimensions", d.Dimensions, "1 or 2")
	case !(d.TEnd > 0) || math.IsInf(d.TEnd, 0):
		return input.New("tEnd", d.TEnd, "a positive, finite number")
	}
	for _, a := range append(d.Axes(), Axis{"v", d.VMin, d.VMax}) {
		if !(a.Min < a.Max) || math.IsInf(a.Max-a.Min, 0) {
			return input.New(a.Name+"Max", a.Max, "a finite number above %sMin, which is %g", a.Name, a.Min)
		}
	}
	return nil
}

// Check returns an error that says what is missing or wrong in the description.
func (p Problem) Check() error {
	if !named(p.Name, lower, lower+digits+"-") {
		return input.New("problem", p.Name, "a name of lower-case letters, digits and hyphens, a letter first")
	}
	err := p.check()
	if err != nil {
		return fmt.Errorf("problem %s: %w", p.Name, err)
	}
	return nil
}

func (p Problem) check() error {
	for _, text := range []struct{ key, given, allowed string }{
		{"title", p.Title, "a few words"}, {"equation", p.Equation, "the equation on one line"}, {"summary", p.Summary, "a sentence"},
	} {
		if text.given == "" {
			return input.Missing(text.key, "%s", text.allowed)
		}
	}
	if !slices.Contains(Classes, p.Class) {
		return input.New("class", string(p.Class), "one of %v", Classes)
	}
	for _, list := range []struct {
		key    string
		length int
	}{{"fields", len(p.Fields)}, {"heads", len(p.Heads)}, {"formulations", len(p.Formulations)}} {
		if list.length == 0 {
			return input.Missing(list.key, "at least one")
		}
	}
	for i, f := range p.Fields {
		if err := f.check(); err != nil {
			return fmt.Errorf("fields[%d]: %w", i, err)
		}
		if p.Index(f.Name) != i {
			return input.New(fmt.Sprintf("fields[%d]: name", i), f.Name, "a name that no other field has")
		}
	}
	for i, l := range p.Limits {
		if !slices.Contains(Limits, l) || slices.Index(p.Limits, l) != i {
			return input.New(fmt.Sprintf("limits[%d]", i), l.Name, "each of %v once", Limits)
		}
	}
	return p.Domain.Check()
}

func (f Field) check() error {
	switch {
	case !named(f.Name, lower+upper, lower+upper+digits+"_"):
		return input.New("name", f.Name, "letters, digits and underscores, a letter first")
	case f.Symbol == "":
		return input.Missing("symbol", "what stands on axes")
	case f.Label == "":
		return input.Missing("label", "words and symbol")
	case f.Unit == "":
		return input.Missing("unit", `"1" for numbers without a unit`)
	case f.Sign != Positive && f.Sign != Signed:
		return input.New("sign", string(f.Sign), "%s or %s", Positive, Signed)
	}
	return nil
}
