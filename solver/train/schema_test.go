package train

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic"
)

// Every field of the configuration has one row, under the name it has in JSON, and the row is complete.
func TestSchemaDescribesEveryField(t *testing.T) {
	var c Config
	fields := map[any]string{} // JSON name by address
	v := reflect.ValueOf(&c).Elem()
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		fields[v.Field(i).Addr().Interface()] = name
	}
	seen := map[string]bool{}
	for _, s := range Settings() {
		if fields[s.field(&c)] != s.Key {
			t.Errorf("%s: the field is %q", s.Key, fields[s.field(&c)])
		}
		if seen[s.Key] || seen["-"+s.Flag] {
			t.Errorf("%s is there twice", s.Key)
		}
		seen[s.Key], seen["-"+s.Flag] = true, true
		if s.Flag == "" || s.Label == "" || s.Help == "" || strings.ContainsAny(s.Help, "\n`") || s.Allowed() == "" || len(s.Defaults()) == 0 {
			t.Errorf("%s is incomplete: %+v", s.Key, s)
		}
		if (s.planned != nil) != (s.Planned != "" || s.Linear) || (s.planned != nil) != (s.Rule != "") {
			t.Errorf("%s: a default by rule is described in words and marked", s.Key)
		}
		if s.Kind == Choice && len(s.Choices) < 2 {
			t.Errorf("%s: choices %v", s.Key, s.Choices)
		}
		if s.PerProblem != nil {
			for _, info := range kinetic.Problems() {
				for _, name := range s.PerProblem(info) {
					if !slices.ContainsFunc(s.Choices, func(o Option) bool { return o.Name == name }) {
						t.Errorf("%s of %s has no title", name, info.Name)
					}
				}
			}
		}
	}
	if len(settings) != v.NumField() {
		t.Errorf("%d rows for %d fields", len(settings), v.NumField())
	}
	for problem, values := range tuned {
		if _, err := kinetic.ByName(problem); err != nil {
			t.Error(err)
		}
		if _, err := FromValues(values); err != nil {
			t.Errorf("%s: %v", problem, err)
		}
	}
}

// A configuration comes back from its text, the largest seed and a number of many digits included.
func TestValuesComeBack(t *testing.T) {
	c, err := Config{Problem: "bgk-riemann", Optimizer: "soap+lm", Seed: math.MaxUint64, Rate: math.Nextafter(0.3, 1), EpsMin: 1e-12, TermWeights: TermWeights{"micro": 1e-9, "macro": 1.0 / 3}}.Normalize()
	if err != nil {
		t.Fatal(err)
	}
	v := c.Values()
	if v["seed"] != "18446744073709551615" || v["rate"] != "0.30000000000000004" || v["epsMin"] != "1e-12" || v["termWeights"] != "macro=0.3333333333333333,micro=1e-9" || v["polish"] != "20" {
		t.Errorf("%v", v)
	}
	back, err := FromValues(v)
	if err != nil || !reflect.DeepEqual(back, c) {
		t.Errorf("%+v, %v", back, err)
	}
	if empty, err := FromValues(Config{}.Values()); err != nil || !reflect.DeepEqual(empty, Config{}) {
		t.Errorf("%+v, %v", empty, err)
	}
}

func TestFromValuesRefuses(t *testing.T) {
	for key, text := range map[string]string{
		"seed": "-1", "tasks": "many", "width": "1e3", "rate": "0,1", "termWeights": "initial", "epsmin": "1", "constructor": "1", "steps": "1.5",
	} {
		if _, err := FromValues(Values{key: text}); !input.Is(err) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s=%s: %v", key, text, err)
		}
	}
	if _, err := FromValues(Values{"epsmin": "1"}); err == nil || !strings.Contains(err.Error(), "nearest: epsMin") {
		t.Errorf("%v", err)
	}
	if _, err := FromValues(Values{"seed": "18446744073709551616"}); !input.Is(err) {
		t.Errorf("%v", err)
	}
}

// Gradients of a batch depend on no setting that workers are not told.
func TestWorkersAreToldWhatGradientsDependOn(t *testing.T) {
	c := small()
	c.Operator, c.Optimizer, c.Rate, c.Seed, c.EpsMin, c.Initial, c.TermWeights, c.Precision = "ls", "adam", 0.5, 9, 1e-3, "soft", TermWeights{"initial": 40}, "float64"
	s := newSession(t, c)
	w := s.Config().ForWorkers()
	if w.Rate != 0 || w.Seed != 0 || w.Operator != "" || w.TermWeights["initial"] != 40 || w.Precision != "float64" || w.Width != s.Config().Width {
		t.Fatalf("%+v", w)
	}
	batch := s.batch
	s.layout.draw(s.rng, s.prob, s.cfg.EpsMin, 1, batch)
	core := s.core.(*coreOf[float64])
	request := batch.encode(slices.Clone(bytesOf(core.params)))
	answer := func(c Config) []byte {
		units := make([]int, s.Units())
		for i := range units {
			units[i] = i
		}
		w, err := NewWorker(c, units)
		if err != nil {
			t.Fatal(err)
		}
		out, err := w.Gradients(request, nil)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if !slices.Equal(answer(s.Config()), answer(w)) {
		t.Error("other gradients")
	}
}

// A problem from elsewhere has no tuned settings and still runs.
func TestDefaultsOfAProblemThatIsNotTuned(t *testing.T) {
	info := kinetic.Info{Name: "elsewhere", Heads: []string{kinetic.Modal}, Formulations: []string{kinetic.EvenOdd}}
	var c Config
	for _, s := range settings[1:] {
		if err := s.fill(&c, info); err != nil {
			t.Fatal(err)
		}
		if err := s.check(&c, info); err != nil {
			t.Error(err)
		}
	}
	if c.Head != kinetic.Modal || c.Formulation != kinetic.EvenOdd || c.Width != 32 || c.Steps != 8000 {
		t.Errorf("%+v", c)
	}
}

func TestTune(t *testing.T) {
	const name = "transport-long"
	defer delete(tuned, name)
	if err := Tune(name, Values{"width": "7", "optimizer": "adam"}); err != nil {
		t.Fatal(err)
	}
	if c, err := (Config{Problem: name}).Normalize(); err != nil || c.Width != 7 || c.Optimizer != "adam" || c.Depth != 3 {
		t.Errorf("%+v, %v", c, err)
	}
	for _, v := range []Values{{"width": "0x"}, {"width": "-1"}, {"head": "none"}, {"colour": "red"}} {
		if err := Tune(name, v); !input.Is(err) {
			t.Errorf("%v: %v", v, err)
		}
	}
	if err := Tune("nowhere", nil); !input.Is(err) {
		t.Error(err)
	}
	if c, _ := (Config{Problem: name}).Normalize(); c.Width != 7 {
		t.Error("a refusal changed the defaults")
	}
}

func TestSettingsAreJSON(t *testing.T) {
	if _, err := json.Marshal(Settings()); err != nil {
		t.Error(err)
	}
}
