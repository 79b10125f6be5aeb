package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/train"
)

// settingFlag sets one setting of a configuration.
type settingFlag struct {
	setting train.Setting
	config  *train.Config
	err     error // of Set, which package flag would turn into text
}

// String implements flag.Value.
func (f *settingFlag) String() string { return "" }

// Set implements flag.Value.
func (f *settingFlag) Set(text string) error {
	s := f.setting
	f.err = s.Set(f.config, text)
	if numeric := s.Kind == train.Integer || s.Kind == train.Number; f.err == nil && numeric && text != "" && s.IsZero(*f.config) {
		f.err = &input.Error{Field: s.Flag, Given: text, Allowed: zeroAllowed(s)} // the zero of a configuration would mean the default
	}
	return f.err
}

func zeroAllowed(s train.Setting) string {
	return fmt.Sprintf("above 0 up to %.0f, or no such flag for the default", s.Max)
}

// configFlags adds the flags of a configuration, without those named in except.
func configFlags(fs *flag.FlagSet, c *train.Config, except ...string) {
	skip := map[string]bool{}
	for _, n := range except {
		skip[n] = true
	}
	for _, s := range train.Settings() {
		if !skip[s.Flag] {
			fs.Var(&settingFlag{setting: s, config: c}, s.Flag, usage(s))
		}
	}
}

// onlyFlag adds the flag of one setting.
func onlyFlag(fs *flag.FlagSet, c *train.Config, flag string) {
	for _, s := range train.Settings() {
		if s.Flag == flag {
			fs.Var(&settingFlag{setting: s, config: c}, s.Flag, usage(s))
		}
	}
}

// usage describes a setting in the list of flags.
func usage(s train.Setting) string {
	allowed := s.Allowed()
	switch s.Kind {
	case train.Choice:
		allowed = "`name` " + allowed
	case train.Map:
		allowed = "`weights` " + allowed
	default:
		allowed = strings.Replace(allowed, "number", "`number`", 1)
	}
	return fmt.Sprintf("%s: %s (default %s)", s.Help, allowed, strings.Join(s.Defaults(), "; "))
}

// checkGiven refuses empty values that were written out: in train.Config they would silently mean the default.
func checkGiven(set map[string]bool, c train.Config) error {
	for _, s := range train.Settings() {
		if !set[s.Flag] || s.Kind == train.Unsigned || !s.IsZero(c) {
			continue
		}
		return input.Missing(s.Flag, "%s, or no such flag for the default", s.Allowed())
	}
	return nil
}

// checkSame refuses flags that contradict the configuration of a checkpoint. What may change, the caller changes.
func checkSame(set map[string]bool, asked, saved train.Config) error {
	for _, s := range train.Settings() {
		if a, b := s.Of(asked), s.Of(saved); set[s.Flag] && !s.Resume && a != b {
			return &input.Error{Field: s.Flag, Given: a, Allowed: fmt.Sprintf("%q, with which the checkpoint was trained: a resumed run keeps its configuration", b)}
		}
	}
	return nil
}

// copyGiven copies the settings whose flags were given.
func copyGiven(set map[string]bool, to, from *train.Config) {
	for _, s := range train.Settings() {
		if set[s.Flag] {
			s.Copy(to, from)
		}
	}
}

// noteUnused tells, a line each, which flags were given that the optimisers of all configurations do not look at.
func noteUnused(w io.Writer, set map[string]bool, configs ...train.Config) {
	for _, s := range train.Settings() {
		uses := func(c train.Config) bool { return c.Uses(s) }
		if set[s.Flag] && !slices.ContainsFunc(configs, uses) {
			fmt.Fprintf(w, "hrgrad: %s: %s given, %s\n", s.Flag, s.Of(configs[0]), doesNotUse("it", configs...))
		}
	}
}

// doesNotUse names the optimisers of configurations that do not look at something.
func doesNotUse(what string, configs ...train.Config) string {
	var names []string
	for _, c := range configs {
		if !slices.Contains(names, c.Optimizer) {
			names = append(names, c.Optimizer)
		}
	}
	return fmt.Sprintf("optimizer %s does not use %s", strings.Join(names, ", "), what)
}

// noteSame tells which runners take the steps of one before them: they differ in nothing that their optimisers look at.
func noteSame(w io.Writer, runners []runner) {
	for i, b := range runners {
		for _, a := range runners[:i] {
			var unused []string
			same := true
			for _, s := range train.Settings() {
				if s.Of(a.Config) != s.Of(b.Config) {
					same = same && !a.Config.Uses(s) && !b.Config.Uses(s)
					unused = append(unused, s.Flag)
				}
			}
			if same && len(unused) > 0 {
				fmt.Fprintf(w, "hrgrad: operators: %s takes the steps of %s: %s\n", b.Name, a.Name, doesNotUse(strings.Join(unused, ", "), a.Config, b.Config))
				break
			}
		}
	}
}
