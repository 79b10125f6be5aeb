package train

import (
	"encoding"
	"encoding/json"
	"fmt"
)

// recordState is a Record in a form that can be stored; the numbers read back exactly.
type recordState struct {
	History    History    `json:"history"`
	Gradient   Statistics `json:"gradient"`
	Conflicts  int        `json:"conflicts"`
	Guards     int        `json:"guards"`
	Fallbacks  int        `json:"fallbacks"`
	Opposed    int        `json:"opposed"`
	Cosines    float64    `json:"cosines"`
	Steps      int        `json:"stepsOpposed"`
	Moments    int        `json:"momentsOpposed"`
	Changes    float64    `json:"changes"`
	Alignments float64    `json:"alignments"`
	Hash       []byte     `json:"hash"`
	Losses     []float64  `json:"losses"`
}

// MarshalBinary returns the record for UnmarshalBinary of another process, which then goes on as if there had been one.
func (r *Record) MarshalBinary() ([]byte, error) {
	hash, err := r.Hash.sum.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		return nil, err
	}
	g := r.Gradient
	return json.Marshal(recordState{r.History, g, g.conflicts, g.guards, g.fallbacks, g.opposed, g.cosines, g.stepsOpposed, g.momentsOpposed, g.changes, g.alignments, hash, r.Losses})
}

// UnmarshalBinary replaces the record.
func (r *Record) UnmarshalBinary(data []byte) error {
	var s recordState
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	hash := NewLossHash()
	if err := hash.sum.(encoding.BinaryUnmarshaler).UnmarshalBinary(s.Hash); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	g := s.Gradient
	g.conflicts, g.guards, g.fallbacks, g.opposed, g.cosines, g.alignments = s.Conflicts, s.Guards, s.Fallbacks, s.Opposed, s.Cosines, s.Alignments
	g.stepsOpposed, g.momentsOpposed, g.changes = s.Steps, s.Moments, s.Changes
	if g.Paths == nil {
		g.Paths = map[string]int{}
	}
	s.History.Max = r.History.Max
	r.History, r.Gradient, r.Hash, r.Losses = s.History, g, hash, s.Losses
	return nil
}
