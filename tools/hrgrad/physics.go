package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/train"
)

// known is a reference as train.Checks looks at it: where f is not known, it says so.
type known struct{ reference.Solution }

// Distribution implements train.Source.
func (k known) Distribution(t float64, x, v []float64) ([][]float64, error) {
	if d, ok := k.Solution.(reference.Distributed); ok {
		return d.Distribution(t, x, v)
	}
	return nil, nil
}

// physicsRow is one check: a quantity of network and reference, null where it is not known.
type physicsRow struct {
	Check     string   `json:"check"`
	Network   *float64 `json:"network"`
	Reference *float64 `json:"reference"`
}

// keptWithin is the relative change of a content of the reference up to which the content is taken to be kept.
const keptWithin = 1e-6

// changed names the change of a content: a drift where the reference keeps it, so that any is an error. A gas between walls is held at a
// pressure, not at a mass, what absorbs or emits changes the mass, open ends let it pass: there the network has to change as the reference does.
func changed(reference float64) string {
	if math.Abs(reference) > keptWithin {
		return "change of "
	}
	return "drift of "
}

// physicsRows lists the checks in a fixed order.
func physicsRows(net, ref train.Physics) []physicsRow {
	var rows []physicsRow
	add := func(check string, a, b float64) {
		row := physicsRow{Check: check}
		for _, v := range []struct {
			to    **float64
			value float64
		}{{&row.Network, a}, {&row.Reference, b}} {
			if !math.IsNaN(v.value) && !math.IsInf(v.value, 0) {
				*v.to = &v.value
			}
		}
		rows = append(rows, row)
	}
	each := func(prefix string, a, b map[string]float64) {
		for _, name := range slices.Sorted(maps.Keys(a)) {
			w, ok := b[name]
			if !ok {
				w = math.NaN()
			}
			add(prefix+name, a[name], w)
		}
	}
	each("", net.Contents, ref.Contents)
	for _, name := range slices.Sorted(maps.Keys(net.Drifts)) {
		add(changed(ref.Drifts[name])+name, net.Drifts[name], ref.Drifts[name])
	}
	each("least ", net.Least, ref.Least)
	add("share of f below zero", net.Negative, ref.Negative)
	each("asymmetry in ", net.Asymmetry, ref.Asymmetry)
	return rows
}

// writePhysics prints the checks as CSV, or as one JSON object.
func writePhysics(w io.Writer, format string, problem kinetic.Info, eps float64, net, ref train.Physics) error {
	rows := physicsRows(net, ref)
	if format == "json" {
		data, err := json.Marshal(struct {
			Problem string       `json:"problem"`
			Eps     float64      `json:"eps"`
			T       float64      `json:"t"`
			Checks  []physicsRow `json:"checks"`
		}{problem.Name, eps, net.T, rows})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "%s\n", data)
		return err
	}
	var b strings.Builder
	b.WriteString("check,network,reference\n")
	text := func(v *float64) string {
		if v == nil {
			return ""
		}
		return strconv.FormatFloat(*v, 'g', -1, 64)
	}
	for _, r := range rows {
		fmt.Fprintf(&b, "%s,%s,%s\n", r.Check, text(r.Network), text(r.Reference))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// distributionOf is the table of f at the midpoints of nx (× ny) cells and of nv velocities, v running first.
func distributionOf(info kinetic.Info, source string, p profileFlags, x, v []float64, f [][]float64) *profileTable {
	t := &profileTable{problem: info.Name, source: source, eps: p.eps, t: p.t}
	axes := info.Axes()
	for k, a := range axes {
		var column []float64
		for i := range f {
			for range v {
				column = append(column, x[i*len(axes)+k])
			}
		}
		t.names, t.columns = append(t.names, a.Name), append(t.columns, column)
	}
	var velocity, values []float64
	for _, row := range f {
		velocity, values = append(velocity, v...), append(values, row...)
	}
	name := "v"
	if info.Plane() {
		name = "angle"
	}
	t.names, t.columns = append(t.names, name, "f"), append(t.columns, velocity, values)
	return t
}

// midpoints returns the middles of n equal parts of the velocities of a problem.
func midpoints(info kinetic.Info, n int) []float64 {
	v := make([]float64, n)
	for j := range v {
		v[j] = info.VMin + (info.VMax-info.VMin)*(float64(j)+0.5)/float64(n)
	}
	return v
}
