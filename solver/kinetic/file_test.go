package kinetic_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// Problem files of every kind of end and data.
var files = map[string]string{
	"periodic":       `{"version":1,"name":"p","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"exp(2*cos(2*pi*x))","source":"t*x*(1-x)","absorption":"1","density":"1 + 0.5*sin(2*pi*x)","micro":"v*cos(2*pi*x) + v^2*sin(2*pi*x)"}`,
	"inflow":         `{"version":1,"name":"p","equation":"transport","x":[-1,2],"tEnd":0.5,"scattering":"1 + x^2","absorption":"0.5","source":"t^2*(2 + x)","density":"0.2","left":{"inflow":"v*(1 + sin(4*t))"},"right":{"inflow":"0"}}`,
	"source":         `{"version":1,"name":"p","equation":"transport","x":[0,1],"tEnd":0.3,"scattering":"3 + 2*tanh((x - 0.4)/0.05)","source":"5*exp(-50*(x - 0.6)^2)*sin(10*t)","absorption":"3*x","density":"1","left":"reflecting","right":{"inflow":"0.5"}}`,
	"reflecting":     `{"version":1,"name":"p","equation":"transport","x":[0,1],"tEnd":0.1,"density":"1 + cos(pi*x)/2","left":"reflecting","right":"reflecting"}`,
	"mixed":          `{"version":1,"name":"p","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"1 + 99*(1 + tanh((x - 0.5)/0.02))/2","density":"0","left":"reflecting","right":{"inflow":"1"}}`,
	"parameters":     `{"version":1,"name":"p","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"1 + a*x","density":"b","left":{"inflow":"a*b"},"right":{"inflow":"0"},"parameters":{"a":[0,9],"b":[0.1,0.9]}}`,
	"gas":            `{"version":1,"name":"p","equation":"bgk","x":[0,1],"tEnd":0.1,"density":"1 + 0.4*sin(2*pi*x)","velocity":"a*cos(2*pi*x)","temperature":"1 + 0.2*cos(2*pi*x)","parameters":{"a":[0,0.5]}}`,
	"open gas":       `{"version":1,"name":"p","equation":"bgk","x":[-1,1],"tEnd":0.1,"density":"1 + 0.5*tanh(20*x)","left":"open","right":"open"}`,
	"solid gas":      `{"version":1,"name":"p","equation":"bgk","x":[0,1],"tEnd":0.1,"density":"1 + 0.4*sin(2*pi*x)","velocity":"0.1","dimensions":3,"prandtl":0.6667}`,
	"tube gas":       `{"version":1,"name":"p","equation":"bgk","x":[-1,1],"tEnd":0.1,"density":"1 - 0.8*(1 + tanh(20*x))/2","left":"open","right":"open","dimensions":3}`,
	"open solid gas": `{"version":1,"name":"p","equation":"bgk","x":[0,1],"tEnd":1,"density":"1 + a*x","left":"open","right":"open","dimensions":3,"prandtl":0.8,"parameters":{"a":[0.1,0.9]}}`,
	"wide gas":       `{"version":1,"name":"p","equation":"bgk","x":[0,1],"tEnd":1,"density":"1 + 0.5*x","left":"open","right":"open"}`,
}

// built are the problems of the texts that were asked for.
var built = map[string]kinetic.Problem{}

// graphOf builds the model of a file with random weights at random points of one Knudsen number.
func graphOf(t *testing.T, text, initial string, eps float64, n int, kind kinetic.Kind) (*autodiff.Tape[float64], kinetic.Model, *kinetic.Points, kinetic.State) {
	t.Helper()
	p := built[text] // its Euler limit is solved once
	if p == nil {
		f, err := problemfile.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if p, err = kinetic.FromFile(f); err != nil {
			t.Fatal(err)
		}
		if err := p.Info().Check(); err != nil {
			t.Fatal(err)
		}
		built[text] = p
	}
	f := p.(kinetic.File).File()
	var layout autodiff.Params
	m, err := p.Model(&layout, kinetic.Options{Formulation: p.Info().Formulations[0], Head: p.Info().Heads[0], Initial: initial, Width: 8, Depth: 2})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(7, 8))
	params := make([]float64, layout.Len)
	for i := range params {
		params[i] = rng.NormFloat64() * 0.3
	}
	points := &kinetic.Points{
		Space: autodiff.NewSpace([]int{n}, []int{0}), Cells: autodiff.NewSpace([]int{1}, []int{0}),
		T: make([]float64, n), X: make([]float64, n), Cell: make([]int, n), Eps: []float64{eps}, Set: make([]float64, len(f.Parameters)),
	}
	kinetic.DrawParameters(rng, f.Parameters, points.Set)
	p.Sample(rng, kind, eps, points.T, points.X)
	tape := autodiff.NewTape(params, 0)
	return tape, m, points, m.State(tape, points, kind == kinetic.Interior)
}

// Residuals stay finite and bounded in eps for any weights: nothing divides by eps.
func TestFileResidualsAreBounded(t *testing.T) {
	for name, text := range files {
		for _, initial := range []string{kinetic.Hard, kinetic.Soft} {
			largest := 0.0
			for _, eps := range []float64{1, 0.3, 0.03, 1e-3, 1e-6} {
				for _, kind := range []kinetic.Kind{kinetic.Interior, kinetic.AtStart, kinetic.AtWalls} {
					const n = 60
					tape, m, points, state := graphOf(t, text, initial, eps, n, kind)
					var nodes []autodiff.Node
					for _, term := range m.Terms() {
						if term.Kind == kind {
							r, _, _ := m.Residual(tape, points, state, term.Name)
							nodes = append(nodes, r)
						}
					}
					if kind == kinetic.Interior {
						nodes = append(nodes, m.Outputs(tape, points, state), m.Distribution(tape, points, state))
					}
					tape.Forward()
					for _, node := range nodes {
						values := tape.Values(node)
						for i, v := range values {
							if math.IsNaN(v) || math.IsInf(v, 0) {
								t.Fatalf("%s, %s, eps %g: value %d of node is %v", name, initial, eps, i, v)
							}
							largest = math.Max(largest, math.Abs(v))
						}
					}
				}
			}
			bound := 1e6
			if strings.Contains(name, "gas") { // the norm of L2(1/W) makes much of random weights
				bound = 1e9
			}
			if largest > bound {
				t.Errorf("%s, %s: a residual or field of %g", name, initial, largest)
			}
		}
	}
}

// At t = 0 hard initial data hold whatever the weights are.
func TestFileInitialData(t *testing.T) {
	for name, text := range files {
		for _, eps := range []float64{1, 0.1, 1e-4} {
			tape, m, points, state := graphOf(t, text, kinetic.Hard, eps, 40, kinetic.AtStart)
			out := m.Outputs(tape, points, state)
			tape.Forward()
			f, _ := problemfile.Parse([]byte(text))
			columns := tape.Columns(out)
			for i, x := range points.X {
				if got, want := tape.Values(out)[i*columns], f.Rho0.Value(append([]float64{x}, points.Set...)...); math.Abs(got-want) > 1e-9 {
					t.Errorf("%s, eps %g: rho(0, %g) = %g, want %g", name, eps, x, got, want)
				}
			}
		}
	}
}

// At reflecting ends f(v) = f(-v) whatever the weights are.
func TestFileReflection(t *testing.T) {
	tape, m, points, _ := graphOf(t, files["reflecting"], kinetic.Hard, 0.3, 20, kinetic.Interior)
	for i := range points.X {
		points.X[i] = float64(i % 2)
	}
	state := m.State(tape, points, false)
	f := m.Distribution(tape, points, state)
	tape.Forward()
	n := tape.Columns(f)
	for i := range points.X {
		row := tape.Values(f)[i*n : i*n+n]
		for j := range row {
			if math.Abs(row[j]-row[n-1-j]) > 1e-12 {
				t.Fatalf("f(%g) = %v, f(-v) = %v at x = %g", m.Velocities()[j], row[j], row[n-1-j], points.X[i])
			}
		}
	}
}

// The jets of the known parts are their derivatives: rho_t and rho_x of the state against differences of nearby points.
func TestFileJets(t *testing.T) {
	for name, text := range files {
		if strings.Contains(name, "gas") {
			continue // its jets are tested with bgk
		}
		for _, eps := range []float64{1, 0.1, 0.02} {
			tape, _, points, state := graphOf(t, text, kinetic.Hard, eps, 30, kinetic.Interior)
			for i := range points.T {
				points.T[i] = math.Max(points.T[i], 0.02)
			}
			const h = 1e-6
			rho := state[0]
			values := func() []float64 {
				tape.Forward()
				var out []float64
				v := tape.Values(rho)
				for i := range points.T {
					out = append(out, v[3*i:3*i+3]...)
				}
				return out
			}
			here := values()
			shift := func(by []float64, d float64) []float64 {
				for i := range by {
					by[i] += d
				}
				out := values()
				for i := range by {
					by[i] -= d
				}
				return out
			}
			f, _ := problemfile.Parse([]byte(text))
			ahead, behind := shift(points.T, h), shift(points.T, -h)
			for i := range points.X {
				points.X[i] = math.Min(math.Max(points.X[i], f.X[0]+1e-3), f.X[1]-1e-3)
			}
			middle := values()
			right, left := shift(points.X, h), shift(points.X, -h)
			for i := range points.T {
				dt, dx := (ahead[3*i]-behind[3*i])/(2*h), (right[3*i]-left[3*i])/(2*h)
				if math.Abs(dt-here[3*i+1]) > 1e-4*(1+math.Abs(dt)) {
					t.Errorf("%s, eps %g, t %g, x %g: rho_t %g, difference %g", name, eps, points.T[i], points.X[i], here[3*i+1], dt)
				}
				if math.Abs(dx-middle[3*i+2]) > 2e-3*(1+math.Abs(dx)) { // tables of distances are interpolated
					t.Errorf("%s, eps %g, t %g, x %g: rho_x %g, difference %g", name, eps, points.T[i], points.X[i], middle[3*i+2], dx)
				}
			}
		}
	}
}

func ExampleFromFile() {
	f, err := problemfile.Parse([]byte(files["mixed"]))
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := kinetic.FromFile(f)
	fmt.Println(err, p.Info().Class, p.Info().FieldNames())
	fmt.Println(p.Info().Summary)
	// Output:
	// <nil> transport [rho flux]
	// A problem from a file: σ = 1 + 99*(1 + tanh((x - 0.5)/0.02))/2, left reflecting, right inflow 1.
}
