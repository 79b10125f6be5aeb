package data

import (
	"fmt"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// maxRaceFields is how many fields of a race have panels.
const maxRaceFields = 4

// SetRace shows the race in place of the run, until the next Ready.
func (st *State) SetRace(r *wire.Race) error {
	var fields []info.Field
	for _, name := range r.Fields[:min(len(r.Fields), maxRaceFields)] {
		i := st.Problem.Index(name)
		if i < 0 {
			return fmt.Errorf("race: field %q given, allowed: those of the problem, %v", name, st.Problem.FieldNames())
		}
		fields = append(fields, st.Problem.Fields[i])
	}
	st.Race, st.RaceFields = r, fields
	st.news |= NewRace
	return nil
}
