package weighting

import (
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the bits of every operator into "+goldenFile)

const goldenFile = "testdata/golden.json"

// The same bits on every platform: a hash of the weights and angles of a long
// sequence, written by a native build; the test runs on js/wasm too. After a
// deliberate change of an operator, or a new one, run
//
//	go test ./solver/weighting -run GoldenBits -update
func TestGoldenBits(t *testing.T) {
	want, got := map[string]string{}, map[string]string{}
	data, err := os.ReadFile(goldenFile)
	if err == nil {
		err = json.Unmarshal(data, &want)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, sp := range Specs() {
		if sp.Elementwise || sp.Order == 0 { // those of the examples have no place in the list
			continue
		}
		h := fnv.New64a()
		for _, m := range []int{2, 3, 6, 8, 16} {
			for _, x := range sequence(t, windowed(mustNew(t, sp.Name, Options{Seed: 5}), 3), 17, m, 12) {
				for s := 0; s < 64; s += 8 {
					h.Write([]byte{byte(x >> s)})
				}
			}
		}
		got[sp.Name] = fmt.Sprintf("%016x", h.Sum64())
		if got[sp.Name] != want[sp.Name] && !*update {
			t.Errorf("%s: bits %s, written down are %q", sp.Name, got[sp.Name], want[sp.Name])
		}
	}
	if !*update {
		return
	}
	if data, err = json.MarshalIndent(got, "", "\t"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(goldenFile, append(data, '\n'), 0o666); err != nil {
		t.Fatal(err)
	}
}
