package wire

import (
	"fmt"
	"math"
)

// MaxSamples bounds the values of one array, against messages with absurd sizes.
const MaxSamples = 1 << 22

// maxTasks bounds the tasks of a matrix that is drawn.
const maxTasks = 64

// wrong is an error in one line: message, part, what was given and what is allowed.
func wrong(message, part string, given any, allowed string, arguments ...any) error {
	return fmt.Errorf("%s: %s: %v given, allowed: %s", message, part, given, fmt.Sprintf(allowed, arguments...))
}

// lengths checks that all rows have n values.
func lengths[T any](message, part string, n int, rows ...[]T) error {
	for _, row := range rows {
		if len(row) != n {
			return wrong(message, part, fmt.Sprintf("%d values", len(row)), "%d", n)
		}
	}
	return nil
}

// perField checks a list over fields of lists of n values.
func perField[T any](message, part string, fields, n int, rows [][]T) error {
	if len(rows) != fields {
		return wrong(message, part, fmt.Sprintf("%d lists", len(rows)), "one for each of %d fields", fields)
	}
	return lengths(message, part, n, rows...)
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// interval checks that [lo, hi] is one.
func interval(message, axis string, lo, hi float64) error {
	if !(hi > lo) || math.IsInf(hi-lo, 0) {
		return wrong(message, axis+"Min, "+axis+"Max", fmt.Sprintf("%g, %g", lo, hi), "finite bounds in ascending order")
	}
	return nil
}

// knudsen checks that all are positive and finite.
func knudsen(message, part string, eps ...float64) error {
	for _, e := range eps {
		if !(e > 0) || math.IsInf(e, 0) {
			return wrong(message, part, e, "positive numbers")
		}
	}
	return nil
}

// samples checks the size of a grid.
func samples(message, rows, columns string, m, n, least int) error {
	if m < least || n < least || m > MaxSamples/n {
		return wrong(message, rows+", "+columns, fmt.Sprintf("%d, %d", m, n), "sizes from %d whose product is at most %d", least, MaxSamples)
	}
	return nil
}

// Validate implements Validator.
func (r *Ready) Validate() error {
	if err := r.Problem.Check(); err != nil {
		return fmt.Errorf("ready: %w", err)
	}
	return nil
}

// Validate implements Validator.
func (p *Progress) Validate() error {
	const m = "progress"
	h := &p.History
	if len(h.Losses) != len(h.Steps) {
		return wrong(m, "history.losses", fmt.Sprintf("%d rows", len(h.Losses)), "one for each of %d steps", len(h.Steps))
	}
	for i, row := range h.Losses {
		if len(row) != len(h.Losses[0]) {
			return wrong(m, "history.losses", fmt.Sprintf("%d values in row %d", len(row), i), "%d", len(h.Losses[0]))
		}
		if i > 0 && h.Steps[i] <= h.Steps[i-1] {
			return wrong(m, "history.steps", fmt.Sprintf("%d after %d", h.Steps[i], h.Steps[i-1]), "ascending numbers")
		}
	}
	if p.Gradient == nil {
		return nil
	}
	return p.Gradient.check()
}

func (g *Gradient) check() error {
	const m = "progress"
	if g.M < 1 || g.M > maxTasks {
		return wrong(m, "gradient.m", g.M, "1 to %d", maxTasks)
	}
	if err := first(lengths(m, "gradient.cosine", g.M*g.M, g.Cosine), lengths(m, "gradient.conflict", g.M, g.Conflict)); err != nil {
		return err
	}
	for _, list := range []struct {
		part   string
		values []float64
	}{{"gradient.angles", g.Angles}, {"gradient.maxAngles", g.MaxAngles}, {"gradient.anchor", g.Anchor}, {"gradient.coefficients", g.Coefficients}} {
		if n := len(list.values); n != 0 && n != g.M {
			return wrong(m, list.part, fmt.Sprintf("%d values", n), "none or %d", g.M)
		}
	}
	return nil
}

// Validate implements Validator.
func (e *Errors) Validate() error {
	if len(e.Eps) == 0 || len(e.Fields) == 0 {
		return wrong("errors", "eps, fields", fmt.Sprintf("%d, %d", len(e.Eps), len(e.Fields)), "at least one of each")
	}
	if n := len(e.Estimates); n != 0 && n != len(e.Fields) {
		return wrong("errors", "estimates", fmt.Sprintf("%d values", n), "none or %d", len(e.Fields))
	}
	if len(e.Estimated) != 0 {
		if err := perField("errors", "estimated", len(e.Fields), len(e.Eps), e.Estimated); err != nil {
			return err
		}
	}
	return first(perField("errors", "values", len(e.Fields), len(e.Eps), e.Values), knudsen("errors", "eps", e.Eps...))
}

// Validate implements Validator. Without Fields there is nothing to show.
func (e *ErrorsOverTime) Validate() error {
	const m = "errorsOverTime"
	if len(e.Fields) == 0 {
		return nil
	}
	if err := samples(m, "t", "eps", len(e.T), len(e.Eps), 1); err != nil {
		return err
	}
	for i, t := range e.T {
		if !(t > 0) || math.IsInf(t, 0) || i > 0 && t <= e.T[i-1] {
			return wrong(m, "t", t, "positive numbers in ascending order")
		}
	}
	return first(perField(m, "values", len(e.Fields), len(e.T)*len(e.Eps), e.Values), perField(m, "worst", len(e.Fields), len(e.Eps), e.Worst), knudsen(m, "eps", e.Eps...))
}

// Validate implements Validator. That there is one list for each field of the problem is for the receiver to see.
func (f *Fields) Validate() error {
	const m = "fields"
	if err := samples(m, "nt, ny", "nx", f.Rows(), f.NX, 1); err != nil {
		return err
	}
	if !(f.T >= 0) || math.IsInf(f.T, 0) {
		return wrong(m, "t", f.T, "0 or more")
	}
	fields := len(f.Data)
	if fields == 0 {
		return wrong(m, "data", "nothing", "a list for each field")
	}
	err := first(knudsen(m, "eps", f.Eps), perField(m, "data", fields, f.Rows()*f.NX, f.Data), perField(m, "line.values", fields, len(f.Line.X), f.Line.Values))
	if err == nil && f.Reference != nil {
		err = perField(m, "reference", fields, f.Rows()*f.NX, f.Reference)
	}
	if err == nil && f.Line.Reference != nil {
		err = perField(m, "line.reference", fields, len(f.Line.X), f.Line.Reference)
	}
	for i := 0; err == nil && i < len(f.Line.Limits); i++ {
		err = perField(m, "line.limits", fields, len(f.Line.X), f.Line.Limits[i].Values)
	}
	return err
}

// Validate implements Validator.
func (d *Distribution) Validate() error {
	const m = "distribution"
	if d.Data == nil {
		return nil
	}
	if err := samples(m, "nv", "nx", d.NV, d.NX, 2); err != nil {
		return err
	}
	err := first(interval(m, "x", d.XMin, d.XMax), interval(m, "v", d.VMin, d.VMax), lengths(m, "data", d.NX*d.NV, d.Data))
	if err == nil && d.Reference != nil {
		err = lengths(m, "reference", d.NX*d.NV, d.Reference)
	}
	if err == nil && d.Maxwellian != nil {
		err = lengths(m, "maxwellian", d.NX*d.NV, d.Maxwellian)
	}
	return err
}

// Validate implements Validator.
func (k *Conservation) Validate() error {
	const m = "conservation"
	if len(k.T) == 0 {
		return wrong(m, "t", "nothing", "at least one time")
	}
	n := len(k.T)
	return first(lengths(m, "mass", n, k.Mass), lengths(m, "momentum", n, k.Momentum), lengths(m, "energy", n, k.Energy),
		lengths(m, "entropy", n, k.Entropy), lengths(m, "consistency", n, k.Consistency), lengths(m, "negative", n, k.Negative))
}

// Validate implements Validator.
func (r *Race) Validate() error {
	const m = "race"
	if n := len(r.Runners); n < MinRunners || n > MaxRunners {
		return wrong(m, "runners", n, "%d to %d", MinRunners, MaxRunners)
	}
	fields := len(r.Fields)
	if fields == 0 {
		return wrong(m, "fields", "none", "at least one")
	}
	if err := knudsen(m, "decades", r.Decades...); err != nil {
		return err
	}
	if r.Reference != nil {
		if err := perField(m, "reference", fields, len(r.X), r.Reference); err != nil {
			return err
		}
	}
	for i := range r.Runners {
		e := &r.Runners[i]
		part := fmt.Sprintf("runners[%d].", i)
		if e.Name == "" {
			return wrong(m, part+"name", "nothing", "the name of an operator or an optimiser")
		}
		h := &e.History
		err := first(lengths(m, part+"worst", fields, e.Worst), perField(m, part+"errors", fields, len(r.Decades), e.Errors),
			perField(m, part+"history.worst", fields, len(h.Steps), h.Worst), lengths(m, part+"history.total", len(h.Steps), h.Total), lengths(m, part+"history.seconds", len(h.Steps), h.Seconds))
		if err == nil && e.Line != nil {
			err = perField(m, part+"line", fields, len(r.X), e.Line)
		}
		if err != nil {
			return err
		}
		spent := 0.0
		for _, s := range h.Seconds {
			if !(s >= spent) {
				return wrong(m, part+"history.seconds", fmt.Sprintf("%g after %g", s, spent), "numbers that do not descend")
			}
			spent = s
		}
		for j := 1; j < len(h.Steps); j++ {
			if !(h.Steps[j] > h.Steps[j-1]) {
				return wrong(m, part+"history.steps", fmt.Sprintf("%g after %g", h.Steps[j], h.Steps[j-1]), "ascending numbers")
			}
		}
	}
	return nil
}

// Validate implements Validator.
func (r *ReferenceRequest) Validate() error {
	if r.Cancel {
		return nil
	}
	if len(r.T) == 0 || r.NX < 1 || r.NX > MaxSamples/len(r.T) || len(r.V) > MaxSamples/r.NX || r.NY < 0 || r.NY > MaxSamples/(len(r.T)*r.NX) {
		return wrong("reference request", "t, nx, ny, v", fmt.Sprintf("%d, %d, %d, %d", len(r.T), r.NX, r.NY, len(r.V)), "at least one time and position, at most %d values", MaxSamples)
	}
	return nil
}

// Validate implements Validator. The lengths of the values are those of the request, which the receiver knows.
func (r *ReferenceReply) Validate() error {
	if !(r.Fraction >= 0 && r.Fraction <= 1) {
		return wrong("reference reply", "fraction", r.Fraction, "0 to 1")
	}
	if len(r.Values) > 0 {
		return lengths("reference reply", "values", len(r.Values[0]), r.Values...)
	}
	return nil
}
