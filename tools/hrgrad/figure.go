package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/train"
)

// figure is what plot draws: a panel for each field and time with a curve for each Knudsen number, in the plane with maps.
type figure struct {
	x       []float64
	side    int // of the maps, in cells; 0 in one space dimension
	domain  info.Domain
	eps     []float64
	panels  []figurePanel
	columns int
	width   float64 // mm
	dpi     int
}

// figurePanel is one field at one time.
type figurePanel struct {
	field     info.Field
	t         float64
	title     string
	network   [][]float64 // by Knudsen number and point
	reference [][]float64 // nil without references
}

// Bounds of the flags of plot.
const (
	mostKnudsen   = 7 // colours that can be told apart
	mostTimes     = 4
	leastWidth    = 30.0 // mm
	greatestWidth = 500.0
	leastDPI      = 50
	greatestDPI   = 1200
	mostPoints    = 10000 // of a curve
	mostCells     = 400   // of a map, along a side
	defaultCells  = 96
	leastMap      = 30.0 // mm, of a map beside others, its axes included
	barRoom       = 16.0 // mm, of the colour bar
)

// mapsBeside is how many maps stand beside each other in a width.
func mapsBeside(width float64) int { return int((width - barRoom) / leastMap) }

func plotCommand(args []string, std streams) error {
	fs := newFlags("plot")
	file := fs.String("checkpoint", "", "checkpoint `file` of a run (required)")
	epsText := fs.String("eps", "", fmt.Sprintf("Knudsen `numbers` with commas between them, up to %d, as in 1,0.1,1e-3 (required)", mostKnudsen))
	tText := fs.String("t", "", fmt.Sprintf("`times` with commas between them, up to %d (default: the end)", mostTimes))
	fieldText := fs.String("field", "", "`fields` with commas between them, as in rho,flux (default: all)")
	withReference := fs.Bool("reference", true, "draw the reference over the network and state the errors; --reference=false leaves it out, which is faster")
	out := fs.String("out", "", "`file` to draw, which ends in .pdf, .svg or .png; a file that is there is replaced (default: a PDF in the present folder whose name tells problem, fields, Knudsen numbers and times)")
	caption := fs.String("caption", "", "`file` for the text of the caption (default: it is printed)")
	width := fs.Float64("width", 170, fmt.Sprintf("width in `mm`, %g to %g; journals have columns of about 85 and pages of about 170", leastWidth, greatestWidth))
	dpi := fs.Int("dpi", 300, fmt.Sprintf("`pixels` per inch of a PNG, %d to %d", leastDPI, greatestDPI))
	nx := fs.Int("nx", 400, fmt.Sprintf("`number` of points of a curve, at the midpoints of equal cells, 2 to %d; in the plane of cells along each side of a map, 2 to %d and %d by default", mostPoints, mostCells, defaultCells))
	kernels := kernelsFlag(fs)
	parameters := setFlag(fs)
	extrapolate := fs.Bool("extrapolate", false, "draw Knudsen numbers and parameters for which the network was not trained")
	if err := parse(fs, args); err != nil {
		return err
	}
	if !canPlot {
		return badInput("plot: under Node no plots are drawn; go run ./tools/hrgrad plot does")
	}
	switch {
	case *epsText == "":
		return input.Missing("eps", "Knudsen numbers from %g to 1, as in 1,0.1,1e-3", info.LeastKnudsen)
	case !(*width >= leastWidth && *width <= greatestWidth):
		return input.New("width", *width, "%g to %g mm", leastWidth, greatestWidth)
	case *dpi < leastDPI || *dpi > greatestDPI:
		return input.New("dpi", *dpi, "%d to %d", leastDPI, greatestDPI)
	case *nx < 2 || *nx > mostPoints:
		return input.New("nx", *nx, "2 to %d", mostPoints)
	}
	if err := useKernels(*kernels); err != nil {
		return err
	}
	s, err := loadCheckpoint("checkpoint", *file)
	if err != nil {
		return err
	}
	problem, config := s.Problem(), s.Config()
	side := 0
	if problem.Plane() {
		if side = *nx; !given(fs)["nx"] {
			side = defaultCells
		}
		if side > mostCells {
			return input.New("nx", side, "2 to %d for the maps of %s", mostCells, problem.Name)
		}
		*nx = side
		if mapsBeside(*width) < 1 {
			return input.New("width", *width, "%g to %g mm for the maps of %s", leastMap+barRoom, greatestWidth, problem.Name)
		}
	}
	eps, err := numberList("eps", *epsText, mostKnudsen)
	if err != nil {
		return err
	}
	if most := mapsBeside(*width); side > 0 && len(eps) > most {
		return input.New("eps", *epsText, "up to %d numbers for maps in a width of %g mm", most, *width)
	}
	for _, e := range eps {
		if err := info.CheckKnudsen(e); err != nil {
			return err
		}
		if (e < config.EpsMin || e > config.EpsMax) && !*extrapolate {
			return input.New("eps", e, "%g to %g, for which the network is trained; plot goes beyond with --extrapolate", config.EpsMin, config.EpsMax)
		}
	}
	times := []float64{problem.TEnd}
	if *tText != "" {
		if times, err = numberList("t", *tText, mostTimes); err != nil {
			return err
		}
	}
	for _, t := range times {
		if !(t >= 0 && t <= problem.TEnd) {
			return input.New("t", t, "0 to %g for %s", problem.TEnd, problem.Name)
		}
	}
	fields, err := chosenFields(problem, *fieldText)
	if err != nil {
		return err
	}
	set, err := parameters.values(config.Problem, "for which the network is trained; plot goes beyond with --extrapolate", *extrapolate)
	if err != nil {
		return err
	}
	s.SetParameters(set)
	path := *out
	if path == "" {
		path = figureName(problem, fields, eps, times) + ".pdf"
	}
	if !slices.Contains(plotFormats(), filepath.Ext(path)) {
		return badInput("out: %s given, allowed are names that end in %s", path, strings.Join(plotFormats(), ", "))
	}
	for _, f := range []struct{ flag, path string }{{"out", path}, {"caption", *caption}} {
		if f.path == "" {
			continue
		}
		if samePath(f.path, *file) {
			return badInput("%s: %s is the checkpoint, choose another file", f.flag, f.path)
		}
		if err := checkWritable(f.flag, f.path); err != nil {
			return err
		}
	}
	if samePath(path, *caption) {
		return badInput("caption: %s is the figure, choose another file", *caption)
	}
	f := &figure{x: train.Midpoints(problem, *nx, side), side: side, domain: problem.Domain, eps: eps, width: *width, dpi: *dpi}
	if err := f.compute(s, fields, times, set, *withReference); err != nil {
		return err
	}
	picture, err := f.draw(filepath.Ext(path))
	if err != nil {
		return err
	}
	if err := writeWhole(path, picture); err != nil {
		return err
	}
	text := f.caption(problem, config, s.Steps(), times, set)
	if *caption != "" {
		return writeWhole(*caption, []byte(text))
	}
	_, err = fmt.Fprintf(std.out, "%s\n%s", path, text)
	return err
}

// numberList reads a list of numbers, each once.
func numberList(name, text string, most int) ([]float64, error) {
	var out []float64
	for _, part := range strings.Split(text, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || slices.Contains(out, v) {
			return nil, input.New(name, text, "numbers with commas between them, each once")
		}
		out = append(out, v)
	}
	if len(out) > most {
		return nil, input.New(name, text, "up to %d numbers", most)
	}
	return out, nil
}

// chosenFields returns the places of the named fields, all without names.
func chosenFields(problem kinetic.Info, text string) ([]int, error) {
	var out []int
	if text == "" {
		for k := range problem.Fields {
			out = append(out, k)
		}
		return out, nil
	}
	for _, name := range strings.Split(text, ",") {
		k := problem.Index(strings.TrimSpace(name))
		if k < 0 {
			return nil, input.Unknown("field", strings.TrimSpace(name), problem.FieldNames())
		}
		if slices.Contains(out, k) {
			return nil, input.New("field", text, "each field once")
		}
		out = append(out, k)
	}
	return out, nil
}

// figureName tells problem, fields, Knudsen numbers and times.
func figureName(problem kinetic.Info, fields []int, eps, times []float64) string {
	name := problem.Name
	for _, k := range fields {
		name += "-" + problem.Fields[k].Name
	}
	join := func(values []float64) string {
		var all []string
		for _, v := range values {
			all = append(all, plainNumber(v))
		}
		return strings.Join(all, "_")
	}
	return name + "-eps" + join(eps) + "-t" + join(times)
}

// plainNumber prints a number without the zero in its exponent: 1e-6.
func plainNumber(v float64) string {
	return strings.NewReplacer("e-0", "e-", "e+0", "e").Replace(strconv.FormatFloat(v, 'g', -1, 64))
}

// compute evaluates the network and the references.
func (f *figure) compute(s *train.Session, fields []int, times, set []float64, withReference bool) error {
	problem := s.Problem()
	stop := listen()
	defer stop.close()
	solutions := make([]reference.Solution, len(f.eps))
	for i, e := range f.eps {
		if !withReference {
			break
		}
		var err error
		if solutions[i], err = reference.New(s.Config().Reference(), e, reference.Options{Progress: stop.progress, Set: set}); err != nil {
			return err
		}
	}
	f.columns = cmp.Or(map[bool]int{true: len(fields)}[len(times) > 1], min(len(fields), 2))
	if f.width < 45*float64(f.columns) {
		f.columns = 1
	}
	for _, t := range times {
		first := len(f.panels)
		for _, k := range fields {
			p := figurePanel{field: problem.Fields[k], t: t}
			if len(times) > 1 {
				p.title = "t = " + plainNumber(t)
			}
			f.panels = append(f.panels, p)
		}
		for i, e := range f.eps {
			at := make([]float64, len(f.x)/problem.Coordinates())
			for j := range at {
				at[j] = t
			}
			got, err := train.Finite(s, e, at, f.x)
			if err != nil {
				return err
			}
			var want [][]float64
			if withReference {
				if want, err = solutions[i].At(t, f.x); err != nil {
					return err
				}
			}
			for j, k := range fields {
				p := &f.panels[first+j]
				p.network = append(p.network, got[k])
				if withReference {
					p.reference = append(p.reference, want[k])
				}
			}
		}
	}
	return nil
}

// letter names a panel.
func letter(i int) string { return "(" + string(rune('a'+i)) + ")" }

// caption says what the figure shows, with what is needed to repeat it.
func (f *figure) caption(problem kinetic.Info, config train.Config, step int, times, set []float64) string {
	var b strings.Builder
	list := func(values []float64) string {
		var all []string
		for _, v := range values {
			all = append(all, plainNumber(v))
		}
		return strings.Join(all, ", ")
	}
	fmt.Fprintf(&b, "%s (%s): ", problem.Title, problem.Name)
	var panels []string
	for i, p := range f.panels {
		text := letter(i) + " " + p.field.Label
		if len(f.panels) == 1 {
			text = p.field.Label
		}
		if p.title != "" {
			text += ", " + p.title
		}
		panels = append(panels, text)
	}
	fmt.Fprintf(&b, "%s", strings.Join(panels, "; "))
	if len(times) == 1 {
		fmt.Fprintf(&b, " at t = %s", plainNumber(times[0]))
	}
	if len(f.eps) > 1 {
		fmt.Fprintf(&b, " for the Knudsen numbers ε = %s", list(f.eps))
	} else {
		fmt.Fprintf(&b, " for the Knudsen number ε = %s", list(f.eps))
	}
	for k, name := range parameterNames(config.Problem) {
		fmt.Fprintf(&b, ", %s = %s", name, plainNumber(set[k]))
	}
	fmt.Fprintf(&b, ", from one network trained on [%s, %s] (operator %s, %s, seed %d, step %d).",
		plainNumber(config.EpsMin), plainNumber(config.EpsMax), config.Operator, config.Optimizer, config.Seed, step)
	if f.panels[0].reference != nil {
		b.WriteString(map[bool]string{true: " Below each row its deterministic reference, in the same colours.\n", false: " Dashed: deterministic reference.\n"}[f.side > 0])
		for i, p := range f.panels {
			var errors []string
			for k, e := range f.eps {
				what := fmt.Sprintf("%.1e", reference.Distance(p.network[k], p.reference[k], p.field.Absolute))
				if p.field.Absolute || reference.Zero(p.reference[k]) {
					what += fmt.Sprintf(" (%s; the reference vanishes)", train.AbsoluteNorm)
				}
				errors = append(errors, fmt.Sprintf("%s at ε = %s", what, plainNumber(e)))
			}
			fmt.Fprintf(&b, "Relative L2 error, %s %s, t = %s: %s.\n", letter(i), p.field.Name, plainNumber(p.t), strings.Join(errors, ", "))
		}
	} else {
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "HRGrad %s, https://github.com/hrgrad/hrgrad.\n", version())
	return b.String()
}

// parameterNames lists the parameters of a problem file.
func parameterNames(problem string) []string {
	p, err := kinetic.ByName(problem)
	if file, ok := p.(kinetic.File); err == nil && ok {
		return file.File().Names()
	}
	return nil
}
