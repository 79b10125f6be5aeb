// Package safetensors reads and writes the safetensors layout (https://github.com/huggingface/safetensors): eight bytes with the
// length of a header, the header, and the values of the tensors one behind the other. The header is a JSON object with dtype, shape
// and place of every tensor and, under __metadata__, texts by key.
//
// The layout has no checksum of its own. Encode can write one as a text of the metadata: the CRC-64 (ECMA polynomial) of the whole
// file without its sixteen hexadecimal digits. CRC-64 finds damage, not forgery.
package safetensors

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc64"
	"io"
)

// The element types that hrgrad uses, little-endian.
const (
	F32 = "F32"
	F64 = "F64"
)

// bytesOf is the size of a value.
var bytesOf = map[string]int{"BOOL": 1, "U8": 1, "I8": 1, "I16": 2, "U16": 2, "F16": 2, "BF16": 2, "I32": 4, "U32": 4, F32: 4, "I64": 8, "U64": 8, F64: 8}

// Tensor is one array: its values are row-major.
type Tensor struct {
	Name  string
	DType string
	Shape []int
	Data  []byte // nil in a layout without values
}

// Bytes returns the size of the values.
func (t Tensor) Bytes() int {
	n := bytesOf[t.DType]
	for _, s := range t.Shape {
		n *= s
	}
	return n
}

// Text is an entry of the metadata.
type Text struct{ Key, Value string }

// MaxHeader bounds the header in bytes. The format itself allows 100 MB.
const MaxHeader = 16 << 20

// Checksum is the key of the checksum in the metadata.
const Checksum = "checksum"

// File is a file taken apart.
type File struct {
	Metadata []Text
	Tensors  []Tensor
}

// Get returns a text of the metadata and whether it is there.
func (f *File) Get(key string) (string, bool) {
	for _, t := range f.Metadata {
		if t.Key == key {
			return t.Value, true
		}
	}
	return "", false
}

// entry is a tensor in the header.
type entry struct {
	DType   string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets [2]int `json:"data_offsets"`
}

var table = crc64.MakeTable(crc64.ECMA)

// Encode writes a file: metadata and tensors in the order given, the value of a text with key Checksum replaced by the checksum. The header
// is filled with spaces to a multiple of eight bytes; so that values are aligned, tensors of eight-byte values should come first.
func Encode(f *File) ([]byte, error) {
	var h bytes.Buffer
	at := -1 // of the checksum
	h.WriteString(`{"__metadata__":{`)
	for i, t := range f.Metadata {
		if i > 0 {
			h.WriteByte(',')
		}
		if t.Key == Checksum {
			t.Value = zeros
		}
		if err := put(&h, t.Key, t.Value); err != nil {
			return nil, err
		}
		if t.Key == Checksum {
			at = 8 + h.Len() - 1 - len(zeros)
		}
	}
	h.WriteByte('}')
	size := 0
	for _, t := range f.Tensors {
		n := t.Bytes()
		if n != len(t.Data) {
			return nil, fmt.Errorf("safetensors: %s of shape %v and type %s has %d bytes, not %d", t.Name, t.Shape, t.DType, len(t.Data), n)
		}
		h.WriteByte(',')
		if err := put(&h, t.Name, entry{t.DType, t.Shape, [2]int{size, size + n}}); err != nil {
			return nil, err
		}
		size += n
	}
	h.WriteByte('}')
	for h.Len()%8 != 0 {
		h.WriteByte(' ')
	}
	if h.Len() > MaxHeader {
		return nil, fmt.Errorf("safetensors: a header of %d bytes, at most %d are possible", h.Len(), MaxHeader)
	}
	out := make([]byte, 0, 8+h.Len()+size)
	out = binary.LittleEndian.AppendUint64(out, uint64(h.Len()))
	out = append(out, h.Bytes()...)
	for _, t := range f.Tensors {
		out = append(out, t.Data...)
	}
	if at >= 0 {
		copy(out[at:], checksum(out, at))
	}
	return out, nil
}

const zeros = "0000000000000000"

// put writes a key and a value of an object.
func put(b *bytes.Buffer, key string, value any) error {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	for i, v := range []any{key, value} {
		if err := enc.Encode(v); err != nil {
			return err
		}
		b.Truncate(b.Len() - 1) // the newline
		if i == 0 {
			b.WriteByte(':')
		}
	}
	return nil
}

// checksum returns the digits for a file in which they stand at a place.
func checksum(data []byte, at int) string {
	sum := crc64.Update(crc64.Checksum(data[:at], table), table, data[at+len(zeros):])
	return fmt.Sprintf("%016x", sum)
}

// Is reports whether data begins like a file of this layout: a possible length, then an object. Nine bytes are enough to tell.
func Is(data []byte) bool {
	return len(data) > 8 && data[8] == '{' && binary.LittleEndian.Uint64(data) <= 100<<20
}

// ErrChecksum is wrapped by the error of a file that was cut short or changed.
var ErrChecksum = errors.New("damaged: the checksum does not match, the file was cut short or changed")

// Decode takes a file apart; the values of the tensors are parts of data. It is strict: no key twice, no gaps, nothing behind the
// last tensor, and a checksum that is there must be right. CheckFirst may look at the metadata as far as it could be read before
// anything else is checked; its error is returned as it is.
func Decode(data []byte, checkFirst func(*File) error) (*File, error) {
	if !Is(data) {
		return nil, errors.New("not a safetensors file")
	}
	n := binary.LittleEndian.Uint64(data)
	if n > MaxHeader {
		return nil, fmt.Errorf("a header of %d bytes, at most %d are possible", n, MaxHeader)
	}
	head := data[8:min(len(data), 8+int(n))]
	f := &File{}
	entries, parsed := f.parse(head)
	if checkFirst != nil {
		if err := checkFirst(f); err != nil {
			return nil, err
		}
	}
	if sum, ok := f.Get(Checksum); ok {
		at := bytes.Index(head, []byte(`"`+Checksum+`":"`))
		if at += 8 + len(Checksum) + 4; at < 8+len(Checksum)+4 || len(sum) != len(zeros) || at+len(zeros) > len(data) || string(data[at:at+len(zeros)]) != sum || checksum(data, at) != sum {
			return nil, fmt.Errorf("%w (%d bytes)", ErrChecksum, len(data))
		}
	}
	if parsed != nil {
		return nil, fmt.Errorf("header: %w", parsed)
	}
	return f, f.place(entries, data[8+len(head):])
}

// parse reads the header; what was read before an error stays in f.
func (f *File) parse(head []byte) ([]entry, error) {
	var entries []entry
	dec := json.NewDecoder(bytes.NewReader(head))
	err := object(dec, func(key string, dec *json.Decoder) error {
		if key == "__metadata__" {
			return object(dec, func(key string, dec *json.Decoder) error {
				var value *string
				if err := dec.Decode(&value); err != nil {
					return err
				}
				if value == nil {
					return fmt.Errorf("metadata %q is null", key)
				}
				f.Metadata = append(f.Metadata, Text{key, *value})
				return nil
			})
		}
		var e entry
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return err
		}
		strict := json.NewDecoder(bytes.NewReader(raw))
		strict.DisallowUnknownFields()
		if err := strict.Decode(&e); err != nil {
			return fmt.Errorf("tensor %q: %w", key, err)
		}
		entries = append(entries, e)
		f.Tensors = append(f.Tensors, Tensor{Name: key, DType: e.DType, Shape: e.Shape})
		return nil
	})
	if err == nil {
		if _, after := dec.Token(); !errors.Is(after, io.EOF) {
			err = errors.New("something follows the object")
		}
	}
	return entries, err
}

// object reads an object and calls member for every value; a key that comes twice is an error.
func object(dec *json.Decoder, member func(key string, dec *json.Decoder) error) error {
	if t, err := dec.Token(); err != nil {
		return ended(err)
	} else if t != json.Delim('{') {
		return fmt.Errorf("%q where an object is expected", fmt.Sprint(t))
	}
	seen := map[string]bool{}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return ended(err)
		}
		key, ok := t.(string)
		if !ok {
			return fmt.Errorf("%q where a key is expected", fmt.Sprint(t))
		}
		if seen[key] {
			return fmt.Errorf("%q comes twice", key)
		}
		seen[key] = true
		if err := member(key, dec); err != nil {
			return ended(err)
		}
	}
	_, err := dec.Token()
	return ended(err)
}

func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// place gives the tensors their values, which must cover body one behind the other.
func (f *File) place(entries []entry, body []byte) error {
	at := 0
	for i, e := range entries {
		t := &f.Tensors[i]
		size, ok := bytesOf[e.DType]
		if !ok {
			return fmt.Errorf("tensor %q: dtype %q is not known", t.Name, e.DType)
		}
		for _, s := range e.Shape {
			if s < 0 || s > 0 && size > len(body)/s {
				return fmt.Errorf("tensor %q of shape %v does not fit into %d bytes", t.Name, e.Shape, len(body))
			}
			size *= s
		}
		if e.Offsets != [2]int{at, at + size} || at+size > len(body) {
			return fmt.Errorf("tensor %q of shape %v is at %v of %d bytes, expected at [%d %d]", t.Name, e.Shape, e.Offsets, len(body), at, at+size)
		}
		t.Data = body[at : at+size]
		at += size
	}
	if at != len(body) {
		return fmt.Errorf("%d bytes behind the last tensor", len(body)-at)
	}
	return nil
}
