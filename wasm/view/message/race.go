//go:build js && wasm

package message

import (
	"fmt"
	"syscall/js"

	"github.com/hrgrad/hrgrad/wasm/view/data"
)

type (
	curvesMessage struct {
		X      js.Value            `js:"x"`
		Values map[string]js.Value `js:"values"`
	}
	raceMessage struct {
		Eps       *float64       `js:"eps"`
		T         *float64       `js:"t"`
		Reference *curvesMessage `js:"reference"`
		Entries   []struct {
			Name    string  `js:"name"`
			Title   string  `js:"title"`
			Step    int     `js:"step"`
			Steps   int     `js:"steps"`
			Seconds float64 `js:"seconds"`
			Running bool    `js:"running"`
			Failure string  `js:"failure"`
			History *struct {
				Steps js.Value            `js:"steps"`
				Worst map[string]js.Value `js:"worst"`
			} `js:"history"`
			Errors *struct {
				Eps    js.Value            `js:"eps"`
				Values map[string]js.Value `js:"values"`
			} `js:"errors"`
			ConflictRate *float64       `js:"conflictRate"`
			GuardRate    *float64       `js:"guardRate"`
			MinCosine    *float64       `js:"minCosine"`
			Line         *curvesMessage `js:"line"`
		} `js:"entries"`
	}
)

// Race reads a message of type race, which holds the whole history of every entry.
func Race(m js.Value) (r data.Race, err error) {
	var d raceMessage
	if err := assign(m, &d); err != nil {
		return r, fmt.Errorf("race: %w", err)
	}
	if len(d.Entries) > data.MaxRunners {
		return r, fmt.Errorf("race: %d entries; allowed are 1 to %d", len(d.Entries), data.MaxRunners)
	}
	r.EpsOfLine, r.TimeOfLine = number(d.Eps), number(d.T)
	if d.Reference != nil {
		if r.X, r.Reference, err = curves(d.Reference.X, d.Reference.Values); err != nil {
			return r, fmt.Errorf("race: reference: %w", err)
		}
	}
	for _, e := range d.Entries {
		n := data.Runner{Name: e.Name, Title: e.Title, Step: e.Step, Steps: e.Steps, Seconds: e.Seconds, Running: e.Running, Failure: e.Failure,
			Conflict: number(e.ConflictRate), Guard: number(e.GuardRate), MinCosine: number(e.MinCosine)}
		if h := e.History; h != nil {
			if n.HistorySteps, n.Worst, err = curves(h.Steps, h.Worst); err != nil {
				return r, fmt.Errorf("race: history of %q: %w", e.Name, err)
			}
		}
		if t := e.Errors; t != nil {
			if n.Eps, n.Errors, err = curves(t.Eps, t.Values); err != nil {
				return r, fmt.Errorf("race: errors of %q: %w", e.Name, err)
			}
		}
		if l := e.Line; l != nil {
			if n.X, n.Values, err = curves(l.X, l.Values); err != nil {
				return r, fmt.Errorf("race: line of %q: %w", e.Name, err)
			}
		}
		r.Entries = append(r.Entries, n)
	}
	return r, nil
}

// curves reads positions and, by name, the values at them.
func curves(x js.Value, values map[string]js.Value) ([]float64, map[string][]float64, error) {
	at, err := numbers(x)
	if err != nil {
		return nil, nil, err
	}
	m, err := numberMap(values)
	return at, m, err
}
