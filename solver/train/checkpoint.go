package train

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/optim"
	"github.com/hrgrad/hrgrad/solver/safetensors"
)

// A checkpoint is a file in the safetensors layout. Its metadata holds everything but the values of vectors: format and version, the
// checksum, the configuration, the number of steps, the states of the random generator, the operator and Levenberg-Marquardt, the
// past of the run where it is known, and what is to be told of a solved layer. The tensors are the solved layer (float64, see solvedstate.go),
// the scalars of the optimiser (float64), the layers of the network and the
// vectors of the optimiser (in the run's precision), in the order of coreOf.tensors. Names, shapes and types follow from the
// configuration and the number of solved features, so that a file cannot claim any. Files of version 1 (see firstformat.go) are read as well.
const (
	checkpointFormat  = "hrgrad-checkpoint"
	checkpointVersion = 2
)

// The keys of the metadata.
const (
	keyFormat    = "format"
	keyVersion   = "version"
	keyConfig    = "config"
	keySteps     = "steps"
	keyRandom    = "random"
	keyOperator  = "operator"
	keyLevenberg = "levenberg"
	keyPast      = "past"
	keySolved    = "solved"
)

// header is the part of a checkpoint that is not a vector.
type header struct {
	Config    Config          `json:"config"`
	Steps     int             `json:"steps"`
	Random    []byte          `json:"random"`
	Operator  json.RawMessage `json:"operator"`
	Levenberg *levenbergState `json:"levenberg,omitempty"`
	Solved    *Solved         `json:"solved,omitempty"` // the solved layer that lies over the network
}

// Checkpoint returns the whole state of the run; Resume of it continues the same trajectory bit for bit.
func (s *Session) Checkpoint() ([]byte, error) {
	h, err := s.header()
	if err != nil {
		return nil, err
	}
	f := &safetensors.File{Tensors: s.tensors()}
	if f.Metadata, err = h.metadata(); err != nil {
		return nil, err
	}
	return safetensors.Encode(f)
}

func (s *Session) header() (*header, error) {
	random, err := s.src.MarshalBinary()
	if err != nil {
		return nil, err
	}
	op, err := s.op.State()
	if err != nil {
		return nil, err
	}
	h := &header{Config: s.cfg, Steps: s.steps, Random: random, Operator: op}
	if s.lm != nil {
		h.Levenberg = s.lm.save()
	}
	h.Solved = s.Solved()
	return h, nil
}

// metadata renders a header as texts; format, version and checksum come first, so that they are found at the beginning of a file.
func (h *header) metadata() ([]safetensors.Text, error) {
	texts := []safetensors.Text{{Key: keyFormat, Value: checkpointFormat}, {Key: keyVersion, Value: strconv.Itoa(checkpointVersion)}, {Key: safetensors.Checksum}}
	for _, part := range []struct {
		key   string
		value any
	}{{keyConfig, h.Config}, {keySteps, h.Steps}, {keyRandom, h.Random}, {keyOperator, h.Operator}, {keyLevenberg, h.Levenberg}, {keySolved, h.Solved}} {
		if part.value == (*levenbergState)(nil) || part.value == (*Solved)(nil) {
			continue
		}
		text, err := json.Marshal(part.value)
		if err != nil {
			return nil, err
		}
		texts = append(texts, safetensors.Text{Key: part.key, Value: strings.Trim(string(text), `"`)})
	}
	return texts, nil
}

// Resume continues the run of a checkpoint. A file that is not one, is of a newer version, was cut short or was changed is refused with the
// reason.
func Resume(data []byte) (*Session, error) {
	s, err := resume(data)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	return s, nil
}

func resume(data []byte) (*Session, error) {
	if !safetensors.Is(data) {
		h, body, err := decodeFirst(data)
		if err != nil {
			return nil, err
		}
		return h.restore(len(body), func(c core) error { return c.load(body, false) })
	}
	f, err := decodeFile(data)
	if err != nil {
		return nil, err
	}
	h, err := headerOf(f)
	if err != nil {
		return nil, err
	}
	trained, solved := splitSolved(f.Tensors)
	var body []byte
	for _, t := range trained {
		body = append(body, t.Data...)
	}
	s, err := h.restore(len(body), func(c core) error {
		if err := sameLayout(trained, c.tensors()); err != nil {
			return err
		}
		return c.load(body, true)
	})
	if err != nil {
		return nil, err
	}
	return s, s.loadSolved(h.Solved, solved)
}

// HeadBytes is how much of a file Recognize wants to see.
const HeadBytes = 64

// Recognize refuses a file that does not begin like a checkpoint of a version that Resume reads, from its first HeadBytes bytes, or
// all of a shorter one.
func Recognize(head []byte) error {
	text := string(head)
	version, ok := strings.CutPrefix(text, anyMagic)
	switch {
	case safetensors.Is(head) || strings.HasPrefix(text, firstMagic) || text != "" && strings.HasPrefix(firstMagic, text):
		return nil
	case ok && strings.Contains(version, "\n"):
		version, _, _ = strings.Cut(version, "\n")
		return fmt.Errorf("version %q of the format, this program reads versions 1 and %d", version, checkpointVersion)
	case text == "":
		return fmt.Errorf("not an HRGrad checkpoint: it is empty")
	}
	return fmt.Errorf("not an HRGrad checkpoint: it begins with %q", text[:min(len(text), 16)])
}

// decodeFile takes a file of the present version apart. What is no checkpoint of it is refused before its checksum is asked for.
func decodeFile(data []byte) (*safetensors.File, error) {
	return safetensors.Decode(data, func(f *safetensors.File) error {
		format, _ := f.Get(keyFormat)
		version, _ := f.Get(keyVersion)
		switch n, err := strconv.Atoi(version); {
		case len(f.Metadata) == 0:
			return fmt.Errorf("not an HRGrad checkpoint: a safetensors file without readable metadata, cut short or by another program")
		case format == weightsFormat:
			return ErrWeights
		case format != checkpointFormat:
			return fmt.Errorf("not an HRGrad checkpoint: a safetensors file whose metadata do not say %s = %s", keyFormat, checkpointFormat)
		case err != nil || n != checkpointVersion:
			return fmt.Errorf("version %q of the format, this program reads versions 1 and %d", version, checkpointVersion)
		}
		if _, ok := f.Get(safetensors.Checksum); !ok {
			return safetensors.ErrChecksum
		}
		return nil
	})
}

// headerOf reads the metadata.
func headerOf(f *safetensors.File) (*header, error) {
	h := &header{}
	for _, t := range f.Metadata {
		var to any
		text := t.Value
		switch t.Key {
		case keyFormat, keyVersion, safetensors.Checksum, keyPast:
			continue
		case keyConfig:
			to = &h.Config
		case keySteps:
			to = &h.Steps
		case keyRandom:
			to, text = &h.Random, `"`+text+`"`
		case keyOperator:
			to = &h.Operator
		case keyLevenberg:
			to = &h.Levenberg
		case keySolved:
			to = &h.Solved
		default:
			return nil, fmt.Errorf("metadata: %q is not known", t.Key)
		}
		dec := json.NewDecoder(strings.NewReader(text))
		dec.DisallowUnknownFields()
		if err := dec.Decode(to); err != nil {
			return nil, fmt.Errorf("metadata: %s: %v", t.Key, err)
		}
	}
	return h, nil
}

// open builds the session of a header whose vectors have so many bytes.
func (h *header) open(bytes int) (*Session, error) {
	h.Config = h.Config.Recorded()
	if least, err := leastVectors(h.Config); err != nil {
		return nil, err
	} else if least > bytes { // before anything of that size is built
		return nil, fmt.Errorf("vectors have %d bytes, the configuration needs at least %d: the file is cut short, or of a version that built another network for these settings", bytes, least)
	}
	if h.Steps < 0 {
		return nil, fmt.Errorf("%d steps taken", h.Steps)
	}
	return New(h.Config)
}

// restore builds the session of a header whose vectors have so many bytes; load fills it.
func (h *header) restore(bytes int, load func(core) error) (*Session, error) {
	s, err := h.open(bytes)
	if err != nil {
		return nil, err
	}
	if err := s.src.UnmarshalBinary(h.Random); err != nil {
		return nil, fmt.Errorf("random state: %v", err)
	}
	if err := s.op.Restore(h.Operator); err != nil {
		return nil, fmt.Errorf("operator state: %v", err)
	}
	if err := load(s.core); err != nil {
		return nil, err
	}
	if s.lm != nil {
		if err := s.lm.load(h.Levenberg); err != nil {
			return nil, err
		}
	}
	s.steps = h.Steps
	return s, nil
}

// sameLayout compares the tensors of a file with those that its configuration needs.
func sameLayout(have, want []safetensors.Tensor) error {
	if len(have) != len(want) {
		return fmt.Errorf("%d tensors, the configuration needs %d", len(have), len(want))
	}
	for i, w := range want {
		if h := have[i]; h.Name != w.Name || h.DType != w.DType || !slices.Equal(h.Shape, w.Shape) {
			return fmt.Errorf("tensor %q of shape %v and type %s, the configuration needs %q of shape %v and type %s: the file is of a version that built another network for these settings", h.Name, h.Shape, h.DType, w.Name, w.Shape, w.DType)
		}
	}
	return nil
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

// tensors lists the scalars of the optimiser, the layers and the vectors of the optimiser with their values. Values of eight bytes
// come first, so that all are aligned in a file.
func (c *coreOf[T]) tensors() []safetensors.Tensor {
	dtype := safetensors.F32
	if unsafe.Sizeof(T(0)) == 8 {
		dtype = safetensors.F64
	}
	var out []safetensors.Tensor
	vectors, scalars := c.state()
	names, parts := c.describe(len(vectors), len(scalars))
	for _, p := range parts {
		t := safetensors.Tensor{Name: "optimizer." + p.Name, DType: safetensors.F64, Shape: p.Shape}
		n := t.Bytes() / 8
		t.Data = appendVector(nil, scalars[:n])
		scalars = scalars[n:]
		out = append(out, t)
	}
	for _, l := range c.s.params.Layers {
		out = append(out, safetensors.Tensor{Name: "network." + l.Name + ".weight", DType: dtype, Shape: []int{l.In, l.Out}, Data: appendVector(nil, c.params[l.W:l.W+l.In*l.Out])})
		if l.B >= 0 {
			out = append(out, safetensors.Tensor{Name: "network." + l.Name + ".bias", DType: dtype, Shape: []int{l.Out}, Data: appendVector(nil, c.params[l.B:l.B+l.Out])})
		}
	}
	for i, v := range vectors {
		out = append(out, safetensors.Tensor{Name: "optimizer." + names[i], DType: dtype, Shape: []int{len(v)}, Data: appendVector(nil, v)})
	}
	return out
}

// describe names the vectors and scalars of the optimiser.
func (c *coreOf[T]) describe(vectors, scalars int) (names []string, parts []optim.Part) {
	if d, ok := c.opt.(optim.Describer); ok {
		names, parts = d.Describe()
	}
	if names != nil || parts != nil {
		return names, parts
	}
	for i := range vectors {
		names = append(names, fmt.Sprintf("vector.%d", i))
	}
	if scalars > 0 {
		parts = []optim.Part{{Name: "scalars", Shape: []int{scalars}}}
	}
	return names, parts
}

// state lists what the optimiser must save; a run by Levenberg-Marquardt alone has no other.
func (c *coreOf[T]) state() ([][]T, []float64) {
	if c.opt == nil {
		return nil, nil
	}
	return c.opt.State()
}

// load reads parameters, vectors and scalars; the scalars stand first in a file of the present version, last in one of version 1.
func (c *coreOf[T]) load(data []byte, scalarsFirst bool) error {
	vectors, scalars := c.state()
	vectors = append([][]T{c.params}, vectors...)
	want := 8 * len(scalars)
	for _, v := range vectors {
		want += len(bytesOf(v))
	}
	if want != len(data) {
		return fmt.Errorf("vectors have %d bytes, the configuration needs %d", len(data), want)
	}
	scalars = make([]float64, len(scalars))
	if scalarsFirst {
		data = readVector(scalars, data)
	}
	for _, v := range vectors {
		data = readVector(v, data)
	}
	if !scalarsFirst {
		readVector(scalars, data)
	}
	if c.opt == nil {
		return nil
	}
	return c.opt.SetScalars(scalars)
}

// loadNetwork reads the parameters alone, which data holds.
func (c *coreOf[T]) loadNetwork(data []byte) { readVector(c.params, data) }

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
