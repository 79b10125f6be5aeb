package main

import (
	"flag"
	"regexp"
	"strconv"
	"time"

	"github.com/hrgrad/hrgrad/solver/input"
)

// What package flag says of a wrong command line. It has no error values for these.
var (
	flagUnknown  = regexp.MustCompile(`^flag provided but not defined: --?(.*)$`)
	flagNoValue  = regexp.MustCompile(`^flag needs an argument: --?(.*)$`)
	flagBadValue = regexp.MustCompile(`(?s)^invalid (?:boolean )?value "(.*)" for (?:flag )?-([^ :]*): (.*)$`)
)

// flagError turns an error of package flag into one that names the flag, what was given and what is allowed.
func flagError(fs *flag.FlagSet, err error) error {
	text := err.Error()
	if m := flagUnknown.FindStringSubmatch(text); m != nil {
		var known []string
		fs.VisitAll(func(f *flag.Flag) { known = append(known, f.Name) })
		if nearest := input.Nearest(m[1], known); nearest != "" {
			return badInput("%s: no flag is called --%s (nearest: --%s); hrgrad %s -help lists them", fs.Name(), m[1], nearest, fs.Name())
		}
		return badInput("%s: no flag is called --%s; hrgrad %s -help lists them", fs.Name(), m[1], fs.Name())
	}
	if m := flagNoValue.FindStringSubmatch(text); m != nil {
		if f := fs.Lookup(m[1]); f != nil && flagAllows(f) != "" {
			return input.Missing(m[1], "%s", flagAllows(f))
		}
		return badInput("%s: missing, --%s needs a value", m[1], m[1])
	}
	if m := flagBadValue.FindStringSubmatch(text); m != nil {
		if f := fs.Lookup(m[2]); f != nil && flagAllows(f) != "" {
			return input.New(m[2], unquoted(m[1]), "%s", flagAllows(f))
		}
		return badInput("%s", m[3]) // of a flag with a type of its own
	}
	return badInput("%s: %v", fs.Name(), err)
}

// unquoted is the text between the quotes that package flag has put around it.
func unquoted(text string) string {
	if s, err := strconv.Unquote(`"` + text + `"`); err == nil {
		return s
	}
	return text
}

// flagAllows names the values of a flag of package flag's own types; nothing for others, whose errors say it themselves.
func flagAllows(f *flag.Flag) string {
	g, ok := f.Value.(flag.Getter)
	if !ok {
		return ""
	}
	switch g.Get().(type) {
	case int, int64:
		return "a whole number"
	case uint, uint64:
		return "a whole number that is not negative"
	case float64:
		return "a number"
	case bool:
		return "true, false or nothing"
	case time.Duration:
		return "a duration as in 90s or 20m"
	}
	return ""
}
