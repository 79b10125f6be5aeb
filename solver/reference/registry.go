package reference

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// Problem is one problem with a reference.
type Problem struct {
	Name   string
	Domain Domain
	Fields []string // in the order of the solutions
	// Solve computes the solution at 0 < eps <= 1. It calls Progress of the options with fractions in (0, 1) while it computes, and returns
	// its error. New checks the arguments: eps, the options, and those of the solution's At and Distribution.
	Solve func(eps float64, opt Options) (Solution, error)
	// Limits computes the limiting solutions that are known, each on the same domain with the same fields.
	Limits map[info.Limit]func(opt Options) (Solution, error)
}

var registry = map[string]Problem{}

// Register adds a problem, which New and Limit then know by its name. It is called from init functions, or before the first use of the
// package. A name that is taken and a description that is not complete give an *input.Error.
func Register(p Problem) error {
	if _, taken := registry[p.Name]; taken || p.Name == "" {
		return input.New("reference", p.Name, "a name other than %s", strings.Join(Problems(), ", "))
	}
	field := func(key string) string { return fmt.Sprintf("reference %s: %s", p.Name, key) }
	if err := p.Domain.Check(); err != nil {
		return fmt.Errorf("reference %s: %w", p.Name, err)
	}
	if len(p.Fields) == 0 {
		return input.Missing(field("Fields"), "at least one name")
	}
	if p.Solve == nil {
		return input.Missing(field("Solve"), "a function")
	}
	for l, solve := range p.Limits {
		if !slices.Contains(info.Limits, l) {
			return input.Unknown(field("Limits"), l.Name, limitNames(info.Limits))
		}
		if solve == nil {
			return input.Missing(field("Limits: "+l.Name), "a function")
		}
	}
	p.Fields, p.Limits = slices.Clone(p.Fields), maps.Clone(p.Limits)
	registry[p.Name] = p
	return nil
}

func limitNames(limits []info.Limit) []string {
	names := make([]string, len(limits))
	for i, l := range limits {
		names[i] = l.Name
	}
	return names
}

// register is Register for the problems of this package.
func register(p Problem) {
	if err := Register(p); err != nil {
		panic(err)
	}
}

// Problems returns the names of all problems with a reference, sorted.
func Problems() []string { return slices.Sorted(maps.Keys(registry)) }

// Find returns the entry of a problem without solving it; an unknown name gives an *input.Error that lists the known ones.
func Find(problem string) (Problem, error) {
	if problemfile.IsText(problem) {
		return fromText(problem)
	}
	p, ok := registry[problem]
	if !ok {
		return Problem{}, input.Unknown("problem", problem, Problems())
	}
	p.Fields, p.Limits = slices.Clone(p.Fields), maps.Clone(p.Limits)
	return p, nil
}

// KnownLimits returns the limits that have a solution, in the order of info.Limits.
func (p Problem) KnownLimits() []info.Limit {
	var limits []info.Limit
	for _, l := range info.Limits {
		if p.Limits[l] != nil {
			limits = append(limits, l)
		}
	}
	return limits
}
