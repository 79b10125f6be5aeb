package kinetic

import (
	"slices"
	"strings"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// registry holds the problems by name.
var registry []Problem

// Register adds a problem, which every list and program then knows by its name. It is called from init functions, or before the first
// use of the package. A name that is taken and a description that is not complete (see info.Problem.Check)
// give an *input.Error. Its reference is registered with package reference under the same name.
func Register(p Problem) error {
	i := p.Info()
	if err := i.Check(); err != nil {
		return err
	}
	at, taken := find(i.Name)
	if taken {
		return input.New("problem", i.Name, "a name that is not taken")
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

// ByName finds a problem by its name, or makes it from the text of a problem file (package problemfile), which begins with a brace.
// A name that is not registered gives an *input.Error with the nearest one that is.
func ByName(name string) (Problem, error) {
	if problemfile.IsText(name) {
		return fromText(name)
	}
	if at, found := find(name); found {
		return registry[at], nil
	}
	var names []string
	for _, i := range Problems() {
		names = append(names, i.Name)
	}
	return nil, input.Unknown("problem", name, names)
}
