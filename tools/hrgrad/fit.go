package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strings"
	"time"

	"github.com/hrgrad/hrgrad/solver/fit"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/problemfile"
	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/train"
)

// fitFlags are the flags of fit.
type fitFlags struct {
	problem, checkpoint, data, residuals string
	steps                                int
	seed                                 uint64
	check, json                          bool
}

func fitCommand(args []string, std streams) error {
	fs := newFlags("fit")
	var f fitFlags
	problems := problemSource{notes: std.err}
	problems.register(fs)
	fs.StringVar(&f.problem, "problem", "", "problem `file` with parameters, for which a network is trained where --checkpoint has none")
	fs.StringVar(&f.checkpoint, "checkpoint", "", "`file` of a trained network; with --problem it is written if it is not there")
	fs.StringVar(&f.data, "data", "", "CSV `file` of measurements: t, x, eps, one or more fields, and sigma if it is known (required)")
	fs.StringVar(&f.residuals, "residuals", "", "CSV or .json `file` for measured and fitted values")
	fs.IntVar(&f.steps, "steps", 0, "`number` of steps of the training (default: that of the problem)")
	fs.Uint64Var(&f.seed, "seed", 1, "`seed` of the training")
	fs.BoolVar(&f.check, "check", true, "solve the reference at the fitted parameters and tell the network's own error")
	fs.BoolVar(&f.json, "json", false, "print one JSON object")
	kernels := kernelsFlag(fs)
	if err := parse(fs, args); err != nil {
		return err
	}
	if err := useKernels(*kernels); err != nil {
		return err
	}
	if f.data == "" {
		return input.Missing("data", "a CSV file with the columns t, x, eps and at least one field")
	}
	text, err := readBounded(f.data, fit.MaxSize)
	if err != nil {
		return badInput("data: %v", err)
	}
	for _, k := range []resultFile{{"data", f.data}, {"checkpoint", f.checkpoint}} {
		if samePath(f.residuals, k.path) {
			return badInput("residuals: %s is the file of --%s too, choose another file", f.residuals, k.flag)
		}
	}
	if f.residuals != "" {
		release, err := claim("residuals", f.residuals)
		if err != nil {
			return err
		}
		defer release()
	}
	stop := listen()
	defer stop.close()
	s, err := f.network(&problems, given(fs)["steps"], stop, std, text)
	if err != nil {
		return err
	}
	data, parameters, err := f.read(s, text)
	if err != nil {
		return err
	}
	opt := fit.Options{Progress: stop.progress}
	if f.check {
		opt.Reference = func(set []float64, eps float64, t, x []float64) ([][]float64, error) {
			return referenceAt(s.Config().Problem, set, eps, t, x, stop)
		}
	}
	start := time.Now()
	r, err := fit.Run(s, parameters, data, opt)
	if err != nil {
		return err
	}
	if f.residuals != "" {
		table := residualTable(data, r)
		if strings.HasSuffix(f.residuals, ".json") {
			table = residualJSON(data, r)
		}
		if err := writeWhole(f.residuals, table); err != nil {
			return fmt.Errorf("residuals: %w", err)
		}
	}
	out := newFitRecord(s.Problem().Name, data, r, time.Since(start).Seconds())
	if f.json {
		return json.NewEncoder(std.out).Encode(out)
	}
	return out.print(std.out, data.Sigmas)
}

// read checks the measurements against the trained network.
func (f *fitFlags) read(s *train.Session, text []byte) (*fit.Data, []problemfile.Parameter, error) {
	c := s.Config()
	file, err := fileOf(c.Problem)
	if err != nil {
		return nil, nil, err
	}
	if file == nil || len(file.Parameters) == 0 {
		return nil, nil, input.New("problem", s.Problem().Name, `a problem file with "parameters", for which the network was trained`)
	}
	data, err := fit.Read(text, s.Problem(), fit.Range{EpsMin: c.EpsMin, EpsMax: c.EpsMax})
	return data, file.Parameters, err
}

// network loads the checkpoint, or trains a network for the problem and keeps it there. The measurements are read before the training, so
// that a wrong line does not wait for its end.
func (f *fitFlags) network(problems *problemSource, steps bool, stop *interrupt, std streams, text []byte) (*train.Session, error) {
	if f.problem == "" && f.checkpoint == "" {
		return nil, input.Missing("checkpoint", "a trained network, or --problem FILE, for which one is trained")
	}
	problem, err := problems.find(f.problem)
	if err != nil {
		return nil, err
	}
	if err := problems.spare(resultFile{"residuals", f.residuals}); err != nil {
		return nil, err
	}
	_, err = os.Stat(f.checkpoint)
	if f.problem == "" || f.checkpoint != "" && !errors.Is(err, fs.ErrNotExist) {
		s, err := loadCheckpoint("checkpoint", f.checkpoint)
		if err == nil && problem != "" && s.Config().Problem != problem {
			return nil, badInput("checkpoint: %s holds a network for another problem, %s; allowed is one for %s", f.checkpoint, s.Problem().Name, f.problem)
		}
		if err == nil && steps {
			return nil, badInput("steps: %d given, but %s is trained already; hrgrad train --resume trains it further", f.steps, f.checkpoint)
		}
		return s, err
	}
	if steps && f.steps < 1 {
		return nil, input.New("steps", f.steps, "1 or more, or no such flag for the default")
	}
	s, err := train.New(train.Config{Problem: problem, Steps: f.steps, Seed: f.seed})
	if err != nil {
		return nil, asInput(err)
	}
	if _, _, err := f.read(s, text); err != nil {
		return nil, err
	}
	if f.checkpoint != "" {
		release, err := claim("checkpoint", f.checkpoint)
		if err != nil {
			return nil, err
		}
		defer release()
	}
	mode := "none"
	if !f.json && isTerminal(std.out) {
		mode = "auto"
	}
	report, err := newReporter(std.out, mode)
	if err != nil {
		return nil, err
	}
	t := &trainer{session: s, budget: train.Budget{Steps: s.Config().Steps}, stop: stop, report: report, rec: newRecord(s, 1), file: f.checkpoint, every: 30 * time.Second}
	if err := t.run(); err != nil {
		return nil, err
	}
	return s, t.lost
}

// referenceAt solves the reference at one Knudsen number and returns every field at points.
func referenceAt(problem string, set []float64, eps float64, t, x []float64, stop *interrupt) ([][]float64, error) {
	ref, err := reference.New(problem, eps, reference.Options{Progress: stop.progress, Set: set})
	if err != nil {
		return nil, err
	}
	out := make([][]float64, len(ref.Fields()))
	for i := 0; i < len(x); { // points of equal times in a row
		n := i + 1
		for n < len(x) && t[n] == t[i] {
			n++
		}
		rows, err := ref.At(t[i], x[i:n])
		if err != nil {
			return nil, err
		}
		for k, row := range rows {
			out[k] = append(out[k], row...)
		}
		i = n
	}
	return out, nil
}

// fitRecord is the JSON object that fit prints.
type fitRecord struct {
	Problem      string            `json:"problem"`
	Values       int               `json:"values"` // measured
	Freedom      int               `json:"degreesOfFreedom"`
	Parameters   []fitParameter    `json:"parameters"`
	Covariance   [][]number        `json:"covariance"`
	Correlation  [][]number        `json:"correlation"`
	Misfit       number            `json:"misfit"` // root mean square of the residuals
	MisfitUnit   string            `json:"misfitUnit"`
	NetworkError map[string]number `json:"networkError"` // relative, per field that was measured
	Far          []int             `json:"farLines"`     // lines of values far from the fit
	Starts       int               `json:"starts"`
	Evaluations  int               `json:"evaluations"`
	Seconds      float64           `json:"seconds"`
	Notes        []string          `json:"notes"`
}

type fitParameter struct {
	Name       string  `json:"name"`
	Value      float64 `json:"value"`
	Spread     number  `json:"spread"` // standard deviation; null: the data do not determine it
	Shift      number  `json:"shift"`  // by which the network's own error moves the value; null: not known
	Min        float64 `json:"min"`
	Max        float64 `json:"max"`
	Bound      string  `json:"bound,omitempty"`
	Determined bool    `json:"determined"`
}

func newFitRecord(problem string, data *fit.Data, r *fit.Result, seconds float64) *fitRecord {
	f := &fitRecord{Problem: problem, Values: len(data.Values), Freedom: r.Freedom, Misfit: number(r.Misfit), MisfitUnit: "relative to the values", NetworkError: map[string]number{},
		Far: []int{}, Starts: r.Starts, Evaluations: r.Evaluations, Seconds: seconds, Notes: append([]string{}, r.Notes...)}
	if data.Sigmas {
		f.MisfitUnit = "sigma"
	}
	for _, e := range r.Parameters {
		f.Parameters = append(f.Parameters, fitParameter{e.Name, e.Value, number(e.Spread), number(e.Shift), e.Min, e.Max, e.Bound, e.Determined})
	}
	f.Covariance, f.Correlation = orNull(r.Covariance), orNull(r.Correlation)
	for _, v := range data.Values {
		f.NetworkError[data.Fields[v.Field]] = number(r.NetworkError[v.Field])
	}
	for _, i := range r.Far {
		f.Far = append(f.Far, data.Values[i].Line)
	}
	return f
}

func orNull(rows [][]float64) [][]number {
	out := make([][]number, len(rows))
	for i, row := range rows {
		for _, v := range row {
			out[i] = append(out[i], number(v))
		}
	}
	return out
}

// print writes the result for people.
func (f *fitRecord) print(w io.Writer, sigmas bool) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s, %s, %.2g s\n", f.Problem, fit.Count(f.Values, "value"), fit.Count(len(f.Parameters), "parameter"), f.Seconds)
	fmt.Fprintf(&b, "%20s  %12s  %10s  %12s  %s\n", "parameter", "value", "spread", "network", "range")
	figure := func(v number) string {
		if math.IsNaN(float64(v)) {
			return "-"
		}
		return fmt.Sprintf("%.2g", float64(v))
	}
	for _, p := range f.Parameters {
		remark := ""
		switch {
		case p.Bound != "":
			remark = ", at its " + p.Bound
		case !p.Determined:
			remark = ", not determined"
		}
		fmt.Fprintf(&b, "%20s  %12.6g  %10s  %12s  %g to %g%s\n", p.Name, p.Value, figure(p.Spread), figure(p.Shift), p.Min, p.Max, remark)
	}
	unit := fmt.Sprintf("%.3g %% of the values", 100*float64(f.Misfit))
	if sigmas {
		unit = fmt.Sprintf("%.3g sigma", float64(f.Misfit))
	}
	fmt.Fprintf(&b, "misfit %s\n", unit)
	for _, n := range f.Notes {
		fmt.Fprintf(&b, "- %s\n", n)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// residualRow is one measured value with the fit.
type residualRow struct {
	Line     int     `json:"line"`
	T        float64 `json:"t"`
	X        float64 `json:"x"`
	Eps      float64 `json:"eps"`
	Field    string  `json:"field"`
	Value    float64 `json:"value"`
	Sigma    float64 `json:"sigma"` // 0: not given
	Model    float64 `json:"model"`
	Residual float64 `json:"residual"` // (model - value)/sigma, or over the root mean square of the field's values
}

func residualRows(data *fit.Data, r *fit.Result) []residualRow {
	rows := make([]residualRow, len(data.Values))
	for i, v := range data.Values {
		rows[i] = residualRow{v.Line, v.T, v.X, v.Eps, data.Fields[v.Field], v.Value, v.Sigma, r.Model[i], r.Residual[i]}
	}
	return rows
}

func residualTable(data *fit.Data, r *fit.Result) []byte {
	var b strings.Builder
	b.WriteString("line,t,x,eps,field,value,sigma,model,residual\n")
	for _, v := range residualRows(data, r) {
		fmt.Fprintf(&b, "%d,%v,%v,%v,%s,%v,%v,%v,%v\n", v.Line, v.T, v.X, v.Eps, v.Field, v.Value, v.Sigma, v.Model, v.Residual)
	}
	return []byte(b.String())
}

func residualJSON(data *fit.Data, r *fit.Result) []byte {
	text, err := json.Marshal(residualRows(data, r))
	if err != nil {
		panic(err) // finite numbers
	}
	return append(text, '\n')
}
