package coordinator

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/fit"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/problemfile"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// fit answers measurements, and with run fits the parameters of the problem to them. A fit takes a second or so, in which nothing else
// happens.
func (c *Coordinator) fit(text string, run bool) {
	m, err := c.measured(text, run)
	if err != nil {
		m = &wire.Fit{Error: err.Error()}
	}
	m.Step = c.session.Steps()
	c.env.Post(*m)
}

func (c *Coordinator) measured(text string, run bool) (*wire.Fit, error) {
	config, problem := c.session.Config(), c.session.Problem()
	data, err := fit.Read([]byte(text), problem, fit.Range{EpsMin: config.EpsMin, EpsMax: config.EpsMax})
	if err != nil {
		return nil, err
	}
	m := &wire.Fit{Sigmas: data.Sigmas, Series: []wire.Series{}, Parameters: []wire.Estimate{}, Correlation: []float64{}, Notes: []string{}}
	var model []float64
	if run {
		if model, err = c.fitted(m, config.Problem, data); err != nil {
			return nil, err
		}
	}
	for f, name := range data.Fields {
		s := wire.Series{Field: name}
		for i, v := range data.Values {
			if v.Field != f {
				continue
			}
			s.T, s.X, s.Eps = append(s.T, v.T), append(s.X, v.X), append(s.Eps, v.Eps)
			s.Value, s.Sigma = append(s.Value, v.Value), append(s.Sigma, v.Sigma)
			if model != nil {
				s.Model = append(s.Model, model[i])
			}
		}
		if len(s.Value) > 0 {
			m.Series = append(m.Series, s)
		}
	}
	return m, nil
}

// fitted fits the parameters and returns the network at the data.
func (c *Coordinator) fitted(m *wire.Fit, name string, data *fit.Data) ([]float64, error) {
	network, ok := c.session.(fit.Network)
	if !ok {
		return nil, input.New("fit", "this session", "a network that can be evaluated at parameters")
	}
	p, err := kinetic.ByName(name)
	if err != nil {
		return nil, err
	}
	var parameters []problemfile.Parameter
	if file, ok := p.(kinetic.File); ok {
		parameters = file.File().Parameters
	}
	r, err := fit.Run(network, parameters, data, fit.Options{Errors: c.known()})
	if err != nil {
		return nil, err
	}
	m.Fitted, m.Misfit = true, r.Misfit
	m.Notes = append(m.Notes, r.Notes...)
	for k, e := range r.Parameters {
		m.Parameters = append(m.Parameters, wire.Estimate{Name: e.Name, Value: e.Value, Spread: e.Spread, Min: e.Min, Max: e.Max, Bound: e.Bound, Determined: e.Determined})
		m.Correlation = append(m.Correlation, r.Correlation[k]...)
	}
	return r.Model, nil
}

// known returns the worst errors per field of the Knudsen numbers whose reference is there, NaN without any.
func (c *Coordinator) known() []float64 {
	worst := make([]float64, len(c.session.Problem().Fields))
	for f := range worst {
		worst[f] = math.NaN()
	}
	table, err := c.compared()
	if err != nil {
		return worst
	}
	return table.Worst()
}
