// Package problemfile reads problems that users write: JSON with formulas for cross-sections, sources, initial data and ends of the
// domain. Parse checks everything that can be checked without solving: keys, formulas, ranges, and on a fine grid that the data are
// finite and of the right sign. What it returns holds compiled formulas, from which the network's equations (package kinetic) and
// the reference (package reference) are built; neither reads the text again.
//
// Invariants: a File that Parse accepts writes itself as JSON (Text) that Parse reads as an equal one; errors are of type
// *input.Error and name the key, what was given, with the column of a formula or the place of bad data, and what is allowed.
//
//	p, err := problemfile.Parse([]byte(`{"version": 1, "name": "layers", "equation": "transport", "x": [0, 1], "tEnd": 0.1,
//		"scattering": "1 + 100*x^2", "density": "0", "left": {"inflow": "1"}, "right": {"inflow": "0"}}`))
package problemfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/hrgrad/hrgrad/solver/input"
)

// Version is the version of the format.
const Version = 1

// MaxSize is the largest file in bytes.
const MaxSize = 64 << 10

// MaxParameters is the largest number of parameters.
const MaxParameters = 3

// The equations.
const (
	Transport = "transport"
	Gas       = "bgk"
)

// The kinds of ends.
const (
	Periodic   = "periodic"
	Reflecting = "reflecting"
	Inflow     = "inflow"
	Open       = "open"
)

// IsText reports whether a name of a problem is the text of a file instead: it begins with a brace.
func IsText(problem string) bool { return strings.HasPrefix(problem, "{") }

// File is a problem as it is written; formulas are text. Empty and zero fields stand for the defaults that Keys names.
type File struct {
	Version                               int
	Name, Title, Equation                 string
	X                                     []float64
	TEnd                                  float64
	Scattering, Absorption, Source        string
	Density, Micro, Velocity, Temperature string
	Left, Right                           End
	Dimensions                            int
	Prandtl, Smoothing                    float64
	Parameters                            []Parameter
}

// End is one end of the domain.
type End struct {
	Kind   string // Periodic, Reflecting, Inflow or Open; empty: not given
	Inflow string // formula of t and v, of kind Inflow
}

// Parameter is a named number with its range.
type Parameter struct {
	Name     string
	Min, Max float64
}

func (e *End) read(raw json.RawMessage) error {
	if err := json.Unmarshal(raw, &e.Kind); err == nil && string(raw) != "null" && e.Kind != Inflow && e.Kind != "" {
		return nil
	}
	e.Kind = ""
	members, err := object(raw)
	if input.Is(err) {
		return fmt.Errorf("the key %s a second time", Inflow)
	}
	if err != nil || len(members) != 1 || members[0].name != Inflow {
		return fmt.Errorf("%s", short(raw))
	}
	e.Kind = Inflow
	var f File
	if err := text(func(*File) *string { return &e.Inflow })(&f, members[0].raw); err != nil {
		return err
	}
	return nil
}

func (e End) write() any {
	switch e.Kind {
	case "":
		return nil
	case Inflow:
		return map[string]string{Inflow: e.Inflow}
	}
	return e.Kind
}

func (f *File) readParameters(raw json.RawMessage) error {
	members, err := object(raw)
	if twice := new(input.Error); errors.As(err, &twice) {
		err = &input.Error{Field: "parameters, " + twice.Field, Given: twice.Given, Allowed: twice.Allowed}
	} else if err != nil {
		return fmt.Errorf("%s", short(raw))
	}
	for _, m := range members { // one without a range keeps its name, so that a draft's formulas know it
		var r []float64
		if json.Unmarshal(m.raw, &r) != nil || len(r) != 2 {
			r = []float64{0, 0}
			if err == nil {
				err = &input.Error{Field: "parameters, " + m.name, Given: short(m.raw), Allowed: "[least, greatest], two numbers"}
			}
		}
		f.Parameters = append(f.Parameters, Parameter{m.name, r[0], r[1]})
	}
	return err
}

// ordered is a JSON object that keeps its order.
type ordered []member

type member struct {
	name string
	raw  json.RawMessage
}

// MarshalJSON implements json.Marshaler.
func (o ordered) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := encode(m.name)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(m.raw)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// encode writes JSON without escapes for HTML, so that formulas with < stay readable.
func encode(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

func (f *File) writeParameters() any {
	var o ordered
	for _, p := range f.Parameters {
		raw, err := encode([]float64{p.Min, p.Max})
		if err != nil {
			return nil
		}
		o = append(o, member{p.Name, raw})
	}
	if o == nil {
		return nil
	}
	return o
}

// Text writes the file as one line of JSON, keys in the order of Keys, defaults left out. Equal problems have equal texts.
func (f *File) Text() string {
	var lines []string
	for _, m := range f.members() {
		lines = append(lines, fmt.Sprintf("%q:%s", m.name, m.raw))
	}
	return "{" + strings.Join(lines, ",") + "}"
}

// Indent writes the file as JSON with a line for each key.
func (f *File) Indent() string {
	var lines []string
	for _, m := range f.members() {
		lines = append(lines, fmt.Sprintf("  %q: %s", m.name, m.raw))
	}
	return "{\n" + strings.Join(lines, ",\n") + "\n}\n"
}

func (f *File) members() ordered {
	var o ordered
	for _, k := range keys {
		v := k.write(f)
		if v == nil {
			continue
		}
		raw, err := encode(v)
		if err != nil {
			panic(err) // numbers are finite after Parse
		}
		o = append(o, member{k.name, raw})
	}
	return o
}

// object splits a JSON object into its members; a key given twice is an error of type *input.Error, with which the members come as well.
func object(raw []byte) (ordered, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, fmt.Errorf("%s", short(raw))
	}
	var out ordered
	var twice error
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := t.(string)
		var v json.RawMessage
		if err := d.Decode(&v); err != nil {
			return nil, err
		}
		if seen[name] {
			if twice == nil {
				twice = input.New(name, "the key a second time", "one value")
			}
			continue
		}
		seen[name] = true
		out = append(out, member{name, v})
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("text after the closing brace")
	}
	return out, twice
}

// read splits the text into a File without looking at formulas; the error is the first of readAll.
func read(data []byte) (*File, error) {
	f, errs := readAll(data)
	if len(errs) > 0 {
		return nil, errs[0]
	}
	return f, nil
}

// readAll splits the text into a File as far as it can be read: one error for each key that cannot. The file is nil if the text is no
// JSON object.
func readAll(data []byte) (*File, []error) {
	if len(data) > MaxSize {
		return nil, []error{input.New(whole, fmt.Sprintf("%d bytes", len(data)), "up to %d bytes", MaxSize)}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if err := checkText(data); err != nil {
		return nil, []error{err}
	}
	if err := checkSyntax(data); err != nil {
		return nil, []error{err}
	}
	members, err := object(data)
	if err != nil {
		if !input.Is(err) {
			err = &input.Error{Field: whole, Given: err.Error(), Allowed: "one JSON object"}
		}
		return nil, []error{err}
	}
	f := &File{}
	var names []string
	for _, k := range keys {
		names = append(names, k.name)
	}
	var errs []error
	for _, m := range members {
		k := find(m.name)
		if k == nil {
			errs = append(errs, input.Unknown(whole+", key", m.name, names))
			continue
		}
		if err := k.read(f, m.raw); input.Is(err) {
			errs = append(errs, err)
		} else if err != nil {
			errs = append(errs, &input.Error{Field: k.name, Given: err.Error(), Allowed: k.form})
		}
	}
	return f, errs
}

// whole is the field of errors that belong to no key.
const whole = "problem file"

func find(name string) *key {
	for i := range keys {
		if keys[i].name == name {
			return &keys[i]
		}
	}
	return nil
}
