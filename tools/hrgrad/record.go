package main

import (
	"bytes"
	"encoding/json"
	"runtime"

	"github.com/hrgrad/hrgrad/solver/train"
)

// record is RUN.json: everything about a run, the error table last.
type record struct {
	Program     string           `json:"program"`
	Engine      string           `json:"engine"`
	Platform    string           `json:"platform"`
	Kernels     string           `json:"kernels"`
	Workers     int              `json:"workers"`
	Config      train.Config     `json:"config"`
	Parameters  int              `json:"parameters"`
	TaskNames   []string         `json:"taskNames"`
	ResumedFrom int              `json:"resumedFrom"` // steps the checkpoint had; 0 for a fresh run
	Steps       int              `json:"steps"`
	Stopped     string           `json:"stopped"`          // why training ended: steps, stop-at or time-limit
	Seconds     float64          `json:"seconds"`          // of training by this process, references not included
	Before      float64          `json:"secondsBefore"`    // of training by earlier processes, where the checkpoint tells
	Measuring   float64          `json:"secondsMeasuring"` // of references, error tables and estimates by this process
	StepsPerSec float64          `json:"stepsPerSecond"`
	Profile     *train.Profile   `json:"profile,omitempty"`   // nanoseconds per part of the steps
	LossHash    string           `json:"lossHash"`            // of all losses of all steps of this process
	StateHash   string           `json:"stateHash"`           // of the final checkpoint
	Solved      *solvedRecord    `json:"solved,omitempty"`    // of --solve
	Judgement   *train.Judgement `json:"judgement,omitempty"` // of the last solution by the optimiser solve
	Gradient    train.Statistics `json:"gradient"`
	History     train.History    `json:"history"`
	// OverTime holds the error tables at train.ErrorTimes, the end included, which Errors has as well.
	OverTime []*train.ErrorTable `json:"errorsOverTime,omitempty"`
	// Corners are the errors at the ends of the ranges of a problem's parameters, Errors those at their middles.
	Corners []*train.ErrorTable `json:"corners,omitempty"`
	Errors  *train.ErrorTable   `json:"errors"`
}

// Why training ended.
const (
	stoppedSteps = "steps"
	stoppedAt    = "stop-at"
	stoppedTime  = "time-limit"
)

// take notes how training went.
func (r *record) take(t *trainer) {
	r.Steps, r.Seconds = t.session.Steps(), t.loop.Spent().Seconds()
	r.StepsPerSec = float64(r.Steps-t.first) / max(r.Seconds, 1e-9)
	r.Gradient, r.History, r.LossHash = t.record.Gradient, t.record.History, t.record.Hash.String()
	if p := t.record.Past(); p.Seconds > r.Seconds {
		r.Before = p.Seconds - r.Seconds
	}
	r.StateHash = train.StateHash(t.loop.Good().Data)
	switch {
	case r.Steps < t.budget.Steps:
		r.Stopped = stoppedTime
	case r.Steps < r.Config.Steps:
		r.Stopped = stoppedAt
	default:
		r.Stopped = stoppedSteps
	}
}

func platform() string { return runtime.GOOS + "/" + runtime.GOARCH }

// encode writes one JSON object and a newline.
func (r *record) encode() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
