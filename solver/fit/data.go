package fit

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// Value is one measured value of a field.
type Value struct {
	T, X, Eps float64
	Field     int     // index into the fields of the problem
	Value     float64 // measured
	Sigma     float64 // its standard deviation; 0: not given
	Line      int     // of the file
}

// Data are measurements.
type Data struct {
	Fields []string // of the problem
	Values []Value
	Sigmas bool // every value has a standard deviation
}

// Range holds the Knudsen numbers for which a network was trained.
type Range struct{ EpsMin, EpsMax float64 }

// Limits of a file.
const (
	MaxSize   = 4 << 20 // bytes
	MaxValues = 20000
)

// column is one column of the file.
type column struct {
	name  string
	field int  // index of the field; -1: none
	sigma bool // standard deviation: of the field, or of all fields of the row with field -1
}

// Read reads CSV with a header line that names the columns in any order: t, x and eps, fields of the problem (an empty cell: not
// measured), and sigma, the standard deviation of the values of the line, or sigma_FIELD, that of one field. Lines that begin with # are
// skipped. Points outside of the domain or of the trained Knudsen numbers are refused: the network knows nothing there.
func Read(text []byte, p info.Problem, within Range) (*Data, error) {
	if len(text) > MaxSize {
		return nil, input.New("data", fmt.Sprintf("%d bytes", len(text)), "up to %d bytes", MaxSize)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))))
	r.Comment, r.TrimLeadingSpace, r.FieldsPerRecord = '#', true, -1
	header, err := r.Read()
	if err == io.EOF {
		return nil, input.Missing("data", "a header line as in t,x,eps,%s and a line for every point", p.Fields[0].Name)
	}
	if err != nil {
		return nil, malformed(err)
	}
	columns, err := readHeader(header, p)
	if err != nil {
		return nil, err
	}
	d := &Data{Fields: p.FieldNames(), Sigmas: slices.ContainsFunc(columns, func(c column) bool { return c.sigma })}
	for {
		record, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, malformed(err)
		}
		if len(record) == 1 && strings.TrimSpace(record[0]) == "" {
			continue
		}
		line, _ := r.FieldPos(0)
		if len(record) != len(columns) {
			return nil, input.New(fmt.Sprintf("data, line %d", line), fmt.Sprintf("%d columns", len(record)), "%d as in the header", len(columns))
		}
		if err := d.add(record, columns, line, p, within); err != nil {
			return nil, err
		}
		if len(d.Values) > MaxValues {
			return nil, input.New(fmt.Sprintf("data, line %d", line), "more values", "up to %d", MaxValues)
		}
	}
	if len(d.Values) == 0 {
		return nil, input.Missing("data", "a line for every point below the header")
	}
	return d, nil
}

// malformed is an error of the CSV reader.
func malformed(err error) error {
	var at *csv.ParseError
	if errors.As(err, &at) {
		return &input.Error{Field: fmt.Sprintf("data, line %d, character %d", at.Line, at.Column), Given: at.Err.Error(), Allowed: "comma-separated numbers"}
	}
	return err
}

func readHeader(names []string, p info.Problem) ([]column, error) {
	known := []string{"t", "x", "eps"}
	for _, f := range p.Fields {
		known = append(known, f.Name)
	}
	fields := known[3:]
	known = append(known, "sigma")
	for _, f := range fields {
		known = append(known, "sigma_"+f)
	}
	var columns []column
	seen := map[string]bool{}
	measured := false
	for _, name := range names {
		name = strings.TrimSpace(name)
		if len(names) == 1 && strings.ContainsAny(name, ";\t") {
			return nil, input.New("data, header", name, "names with commas between them, as in t,x,eps,%s, and points in numbers", fields[0])
		}
		if !slices.Contains(known, name) {
			return nil, input.Unknown("data, header", name, known)
		}
		if seen[name] {
			return nil, input.New("data, header", name, "every column once")
		}
		seen[name] = true
		c := column{name: name, field: p.Index(name)}
		measured = measured || c.field >= 0
		if rest, ok := strings.CutPrefix(name, "sigma"); ok {
			c.sigma, c.field = true, p.Index(strings.TrimPrefix(rest, "_"))
		}
		columns = append(columns, c)
	}
	for _, name := range []string{"t", "x", "eps"} {
		if !seen[name] {
			return nil, input.Missing("data, header, "+name, "the columns t, x, eps and at least one of %s", strings.Join(fields, ", "))
		}
	}
	if !measured {
		return nil, input.Missing("data, header, "+fields[0], "at least one of %s", strings.Join(fields, ", "))
	}
	return columns, nil
}

// add takes one line.
func (d *Data) add(record []string, columns []column, line int, p info.Problem, within Range) error {
	at := Value{Line: line}
	whole := 0.0 // sigma of the line
	sigma := map[int]float64{}
	value := map[int]float64{}
	for k, text := range record {
		c := columns[k]
		text = strings.TrimSpace(text)
		place := fmt.Sprintf("data, line %d, column %s", line, c.name)
		if text == "" && (c.field >= 0 || c.sigma) {
			continue
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return input.New(place, text, "a finite number")
		}
		lo, hi := math.Inf(-1), math.Inf(1)
		switch {
		case c.sigma:
			if !(v > 0) {
				return input.New(place, v, "above 0, the standard deviation of the measured value")
			}
			if sigma[c.field] = v; c.field < 0 {
				whole = v
			}
		case c.field >= 0:
			value[c.field] = v
		case c.name == "t":
			at.T, lo, hi = v, 0, p.TEnd
		case c.name == "x":
			at.X, lo, hi = v, p.XMin, p.XMax
		default:
			at.Eps, lo, hi = v, within.EpsMin, within.EpsMax
		}
		if v < lo || v > hi {
			return input.New(place, v, "%g to %g, where the network is trained", lo, hi)
		}
	}
	if len(value) == 0 {
		return input.Missing(fmt.Sprintf("data, line %d", line), "a value of at least one field")
	}
	for field := range p.Fields {
		v, ok := value[field]
		if !ok {
			continue
		}
		at.Field, at.Value, at.Sigma = field, v, sigma[field]
		if at.Sigma == 0 {
			at.Sigma = whole
		}
		if d.Sigmas && at.Sigma == 0 {
			return input.Missing(fmt.Sprintf("data, line %d, sigma of %s", line, p.Fields[field].Name), "a standard deviation for every value, or none at all")
		}
		d.Values = append(d.Values, at)
	}
	return nil
}

// scales returns the root mean square of the values of each field, 1 where all are zero.
func (d *Data) scales() []float64 {
	sum, n := make([]float64, len(d.Fields)), make([]float64, len(d.Fields))
	for _, v := range d.Values {
		sum[v.Field] += v.Value * v.Value
		n[v.Field]++
	}
	for f := range sum {
		if sum[f] = math.Sqrt(sum[f] / math.Max(1, n[f])); sum[f] == 0 {
			sum[f] = 1
		}
	}
	return sum
}
