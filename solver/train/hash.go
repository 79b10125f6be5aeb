package train

import (
	"encoding/binary"
	"encoding/hex"
	"hash"
	"hash/fnv"
	"math"
)

// LossHash digests the bits of every task loss of every step, so that two runs can be compared by one short word.
type LossHash struct {
	sum hash.Hash
	buf [8]byte
}

// NewLossHash returns the hash of no steps.
func NewLossHash() *LossHash { return &LossHash{sum: fnv.New128a()} }

// Add takes the losses of a step.
func (h *LossHash) Add(losses []float64) {
	for _, v := range losses {
		binary.LittleEndian.PutUint64(h.buf[:], math.Float64bits(v))
		h.sum.Write(h.buf[:])
	}
}

func (h *LossHash) String() string { return short(h.sum) }

// StateHash digests a checkpoint, without the past of the run: equal for runs that are in the same state, however often they were
// interrupted and in whatever version of the format they were written. Empty for data that are no checkpoint.
func StateHash(checkpoint []byte) string {
	state, _, err := flat(checkpoint)
	if err != nil {
		return ""
	}
	sum := fnv.New128a()
	sum.Write(state)
	return short(sum)
}

func short(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)[:8]) }
