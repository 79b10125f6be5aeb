package problemfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hrgrad/hrgrad/solver/input"
)

// checkText refuses what is no text in UTF-8: text of other encodings and binary data.
func checkText(data []byte) error {
	at := bytes.IndexByte(data, 0)
	if !utf8.Valid(data) {
		for i := 0; at < 0 || i < at; {
			r, size := utf8.DecodeRune(data[i:])
			if r == utf8.RuneError && size <= 1 {
				at = i
				break
			}
			i += size
		}
	}
	if at < 0 {
		return nil
	}
	return &input.Error{Field: whole, Given: fmt.Sprintf("byte 0x%02x at %s", data[at], place(data, at)), Allowed: "text in UTF-8"}
}

// checkSyntax refuses what begins with a brace and is no JSON, with the place. What people write out of habit is named.
func checkSyntax(data []byte) error {
	if !bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{")) {
		return nil // object says what it is
	}
	var v json.RawMessage
	var bad *json.SyntaxError
	if !errors.As(json.Unmarshal(data, &v), &bad) {
		return nil
	}
	at := max(0, min(int(bad.Offset)-1, len(data)-1))
	e := &input.Error{Field: whole, Allowed: "one JSON object"}
	if strings.HasPrefix(bad.Error(), "unexpected end") {
		e.Given, e.Allowed = "text that ends at "+place(data, len(data)), "one JSON object with its closing brace"
		return e
	}
	r, _ := utf8.DecodeRune(data[at:])
	given := strings.TrimPrefix(bad.Error(), "json: ")
	if r >= utf8.RuneSelf {
		given = fmt.Sprintf("character %q", r)
	}
	switch {
	case r == '/' || r == '#':
		given, e.Allowed = "a comment", "one JSON object, which has no comments"
	case strings.ContainsRune("'\u2018\u2019\u201c\u201d\u00ab\u00bb", r):
		given, e.Allowed = fmt.Sprintf("the quotation mark %c", r), `one JSON object, with " around names and texts`
	case (r == '}' || r == ']') && bytes.HasSuffix(bytes.TrimRight(data[:at], " \t\r\n"), []byte(",")):
		given, e.Allowed = fmt.Sprintf("a comma before %q", r), "one JSON object, without a comma after the last value"
	case strings.HasSuffix(given, "after top-level value"):
		given = "text after the closing brace"
	case strings.HasSuffix(given, "max depth"):
		given = "brackets nested too deeply"
	}
	e.Given = place(data, at) + ": " + given
	return e
}

// place tells line and column, in characters, of byte at.
func place(data []byte, at int) string {
	before := data[:at]
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	return fmt.Sprintf("line %d, column %d", bytes.Count(before, []byte("\n"))+1, utf8.RuneCount(line)+1)
}
