package data

import (
	"unicode"
	"unicode/utf8"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// Symbol is the short name of a field of the problem on axes and in tooltips.
func (st *State) Symbol(name string) string {
	for _, f := range st.Problem.Fields {
		if f.Name == name {
			return SymbolOf(f)
		}
	}
	return name
}

// SymbolOf is the short name of a field.
func SymbolOf(f info.Field) string {
	if f.Symbol == "" {
		return f.Name
	}
	return f.Symbol
}

// TitleOf is the name of a field in words, for a heading.
func TitleOf(f info.Field) string {
	label := f.Label
	if label == "" {
		label = SymbolOf(f)
	}
	r, n := utf8.DecodeRuneInString(label)
	if n == 1 && len(label) > 1 && label[1] != ' ' {
		return string(unicode.ToUpper(r)) + label[1:]
	}
	return label
}

// UnitOf is the unit of a field, or empty where there is none.
func UnitOf(f info.Field) string {
	if f.Unit == "1" || f.Unit == "-" {
		return ""
	}
	return f.Unit
}
