package problemfile

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hrgrad/hrgrad/solver/expr"
	"github.com/hrgrad/hrgrad/solver/input"
)

// Draft is a file that is being written: what could be read of it, and all that is wrong with it.
type Draft struct {
	Problem *Problem // nil while something is wrong
	Faults  []Fault
	partial *Problem // with the formulas that could be parsed
}

// Fault is one thing that is wrong with a file.
type Fault struct {
	Key     string // where it is: one of Keys, left.inflow or right.inflow; empty: the file as a whole
	Column  int    // of the formula, from 1; 0: none
	Message string // one line
}

// Check reads a file as far as that goes. Data are checked once everything else is right.
func Check(text []byte) *Draft {
	f, errs := readAll(text)
	d := &Draft{partial: &Problem{}}
	for _, e := range errs {
		d.add(e)
	}
	if f == nil {
		return d
	}
	p := d.partial
	p.File = *f
	for _, check := range []func() []error{p.checkFrame, p.compile} {
		for _, e := range check() {
			d.add(e)
		}
	}
	if len(d.Faults) > 0 {
		return d
	}
	for _, e := range p.checkData() {
		d.add(e)
	}
	if len(d.Faults) == 0 {
		d.Problem = p
	}
	return d
}

// add appends a fault, unless one of the same key is there already: what could not be read is not missing as well.
func (d *Draft) add(err error) {
	f := FaultOf(err)
	for _, g := range d.Faults {
		if g.Key == f.Key && f.Key != "" {
			return
		}
	}
	d.Faults = append(d.Faults, f)
}

// FaultOf tells where an error of Parse or Compile belongs.
func FaultOf(err error) Fault {
	if at := new(formulaError); errors.As(err, &at) {
		return Fault{at.key, at.at.Column, fmt.Sprintf("column %d: %s", at.at.Column, at.at.Message)}
	}
	e := new(input.Error)
	if !errors.As(err, &e) {
		return Fault{Message: err.Error()}
	}
	name, _, _ := strings.Cut(e.Field, ", ")
	if find(name) == nil && name != "left.inflow" && name != "right.inflow" {
		return Fault{Message: err.Error()}
	}
	message := strings.TrimPrefix(err.Error(), name)
	if part, ok := strings.CutPrefix(message, ", "); ok { // of one parameter
		message = "of " + part
	}
	return Fault{Key: name, Message: strings.TrimPrefix(message, ": ")}
}

// formulaError is the error of a formula. It wraps an *input.Error of the same text.
type formulaError struct {
	key, source string
	at          *expr.Error
}

// Error implements error.
func (e *formulaError) Error() string { return e.Unwrap().Error() }

// Unwrap returns the input error.
func (e *formulaError) Unwrap() error {
	return &input.Error{Field: fmt.Sprintf("%s, column %d", e.key, e.at.Column), Given: excerpt(e.source, e.at.Column), Allowed: "a formula: " + e.at.Message}
}

// excerpt quotes a formula, of a long one what stands around the column.
func excerpt(source string, column int) string {
	const before, after = 40, 20
	r := []rune(source)
	lo, hi := max(0, min(column-1, len(r))-before), min(len(r), column-1+after)
	if len(r) <= 2*(before+after) || hi <= lo {
		lo, hi = 0, min(len(r), 2*(before+after))
	}
	text := fmt.Sprintf("%q", string(r[lo:hi]))
	if lo > 0 {
		text = "..." + text
	}
	if hi < len(r) {
		text += "..."
	}
	return text
}
