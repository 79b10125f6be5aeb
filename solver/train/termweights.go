package train

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic"
)

// TermWeights replace weights of loss terms, by the name of the term. In JSON they are an object; the text form is read too, which older
// files have.
type TermWeights map[string]float64

// String returns the weights as text, ascending by name: initial=100,micro=0.1.
func (w TermWeights) String() string {
	var words []string
	for name, weight := range w {
		words = append(words, name+"="+formatNumber(weight))
	}
	slices.Sort(words)
	return strings.Join(words, ",")
}

// UnmarshalJSON reads an object or the text form.
func (w *TermWeights) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		read, err := parseTermWeights(text)
		*w = read
		return err
	}
	var object map[string]float64
	if err := json.Unmarshal(data, &object); err != nil {
		return err
	}
	*w = object
	return nil
}

// termWeights is the row of the weights in the table.
func termWeights() Setting {
	i := slices.IndexFunc(settings, func(s Setting) bool { return s.Kind == Map })
	return settings[i]
}

// parseTermWeights reads the text form. A word that has no weight, or the wrong one, is an input error.
func parseTermWeights(text string) (TermWeights, error) {
	if text == "" {
		return nil, nil
	}
	out := TermWeights{}
	for _, word := range strings.Split(text, ",") {
		name, number, _ := strings.Cut(word, "=")
		w, err := strconv.ParseFloat(number, 64)
		if _, twice := out[name]; twice {
			return nil, input.New("term-weights", text, "every term once: %s is listed twice", name)
		}
		if out[name] = w; err != nil || (TermWeights{name: w}).check() != nil {
			s := termWeights()
			return nil, input.New(s.Flag, word, "%s", s.Allowed())
		}
	}
	return out, nil
}

// check refuses what cannot be weights, whatever the problem.
func (w TermWeights) check() error {
	s := termWeights()
	for _, name := range w.names() {
		if name == "" || strings.ContainsAny(name, "=,\n") || !(w[name] >= s.Min && w[name] <= s.Max) {
			return input.New(s.Flag, name+"="+formatNumber(w[name]), "%s", s.Allowed())
		}
	}
	return nil
}

func (w TermWeights) names() []string {
	var names []string
	for name := range w {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// weigh returns the terms with the weights of the configuration.
func (c Config) weigh(terms []kinetic.Term) ([]kinetic.Term, error) {
	terms = slices.Clone(terms)
	for _, name := range c.TermWeights.names() {
		i := slices.IndexFunc(terms, func(t kinetic.Term) bool { return t.Name == name })
		if i < 0 {
			var names []string
			for _, t := range terms {
				names = append(names, t.Name)
			}
			return nil, input.Unknown(termWeights().Flag, name, names)
		}
		terms[i].Weight = c.TermWeights[name]
	}
	return terms, nil
}
