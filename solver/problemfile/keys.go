package problemfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// key is one entry of the file format: how it is read and written, and what documentation and forms say of it.
type key struct {
	name  string
	only  string // equation to which it belongs; empty: to all
	kind  string // see Key
	label string
	form  string // what may stand there
	help  string
	vars  []string // of a formula, before the parameters
	read  func(f *File, raw json.RawMessage) error
	write func(f *File) any // nil: left out
}

// text reads a formula: a string, or a number.
func text(at func(f *File) *string) func(f *File, raw json.RawMessage) error {
	return func(f *File, raw json.RawMessage) error {
		var n json.Number
		if err := json.Unmarshal(raw, &n); err == nil && len(raw) > 0 && raw[0] != '"' {
			*at(f) = n.String()
			return nil
		}
		if err := json.Unmarshal(raw, at(f)); err != nil || string(raw) == "null" {
			return fmt.Errorf("%s", short(raw))
		}
		return nil
	}
}

// plain reads a value of Go's own JSON form.
func plain[T any](at func(f *File) *T) func(f *File, raw json.RawMessage) error {
	return func(f *File, raw json.RawMessage) error {
		if string(raw) == "null" {
			return fmt.Errorf("null")
		}
		if err := json.Unmarshal(raw, at(f)); err != nil {
			return fmt.Errorf("%s", short(raw))
		}
		return nil
	}
}

// nonzero is plain for a number whose zero stands for a key that is missing.
func nonzero[T int | float64](at func(f *File) *T) func(f *File, raw json.RawMessage) error {
	read := plain(at)
	return func(f *File, raw json.RawMessage) error {
		if err := read(f, raw); err != nil {
			return err
		}
		if *at(f) == 0 {
			return fmt.Errorf("%s", short(raw))
		}
		return nil
	}
}

// short renders a raw value for a message.
func short(raw json.RawMessage) string {
	s := strings.Join(strings.Fields(string(raw)), " ")
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "..."
	}
	return s
}

// optional reads a formula that may be missing: an empty one would stand for the default without a word.
func optional(at func(f *File) *string) func(f *File, raw json.RawMessage) error {
	read := text(at)
	return func(f *File, raw json.RawMessage) error {
		if string(raw) == `""` {
			return errors.New(`""`)
		}
		return read(f, raw)
	}
}

func formula(name, only, label, vars, help string, at func(f *File) *string) key {
	read := optional(at)
	if name == "density" { // an empty one is missing
		read = text(at)
	}
	return key{
		name: name, only: only, kind: "formula", label: label, form: "a formula of " + vars + " and the parameters", help: help, vars: strings.Split(vars, ", "), read: read,
		write: func(f *File) any {
			if *at(f) == "" {
				return nil
			}
			return *at(f)
		},
	}
}

// keys lists the format in the order in which files are written.
var keys = []key{
	{name: "version", kind: "version", label: "Version", form: "1", help: "version of the format", read: nonzero(func(f *File) *int { return &f.Version }), write: func(f *File) any { return f.Version }},
	{name: "name", kind: "text", label: "Name", form: "lower-case letters, digits and hyphens, a letter first, up to 40 characters", help: "name in lists, files and commands", read: plain(func(f *File) *string { return &f.Name }),
		write: func(f *File) any { return f.Name }},
	{name: "title", kind: "text", label: "Title", form: "up to 120 characters", help: "a few words for people; the name if it is missing", read: plain(func(f *File) *string { return &f.Title }), write: func(f *File) any {
		if f.Title == "" {
			return nil
		}
		return f.Title
	}},
	{name: "equation", kind: "equation", label: "Equation", form: `"transport" or "bgk"`, help: "transport: linear transport in a slab, v in [-1, 1]; bgk: a gas that relaxes to equilibrium", read: plain(func(f *File) *string { return &f.Equation }),
		write: func(f *File) any { return f.Equation }},
	{name: "x", kind: "interval", label: "Domain x", form: "[left, right]", help: "ends of the domain", read: plain(func(f *File) *[]float64 { return &f.X }), write: func(f *File) any { return f.X }},
	{name: "tEnd", kind: "number", label: "End time", form: "a number above 0", help: "end of the time interval, which starts at 0", read: nonzero(func(f *File) *float64 { return &f.TEnd }), write: func(f *File) any { return f.TEnd }},
	formula("scattering", Transport, "Scattering σ", "x", "scattering cross-section σ > 0; 1 if it is missing", func(f *File) *string { return &f.Scattering }),
	formula("absorption", Transport, "Absorption σ_a", "x", "absorption cross-section σ_a ≥ 0, which acts with ε²; 0 if it is missing", func(f *File) *string { return &f.Absorption }),
	formula("source", Transport, "Source G", "t, x", "source G, the same for all v, which acts with ε²; 0 if it is missing", func(f *File) *string { return &f.Source }),
	formula("density", "", "Density ρ at t = 0", "x", "density at t = 0: at least 0 for transport, above 0 for a gas", func(f *File) *string { return &f.Density }),
	formula("micro", Transport, "Micro part g at t = 0", "x, v", "micro part g at t = 0, f = density + ε g; its mean over v is taken off; 0 if it is missing", func(f *File) *string { return &f.Micro }),
	formula("velocity", Gas, "Velocity u at t = 0", "x", "mean velocity u at t = 0; 0 if it is missing", func(f *File) *string { return &f.Velocity }),
	formula("temperature", Gas, "Temperature T at t = 0", "x", "temperature T > 0 at t = 0; 1 if it is missing", func(f *File) *string { return &f.Temperature }),
	{name: "left", kind: "end", label: "Left end", form: `"periodic", "reflecting" or {"inflow": formula of t, v} for transport; "periodic" or "open" for a gas`, help: "left end; v > 0 comes in; periodic if both ends are missing", read: func(f *File, raw json.RawMessage) error { return f.Left.read(raw) },
		write: func(f *File) any { return f.Left.write() }},
	{name: "right", kind: "end", label: "Right end", form: `"periodic", "reflecting" or {"inflow": formula of t, v} for transport; "periodic" or "open" for a gas`, help: "right end; v < 0 comes in", read: func(f *File, raw json.RawMessage) error { return f.Right.read(raw) },
		write: func(f *File) any { return f.Right.write() }},
	{name: "dimensions", only: Gas, kind: "number", label: "Velocity dimensions", form: "1 or 3", help: "velocity dimensions of the gas; 1 if it is missing", read: nonzero(func(f *File) *int { return &f.Dimensions }), write: func(f *File) any {
		if f.Dimensions == 0 {
			return nil
		}
		return f.Dimensions
	}},
	{name: "prandtl", only: Gas, kind: "number", label: "Prandtl number", form: "2/3 (0.6667) to 1", help: "Prandtl number of the gas, with dimensions 3: 2/3 for single atoms; 1, the BGK equation, if it is missing", read: nonzero(func(f *File) *float64 { return &f.Prandtl }), write: func(f *File) any {
		if f.Prandtl == 0 {
			return nil
		}
		return f.Prandtl
	}},
	{name: "smoothing", kind: "number", label: "Smoothing of steps", form: "a number above 0", help: "width w with which every step(z) is replaced by (1 + tanh(z/w))/2, in the network's equations and in the reference", read: nonzero(func(f *File) *float64 { return &f.Smoothing }),
		write: func(f *File) any {
			if f.Smoothing == 0 {
				return nil
			}
			return f.Smoothing
		}},
	{name: "parameters", kind: "parameters", label: "Parameters", form: `up to three, as in {"a": [0.2, 1]}`, help: "names with their ranges; the network learns all values at once", read: func(f *File, raw json.RawMessage) error { return f.readParameters(raw) },
		write: func(f *File) any { return f.writeParameters() }},
}

// Key describes one key of the format for documentation and forms.
type Key struct {
	Name     string   `json:"name"`
	Equation string   `json:"equation"` // to which it belongs; empty: to all
	Kind     string   `json:"kind"`     // version, text, equation, interval, number, formula, end or parameters
	Label    string   `json:"label"`
	Form     string   `json:"form"` // what may stand there
	Help     string   `json:"help"`
	Vars     []string `json:"vars"` // of a formula, before the parameters
}

// Keys lists the keys of the format in the order in which files are written.
func Keys() []Key {
	out := make([]Key, len(keys))
	for i, k := range keys {
		out[i] = Key{k.name, k.only, k.kind, k.label, k.form, k.help, k.vars}
	}
	return out
}

// Equation is one of the equations with the ends that it has.
type Equation struct {
	Name string   `json:"name"`
	Ends []string `json:"ends"`
}

// Equations lists the equations.
func Equations() []Equation {
	return []Equation{{Transport, ends(Transport)}, {Gas, ends(Gas)}}
}

// ends lists the kinds of ends of an equation.
func ends(equation string) []string {
	if equation == Gas {
		return []string{Periodic, Open}
	}
	return []string{Periodic, Reflecting, Inflow}
}
