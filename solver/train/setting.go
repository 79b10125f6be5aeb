package train

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/optim"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// Kind tells what values a setting takes.
type Kind string

// The kinds of settings.
const (
	Choice   Kind = "choice"   // a name of a list
	Integer  Kind = "integer"  // a whole number in a range
	Number   Kind = "number"   // a finite number in a range
	Unsigned Kind = "unsigned" // a whole number of 64 bits; JavaScript has to carry it as text or BigInt
	Map      Kind = "map"      // names with a positive weight each, as in initial=100,micro=0.1
)

// Option is one value of a choice.
type Option struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Summary string `json:"summary,omitempty"`
}

// Setting describes one setting of a run: everything that the command line, the page, the workers, checkpoints and the documentation
// must know of it. Settings returns the table of all.
type Setting struct {
	Key     string   `json:"key"`   // in JSON, links and messages
	Flag    string   `json:"flag"`  // of the command line, and its name in errors
	Label   string   `json:"label"` // on the page
	Help    string   `json:"help"`  // one line
	Kind    Kind     `json:"kind"`
	Choices []Option `json:"choices,omitempty"` // of a choice; which of them a problem knows, PerProblem says
	Min     float64  `json:"min"`               // of integers and numbers, and of the weights of a map
	Max     float64  `json:"max"`
	Above   bool     `json:"above,omitempty"`  // Min itself is not allowed
	Default string   `json:"default"`          // where nothing else is said; empty: the first choice of the problem, or nothing
	Rule    string   `json:"rule,omitempty"`   // in words: when the default is another one
	Planned string   `json:"planned"`          // that other default depends on the setting with this key, optimizer or operator; empty: on neither
	Linear  bool     `json:"linear"`           // that other default is one of the optimiser solve
	Worker  bool     `json:"worker"`           // the gradients of a batch depend on it, so gradient workers need it
	Resume  bool     `json:"resume"`           // may change when a run is resumed
	List    bool     `json:"list"`             // compare takes a list of values
	Kept    bool     `json:"kept"`             // the page keeps it when the problem changes
	Front   bool     `json:"front"`            // in the first part of the page's form
	Noted   bool     `json:"noted"`            // the page shows the summary of what is chosen
	Unused  []string `json:"unused,omitempty"` // the optimisers that do not look at it

	// PerProblem returns the names that a problem knows, where that differs between problems.
	PerProblem func(kinetic.Info) []string `json:"-"`

	absent  string                      // the value in checkpoints that were written before there was a choice
	field   func(*Config) any           // pointer to the field of the configuration
	planned func(c *Config) string      // the other default of Rule; empty: none. Fields of earlier rows are filled.
	options func() (all []Option)       // of choices that come from a registry
	used    func(optimizer string) bool // by which optimisers; nil: by all
}

// Settings returns the table, one row per setting in the order of links and forms.
func Settings() []Setting {
	out := slices.Clone(settings)
	for i := range out {
		if out[i].options != nil {
			out[i].Choices = out[i].options()
		}
		for _, o := range optim.Specs() {
			if used := out[i].used; used != nil && !used(o.Name) {
				out[i].Unused = append(out[i].Unused, o.Name)
			}
		}
	}
	return out
}

// Of returns the value of a setting as text that Set reads; empty where the configuration leaves it to the default.
func (s Setting) Of(c Config) string {
	v := reflect.ValueOf(s.field(&c)).Elem()
	if v.IsZero() && (v.Kind() == reflect.String || s.Min > 0 || s.Above || s.Kind == Map) {
		return ""
	}
	switch f := v.Interface().(type) {
	case float64:
		return formatNumber(f)
	default:
		return fmt.Sprint(f)
	}
}

// Set reads a setting from text; empty text leaves it to the default. Ranges and names are checked by Config.Normalize.
func (s Setting) Set(c *Config, text string) error {
	var err error
	switch f := s.field(c).(type) {
	case *string:
		*f = text
		return nil
	case *TermWeights:
		*f, err = parseTermWeights(text)
		return err
	case *int:
		if *f = 0; text != "" {
			*f, err = parseInt(text)
		}
	case *uint64:
		if *f = 0; text != "" {
			*f, err = strconv.ParseUint(text, 0, 64)
		}
	case *float64:
		if *f = 0; text != "" {
			*f, err = strconv.ParseFloat(text, 64)
		}
	}
	if err != nil {
		return input.New(s.Flag, text, "%s", s.Allowed())
	}
	return nil
}

func parseInt(text string) (int, error) {
	n, err := strconv.ParseInt(text, 0, strconv.IntSize)
	return int(n), err
}

// IsZero reports whether a configuration leaves the setting to its default. A seed of 0 is a seed like any other, but it is also the
// default.
func (s Setting) IsZero(c Config) bool { return reflect.ValueOf(s.field(&c)).Elem().IsZero() }

// Copy copies the setting from one configuration to another.
func (s Setting) Copy(to, from *Config) {
	reflect.ValueOf(s.field(to)).Elem().Set(reflect.ValueOf(s.field(from)).Elem())
}

// Allowed says in words what the setting may be.
func (s Setting) Allowed() string {
	switch s.Kind {
	case Choice:
		var names []string
		for _, o := range s.list() {
			names = append(names, o.Name)
		}
		return strings.Join(names, ", ")
	case Unsigned:
		return "a whole number from 0 to 18446744073709551615"
	case Map:
		return fmt.Sprintf("TERM=WEIGHT with weights from %s to %s and commas between them, as in initial=100,micro=0.1", formatNumber(s.Min), formatNumber(s.Max))
	case Integer:
		return fmt.Sprintf("a whole number from %d to %d", int64(s.Min), int64(s.Max))
	}
	if s.Above {
		return fmt.Sprintf("a number above %s up to %s", formatNumber(s.Min), formatNumber(s.Max))
	}
	return fmt.Sprintf("a number from %s to %s", formatNumber(s.Min), formatNumber(s.Max))
}

func (s Setting) list() []Option {
	if s.options != nil {
		return s.options()
	}
	return s.Choices
}

// names returns what a choice may be for a problem.
func (s Setting) names(info kinetic.Info) []string {
	if s.PerProblem != nil {
		return s.PerProblem(info)
	}
	var out []string
	for _, o := range s.list() {
		out = append(out, o.Name)
	}
	return out
}

// fill gives a zero field its default: by the plan, as tuned for the problem, the general one, or the problem's first choice.
func (s Setting) fill(c *Config, info kinetic.Info) error {
	if !s.IsZero(*c) {
		return nil
	}
	value := ""
	if s.planned != nil {
		value = s.planned(c)
	}
	if value == "" {
		value = defaultsOf(c.Problem, info)[s.Key]
	}
	if value == "" {
		value = s.Default
	}
	if value == "" && s.PerProblem != nil {
		if names := s.PerProblem(info); len(names) > 0 {
			value = names[0]
		}
	}
	return s.Set(c, value)
}

// check refuses a value that the setting may not have.
func (s Setting) check(c *Config, info kinetic.Info) error {
	switch f := s.field(c).(type) {
	case *string:
		if s.Key == "problem" && problemfile.IsText(*f) {
			return nil // kinetic.ByName has checked it
		}
		names := s.names(info)
		if len(names) == 0 && *f == "" {
			return nil // the problem does not have the setting
		}
		if len(names) == 0 {
			return input.New(s.Flag, *f, "none for %s", info.Name)
		}
		if !slices.Contains(names, *f) {
			return input.Unknown(s.Flag, *f, names)
		}
	case *int:
		if *f < int(s.Min) || *f > int(s.Max) {
			return input.New(s.Flag, *f, "%s", s.Allowed())
		}
	case *float64:
		if !(*f >= s.Min && *f <= s.Max) || (s.Above && *f == s.Min) {
			return input.New(s.Flag, *f, "%s", s.Allowed())
		}
	case *TermWeights:
		return f.check()
	}
	return nil
}

// formatNumber writes a number in its shortest exact form: 100, 0.005, 1e-6.
func formatNumber(v float64) string {
	mantissa, exponent, ok := strings.Cut(strconv.FormatFloat(v, 'g', -1, 64), "e")
	if !ok {
		return mantissa
	}
	sign := ""
	if exponent[0] == '-' {
		sign = "-"
	}
	return mantissa + "e" + sign + strings.TrimLeft(exponent[1:], "0")
}
