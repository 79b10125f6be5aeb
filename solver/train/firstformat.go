package train

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc64"
	"strings"

	"github.com/hrgrad/hrgrad/solver/safetensors"
)

// Version 1 of a checkpoint is: the magic line, the length of the header (uint32), the header as JSON, the vectors of the core in a
// fixed order (values little-endian in the run's precision, then the optimiser's scalars as float64), and the CRC-64 (ECMA) of
// everything before.
const (
	firstMagic = "HRGRAD checkpoint 1\n"
	anyMagic   = "HRGRAD checkpoint "
	maxHeader  = 1 << 20
)

// decodeFirst takes a file of version 1 apart.
func decodeFirst(data []byte) (h *header, body []byte, err error) {
	if !bytes.HasPrefix(data, []byte(firstMagic)) {
		if err := Recognize(data[:min(len(data), HeadBytes)]); err != nil {
			return nil, nil, err
		}
		return nil, nil, fmt.Errorf("cut short after %d bytes", len(data))
	}
	end := len(data) - crc64.Size
	rest := len(firstMagic) + 4
	if end < rest {
		return nil, nil, fmt.Errorf("cut short after %d bytes", len(data))
	}
	if !bytes.Equal(checksum(data[:end]), data[end:]) {
		return nil, nil, fmt.Errorf("damaged: the checksum over %d bytes does not match, the file was cut short or changed", len(data))
	}
	n := int(binary.LittleEndian.Uint32(data[len(firstMagic):]))
	if n > maxHeader || rest+n > end {
		return nil, nil, fmt.Errorf("header of %d bytes does not fit into %d", n, len(data))
	}
	h = &header{}
	dec := json.NewDecoder(bytes.NewReader(data[rest : rest+n]))
	dec.DisallowUnknownFields()
	if err := dec.Decode(h); err != nil {
		return nil, nil, fmt.Errorf("header: %v", err)
	}
	if h.Solved != nil {
		return nil, nil, errors.New("header: a solved layer, which a file of version 1 cannot hold")
	}
	return h, data[rest+n : end], nil
}

// FirstFormat rewrites a checkpoint in version 1 of the format, for older programs. The past of the run is lost; a solved layer has no
// place there and gives an error. A file of version 1 is returned as it is. The vectors are not checked; Resume does that.
func FirstFormat(data []byte) ([]byte, error) {
	out, solved, err := flat(data)
	if err == nil && solved {
		err = errors.New("the network has a solved last layer, which version 1 of the format cannot hold")
	}
	return out, err
}

// flat is FirstFormat of any checkpoint, and tells whether it has a solved layer.
func flat(data []byte) (out []byte, solved bool, err error) {
	if !safetensors.Is(data) {
		_, _, err := decodeFirst(data)
		return data, false, err
	}
	f, err := decodeFile(data)
	if err != nil {
		return nil, false, err
	}
	h, err := headerOf(f)
	if err != nil {
		return nil, false, err
	}
	head, err := json.Marshal(h)
	if err != nil {
		return nil, false, err
	}
	var scalars, vectors []byte
	network := false
	for _, t := range f.Tensors {
		if network = network || strings.HasPrefix(t.Name, "network."); network {
			vectors = append(vectors, t.Data...)
		} else {
			scalars = append(scalars, t.Data...)
		}
	}
	out = binary.LittleEndian.AppendUint32([]byte(firstMagic), uint32(len(head)))
	out = append(append(append(out, head...), vectors...), scalars...)
	return append(out, checksum(out)...), h.Solved != nil, nil
}

var crcTable = crc64.MakeTable(crc64.ECMA)

// checksum guards against damage, not against forgery; a cryptographic one would link a random generator of 32 MB into every worker.
func checksum(b []byte) []byte {
	return binary.LittleEndian.AppendUint64(nil, crc64.Checksum(b, crcTable))
}
