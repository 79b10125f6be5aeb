package wire

// Fit answers measurements: what was read of them and, when Fitted, the parameters of the problem that make the network match them.
// With an Error, a sentence with line and column of what is wrong, there is nothing else.
type Fit struct {
	Step   int      `json:"step"`
	Error  string   `json:"error"`
	Fitted bool     `json:"fitted"`
	Series []Series `json:"series"` // one for every field with measured values
	// Parameters are in the order of the problem file, Correlation P×P row-major, NaN where the data do not determine it.
	Parameters  []Estimate `json:"parameters"`
	Correlation []float64  `json:"correlation"`
	Misfit      float64    `json:"misfit"` // root mean square of the residuals: in sigmas, or relative to the values where there is no sigma
	Sigmas      bool       `json:"sigmas"` // the data have standard deviations
	Notes       []string   `json:"notes"`  // what to know before trusting it, a sentence each
}

// Series holds the measured values of one field. Sigma is 0 where it is not given; Model, the network at the fitted parameters, is empty
// before a fit.
type Series struct {
	Field string    `json:"field"`
	T     []float64 `js:"-" json:"t"`
	X     []float64 `js:"-" json:"x"`
	Eps   []float64 `js:"-" json:"eps"`
	Value []float64 `js:"-" json:"value"`
	Sigma []float64 `js:"-" json:"sigma"`
	Model []float64 `js:"-" json:"model"`
}

// Estimate is one fitted parameter with its range. Spread is its standard deviation, NaN where the data do not determine it; Bound is "min" or "max"
// where the best value is an end of the range.
type Estimate struct {
	Name       string  `json:"name"`
	Value      float64 `json:"value"`
	Spread     float64 `json:"spread"`
	Min        float64 `json:"min"`
	Max        float64 `json:"max"`
	Bound      string  `json:"bound"`
	Determined bool    `json:"determined"`
}

// Name implements Message.
func (Fit) Name() string { return "fit" }

// Validate implements Validator.
func (f *Fit) Validate() error {
	const m = "fit"
	n := len(f.Parameters)
	if err := lengths(m, "correlation", n*n, f.Correlation); err != nil {
		return err
	}
	for i := range f.Series {
		s := &f.Series[i]
		if s.Field == "" {
			return wrong(m, "series.field", "nothing", "the name of a field")
		}
		k := len(s.Value)
		if err := lengths(m, "series."+s.Field, k, s.T, s.X, s.Eps, s.Sigma); err != nil {
			return err
		}
		if len(s.Model) != 0 && len(s.Model) != k {
			return wrong(m, "series."+s.Field+".model", len(s.Model), "none or %d values", k)
		}
	}
	return nil
}
