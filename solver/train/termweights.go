package train

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hrgrad/hrgrad/solver/kinetic"
)

// termWeight replaces the weight of a loss term.
type termWeight struct {
	term   string
	weight float64
}

// parseTermWeights reads Config.TermWeights, for example "initial=100,micro=0.1".
func parseTermWeights(list string) ([]termWeight, error) {
	if list == "" {
		return nil, nil
	}
	var out []termWeight
	for _, word := range strings.Split(list, ",") {
		name, text, _ := strings.Cut(word, "=")
		w, err := strconv.ParseFloat(text, 64)
		if name == "" || err != nil || !(w >= 1e-9 && w <= 1e9) {
			return nil, fmt.Errorf("term-weights: %q given, allowed is TERM=WEIGHT with weights from 1e-9 to 1e9, with commas between them", word)
		}
		if slices.ContainsFunc(out, func(o termWeight) bool { return o.term == name }) {
			return nil, fmt.Errorf("term-weights: %s is listed twice", name)
		}
		out = append(out, termWeight{name, w})
	}
	return out, nil
}

// weigh returns the terms with the weights of the configuration.
func (c Config) weigh(terms []kinetic.Term) ([]kinetic.Term, error) {
	weights, err := parseTermWeights(c.TermWeights)
	if err != nil {
		return nil, err
	}
	terms = slices.Clone(terms)
	for _, w := range weights {
		i := slices.IndexFunc(terms, func(t kinetic.Term) bool { return t.Name == w.term })
		if i < 0 {
			var names []string
			for _, t := range terms {
				names = append(names, t.Name)
			}
			return nil, fmt.Errorf("term-weights: unknown term %q, this run has %s", w.term, strings.Join(names, ", "))
		}
		terms[i].Weight = w.weight
	}
	return terms, nil
}
