// Command bench measures the compute kernels, training steps, the cost of the operator and the gain by workers, and prints one JSON
// object per line:
//
//	{"bench":"kernel/gemm_nn/f32/3072x64x64","value":20.1,"unit":"GFLOP/s","engine":"node","kernels":"simd","spread":3,"batches":12}
//
// engine is native, node or chromium; kernels is generic (portable Go loops), simd or relaxed. The value is the median over batches of at
// least 40 ms of processor time (in a browser, which does not tell it, of time), spread the distance of the quartiles in percent of it.
// Batches of the implementations alternate, and all benchmarks come round several times, so that whatever else the machine does meets
// all alike. The first line names the processor.
//
//	bench [-engine native|node|chromium] [-kernels generic,simd,relaxed] [-run REGEXP] [-time 0.3s] [-against FILE] [-each]
//	bench -scaling [-engine ...] [-kernels ...]
//	bench -growth [-engine ...] [-kernels ...]
//	bench -run lm/ [-engine ...] [-kernels ...]
//	bench -start
//	bench -files FILE,... [-engine ...] [-kernels ...]
//
// With -scaling only steps of 4 to 32 tasks on 1, 2 and 4 workers are measured and printed as a table: steps per second by the clock and, natively,
// the processor time of a step.
// With -growth a default step of transport-mode is measured as its width, points and strata grow, and printed as a table: the share of
// each part, and what its products would take at the rate of one large product.
// Steps of Levenberg-Marquardt are measured only where -run asks for them.
// With -start only the time is measured from the start of hrgrad train to its report of the first step, natively, for every problem.
// With -files only the default training runs of these problem files are measured, each in seconds on one thread.
// With -each, each round prints what is known after it; a later line replaces an earlier one of the same benchmark and implementation.
// With -engine node or chromium it builds itself for GOOS=js and runs the same program there, with the SIMD side module. With
// -against every line gets the value that FILE, an earlier output, has for it (was) and by which factor this one is better (better).
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
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
	Kernels string  `json:"kernels,omitempty"`
	Spread  float64 `json:"spread,omitempty"` // percent
	Batches int     `json:"batches,omitempty"`
	Was     float64 `json:"was,omitempty"`
	Better  float64 `json:"better,omitempty"`
	Note    string  `json:"note,omitempty"`
}

// benchmark is one measurement: prepare returns what does the work once, and value turns its seconds into the unit.
type benchmark struct {
	name, unit string
	prepare    func() func()
	value      func(seconds float64) float64
	note       string
}

// settings are the flags.
type settings struct {
	engine, kernels, pattern, against, files string
	budget                                   time.Duration
	each, scaling, growth, start             bool
}

func main() {
	serve()
	var s settings
	flag.StringVar(&s.engine, "engine", here(), "native, node or chromium")
	flag.StringVar(&s.kernels, "kernels", "", "comma-separated list of generic, simd, relaxed; default all that run here")
	flag.StringVar(&s.pattern, "run", "", "only benchmarks whose name matches this regular expression")
	flag.DurationVar(&s.budget, "time", 300*time.Millisecond, "processor time for each measurement")
	flag.StringVar(&s.against, "against", "", "earlier output to compare with")
	flag.StringVar(&s.files, "files", "", "comma-separated list of problem files whose default runs are measured instead")
	flag.BoolVar(&s.each, "each", false, "print after each round what is known, not only at the end")
	flag.BoolVar(&s.scaling, "scaling", false, "print a table of tasks and workers instead of lines")
	flag.BoolVar(&s.growth, "growth", false, "print a table of how a default step grows with its sizes instead of lines")
	flag.BoolVar(&s.start, "start", false, "measure the time to the first step of hrgrad train instead")
	peer := flag.Bool("peer", false, "answer the lines of tools/peers/run.py instead")
	defaults := flag.Bool("default", false, "with -peer: default steps of transport-mode")
	flag.Parse()
	if *peer {
		if err := servePeers(s.kernels, *defaults); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	if err := run(s); err != nil {
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

func run(s settings) error {
	earlier, err := readEarlier(s.against)
	if err != nil {
		return fmt.Errorf("-against: %w", err)
	}
	match, err := regexp.Compile(s.pattern)
	if err != nil {
		return fmt.Errorf("-run: %w", err)
	}
	encoder := json.NewEncoder(os.Stdout)
	out := func(r result) error { return encoder.Encode(earlier.compare(r)) }
	if s.scaling {
		match = regexp.MustCompile("^scale/")
		var table scalingTable
		out = func(r result) error { table.add(r); return nil }
		defer func() { table.write(os.Stdout) }()
	}
	if s.growth {
		match = regexp.MustCompile("^growth/")
		var table growthTable
		out = func(r result) error { table.add(r); return nil }
		defer func() { table.write(os.Stdout) }()
	}
	if runtime.GOOS != "js" {
		if s.engine != "native" {
			return elsewhere(s.engine, out)
		}
	}
	if s.start {
		return startLines(match.MatchString, out)
	}
	implementations := kernel.Available()
	if s.kernels != "" {
		implementations = strings.Split(strings.ReplaceAll(s.kernels, "generic", kernel.Scalar), ",")
	}
	if err := out(result{Bench: "machine/cores", Value: float64(runtime.NumCPU()), Unit: "cores", Engine: s.engine, Note: machine()}); err != nil {
		return err
	}
	list, err := fileBenchmarks(s.files)
	if err != nil {
		return fmt.Errorf("-files: %w", err)
	}
	if list != nil {
		match = regexp.MustCompile("^run/")
	}
	list = slices.Concat(list, kernelBenchmarks[float32]("f32"), kernelBenchmarks[float64]("f64"), trainingBenchmarks(), []benchmark{secondOrder(16), secondOrder(24)})
	wanted := func(name string) bool { // without being asked for, the growth and Levenberg-Marquardt would take longer than the rest
		long := strings.HasPrefix(name, "growth/") || strings.HasPrefix(name, "lm/")
		return match.MatchString(name) && (s.growth || s.pattern != "" || !long)
	}
	return measureAll(list, wanted, implementations, s.budget, s.each, func(name string, r result) error {
		r.Value, r.Spread, r.Engine, r.Kernels = round(r.Value), math.Round(r.Spread), s.engine, strings.ReplaceAll(name, kernel.Scalar, "generic")
		return out(r)
	})
}

// emitter prints a result of an implementation.
type emitter func(kernels string, r result) error

// measureAll measures what is wanted. With each, every round emits the results of the batches so far.
func measureAll(all []benchmark, wanted func(string) bool, implementations []string, budget time.Duration, each bool, emit emitter) error {
	var list []benchmark
	for _, b := range all {
		if wanted(b.name) {
			list = append(list, b)
		}
	}
	err := sample(list, implementations, budget, func(b benchmark, name string, last bool, seconds []float64) error {
		if !each && !last {
			return nil
		}
		v := make([]float64, len(seconds))
		for j := range v {
			v[j] = b.value(seconds[j])
		}
		median, spread := quartiles(v)
		return emit(name, result{Bench: b.name, Value: median, Unit: b.unit, Spread: spread, Batches: len(v), Note: b.note})
	})
	if err != nil {
		return err
	}
	for _, name := range implementations {
		if err := kernel.Use(name); err != nil {
			return err
		}
		own := func(r result) error { return emit(name, r) }
		if err := operatorLines(wanted, budget, own); err != nil {
			return err
		}
		if err := scaleLines(wanted, budget, own); err != nil {
			return err
		}
		if err := growthLines(wanted, budget, own); err != nil {
			return err
		}
	}
	return nil
}

// round keeps four significant digits.
func round(v float64) float64 {
	var r float64
	fmt.Sscanf(fmt.Sprintf("%.4g", v), "%g", &r)
	return r
}
