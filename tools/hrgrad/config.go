package main

import (
	"flag"
	"fmt"
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
	f.err = f.setting.Set(f.config, text)
	return f.err
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

// checkGiven refuses zero values that were written out: in train.Config they would silently mean the default.
func checkGiven(set map[string]bool, c train.Config) error {
	for _, s := range train.Settings() {
		if !set[s.Flag] || s.Kind == train.Unsigned || !s.IsZero(c) {
			continue
		}
		if s.Kind == train.Integer || s.Kind == train.Number {
			return input.New(s.Flag, 0, "above 0 up to %.0f, or no such flag for the default", s.Max)
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
