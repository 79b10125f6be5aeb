//go:build js && wasm

package vert

import (
	"reflect"
	"syscall/js"
)

// InvalidAssignmentError reports a JavaScript value that AssignTo could not
// store in a Go value.
//
// When the target of AssignTo is not a non-nil pointer, Type is
// js.TypeUndefined and Kind is the kind of the target, reflect.Invalid for a
// bare nil. A JavaScript bigint, which js.Type cannot express, is reported as
// js.TypeNumber.
type InvalidAssignmentError struct {
	Type js.Type      // type of the JavaScript value
	Kind reflect.Kind // kind of the Go value it does not fit

	path   string // where inside the value, such as ".tasks[2].eps"; empty at the top
	detail string // what is wrong when the two types alone do not tell
}

// Error implements the error interface with one line that tells where in the
// value the assignment failed, what was found and what was wanted.
func (e *InvalidAssignmentError) Error() string {
	if e.Type == js.TypeUndefined {
		if e.Kind == reflect.Pointer {
			return "vert: the target of AssignTo is a nil pointer, want a non-nil pointer"
		}
		return "vert: the target of AssignTo is of kind " + e.Kind.String() + ", want a non-nil pointer"
	}
	s := "vert: "
	if e.path != "" {
		s += e.path + ": "
	}
	s += "cannot assign JS " + e.Type.String() + " to Go " + e.Kind.String()
	if e.detail != "" {
		s += ": " + e.detail
	}
	return s
}

// within prefixes the path of e, which grows as the recursion unwinds. It
// costs nothing on success.
func (e *InvalidAssignmentError) within(step string) *InvalidAssignmentError {
	e.path = step + e.path
	return e
}
