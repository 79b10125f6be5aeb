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
	// its error.
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

// lookup finds a problem or returns an error that lists the known ones.
func lookup(problem string) (Problem, error) {
	if problemfile.IsText(problem) {
		return fromText(problem)
	}
	p, ok := registry[problem]
	if !ok {
		return Problem{}, input.Unknown("problem", problem, Problems())
	}
	return p, nil
}

// DomainOf returns the region on which the solutions of a problem are defined.
func DomainOf(problem string) (Domain, error) {
	p, err := lookup(problem)
	return p.Domain, err
}

// FieldsOf returns the names of the fields of a problem without solving it.
func FieldsOf(problem string) ([]string, error) {
	p, err := lookup(problem)
	return slices.Clone(p.Fields), err
}

// LimitsOf returns the limits that are known of a problem, in the order of info.Limits.
func LimitsOf(problem string) ([]info.Limit, error) {
	p, err := lookup(problem)
	var limits []info.Limit
	for _, l := range info.Limits {
		if p.Limits[l] != nil {
			limits = append(limits, l)
		}
	}
	return limits, err
}
