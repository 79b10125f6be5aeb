package safetensors

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"testing"
)

func example() *File {
	var a, b []byte
	for i := range 6 {
		a = binary.LittleEndian.AppendUint64(a, math.Float64bits(float64(i)/3))
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(i)/3))
	}
	return &File{
		Metadata: []Text{{"format", "example"}, {Checksum, ""}, {"text", "\"quoted\", <b>, ε and\na new line"}},
		Tensors:  []Tensor{{"a", F64, []int{2, 3}, a}, {"b", F32, []int{6}, b}, {"none", F32, []int{0, 4}, nil}, {"scalar", F32, []int{}, b[:4]}},
	}
}

func encode(t testing.TB, f *File) []byte {
	t.Helper()
	data, err := Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestRoundTrip(t *testing.T) {
	data := encode(t, example())
	f, err := Decode(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	if again := encode(t, f); !bytes.Equal(again, data) {
		t.Error("written again a file differs")
	}
	if text, _ := f.Get("text"); text != example().Metadata[2].Value {
		t.Errorf("text %q", text)
	}
	for i := range data {
		bad := bytes.Clone(data)
		bad[i] ^= 1
		if g, err := Decode(bad, nil); err == nil {
			if _, ok := g.Get(Checksum); ok { // a bit of the word "checksum" makes it another text
				t.Fatalf("a flipped bit of byte %d was not noticed", i)
			}
		}
		if _, err := Decode(data[:i], nil); err == nil {
			t.Fatalf("the first %d bytes were accepted", i)
		}
	}
}

// file puts a header and values together.
func file(header string, values int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), make([]byte, values)...)
}

func TestWrongFilesAreRefused(t *testing.T) {
	if _, err := Decode(file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}   `, 8), nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		data    []byte
		mention string
	}{
		{nil, "not a safetensors"},
		{file(`[]`, 0), "not a safetensors"},
		{file(`{"a":1}`, 0), `"a"`},
		{file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 8), "twice"},
		{file(`{"__metadata__":{"a":"1","a":"2"}}`, 0), "twice"},
		{file(`{"__metadata__":{"a":null}}`, 0), "null"},
		{file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 7), "does not fit"},
		{file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 9), "behind"},
		{file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}`, 12), "expected at"},
		{file(`{"a":{"dtype":"F3","shape":[2],"data_offsets":[0,8]}}`, 8), "dtype"},
		{file(`{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}`, 8), "does not fit"},
		{file(`{"a":{"dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,0]}}`, 8), "does not fit"},
		{file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"more":1}}`, 8), "more"},
		{file(`{}{}`, 0), "follows"},
		{file(`{`, 0), "EOF"},
	} {
		_, err := Decode(c.data, nil)
		if err == nil || !strings.Contains(err.Error(), c.mention) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: error %v, want one line with %q", c.data, err, c.mention)
		}
	}
}

// FuzzDecode: whatever the bytes, Decode returns an error of one line or a file that is read back from what Encode makes of it.
func FuzzDecode(f *testing.F) {
	f.Add(encode(f, example()))
	f.Add(file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}   `, 8))
	f.Add(file(`{"__metadata__":{"checksum":"0000000000000000"}}`, 0))
	f.Add(file(`{"a":{"dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,0]}}`, 8))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Decode(data, nil)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Fatalf("error of several lines: %q", err)
			}
			return
		}
		again, err := Encode(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Decode(again, nil); err != nil {
			t.Fatalf("written again: %v", err)
		}
	})
}
