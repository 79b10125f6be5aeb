package kinetic_test

import (
	"fmt"
	"log"
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/train"
)

// twoSpeed is a problem of our own: particles with the velocities 1 and -1 only, which change sides at random (Goldstein and Taylor),
//
//	rho_t + flux_x = 0,  eps^2 flux_t + rho_x + flux = 0,  f(+-1) = rho +- eps flux,
//
// on [0, 5 pi], periodic. The slowest mode of wave number k = 2/5 decays with rate lambda, eps^2 lambda^2 - lambda + k^2 = 0.
type twoSpeed struct{}

const waveNumber = 0.4

// decay is lambda, written without cancellation for small eps.
func decay(eps float64) float64 {
	return 2 * waveNumber * waveNumber / (1 + math.Sqrt(1-4*waveNumber*waveNumber*eps*eps))
}

// Info describes the problem: lists, tables and plots are made from it.
func (twoSpeed) Info() kinetic.Info {
	return kinetic.Info{
		Name: "two-speed", Title: "Two velocities", Equation: "ε² f_t + ε v f_x = ⟨f⟩ − f, v = ±1",
		Summary:     "The smallest kinetic equation, with an exact solution for every ε.",
		Definitions: "⟨f⟩ = (f(1) + f(−1))/2", Initial: "that of the exact solution", Boundary: info.PeriodicEnds,
		Class: info.Transport, Domain: info.Domain{Dimensions: 1, XMax: 5 * math.Pi, TEnd: 1, VMin: -1, VMax: 1, Periodic: true},
		Fields: []info.Field{
			{Name: "rho", Symbol: "ρ", Label: "density ρ", Unit: "1", Sign: info.Positive},
			{Name: "flux", Symbol: "flux", Label: "flux ⟨v f⟩/ε", Unit: "1", Sign: info.Signed},
		},
		Heads: []string{kinetic.Nodal}, Formulations: []string{kinetic.MicroMacro},
	}
}

// Sample draws t and x uniformly.
func (p twoSpeed) Sample(rng *rand.Rand, _ kinetic.Kind, _ float64, t, x []float64) {
	for i := range x {
		t[i], x[i] = p.Info().TEnd*rng.Float64(), p.Info().XMax*rng.Float64()
	}
}

// Model lays out one network with the outputs R and J: rho = rho0 + t R and flux = flux0 + t J have the initial data by construction.
func (twoSpeed) Model(p *autodiff.Params, o kinetic.Options) (kinetic.Model, error) {
	return twoSpeedModel{autodiff.NewNetwork(p, autodiff.NetworkSpec{
		Name: "net", Features: 3, Codes: kinetic.KnudsenCodes, Encoder: 8, Width: o.Width, Depth: o.Depth, Outputs: 2, Act: kernel.Tanh, Gain: 0.5,
	})}, nil
}

type twoSpeedModel struct{ net *autodiff.Network }

// Terms names the two equations; the weights multiply their mean squares.
func (twoSpeedModel) Terms() []kinetic.Term {
	return []kinetic.Term{{Name: "density", Kind: kinetic.Interior, Weight: 1}, {Name: "flux", Kind: kinetic.Interior, Weight: 1}}
}

// State is (rho, flux), n×2, with t and x derivatives if jets is set. The features and what is known are written as jets.
func (m twoSpeedModel) State(g autodiff.Graph, p *kinetic.Points, jets bool) kinetic.State {
	features := g.Known(p.Space, 3, jets, func(i int, out []autodiff.Jet) {
		t, x, _ := p.At(i)
		wave := autodiff.Jet{V: waveNumber * x, Dx: waveNumber}
		out[0], out[1], out[2] = wave.Cos(), wave.Sin(), autodiff.Jet{V: t, Dt: 1}
	})
	start := g.Known(p.Space, 2, jets, func(i int, out []autodiff.Jet) {
		_, x, eps := p.At(i)
		wave := autodiff.Jet{V: waveNumber * x, Dx: waveNumber}
		out[0] = wave.Cos().Scale(0.5).Shift(1)
		out[1] = wave.Sin().Scale(0.5 * decay(eps) / waveNumber)
	})
	time := g.Known(p.Space, 1, jets, func(i int, out []autodiff.Jet) { out[0] = autodiff.Jet{V: p.T[i], Dt: 1} })
	return kinetic.State{g.Add(start, g.Mul(m.net.Apply(g, features, p.Codes(g), p.Cell), time))}
}

// Residual reads like the equations; nothing is divided by eps.
func (m twoSpeedModel) Residual(g autodiff.Graph, p *kinetic.Points, s kinetic.State, term string) (autodiff.Node, []float64, func(int) float64) {
	rho, flux := g.Cols(s[0], 0, 1), g.Cols(s[0], 1, 2)
	if term == "density" {
		return g.Add(g.Dt(rho), g.Dx(flux)), nil, nil
	}
	return g.Add(g.Mul(g.Dt(flux), p.Power(g, 2)), g.Add(g.Dx(rho), g.Value(flux))), nil, nil
}

// Outputs are the fields of Info.
func (twoSpeedModel) Outputs(g autodiff.Graph, _ *kinetic.Points, s kinetic.State) autodiff.Node {
	return g.Value(s[0])
}

// Distribution is f at the Velocities.
func (twoSpeedModel) Distribution(g autodiff.Graph, p *kinetic.Points, s kinetic.State) autodiff.Node {
	rho, flux := g.Value(g.Cols(s[0], 0, 1)), g.Value(g.Cols(s[0], 1, 2))
	return g.Add(g.MulConst(rho, []float64{1, 1}, 2), g.MulConst(g.Mul(flux, p.Power(g, 1)), []float64{-1, 1}, 2))
}

func (twoSpeedModel) Velocities() []float64 { return []float64{-1, 1} }

// exact is the reference at one Knudsen number.
type exact struct{ eps float64 }

func (exact) Fields() []string { return []string{"rho", "flux"} }

func (e exact) At(t float64, x []float64) ([][]float64, error) {
	out := [][]float64{make([]float64, len(x)), make([]float64, len(x))}
	size := 0.5 * math.Exp(-decay(e.eps)*t)
	for i := range x {
		out[0][i] = 1 + size*math.Cos(waveNumber*x[i])
		out[1][i] = size * decay(e.eps) / waveNumber * math.Sin(waveNumber*x[i])
	}
	return out, nil
}

// A problem and its reference are registered under one name; then it trains like every other.
func Example_ownProblem() {
	d := twoSpeed{}.Info()
	if err := kinetic.Register(twoSpeed{}); err != nil {
		log.Fatal(err)
	}
	err := reference.Register(reference.Problem{
		Name: d.Name, Domain: d.Domain, Fields: d.FieldNames(),
		Solve: func(eps float64, _ reference.Options) (reference.Solution, error) { return exact{eps}, nil },
	})
	if err != nil {
		log.Fatal(err)
	}
	s, err := train.New(train.Config{Problem: "two-speed", Width: 16, Depth: 2, Tasks: 4, Points: 16, Steps: 600, Rate: 1e-2, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	for range s.Config().Steps {
		if _, err := s.Step(); err != nil {
			log.Fatal(err)
		}
	}
	tables, err := train.Errors(s, nil, []float64{1, 0.1, 1e-3, 1e-6}, func(eps float64) (reference.Solution, error) {
		return reference.New(d.Name, eps, reference.Options{})
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range tables[0].Rows {
		fmt.Printf("eps %-6g rho %.1e flux %.1e\n", row.Eps, row.Fields["rho"], row.Fields["flux"])
	}
	// Output:
	// eps 1      rho 3.9e-03 flux 2.6e-02
	// eps 0.1    rho 3.0e-04 flux 3.6e-03
	// eps 0.001  rho 2.6e-04 flux 5.3e-03
	// eps 1e-06  rho 3.2e-04 flux 3.2e-03
}
