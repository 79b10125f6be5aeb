package kinetic

import (
	"testing"

	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// Steps without a width are smooth for the network, and the file stays as it is written.
func TestStepsAreResolved(t *testing.T) {
	f, err := problemfile.Parse([]byte(`{"version":1,"name":"jump","equation":"transport","x":[0,2],"tEnd":0.1,"scattering":"1 + 9*step(x - 1)","density":"0","left":{"inflow":"1"},"right":{"inflow":"0"}}`))
	if err != nil {
		t.Fatal(err)
	}
	p, err := FromFile(f)
	if err != nil {
		t.Fatal(err)
	}
	seen := p.(fileTransport)
	if got := seen.file.Sigma.Value(1); got != 5.5 || seen.file.Sigma.Value(1.2) < 9.99 || len(seen.steep) != 1 {
		t.Errorf("sigma in the step is %v, steep places %v", got, seen.steep)
	}
	if own := p.(File).File(); own != f || own.Sigma.Value(1) != 10 || own.Sigma.Value(0.9999) != 1 {
		t.Error("the file has changed")
	}
}
