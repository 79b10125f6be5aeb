//go:build js && wasm

// Package message turns the engine's JavaScript messages into those of package data. Its
// functions return an error for anything that does not fit and never panic on a value that
// structured cloning can produce.
package message

import (
	"fmt"
	"syscall/js"

	"github.com/norunners/vert"

	"github.com/hrgrad/hrgrad/wasm/view/data"
)

// The structured part of a message is assigned by vert; arrays stay JavaScript values and are
// copied whole by numbers and samples.
type (
	readyMessage struct {
		Problem struct {
			Name   string           `js:"name"`
			Title  string           `js:"title"`
			Fields []data.FieldInfo `js:"fields"`
			XMin   float64          `js:"xMin"`
			XMax   float64          `js:"xMax"`
			TEnd   float64          `js:"tEnd"`
		} `js:"problem"`
		Config struct {
			Operator string `js:"operator"`
		} `js:"config"`
		Tasks []string `js:"tasks"`
	}
	fieldsMessage struct {
		Eps    float64 `js:"eps"`
		T      float64 `js:"t"`
		NT     int     `js:"nt"`
		NX     int     `js:"nx"`
		TEnd   float64 `js:"tEnd"`
		XMin   float64 `js:"xMin"`
		XMax   float64 `js:"xMax"`
		Fields []struct {
			Name      string   `js:"name"`
			Label     string   `js:"label"`
			Unit      string   `js:"unit"`
			Data      js.Value `js:"data"`
			Reference js.Value `js:"reference"`
		} `js:"fields"`
		Line *struct {
			X         js.Value            `js:"x"`
			Values    map[string]js.Value `js:"values"`
			Reference map[string]js.Value `js:"reference"`
			Limits    []struct {
				Name   string              `js:"name"`
				Label  string              `js:"label"`
				Values map[string]js.Value `js:"values"`
			} `js:"limits"`
		} `js:"line"`
	}
	progressMessage struct {
		Step     int      `js:"step"`
		Steps    int      `js:"steps"`
		Running  bool     `js:"running"`
		Losses   js.Value `js:"losses"`
		Gradient *struct {
			M         int      `js:"m"`
			Cosine    js.Value `js:"cosine"`
			Conflict  js.Value `js:"conflict"`
			Angles    js.Value `js:"angles"`
			MaxAngles js.Value `js:"maxAngles"`
			Anchor    js.Value `js:"anchor"`
			MinCosine *float64 `js:"minCosine"`
			Alignment *float64 `js:"alignment"`
			Path      any      `js:"path"`
		} `js:"gradient"`
		History *struct {
			Steps  js.Value   `js:"steps"`
			Losses []js.Value `js:"losses"`
		} `js:"history"`
	}
	errorsMessage struct {
		Step   int        `js:"step"`
		T      float64    `js:"t"`
		Eps    js.Value   `js:"eps"`
		Fields []string   `js:"fields"`
		Values []js.Value `js:"values"`
	}
)

func assign(m js.Value, to any) error {
	return vert.ValueOf(m).AssignTo(to)
}

// Ready reads a message of type ready.
func Ready(m js.Value) (r data.Ready, err error) {
	var d readyMessage
	if err := assign(m, &d); err != nil {
		return r, fmt.Errorf("ready: %w", err)
	}
	r.Problem = data.Problem{Name: d.Problem.Name, Title: d.Problem.Title, XMin: d.Problem.XMin, XMax: d.Problem.XMax, TEnd: d.Problem.TEnd}
	for _, f := range d.Problem.Fields {
		if f.Name == "" {
			return r, fmt.Errorf("ready: a field of the problem has no name")
		}
		r.Problem.Fields = append(r.Problem.Fields, f)
	}
	r.Operator, r.Tasks = d.Config.Operator, d.Tasks
	return r, nil
}

// Fields reads a message of type fields.
func Fields(m js.Value) (f data.Fields, err error) {
	var d fieldsMessage
	if err := assign(m, &d); err != nil {
		return f, fmt.Errorf("fields: %w", err)
	}
	f = data.Fields{Eps: d.Eps, T: d.T, NT: d.NT, NX: d.NX, TEnd: d.TEnd, XMin: d.XMin, XMax: d.XMax}
	for _, e := range d.Fields {
		field := data.Field{FieldInfo: data.FieldInfo{Name: e.Name, Label: e.Label, Unit: e.Unit}}
		if field.Data, err = samples(e.Data); err != nil {
			return f, fmt.Errorf("fields: data of %q: %w", e.Name, err)
		}
		if field.Reference, err = samples(e.Reference); err != nil {
			return f, fmt.Errorf("fields: reference of %q: %w", e.Name, err)
		}
		f.Fields = append(f.Fields, field)
	}
	if d.Line == nil {
		return f, nil
	}
	f.Line = &data.Line{}
	if f.Line.X, err = numbers(d.Line.X); err != nil {
		return f, fmt.Errorf("fields: line.x: %w", err)
	}
	if f.Line.Values, err = numberMap(d.Line.Values); err != nil {
		return f, fmt.Errorf("fields: line.values: %w", err)
	}
	if f.Line.Reference, err = numberMap(d.Line.Reference); err != nil {
		return f, fmt.Errorf("fields: line.reference: %w", err)
	}
	for _, l := range d.Line.Limits {
		limit := data.Limit{Name: l.Name, Label: l.Label}
		if limit.Values, err = numberMap(l.Values); err != nil {
			return f, fmt.Errorf("fields: line.limits of %q: %w", l.Name, err)
		}
		f.Line.Limits = append(f.Line.Limits, limit)
	}
	return f, nil
}

// Progress reads a message of type progress.
func Progress(m js.Value) (p data.Progress, err error) {
	var d progressMessage
	if err := assign(m, &d); err != nil {
		return p, fmt.Errorf("progress: %w", err)
	}
	p = data.Progress{Step: d.Step, Steps: d.Steps, Running: d.Running}
	if p.Losses, err = numbers(d.Losses); err != nil {
		return p, fmt.Errorf("progress: losses: %w", err)
	}
	if h := d.History; h != nil {
		if p.HistorySteps, err = numbers(h.Steps); err != nil {
			return p, fmt.Errorf("progress: history.steps: %w", err)
		}
		for _, row := range h.Losses {
			n, err := numbers(row)
			if err != nil {
				return p, fmt.Errorf("progress: history.losses: %w", err)
			}
			p.HistoryLosses = append(p.HistoryLosses, n)
		}
	}
	g := d.Gradient
	if g == nil {
		return p, nil
	}
	p.Gradient = &data.Gradient{M: g.M, MinCosine: number(g.MinCosine), Alignment: number(g.Alignment)}
	if s, ok := g.Path.(string); ok {
		p.Gradient.Path = s
	}
	if p.Gradient.Cosine, err = matrix(g.Cosine); err != nil {
		return p, fmt.Errorf("progress: gradient.cosine: %w", err)
	}
	marks, err := numbers(g.Conflict)
	if err != nil {
		return p, fmt.Errorf("progress: gradient.conflict: %w", err)
	}
	for _, list := range []struct {
		name string
		from js.Value
		to   *[]float64
	}{{"angles", g.Angles, &p.Gradient.Angles}, {"maxAngles", g.MaxAngles, &p.Gradient.MaxAngles}, {"anchor", g.Anchor, &p.Gradient.Anchor}} {
		if *list.to, err = numbers(list.from); err != nil {
			return p, fmt.Errorf("progress: gradient.%s: %w", list.name, err)
		}
	}
	for _, v := range marks {
		p.Gradient.Conflict = append(p.Gradient.Conflict, v == 1)
	}
	return p, nil
}

// Errors reads a message of type errors.
func Errors(m js.Value) (e data.Errors, err error) {
	var d errorsMessage
	if err := assign(m, &d); err != nil {
		return e, fmt.Errorf("errors: %w", err)
	}
	e = data.Errors{Step: d.Step, T: d.T, Fields: d.Fields}
	if e.Eps, err = numbers(d.Eps); err != nil {
		return e, fmt.Errorf("errors: eps: %w", err)
	}
	for _, row := range d.Values {
		n, err := numbers(row)
		if err != nil {
			return e, fmt.Errorf("errors: values: %w", err)
		}
		e.Values = append(e.Values, n)
	}
	return e, nil
}
