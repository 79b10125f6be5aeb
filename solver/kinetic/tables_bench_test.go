package kinetic

import (
	"os"
	"testing"

	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// The tables that the first step of bgk-riemann waits for.
func BenchmarkTablesOfTube(b *testing.B) {
	for b.Loop() {
		t := newTube(3, [2]float64{1.5, 1.5}, [2]float64{0.625, 0.75}, bgkTube.sound, transport{heat: 1.5})
		t.thick.gas().at(0.05, 0, 1e-3)
	}
}

// The tables that the first step of the same problem as a file waits for.
func BenchmarkTablesOfFile(b *testing.B) {
	text, err := os.ReadFile("../problemfile/shipped/bgk-riemann-file.json")
	if err != nil {
		b.Fatal(err)
	}
	f, err := problemfile.Parse(text)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		g := newFileGas(f)
		g.calm().at(0.05, 0, 1e-3)
		g.flown()
	}
}
