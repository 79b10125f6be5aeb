package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
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
}

// checkFormat refuses unknown output formats.
func checkFormat(format string) error {
	if format != "csv" && format != "json" && format != "npy" {
		return badInput("format: unknown name %q, allowed are csv, json, npy", format)
	}
	return nil
}

// write prints the table as CSV with a header line, as one JSON object with an array per column, or as an array rows × columns of NumPy. Numbers are the shortest that read
// back to the same float64.
func (p *profileTable) write(w io.Writer, format string) error {
	for k, c := range p.columns {
		for i, v := range c {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("%s is %v at x = %v", p.names[k], v, p.columns[0][i])
			}
		}
	}
	b := bufio.NewWriter(w)
	if format == "npy" {
		if err := p.writeNPY(b); err != nil {
			return err
		}
		return b.Flush()
	}
	if format == "json" {
		if err := p.writeJSON(b); err != nil {
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
	if err != nil {
		return err
	}
	b.WriteString("}\n")
	_, err = w.Write(b.Bytes())
	return err
}

// writeNPY writes version 1.0 of NumPy's format: float64, rows × columns in the order of the names. The header ends at a multiple of 64 bytes.
func (p *profileTable) writeNPY(w io.Writer) error {
	rows := len(p.columns[0])
	head := fmt.Sprintf("{'descr': '<f8', 'fortran_order': False, 'shape': (%d, %d), }", rows, len(p.columns))
	const before = 10 // magic, version and length
	head += strings.Repeat(" ", 63-(before+len(head))%64) + "\n"
	out := append([]byte("\x93NUMPY\x01\x00"), byte(len(head)), byte(len(head)>>8))
	out = append(out, head...)
	for i := range rows {
		for _, c := range p.columns {
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(c[i]))
		}
	}
	_, err := w.Write(out)
	return err
}
