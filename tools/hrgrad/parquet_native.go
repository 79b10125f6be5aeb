//go:build !js

package main

import (
	"bytes"
	"reflect"
	"strconv"

	"github.com/parquet-go/parquet-go"
)

const canParquet = true

// parquet renders the table as Parquet, compressed with zstd; every column is optional.
func (t *runTable) parquet() ([]byte, error) {
	types := map[columnType]reflect.Type{textColumn: reflect.TypeFor[*string](), integerColumn: reflect.TypeFor[*int64](), unsignedColumn: reflect.TypeFor[*uint64](), numberColumn: reflect.TypeFor[*float64]()}
	fields := make([]reflect.StructField, len(t.columns))
	for k, c := range t.columns {
		fields[k] = reflect.StructField{Name: "C" + strconv.Itoa(k), Type: types[c.kind], Tag: reflect.StructTag(`parquet:"` + c.name + `,optional,zstd"`)}
	}
	record := reflect.StructOf(fields)
	var b bytes.Buffer
	w := parquet.NewWriter(&b, parquet.SchemaOf(reflect.New(record).Interface()), parquet.CreatedBy("hrgrad", version(), ""))
	for _, row := range t.rows {
		v := reflect.New(record)
		for k, cell := range row {
			if cell == nil {
				continue
			}
			p := reflect.New(types[t.columns[k].kind].Elem())
			p.Elem().Set(reflect.ValueOf(cell))
			v.Elem().Field(k).Set(p)
		}
		if err := w.Write(v.Interface()); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
