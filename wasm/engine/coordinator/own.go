package coordinator

import (
	"maps"
	"slices"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/problemfile"
	"github.com/hrgrad/hrgrad/wasm/engine/catalogue"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// check answers what is wrong with a problem file.
func (c *Coordinator) check(r wire.Request) {
	draft := problemfile.Check([]byte(r.Text))
	m := wire.Checked{ID: r.Count, Faults: []wire.FileFault{}, Sketches: []wire.Sketch{}}
	faults := draft.Faults
	if draft.Problem != nil {
		var err error
		if m.Own, err = describe(draft.Problem.Text()); err != nil {
			faults = append(faults, problemfile.FaultOf(err))
		}
	}
	for _, f := range faults {
		m.Faults = append(m.Faults, wire.FileFault(f))
	}
	for _, s := range draft.Sketches() {
		sketch := wire.Sketch{Key: s.Key, Axis: s.Axis, At: s.At}
		for _, curve := range s.Curves {
			sketch.Curves = append(sketch.Curves, wire.SketchCurve(curve))
		}
		m.Sketches = append(m.Sketches, sketch)
	}
	c.env.Post(m)
}

// describe tells what the page has to know of the problem of a file.
func describe(text string) (*wire.Own, error) {
	p, err := kinetic.ByName(text)
	if err != nil {
		return nil, err
	}
	entry, err := catalogue.Describe(text, p.Info())
	if err != nil {
		return nil, err
	}
	file := p.(kinetic.File).File()
	own := &wire.Own{
		Text: text, Indented: file.Indent(), Problem: entry.Info, Defaults: entry.Defaults, Parameters: []wire.Parameter{}, Notes: append([]string{}, file.Notes...),
	}
	for _, key := range slices.Sorted(maps.Keys(entry.Choices)) {
		own.Choices = append(own.Choices, wire.Choice{Key: key, Names: entry.Choices[key]})
	}
	for _, q := range file.Parameters {
		own.Parameters = append(own.Parameters, wire.Parameter(q))
	}
	return own, nil
}

// fileOf returns the problem file of a session, nil for a registered problem.
func fileOf(s Session) *problemfile.Problem {
	text := s.Config().Problem
	if !problemfile.IsText(text) {
		return nil
	}
	p, err := kinetic.ByName(text)
	if err != nil {
		return nil
	}
	return p.(kinetic.File).File()
}

// setParameters makes values of the parameters of a problem file those at which network and references are looked at; a list of another
// length, which is meant for another problem, stands for the middles of their ranges.
func (c *Coordinator) setParameters(set []float64) error {
	if c.session == nil || c.file == nil || len(set) != len(c.file.Parameters) {
		set = nil
	}
	if set != nil {
		if _, err := c.file.Values(set); err != nil {
			return err
		}
	}
	if slices.Equal(c.view.set, set) {
		return nil
	}
	c.view.set = set
	if c.session == nil {
		return nil
	}
	c.session.SetParameters(set)
	c.race.setParameters(set)
	c.view.grid, c.view.line, c.view.cloud, c.view.dirty = nil, nil, nil, true
	c.conservation.dirty = true
	c.postponeErrors()
	return nil
}

// giveUp ends all references that are under way.
func (c *Coordinator) giveUp() {
	c.env.Ask(wire.ReferenceRequest{Cancel: true})
	c.view.pending = false
	c.errors.askAt = 0
}

// complete asks for the references that are missing.
func (c *Coordinator) complete() {
	if c.view.grid == nil {
		c.askView()
	}
	if len(c.view.known()) < len(c.view.limits) {
		c.askLimits()
	}
	c.askErrors()
}
