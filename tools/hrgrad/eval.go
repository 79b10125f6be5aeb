package main

import (
	"flag"
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/train"
)

// profileFlags are the flags eval and reference share.
type profileFlags struct {
	eps, t float64
	nx, ny int
	nv     int
	format string
	f      bool // the distribution instead of the fields
	beyond bool // times after the end of the problem are allowed
}

func (p *profileFlags) register(fs *flag.FlagSet) {
	fs.Float64Var(&p.eps, "eps", 0, fmt.Sprintf("Knudsen `number`, %g to 1 (required)", info.LeastKnudsen))
	fs.Float64Var(&p.t, "t", 0, "`time`, 0 to the end of the problem (default: the end)")
	fs.IntVar(&p.nx, "nx", 100, "`number` of equal cells whose midpoints are printed")
	fs.IntVar(&p.ny, "ny", 100, "`number` of cells in y, in two space dimensions")
	fs.BoolVar(&p.f, "distribution", false, "f over x and v instead of the fields; in two space dimensions over the angle of flight")
	fs.IntVar(&p.nv, "nv", 64, "`number` of equal parts of the velocities, with --distribution and --conservation")
	fs.StringVar(&p.format, "format", "csv", "csv, json, npy (one array, rows × columns) or npz (an array for each column)")
}

// check completes the flags for a problem and refuses values outside their ranges.
func (p *profileFlags) check(set map[string]bool, problem kinetic.Info) error {
	if !set["eps"] {
		return input.Missing("eps", "%g to 1", info.LeastKnudsen)
	}
	if err := info.CheckKnudsen(p.eps); err != nil {
		return err
	}
	if !set["t"] {
		p.t = problem.TEnd
	}
	if after := p.t > problem.TEnd && !math.IsInf(p.t, 1); !(p.t >= 0 && p.t <= problem.TEnd) && !(after && p.beyond) {
		return badInput("t: %v given, allowed is 0 to %v for %s", p.t, problem.TEnd, problem.Name)
	}
	if p.nx < 1 || p.nx > maxCells {
		return badInput("nx: %d given, allowed is 1 to %d", p.nx, maxCells)
	}
	switch {
	case !problem.Plane():
		if set["ny"] {
			return badInput("ny: %d given, allowed for problems in two space dimensions, which %s is not", p.ny, problem.Name)
		}
		p.ny = 1
	case p.ny < 1 || p.nx*p.ny > maxCells:
		return badInput("ny: %d given, allowed is 1 to %d with nx %d", p.ny, maxCells/p.nx, p.nx)
	}
	if p.nv < 1 || (p.f && p.nv > maxCells/(p.nx*p.ny)) || p.nv > maxVelocities {
		return badInput("nv: %d given, allowed is 1 to %d, and at most %d values", p.nv, maxVelocities, maxCells)
	}
	return checkFormat(p.format)
}

func evalCommand(args []string, std streams) error {
	fs := newFlags("eval")
	var p profileFlags
	p.register(fs)
	file := fs.String("checkpoint", "", "checkpoint `file` of a run (required)")
	kernels := kernelsFlag(fs)
	parameters := setFlag(fs)
	conservation := fs.Bool("conservation", false, "contents and drifts, signs and symmetry of the network, and of the reference beside it")
	estimate := fs.Bool("estimate", false, "say also how far off the fields are, estimated from the residuals at this eps without a reference: in JSON as \"estimate\", otherwise on standard error")
	corrected := fs.Bool("corrected", false, "the fields of the network corrected for this eps by one Gauss-Newton step on its residuals, not those of the network itself")
	errors := fs.Int("errors", 0, fmt.Sprintf("relative errors against the reference, instead of the fields: at so many Knudsen `numbers`, 2 to %d, evenly spaced in their logarithm over the range that the network is trained for, at 0.2, 1, 5, 25, 50 and 100 %% of the end; the worst at every time on standard error", mostErrors))
	extrapolate := fs.Bool("extrapolate", false, "evaluate at Knudsen numbers, parameters and times for which the network was not trained")
	if err := parse(fs, args); err != nil {
		return err
	}
	if err := useKernels(*kernels); err != nil {
		return err
	}
	s, err := loadCheckpoint("checkpoint", *file)
	if err != nil {
		return err
	}
	info := s.Problem()
	if p.beyond = *extrapolate; p.beyond {
		s.Extrapolate()
	} else if p.t > info.TEnd {
		return badInput("t: %v given, allowed is 0 to %v for %s, for which the network is trained; eval goes beyond with --extrapolate", p.t, info.TEnd, info.Name)
	}
	if given := given(fs); given["errors"] {
		if *errors < 2 || *errors > mostErrors {
			return badInput("errors: %d given, allowed is 2 to %d", *errors, mostErrors)
		}
		for _, other := range []string{"eps", "t", "nx", "ny", "nv", "distribution", "conservation", "estimate", "corrected", "extrapolate"} {
			if given[other] {
				return badInput("%s: given with errors, allowed without", other)
			}
		}
		if err := checkFormat(p.format); err != nil {
			return err
		}
		set, err := parameters.values(s.Config().Problem, "for which the network is trained", false)
		if err != nil {
			return err
		}
		s.SetParameters(set)
		return evalErrors(s, *errors, set, p.format, std)
	}
	if err := p.check(given(fs), info); err != nil {
		return err
	}
	if p.t > info.TEnd && (*conservation || *estimate || *corrected) {
		return badInput("t: %v given, allowed is 0 to %v for %s with conservation, estimate or corrected", p.t, info.TEnd, info.Name)
	}
	if c := s.Config(); (p.eps < c.EpsMin || p.eps > c.EpsMax) && !*extrapolate {
		return input.New("eps", p.eps, "%g to %g, for which the network is trained; eval goes beyond with --extrapolate", c.EpsMin, c.EpsMax)
	}
	set, err := parameters.values(s.Config().Problem, "for which the network is trained; eval goes beyond with --extrapolate", *extrapolate)
	if err != nil {
		return err
	}
	s.SetParameters(set)
	switch other := *conservation || p.f; {
	case *estimate && other:
		return badInput("estimate: given with conservation or distribution, allowed with fields")
	case *corrected && other:
		return badInput("corrected: given with conservation or distribution, allowed with fields")
	}
	if *conservation {
		if p.format == "npy" {
			return badInput("format: npy given, allowed are csv, json with conservation")
		}
		if p.f {
			return badInput("conservation: given with distribution, allowed is one of the two")
		}
		ref, err := reference.New(s.Config().Reference(), p.eps, reference.Options{Set: set})
		if err != nil {
			return err
		}
		net, other, err := train.Checks(info, s.Source(p.eps), known{ref}, p.t, midpoints(info, p.nv))
		if err != nil {
			return err
		}
		return writePhysics(std.out, p.format, info, p.eps, net, other)
	}
	x := train.Midpoints(info, p.nx, p.ny)
	if p.f {
		v := midpoints(info, p.nv)
		f, err := s.Distribution(p.eps, p.t, x, v)
		if err != nil {
			return asInput(err)
		}
		return distributionOf(info, "network", p, x, v, f).write(std.out, p.format)
	}
	values, err := s.Evaluate(p.eps, p.t, x)
	if err != nil {
		return asInput(err)
	}
	if !*estimate && !*corrected {
		return profileOf(info, "network", p, x, values).write(std.out, p.format)
	}
	stop := listen()
	defer stop.close()
	c, err := s.NewCorrector().At(p.eps, stop.asked)
	if err != nil {
		return err
	}
	source := "network"
	if *corrected {
		times := make([]float64, len(values[0]))
		for i := range times {
			times[i] = p.t
		}
		if values, err = c.Evaluate(times, x); err != nil {
			return err
		}
		source = "corrected network"
	}
	table := profileOf(info, source, p, x, values)
	if *estimate {
		if table.estimate, err = c.Errors(p.t, nil); err != nil {
			return err
		}
		if p.format != "json" {
			fmt.Fprintln(std.err, estimateLine(info, p, table.estimate))
		}
	}
	return table.write(std.out, p.format)
}

// estimateLine says for people how wrong a network is.
func estimateLine(info kinetic.Info, p profileFlags, errors map[string]float64) string {
	line := fmt.Sprintf("estimated %s error of the network at eps = %g, t = %g:", train.ErrorNorm, p.eps, p.t)
	for i, m := range info.Measures() {
		if i > 0 {
			line += ","
		}
		line += fmt.Sprintf(" %s %.1e", m.Name, errors[m.Name])
	}
	return line
}

func referenceCommand(args []string, std streams) error {
	fs := newFlags("reference")
	var p profileFlags
	p.register(fs)
	problem := fs.String("problem", "", "`name` of a problem or problem file (required)")
	problems := problemSource{notes: std.err}
	problems.register(fs)
	var c train.Config
	onlyFlag(fs, &c, "directions")
	parameters := setFlag(fs)
	extrapolate := fs.Bool("extrapolate", false, "solve with parameters outside of the ranges of the file, too")
	ignoredKernels(fs)
	if err := parse(fs, args); err != nil {
		return err
	}
	if *problem == "" {
		return badInput("problem: missing, hrgrad problems lists the names")
	}
	name, err := problems.find(*problem)
	if err != nil {
		return err
	}
	c.Problem = name
	if c, err = c.Normalize(); err != nil {
		return asInput(err)
	}
	info, err := kinetic.ByName(name)
	if err != nil {
		return asInput(err)
	}
	values, err := parameters.values(name, "the range of the file; reference goes beyond with --extrapolate", *extrapolate)
	if err != nil {
		return err
	}
	if err := p.check(given(fs), info.Info()); err != nil {
		return err
	}
	stop := listen()
	defer stop.close()
	ref, err := reference.New(c.Reference(), p.eps, reference.Options{Progress: stop.progress, Set: values, Beyond: *extrapolate})
	if err != nil {
		return err
	}
	x := train.Midpoints(info.Info(), p.nx, p.ny)
	if p.f {
		v := midpoints(info.Info(), p.nv)
		f, err := known{ref}.Distribution(p.t, x, v)
		if err != nil {
			return err
		}
		if f == nil {
			return badInput("distribution: given for %s, whose reference knows the fields only", info.Info().Name)
		}
		return distributionOf(info.Info(), "reference", p, x, v, f).write(std.out, p.format)
	}
	fields, err := ref.At(p.t, x)
	if err != nil {
		return err
	}
	return profileOf(info.Info(), "reference", p, x, fields).write(std.out, p.format)
}

func profileOf(info kinetic.Info, source string, p profileFlags, x []float64, values [][]float64) *profileTable {
	t := &profileTable{problem: info.Name, source: source, eps: p.eps, t: p.t, names: []string{}}
	axes := info.Axes()
	for k, a := range axes {
		column := make([]float64, len(x)/len(axes))
		for i := range column {
			column[i] = x[i*len(axes)+k]
		}
		t.names, t.columns = append(t.names, a.Name), append(t.columns, column)
	}
	for k, f := range info.Fields {
		t.names = append(t.names, f.Name)
		t.columns = append(t.columns, values[k])
	}
	return t
}
