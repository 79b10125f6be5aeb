package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
)

// earlier holds the results of an earlier output by name, engine and kernels.
type earlier map[[3]string]float64

func readEarlier(file string) (earlier, error) {
	if file == "" {
		return nil, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	e := earlier{}
	for d := json.NewDecoder(f); ; {
		var r result
		if err := d.Decode(&r); errors.Is(err, io.EOF) {
			return e, nil
		} else if err != nil {
			return nil, err
		}
		e[[3]string{r.Bench, r.Engine, r.Kernels}] = r.Value
	}
}

// compare adds the earlier value.
func (e earlier) compare(r result) result {
	if r.Was = e[[3]string{r.Bench, r.Engine, r.Kernels}]; r.Was == 0 || r.Value == 0 || r.Unit == "cores" {
		r.Was = 0
		return r
	}
	r.Better = r.Value / r.Was
	if !strings.HasSuffix(r.Unit, "/s") && r.Unit != "times" { // a duration or a share
		r.Better = 1 / r.Better
	}
	r.Better = round(r.Better)
	return r
}
