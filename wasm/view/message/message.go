// Package message hands the engine's messages to the scene.
package message

import (
	"fmt"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/scene"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// Desk takes checked messages; Names are the fields of the problem of the last Ready.
type Desk struct {
	Scene *scene.Scene
	names []string
}

// Ready starts a new run.
func (d *Desk) Ready(r *wire.Ready) error {
	p := data.Problem{Name: r.Problem.Name, Title: r.Problem.Title, Fields: r.Problem.Fields, XMin: r.Problem.XMin, XMax: r.Problem.XMax, TEnd: r.Problem.TEnd}
	d.names = r.Problem.FieldNames()
	d.Scene.SetReady(data.Ready{Problem: p, Operator: r.Config["operator"], Tasks: r.Tasks})
	return nil
}

// Fields shows new fields.
func (d *Desk) Fields(m *wire.Fields) error {
	if len(m.Data) != len(d.names) {
		return fmt.Errorf("fields: %d fields given, allowed: those of the problem, %d", len(m.Data), len(d.names))
	}
	f := data.Fields{Eps: m.Eps, T: m.T, NT: m.NT, NX: m.NX}
	for i, name := range d.names {
		field := data.Field{FieldInfo: data.FieldInfo{Name: name}, Data: m.Data[i]}
		if m.Reference != nil {
			field.Reference = m.Reference[i]
		}
		f.Fields = append(f.Fields, field)
	}
	f.Line = &data.Line{X: m.Line.X, Values: byName(d.names, m.Line.Values), Reference: byName(d.names, m.Line.Reference)}
	for _, l := range m.Line.Limits {
		f.Line.Limits = append(f.Line.Limits, data.Limit{Name: l.Name, Label: l.Label, Values: byName(d.names, l.Values)})
	}
	return d.Scene.SetFields(f)
}

// Progress shows the state of the run.
func (d *Desk) Progress(m *wire.Progress) error {
	p := data.Progress{Step: m.Step, Steps: m.Steps, Running: m.Running, Losses: m.Losses, HistoryLosses: m.History.Losses}
	for _, step := range m.History.Steps {
		p.HistorySteps = append(p.HistorySteps, float64(step))
	}
	if g := m.Gradient; g != nil {
		p.Gradient = &data.Gradient{M: g.M, Cosine: g.Cosine, Conflict: g.Conflict, Angles: g.Angles, MaxAngles: g.MaxAngles, Anchor: g.Anchor,
			MinCosine: g.MinCosine, Alignment: g.Alignment, Path: g.Path}
	}
	return d.Scene.SetProgress(p)
}

// Errors shows the error table.
func (d *Desk) Errors(m *wire.Errors) error {
	return d.Scene.SetErrors(data.Errors{Step: m.Step, T: m.T, Eps: m.Eps, Fields: m.Fields, Values: m.Values})
}

// Distribution shows f(x, v), or takes its panels away.
func (d *Desk) Distribution(m *wire.Distribution) error {
	return d.Scene.SetDistribution(data.Distribution{Eps: m.Eps, T: m.T, NX: m.NX, NV: m.NV, XMin: m.XMin, XMax: m.XMax, VMin: m.VMin, VMax: m.VMax,
		Data: m.Data, Reference: m.Reference, Maxwellian: m.Maxwellian})
}

// Conservation shows the balances.
func (d *Desk) Conservation(m *wire.Conservation) error {
	return d.Scene.SetConservation(data.Conservation{Step: m.Step, Eps: m.Eps, T: m.T, Mass: m.Mass, Momentum: m.Momentum, Energy: m.Energy,
		Entropy: m.Entropy, Consistency: m.Consistency, Negative: m.Negative})
}

// Race shows the race in place of the run.
func (d *Desk) Race(m *wire.Race) error {
	r := data.Race{X: m.X, Reference: byName(m.Fields, m.Reference), EpsOfLine: m.Eps, TimeOfLine: m.T}
	for _, e := range m.Runners {
		r.Entries = append(r.Entries, data.Runner{Name: e.Name, Title: e.Title, Step: e.Step, Steps: e.Steps, Seconds: e.Seconds, Failure: e.Failure, Running: e.Running,
			HistorySteps: e.History.Steps, Worst: byName(m.Fields, e.History.Worst), Eps: m.Decades, Errors: byName(m.Fields, e.Errors),
			Conflict: e.ConflictRate, Guard: e.GuardRate, MinCosine: e.MinCosine, X: m.X, Values: byName(m.Fields, e.Line)})
	}
	return d.Scene.SetRace(r)
}

// byName turns a list over fields into a map; nil stays nil.
func byName(names []string, values [][]float64) map[string][]float64 {
	if values == nil {
		return nil
	}
	out := make(map[string][]float64, len(names))
	for i, name := range names {
		out[name] = values[i]
	}
	return out
}
