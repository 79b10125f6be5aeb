package train

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc64"
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
)

// A checkpoint is: the magic line, the length of the header (uint32), the header as JSON, the vectors of the core in a fixed order (values
// little-endian in the run's precision, then the optimiser's scalars as float64), and the CRC-64 (ECMA) of everything before. The lengths of the vectors follow from the
// configuration, so that a file cannot claim any.
const (
	checkpointMagic = "HRGRAD checkpoint 1\n"
	maxHeader       = 1 << 20
)

type header struct {
	Config    Config          `json:"config"`
	Steps     int             `json:"steps"`
	Random    []byte          `json:"random"`
	Operator  json.RawMessage `json:"operator"`
	Levenberg *levenbergState `json:"levenberg,omitempty"`
}

// Checkpoint returns the whole state of the run; Resume of it continues the same trajectory bit for bit.
func (s *Session) Checkpoint() ([]byte, error) {
	random, err := s.src.MarshalBinary()
	if err != nil {
		return nil, err
	}
	op, err := s.op.State()
	if err != nil {
		return nil, err
	}
	w := &recordWriter{}
	s.core.save(w)
	h := header{Config: s.cfg, Steps: s.steps, Random: random, Operator: op}
	if s.lm != nil {
		h.Levenberg = s.lm.save()
	}
	head, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString(checkpointMagic)
	b.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(head))))
	b.Write(head)
	b.Write(w.data)
	b.Write(checksum(b.Bytes()))
	return b.Bytes(), nil
}

// Resume continues the run of a checkpoint. A file that is not one, is cut short or was changed is refused with the reason.
func Resume(data []byte) (*Session, error) {
	refuse := func(format string, args ...any) (*Session, error) {
		return nil, fmt.Errorf("checkpoint: "+format, args...)
	}
	if !bytes.HasPrefix(data, []byte(checkpointMagic)) {
		return refuse("not an HRGrad checkpoint of version 1 (%d bytes)", len(data))
	}
	body := len(data) - crc64.Size
	rest := len(checkpointMagic) + 4
	if body < rest {
		return refuse("cut short after %d bytes", len(data))
	}
	if !bytes.Equal(checksum(data[:body]), data[body:]) {
		return refuse("damaged: the checksum over %d bytes does not match, the file was cut short or changed", len(data))
	}
	n := int(binary.LittleEndian.Uint32(data[len(checkpointMagic):]))
	if n > maxHeader || rest+n > body {
		return refuse("header of %d bytes does not fit into %d", n, len(data))
	}
	var h header
	dec := json.NewDecoder(bytes.NewReader(data[rest : rest+n]))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&h); err != nil {
		return refuse("header: %v", err)
	}
	for _, set := range settings {
		if set.absent != "" && set.IsZero(h.Config) { // written before there was a choice
			if err := set.Set(&h.Config, set.absent); err != nil {
				return refuse("%v", err)
			}
		}
	}
	if least, err := leastVectors(h.Config); err != nil {
		return refuse("%v", err)
	} else if least > body-rest-n { // before anything of that size is built
		return refuse("vectors have %d bytes, the configuration needs at least %d", body-rest-n, least)
	}
	s, err := New(h.Config)
	if err != nil {
		return refuse("%v", err)
	}
	if h.Steps < 0 {
		return refuse("%d steps taken", h.Steps)
	}
	if err := s.src.UnmarshalBinary(h.Random); err != nil {
		return refuse("random state: %v", err)
	}
	if err := s.op.Restore(h.Operator); err != nil {
		return refuse("operator state: %v", err)
	}
	if err := s.core.load(&recordReader{data: data[rest+n : body]}); err != nil {
		return refuse("%v", err)
	}
	if s.lm != nil {
		if err := s.lm.load(h.Levenberg); err != nil {
			return refuse("%v", err)
		}
	}
	s.steps = h.Steps
	return s, nil
}

var crcTable = crc64.MakeTable(crc64.ECMA)

// checksum guards against damage, not against forgery; a cryptographic one would link a random generator of 32 MB into every worker.
func checksum(b []byte) []byte {
	return binary.LittleEndian.AppendUint64(nil, crc64.Checksum(b, crcTable))
}

// leastVectors returns the bytes of the parameters of a configuration, which is less than a checkpoint of it holds.
func leastVectors(c Config) (int, error) {
	c, err := c.Normalize()
	if err != nil {
		return 0, err
	}
	p, err := kinetic.ByName(c.Problem)
	if err != nil {
		return 0, err
	}
	var params autodiff.Params
	if _, err := p.Model(&params, c.options()); err != nil {
		return 0, err
	}
	return 4 * params.Len, nil
}

// recordWriter collects the vectors and scalars of the core.
type recordWriter struct{ data []byte }

type recordReader struct{ data []byte }

func (c *typed[T]) save(w *recordWriter) {
	vectors, scalars := c.state()
	for _, v := range append([][]T{c.params}, vectors...) {
		w.data = appendVector(w.data, v)
	}
	w.data = appendVector(w.data, scalars)
}

// state lists what the optimiser must save; a run by Levenberg-Marquardt alone has no other.
func (c *typed[T]) state() ([][]T, []float64) {
	if c.opt == nil {
		return nil, nil
	}
	return c.opt.State()
}

func (c *typed[T]) load(r *recordReader) error {
	vectors, scalars := c.state()
	vectors = append([][]T{c.params}, vectors...)
	want := 8 * len(scalars)
	for _, v := range vectors {
		want += len(bytesOf(v))
	}
	if want != len(r.data) {
		return fmt.Errorf("vectors have %d bytes, the configuration needs %d", len(r.data), want)
	}
	for _, v := range vectors {
		r.data = readVector(v, r.data)
	}
	scalars = make([]float64, len(scalars))
	r.data = readVector(scalars, r.data)
	if c.opt == nil {
		return nil
	}
	return c.opt.SetScalars(scalars)
}

func appendVector[T kernel.Float](b []byte, v []T) []byte {
	switch v := any(v).(type) {
	case []float32:
		for _, x := range v {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
		}
	case []float64:
		for _, x := range v {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
		}
	}
	return b
}

// readVector fills v from b and returns what follows.
func readVector[T kernel.Float](v []T, b []byte) []byte {
	switch v := any(v).(type) {
	case []float32:
		for i := range v {
			v[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		}
		return b[4*len(v):]
	case []float64:
		for i := range v {
			v[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
		}
		return b[8*len(v):]
	}
	return b
}
