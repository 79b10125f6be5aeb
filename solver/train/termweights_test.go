package train

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/input"
)

// A weight of a term scales its task's loss and leaves the points and the other tasks alone.
func TestTermWeightsScaleTheirTask(t *testing.T) {
	c := small()
	c.Initial, c.TasksBy, c.Precision = "soft", ByTerm, "float64"
	first := func(weights TermWeights) map[string]float64 {
		c.TermWeights = weights
		s := newSession(t, c)
		rep, err := s.Step()
		if err != nil {
			t.Fatal(err)
		}
		losses := map[string]float64{}
		for i, name := range s.TaskNames() {
			losses[name] = rep.Losses[i]
		}
		return losses
	}
	plain, weighted := first(nil), first(TermWeights{"initial": 40, "micro": 0.5}) // the problem's own are 10 and 1
	for name, factor := range map[string]float64{"macro": 1, "micro": 0.5, "initial": 4} {
		if want := factor * plain[name]; plain[name] == 0 || math.Abs(weighted[name]-want) > 1e-12*want {
			t.Errorf("%s: loss %v, want %v times %v", name, weighted[name], factor, plain[name])
		}
	}
}

// Workers elsewhere use the weights too, and a checkpoint keeps them.
func TestTermWeightsTravel(t *testing.T) {
	c := small()
	c.Initial, c.TermWeights = "soft", TermWeights{"initial": 40}
	s := newSession(t, c)
	if _, err := s.Step(); err != nil {
		t.Fatal(err)
	}
	data, err := s.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Resume(data)
	if err != nil || again.Config().TermWeights.String() != c.TermWeights.String() {
		t.Fatalf("%+v, %v", again.Config(), err)
	}
	w, err := NewWorker(again.Config(), []int{0})
	if err != nil {
		t.Fatal(err)
	}
	if got := w.layout.groups[len(w.layout.groups)-1].terms[0]; got.Name != "initial" || got.Weight != 40 {
		t.Errorf("%+v", got)
	}
}

func TestTermWeightsRefused(t *testing.T) {
	for _, v := range []string{"initial", "initial=", "=3", "initial=0", "initial=-1", "initial=NaN", "initial=1e10", "macro=1,macro=2", "macro=1,", "boundary=2", "nonsense=1"} {
		c, err := FromValues(Values{"problem": "transport-mode", "initial": "soft", "termWeights": v})
		if err == nil {
			_, err = New(c)
		}
		if !input.Is(err) || !strings.HasPrefix(err.Error(), "term-weights: ") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v", v, err)
		}
	}
	for _, w := range []TermWeights{{"": 1}, {"a=b": 1}, {"a,b": 1}, {"macro": 0}, {"macro": math.Inf(1)}, {"macro": math.NaN()}} {
		if _, err := (Config{TermWeights: w}).Normalize(); !input.Is(err) {
			t.Errorf("%v: %v", w, err)
		}
	}
}

// Older files hold the text form; files now hold an object.
func TestTermWeightsInJSON(t *testing.T) {
	for _, text := range []string{`{"termWeights":"micro=0.1,initial=100"}`, `{"termWeights":{"initial":100,"micro":0.1}}`} {
		var c Config
		if err := json.Unmarshal([]byte(text), &c); err != nil || c.TermWeights.String() != "initial=100,micro=0.1" {
			t.Errorf("%s: %v, %v", text, c.TermWeights, err)
		}
	}
	for _, text := range []string{`{"termWeights":""}`, `{"termWeights":null}`, `{"termWeights":{}}`, `{}`} {
		var c Config
		if err := json.Unmarshal([]byte(text), &c); err != nil || len(c.TermWeights) != 0 {
			t.Errorf("%s: %v, %v", text, c.TermWeights, err)
		}
	}
	for _, text := range []string{`{"termWeights":"initial"}`, `{"termWeights":[1]}`, `{"termWeights":{"initial":"100"}}`} {
		if err := json.Unmarshal([]byte(text), new(Config)); err == nil {
			t.Errorf("%s was read", text)
		}
	}
}
