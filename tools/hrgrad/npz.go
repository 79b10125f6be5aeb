package main

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// writeNPZ writes the table for numpy.load: a ZIP archive with a .npy file of float64 for eps, t and each column, and about, a text with
// problem and source as JSON. The archive has no dates, so that equal tables give equal files.
func (p *profileTable) writeNPZ(w io.Writer) error {
	about, err := json.Marshal(map[string]string{"program": "hrgrad", "problem": p.problem, "source": p.source})
	if err != nil {
		return err
	}
	archive := zip.NewWriter(w)
	put := func(name string, array []byte) {
		if err != nil {
			return
		}
		var f io.Writer
		if f, err = archive.CreateHeader(&zip.FileHeader{Name: name + ".npy", Method: zip.Store}); err == nil {
			_, err = f.Write(array)
		}
	}
	put("about", npyText(string(about)))
	put("eps", npyNumbers("()", p.eps))
	if !slices.Contains(p.names, "t") { // which tables over time have as a column
		put("t", npyNumbers("()", p.t))
	}
	for k, c := range p.columns {
		put(p.names[k], npyNumbers(fmt.Sprintf("(%d,)", len(c)), c...))
	}
	if err != nil {
		return err
	}
	return archive.Close()
}

// npyNumbers is a file of float64 in the .npy format, version 1.0.
func npyNumbers(shape string, values ...float64) []byte {
	b := npyHead("<f8", shape)
	binary.Write(b, binary.LittleEndian, values)
	return b.Bytes()
}

// npyText is a file with one text.
func npyText(text string) []byte {
	characters := []rune(text)
	b := npyHead(fmt.Sprintf("<U%d", len(characters)), "()")
	binary.Write(b, binary.LittleEndian, characters)
	return b.Bytes()
}

// npyHead begins a file: what is in it, filled up so that the data begin at a multiple of 64 bytes.
func npyHead(kind, shape string) *bytes.Buffer {
	const before = 10 // magic, version, length
	head := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", kind, shape)
	length := (before+len(head)+1+63)/64*64 - before
	b := bytes.NewBufferString("\x93NUMPY\x01\x00")
	binary.Write(b, binary.LittleEndian, uint16(length))
	b.WriteString(head + strings.Repeat(" ", length-len(head)-1) + "\n")
	return b
}
