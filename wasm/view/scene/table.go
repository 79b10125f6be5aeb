package scene

import (
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/view/conflict"
	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/lines"
	"github.com/hrgrad/hrgrad/wasm/view/maps"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/race"
)

// Bands of the layout, from top to bottom.
const (
	planeBand = iota
	fieldBand
	distributionBand
	trainingBand
	overTimeBand
	conservationBand
	raceBand
	scoreBand
)

// table registers the panels. A new panel is a row here and a painter in one of the rooms: maps,
// lines, conflict or race.
var table = []panel.Kind{
	{Name: "field", New: maps.NewPlane, Each: true, Of: measures, If: plane, Due: data.NewFields | data.NewShow,
		X: panel.X, Y: panel.Y, Pick: true, Band: planeBand, Wide: 340, Thin: 340},
	{Name: "reference", New: maps.NewPlaneReference, Each: true, Of: measures, If: planesBeside, Due: data.NewFields, Beside: true,
		X: panel.X, Y: panel.Y, Pick: true, Band: planeBand, Wide: 312, Thin: 340},
	{Name: "difference", New: maps.NewPlaneError, Each: true, Of: measures, If: planesBeside, Due: data.NewFields, Beside: true,
		X: panel.X, Y: panel.Y, Pick: true, Band: planeBand, Wide: 312, Thin: 340},

	{Name: "field", New: maps.NewField, Each: true, If: slab, Due: data.NewFields | data.NewShow,
		X: panel.X, Y: panel.T, Pick: true, Band: fieldBand, Wide: 258, Thin: 250},
	{Name: "reference", New: maps.NewReference, If: beside, Each: true, Due: data.NewFields, Beside: true,
		X: panel.X, Y: panel.T, Pick: true, Band: fieldBand, Wide: 258, Thin: 250},
	{Name: "difference", New: maps.NewError, If: beside, Each: true, Due: data.NewFields, Beside: true,
		X: panel.X, Y: panel.T, Pick: true, Band: fieldBand, Wide: 258, Thin: 250},
	{Name: "line", New: lines.NewField, Each: true, Due: data.NewFields,
		X: panel.X, Pick: true, Dot: true, Band: fieldBand, Wide: 206, Thin: 220},
	{Name: "velocities", New: lines.NewPolar, If: plane, Due: data.NewDistribution | data.NewCut | data.NewMarker,
		Band: fieldBand, Wide: 260, Thin: 340},

	{Name: "distribution", New: maps.NewDistribution, If: wantDistribution, Due: data.NewDistribution | data.NewShow | data.NewQuantity,
		X: panel.X, Y: panel.V, Pick: true, Band: distributionBand, Wide: 270, Thin: 270, Part: 1.2},
	{Name: "velocities", New: lines.NewVelocities, If: wantDistribution, Due: data.NewDistribution | data.NewCut,
		X: panel.V, Dot: true, Band: distributionBand, Wide: 270, Thin: 270},

	{Name: "loss", New: lines.NewLoss, Due: data.NewLosses,
		X: panel.Step, Dot: true, Band: trainingBand, Wide: 240, Thin: 250, Part: 1.15, Min: 268, Ease: 276},
	{Name: "error", New: lines.NewErrors, Due: data.NewErrors,
		X: panel.Eps, Pick: true, Dot: true, Band: trainingBand, Wide: 240, Thin: 230, Min: 268, Ease: 276},
	{Name: "cosine", New: conflict.NewCosine, Due: data.NewGradient,
		Band: trainingBand, Fit: conflict.CosineHeight, Part: 1.15, Min: 328, Ease: 276},
	{Name: "cone", New: conflict.NewCone, If: func(st *data.State) bool { return st.WantCone }, Due: data.NewGradient,
		Band: trainingBand, Fit: conflict.ConeHeight, Part: 1.15, Min: 328, Ease: 632},

	{Name: "overtime", New: maps.NewOverTime, Each: true, Of: measures, If: wantOverTime, Due: data.NewOverTime,
		X: panel.Eps, Y: panel.T, Pick: true, Band: overTimeBand, Wide: 240, Thin: 250},

	{Name: "conservation", New: lines.NewDrift, If: wantConservation, Due: data.NewConservation,
		X: panel.T, Pick: true, Dot: true, Band: conservationBand, Wide: 230, Thin: 230},
	{Name: "entropy", New: lines.NewEntropy, If: wantConservation, Due: data.NewConservation,
		X: panel.T, Pick: true, Dot: true, Band: conservationBand, Wide: 230, Thin: 230},

	{Name: "race:worst", New: race.NewWorst, Race: true, Each: true, Due: data.NewRace,
		X: panel.Step, Dot: true, Band: raceBand, Wide: 240, Thin: 240},
	{Name: "race:line", New: race.NewLine, Race: true, Each: true, Due: data.NewRace,
		X: panel.X, Pick: true, Dot: true, Band: raceBand, Wide: 206, Thin: 220},
	{Name: "race:decades", New: race.NewDecades, Race: true, Each: true, Due: data.NewRace,
		X: panel.Eps, Pick: true, Dot: true, Band: raceBand, Wide: 206, Thin: 220},
	{Name: "race:score", New: race.NewScore, Race: true, Due: data.NewRace,
		Band: scoreBand, Fit: race.ScoreHeight, Lead: true},
}

func beside(st *data.State) bool           { return st.Beside && !plane(st) }
func planesBeside(st *data.State) bool     { return st.Beside && plane(st) }
func wantDistribution(st *data.State) bool { return st.WantDistribution && !plane(st) }

func plane(st *data.State) bool { return st.Problem.Plane() }
func slab(st *data.State) bool  { return !plane(st) }

func measures(st *data.State) []info.Measure { return st.Problem.Measures() }
func wantOverTime(st *data.State) bool       { return st.WantOverTime }
func wantConservation(st *data.State) bool   { return st.WantConservation }

// shown are the rows of the table, with the names of the fields where there is one panel per field, that the
// state has something for.
func shown(st *data.State) (kinds []*panel.Kind, fields [][]string) {
	of := st.Problem.Fields
	if st.Race != nil {
		of = st.RaceFields
	}
	var names, list []string
	for _, f := range of {
		names = append(names, f.Name)
	}
	for i := range table {
		k := &table[i]
		if k.Race != (st.Race != nil) || k.If != nil && !k.If(st) {
			continue
		}
		kinds = append(kinds, k)
		switch {
		case k.Of != nil:
			list = nil
			for _, m := range k.Of(st) {
				list = append(list, m.Name)
			}
		case k.Each:
			list = names
		default:
			list = nil
		}
		fields = append(fields, list)
	}
	return kinds, fields
}
