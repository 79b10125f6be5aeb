package main

import "testing"

// TestFlagErrors: a wrong command line is refused with the flag, what was given and what is allowed, whatever the flag's type.
func TestFlagErrors(t *testing.T) {
	for _, c := range []struct {
		args    []string
		mention string
	}{
		{[]string{"reference", "--problem", "transport-smooth", "--eps", "1,2"}, `eps: "1,2" given, allowed is a number`},
		{[]string{"reference", "--eps"}, "eps: missing, allowed is a number"},
		{[]string{"reference", "--eps", "a \"b\"\n"}, `eps: "a \"b\"\n" given, allowed is a number`},
		{[]string{"eval", "--nx", "1.5"}, `nx: "1.5" given, allowed is a whole number`},
		{[]string{"eval", "--estimate=maybe"}, `estimate: "maybe" given, allowed is true, false or nothing`},
		{[]string{"train", "--chekpoint", "a"}, "train: no flag is called --chekpoint (nearest: --checkpoint)"},
		{[]string{"train", "--constructor", "a"}, "train: no flag is called --constructor; hrgrad train -help lists them"},
		{[]string{"train", "--steps"}, "steps: missing"},
		{[]string{"eval", "--set", "a"}, `hrgrad: set: "a" given, allowed is NAME=VALUE`},
		{[]string{"train", "--=3"}, "--=3"},
	} {
		refused(t, call("", c.args...), c.mention)
	}
}
