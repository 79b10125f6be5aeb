// Package wire describes everything that crosses between the engine, the page and the view: the structs of the messages, their
// checks, and the codec. Engine and view both import it, and site/js/wire.gen.mjs, the page's part of the description, is
// generated from it.
//
// Invariants: the package imports no network, no kernel and no drawing, so that every program on the border can use it; a
// message that passes Validate can be shown without further tests of lengths; what Encode makes of a message, Decode makes
// equal to it again.
//
// A message is a JavaScript object with the names of the json tags and its name as the property "type". Small structured
// parts cross with package vert. Arrays of data, the fields tagged js:"-", cross as typed arrays over one ArrayBuffer per
// message, which is transferred:
//
//	value, transfer := wire.Encode(wire.Fields{NT: 2, NX: 3, ...}) // {type: "fields", nt: 2, ..., data: [Float32Array(6), ...]}
//	port.Call("postMessage", value, transfer)
//
//	var f wire.Fields
//	err := wire.Decode(data, &f) // nil: f passes f.Validate
//
// A nil array is null, but within a list of arrays an empty one. Numbers cross as they are, NaN for "not known" included.
package wire

// Message is what a program in Go sends.
type Message interface {
	Name() string // value of the property "type"
}

// Validator is what a program in Go receives. Validate returns one line that names the message, the part and what is allowed.
type Validator interface {
	Validate() error
}
