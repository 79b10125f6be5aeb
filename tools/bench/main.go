// Command bench measures the compute kernels, training steps, the cost of the operator and the gain by workers, and prints one JSON
// object per line:
//
//	{"bench":"kernel/gemm_nn/f32/3072x64x64","value":20.1,"unit":"GFLOP/s","engine":"node","kernels":"simd"}
//
// engine is native, node or chromium; kernels is generic (portable Go loops), simd or relaxed. The value is the best of several batches, for
// what the code can do is asked, not what else the machine was doing.
//
//	bench [-engine native|node|chromium] [-kernels generic,simd,relaxed] [-run REGEXP] [-time 0.3s]
//
// With -engine node or chromium it builds itself for GOOS=js and runs the same program there, with the SIMD side module.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// result is one line of output.
type result struct {
	Bench   string  `json:"bench"`
	Value   float64 `json:"value"`
	Unit    string  `json:"unit"`
	Engine  string  `json:"engine"`
	Kernels string  `json:"kernels"`
	Note    string  `json:"note,omitempty"`
}

// benchmark is one measurement: prepare returns what does the work once, and value turns its seconds into the unit.
type benchmark struct {
	name, unit string
	prepare    func() func()
	value      func(seconds float64) float64
	note       string
}

func main() {
	serve()
	engine := flag.String("engine", here(), "native, node or chromium")
	names := flag.String("kernels", "", "comma-separated list of generic, simd, relaxed; default all that run here")
	pattern := flag.String("run", "", "only benchmarks whose name matches this regular expression")
	budget := flag.Duration("time", 300*time.Millisecond, "time for each measurement")
	flag.Parse()
	if err := run(*engine, *names, *pattern, *budget); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// here is the engine this program runs on, unless told otherwise: under js only the caller knows which one.
func here() string {
	if runtime.GOOS == "js" {
		return "node"
	}
	return "native"
}

func run(engine, names, pattern string, budget time.Duration) error {
	if runtime.GOOS != "js" && engine != "native" {
		return elsewhere(engine)
	}
	match, err := regexp.Compile(pattern)
	if err != nil {
		return fmt.Errorf("-run: %w", err)
	}
	implementations := kernel.Available()
	if names != "" {
		implementations = strings.Split(strings.ReplaceAll(names, "generic", kernel.Scalar), ",")
	}
	out := json.NewEncoder(os.Stdout)
	for _, name := range implementations {
		if err := kernel.Use(name); err != nil {
			return err
		}
		label := strings.ReplaceAll(name, kernel.Scalar, "generic")
		emit := func(r result) error {
			r.Value, r.Engine, r.Kernels = round(r.Value), engine, label
			return out.Encode(r)
		}
		if err := measureAll(match.MatchString, budget, emit); err != nil {
			return err
		}
	}
	return nil
}

// measureAll measures what is wanted with the kernels in use.
func measureAll(wanted func(string) bool, budget time.Duration, emit func(result) error) error {
	for _, b := range slices.Concat(kernelBenchmarks[float32]("f32"), kernelBenchmarks[float64]("f64"), trainingBenchmarks()) {
		if wanted(b.name) {
			if err := emit(result{Bench: b.name, Value: b.value(measure(b.prepare(), budget)), Unit: b.unit, Note: b.note}); err != nil {
				return err
			}
		}
	}
	if err := operatorLines(wanted, budget, emit); err != nil {
		return err
	}
	return scaleLines(wanted, budget, emit)
}

// round keeps four significant digits.
func round(v float64) float64 {
	var r float64
	fmt.Sscanf(fmt.Sprintf("%.4g", v), "%g", &r)
	return r
}

// measure returns the seconds of one run: the best of batches that are long against the resolution of a browser's clock.
func measure(run func(), budget time.Duration) float64 {
	const batch = 12 * time.Millisecond
	start := time.Now()
	n := 1
	best := 1e30
	warm := budget / 4 // engines compile hot code again after a while
	for {
		t := time.Now()
		for range n {
			run()
		}
		d := time.Since(t)
		total := time.Since(start)
		if d < batch {
			n = n*2 + 1
		} else if total > warm {
			best = min(best, d.Seconds()/float64(n))
		}
		if total > budget && best < 1e30 {
			return best
		}
	}
}
