package train

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/optim"
)

var update = flag.Bool("update", false, "write testdata/golden.json from this build")

const goldenFile = "testdata/golden.json"

// mixing is a file whose cross-section couples the Fourier modes, so that the solution is iterated.
const mixing = `{"version":1,"name":"mixing","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"2 + sin(2*pi*x)","density":"1 + 0.5*sin(2*pi*x)"}`

// goldenRuns are short runs that between them reach every problem, formulation, head, precision, momentum and optimiser.
func goldenRuns() map[string]Config {
	runs := map[string]Config{}
	add := func(c Config) {
		c.Tasks, c.Points, c.Width, c.Depth, c.Seed = 4, 12, 8, 2, 11
		c.Steps = cmp.Or(c.Steps, 30)
		n, err := c.Normalize()
		if err != nil {
			return
		}
		if _, err := New(n); err != nil {
			return // a head that the formulation does not have
		}
		key := fmt.Sprintf("%s %s %s %s %s %s %s %s", n.Problem, n.Formulation, n.Head, n.Initial, n.TasksBy, n.Optimizer, n.Momentum, n.Precision)
		if n.Directions == kinetic.Sphere {
			key += " " + n.Directions
		}
		runs[key] = n
	}
	for _, p := range kinetic.All() {
		info := p.Info()
		for _, formulation := range info.Formulations {
			for _, head := range info.Heads {
				add(Config{Problem: info.Name, Formulation: formulation, Head: head})
			}
			// of every formulation, not of the first alone: links keep their bits when another one becomes the first
			add(Config{Problem: info.Name, Formulation: formulation, Precision: "float64"})
			add(Config{Problem: info.Name, Formulation: formulation, Initial: kinetic.Soft, TasksBy: ByTermBand})
		}
	}
	add(Config{Problem: "transport2d-mode", Directions: kinetic.Sphere, Head: kinetic.Nodal})
	add(Config{Problem: "transport2d-pulse", Directions: kinetic.Sphere})
	add(Config{Problem: "transport2d-pulse", Formulation: "micro-macro", Directions: kinetic.Sphere})
	for _, o := range optim.Specs() {
		if first, lm := optim.Plan(o.Name); lm { // dear, and blind to momentum
			c := Config{Problem: "transport-smooth", Optimizer: o.Name, Steps: 5}
			if first != "" {
				c.Polish = 3
			}
			add(c)
			continue
		}
		if optim.Linear(o.Name) { // dear, and takes no gradients
			add(Config{Problem: "transport-smooth", Optimizer: o.Name, Steps: 3})
			add(Config{Problem: "transport2d-pulse", Optimizer: o.Name, Steps: 2})
			add(Config{Problem: "bgk-smooth", Optimizer: o.Name, Steps: 2})
			add(Config{Problem: "semiconductor-relax", Optimizer: o.Name, Steps: 2})
			add(Config{Problem: "semiconductor-relax", Formulation: "micro-macro", Optimizer: o.Name, Steps: 2})
			add(Config{Problem: mixing, Optimizer: o.Name, Steps: 2})
			add(Config{Problem: mixing, Formulation: "micro-macro", Optimizer: o.Name, Steps: 2})
			add(Config{Problem: mixing, Formulation: "resolved", Optimizer: o.Name, Steps: 2})
			add(Config{Problem: mixing, Formulation: "limit", Optimizer: o.Name, Steps: 2})
			continue
		}
		for _, momentum := range []string{optim.TaskMomentum, optim.RawMomentum} {
			for _, by := range partitions {
				add(Config{Problem: "transport-smooth", Optimizer: o.Name, Momentum: momentum, TasksBy: by})
			}
		}
	}
	return runs
}

// goldenHash is the FNV-1a hash over the bits of all task losses and of the parameters at the end.
func goldenHash(c Config) (string, error) {
	s, err := New(c)
	if err != nil {
		return "", err
	}
	h := fnv.New64a()
	write := func(v []float64) {
		for _, x := range v {
			var b [8]byte
			binary.LittleEndian.PutUint64(b[:], math.Float64bits(x))
			h.Write(b[:])
		}
	}
	for range c.Steps {
		r, err := s.Step()
		if err != nil {
			return "", err
		}
		write(r.Losses)
	}
	write(parameters(s))
	return fmt.Sprintf("%016x", h.Sum64()), nil
}

// The promise that the same seed gives the same bits on every build: the hashes were written by a native build, and the test runs on
// js/wasm too. After a deliberate change of the mathematics run
//
//	go test ./solver/train -run Golden -update
func TestGoldenRuns(t *testing.T) {
	alone(t)
	if kernel.Active() == kernel.Relaxed {
		t.Skip("the relaxed kernels are the stated exception")
	}
	want := map[string]string{}
	data, err := os.ReadFile(goldenFile)
	if err == nil {
		err = json.Unmarshal(data, &want)
	}
	if err != nil && !*update {
		t.Fatal(err)
	}
	got := map[string]string{}
	for key, c := range goldenRuns() {
		h, err := goldenHash(c)
		if err != nil {
			t.Errorf("%s: %v", key, err)
			continue
		}
		got[key] = h
		switch {
		case *update:
		case want[key] == "":
			t.Errorf("%s: no hash is written down; run with -update", key)
		case want[key] != h:
			t.Errorf("%s: hash %s, written down is %s", key, h, want[key])
		}
	}
	for key := range want {
		problem, _, _ := strings.Cut(key, " ")
		if _, err := kinetic.ByName(problem); err == nil && got[key] == "" && !*update {
			t.Errorf("%s: written down but not run", key)
		}
	}
	if *update {
		data, err := json.MarshalIndent(got, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll("testdata", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(goldenFile, append(data, '\n'), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
