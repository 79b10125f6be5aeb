package kinetic

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hrgrad/hrgrad/solver/input"
)

// registry holds the problems by name.
var registry []Problem

// Register adds a problem, which every list and program then knows by its name. It is called from init functions, or before the first
// use of the package. A name that is taken, a description that is not complete (see info.Problem.Check) and defaults that no model
// can be built with give an *input.Error. Its reference is registered with package reference under the same name.
func Register(p Problem) error {
	i := p.Info()
	if err := i.Check(); err != nil {
		return err
	}
	at, taken := find(i.Name)
	if taken {
		return input.New("problem", i.Name, "a name that is not taken")
	}
	if err := p.Defaults().check(i); err != nil {
		return fmt.Errorf("problem %s: defaults: %w", i.Name, err)
	}
	registry = slices.Insert(registry, at, p)
	return nil
}

// register is Register for the problems of this package.
func register(p Problem) {
	if err := Register(p); err != nil {
		panic(err)
	}
}

// check returns an error for options or numbers that no model of the problem can be built with.
func (d Defaults) check(i Info) error {
	switch {
	case !slices.Contains(i.Heads, d.Head):
		return input.Unknown("head", d.Head, i.Heads)
	case !slices.Contains(i.Formulations, d.Formulation):
		return input.Unknown("formulation", d.Formulation, i.Formulations)
	case d.Initial != Hard && d.Initial != Soft:
		return input.Unknown("initial", d.Initial, []string{Hard, Soft})
	case !(d.Rate > 0):
		return input.New("rate", d.Rate, "a positive number")
	}
	for _, n := range []struct {
		key   string
		value int
	}{{"width", d.Width}, {"depth", d.Depth}, {"tasks", d.Tasks}, {"points", d.Points}, {"steps", d.Steps}} {
		if n.value < 1 {
			return input.New(n.key, n.value, "1 or more")
		}
	}
	return nil
}

// find returns where a name is in the registry, or would be.
func find(name string) (at int, found bool) {
	return slices.BinarySearchFunc(registry, name, func(p Problem, name string) int { return strings.Compare(p.Info().Name, name) })
}

// All lists the problems by name.
func All() []Problem { return slices.Clone(registry) }

// Problems lists the descriptions of all problems by name.
func Problems() []Info {
	var out []Info
	for _, p := range registry {
		out = append(out, p.Info())
	}
	return out
}

// ByName finds a problem; a name that is not registered gives an *input.Error with the nearest one that is.
func ByName(name string) (Problem, error) {
	if at, found := find(name); found {
		return registry[at], nil
	}
	var names []string
	for _, i := range Problems() {
		names = append(names, i.Name)
	}
	return nil, input.Unknown("problem", name, names)
}
