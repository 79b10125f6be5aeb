package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// maxCells bounds --nx.
const maxCells = 1_000_000

// maxVelocities bounds --nv.
const maxVelocities = 4096

// profileTable is the result of eval and reference: coordinates and every field at one eps and t.
type profileTable struct {
	problem string
	source  string // network or reference
	eps, t  float64
	names   []string // the coordinates, then the fields
	columns [][]float64
	// estimate holds estimated relative errors by measure; nil: not asked for.
	estimate map[string]float64
}

// checkFormat refuses unknown output formats.
func checkFormat(format string) error {
	if formats := []string{"csv", "json", "npy", "npz"}; !slices.Contains(formats, format) {
		return badInput("format: unknown name %q, allowed are %s", format, strings.Join(formats, ", "))
	}
	return nil
}

// write prints the table as CSV with a header line, as one JSON object with an array per column, or for NumPy: one array rows × columns, or
// an archive with an array per column. Numbers of a text are the shortest that read back to the same float64.
func (p *profileTable) write(w io.Writer, format string) error {
	for k, c := range p.columns {
		for i, v := range c {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("%s is %v at x = %v", p.names[k], v, p.columns[0][i])
			}
		}
	}
	b := bufio.NewWriter(w)
	if own := map[string]func(io.Writer) error{"json": p.writeJSON, "npy": p.writeNPY, "npz": p.writeNPZ}[format]; own != nil {
		if err := own(b); err != nil {
			return err
		}
		return b.Flush()
	}
	for k, n := range p.names {
		if k > 0 {
			b.WriteByte(',')
		}
		b.WriteString(n)
	}
	b.WriteByte('\n')
	for i := range p.columns[0] {
		for k, c := range p.columns {
			if k > 0 {
				b.WriteByte(',')
			}
			b.WriteString(strconv.FormatFloat(c[i], 'g', -1, 64))
		}
		b.WriteByte('\n')
	}
	return b.Flush()
}

// writeJSON keeps the order of the columns, which a map would not.
func (p *profileTable) writeJSON(w io.Writer) error {
	var b bytes.Buffer
	put := func(sep, key string, value any) error {
		text, err := json.Marshal(value)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s%q:%s", sep, key, text)
		return nil
	}
	err := put("{", "problem", p.problem)
	for _, f := range []struct {
		key   string
		value any
	}{{"source", p.source}, {"eps", p.eps}, {"t", p.t}, {"columns", p.names}} {
		if err == nil {
			err = put(",", f.key, f.value)
		}
	}
	for k, c := range p.columns {
		if err == nil {
			err = put(",", p.names[k], c)
		}
	}
	if err == nil && p.estimate != nil {
		err = put(",", "estimate", p.estimate)
	}
	if err != nil {
		return err
	}
	b.WriteString("}\n")
	_, err = w.Write(b.Bytes())
	return err
}

// writeNPY writes one array of float64, rows × columns in the order of the names.
func (p *profileTable) writeNPY(w io.Writer) error {
	rows := len(p.columns[0])
	values := make([]float64, 0, rows*len(p.columns))
	for i := range rows {
		for _, c := range p.columns {
			values = append(values, c[i])
		}
	}
	_, err := w.Write(npyNumbers(fmt.Sprintf("(%d, %d)", rows, len(p.columns)), values...))
	return err
}
