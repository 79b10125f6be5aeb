// Package input holds the error of bad input: a setting, flag, key or file that a user gave and that is not possible. Every package
// reports such input as an *Error, on one line that names the field, what was given and what is allowed; whatever else fails is
// another error. Programs tell the two apart with Is: the command line ends with exit code 2 instead of 1.
//
//	input.New("width", 9999, "1 to 512")                 // width: 9999 given, allowed is 1 to 512
//	input.Unknown("operator", "hrgard", operators)        // operator: "hrgard" given, allowed is hrgrad, config (nearest: hrgrad)
//	input.Missing("eps", "a number above 0 up to 1")      // eps: missing, allowed is a number above 0 up to 1
//
// It imports nothing of the project.
package input

import (
	"errors"
	"fmt"
	"strings"
)

// Error is one piece of bad input.
type Error struct {
	Field   string // name of the setting, flag, key or file as the user writes it
	Given   string // the value, text in quotes; empty: it is missing
	Allowed string // names or range; it may end with the reason, as in "float64 with optimizer lm"
	Nearest string // the allowed name that the given one resembles; empty: none does
}

// Error renders "field: X given, allowed is Y" on one line.
func (e *Error) Error() string {
	given := "missing"
	if e.Given != "" {
		given = e.Given + " given"
	}
	s := fmt.Sprintf("%s: %s, allowed is %s", e.Field, given, e.Allowed)
	if e.Nearest != "" {
		s += fmt.Sprintf(" (nearest: %s)", e.Nearest)
	}
	return s
}

// New returns the error of a value that is not possible; allowed is a format of args.
func New(field string, given any, allowed string, args ...any) error {
	text := fmt.Sprint(given)
	if s, ok := given.(string); ok {
		text = quote(s)
	}
	return &Error{Field: field, Given: text, Allowed: fmt.Sprintf(allowed, args...)}
}

// Missing returns the error of a value that must be given; allowed is a format of args.
func Missing(field, allowed string, args ...any) error {
	return &Error{Field: field, Allowed: fmt.Sprintf(allowed, args...)}
}

// Unknown returns the error of a name that is none of the known ones, with the nearest of them.
func Unknown(field, given string, known []string) error {
	return &Error{Field: field, Given: quote(given), Allowed: strings.Join(known, ", "), Nearest: Nearest(given, known)}
}

// quote renders text, of a long one the beginning.
func quote(text string) string {
	const most = 200
	if r := []rune(text); len(r) > most {
		return fmt.Sprintf("%q...", string(r[:most]))
	}
	return fmt.Sprintf("%q", text)
}

// Is reports whether err, or an error that it wraps, is bad input.
func Is(err error) bool {
	var e *Error
	return errors.As(err, &e)
}

// Nearest returns the known name that given most likely means: the first of least edit distance (insertions, deletions, substitutions
// and swaps of neighbours, letters without regard to case), if that is at most a third of the longer name; otherwise nothing.
func Nearest(given string, known []string) string {
	if len(given) > maxName {
		return ""
	}
	best, least := "", maxName
	for _, name := range known {
		d := distance([]rune(strings.ToLower(given)), []rune(strings.ToLower(name)))
		if 3*d <= max(len(given), len(name)) && d < least {
			best, least = name, d
		}
	}
	return best
}

// maxName bounds the names that are compared.
const maxName = 100

// distance is the optimal string alignment distance of two words.
func distance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			substitute := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				substitute++
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, substitute)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
