package main

import (
	"encoding/binary"
	"encoding/hex"
	"hash"
	"hash/fnv"
	"math"

	"github.com/hrgrad/hrgrad/solver/train"
)

// history keeps the losses of a run at equally spaced steps, at most maxHistory of them: when full, every other one is dropped.
type history struct {
	Every     int         `json:"every"` // distance of the steps kept; the last step is kept as well
	Steps     []int       `json:"steps"`
	Seconds   []float64   `json:"seconds"`
	Rate      []float64   `json:"rate"`
	Losses    [][]float64 `json:"losses"` // [point][task]
	Total     []float64   `json:"total"`
	MinCosine []*float64  `json:"minCosine"` // smallest cosine of the update with a task gradient; null where not known
}

const maxHistory = 400

// add takes a step; last keeps it whatever its number.
func (h *history) add(r *train.Report, seconds float64, last bool) {
	if h.Every == 0 {
		h.Every = 1
	}
	if n := len(h.Steps); n > 0 && h.Steps[n-1] == r.Step || !last && r.Step%h.Every != 0 {
		return
	}
	h.Steps = append(h.Steps, r.Step)
	h.Seconds = append(h.Seconds, seconds)
	h.Rate = append(h.Rate, r.Rate)
	h.Losses = append(h.Losses, append([]float64(nil), r.Losses...))
	h.Total = append(h.Total, r.Total)
	var cosine *float64
	if r.Gradient != nil {
		c := r.Gradient.MinCosine
		cosine = &c
	}
	h.MinCosine = append(h.MinCosine, cosine)
	if len(h.Steps) > maxHistory && !last {
		h.thin()
	}
}

// thin doubles the distance.
func (h *history) thin() {
	h.Every *= 2
	n := 0
	for i, s := range h.Steps {
		if s%h.Every != 0 {
			continue
		}
		h.Steps[n], h.Seconds[n], h.Rate[n], h.Losses[n], h.Total[n], h.MinCosine[n] = s, h.Seconds[i], h.Rate[i], h.Losses[i], h.Total[i], h.MinCosine[i]
		n++
	}
	h.Steps, h.Seconds, h.Rate = h.Steps[:n], h.Seconds[:n], h.Rate[:n]
	h.Losses, h.Total, h.MinCosine = h.Losses[:n], h.Total[:n], h.MinCosine[:n]
}

// lossHash digests the bits of every task loss of every step, so that two runs can be compared by one short word.
type lossHash struct {
	sum hash.Hash
	buf [8]byte
}

func newLossHash() *lossHash { return &lossHash{sum: fnv.New128a()} }

func (l *lossHash) add(losses []float64) {
	for _, v := range losses {
		binary.LittleEndian.PutUint64(l.buf[:], math.Float64bits(v))
		l.sum.Write(l.buf[:])
	}
}

func (l *lossHash) String() string { return short(l.sum.Sum(nil)) }

// stateHash digests a checkpoint: equal for runs that are in the same state, however often they were interrupted.
func stateHash(checkpoint []byte) string {
	sum := fnv.New128a()
	sum.Write(checkpoint)
	return short(sum.Sum(nil))
}

func short(sum []byte) string { return hex.EncodeToString(sum[:8]) }
