package train

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kinetic"
)

func TestNormalizeFillsTheDefaultsOfTheProblem(t *testing.T) {
	c, err := Config{}.Normalize()
	if err != nil || c.Problem != DefaultProblem {
		t.Fatalf("empty configuration: %+v, %v", c, err)
	}
	for _, p := range kinetic.All() {
		c, err := Config{Problem: p.Info().Name}.Normalize()
		if err != nil {
			t.Fatal(err)
		}
		for key, value := range tuned[p.Info().Name] {
			if got := c.Values()[key]; got != value {
				t.Errorf("%s: %s is %s instead of %s", p.Info().Name, key, got, value)
			}
		}
		if again, err := c.Normalize(); err != nil || !again.Equal(c) {
			t.Errorf("%s: normalised twice: %+v, %v", p.Info().Name, again, err)
		}
		if _, err := New(c); err != nil {
			t.Errorf("%s: the defaults cannot be run: %v", p.Info().Name, err)
		}
	}
}

// Every given field is kept, seed 0 too.
func TestNormalizeKeepsWhatIsGiven(t *testing.T) {
	c := Config{
		Problem: "transport-smooth", Formulation: "micro-macro", Operator: "ls", Optimizer: "adam", Momentum: "raw", Metric: "preconditioned", Length: "own", Schedule: "constant", TermWeights: TermWeights{"macro": 2},
		TasksBy: "term-band", Initial: "soft", Head: "modal", Precision: "float64", Tasks: 2, Points: 5, Width: 3, Depth: 4, Steps: 6, Seed: 9, EpsMin: 1e-3, Rate: 0.5,
	}
	got, err := c.Normalize()
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range settings {
		if given := set.Of(c); !set.IsZero(c) && set.Of(got) != given {
			t.Errorf("%s: %s became %s", set.Key, given, set.Of(got))
		}
	}
	c.Seed = 0
	if got, err = c.Normalize(); err != nil || got.Seed != 0 {
		t.Errorf("seed 0 became %d, %v", got.Seed, err)
	}
}

// Each bad field gives one line with the field, the value and what is allowed.
func TestNormalizeRefusesBadFields(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	type bad struct {
		field, given, allowed string
		set                   func(c *Config)
	}
	var cases []bad
	text := func(field, allowed string, at func(c *Config) *string) {
		for _, v := range []string{"nonsense", "HRGrad", " ", "a\nb"} {
			cases = append(cases, bad{field, fmt.Sprintf("%q", v), allowed, func(c *Config) { *at(c) = v }})
		}
	}
	text("problem", "transport-mode", func(c *Config) *string { return &c.Problem })
	text("formulation", "micro-macro", func(c *Config) *string { return &c.Formulation })
	text("operator", "hrgrad", func(c *Config) *string { return &c.Operator })
	text("optimizer", "adam", func(c *Config) *string { return &c.Optimizer })
	text("momentum", "raw", func(c *Config) *string { return &c.Momentum })
	text("metric", "euclidean", func(c *Config) *string { return &c.Metric })
	text("length", "unit", func(c *Config) *string { return &c.Length })
	text("schedule", "cosine", func(c *Config) *string { return &c.Schedule })
	text("tasks-by", "term-band", func(c *Config) *string { return &c.TasksBy })
	text("initial", "hard", func(c *Config) *string { return &c.Initial })
	text("head", "nodal", func(c *Config) *string { return &c.Head })
	text("precision", "float32", func(c *Config) *string { return &c.Precision })
	whole := func(field string, top int, at func(c *Config) *int) {
		for _, v := range []int{-1, math.MinInt, top + 1, math.MaxInt} {
			cases = append(cases, bad{field, fmt.Sprint(v), fmt.Sprint(top), func(c *Config) { *at(c) = v }})
		}
	}
	whole("tasks", 32, func(c *Config) *int { return &c.Tasks })
	whole("points", 4096, func(c *Config) *int { return &c.Points })
	whole("width", 512, func(c *Config) *int { return &c.Width })
	whole("depth", 16, func(c *Config) *int { return &c.Depth })
	whole("steps", 10000000, func(c *Config) *int { return &c.Steps })
	for _, v := range []float64{-1, 1e-13, 1.01, nan, inf, -inf} {
		cases = append(cases, bad{"eps-min", fmt.Sprint(v), "1e-12", func(c *Config) { c.EpsMin = v }})
	}
	for _, v := range []float64{-1, 1.01, nan, inf, -inf} {
		cases = append(cases, bad{"rate", fmt.Sprint(v), "up to 1", func(c *Config) { c.Rate = v }})
	}
	for _, b := range cases {
		c := small()
		b.set(&c)
		_, err := c.Normalize()
		if err == nil {
			t.Errorf("%s %s was accepted", b.field, b.given)
			continue
		}
		msg := err.Error()
		if !strings.HasPrefix(msg, b.field+": ") || !strings.Contains(msg, b.given) || !strings.Contains(msg, b.allowed) || strings.Contains(msg, "\n") {
			t.Errorf("%s = %s: %q", b.field, b.given, msg)
		}
		if _, err := New(c); err == nil || err.Error() != msg {
			t.Errorf("New with %s = %s: %v", b.field, b.given, err)
		}
	}
}

// What Normalize accepts can be run, or New says why not: no combination of names panics.
func TestEveryCombinationOfNamesCanBeRunOrIsRefused(t *testing.T) {
	nativeOnly(t)
	for _, p := range kinetic.All() {
		info := p.Info()
		for _, formulation := range info.Formulations {
			for _, head := range info.Heads {
				for _, by := range partitions {
					c := small()
					c.Problem, c.Formulation, c.Head, c.TasksBy, c.Initial, c.Tasks, c.Points = info.Name, formulation, head, by, kinetic.Soft, 1, 4
					s, err := New(c)
					if err != nil {
						if strings.Contains(err.Error(), "\n") {
							t.Errorf("error of several lines: %q", err)
						}
						continue
					}
					if _, err := s.Step(); err != nil {
						t.Errorf("%s by %s: %v", name(c), by, err)
					}
				}
			}
		}
	}
}

// FuzzConfigJSON: JSON that decodes into a configuration is normalised to a fixed point or refused with one line.
func FuzzConfigJSON(f *testing.F) {
	for _, s := range []string{
		`{}`, `{"problem":"transport-smooth","tasks":6,"seed":18446744073709551615}`, `{"epsMin":1e-6,"rate":0.005}`, `{"rate":-0}`,
		`{"operator":"nonsense"}`, `{"tasks":-1}`, `{"epsMin":1e400}`, `{"head":"modal","tasksBy":"term-band","initial":"soft"}`, `[]`, `null`, `{"problem":null}`, `{"width":1e3}`, `{"termWeights":"initial=100,micro=1e-1"}`, `{"termWeights":{"a":2,"b":1e9}}`, `{"termWeights":{"":1}}`, `{"problem`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var c Config
		if json.Unmarshal(data, &c) != nil {
			return
		}
		n, err := c.Normalize()
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Fatalf("error of several lines: %q", err)
			}
			return
		}
		if again, err := n.Normalize(); err != nil || !again.Equal(n) {
			t.Fatalf("normalised twice: %+v, %v", again, err)
		}
		text, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		var back Config
		if err := json.Unmarshal(text, &back); err != nil || !back.Equal(n) {
			t.Fatalf("%s comes back as %+v, %v", text, back, err)
		}
	})
}
